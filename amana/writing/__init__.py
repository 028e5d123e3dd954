"""Checking a text before it is sent: what it gives away, leaves open, or promises without a time. Plain Python."""

from amana.writing.advising import Advice, Context
from amana.writing.checking import check

__all__ = ["Advice", "Context", "check"]
