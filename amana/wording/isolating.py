"""Keeping a name or a quotation whole inside a sentence of the other writing direction, where no markup can."""

from __future__ import annotations

FIRST_STRONG_ISOLATE, POP = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def isolated(words: object) -> str:
    """Return the words set apart, so that their direction touches nothing around them; "" for nothing."""
    said = str(words) if words is not None else ""
    return f"{FIRST_STRONG_ISOLATE}{said}{POP}" if said else ""
