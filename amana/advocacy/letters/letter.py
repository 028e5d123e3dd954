"""What a letter is before it leaves."""

from __future__ import annotations

from dataclasses import dataclass

RIGHT_TO_LEFT = {"he", "ar"}
LONGEST = 50_000
LONGEST_SUBJECT = 300


@dataclass(frozen=True)
class Letter:
    """A letter before it leaves; `to` is empty while its writer does not know the company's address."""

    to: str
    subject: str
    text: str
