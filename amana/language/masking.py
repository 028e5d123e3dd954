"""Numbers that are nobody's business at a glance: payment cards and national ids are shown by their end alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from amana.language.identifiers import card_numbers

SHOWN = 4
# Fewer digits than an identity number has are neither.
SHORTEST = 9
DOT = "•"
# An Israeli identity number has nine digits, the last a check digit; elsewhere nothing as certain can be said of one.
_DIGIT = re.compile(r"\d")
_NINE = re.compile(r"(?<![\d.,/-])\d{9}(?!\d|[.,/-]\d)")
_NAMES = [
    r"\bid\b", "identity", "national", "passport", "social security", "ssn",
    r"ת\.?\s?ז\b", r"ת[\"״]ז", "תעודת? זהות", "מספר זהות", "דרכון", "هوي[ةه]", "هويتي", "جواز", "إقامة", "اقامة",
]  # fmt: skip
# Keys, digests, and the names of mails: whose digits are nobody's number, and by which programs find things again.
_OF_MACHINES = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{64}|<[^<>\s]+@[^<>\s]+>", re.IGNORECASE
)
_NAMES_IT = re.compile(rf"(?:{'|'.join(_NAMES)})[^\d\n]{{0,20}}$", re.IGNORECASE)


def masked(text: str) -> str:
    """Return the text with the numbers of payment cards and national ids covered but for the last four digits."""
    if len(_DIGIT.findall(text)) < SHORTEST:
        return text
    spans = [*card_numbers(text), *_ids(text)]
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + _covered(text[start:end]) + text[end:]
    return text


def hides(text: str) -> bool:
    """Whether there is anything in a text that is covered."""
    return masked(text) != text


def masked_within(said: Any) -> Any:  # Any: JSON
    """Return JSON with the numbers in every text of it covered; keys, digests and other marks of machines stay."""
    if isinstance(said, str):
        return said if _OF_MACHINES.fullmatch(said) else masked(said)
    if isinstance(said, Mapping):
        return {name: masked_within(value) for name, value in said.items()}
    if isinstance(said, list | tuple):
        return [masked_within(value) for value in said]
    return said


def _ids(text: str) -> list[tuple[int, int]]:
    return [
        found.span() for found in _NINE.finditer(text) if _checks(found[0]) and _NAMES_IT.search(text[: found.start()])
    ]


def _checks(digits: str) -> bool:
    """Whether the check digit of an Israeli identity number is right."""
    total = 0
    for place, digit in enumerate(digits):
        product = int(digit) * (1 + place % 2)
        total += product - 9 if product > 9 else product
    return total % 10 == 0


def _covered(number: str) -> str:
    digits = sum(character.isdigit() for character in number)
    seen, out = 0, []
    for character in number:
        if character.isdigit():
            seen += 1
            out.append(character if seen > digits - SHOWN else DOT)
        else:
            out.append(character)
    return "".join(out)
