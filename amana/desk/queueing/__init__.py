"""The queue: its lists, filters and views, acts on many of its rows, and what a day took."""
