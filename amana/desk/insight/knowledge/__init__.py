"""Answers to questions that come again, as those who serve write them, read them and see what became of them."""
