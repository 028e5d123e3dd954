"""A conversation on a page of a brand's site goes on by mail: it ends there, and the link to the case is sent."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case, Participant
from amana.channels.email.addresses import is_address
from amana.commitments.models import Commitment
from amana.counter.asking import named_at_once
from amana.counter.models import Conversation
from amana.handling.mails.mailing import Mailing, post_all, text_lines
from amana.handling.mails.restraining import allowed
from amana.kit.codes import new_id
from amana.people.models import Address
from amana.record.appending import append_many
from amana.team.models import BrandAddress


@transaction.atomic
def go_on_by_mail(conversation: Conversation, mail: str, *, at: datetime) -> None:
    """End the conversation on the page, and write to the address with the link to the case, in words of our own alone.

    From then on whoever reads that mail goes on with it; where the address is a person's we know, the case is theirs, as it
    is with the form. The page says the same in both cases, and shows nothing of what comes. Raises Refused.
    """
    case = take(conversation.case_id)
    assert case.brand is not None
    mail = mail.strip().lower()
    if not is_address(mail) or not mail.isascii() or BrandAddress.objects.filter(value=mail).exists():
        raise Refused(_("Write your mail address, so that we can answer."))
    if not allowed([(case.key, mail)], at=at):
        raise Refused(_("Too many mails went to this address today. Name another one."))
    if not Conversation.objects.filter(pk=case.pk, ended_at=None).update(ended_at=at):
        raise Refused(_("This conversation has ended."))
    _give_to(case, mail, at=at)
    _write_to(case, mail, at=at)


def _give_to(case: Case, mail: str, *, at: datetime) -> None:
    row, _is_new = Address.objects.select_related("person").get_or_create(
        kind=Address.MAIL, value=mail, defaults={"person": case.customer, "added_at": at}
    )
    if row.person_id != case.customer_id:
        case.customer = row.person
        case.save(update_fields=["customer"])
        Participant.objects.get_or_create(case=case, person=row.person, defaults={"added_at": at})


def _write_to(case: Case, mail: str, *, at: datetime) -> None:
    promise = Commitment.objects.filter(pk=case.next_commitment).first() if case.next_commitment else None
    with translation.override(case.language):
        text = named_at_once(case)
    mailing = Mailing(
        case=case, person=case.customer, to=mail, text=text, what="receipt", kind="receipt.sent", subject=case.subject,
        promise=promise, may_be_anybodys=True, entry=new_id(),
    )  # fmt: skip
    post_all([mailing], append_many(text_lines([mailing], at=at))[:1], at=at)
