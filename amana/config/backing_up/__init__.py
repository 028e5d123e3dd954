"""Copies of an installation that are made while it runs: sealed, each holding only what is new, kept for a term."""
