"""Defining one's problem, question by question, with what it cost, what one holds, and who is on which side."""
