"""Wording that may press: which of it a call will likely bring, and practice against it."""
