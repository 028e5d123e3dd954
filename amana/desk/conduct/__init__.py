"""Conduct at the desk: what was noted, what follows, and being relieved at once."""
