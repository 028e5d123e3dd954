"""What causes and leaks cost, and what kept promises earn."""
