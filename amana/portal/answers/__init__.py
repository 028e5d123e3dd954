"""Answers that anybody can read, and one more look at them before a question is sent."""
