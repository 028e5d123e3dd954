"""Sparing a costly pattern the texts that lack a word it cannot do without."""

from __future__ import annotations

from collections.abc import Sequence


def has_one(text: str, needed: Sequence[str]) -> bool:
    """True when the text holds one of the pieces, whatever the case; then the pattern has to be asked.

    The pieces are in lower case and without i, k and s: a pattern that ignores case takes dotless i, the Kelvin sign
    and the long s for them, and `lower` does not.
    """
    lower = text.lower()
    return any(piece in lower for piece in needed)
