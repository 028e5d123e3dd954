"""Moving an installation from one kind of database to the other, and proving that everything came along."""
