"""What we write: mails about a case, mails that belong to no record, and what each of them says besides its words."""
