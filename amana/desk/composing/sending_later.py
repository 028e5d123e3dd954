"""Replies that go out later: planned by a person, sent by the clock, and stopped when the customer writes first."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.cases.errors import Refused
from amana.cases.models import CUSTOMER, Case
from amana.desk.composing.composer import send, written
from amana.desk.composing.drafting import Posted, as_posted, drop_draft, fields_of
from amana.desk.composing.others import accepted_in
from amana.desk.composing.undertaking import as_drafts
from amana.desk.entering import Seat, case_of, seated
from amana.desk.models import Draft, Later
from amana.drafting.advising import must_sell_nothing
from amana.drafting.mentioning import must_be_meant
from amana.kit.codes import new_id
from amana.record import seldom
from amana.team.viewing import at_the_desk

log = logging.getLogger(__name__)

MOST_AT_ONCE = 50


def plan(posted: Posted, case: Case, seat: Seat, *, has_files: bool) -> Later:
    """Plan the reply in the form for the time it names. Raises Refused when it could not be sent, now or then."""
    then = when_it_goes_out(posted, seat)
    send_at = then.at
    if send_at <= seat.at:
        raise Refused(_("Choose a time that is still to come."))
    if has_files:
        raise Refused(_("Files cannot wait. Send it now, or leave them out."))
    draft = written(posted, case, then)
    if not draft.text.strip():
        raise Refused(_("Write the reply first."))
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    must_sell_nothing(draft.advice, case, is_asked=bool(draft.sale_asked))
    must_be_meant(draft.others, accepted_in(draft.others_known))
    # Asked now as it will be asked then: a promise without a time, or one that is over before it is made, cannot wait.
    drafts = as_drafts(draft.lines, case, seat.agent, said_in=new_id())
    if any(one.due_at <= send_at for one in drafts):
        raise Refused(_("It promises something for before it is sent. Change one of the two times."))
    if Later.objects.filter(case=case, ended_at=None).exists():
        raise Refused(_("A reply is planned on this case already. Stop it first."))
    row = Later.objects.create(id=new_id(), case=case, agent=seat.agent, fields=fields_of(posted), send_at=send_at,
                               planned_at=seat.at)  # fmt: skip
    drop_draft(case, seat)
    return row


def when_it_goes_out(posted: Posted, seat: Seat) -> Seat:
    """Return the seat as of the moment the form names to send at; as it is when it names none that is to come."""
    moment = _moment(posted.get("later", ""))
    return replace(seat, at=moment) if moment is not None and moment > seat.at else seat


def _moment(typed: str) -> datetime | None:
    """Return a typed local time as an instant, in the zone of whoever typed it."""
    try:
        found = parse_datetime(typed)
    except ValueError:
        return None
    if found is None:
        return None
    return found if found.tzinfo else timezone.make_aware(found)


def planned_on(case: Case) -> Later | None:
    """Return the reply that waits on a case."""
    rows = Later.objects.select_related("agent__account").filter(case=case, ended_at=None)
    return next(iter(seldom.found(rows, most=1)), None)


@seated
@require_POST
def later_stop(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Stop a planned reply; its words are a draft again, its writer's."""
    case = case_of(seat, number)
    row = get_object_or_404(Later, pk=key, case=case, ended_at=None)
    with transaction.atomic():
        _stop(row, why=_("stopped by %(name)s") % {"name": seat.agent.name}, ending=Later.STOPPED, at=seat.at)
    messages.success(request, _("It is not sent. The words are a draft again."))
    return redirect("desk:case", number=case.number)


def send_planned(at: datetime, *, most: int = MOST_AT_ONCE) -> int:
    """Recurring: send what is due; return how many went out. Each in a transaction of its own, twice sends once."""
    due = Later.objects.filter(ended_at=None, send_at__lte=at).order_by("send_at").values_list("pk", flat=True)[:most]
    sent = 0
    for key in list(due):
        try:
            sent += _send_one(key, at=at)
        except Exception as error:  # the clock's edge: one bad plan must not stop the rest
            log.error("planned reply %s was not sent: %s", key, type(error).__name__, exc_info=error)
            with transaction.atomic():
                row = Later.objects.select_for_update().get(pk=key)
                if row.ended_at is None:
                    _stop(row, why=type(error).__name__, ending=Later.REFUSED, at=at)
    return sent


@transaction.atomic
def _send_one(key: UUID, *, at: datetime) -> bool:
    row = (
        Later.objects.select_for_update(of=("self",))
        .select_related("agent__account", "case__brand__week", "case__customer")
        .get(pk=key)
    )
    if row.ended_at is not None:
        return False
    seat = Seat(row.agent, at_the_desk(row.agent), at)
    case = (
        Case.objects.visible_to(seat.viewer)
        .select_related("brand__week", "customer", "company")
        .filter(pk=row.case_id)
        .first()
    )
    with translation.override(row.agent.account.language), timezone.override(row.agent.account.zone):
        if case is None or not case.is_open:
            return _stop(row, why=_("The case is closed, or no longer theirs."), ending=Later.STOPPED, at=at)
        if case.last_word_by == CUSTOMER and case.last_word_at > row.planned_at:
            return _stop(row, why=_("The customer wrote first. Read it, then send."), ending=Later.STOPPED, at=at)
        try:
            with transaction.atomic():
                send(as_posted(row.fields), case, seat, proposes_closing=False)
        except Refused as refused:
            return _stop(row, why=str(refused.sentence), ending=Later.REFUSED, at=at)
    row.ended_at, row.ending = at, Later.SENT
    row.save(update_fields=["ended_at", "ending"])
    return True


def _stop(row: Later, *, why: str, ending: str, at: datetime) -> bool:
    """End a plan without sending it, and give its words back to its writer as a draft; always False."""
    row.ended_at, row.ending, row.why = at, ending, why[:300]
    row.save(update_fields=["ended_at", "ending", "why"])
    Draft.objects.update_or_create(
        case_id=row.case_id, agent=row.agent, defaults={"fields": row.fields, "saved_at": at}
    )
    return False


def stopped_on(case: Case, seat: Seat) -> Later | None:
    """Return why the last planned reply of this agent did not go out, while its words are still their draft."""
    last = Later.objects.filter(case=case, agent=seat.agent).order_by("-planned_at").first()
    if last is None or last.ended_at is None or last.ending == Later.SENT:
        return None
    return last if Draft.objects.filter(case=case, agent=seat.agent, saved_at=last.ended_at).exists() else None
