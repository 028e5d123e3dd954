"""What somebody asks for about themselves, written down with the day by which it is answered."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import COMPANY, Case, Participant
from amana.channels.phone.told import as_number
from amana.handling.calls.knowing import country_of, person_with
from amana.people.models import Address, Person
from amana.privacy.models import LONGEST_WORDS, Request
from amana.team.models import Agent, Brand
from amana.team.viewing import Viewer

MOST_CASES = 1_000


def cases_of(person: Person) -> QuerySet[Case]:
    """Return every served case of somebody, the earliest first."""
    return Case.objects.filter(customer=person, kept_by=COMPANY).order_by("opened_at", "pk")


def found(reach: str, *, brands: Collection[UUID] = ()) -> Person | None:
    """Return whom a mail address, a telephone or the number of a case of these brands belongs to; it has to be the whole of it.

    By the number of their case those are found who never gave an address, as in a conversation on a page.
    A telephone without its country is dialled where one of these brands is; of several people it would be, it is nobody's.
    """
    typed = reach.replace("\x00", "").strip().lower()
    row = Address.objects.filter(value=typed).select_related("person").first() if typed else None
    if row is not None or "@" in typed:
        return row.person if row is not None else None
    case = (
        Case.objects.filter(number=typed.upper(), brand__in=brands, kept_by=COMPANY).select_related("customer").first()
    )
    if case is not None:
        return case.customer
    places = {country_of(brand) for brand in Brand.objects.filter(pk__in=brands).select_related("week")} or {""}
    known = (person_with(as_number(typed, place), place) for place in places)
    same = {person.pk: person for person in known if person is not None}
    return next(iter(same.values())) if len(same) == 1 else None


def must_answer_for(person: Person, by: Viewer) -> Agent:
    """Return the agent who answers what this person asks. Raises Refused for whoever does not see all their cases.

    A manager or an administrator answers, and one who serves every brand the person ever wrote to.
    """
    agent = by.agent
    if agent is None or not agent.sees_to_all:
        raise Refused(_("A manager or an administrator answers this."))
    if wrote_beyond(person, by):
        raise Refused(
            _("They wrote to a brand you do not serve as well. Somebody who serves all of them answers this.")
        )
    return agent


def wrote_beyond(person: Person, by: Viewer) -> bool:
    """Whether they are the customer of, or take part in, a served case of a brand that this viewer does not serve."""
    takes_part = Case.objects.filter(participants__person=person, kept_by=COMPANY)
    return any(rows.exclude(brand__in=by.brands).exists() for rows in (cases_of(person), takes_part))


def ask(person: Person, kind: str, *, words: str = "", by: Agent | None = None, at: datetime) -> Request:
    """Write down what somebody asked for; while it is open, asking again returns the same.

    `by` is who noted it, None when they asked on the page of their case. Raises Refused for a kind there is not.
    """
    if kind not in dict(Request.KINDS):
        raise Refused(_("Choose what they asked for."))
    values = {"words": words.strip()[:LONGEST_WORDS], "asked_at": at, "due_on": due_on(at), "noted_by": by}
    try:
        with transaction.atomic():
            return Request.objects.get_or_create(person=person, kind=kind, state=Request.OPEN, defaults=values)[0]
    except IntegrityError:  # asked twice at the same moment
        return Request.objects.get(person=person, kind=kind, state=Request.OPEN)


def due_on(at: datetime) -> date:
    """Return the day by which a request is answered: a month later (GDPR, Article 12(3)), in UTC."""
    year, month = divmod(at.year * 12 + at.month, 12)
    return date(year, month + 1, min(at.day, monthrange(year, month + 1)[1]))


@transaction.atomic
def refuse(request: Request, *, why: str, by: Viewer, at: datetime) -> None:
    """Say no to a request, with the reason, which the person may read. Raises Refused without one."""
    agent = must_answer_for(request.person, by)
    reason = why.strip()
    if not reason:
        raise Refused(_("Say why."))
    if "begun_at" in Request.objects.values_list("counts", flat=True).get(pk=request.pk):
        raise Refused(_("It is being erased already."))
    values = {"state": Request.REFUSED, "why": reason[:LONGEST_WORDS], "ended_at": at, "ended_by": agent}
    if not Request.objects.filter(pk=request.pk, state=Request.OPEN).update(**values):
        raise Refused(_("This was answered meanwhile."))


def open_requests(by: Viewer) -> QuerySet[Request]:
    """Return what is to be answered, the earliest first, of people who wrote to a brand this viewer serves."""
    return _seen(by).filter(state__in=[Request.OPEN]).order_by("due_on", "pk")


def latest_requests(by: Viewer) -> QuerySet[Request]:
    """Return what was asked, the latest first, of people who wrote to a brand this viewer serves."""
    return _seen(by).order_by("-asked_at", "pk")


def _seen(by: Viewer) -> QuerySet[Request]:
    wrote = Participant.objects.filter(person=OuterRef("person"), case__brand__in=by.brands)
    rows = Request.objects.filter(Exists(wrote))
    return rows.select_related("person", "ended_by__account", "noted_by__account")
