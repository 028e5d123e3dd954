"""What belongs to oneself: letting others read a case, taking all of it home, a sealed copy, the phone, and deleting it."""
