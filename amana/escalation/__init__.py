"""Ladders and rungs: who can be asked next, and the clock that asks."""
