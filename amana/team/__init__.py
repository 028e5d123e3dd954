"""Agents and leads, brands and their working weeks: everyone works for someone."""
