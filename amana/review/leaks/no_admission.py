"""The leak `no_admission`: the mistake is ours, and no message to the customer says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from amana.review.leaks.picture import SURE_ENOUGH, Found, Picture, Sign, Told, found

ADMITS = ("admission_of_fact", "admission_of_liability")
# Working hours within which the customer reads what colleagues know.
WITHIN = 9.0
KNOWS = {"note.written", "rung.reported", "entry.corrected"}


def judge(picture: Picture, at: datetime) -> Found | None:
    """Find a mistake that is marked as ours, or known among colleagues, and that no message to the customer admits."""
    return found(_signs(picture, at))


def known_from(picture: Picture) -> list[Told]:
    """Return the entries from which the company knows that the mistake is its own."""
    known = list(picture.of("fault.admitted"))
    noted = [one for one in picture.entries if one.kind in KNOWS and one.has(*ADMITS, least=SURE_ENOUGH)]
    aloud = [one for one in picture.entries if one.retells and one.has("admitted_aloud")]
    return sorted([*known, *noted, *aloud], key=lambda one: one.at)


def _signs(picture: Picture, at: datetime) -> Iterator[Sign]:
    known = known_from(picture)
    if not known:
        return
    first = known[0]
    admitted = next((one for one in picture.written if one.has(*ADMITS)), None)
    if admitted is not None or at < picture.working_hours_after(first.at, WITHIN):
        return
    if not first.retells and not picture.written:
        return  # Nobody has written at all: that is another leak.
    reason = "admitted_aloud" if first.retells else "marked_ours" if first.kind == "fault.admitted" else "known_inside"
    # A note in the record is read by both; what a mistake is stays there, told to nobody in words of their own.
    strength = 3 if picture.closed_at is not None else 1 if first.retells else 2
    yield Sign(strength, first.at, tuple(one.key for one in known), reason)
