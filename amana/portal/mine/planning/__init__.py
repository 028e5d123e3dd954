"""Planning the next contact with a company."""
