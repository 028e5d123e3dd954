"""Conduct: what was said to those who serve, in the words it was said in, and what follows from it, step by step."""
