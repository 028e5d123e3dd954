"""Asking for one record, proving whose it is, and going apart again."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.advocacy.linking.finding import brands_for
from amana.advocacy.linkings import Linking
from amana.cases.errors import Refused
from amana.cases.links import link_for
from amana.cases.locking import take_all
from amana.cases.models import Case, CaseLink
from amana.cases.tracing import goes_on_in
from amana.counter.writing import Written, write
from amana.record.appending import Line, append
from amana.team.models import Brand
from amana.team.viewing import Viewer, by_link

MOST_A_DAY = 5


def linking_of(case: Case) -> Linking | None:
    """Return the linking of an own case that is asked for or stands; None when there is none."""
    rows = Linking.objects.filter(own=case, ended_at=None)
    return rows.select_related(
        "own__customer", "served__brand", "served__company", "served__customer", "person"
    ).first()


def is_linked(linking: Linking | None) -> bool:
    return linking is not None and linking.linked_at is not None


def served_case(linking: Linking) -> Case | None:
    """Return the case in which both go on now, as its keeper may see it; None when they take part in it no longer."""
    key = goes_on_in(linking.served_id, person=linking.person)
    cases = Case.objects.visible_to(by_link(linking.person, key)).filter(pk=key)
    return cases.select_related("brand__week", "company", "customer", "holder__account").first()


def take_both(linking: Linking) -> None:
    """Hold both cases, and the one in which the served one goes on, in the order in which all cases are held."""
    take_all({linking.own_id, linking.served_id, goes_on_in(linking.served_id, person=linking.person)})


def viewer_in(linking: Linking, served: Case) -> Viewer:
    """Return who the keeper is in the shared record: the customer the company knows."""
    return by_link(linking.person, served.key)


def link_of(linking: Linking, *, at: datetime) -> CaseLink:
    """Return the link by which the keeper reaches the served case, made when there is none."""
    key = link_for(linking.served, linking.person, at=at)
    return CaseLink.objects.select_related("case__brand", "person").get(pk=key)


def write_first(case: Case, brand: Brand, *, form: UUID, text: str, by: Viewer, at: datetime) -> Linking | None:
    """Write to a brand as anybody may, from the mail address of the keeper's account, and ask for one record with it.

    The case it opens is as any stranger's: nothing of it is shown before a code that goes to that address was typed.
    Returns None when a person there looks first at what has arrived; the message is not lost. Raises Refused.
    """
    _must_keep(case, by)
    if brand.pk not in {one.pk for one in brands_for(case)}:
        raise Refused(_("This company does not work with Amana here."))
    _must_be_free(case, at=at)
    account = case.customer.account
    said = Written(form, case.customer.name, account.email if account else "", text)
    heard = write(brand, said, language=case.language, at=at)
    served = Case.objects.select_related("customer").filter(pk=heard.case).first() if heard.case else None
    return _ask(case, served, by=by, at=at) if served is not None else None


@transaction.atomic
def ask_with(case: Case, link: CaseLink | None, *, by: Viewer, at: datetime) -> Linking:
    """Ask for one record with a served case whose link the keeper holds. Raises Refused.

    A link proves nothing by itself: whoever holds it still has to be known as its person, or to type the code.
    """
    _must_keep(case, by)
    take_all([case.key])
    found = link.case if link is not None else None
    if link is None or found is None or not Case.objects.visible_to(by_link(link.person, found.key)).exists():
        raise Refused(_("This is not the address of a case here. Copy it whole from one of their mails."))
    if found.brand_id not in {one.pk for one in brands_for(case)}:
        raise Refused(_("That case is with another company than this one."))
    _must_be_free(case, at=at)
    return Linking.objects.create(own=case, served=found, person=link.person, asked_at=at)


def _must_keep(case: Case, by: Viewer) -> None:
    if by.kind != "owner" or by.person is None or case.owner_id != by.person.pk or not case.is_own:
        raise Refused(_("There is no such case."))


def _must_be_free(case: Case, *, at: datetime) -> None:
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    if linking_of(case) is not None:
        raise Refused(_("One record was asked for already."))
    if Linking.objects.filter(own__owner=case.owner_id, asked_at__gt=at - timedelta(days=1)).count() >= MOST_A_DAY:
        raise Refused(_("This was asked for several times today. Try again tomorrow."))


@transaction.atomic
def _ask(case: Case, served: Case, *, by: Viewer, at: datetime) -> Linking:
    take_all([case.key])
    known = linking_of(case)
    if known is not None:
        return known
    assert by.person is not None
    return Linking.objects.create(own=case, served=served, person=served.customer, asked_at=at)


@transaction.atomic
def prove(linking: Linking, *, by: Viewer, at: datetime) -> Linking:
    """Say that the keeper is the customer the company knows; from now on there is one record. Twice changes nothing.

    The caller has looked that they typed the code, or that this browser is known as theirs. Both sides read from when on.
    """
    _must_keep(linking.own, by)
    take_both(linking)
    row = Linking.objects.select_for_update(of=("self",)).select_related("served", "person").get(pk=linking.pk)
    if row.ended_at is not None:
        raise Refused(_("This was taken back meanwhile."))
    served = served_case(row)
    if served is None:
        raise Refused(_("This case is no longer there for you."))
    if row.linked_at is None:
        row.linked_at = at
        row.save(update_fields=["linked_at"])
        viewer = viewer_in(row, served)
        append(Line(served.key, "record.linked", viewer.actor, at, {"by": viewer.name}))
    return row


@transaction.atomic
def part(linking: Linking, *, by: Viewer, at: datetime) -> None:
    """Keep no longer one record: each side keeps its own, and what was shared stays shared. Twice changes nothing."""
    _must_keep(linking.own, by)
    take_both(linking)
    if not Linking.objects.filter(pk=linking.pk, ended_at=None).update(ended_at=at) or linking.linked_at is None:
        return
    served = served_case(linking)
    if served is not None:
        viewer = viewer_in(linking, served)
        append(Line(served.key, "record.parted", viewer.actor, at, {"by": viewer.name}))
