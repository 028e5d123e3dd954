"""Checking a draft: every check in turn, the weightiest advice first."""

from __future__ import annotations

from amana.language import read
from amana.writing.advising import WEIGHTS, Advice, Context
from amana.writing.answering import open_questions
from amana.writing.dating import promises_without_a_time
from amana.writing.guarding import secrets


def check(draft: str, *, context: Context) -> list[Advice]:
    """What to look at before `draft` is sent: the weightiest first, then in the order of the text.

    Raises ValueError if `context.at` is naive.
    """
    reading = read(draft, sent_at=context.at, side=context.side, locale=context.locale, week=context.week)
    advice = [
        *secrets(draft),
        *promises_without_a_time(reading, context),
        *open_questions(draft, reading, context),
    ]
    return sorted(advice, key=lambda one: (WEIGHTS[one.code], one.start))
