"""What causes and leaks cost, what is assumed, and who stayed, left or bought more."""
