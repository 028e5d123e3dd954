"""Erasing a person from what a company keeps: every closed case of theirs emptied, and their name and addresses gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.helping import Helper
from amana.cases.labelling import Value
from amana.cases.locking import take
from amana.cases.models import CLOSED, COMPANY, Case, CaseLink, Participant
from amana.channels.mail_providers.forgetting import forget_addresses
from amana.channels.models import Call, Invitation
from amana.handling.beside import goes_with, naming
from amana.handling.moving_in.forgetting import forget_left_out_of
from amana.people.models import Address, Person
from amana.post.models import File
from amana.privacy.asking import MOST_CASES, cases_of, must_answer_for
from amana.privacy.emptying import empty_case
from amana.privacy.models import Emptied, Hold, Request
from amana.record.reading import read
from amana.record.withdrawing import erase_many
from amana.team.models import Agent
from amana.team.viewing import Viewer

# What a consumer keeps here themselves, under an account of their own.
_OWN = {"advocacy", "deadlines", "api"}


@dataclass(frozen=True)
class Preview:
    """What an erasure would destroy, and what stands in its way."""

    cases: int
    files: int
    open: list[str]  # numbers of cases that are not closed
    held: list[str]  # numbers of cases that are kept for a reason
    has_account: bool  # they keep own cases here, which stay theirs


def preview(person: Person) -> Preview:
    """Count what an erasure would destroy; of what stands in its way at most MOST_CASES cases are named."""
    cases = cases_of(person)
    held = Hold.objects.filter(Q(case__in=cases.order_by().values("pk")) | Q(case__in=_elsewhere(person)))
    return Preview(
        cases=cases.count(),
        files=File.objects.filter(case__in=cases.order_by().values("pk")).count(),
        open=list(cases.exclude(state=CLOSED).values_list("number", flat=True)[:MOST_CASES]),
        held=list(held.order_by("case__opened_at", "case").values_list("case__number", flat=True)[:MOST_CASES]),
        has_account=person.account_id is not None,
    )


def _elsewhere(person: Person) -> models.QuerySet[Participant, UUID]:
    """Return the served cases of others in which they take part."""
    rows = Participant.objects.filter(person=person, case__kept_by=COMPANY).exclude(case__customer=person)
    return rows.values_list("case", flat=True)


def erase_person(request: Request, *, by: Viewer, at: datetime) -> Request:
    """Do what somebody asked for: empty every case of theirs, one after the other, then forget who they are.

    What was begun and broke off goes on when it is called again. Raises Refused while a case is open or kept for a
    reason, for a request that was answered, and for whoever may not answer it.
    """
    agent, found = must_be_possible(request, by)
    person = request.person
    entries = 0
    for case in list(cases_of(person)):
        entries += empty_case(case, why=Emptied.ERASED, by=by.actor, at=at).entries
    with transaction.atomic():
        _nothing_in_the_way(person)  # they may have written meanwhile
        entries += _erase_elsewhere(person, by=by, at=at)
        _forget(person, at=at)
        counts = {"cases": found.cases, "entries": entries, "files": found.files}
        Request.objects.filter(person=person).update(words="")
        Request.objects.filter(pk=request.pk).update(
            state=Request.DONE, ended_at=at, ended_by=agent, counts=counts, words=""
        )
    request.refresh_from_db()
    return request


def must_be_possible(request: Request, by: Viewer) -> tuple[Agent, Preview]:
    """Return who answers for an erasure, and what it would destroy. Raises Refused as `erase_person` does."""
    agent = must_answer_for(request.person, by)
    if request.kind != Request.ERASE or request.state != Request.OPEN:
        raise Refused(_("This was answered meanwhile."))
    return agent, _nothing_in_the_way(request.person)


def _nothing_in_the_way(person: Person) -> Preview:
    found = preview(person)
    if found.open:
        raise Refused(_("Close these cases first: %(numbers)s") % {"numbers": ", ".join(found.open)})
    if found.held:
        raise Refused(_("These cases are kept for a reason: %(numbers)s") % {"numbers": ", ".join(found.held)})
    return found


def _erase_elsewhere(person: Person, *, by: Viewer, at: datetime) -> int:
    """Erase what they said in cases of others."""
    erased = 0
    for book in sorted(_elsewhere(person)):
        take(book)
        said = [one for one in read(book, side="company") if one.content is not None and one.by.key == str(person.pk)]
        erased += erase_many([one.id for one in said], why=Emptied.ERASED, by=by.actor, at=at)
    return erased


def _forget(person: Person, *, at: datetime) -> None:
    """Let go of who they are; the row stays, as nobody, because records name its key."""
    for model, name in naming(Person):
        if goes_with(model, name) and model._meta.app_label not in _OWN:
            rows: models.QuerySet[models.Model] = model._default_manager.filter(**{name: person.pk})
            rows.delete()
    Value.objects.filter(person=person).delete()
    Call.objects.filter(person=person).update(number="", recording_url="", person=None)
    Helper.objects.filter(helper=person).update(relation="", revoked_at=at)
    Helper.objects.filter(customer=person).update(relation="", revoked_at=at)
    CaseLink.objects.filter(person=person, revoked_at=None).update(revoked_at=at)
    forget_addresses(Address.objects.filter(person=person, kind=Address.MAIL).values_list("value", flat=True))
    _forget_beside(person)
    _forget_visitors(person)
    if person.account_id is not None:
        return
    Address.objects.filter(person=person).delete()
    Person.objects.filter(pk=person.pk).update(name="", language="", zone="", company=None)


def _forget_beside(person: Person) -> None:
    """Let go of what stands under a mail address of theirs and names nobody: invitations, and what was left of an export."""
    addresses = list(Address.objects.filter(person=person, kind=Address.MAIL).values_list("value", flat=True))
    Invitation.objects.filter(address__in=[one.lower() for one in addresses]).delete()
    forget_left_out_of(addresses)


def _forget_visitors(person: Person) -> None:
    """Let go of the names given in their conversations on a page, before anybody knew that it is they who write."""
    theirs = Participant.objects.filter(case__customer=person, case__kept_by=COMPANY, case__channel="chat")
    elsewhere = Participant.objects.filter(person=OuterRef("pk")).exclude(case__customer=person)
    nobodys = Person.objects.filter(pk__in=theirs.exclude(person=person).values("person"), account=None)
    for known in (
        Address.objects.filter(person=OuterRef("pk")),
        Case.objects.filter(customer=OuterRef("pk")),
        elsewhere,
    ):
        nobodys = nobodys.exclude(Exists(known))
    nobodys.update(name="")
