"""What the ways of telling Hebrew and Arabic promises share."""
