"""Finding again, among one's own cases, what was said, written and promised."""
