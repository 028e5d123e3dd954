"""Whom a customer cannot be helped by: themselves, one of us, and an address that is nobody's."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.channels.email.addresses import is_address
from amana.people.models import Account, Address, Person
from amana.team.models import Agent, BrandAddress

# Local parts no person reads.
NOBODY = re.compile(r"(?:no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?)\b", re.IGNORECASE)
# A name goes into a mail to somebody who did not ask for it, so it holds no address and no call to click.
NOT_A_NAME = re.compile(r"[@/\\<>\x00-\x1f]|www\.", re.IGNORECASE)
LONGEST_NAME = 120


def name_of_a_helper(name: str) -> None:
    """Raise Refused for what is not a name."""
    if not name.strip() or len(name.strip()) > LONGEST_NAME or NOT_A_NAME.search(name.strip()):
        raise Refused(_("Write the name of the person, and nothing else."))


def address_of_a_helper(mail: str, *, customer: Person) -> str:
    """Return the address in lower case. Raises Refused for the customer's own, one of ours, and one that cannot be."""
    address = mail.strip().lower()
    local, _at, domain = address.partition("@")
    if not is_address(address) or not address.isascii() or "." not in domain or NOBODY.match(local):
        raise Refused(_("This cannot be the mail address of a person."))
    known = Address.objects.filter(kind=Address.MAIL, value=address).values_list("person", flat=True).first()
    if known == customer.pk:
        raise Refused(_("This is the customer's own address. A helper is somebody else."))
    accounts = Account.objects.filter(email=address) | Account.objects.filter(person=known or customer.pk)
    is_agent = Agent.objects.filter(account__in=accounts.exclude(person=customer.pk).values("pk")).exists()
    if is_agent or BrandAddress.objects.filter(value=address).exists():
        raise Refused(_("Nobody of us can act for a customer."))
    return address
