"""What can go wrong when writing into or reading from the record."""

from __future__ import annotations


class RecordError(Exception):
    """The record refuses; the sentence says why."""


class UnknownKind(RecordError):
    """No such kind of entry is listed in kinds.py."""


class NotYours(RecordError):
    """This kind of actor may not append this kind of entry."""


class Malformed(RecordError):
    """The content cannot be sealed: a missing field, or a value that JSON has no single form for."""
