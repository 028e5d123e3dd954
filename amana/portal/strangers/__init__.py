"""Pages for whoever has no link and no account."""
