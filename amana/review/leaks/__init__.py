"""The eleven leaks: ways in which service drains patience, each judged from a case's record with the entries that show it."""
