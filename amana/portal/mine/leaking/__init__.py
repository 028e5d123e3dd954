"""What the record of one's own case shows of how it was handled, ready to be put into a letter."""
