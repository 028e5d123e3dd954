"""One message to all who wait for a cause: written by a lead, sent as an incident's is, each case with a promise of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import OPEN, Case
from amana.escalation.gathering import begin, gather, tell_all
from amana.escalation.models import Gathered, Incident
from amana.insight.causes.gathering import groups_of
from amana.insight.causes.keying import keys_of, some
from amana.insight.causes.opening import held, must_lead, must_not_blame, note
from amana.insight.models import Cause, Message
from amana.kit.codes import new_id
from amana.kit.quiet_hours import next_civil_moment
from amana.team.viewing import Viewer, at_the_desk

LONGEST = 500
BATCH = 10
# A promise to be kept needs some time between the mail and its day.
SHORTEST = timedelta(minutes=30)


def waiting_by_language(cause: Cause) -> dict[str, int]:
    """Return how many open cases of a cause there are in each of our languages; others read that of the brand."""
    ours = [code for code, _name in settings.LANGUAGES]
    numbers: dict[str, int] = {}
    for keys in some(keys_of(cause, [one.pk for one in groups_of(cause)])):
        rows = Case.objects.filter(pk__in=keys, state=OPEN).order_by().values_list("language")
        for language, number in rows.annotate(number=Count("pk")):
            code = language[:2] if language[:2] in ours else cause.brand.language[:2]
            numbers[code] = numbers.get(code, 0) + number
    return dict(sorted(numbers.items(), key=lambda pair: -pair[1]))


@transaction.atomic
def write_to_all(
    cause: Cause, texts: Mapping[str, str], *, action: str, due_at: datetime, by: Viewer, at: datetime
) -> Message:
    """Write one message to all open cases of a cause, with what is promised to each of them; it waits for the end of the night.

    `texts` are by language. Raises Refused when there is nothing to say, nothing promised in time, or one waits already.
    """
    agent = must_lead(cause.brand, by)
    cause = held(cause)
    said = {language: text.strip() for language, text in texts.items() if text.strip()}
    if cause.withdrawn_at is not None:
        raise Refused(_("This cause was taken back."))
    if not said:
        raise Refused(_("Write what they are told."))
    for text in said.values():
        must_not_blame(text)
    goes_at = next_civil_moment(at, zone=cause.brand.zone, week=cause.brand.week.working)
    if not action.strip() or due_at <= goes_at + SHORTEST:
        raise Refused(_("Say what is promised to all of them, and by when: a time after the message has gone out."))
    if Message.objects.filter(cause=cause, begun_at=None, taken_back_at=None).exists():
        raise Refused(_("A message to them waits already. Take it back first."))
    row = Message.objects.create(
        id=new_id(), cause=cause, by=agent, texts=said, action=" ".join(action.split())[:LONGEST], due_at=due_at,
        written_at=at, goes_at=goes_at,
    )  # fmt: skip
    note(cause, "written", by=by, at=at, text=row.action, due=due_at.isoformat())
    return row


@transaction.atomic
def take_back(message: Message, *, by: Viewer, at: datetime) -> None:
    """Take a message back that has not begun to go out. Twice changes nothing; raises Refused when it has begun."""
    must_lead(message.cause.brand, by)
    row = Message.objects.select_for_update().get(pk=message.pk)
    if row.begun_at is not None:
        raise Refused(_("It is on its way already."))
    Message.objects.filter(pk=row.pk, taken_back_at=None).update(taken_back_at=at)


def begin_waiting(at: datetime) -> int:
    """Recurring: begin the messages whose time has come; return how many. The clock then goes through their cases."""
    rows = Message.objects.filter(begun_at=None, taken_back_at=None, goes_at__lte=at).order_by("goes_at")
    keys = list(rows.values_list("pk", flat=True)[:BATCH])
    return sum(_begin(key, at=at) for key in keys)


def _begin(key: UUID, *, at: datetime) -> bool:
    with transaction.atomic():
        # The UPDATE is the claim.
        if not Message.objects.filter(pk=key, begun_at=None, taken_back_at=None).update(begun_at=at):
            return False
        row = Message.objects.select_related("cause__brand", "by__account").get(pk=key)
        try:
            with transaction.atomic():
                _tell(row, at=at)
        except Refused as refused:
            Message.objects.filter(pk=key).update(refused=str(refused.sentence)[:300])
    return True


def _tell(row: Message, *, at: datetime) -> None:
    by = at_the_desk(row.by)
    cause = held(row.cause)
    incident = _incident_of(cause, by=by, at=at)
    _gather_those_who_wait(cause, incident, by=by, at=at)
    made = tell_all(incident, row.texts, action=row.action, due_at=row.due_at, by=by, at=at)
    Message.objects.filter(pk=row.pk).update(round=made)


def _incident_of(cause: Cause, *, by: Viewer, at: datetime) -> Incident:
    """Return the incident whose way the message takes; whoever writes leads it, and owes what it promises."""
    incident = cause.incident
    if incident is None or incident.ended_at is not None:
        incident = begin(cause.brand, cause.what, by=by, at=at)
        cause.incident = incident
        cause.save(update_fields=["incident"])
    elif by.agent is not None and incident.lead_id != by.agent.pk:
        incident.lead = by.agent
        incident.save(update_fields=["lead"])
    return incident


def _gather_those_who_wait(cause: Cause, incident: Incident, *, by: Viewer, at: datetime) -> None:
    """Bring the open cases of a cause to its incident, and take out those that wait no longer."""
    there = set(Gathered.objects.filter(incident=incident).values_list("case", flat=True))
    for keys in some(keys_of(cause, [one.pk for one in groups_of(cause)])):
        cases = list(Case.objects.filter(pk__in=keys, state=OPEN))
        gather(incident, cases, by=by, at=at)
        there -= {case.pk for case in cases}
    for gone in some(list(there)):
        Gathered.objects.filter(incident=incident, case__in=gone).delete()
