"""Saying which mail domains are ours, so that whoever proves to write from them speaks for a brand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.commitments.models import StaffDomain
from amana.team.models import Brand

MOST = 20
_DOMAIN = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z")
# Where anybody gets an address: to call one of these ours would make everybody on it the company.
EVERYBODYS = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com icloud.com me.com mac.com aol.com "
    "gmx.com gmx.net gmx.de web.de mail.com proton.me protonmail.com zoho.com fastmail.com yandex.com yandex.ru mail.ru "
    "walla.com walla.co.il 012.net.il netvision.net.il bezeqint.net zahav.net.il".split()
)


@transaction.atomic
def set_staff_domains(brand: Brand, typed: Iterable[str], *, at: datetime) -> list[str]:
    """Let these be the domains of a brand's own people, and no others; return them as they are compared.

    Raises Refused for what is no domain, for one where anybody gets an address, and for too many.
    """
    wanted = list(dict.fromkeys(_as_compared(one) for one in typed if one.strip()))
    if len(wanted) > MOST:
        raise Refused(_("At most %(number)s domains can be named.") % {"number": MOST})
    rows = StaffDomain.objects.filter(brand=brand)
    rows.exclude(value__in=wanted).delete()
    there = set(rows.values_list("value", flat=True))
    StaffDomain.objects.bulk_create(
        [StaffDomain(brand=brand, value=value, added_at=at) for value in wanted if value not in there],
        ignore_conflicts=True,
    )
    return wanted


def staff_domains(brand: Brand) -> list[str]:
    """Return the domains of a brand's own people, in their order."""
    return list(StaffDomain.objects.filter(brand=brand).order_by("value").values_list("value", flat=True)[:MOST])


def _as_compared(typed: str) -> str:
    value = typed.strip().lower().lstrip("@").rstrip(".")
    try:
        value = value.encode("idna").decode("ascii") if not value.isascii() else value
    except UnicodeError:
        value = ""
    if not _DOMAIN.match(value):
        raise Refused(_("This is no mail domain: %(value)s") % {"value": typed.strip()[:80]})
    if value in EVERYBODYS:
        raise Refused(_("Anybody can have an address at %(value)s. Name a domain of your own.") % {"value": value})
    return value
