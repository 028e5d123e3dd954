"""One act on many cases of the queue, and undoing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from amana.cases.errors import Refused
from amana.cases.models import Case, HandOver, Tag
from amana.desk.entering import Seat, seated
from amana.desk.models import BulkAct
from amana.desk.promising.incidents import gather_ticked, open_incidents
from amana.desk.queueing.offering import Offered
from amana.escalation.models import Gathered
from amana.handling.facts.tagging import tag, untag
from amana.handling.holding.assigning import assign, put_back
from amana.handling.holding.handing_over import offer, take_back
from amana.kit.codes import key_in, new_id
from amana.team.models import Agent
from amana.wording.isolating import isolated

# A page of the queue, and what one transaction can do while others wait.
MOST_CASES = 100
UNDO_WITHIN = timedelta(minutes=10)
TAKE, DEAL, GATHER = "take", "deal", "gather"
TAG = "tag"
MOST_NAMED = 5


def acts_for(offered: Offered, incidents: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what can be done with the cases that are ticked, as the queue offers it; `incidents` are those not over."""
    acts: list[dict[str, Any]] = [{"value": TAKE, "label": _("Take them")}]
    takers = [(str(one.pk), one.name) for one in offered.colleagues]
    if takers:
        acts.append({"value": DEAL, "label": _("Hand over"), "takers": takers})
    acts.append({"value": TAG, "label": _("Tag"), "tags": list(dict.fromkeys(one.name for one in offered.tags))})
    gathered = [(str(one["pk"]), one["title"]) for one in incidents]
    if gathered:
        acts.append({"value": GATHER, "label": _("Bring to an incident"), "incidents": gathered})
    return acts


@seated
@require_POST
def bulk(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Do one act with each case that is ticked; what cannot be done with one is said and holds up no other."""
    keys = [key for value in request.POST.getlist("case")[:MOST_CASES] if (key := key_in(value))]
    cases = list(Case.objects.visible_to(seat.viewer).filter(pk__in=keys).order_by("queue_at", "pk"))
    if not cases:
        raise Refused(_("Tick the cases first."))
    act, do = _chosen(request, seat)
    before: dict[str, str] = {}
    refused: list[str] = []
    for case in cases:
        try:
            with transaction.atomic():
                before[str(case.key)] = do(case)
        except Refused as wrong:
            refused.append(f"{isolated(case.subject or case.number)}: {wrong.sentence}")
    if before:
        BulkAct.objects.create(id=new_id(), agent=seat.agent, act=act, before=before, done_at=seat.at)
        messages.success(request, _done(act, len(before)))
    for sentence in refused[:MOST_NAMED]:
        messages.error(request, sentence)
    if len(refused) > MOST_NAMED:
        more = len(refused) - MOST_NAMED
        messages.error(request, ngettext("And %(number)s more.", "And %(number)s more.", more) % {"number": more})
    return redirect(_back(request))


def _chosen(request: HttpRequest, seat: Seat) -> tuple[str, Callable[[Case], str]]:
    """Return the act that was asked for and how it is done with one case; what it returns is enough to undo it."""
    act = request.POST.get("act", "")
    if act == TAKE:
        return act, lambda case: _take(case, seat)
    if act == DEAL:
        wanted = key_in(request.POST.get("taker", ""))
        rows = Agent.objects.serving().filter(brands__in=seat.brands).select_related("account")
        taker = rows.filter(pk=wanted).first() if wanted else None
        why = request.POST.get("why", "").strip()
        if taker is None:
            raise Refused(_("Say who takes them."))
        if not why:
            raise Refused(_("Say what the next person needs to know, so that nobody has to ask the customer again."))
        return act, lambda case: _deal(case, taker, why, seat)
    if act == TAG:
        name = _tag_named(request)
        return act, lambda case: _tag(case, name, seat)
    if act == GATHER:
        wanted = key_in(request.POST.get("incident", ""))
        row = open_incidents(seat).filter(pk=wanted).first() if wanted else None
        if row is None:
            raise Refused(_("Choose the incident."))
        return act, lambda case: gather_ticked(case, row, seat)
    raise Refused(_("Choose what is to be done with them."))


def _take(case: Case, seat: Seat) -> str:
    assign(case, to=seat.agent, why=_("taken from the queue"), by=seat.viewer, at=seat.at)
    return ""


def _deal(case: Case, taker: Agent, why: str, seat: Seat) -> str:
    """Give a case that nobody holds; offer one that somebody holds. Returns the key of the offer, "" where it was given."""
    if case.holder_id is None:
        assign(case, to=taker, why=why, by=seat.viewer, at=seat.at)
        return ""
    return str(offer(case, taker=taker, why=why, by=seat.viewer, at=seat.at).pk)


def _tag_named(request: HttpRequest) -> str:
    name = request.POST.get("tag", "").strip()
    if not name:
        raise Refused(_("Write the tag first."))
    return name


def _tag(case: Case, name: str, seat: Seat) -> str:
    """Put a tag on a case; return its key, "" where it was there before and stays when the act is undone."""
    row, is_new = tag(case, name, by=seat.viewer, at=seat.at)
    return str(row.pk) if is_new else ""


def _done(act: str, number: int) -> str:
    if act == GATHER:
        said = ngettext("%(number)s case is gathered.", "%(number)s cases are gathered.", number)
    elif act == TAG:
        said = ngettext("%(number)s case has the tag.", "%(number)s cases have the tag.", number)
    elif act == TAKE:
        said = ngettext("%(number)s case is in your hands now.", "%(number)s cases are in your hands now.", number)
    else:
        said = ngettext("%(number)s case is handed on.", "%(number)s cases are handed on.", number)
    return said % {"number": number}


def undoable(seat: Seat) -> dict[str, Any] | None:
    """Return the last act on many cases of this agent while it can be undone."""
    row = BulkAct.objects.filter(agent=seat.agent, done_at__gt=seat.at - UNDO_WITHIN).order_by("-done_at").first()
    if row is None or row.undone_at is not None:
        return None
    return {"sentence": _done(row.act, len(row.before)), "url": reverse("desk:bulk_undo", args=[row.pk])}


@seated
@require_POST
def bulk_undo(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Undo an act on many cases: offers are taken back, what was given to somebody is nobody's again."""
    row = get_object_or_404(BulkAct, pk=key, agent=seat.agent, undone_at=None, done_at__gt=seat.at - UNDO_WITHIN)
    undone, left = 0, 0
    cases = Case.objects.visible_to(seat.viewer).in_bulk([UUID(value) for value in row.before])
    for case, offered in _in_pairs(cases, row.before):
        try:
            with transaction.atomic():
                _undo(row.act, case, offered, seat)
            undone += 1
        except Refused:
            left += 1
    BulkAct.objects.filter(pk=row.pk).update(undone_at=seat.at)
    messages.success(request, ngettext("%(number)s case is as it was.", "%(number)s cases are as they were.", undone)
                     % {"number": undone})  # fmt: skip
    if left:
        messages.error(request, ngettext("%(number)s case has gone on since and stays.",
                                         "%(number)s cases have gone on since and stay.", left) % {"number": left})  # fmt: skip
    return redirect(_back(request))


def _in_pairs(cases: dict[Any, Case], before: dict[str, str]) -> Iterable[tuple[Case, str]]:
    return [(cases[UUID(key)], offered) for key, offered in sorted(before.items()) if UUID(key) in cases]


def _undo(act: str, case: Case, offered: str, seat: Seat) -> None:
    if act == GATHER:
        Gathered.objects.filter(case=case, incident_id=offered).delete()
    elif act == TAG:
        if offered and (there := Tag.objects.filter(pk=offered).first()):
            untag(case, there, by=seat.viewer, at=seat.at)
    elif offered:
        row = HandOver.objects.filter(pk=offered, ended_at=None).first()
        if row is None:
            raise Refused(_("This hand-over has already been answered."))
        take_back(row, by=seat.viewer, at=seat.at)
    else:
        put_back(case, why=_("undone"), by=seat.viewer, at=seat.at)


def _back(request: HttpRequest) -> str:
    """Return the list the cases were ticked in."""
    here = request.POST.get("here", "")
    ours = url_has_allowed_host_and_scheme(here, None) and here.startswith(reverse("desk:queue"))
    return here if ours else reverse("desk:queue")
