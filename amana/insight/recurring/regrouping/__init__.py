"""Grouping all that was ever asked of a brand anew, in parts that any worker takes in hand."""
