"""How raw mail becomes cases: read, placed, written, or put before a person."""
