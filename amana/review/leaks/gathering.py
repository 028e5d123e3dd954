"""Gathering the picture of a case from the record, the readings and the ledger, in a bounded number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.commitments.models import Commitment
from amana.kit.working_time import WorkingWeek, week_in_zone
from amana.readings.correcting import as_people_left_it
from amana.readings.finding import Kept
from amana.readings.models import READER_VERSION, Reading
from amana.record.reading import Read, read
from amana.review.enduring import SOLVED, costs_in
from amana.review.leaks.picture import Picture, Promise, Told
from amana.review.leaks.telling import Line, read_as_company, tell
from amana.review.models import Fault
from amana.review.proportioning import scale_of

# Of a record the newest so many, of a ledger the latest.
MOST_ENTRIES, MOST_PROMISES = 400, 100
# Words longer unread than this will not be read any more.
READ_WITHIN = timedelta(hours=1)
# Written by the machine, whoever it speaks for.
MACHINE = {"notice.sent", "receipt.sent", "reminder.sent", "promise.late", "message.automatic", "message.sealed"}
THEIRS = {"message.received", "message.doubtful", "letter.sent", "followup.answered", "care.answered"}
OURS = {"message.sent", "rung.answered", "note.received"}
USUAL = (Commitment.ANSWER, Commitment.RUNG)
# Nobody has to come back for these: they are looked at by us, or wait for a word of the customer.
NOT_OWED = (Commitment.FOLLOW_UP, Commitment.CLOSING)


def gather(case: Case, *, at: datetime) -> Picture:
    """Return the picture of a case at a moment; `case` comes with its brand and week. Eight queries at most, however long it is.

    What came in as history is left out of a served case; in an own case, what its keeper brought in is its matter and
    counts from when it was said.
    """
    side = COMPANY if case.kept_by == COMPANY else CUSTOMER
    written = read(case.key, side=side, most=MOST_ENTRIES)
    counted = _without_history(case, [one for one in written if one.at <= at])
    readings = Reading.objects.filter(pk__in=[one.id for one in counted])
    rows = {row.pk: row for row in readings}
    found = as_people_left_it(list(rows.values()))
    told = [_told(one, case, found.get(one.id, []), rows.get(one.id)) for one in counted if one.content is not None]
    began = counted[0].at if counted else case.opened_at
    picture = Picture(
        kept_by=case.kept_by, began_at=_began(case, told, began), entries=tuple(sorted(told, key=lambda one: one.at)),
        week=week_of(case), promises=_promises(case, began), closed_at=case.closed_at,
        ends=_ends(counted), is_standstill=case.is_standstill,
        is_unread=any(row.version < READER_VERSION and row.at > at - READ_WITHIN for row in rows.values()),
    )  # fmt: skip
    return picture if case.is_own else _with_ours(picture, case, counted, at=at)


def week_of(case: Case) -> WorkingWeek:
    """Return the working week by which the hours of a case are counted."""
    if case.brand is not None:
        return case.brand.week.working
    return week_in_zone(ZoneInfo(case.zone or "UTC").key)


def _with_ours(picture: Picture, case: Case, entries: Sequence[Read], *, at: datetime) -> Picture:
    """Return the picture with what only the company that serves the case knows."""
    amounts = scale_of(case.brand).amounts if case.brand is not None else ()
    given = [_number(one["amount"]) for one in entries if one.kind == "amends.given"]
    return replace(
        picture,
        next_due_at=case.next_due_at if case.is_open and case.waiting_for == COMPANY else None,
        is_ours=Fault.objects.filter(case=case).exists(),
        costs=costs_in(entries, at=at),
        amounts=tuple(float(one) for one in amounts),
        given=sum(given),
    )


def _number(sealed: object) -> float:
    try:
        return float(str(sealed or 0))
    except ValueError:
        return 0.0


def _without_history(case: Case, entries: Sequence[Read]) -> list[Read]:
    """Leave out what was said before anybody here could answer it."""
    if case.is_own:
        return list(entries)
    woken = [n for n, one in enumerate(entries) if one.kind == "case.reopened" and one["why"] == "imported"]
    return [one for one in entries[woken[-1] if woken else 0 :] if not one["imported"]]


def _began(case: Case, told: Sequence[Told], began: datetime) -> datetime:
    return min((one.at for one in told), default=began) if case.is_own else max(began, case.opened_at)


def _told(one: Read, case: Case, found: list[Kept], row: Reading | None) -> Told:
    text = one["text"] if isinstance(one["text"], str) else ""
    side = _side(one, is_own=case.is_own)
    retells = case.is_own and one.kind == "call.noted"
    at = _said_at(one) if case.is_own else one.at
    if text and case.is_own and (retells or one.kind == "rung.answered"):
        found = read_as_company(text, at=at.astimezone(ZoneInfo(case.zone or "UTC")), language=case.language)
    actor = f"{one.by.kind}:{one.by.key}"
    line = Line(str(one.id), one.kind, at, side, actor, text, one.content or {}, retells)
    return tell(line, found, heat=(row.heat or 0) if row is not None else 0)


def _side(one: Read, *, is_own: bool) -> str:
    """Return whose words or deed an entry is; what a keeper noted of a call is what the company said."""
    if one.kind in MACHINE:
        return ""
    if one.kind in OURS or (one.kind == "call.noted" and is_own):
        return COMPANY
    if one.kind in THEIRS or one.by.kind == "person":
        return CUSTOMER
    return COMPANY if one.by.kind == "agent" else ""


def _said_at(one: Read) -> datetime:
    said = one["called_at"] or one["sent_at"]
    try:
        at = datetime.fromisoformat(str(said)) if said else one.at
    except ValueError:
        return one.at
    return at if at.tzinfo is not None else one.at


def _ends(entries: Sequence[Read]) -> frozenset[str]:
    """Return the openings by the customer after somebody had called it solved."""
    found, end = set(), ""
    for one in entries:
        end = one.kind if one.kind in SOLVED else end
        is_theirs = one.by.kind == "person" or one["why"] == "reply"
        if one.kind == "case.reopened" and is_theirs and end:
            found.add(str(one.id))
    return frozenset(found)


def _promises(case: Case, began: datetime) -> tuple[Promise, ...]:
    rows = Commitment.objects.filter(case=case, promiser=COMPANY, due_at__isnull=False)
    rows = rows.exclude(state__in=Commitment.UNCONFIRMED).exclude(origin__in=NOT_OWED).order_by("-made_at", "-pk")
    return tuple(
        _promise(row) for row in list(rows[:MOST_PROMISES])[::-1] if row.due_at is not None and row.made_at >= began
    )


def _promise(row: Commitment) -> Promise:
    assert row.due_at is not None
    said_in: UUID | None = row.said_in or row.made_in
    # Kept when it was due, and put right by a person later, is kept.
    return Promise(
        str(row.pk), row.action, row.made_at, row.due_at, row.state, row.ended_at, str(said_in or ""),
        is_usual=row.origin in USUAL,
    )  # fmt: skip
