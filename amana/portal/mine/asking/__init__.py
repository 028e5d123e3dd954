"""One form: whom it concerns, what I want and when I can be called; the letter is written and sent after my yes."""
