"""A call while it lasts: dialled, answered, typed along, hung up; its words go into the record when it is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.advocacy.calling import LONGEST_MINUTES, LONGEST_TEXT, Call, Promised, log_call, suggestions
from amana.advocacy.models import CallLine, CaseCompany, PhoneCall
from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.kit.codes import new_id
from amana.language.findings import Promise
from amana.language.normalising import fold
from amana.language.tactics import techniques
from amana.record.appending import Appended, Line, append_many
from amana.team.viewing import Viewer

MOST_LINES = 60


def call_under_way(case: Case) -> PhoneCall | None:
    return PhoneCall.objects.filter(case=case, ended_at=None).select_related("company__company").first()


def lines_of(call: PhoneCall) -> list[CallLine]:
    return list(CallLine.objects.filter(call=call).order_by("at", "pk")[:MOST_LINES])


@transaction.atomic
def dial(case: Case, *, company: CaseCompany | None = None, at: datetime) -> PhoneCall:
    """Begin a call; one that is under way already is that call. Raises Refused when the case is closed."""
    case = take(case.key)
    found = call_under_way(case)
    if found is not None:
        return found
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    return PhoneCall.objects.create(case=case, company=company, dialled_at=at, saved_at=at)


@transaction.atomic
def answered(call: PhoneCall, *, at: datetime, now: datetime) -> PhoneCall:
    """Write down that a person answered, at some moment since it was dialled. Twice changes nothing."""
    row = _under_way(call)
    if row.answered_at is None:
        row.answered_at = max(row.dialled_at, min(at, now))
        row.save(update_fields=["answered_at"])
    return row


@transaction.atomic
def keep_words(call: PhoneCall, *, who: str, said: str, revision: int, at: datetime) -> PhoneCall:
    """Keep what was typed so far. `revision` is the one the page began from; words that another page kept meanwhile stay too."""
    row = _under_way(call)
    kept = row.said
    said = said[:LONGEST_TEXT]
    if revision < row.revision and kept and not said.startswith(kept) and kept not in said:
        said = f"{kept}\n{said}"[:LONGEST_TEXT]
    if (said, who) == (row.said, row.who):
        return row
    row.said, row.who, row.saved_at = said, who[:200] or row.who, at
    row.revision += 1
    row.save(update_fields=["said", "who", "saved_at", "revision"])
    return row


@transaction.atomic
def add_line(  # a line has this many sides, each named at the call
    call: PhoneCall, kind: str, text: str, *, due_at: datetime | None = None, key: UUID | None = None, at: datetime
) -> CallLine:
    """Catch a promise, an offer, what was asked instead, or a technique. The same key, or promise, twice is one line.

    Raises Refused when there are no words, or the technique is unknown, or there are too many lines.
    """
    row = _under_way(call)
    text = " ".join(text.split())[:500]
    if kind not in dict(CallLine.KINDS) or not text or (kind == CallLine.TECHNIQUE and text not in techniques()):
        raise Refused(_("Write what was said."))
    same = CallLine.objects.filter(call=row)
    known = same.filter(pk=key).first() if key is not None else None
    if known is None and kind in {CallLine.PROMISE, CallLine.TECHNIQUE}:
        known = same.filter(kind=kind, text=text).first()
    if known is not None:
        if due_at is not None and known.due_at != due_at:
            known.due_at = due_at
            known.save(update_fields=["due_at"])
        return known
    if key is not None and CallLine.objects.filter(pk=key).exists():
        key = None  # a key of another call says nothing here
    if same.count() >= MOST_LINES:
        raise Refused(_("The list is full. Write it into what they say."))
    return CallLine.objects.create(id=key or new_id(), call=row, kind=kind, text=text, due_at=due_at,
                                   at=max(row.dialled_at, at))  # fmt: skip


@transaction.atomic
def read_back(line: CallLine) -> None:
    """Write down that a promise was read back, and that they agreed."""
    _under_way(line.call)
    CallLine.objects.filter(pk=line.pk, kind=CallLine.PROMISE).update(is_read_back=True)


@transaction.atomic
def drop_line(line: CallLine) -> None:
    _under_way(line.call)
    CallLine.objects.filter(pk=line.pk).delete()


@transaction.atomic
def hang_up(call: PhoneCall, *, is_stuck: bool = False, at: datetime, now: datetime) -> PhoneCall:
    """Write down that the call is over, at some moment since it began; what it said still waits to be written down."""
    row = _under_way(call)
    if row.hung_up_at is None:
        row.hung_up_at = max(row.answered_at or row.dialled_at, min(at, now))
    row.is_stuck = row.is_stuck or is_stuck
    row.save(update_fields=["hung_up_at", "is_stuck"])
    return row


@transaction.atomic
def go_on(call: PhoneCall) -> PhoneCall:
    """Take back that it is over: it goes on."""
    row = _under_way(call)
    row.hung_up_at, row.is_stuck = None, False
    row.save(update_fields=["hung_up_at", "is_stuck"])
    return row


def minutes_of(call: PhoneCall, now: datetime) -> tuple[int, int]:
    """Return the minutes of waiting and of talking, begun ones counted up from half; a day at most."""
    end = call.hung_up_at or now
    waited, talked = (call.answered_at or end) - call.dialled_at, end - (call.answered_at or end)
    return _minutes(waited), _minutes(talked)


def _minutes(length: timedelta) -> int:
    return max(0, min(round(length.total_seconds() / 60), LONGEST_MINUTES))


def caught(call: PhoneCall, lines: list[CallLine]) -> list[Promise]:
    """Return the promises of theirs that stand in what was typed and that nobody took down yet."""
    taken = [fold(line.text) for line in lines if line.kind == CallLine.PROMISE]
    found = suggestions(call.case, call.said, spoke_at=call.dialled_at) if call.said.strip() else []
    return [one for one in found if not any(fold(one.action or one.quote) == text for text in taken)]


@transaction.atomic
def finish(call: PhoneCall, typed: Call, due: Mapping[UUID, datetime | None], *, by: Viewer, at: datetime) -> Appended:
    """Put the call, its promises and its offers into the record both sides would read, its techniques into the keeper's own chain.

    `typed` is the call as its keeper left it on the last page, `due` the times of the promises caught. Raises Refused as
    `log_call` does; nothing is written then.
    """
    row = _under_way(call)
    lines = lines_of(row)
    promised = tuple(
        Promised(line.text, due.get(line.pk, line.due_at)) for line in lines if line.kind == CallLine.PROMISE
    )
    was_read_back = typed.was_read_back or any(line.is_read_back for line in lines)
    said = typed.said or _nobody(row, lines)
    noted = log_call(row.case, replace(typed, said=said, more=promised, was_read_back=was_read_back), by=by, at=at)
    append_many(_entries(row, lines, noted, by=by, at=at))
    row.ended_at, row.ending, row.entry = at, PhoneCall.KEPT, noted.id
    row.who, row.said = typed.who[:200], said
    row.hung_up_at = row.hung_up_at or at
    row.save()
    return noted


def _nobody(row: PhoneCall, lines: list[CallLine]) -> str:
    """Return what is written of a call in which nothing was typed; "" when somebody answered."""
    if row.answered_at is not None or any(line.kind == CallLine.PROMISE for line in lines):
        return ""
    with translation.override(row.case.language):
        return _("Nobody answered.")


def _entries(row: PhoneCall, lines: list[CallLine], noted: Appended, *, by: Viewer, at: datetime) -> list[Line]:
    found = []
    for line in lines:
        if line.kind in {CallLine.OFFER, CallLine.COUNTER}:
            side = "company" if line.kind == CallLine.OFFER else "customer"
            says = {"side": side, "text": line.text, "call": str(noted.id), "by": by.name}
            found.append(Line(row.case_id, "offer.noted", by.actor, at, says))
        elif line.kind == CallLine.TECHNIQUE:
            says = {"tactic": line.text, "call": str(noted.id), "by": by.name}
            found.append(Line(row.case_id, "tactic.heard", by.actor, at, says))
    return found


@transaction.atomic
def drop(call: PhoneCall, *, at: datetime) -> None:
    """Let a call go that was never one; nothing of it enters the record."""
    row = _under_way(call)
    row.ended_at, row.ending = at, PhoneCall.DROPPED
    row.who = row.said = ""
    row.save()
    CallLine.objects.filter(call=row).delete()


def _under_way(call: PhoneCall) -> PhoneCall:
    """Return the call as it is now that its case is held. Raises Refused when it has ended."""
    take(call.case_id)
    row = PhoneCall.objects.select_related("case__company", "case__customer", "case__owner").get(pk=call.pk)
    if row.ended_at is not None:
        raise Refused(_("This call is written down already."))
    return row
