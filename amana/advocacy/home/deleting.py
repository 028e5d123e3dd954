"""Deleting an own case, or everything, at once: what was said is destroyed, what is sealed stays whole and says nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from amana.advocacy.adding.dropping import end
from amana.advocacy.filing.making import let_go
from amana.advocacy.home.taking_home import rows_of_person
from amana.advocacy.letters.connecting import disconnect
from amana.advocacy.letters.models import Dropped
from amana.advocacy.models import Making
from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import CLOSED, Case, Participant
from amana.cases.standing import STANDING
from amana.commitments.models import Commitment
from amana.directory.forgetting import forget
from amana.handling.beside import naming
from amana.handling.emptying import empty_beside, empty_ledger, empty_record
from amana.notices.reminding import forget_keeper
from amana.people.models import Account, Address, Company, KnownBrowser, Person, SignIn
from amana.team.models import Agent
from amana.team.viewing import Viewer

WHY = "deleted by its keeper"


@transaction.atomic
def delete_case(case: Case, *, by: Viewer, at: datetime) -> int:
    """Destroy what an own case says, in the record, its files, mails, promises and all that stands beside it.

    Returns how many entries were erased. What stays is a chain of fingerprints that still verifies, of nobody's case. Raises
    Refused for whoever does not keep it, and when the record would not verify afterwards.
    """
    if by.kind != "owner" or by.person is None or case.owner_id != by.person.pk:
        raise Refused(_("There is no such case."))
    case = take(case.key)
    erased = empty_record(case, side="customer", why=WHY, by=by.actor, at=at)
    empty_ledger(case, at=at)
    for dropped in Dropped.objects.filter(case=case):
        end(dropped)
    let_go(Making.objects.filter(case=case))
    empty_beside(case)
    _let_go(case, at=at)
    return erased


def _let_go(case: Case, *, at: datetime) -> None:
    """Leave the case to nobody, closed, against nobody."""
    nobody = Person.objects.create(name="", language=case.language)
    nothing = Company.objects.create(name="–")
    Participant.objects.filter(case=case).update(person=nobody)
    Commitment.objects.filter(case=case).update(
        promiser_person=models.Case(models.When(promiser="customer", then=models.Value(nobody.pk)), default=None),
        promiser_company=models.Case(models.When(promiser="company", then=models.Value(nothing.pk)), default=None),
        promisee_person=None, promisee_company=None, owner_agent=None, owner_person=nobody, owner_company=None,
    )  # fmt: skip
    case.owner = case.customer = nobody
    case.company, case.subject, case.state, case.closed_at = nothing, "", CLOSED, at
    case.next_due_at, case.next_reason, case.next_commitment, case.queue_at, case.waiting_for = None, "", None, None, ""
    case.save(update_fields=[*STANDING, "owner", "customer", "company", "subject", "state", "closed_at"])


@transaction.atomic
def delete_everything(account: Account, *, by: Viewer, at: datetime) -> int:
    """Delete every own case of somebody and what is kept about them; return how many cases it were.

    The account ends too, unless its owner serves here. Raises Refused as `delete_case`.
    """
    person = by.person
    if by.kind != "owner" or person is None or person.account_id != account.pk:
        raise Refused(_("There is no such case."))
    cases = list(Case.objects.visible_to(by))
    for case in cases:
        delete_case(case, by=by, at=at)
    forget(account, cases=[case.key for case in cases])
    disconnect(person)
    forget_keeper(account)
    for model, name in rows_of_person():
        model._default_manager.filter(**{name: person.pk}).delete()
    _forget_tokens(person)
    if Agent.objects.filter(account=account).exists():
        return len(cases)
    _forget_sign_ins(account)
    Address.objects.filter(person=person).delete()
    Person.objects.filter(pk=person.pk).update(name="", language="", zone="", account=None)
    account.set_unusable_password()
    account.save(update_fields=["password"])
    Account.objects.filter(pk=account.pk).update(
        name="", email=f"{account.pk}@deleted.invalid", is_active=False, zone="UTC"
    )
    return len(cases)


def _forget_tokens(person: Person) -> None:
    """Delete the words by which programs came in as them, with what these were answered; the room of them lies above this one."""
    for model, name in naming(Person):
        if model._meta.app_label == "api":
            model._default_manager.filter(**{name: person.pk}).delete()


def _forget_sign_ins(account: Account) -> None:
    """Delete where they are signed in, the browsers that are known, and every other way in than the password."""
    SignIn.objects.filter(account=account).delete()
    KnownBrowser.objects.filter(account=account).delete()
    for relation in account._meta.related_objects:
        model = relation.related_model
        if not isinstance(model, str) and model.__module__.startswith("allauth."):
            model._base_manager.filter(**{relation.field.name: account}).delete()
