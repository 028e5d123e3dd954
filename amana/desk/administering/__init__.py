"""What those who lead set up: brands, colleagues, teams, mailboxes, fields, and the language model."""
