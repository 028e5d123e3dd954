"""The leak `opacity`: no word of what, why, what now, who and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from amana.review.leaks.picture import COMPANY, CUSTOMER, WRITTEN, Found, Picture, Sign, Told, found, plural

# After the next step was due, before its silence counts: somebody may be writing at this moment.
GRACE = timedelta(hours=1)
# From so long on it is clear, and grave.
CLEAR, GRAVE = timedelta(days=2), timedelta(days=7)
A_WORD = WRITTEN | {"notice.sent", "call.noted", "promise.time_offered", "closing.proposed"}


def judge(picture: Picture, at: datetime) -> Found | None:
    """Find a next step older than its due time, a customer who had to ask what is going on, and promises without a time."""
    return found([*_silent(picture, at), *_asked(picture), *_no_time(picture)])


def _silent(picture: Picture, at: datetime) -> Iterator[Sign]:
    due = picture.next_due_at
    if due is None or picture.closed_at is not None or at < due + GRACE:
        return
    since = [
        one
        for one in picture.entries
        if one.at >= due and one.kind in A_WORD and one.side != CUSTOMER and not _was_missed(one)
    ]
    if since:
        return
    late = at - due
    strength = 3 if late >= GRAVE else 2 if late >= CLEAR else 1
    last = next((one.key for one in reversed(picture.entries) if one.side == COMPANY), "")
    yield Sign(strength, due, (last,) if last else (), "next_step_passed", {"days": late // timedelta(days=1)})


def _was_missed(one: Told) -> bool:
    """Whether an exchange wrote down a call that nobody answered: that is no word of ours."""
    return one.kind == "call.noted" and not one.side and not one.said.get("minutes")


def _asked(picture: Picture) -> Iterator[Sign]:
    """The customer asked what is going on: not with their first words, which ask for something else."""
    said = [one for one in picture.entries if one.side == CUSTOMER and one.text and not one.retells]
    asked = [one for one in said[1:] if one.has("asks_news")]
    if asked:
        keys = tuple(one.key for one in asked)
        yield Sign(plural(len(asked)), asked[0].at, keys, "had_to_ask", {"count": len(asked)})


def _no_time(picture: Picture) -> Iterator[Sign]:
    vague = [one for one in picture.written if one.is_vague]
    if vague:
        keys = tuple(one.key for one in vague)
        yield Sign(min(len(vague), 2), vague[0].at, keys, "no_time", {"count": len(vague)})
    retold = [one for one in picture.entries if one.retells and one.has("no_time_said")]
    if retold:
        yield Sign(plural(len(retold)), retold[0].at, tuple(one.key for one in retold), "no_time_said",
                   {"count": len(retold)})  # fmt: skip
