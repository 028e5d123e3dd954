"""One record with a company that uses Amana too: asked for, proved, shown entry by entry, and parted again."""
