"""The leak `no_paper`: said, but not written where the customer has it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from amana.review.leaks.picture import CUSTOMER, Found, Picture, Sign, Told, found, plural

# Working hours after a call in which something was promised; as handling.mails.summing_up.
ON_PAPER_WITHIN = 1.0


def judge(picture: Picture, at: datetime) -> Found | None:
    """Find oral promises that no message followed, what customers remember and the record lacks, and refused paper."""
    return found([*_calls(picture, at), *_remembered(picture), *_refused(picture)])


def due_at(picture: Picture, call: Told) -> datetime:
    """Return by when something in writing had to follow a call."""
    return picture.working_hours_after(call.at, ON_PAPER_WITHIN)


def calls_with_promises(picture: Picture) -> list[Told]:
    """Return the calls in which the company promised something."""
    promised = {one.said_in for one in picture.promises}
    return [one for one in picture.of("call.noted") if one.key in promised]


def _calls(picture: Picture, at: datetime) -> Iterator[Sign]:
    bare = []
    for call in calls_with_promises(picture):
        until = due_at(picture, call)
        if until > at:
            continue
        paper = picture.after(call, _on_paper(picture))
        if paper is None or paper.at > until:
            bare.append((call, paper is None))
    if bare:
        keys = tuple(call.key for call, _is_bare in bare)
        is_bare = any(one for _call, one in bare)
        yield Sign(plural(len(bare) + is_bare), bare[0][0].at, keys,
                   "promised_aloud" if is_bare else "written_late", {"count": len(bare)})  # fmt: skip


def _on_paper(picture: Picture) -> list[Told]:
    """What is paper: a message of the company; in an own case also the letter by which its keeper put it in writing."""
    kinds = {"message.sent", "rung.answered"} | ({"letter.sent"} if picture.is_own else set())
    return [one for one in picture.entries if one.kind in kinds]


def _remembered(picture: Picture) -> Iterator[Sign]:
    """A promise that the customer remembers from a call of which the record knows nothing."""
    for entry in picture.entries:
        if entry.side != CUSTOMER or entry.retells:
            continue
        is_claimed = entry.kind == "promise.claimed"
        is_said = entry.kind == "message.received" and entry.has("said_by_phone")
        if is_claimed or (is_said and not any(one.at < entry.at for one in picture.of("call.noted"))):
            yield Sign(1, entry.at, (entry.key,), "remembered")


def _refused(picture: Picture) -> Iterator[Sign]:
    for entry in picture.entries:
        if (entry.side == CUSTOMER or entry.retells) and entry.has("nothing_written"):
            yield Sign(2, entry.at, (entry.key,), "refused_paper")
