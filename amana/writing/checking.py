"""Checking a draft: every check in turn, the weightiest advice first."""

from __future__ import annotations

from amana.writing.advising import WEIGHTS, Advice, Context
from amana.writing.answering import open_questions
from amana.writing.complaints import letter_advice
from amana.writing.dating import promises_without_a_time
from amana.writing.drafts import LONGEST, Draft
from amana.writing.guarding import secrets
from amana.writing.replies import reply_advice


def check(draft: str, *, context: Context) -> list[Advice]:
    """What to look at before `draft` is sent: the weightiest first, then in the order of the text.

    It never blocks, and a screen shows three at a time. Raises ValueError if `context.at` is naive.
    """
    written = Draft(draft[:LONGEST], context)
    own = letter_advice if context.side == "customer" else reply_advice
    advice = [*secrets(written), *promises_without_a_time(written), *open_questions(written), *own(written)]
    return sorted(advice, key=lambda one: (WEIGHTS[one.code], one.start))
