"""The leak `no_follow_up`: a promise passed and nobody came back, or it had to be told again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from amana.review.leaks.picture import COMPANY, CUSTOMER, Found, Picture, Promise, Sign, found, plural

GRACE = timedelta(hours=1)
# A word that came within so long of the due time was late; later, nobody came back.
CLEAR = timedelta(days=1)
COMING_BACK = {
    "message.sent", "rung.answered", "call.noted", "amends.given", "closing.proposed", "promise.time_offered",
}  # fmt: skip


def judge(picture: Picture, at: datetime) -> Found | None:
    """Find promises of ours that passed without contact, customers who say that nobody came back, and telling it again."""
    return found([*_passed(picture, at), *_said_so(picture), *_told_again(picture)])


def _passed(picture: Picture, at: datetime) -> Iterator[Sign]:
    missed = [(one, back) for one in picture.promises if (back := _came_back_at(picture, one, at)) is not None]
    if not missed:
        return
    first, _late = missed[0]
    longest = max(late for _promise, late in missed)
    strength = 3 if len(missed) > 1 else 2 if longest >= CLEAR else 1
    keys = tuple(one.said_in for one, _late in missed if one.said_in)
    values: dict[str, str | int] = {"action": first.action, "due": first.due_at.isoformat(), "count": len(missed)}
    yield Sign(strength, first.due_at, keys, "promise_passed" if len(missed) == 1 else "promises_passed", values)


def _came_back_at(picture: Picture, promise: Promise, at: datetime) -> timedelta | None:
    """Return how long after a promise was due somebody came back; None where nobody had to be waited for."""
    until = promise.due_at + GRACE
    if at < until or promise.state in {"released", "noticed", "dismissed"}:
        return None
    if promise.ended_at is not None and promise.ended_at <= until and promise.state != "broken":
        return None
    since = [
        one for one in picture.entries if one.at > promise.made_at and _comes_back(one.kind, one.side, one.retells)
    ]
    first = next((one for one in since if one.key != promise.said_in), None)
    if first is not None and first.at <= until:
        return None
    ends = [one.at for one in since if one.at > until]
    return (ends[0] if ends else at) - promise.due_at


def _comes_back(kind: str, side: str, retells: bool) -> bool:
    # A call that the keeper of an own case noted is one they made: nobody came back to them.
    return kind in COMING_BACK and side == COMPANY and not retells


def _said_so(picture: Picture) -> Iterator[Sign]:
    said = [one for one in picture.entries if (one.side == CUSTOMER or one.retells) and one.has("nobody_came")]
    if said:
        yield Sign(plural(len(said)), said[0].at, tuple(one.key for one in said), "nobody_came", {"count": len(said)})


def _told_again(picture: Picture) -> Iterator[Sign]:
    said = [one for one in picture.entries if (one.side == CUSTOMER or one.retells) and one.has("told_again")]
    asked = [one for one in picture.written if one.has("asks_again") and _told_before(picture, one.at)]
    if said or asked:
        shown = sorted([*said, *asked], key=lambda one: one.at)
        yield Sign(1, shown[0].at, tuple(one.key for one in shown), "told_again", {"count": len(shown)})


def _told_before(picture: Picture, at: datetime) -> bool:
    """Whether somebody of the company had answered the customer before: the first question back is no asking again."""
    return any(one.at < at and one.kind in COMING_BACK and one.side == COMPANY for one in picture.entries)
