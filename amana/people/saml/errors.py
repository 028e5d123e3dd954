"""What can be wrong with what a directory says by SAML."""

from __future__ import annotations


class AnswerNotTaken(Exception):
    """An answer of a directory that opens nothing; the text is for the log, never for a page."""


class MetadataNotRead(Exception):
    """A description of a directory that cannot be used; its text says to people what to do."""
