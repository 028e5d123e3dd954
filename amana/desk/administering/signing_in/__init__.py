"""How people of this installation sign in: what is asked of whom, and the directory of the firm."""
