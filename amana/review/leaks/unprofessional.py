"""The leak `unprofessional`: wrong, two different answers, or suggested again what was tried already."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from amana.review.leaks.picture import COMPANY, CUSTOMER, Found, Picture, Sign, found, plural

# Asking for the same papers twice is another leak.
PAPERS = {"send_document", "send_photo", "fill_form"}


def judge(picture: Picture, _at: datetime) -> Found | None:
    """Find corrections, answers that contradict each other, what was tried suggested again, and "solved" that was not."""
    return found([*_not_solved(picture), *_corrected(picture), *_contradicts(picture), *_tried_again(picture)])


def _not_solved(picture: Picture) -> Iterator[Sign]:
    back = [one for one in picture.entries if one.kind == "closing.refused" or one.key in picture.ends
            or (one.kind == "followup.answered" and one.said.get("is_solved") is False)]  # fmt: skip
    if back:
        keys = tuple(one.key for one in back)
        yield Sign(plural(len(back) + 1), back[0].at, keys, "not_solved", {"count": len(back)})


def _corrected(picture: Picture) -> Iterator[Sign]:
    """The company put its own words right: better than leaving them, and still two answers."""
    for entry in picture.entries:
        if entry.side != COMPANY or entry.is_note or entry.retells:
            continue
        if entry.kind == "entry.corrected" or entry.has("takes_back"):
            yield Sign(1, entry.at, (entry.key,), "corrected")


def _contradicts(picture: Picture) -> Iterator[Sign]:
    for entry in picture.entries:
        if (entry.side == CUSTOMER or entry.retells) and entry.has("told_otherwise"):
            yield Sign(2, entry.at, (entry.key,), "two_answers")


def _tried_again(picture: Picture) -> Iterator[Sign]:
    done: dict[str, str] = {}
    for entry in picture.entries:
        if entry.side == CUSTOMER:
            done |= {deed: done.get(deed, entry.key) for deed in entry.done}
        elif entry.side == COMPANY and not entry.is_note:
            again = sorted((entry.asked & done.keys()) - PAPERS)
            if again:
                yield Sign(2, entry.at, (done[again[0]], entry.key), "tried_again")
