"""Accounts, persons and companies, and the addresses they write from."""
