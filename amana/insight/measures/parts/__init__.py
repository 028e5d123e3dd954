"""What the pages of insight divide by: from the rows of one week to how many of each, by team."""
