"""The leak `no_empathy`: distress in, procedure out; or a contest over who is right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from amana.review.leaks.picture import CUSTOMER, SURE_ENOUGH, SURER, Found, Picture, Sign, Told, found, plural

# Any of these meets a feeling.
MEETS = ("empathy", "warmth", "admission_of_liability")
HOT = 60
LIKELY = 0.5


def judge(picture: Picture, _at: datetime) -> Found | None:
    """Find distress that the next message did not meet, and messages or notes that set out to prove the customer wrong."""
    return found([*_unmet(picture), *_contests(picture)])


def is_distressed(entry: Told) -> bool:
    """Whether somebody's words hold distress, anger that is hot, or tell of a death, an illness, or fear."""
    is_hot = "anger" in entry.feelings and entry.heat >= HOT
    return is_hot or entry.feelings.get("distress", 0.0) >= LIKELY or entry.has("hardship")


def _unmet(picture: Picture) -> Iterator[Sign]:
    unmet = []
    for entry in picture.entries:
        if entry.side != CUSTOMER or entry.retells or not is_distressed(entry):
            continue
        answer = picture.after(entry, picture.written)
        if answer is not None and not answer.has(*MEETS) and not answer.apologises:
            unmet.append((entry, answer))
    if unmet:
        keys = tuple(one.key for pair in unmet for one in pair)
        is_canned = any(answer.has("canned", least=SURE_ENOUGH) for _entry, answer in unmet)
        yield Sign(plural(len(unmet) + is_canned), unmet[0][1].at, keys, "feeling_unmet", {"count": len(unmet)})


def _contests(picture: Picture) -> Iterator[Sign]:
    """Proving somebody wrong is a sign of the place, in a message as in a note; no name belongs to it."""
    for entry in picture.entries:
        if entry.side == CUSTOMER and not entry.retells:
            continue
        if entry.has("proving_wrong", least=SURE_ENOUGH):
            yield Sign(1 if entry.is_note or entry.retells else 2, entry.at, (entry.key,), "who_is_right")
        elif entry.has("blame", least=SURER) and not entry.is_note and not entry.retells:
            yield Sign(1, entry.at, (entry.key,), "blamed")
