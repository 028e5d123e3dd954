"""Pages of whoever answers for the data of people: what they asked for, how long words are kept, what is kept where."""
