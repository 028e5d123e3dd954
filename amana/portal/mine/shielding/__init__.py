"""Wording that may press: what was found in a case, and a page that teaches every technique."""
