"""Finding what was said, by its words: indexed as it is written, asked with the rights of whoever looks."""
