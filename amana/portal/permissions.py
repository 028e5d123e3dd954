"""Which screens of a case are open to somebody who acts for the customer; what is not listed is the customer's alone."""

from __future__ import annotations

from typing import Final

from amana.cases.helping import Helper

READS: Final = frozenset(
    ("case", "code", "device", "language", "promise", "file", "printed", "record", "recording", "recording_sound")
)
WRITES: Final = READS | {
    "message",
    "claim",
    "not_kept",
    "version",
    "standstill",
    "next_person",
    "call_back",
    "conduct_answer",
    "question",
}
DECIDES: Final = WRITES | {
    "offer", "release", "closing_agreed", "closing_refused", "term", "term_dropping", "still_solved", "not_solved",
}  # fmt: skip

_OPEN: Final = {Helper.READS: READS, Helper.WRITES: WRITES, Helper.DECIDES: DECIDES}


def may_enter(scope: str, screen: str) -> bool:
    """Say whether a helper with this scope may open the screen of this name (as in `portal/urls.py`)."""
    return screen in _OPEN.get(scope, frozenset())
