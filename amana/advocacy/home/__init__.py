"""What belongs to whoever keeps own cases: taking all of it home, a sealed copy, letting others read, and deleting it."""
