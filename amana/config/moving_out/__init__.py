"""Leaving: everything a company keeps here, in one archive of plain files that says what each holds and checks itself."""
