"""X: direct messages, and mentions in public, of one account."""
