"""Secrets that must not be sent: card numbers, passwords, security codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from amana.language.identifiers import card_numbers
from amana.writing.advising import Advice, advise
from amana.writing.drafts import Draft

_PASSWORD = re.compile(
    r"(?:\b(?:password|passcode|pass ?phrase|pwd|pin(?: code)?|cvv|cvc|security code)\b|"
    r"(?:ה?סיסמ(?:ה|א|תך|תי)|קוד\s+סודי|קוד\s+אימות)(?!\w)|"
    r"(?<!\w)(?:كلمه\s+(?:ال)?(?:سر|مرور)|الرقم\s+السري|الباسورد|باسورد|رمز\s+التحقق)(?!\w))"
    r"\s*(?:for\s+\w+\s*|של\w*\s*|الخاص\w*\s+ب\w+\s*)?(?:(?:is|are|הוא|היא|הינה|هو|هي)\s*[:=]?|[:=-])\s*[\"']?"
    r"(?P<secret>(?=\S*[\d!@#$%^&*])[^\s\"',]{3,64}?)(?=[.!?]*(?:[\s\"',]|$))"
)


def secrets(draft: Draft) -> Iterator[Advice]:
    """One advice for each payment card number and each password written out in the draft."""
    for start, end in card_numbers(draft.folded):
        yield advise("card_number", draft.place(start, end), draft.language, draft.context)
    for match in _PASSWORD.finditer(draft.folded):
        yield advise("password", draft.place(*match.span("secret")), draft.language, draft.context)
