"""What is kept about people: copies of all of it, erasure that leaves records whole, and how long words are kept."""
