"""What is said about a draft while it is written: with all the record knows, three things at a time, nothing in the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from amana.cases.models import Case
from amana.desk.entering import Seat
from amana.drafting import advising
from amana.writing import Advice
from amana.writing.advising import SHOWN

# What the ledger beside the draft says in its own way.
SAID_ELSEWHERE = {"vague_promise", "open_question", "card_number", "password"}
TAKE = "take-"


def advice_on(text: str, case: Case, seat: Seat) -> list[Advice]:
    """Return what there is to say about a draft, the weightiest first."""
    return advising.advice_on(text, case, language=seat.agent.account.language, at=seat.at)


def suggested(advice: Sequence[Advice]) -> dict[str, Any]:
    """Return the three weightiest for desk/composing/_composer_ledger.html, and how many more there are."""
    rest = [one for one in advice if one.code not in SAID_ELSEWHERE]
    shown = [
        {"what": one.what, "why": one.why, "wording": one.suggestion, "quote": one.quote, "take": f"{TAKE}{_name(one)}"}
        for one in rest[:SHOWN]
    ]
    return {"suggestions": shown, "more_suggestions": max(len(rest) - SHOWN, 0)}


def _name(one: Advice) -> str:
    return f"{one.code}-{one.start}"


def taken(text: str, name: str, case: Case, seat: Seat) -> str:
    """Return the draft with a wording taken: in place of the words it is about, else at the end."""
    found = next((one for one in advice_on(text, case, seat) if _name(one) == name), None)
    if found is None or not found.suggestion:
        return text
    if found.quote and text[found.start : found.end] == found.quote:
        return f"{text[: found.start]}{found.suggestion}{text[found.end :]}"
    return f"{text.rstrip()}\n\n{found.suggestion}".lstrip()
