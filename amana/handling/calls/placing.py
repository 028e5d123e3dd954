"""Putting calls that an exchange told of into the record they belong to; what is not certain waits for a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import CUSTOMER, Case
from amana.cases.standing import STANDING
from amana.cases.tracing import must_not_be_merged
from amana.channels.models import Call, Extension
from amana.channels.phone.told import Told
from amana.commitments.models import Commitment
from amana.handling.calls.knowing import country_of, open_cases, person_with
from amana.handling.emptying import is_emptied
from amana.handling.opening import first_promise
from amana.kit.codes import new_id
from amana.record.appending import SYSTEM, Line, append_many
from amana.record.literals import literals
from amana.team.models import Agent, Brand
from amana.team.viewing import Viewer, the_system

MINUTE = timedelta(minutes=1)


@dataclass
class Taken:
    """What became of calls that were told: known before, in a record, before a person."""

    known: int = 0
    placed: int = 0
    to_place: int = 0


def take_calls(brand: Brand, told: Iterable[Told], *, at: datetime) -> Taken:
    """Keep each call once, and place it where its number belongs to one person with one open case of the brand.

    Each in a transaction of its own, so that a list may be broken off and taken again. Calls that still go on are left out.
    """
    taken = Taken()
    for one in told:
        if one.ended_at is None:
            continue
        state = take_call(brand, one, at=at)
        taken.known += state == ""
        taken.placed += state == Call.PLACED
        taken.to_place += state == Call.TO_PLACE
    return taken


@transaction.atomic
def take_call(brand: Brand, told: Told, *, at: datetime) -> str:
    """Keep one call that is over and return its state; "" for one that was taken before."""
    row, is_new = Call.objects.select_for_update().get_or_create(
        brand=brand, ref=told.ref, defaults={"id": new_id(), "state": Call.RINGING, **_facts(told, brand)}
    )
    if not is_new and row.state != Call.RINGING:
        return ""
    # Who only says that it is over may not say again when it rang first.
    told = replace(told, began_at=min(told.began_at, row.began_at))
    for name, value in _facts(told, brand).items():
        setattr(row, name, value if value not in {None, ""} else getattr(row, name))
    _settle(row, brand, at=at)
    return row.state


@transaction.atomic
def end_unknown(key: UUID, *, at: datetime) -> bool:
    """End a call of whose end the exchange never told, and place it as any other; return whether this call did it.

    It has no end of its own: when it was over, nobody knows.
    """
    row = Call.objects.select_for_update(of=("self",)).select_related("brand__week", "agent__account").get(pk=key)
    if row.state != Call.RINGING:
        return False
    _settle(row, row.brand, at=at)
    return True


def _settle(row: Call, brand: Brand, *, at: datetime) -> None:
    person = person_with(row.number, country_of(brand)) if row.number else None
    cases = open_cases(person, brand) if person is not None else []
    row.person, row.state = person, Call.TO_PLACE
    if len(cases) == 1:
        _write(row, cases[0], at=at)
    row.save()


def _facts(told: Told, brand: Brand) -> dict[str, object]:
    return {
        "direction": told.direction, "number": told.number[:40], "extension": told.extension[:40],
        "agent": agent_at(told.extension, brand), "began_at": told.began_at, "answered_at": told.answered_at,
        "ended_at": told.ended_at,
    }  # fmt: skip


def agent_at(extension: str, brand: Brand) -> Agent | None:
    """Return at whose desk an extension of the brand's exchange rings."""
    if not extension:
        return None
    row = Extension.objects.filter(system__brand=brand, number=extension).select_related("agent__account").first()
    return row.agent if row is not None else None


@transaction.atomic
def place(call: Call, case: Case, *, by: Viewer, at: datetime) -> None:
    """Put a call that waits into a case of its brand, as somebody says it belongs there. Raises Refused."""
    if (
        by.agent is None
        or not Case.objects.visible_to(by).filter(pk=case.pk).exists()
        or case.brand_id != call.brand_id
    ):
        raise Refused(_("There is no such case."))
    row = _waiting(call, by)
    must_not_be_merged(take(case.key))
    if is_emptied(case):
        raise Refused(_("The words of this case were destroyed. Open a new case, and put the call into that one."))
    _write(row, case, at=at)
    row.save()


@transaction.atomic
def set_aside(call: Call, *, by: Viewer) -> None:
    """Say that a call belongs to no case. Raises Refused when it is placed already."""
    row = _waiting(call, by)
    row.state = Call.ASIDE
    row.save(update_fields=["state"])


def _waiting(call: Call, by: Viewer) -> Call:
    row = Call.objects.select_for_update().filter(pk=call.pk, brand__in=by.brands).first()
    if row is None:
        raise Refused(_("There is no such call."))
    if row.state != Call.TO_PLACE:
        raise Refused(_("This call has been placed already."))
    return row


def _write(row: Call, case: Case, *, at: datetime) -> None:
    """Write what the exchange knows of a call, and no more: who spoke of what, it does not. A missed one asks for an answer."""
    case = take(case.key)
    line = Line(case.key, "call.noted", SYSTEM, at, _said(row, case), id=new_id())
    lines = [line]
    is_missed = row.direction == Call.IN and row.answered_at is None
    # A call before the case was closed is part of what is over.
    opens = case.closed_at is not None and row.began_at > case.closed_at
    if (is_missed or opens) and row.began_at > case.last_word_at:
        case.last_word_at, case.last_word_by = row.began_at, CUSTOMER
    if opens:
        lines.append(Line(case.key, "case.reopened", SYSTEM, at, {"why": "call"}))
    if opens or (is_missed and case.is_open and case.last_word_at == row.began_at and not _is_owed_an_answer(case)):
        first_promise(case, lines, by=the_system(), at=at).save(force_insert=True)
    case.save(update_fields=["last_word_at", "last_word_by", *([*STANDING, "state", "closed_at"] if opens else [])])
    append_many(lines)
    row.state, row.case, row.entry = Call.PLACED, case.key, line.id


def _is_owed_an_answer(case: Case) -> bool:
    owed = Commitment.objects.outstanding().filter(case=case)
    return owed.filter(origin__in=literals(Commitment.ANSWER, Commitment.CALL_BACK)).exists()


def _said(row: Call, case: Case) -> dict[str, object]:
    ended = row.ended_at or row.began_at
    # Of a call without an end nobody knows how long it was.
    spoke_from = (row.answered_at if row.ended_at else None) or ended
    with translation.override(case.language):
        if row.direction == Call.OUT:
            text = (
                _("We called; what was said was not noted.") if row.answered_at else _("We called, and reached nobody.")
            )
        elif row.answered_at is None:
            text = _("A call came in, and nobody answered it.")
        else:
            text = _("A call came in and was answered; what was said was not noted.")
        if row.ended_at is None:
            unknown = _("When it ended was not told, so that its length is not known.")
            text = f"{text} {unknown}"
        by = _("The telephone exchange")
    waited = (spoke_from - row.began_at) // MINUTE if row.direction == Call.IN else 0
    return {
        "who": row.agent.name if row.agent is not None and row.answered_at else "", "text": text,
        "minutes": max(-((spoke_from - ended) // MINUTE), 0), "waited": max(waited, 0), "by": by,
        "called_at": row.began_at.isoformat(), "direction": row.direction, "number": row.number, "exchange": True,
    }  # fmt: skip
