"""What a person's business address may be: spellings of names, and the forms that published addresses show."""
