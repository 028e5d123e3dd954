"""The page of a case: its story, what stands beside it, and what is done to it as a whole."""
