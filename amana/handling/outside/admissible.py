"""Whom a question can be sent to: anybody but the customer, those who take part, and ourselves."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import Case, Participant
from amana.channels.email.addresses import is_address
from amana.handling.admissible import NOBODY
from amana.people.models import Account, Address
from amana.team.models import Agent, BrandAddress


def address_outside(mail: str, *, case: Case) -> str:
    """Return the address in lower case. Raises Refused for a side of the case, one of us, and one that cannot be."""
    address = mail.strip().lower()
    local, _at, domain = address.partition("@")
    if not is_address(address) or not address.isascii() or "." not in domain or NOBODY.match(local):
        raise Refused(_("This cannot be the mail address of a person."))
    if _takes_part(case, address):
        raise Refused(_("This is an address of the customer. Write them a reply."))
    if BrandAddress.objects.filter(value__in=[address, f"{local.partition('+')[0]}@{domain}"]).exists():
        raise Refused(_("This is an address of our own."))
    if Agent.objects.filter(account__in=Account.objects.filter(email=address).values("pk")).exists():
        raise Refused(_("This is a colleague on the desk. Name them in a note with @ instead."))
    return address


def _takes_part(case: Case, address: str) -> bool:
    person = Address.objects.filter(kind=Address.MAIL, value=address).values_list("person", flat=True).first()
    return person is not None and (
        person == case.customer_id or Participant.objects.filter(case=case, person=person).exists()
    )
