"""Secrets that must not be sent: card numbers, passwords, security codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from amana.language.identifiers import card_numbers
from amana.language.normalising import fold_in_place
from amana.writing.advising import Advice, Code

LONGEST = 100_000  # characters looked at

_PASSWORD = re.compile(
    r"(?:\b(?:password|passcode|pass ?phrase|pwd|pin(?: code)?|cvv|cvc|security code)\b|"
    r"(?:ה?סיסמ(?:ה|א|תך|תי)|קוד\s+סודי|קוד\s+אימות)(?!\w)|"
    r"(?<!\w)(?:كلمه\s+(?:ال)?(?:سر|مرور)|الرقم\s+السري|الباسورد|باسورد|رمز\s+التحقق)(?!\w))"
    r"\s*(?:for\s+\w+\s*|של\w*\s*|الخاص\w*\s+ب\w+\s*)?(?:(?:is|are|הוא|היא|הינה|هو|هي)\s*[:=]?|[:=-])\s*[\"']?"
    r"(?P<secret>(?=\S*[\d!@#$%^&*])[^\s\"',]{3,64}?)(?=[.!?]*(?:[\s\"',]|$))"
)


def secrets(draft: str) -> Iterator[Advice]:
    """One advice for each payment card number and each password written out in the draft."""
    draft = draft[:LONGEST]
    folded, places = fold_in_place(draft)
    for start, end in card_numbers(folded):
        yield _advice("card_number", draft, places, start, end)
    for match in _PASSWORD.finditer(folded):
        yield _advice("password", draft, places, *match.span("secret"))


_WORDS: dict[str, tuple[str, str]] = {
    "card_number": ("a payment card number stands here in full", "leave only its last four digits"),
    "password": ("a password or security code stands here", "take it out; let the person set a new one"),
}


def _advice(code: Code, draft: str, places: list[int] | None, start: int, end: int) -> Advice:
    if places is not None:
        start, end = places[start], places[end - 1] + 1
    reason, suggestion = _WORDS[code]
    return Advice(code, draft[start:end], start, end, reason, suggestion)
