"""Calls: invited to, placed in the record they belong to, and known while they ring."""
