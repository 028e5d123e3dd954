"""What is alike, in numbers: what a question says, how near two lie, and which belong together; no database."""
