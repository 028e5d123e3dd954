"""Marks of good and bad service in what a representative writes."""

from amana.language.marks.finding import KINDS, MarkKind, marks_in

__all__ = ["KINDS", "MarkKind", "marks_in"]
