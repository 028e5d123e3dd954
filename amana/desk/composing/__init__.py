"""Writing to the customer: the composer, its drafts and saved replies, what is sent later, and what did not arrive."""
