"""Many cases of one cause: gathered under one name, told with one message, each with a promise of its own."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import COMPANY, Case
from amana.commitments.making import Draft
from amana.commitments.models import Commitment
from amana.escalation.models import Gathered, Incident, Round
from amana.handling.mails.correspondence import address_of
from amana.handling.talking.replying import Reply, reply
from amana.kit.codes import new_id
from amana.team.models import Agent, Brand
from amana.team.viewing import Viewer, at_the_desk

log = logging.getLogger(__name__)

MOST_AT_ONCE = 100
MOST_LEFT_OUT = 200


@transaction.atomic
def begin(brand: Brand, title: str, *, by: Viewer, at: datetime) -> Incident:
    """Give a cause that many cases share a name and a lead: whoever begins it."""
    if by.agent is None or not by.agent.brands.filter(pk=brand.pk).exists():
        raise Refused(_("You do not serve this brand."))
    if not title.strip():
        raise Refused(_("Say what it is, in a few words."))
    return Incident.objects.create(brand=brand, title=" ".join(title.split())[:200], lead=by.agent, opened_at=at)


@transaction.atomic
def gather(incident: Incident, cases: Iterable[Case], *, by: Viewer, at: datetime) -> int:
    """Bring cases of the brand to an incident; return how many are new. One that is there already stays once."""
    if incident.ended_at is not None:
        raise Refused(_("This incident is over."))
    keys = [case.pk for case in cases if case.kept_by == COMPANY and case.brand_id == incident.brand_id]
    there = set(Gathered.objects.filter(incident=incident, case__in=keys).values_list("case", flat=True))
    rows = [Gathered(incident=incident, case_id=key, by=by.agent, at=at) for key in keys if key not in there]
    Gathered.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def leave_out(incident: Incident, case: Case) -> None:
    """Take a case out again: it is about something else."""
    Gathered.objects.filter(incident=incident, case=case).delete()


@transaction.atomic
def tell_all(
    incident: Incident, texts: dict[str, str], *, action: str, due_at: datetime, by: Viewer, at: datetime
) -> Round:
    """Begin to tell every case that is gathered now; the clock goes through them, each a reply with its own promise.

    `texts` are by language; a case whose language is missing gets the text of the brand's. Raises Refused when there is
    nothing to say, nothing promised, or a round is still under way.
    """
    row = Incident.objects.select_for_update().get(pk=incident.pk)
    if row.ended_at is not None:
        raise Refused(_("This incident is over."))
    texts = {language: text.strip() for language, text in texts.items() if text.strip()}
    if not texts:
        raise Refused(_("Write what they are told."))
    if not action.strip() or due_at <= at:
        raise Refused(_("Say what is promised to all of them, and by when: a time that is still to come."))
    if by.agent is None or not by.agent.is_lead:
        raise Refused(_("Only a lead writes to all of them at once."))
    if Round.objects.filter(incident=row, ended_at=None).exists():
        raise Refused(_("The last message is still on its way to some of them."))
    gathered = Gathered.objects.filter(incident=row).aggregate(last=Max("pk"), total=Count("pk"))
    if gathered["last"] is None:
        raise Refused(_("No case is gathered here yet."))
    return Round.objects.create(id=new_id(), incident=row, by=by.agent, texts=texts, action=" ".join(action.split())[:500],
                                due_at=due_at, begun_at=at, **gathered)  # fmt: skip


def go_on_telling(at: datetime, *, most: int = MOST_AT_ONCE) -> int:
    """Recurring: tell the next cases of the rounds under way, each in a transaction of its own; return how many."""
    told = 0
    for row in (
        Round.objects.filter(ended_at=None).order_by("begun_at").select_related("incident__brand", "by__account")
    ):
        told += _go_on(row, at=at, most=most - told)
        if told >= most:
            break
    return told


def _go_on(row: Round, *, at: datetime, most: int) -> int:
    waiting = Gathered.objects.filter(incident=row.incident, pk__gt=row.reached, pk__lte=row.last).order_by("pk")
    told = 0
    for gathered in list(waiting.select_related("case__customer")[:most]):
        why = ""
        with transaction.atomic():
            held = Round.objects.select_for_update().get(pk=row.pk)
            if held.reached >= gathered.pk:
                continue  # another clock was here
            try:
                with transaction.atomic():
                    _tell(held, gathered.case, row.by, at=at)
            except Refused as refused:
                why = str(refused.sentence)
            except Exception as error:  # one bad case must not keep the others from being told
                log.error("case %s was not told: %s", gathered.case_id, type(error).__name__, exc_info=error)
                why = type(error).__name__
            held.reached, held.sent = gathered.pk, held.sent + (not why)
            if why and len(held.left_out) < MOST_LEFT_OUT:
                held.left_out = [*held.left_out, [gathered.case.number, why]]
            held.save(update_fields=["reached", "sent", "left_out"])
        told += 1
    if told < most:
        Round.objects.filter(pk=row.pk, ended_at=None).update(ended_at=at)
    return told


def _tell(row: Round, case: Case, agent: Agent, *, at: datetime) -> None:
    if address_of(case.customer) is None:
        raise Refused(_("There is no mail address for this customer."))
    text = (
        row.texts.get(case.language[:2])
        or row.texts.get(row.incident.brand.language[:2])
        or next(iter(row.texts.values()))
    )
    promise = Draft(row.action, row.due_at, owner=row.incident.lead, origin=Commitment.HAND)
    reply(case, Reply(text=text, promises=[promise], key=new_id()), by=at_the_desk(agent), at=at)


def end(incident: Incident, *, by: Viewer, at: datetime) -> None:
    """Close an incident; its cases go on, each by its own terms."""
    if by.agent is None or not by.agent.is_lead:
        raise Refused(_("Only a lead ends an incident."))
    Incident.objects.filter(pk=incident.pk, ended_at=None).update(ended_at=at)
