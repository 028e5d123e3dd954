"""The rungs of an own case: who can be asked next at a company that need not know of it."""
