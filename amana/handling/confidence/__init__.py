"""Keeping what one customer told us from another: names that are known, and drafts that mention somebody else."""
