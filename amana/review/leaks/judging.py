"""All eleven judgements over one picture, and when it is next worth looking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from amana.review.enduring import DAYS
from amana.review.leaks import (
    disproportion,
    indifference,
    no_admission,
    no_apology,
    no_empathy,
    no_follow_up,
    no_paper,
    opacity,
    rigid_tools,
    runaround,
    unprofessional,
)
from amana.review.leaks.picture import Found, Judgement, Picture

JUDGEMENTS: Mapping[str, Judgement] = {
    "runaround": runaround.judge,
    "opacity": opacity.judge,
    "no_follow_up": no_follow_up.judge,
    "no_paper": no_paper.judge,
    "no_admission": no_admission.judge,
    "no_apology": no_apology.judge,
    "disproportion": disproportion.judge,
    "no_empathy": no_empathy.judge,
    "unprofessional": unprofessional.judge,
    "indifference": indifference.judge,
    "rigid_tools": rigid_tools.judge,
}
# What was due a moment ago is looked at a moment later.
A_MOMENT = timedelta(minutes=1)


def judge(picture: Picture, *, at: datetime) -> dict[str, Found]:
    """Return the leaks that a case shows at a moment, by kind; pure, and the same for the same picture."""
    judged = {kind: one(picture, at) for kind, one in JUDGEMENTS.items()}
    return {kind: one for kind, one in judged.items() if one is not None}


def next_look(picture: Picture, *, at: datetime) -> datetime | None:
    """Return when the clock alone may change what is found; None where only an entry can."""
    ahead = [one + A_MOMENT for one in _turns(picture) if one + A_MOMENT > at]
    return min(ahead, default=None)


def _turns(picture: Picture) -> Iterator[datetime]:
    for promise in picture.promises:
        yield promise.due_at + no_follow_up.GRACE
        if promise.ended_at is None:
            yield promise.due_at + no_follow_up.CLEAR
    for call in no_paper.calls_with_promises(picture):
        yield no_paper.due_at(picture, call)
    for known in no_admission.known_from(picture)[:1]:
        yield picture.working_hours_after(known.at, no_admission.WITHIN)
    if picture.next_due_at is not None:
        yield from (picture.next_due_at + after for after in (opacity.GRACE, opacity.CLEAR, opacity.GRAVE))
    if picture.closed_at is None:
        yield from (picture.began_at + timedelta(days=days) for days, _points in DAYS)
