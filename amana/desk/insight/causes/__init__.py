"""Causes of recurring questions at the desk: the list, one cause, its fixes, and a message to all who wait."""
