"""What is learned from the cases: figures, causes and questions that recur, for those who lead."""
