"""One record with the company: asked for and proved, read and written together, and what each side shows of its own."""
