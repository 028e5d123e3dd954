"""Signing in: by which ways, from where, for how long, and who is asked for more than a password."""
