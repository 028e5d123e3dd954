"""Mail: read what came in, write what goes out. Pure functions on bytes and strings."""
