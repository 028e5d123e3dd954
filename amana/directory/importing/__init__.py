"""Bringing in directories that others keep: read with limits, looked at first, written in bulk, taken back whole."""
