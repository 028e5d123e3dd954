"""Cases that belong together, and one that is two."""
