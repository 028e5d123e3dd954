"""Call-backs: a half-hour the customer chooses from our free working time, promised, moved and cancelled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import COMPANY, Case
from amana.commitments.keeping import release
from amana.commitments.making import Draft, prepare
from amana.commitments.models import Commitment, Offer, Slot
from amana.kit.working_time import WorkingWeek, nth_working_day, week_for
from amana.people.models import Address
from amana.record.appending import Line, append_many
from amana.record.literals import literals
from amana.record.sealing import instant
from amana.team.models import Absence, Agent
from amana.team.viewing import Viewer

HALF_HOUR = timedelta(minutes=30)
# How many working days ahead a call can be asked for, today among them while it lasts.
DAYS_AHEAD = 3
# The nearest time offered leaves us this long.
AT_LEAST = timedelta(minutes=30)
# Where nobody holds the case: how many of the brand are looked at.
MOST_CALLERS = 50
FEWEST_DIGITS = 5


def free_times(case: Case, *, at: datetime) -> list[datetime]:
    """Return the beginnings (UTC) of the half-hours in which the holder, or else somebody of the team, can call."""
    return sorted(_free(case, at=at))


def call_owed(case: Case) -> Commitment | None:
    """Return the call that is promised on a case and not made yet."""
    rows = Commitment.objects.outstanding().filter(case=case, origin__in=literals(Commitment.CALL_BACK))
    return rows.select_related("slot").order_by("due_at", "pk").first()


def number_of(case: Case) -> str:
    """Return the customer's telephone as it is known; "" when it is not."""
    telephones = Address.objects.filter(person=case.customer, kind=Address.PHONE).order_by("added_at", "pk")
    return telephones.values_list("value", flat=True).first() or ""


@transaction.atomic
def book(case: Case, starts_at: datetime, *, number: str, about: str = "", by: Viewer, at: datetime) -> Commitment:
    """Promise a call in the half-hour that begins then, by whoever is free.

    Raises Refused when the time is not free any more, a call is promised already, or there is no number.
    """
    case = take(case.key)
    _must_serve(case)
    if call_owed(case) is not None:
        raise Refused(_("A call is promised on this case already. You can choose another time for it."))
    number = _number(number)
    commitment, line = _prepared(case, starts_at, number=number, about=about, by=by, at=at)
    append_many([line])
    return commitment


@transaction.atomic
def move(commitment: Commitment, starts_at: datetime, *, by: Viewer, at: datetime) -> Commitment:
    """Let the customer choose another half-hour: the old promise ends as agreed otherwise, a new one takes its place."""
    case = take(commitment.case_id)
    _must_serve(case)
    old = call_owed(case)
    if old is None or old.pk != commitment.pk or old.state != Commitment.OPEN:
        raise Refused(_("This promise has already ended."))
    if by.side == COMPANY:
        raise Refused(_("Only the customer moves a call. Offer them another time instead."))
    slot = getattr(old, "slot", None)
    number, about = (slot.number, slot.about) if slot is not None else (number_of(case), "")
    if slot is not None:
        slot.delete()
    fresh, line = _prepared(case, starts_at, number=_number(number), about=about, by=by, at=at)
    assert fresh.due_at is not None
    says = {"promise": str(old.pk), "action": old.action, "due": instant(fresh.due_at), "by": by.name}
    agreed = Line(case.key, "promise.time_agreed", by.actor, at, says)
    old.state, old.ended_at, old.ended_in = Commitment.RENEGOTIATED, at, agreed.id
    old.alarm_at, old.replaced_by = None, fresh
    old.save(update_fields=["state", "ended_at", "ended_in", "alarm_at", "replaced_by"])
    Offer.objects.filter(commitment=old, ended_at=None).update(ended_at=at, ending=Offer.REPLACED)
    append_many([agreed, line])
    return fresh


@transaction.atomic
def cancel(commitment: Commitment, *, by: Viewer, at: datetime, why: str = "") -> Commitment:
    """Let the customer do without the call; the half-hour is free again."""
    released = release(commitment, by=by, at=at, why=why)
    Slot.objects.filter(commitment=commitment).delete()
    return released


# ── free time ────────────────────────────────────────────────────────────────


def _must_serve(case: Case) -> None:
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    if case.kept_by != COMPANY:
        raise Refused(_("Nobody of ours serves this case."))


def _number(number: str) -> str:
    number = " ".join(number.split())[:40]
    if sum(letter.isdecimal() for letter in number) < FEWEST_DIGITS:
        raise Refused(_("Write the number we are to call."))
    return number


def _prepared(
    case: Case, starts_at: datetime, *, number: str, about: str, by: Viewer, at: datetime
) -> tuple[Commitment, Line]:
    agent = _free(case, at=at).get(starts_at.astimezone(UTC))
    if agent is None:
        raise Refused(_("This time is not free any more. Choose another one."))
    about = " ".join(about.split())[:300]
    with translation.override(case.language):
        action = _("A call to %(number)s: %(about)s") if about else _("A call to %(number)s")
    draft = Draft(
        action % {"number": number, "about": about}, starts_at + HALF_HOUR, COMPANY, agent, Commitment.CALL_BACK,
        due_rule="the half-hour that was chosen", window_from=starts_at,
    )  # fmt: skip
    commitment, line = prepare(case, draft, by=by, at=at)
    commitment.save(force_insert=True)
    # A call that ended before its time, or was let go, holds its half-hour no longer.
    Slot.objects.filter(agent=agent, starts_at=starts_at).exclude(commitment__state__in=Commitment.OUTSTANDING).delete()
    try:
        with transaction.atomic():
            Slot.objects.create(agent=agent, starts_at=starts_at, commitment=commitment, number=number, about=about)
    except IntegrityError:
        raise Refused(_("This time is not free any more. Choose another one.")) from None
    return commitment, line


def _free(case: Case, *, at: datetime) -> dict[datetime, Agent]:
    """Return who can call at each free half-hour; in four queries, whatever the number of calls."""
    agents = _callers(case, at)
    if not agents:
        return {}
    taken, away = _taken(agents, at), _away(agents, at)
    found: dict[datetime, Agent] = {}
    hours: dict[UUID | None, list[datetime]] = {}
    for agent in agents:
        week_key, week = _week(agent, case)
        if week_key not in hours:
            hours[week_key] = list(_half_hours(week, at))
        for start in hours[week_key]:
            is_away = any(
                since < start + HALF_HOUR and (until is None or until > start) for since, until in away[agent.pk]
            )
            if start not in found and (agent.pk, start) not in taken and not is_away:
                found[start] = agent
    return found


def _callers(case: Case, at: datetime) -> Sequence[Agent]:
    rows = Agent.objects.present(at).select_related("account", "week", "team__week")
    if case.holder_id:
        holder = list(rows.filter(pk=case.holder_id))
        if holder:
            return holder
    return list(rows.filter(brands=case.brand_id).order_by("assigned_at", "pk")[:MOST_CALLERS])


def _week(agent: Agent, case: Case) -> tuple[UUID | None, WorkingWeek]:
    own = agent.week or (agent.team.week if agent.team else None) or (case.brand.week if case.brand else None)
    if own is None:
        return None, week_for(settings.COUNTRY, settings.TIME_ZONE)
    return own.pk, own.working


def _half_hours(week: WorkingWeek, at: datetime) -> Iterator[datetime]:
    """Yield the whole half-hours of the coming working days that begin late enough, in UTC."""
    last = _last_day(week, at)
    for opens, closes in week.shifts_from(at):
        if opens.date() > last:
            return
        start = opens.astimezone(UTC)
        while start + HALF_HOUR <= closes.astimezone(UTC):
            if start >= at + AT_LEAST:
                yield start
            start += HALF_HOUR


def _last_day(week: WorkingWeek, at: datetime) -> date:
    today = at.astimezone(ZoneInfo(week.zone)).date()
    return nth_working_day(nth_working_day(today, 0, week), DAYS_AHEAD - 1, week)


def _reach(at: datetime) -> tuple[datetime, datetime]:
    # Long enough for three working days around any holiday; a bound for the index, not a rule.
    return at, at + timedelta(days=30)


def _taken(agents: Sequence[Agent], at: datetime) -> set[tuple[UUID, datetime]]:
    """Return the half-hours in which an agent calls somebody already, by booking or because a call was passed to them."""
    begins, ends = _reach(at)
    keys = [agent.pk for agent in agents]
    booked = Slot.objects.filter(
        agent__in=keys, starts_at__gte=begins, starts_at__lt=ends, commitment__state__in=Commitment.OUTSTANDING
    ).values_list("agent_id", "starts_at")
    owned = Commitment.objects.outstanding().filter(
        owner_agent__in=keys, window_from__gte=begins, window_from__lt=ends, origin__in=literals(Commitment.CALL_BACK)
    )
    passed = owned.values_list("owner_agent_id", "window_from")
    return {*booked, *((agent, start) for agent, start in passed if start is not None)}


def _away(agents: Sequence[Agent], at: datetime) -> dict[UUID, list[tuple[datetime, datetime | None]]]:
    begins, ends = _reach(at)
    found: dict[UUID, list[tuple[datetime, datetime | None]]] = {agent.pk: [] for agent in agents}
    rows = Absence.objects.filter(agent__in=list(found), since__lt=ends).exclude(until__lte=begins)
    for agent, since, until in rows.values_list("agent_id", "since", "until"):
        found[agent].append((since, until))
    return found
