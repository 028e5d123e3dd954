"""Cutting a text that is longer than a messenger takes, where it hurts least."""

from __future__ import annotations

MARKS = ("\n\n", "\n", ". ", " ")


def cut(text: str, *, longest: int) -> list[str]:
    """Return the text in pieces of at most so many letters: cut after a paragraph, a line, a sentence or a word; never empty."""
    pieces = []
    left = text.strip()
    while len(left) > longest:
        end = next(
            (at + len(mark) for mark in MARKS if (at := left.rfind(mark, longest // 2, longest - 1)) > 0), longest
        )
        pieces.append(left[:end].rstrip())
        left = left[end:].lstrip()
    return [*pieces, left] if left or not pieces else pieces
