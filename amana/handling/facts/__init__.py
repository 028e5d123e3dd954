"""What is said of a case: its fields, tags and terms, what stands still, what it took."""
