"""Advice on a letter before it is sent: at most three at a time, beside the text, and never in the way."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime

from django.utils.translation import get_language

from amana.advocacy.letters.facts import Facts
from amana.kit.working_time import week_in_zone
from amana.language.findings import Language
from amana.writing import Advice, Context, check
from amana.writing.advising import SHOWN

MOST_WORDS = 250
_WORD = re.compile(r"[^\W_]+(?:['\"\-][^\W_]+)*")


def words_without_lists(text: str) -> int:
    """Return how many words a letter has besides the dated lines of its lists, which nobody reads word by word."""
    return sum(len(_WORD.findall(line)) for line in text.splitlines() if not line.startswith("– "))


def kept_parts(text: str, facts: Facts) -> set[str]:
    """Return which advices need not be given, as the words of the file that answer them still stand in the letter."""
    wanted = " ".join(facts.wanted.split()).rstrip(".!;, ")
    there = {
        "no_goal": wanted,
        "no_reference": facts.account,
        "no_contact": facts.mail or facts.phone,
        "no_evidence": facts.evidence[0] if facts.evidence else "",
        "no_tried": facts.tried[0] if facts.tried else "",
        "no_history": facts.contacts[-1].who if facts.contacts else "",
    }
    whole = " ".join(text.split())
    return {code for code, words in there.items() if words and words in whole}


def advice_on(
    text: str, *, language: str, zone: str, at: datetime, has_reader: bool = False, is_thanks: bool = False,
    known: Collection[str] = (),
) -> list[Advice]:  # fmt: skip
    """Return at most three things to look at, in the language of the page; a note of thanks needs no goal and no day.

    `known` are advices that the file answers (`kept_parts`).
    """
    shown: Language = "he" if get_language() == "he" else "ar" if get_language() == "ar" else "en"
    context = Context(
        at=at, week=week_in_zone(zone or "UTC"), side="customer", locale=language, reader=shown
    )  # fmt: skip
    known = (
        set(known)
        | ({"no_reader"} if has_reader else set())
        | ({"no_goal", "no_deadline", "no_evidence", "no_history", "no_tried", "no_reference"} if is_thanks else set())
    )
    if words_without_lists(text) <= MOST_WORDS:
        known.add("too_long")
    return [one for one in check(text, context=context) if one.code not in known][:SHOWN]
