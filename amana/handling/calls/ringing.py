"""A call while it rings: kept at once, and shown to those at the desk whom it concerns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from amana.cases.models import Case
from amana.channels.models import Call
from amana.channels.phone.telling import Event
from amana.channels.phone.told import Told
from amana.handling.calls.knowing import country_of, open_cases, person_with
from amana.handling.calls.placing import agent_at, end_unknown, take_call
from amana.kit.codes import new_id
from amana.people.models import Person
from amana.record.literals import literals
from amana.team.models import Agent, Brand
from amana.team.viewing import Viewer

# An exchange that never says how a call ended leaves it on no desk for longer.
RINGS_FOR = timedelta(minutes=3)
# What was never said to have ended is over by then, and goes where calls go.
GOES_ON_FOR = timedelta(hours=12)
FEW = 100
MOST_SHOWN = 3
MOST_LOOKED_AT = 20


@dataclass(frozen=True)
class Ringing:
    """A call that rings: who it may be, and the cases they have open. None and none where the number is nobody's."""

    call: Call
    person: Person | None
    cases: list[Case]


def hear(brand: Brand, told: Told, *, at: datetime) -> Call:
    """Keep what an exchange tells of a call under way; one that is over goes where calls go. Twice changes nothing."""
    if told.ended_at is not None:
        take_call(brand, told, at=at)
        return Call.objects.get(brand=brand, ref=told.ref)
    facts = {
        "direction": told.direction, "number": told.number[:40], "extension": told.extension[:40],
        "agent": agent_at(told.extension, brand), "began_at": told.began_at,
    }  # fmt: skip
    row, is_new = Call.objects.get_or_create(
        brand=brand, ref=told.ref,
        defaults={"id": new_id(), "state": Call.RINGING, "answered_at": told.answered_at, **facts},
    )  # fmt: skip
    if not is_new and row.state == Call.RINGING:
        changed: dict[str, object] = {"answered_at": row.answered_at or told.answered_at}
        if told.extension:
            changed |= {"extension": told.extension[:40], "agent": agent_at(told.extension, brand)}
        Call.objects.filter(pk=row.pk, state=Call.RINGING).update(**changed)
        row.refresh_from_db()
    return row


def hear_of_recording(brand: Brand, event: Event, *, at: datetime) -> None:
    """Keep where a recording of a call lies, when it was announced on the call; without that it is none we may have."""
    if not event.is_announced:
        return
    row = hear(brand, event.told, at=at)
    Call.objects.filter(pk=row.pk).update(recording_url=event.recording)


def end_unended(at: datetime) -> int:
    """Recurring: end the calls of whose end no exchange told for half a day, the earliest first; return how many.

    The longest call is far shorter. What the record says of one names no length, as nobody knows it.
    """
    rows = Call.objects.filter(state__in=literals(Call.RINGING), began_at__lte=at - GOES_ON_FOR)
    return sum(end_unknown(key, at=at) for key in list(rows.order_by("began_at").values_list("pk", flat=True)[:FEW]))


def ringing_for(viewer: Viewer, *, at: datetime) -> list[Ringing]:
    """Return the calls that ring for this agent now: at their extension, of their customers, or of nobody known; a few."""
    agent = viewer.agent
    if agent is None:
        return []
    rows = Call.objects.filter(brand__in=viewer.brands, state__in=literals(Call.RINGING), direction=Call.IN)
    rows = rows.filter(began_at__gt=at - RINGS_FOR, began_at__lte=at + RINGS_FOR)
    found = [_known(row) for row in rows.select_related("brand__week").order_by("-began_at", "pk")[:MOST_LOOKED_AT]]
    return [one for one in found if _concerns(one, agent)][:MOST_SHOWN]


def _known(row: Call) -> Ringing:
    person = person_with(row.number, country_of(row.brand)) if row.number else None
    return Ringing(row, person, open_cases(person, row.brand) if person is not None else [])


def _concerns(one: Ringing, agent: Agent) -> bool:
    if one.call.agent_id is not None:
        return one.call.agent_id == agent.pk
    if one.call.answered_at is not None:
        return False
    holders = {case.holder_id for case in one.cases if case.holder_id is not None}
    return agent.pk in holders if holders else True
