"""What a check of a draft knows, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from amana.kit.working_time import WorkingWeek, after_working_hours
from amana.language.findings import Promise, Side

Code = Literal["card_number", "password", "vague_promise", "open_question"]
# The weightiest first: what cannot be taken back, then what will be owed, then what is left open.
WEIGHTS: dict[Code, int] = {"card_number": 0, "password": 1, "vague_promise": 2, "open_question": 3}


@dataclass(frozen=True, slots=True)
class Context:
    """What is known when a draft is checked.

    `at` (aware) is when it would be sent, `week` the working week that promises follow, `usual_hours` the working
    hours in which the team usually keeps a promise, `asked` the message that is being answered.
    """

    at: datetime
    week: WorkingWeek | None = None
    side: Side = "company"
    usual_hours: float | None = None
    asked: str = ""
    locale: str | None = None

    def usual_due(self) -> datetime | None:
        """When a promise made now is usually kept, in UTC; None when the week or the hours are not known."""
        if self.week is None or self.usual_hours is None:
            return None
        return after_working_hours(self.at, self.usual_hours, self.week)


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to look at before sending; it never blocks.

    `draft[start:end] == quote`, except for `open_question`: there the quote is the question asked, and the place is
    the end of the draft. `reason` and `suggestion` are English words; `code` is for a screen that translates.
    `suggested_at` is a due time (UTC) to take for a promise without one, `promise` what was found.
    """

    code: Code
    quote: str
    start: int
    end: int
    reason: str
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
            "reason": self.reason,
            "suggestion": self.suggestion,
            "suggested_at": self.suggested_at.isoformat() if self.suggested_at else None,
        }
