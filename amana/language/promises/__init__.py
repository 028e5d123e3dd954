"""Finding what one side undertakes to do for the other."""
