"""Patience: what each entry takes from the customer's or gives back, carried over between their cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Window
from django.db.models.functions import RowNumber

from amana.cases.models import COMPANY, CUSTOMER, OPEN, Case, Closing
from amana.commitments.models import Commitment
from amana.record.appending import Appended
from amana.record.storing import update_rows
from amana.review.models import Change
from amana.review.weighing import FULL, WEIGHTS, fold, taken_by_waiting, weights_of

# How far back a customer's patience remembers, in time and in changes.
REMEMBERED = timedelta(days=365)
MOST_CHANGES = 60
# What an entry of each kind takes or gives, when nothing else has to be known.
PLAIN = {
    "promise.late": "late",
    "promise.broken": "broken",
    "promise.disputed": "disputed",
    "handover.accepted": "passed",
    "handover.returned": "returned",
    "closing.refused": "not_solved",
    "closing.agreed": "agreed",
    "rung.asked": "asked_up",
    "amends.given": "amends",
    "gesture.given": "gesture",
}
SWEEP = 500


class Row(NamedTuple):
    """What has to be known of a case to weigh an entry."""

    customer: UUID
    brand: UUID | None
    kept_by: str
    contacts: int
    holder: UUID | None


def feel(entries: Sequence[Appended]) -> None:
    """Reaction: write down what these entries take from the customer's patience or give back, and how much is left."""
    if not (moving := [entry for entry in entries if _may_count(entry)]):
        return
    cases = _rows({entry.book for entry in moving})
    weights = weights_of(row.brand for row in cases.values())
    promises, ended = _promises(moving), _ended(moving)
    changes = []
    for entry in moving:
        row = cases.get(entry.book)
        if row is None or row.kept_by != COMPANY:
            continue
        reason = _reason(entry, row, promises, ended)
        if reason:
            points = weights.get(row.brand, WEIGHTS)[reason] if row.brand else WEIGHTS[reason]
            changes.append(Change(person_id=row.customer, case_id=entry.book, entry=entry.id, points=points,
                                  reason=reason, at=entry.at))  # fmt: skip
    opened = {entry.book for entry in moving if entry.kind == "case.opened"}
    if changes:
        Change.objects.bulk_create(changes, ignore_conflicts=True)
    touched = {change.case_id for change in changes} | opened
    of_people = {key: cases[key].customer for key in touched if key in cases and cases[key].kept_by == COMPANY}
    _write(of_people, at=max(entry.at for entry in moving))
    _of_agents(moving, cases)


def _may_count(entry: Appended) -> bool:
    # What was brought in from elsewhere was said before anybody here could answer it.
    # And of several short messages in one breath the first alone is a contact.
    return (
        "brought_in_by" not in entry.content
        and not entry.content.get("goes_on")
        and (
            entry.kind in PLAIN
            or entry.kind in {"case.opened", "case.reopened", "message.received", "promise.kept", "rung.climbed"}
            or (entry.kind == "call.noted" and entry.by.kind == "agent")
            or (entry.kind == "case.standstill" and bool(entry.content["stands_still"]))
        )
    )


def _rows(keys: Iterable[UUID]) -> dict[UUID, Row]:
    fields = ("pk", "customer_id", "brand_id", "kept_by", "contacts", "holder_id")
    return {key: Row(*rest) for key, *rest in Case.objects.filter(pk__in=list(keys)).values_list(*fields)}


def _promises(entries: Iterable[Appended]) -> dict[str, Commitment]:
    keys = [str(entry.content["promise"]) for entry in entries if entry.kind in {"promise.kept", "promise.late"}]
    return {str(row.pk): row for row in Commitment.objects.filter(pk__in=keys)} if keys else {}


def _ended(entries: Iterable[Appended]) -> set[UUID]:
    """Return the cases opened again that had been said to be over; what came in as history was ended by nobody."""
    keys = {entry.book for entry in entries if entry.kind == "case.reopened"}
    if not keys:
        return set()
    rows = Closing.objects.filter(case__in=keys).order_by("proposed_at", "pk").values_list("case_id", "ending")
    return {key for key, ending in dict(rows).items() if ending in {Closing.AGREED, Closing.LAPSED}}


def _reason(entry: Appended, row: Row, promises: Mapping[str, Commitment], ended: Collection[UUID]) -> str:
    """Return why an entry counts for the customer; "" when it does not."""
    if entry.kind in {"promise.late", "promise.broken"}:
        promise = promises.get(str(entry.content.get("promise", "")))
        return "" if promise is not None and promise.promiser == CUSTOMER else PLAIN[entry.kind]
    if entry.kind in PLAIN:
        return PLAIN[entry.kind]
    if entry.kind == "promise.kept":
        return _kept(entry, promises.get(str(entry.content["promise"])))
    if entry.kind == "message.received":
        return "again" if row.contacts > 1 else ""
    if entry.kind == "case.reopened":
        is_theirs = entry.by.kind == "person" or entry.content.get("why") == "reply"
        return "reopened" if is_theirs and entry.book in ended else ""
    return {"call.noted": "called", "case.standstill": "standstill"}.get(entry.kind, "")


def _kept(entry: Appended, promise: Commitment | None) -> str:
    """Return what a kept promise gives back: one in words more than the answer that is owed anyway, a late one nothing."""
    if promise is None or promise.promiser != COMPANY or promise.due_at is None or promise.due_at < entry.at:
        return ""
    if promise.origin in {Commitment.ANSWER, Commitment.RUNG}:
        return "answered"
    return "kept" if promise.origin not in {Commitment.FOLLOW_UP, Commitment.CLOSING} else ""


def _write(of_people: Mapping[UUID, UUID], *, at: datetime) -> None:
    """Write what is left to these cases; the caller holds them."""
    if not of_people:
        return
    left = patience_of(set(of_people.values()), at=at)
    update_rows(Case, ("patience",), [(left[person], key) for key, person in of_people.items() if left[person] != FULL],
                where=("book_id",))  # fmt: skip


def patience_of(people: Iterable[UUID], *, at: datetime) -> dict[UUID, int]:
    """Return what is left of these customers' patience, 0 to 100, in one query of their latest changes."""
    keys = set(people)
    recent = Change.objects.filter(person__in=keys, at__gt=at - REMEMBERED, at__lte=at)
    numbered = recent.annotate(back=Window(RowNumber(), partition_by="person", order_by=["-at", "-id"]))
    points: dict[UUID, list[int]] = defaultdict(list)
    for person, change in numbered.filter(back__lte=MOST_CHANGES).order_by("at", "id").values_list("person", "points"):
        points[person].append(change)
    return {key: fold(points[key]) for key in keys}


def now_left(case: Case, waits_since: datetime | None, *, at: datetime) -> int:
    """Return what is left at this moment: as written, less what the wait for our answer has taken."""
    since = waits_since if case.waiting_for == COMPANY and case.last_word_by == CUSTOMER else None
    return max(0, case.patience + taken_by_waiting(since, at=at))


def _of_agents(entries: Iterable[Appended], cases: Mapping[UUID, Row]) -> None:
    """Write what the same entries take from the one who holds the case: seen by them and by their lead."""
    reasons = {"rung.climbed": "climbed", "rung.asked": "climbed", "promise.late": "own_late"}
    changes = [
        Change(agent_id=cases[entry.book].holder, case_id=entry.book, entry=entry.id,
               points=WEIGHTS[reasons[entry.kind]], reason=reasons[entry.kind], at=entry.at)
        for entry in entries
        if entry.kind in reasons and entry.book in cases and cases[entry.book].holder is not None
    ]  # fmt: skip
    if changes:
        Change.objects.bulk_create(changes)


def carry_over(at: datetime) -> int:
    """Recurring: let a customer's other open cases know what is left of their patience; return how many were written.

    Looks at who had a change lately, and at no case of anybody else.
    """
    lately = Change.objects.filter(at__gt=at - timedelta(minutes=10), person__isnull=False)
    people = list(lately.order_by("-at").values_list("person", flat=True)[:SWEEP])
    left = patience_of(people, at=at) if people else {}
    written = 0
    for person, points in left.items():
        with transaction.atomic():
            keys = Case.objects.filter(customer=person, kept_by=COMPANY, state=OPEN).exclude(patience=points)
            held = keys.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True)[:SWEEP]
            written += Case.objects.filter(pk__in=list(held)).update(patience=points)
    return written


@transaction.atomic
def forget(at: datetime) -> int:
    """Recurring: drop what is older than twelve months, a batch at a time, and what cases still say of it; return how many."""
    old = Change.objects.filter(at__lt=at - REMEMBERED).order_by("at").values_list("pk", "person")
    rows = dict(old[:SWEEP])
    if not rows:
        return 0
    dropped = Change.objects.filter(pk__in=list(rows)).delete()[0]
    _forget_on_cases(set(filter(None, rows.values())), at=at)
    return dropped


def _forget_on_cases(people: Collection[UUID], *, at: datetime) -> None:
    """Write what is left on the cases of these customers: on open ones as it is now, on closed ones never less than before."""
    left = patience_of(people, at=at)
    for person, points in left.items():
        ours = Case.objects.filter(customer=person, kept_by=COMPANY).exclude(patience=FULL)
        held = ours.select_for_update(of=("self",)).order_by("pk").values_list("pk", "state", "closed_at", "patience")
        moved = []
        for key, state, closed_at, stands in held[:SWEEP]:
            is_over = state != OPEN and (closed_at is None or closed_at < at - REMEMBERED)
            now = FULL if is_over else points if state == OPEN else max(stands, points)
            if now != stands:
                moved.append((now, key))
        update_rows(Case, ("patience",), moved, where=("book_id",))
