"""Small tools in plain Python."""
