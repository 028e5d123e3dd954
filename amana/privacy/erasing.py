"""Erasing a person from what a company keeps: every closed case of theirs emptied, and their name and addresses gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.helping import Helper
from amana.cases.labelling import Value
from amana.cases.locking import take
from amana.cases.models import CLOSED, CaseLink, Participant
from amana.handling.beside import goes_with, naming
from amana.people.models import Address, Person
from amana.post.models import File
from amana.privacy.asking import MOST_CASES, cases_of, must_answer_for
from amana.privacy.emptying import empty_case
from amana.privacy.models import Emptied, Hold, Request
from amana.record.reading import read
from amana.record.withdrawing import erase
from amana.team.viewing import Viewer

# What a consumer keeps here themselves, under an account of their own.
_OWN = {"advocacy", "deadlines"}


@dataclass(frozen=True)
class Preview:
    """What an erasure would destroy, and what stands in its way."""

    cases: int
    files: int
    open: list[str]  # numbers of cases that are not closed
    held: list[str]  # numbers of cases that are kept for a reason
    has_account: bool  # they keep own cases here, which stay theirs


def preview(person: Person) -> Preview:
    """Count what an erasure would destroy; at most MOST_CASES cases are looked at."""
    cases = list(cases_of(person).values_list("pk", "number", "state")[:MOST_CASES])
    keys = [key for key, _number, _state in cases]
    held = set(Hold.objects.filter(case__in=keys).values_list("case", flat=True))
    return Preview(
        cases=len(cases),
        files=File.objects.filter(case__in=keys).aggregate(found=Count("pk"))["found"],
        open=[number for _key, number, state in cases if state != CLOSED],
        held=[number for key, number, _state in cases if key in held],
        has_account=person.account_id is not None,
    )


def erase_person(request: Request, *, by: Viewer, at: datetime) -> Request:
    """Do what somebody asked for: empty every case of theirs, one after the other, then forget who they are.

    What was begun and broke off goes on when it is called again. Raises Refused while a case is open or kept for a
    reason, for a request that was answered, and for whoever may not answer it.
    """
    agent = must_answer_for(request.person, by)
    person = request.person
    found = preview(person)
    if request.kind != Request.ERASE or request.state != Request.OPEN:
        raise Refused(_("This was answered meanwhile."))
    if found.open:
        raise Refused(_("Close these cases first: %(numbers)s") % {"numbers": ", ".join(found.open)})
    if found.held:
        raise Refused(_("These cases are kept for a reason: %(numbers)s") % {"numbers": ", ".join(found.held)})
    entries = 0
    for case in cases_of(person)[:MOST_CASES]:
        entries += empty_case(case, why=Emptied.ERASED, by=by.actor, at=at).entries
    with transaction.atomic():
        entries += _erase_elsewhere(person, by=by, at=at)
        _forget(person, at=at)
        counts = {"cases": found.cases, "entries": entries, "files": found.files}
        Request.objects.filter(person=person).update(words="")
        Request.objects.filter(pk=request.pk).update(
            state=Request.DONE, ended_at=at, ended_by=agent, counts=counts, words=""
        )
    request.refresh_from_db()
    return request


def _erase_elsewhere(person: Person, *, by: Viewer, at: datetime) -> int:
    """Erase what they said in cases of others."""
    erased = 0
    books = Participant.objects.filter(person=person).exclude(case__customer=person).values_list("case", flat=True)
    for book in sorted(books)[:MOST_CASES]:
        take(book)
        for entry in read(book, side="company"):
            if entry.content is not None and entry.by.key == str(person.pk):
                erase(entry.id, why=Emptied.ERASED, by=by.actor, at=at)
                erased += 1
    return erased


def _forget(person: Person, *, at: datetime) -> None:
    """Let go of who they are; the row stays, as nobody, because records name its key."""
    for model, name in naming(Person):
        if goes_with(model, name) and model._meta.app_label not in _OWN:
            rows: models.QuerySet[models.Model] = model._default_manager.filter(**{name: person.pk})
            rows.delete()
    Value.objects.filter(person=person).delete()
    Helper.objects.filter(helper=person).update(relation="", revoked_at=at)
    Helper.objects.filter(customer=person).update(relation="", revoked_at=at)
    CaseLink.objects.filter(person=person, revoked_at=None).update(revoked_at=at)
    if person.account_id is not None:
        return
    Address.objects.filter(person=person).delete()
    Person.objects.filter(pk=person.pk).update(name="", language="", zone="", company=None)
