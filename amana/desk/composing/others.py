"""What of the composer's form may name another customer: its words, its copies, and the words of its files."""

from __future__ import annotations

from collections.abc import Sequence

from amana.cases.models import Case
from amana.channels.email.composing import Attached
from amana.desk.entering import Seat
from amana.drafting import mentioning
from amana.handling.confidence.finding_others import Other


def others_of(text: str, cc: str, files: Sequence[Attached], case: Case, seat: Seat) -> list[Other]:
    """Return the other customers a draft mentions, in its words, quotes included, in its copies and in its files."""
    copies = [part for part in cc.replace(";", ",").split(",") if "@" in part]
    return mentioning.others_of(mentioning.texts_of(text, files), copies, case, by=seat.viewer, at=seat.at)


def accepted_in(posted: str) -> frozenset[str]:
    """Return what was said to be meant, as the form carries it."""
    return frozenset(part for part in posted.split(",")[:50] if part)
