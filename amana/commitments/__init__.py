"""The ledger: what people promised each other, with an owner, a due time and an end."""
