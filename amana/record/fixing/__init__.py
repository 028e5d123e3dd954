"""Fixing how far every record has come: one log of heads that only grows, signed once a day, and proved to others."""
