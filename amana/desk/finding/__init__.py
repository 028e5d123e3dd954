"""Finding cases, entries and people."""
