"""Pages of the questions that come again."""
