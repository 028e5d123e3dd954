"""A consumer's own cases, kept by themselves against companies that need not know of it."""
