"""Saying how much patience is left, and what took or gave it."""

from __future__ import annotations

from django.utils.translation import gettext as _

MINUS = "\N{MINUS SIGN}"


def left(points: int) -> str:
    """Return "patience 21 of 100" in the active language."""
    return _("patience %(points)d of 100") % {"points": points}


def change(points: int) -> str:
    """Return a change with its sign, "+8" or "−12", kept in one piece in either direction of writing."""
    sign = "+" if points > 0 else MINUS if points < 0 else ""
    return f"\N{LEFT-TO-RIGHT ISOLATE}{sign}{abs(points)}\N{POP DIRECTIONAL ISOLATE}"
