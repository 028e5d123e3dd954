"""Reading a text: what it promises, asks and names, in Hebrew, Arabic and English. Plain Python, no database."""

from amana.language.findings import Due, Promise, Reading
from amana.language.reading import read, read_many

__all__ = ["Due", "Promise", "Reading", "read", "read_many"]
