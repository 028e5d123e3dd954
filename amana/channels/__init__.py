"""How words come in and go out: one folder for each transport."""
