"""What a check of a draft knows, and what it gives back."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from amana.kit.working_time import WorkingWeek, after_working_hours
from amana.language.findings import Language, Promise, Side

# The weightiest first: what cannot be taken back, what hurts, what will be owed, what is left open, what could be said better.
ORDER = (
    "card_number", "password", "threat", "insult", "reads_badly", "admits_liability", "contempt", "vague_promise",
    "open_question", "tried_again", "asks_again", "tactic", "proving_wrong", "blame", "non_apology", "unkeepable",
    "no_apology", "sale_before_help", "no_goal", "several_goals", "no_deadline", "no_next_step", "no_reference",
    "tool_excuse", "hand_off", "no_history", "no_evidence", "no_contact", "no_please", "capitals", "adjectives",
    "competitor", "too_long", "no_tried", "no_shoes", "no_reader", "no_name", "canned", "jargon",
)  # fmt: skip
WEIGHTS = {code: weight for weight, code in enumerate(ORDER)}
SHOWN = 3  # at a time; more are not read


@dataclass(frozen=True, slots=True)
class Context:
    """What is known when a draft is checked.

    `at` (aware) is when it would be sent, `week` the working week that promises follow, `usual_hours` the working
    hours in which the team usually keeps a promise, `asked` the message that is being answered. Of the record, where
    there is one: the `customer` by name; `known`, what the customer gave already, by kind of identifier; `tried`, what
    they already did, in their words; `ordeal`, what they went through in a few words, empty when it was little;
    `is_open`, whether the problem still stands. `reader` is the language in which advice is given to the writer.
    """

    at: datetime
    week: WorkingWeek | None = None
    side: Side = "company"
    usual_hours: float | None = None
    asked: str = ""
    locale: str | None = None
    customer: str = ""
    known: Mapping[str, str] = field(default_factory=dict)
    tried: tuple[str, ...] = ()
    ordeal: str = ""
    is_open: bool = True
    reader: Language = "en"

    def usual_due(self) -> datetime | None:
        """When a promise made now is usually kept, in UTC; None when the week or the hours are not known."""
        if self.week is None or self.usual_hours is None:
            return None
        return after_working_hours(self.at, self.usual_hours, self.week)

    def usual_day(self, language: Language) -> str:
        """The same in words of the draft's language, as the week's own clock shows it; "…" when it is not known."""
        due = self.usual_due()
        if due is None or self.week is None:
            return "…"
        local = due.astimezone(ZoneInfo(self.week.zone))
        return f"{local:%d.%m.%Y %H:%M}" if language in ("he", "ar") else f"{local:%A %d %B %H:%M}"


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to look at before sending; it never blocks.

    `draft[start:end] == quote`, except where something is missing: then the place is the end of the draft, and the
    quote is empty, or for `open_question` the question asked. `what` and `why` are in the reader's language,
    `suggestion` is a wording in the language of the draft. `suggested_at` is a due time (UTC) to take for a promise
    without one, `promise` what was found.
    """

    code: str
    quote: str
    start: int
    end: int
    what: str
    why: str
    suggestion: str
    suggested_at: datetime | None = None
    promise: Promise | None = None

    def to_json(self) -> dict[str, Any]:
        """The advice as plain values, times in ISO 8601."""
        return {
            "code": self.code,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "what": self.what,
            "why": self.why,
            "suggestion": self.suggestion,
            "suggested_at": self.suggested_at.isoformat() if self.suggested_at else None,
        }


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the draft."""

    quote: str
    start: int
    end: int


def advise(code: str, place: Place, language: Language, context: Context, **names: str) -> Advice:
    """One advice with its words: about the writer in their language, to the reader in that of the draft.

    `names` fill the braces of the words; {quote} and {day} (the usual time) are known already. `language` is the
    draft's; an unknown one is taken for the writer's.
    """
    language = context.reader if language == "unknown" else language
    filled = {"quote": place.quote, "day": context.usual_day(language)} | names
    said = _words()[code]
    return Advice(
        code,
        place.quote,
        place.start,
        place.end,
        what=_filled(said["what"], context.reader, filled),
        why=_filled(said["why"], context.reader, filled),
        suggestion=_filled(said["say"], language, filled),
    )


def _filled(words: Mapping[str, str], language: Language, names: Mapping[str, str]) -> str:
    return words.get(language, words["en"]).format_map(names)


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    text = files("amana.writing").joinpath("advice.toml").read_text("utf-8")
    return tomllib.loads(text)
