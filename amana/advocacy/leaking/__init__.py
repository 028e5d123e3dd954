"""What leaks in an own case, put into the words of a letter."""
