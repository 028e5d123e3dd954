"""Notices to those who serve: what is told to whom, on which way, and when it must wait."""
