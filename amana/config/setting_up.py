"""The first start: a code that only the one at the terminal can know, and the first user it lets in."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.desk.carrying.noting import noted
from amana.handling.holding.welcoming import welcome
from amana.handling.intake.importing import new_brand
from amana.kit.codes import CASE_LETTERS
from amana.kit.working_time import week_for
from amana.people.models import Account, Company
from amana.team.joining import add_agent
from amana.team.models import Agent, Brand, BrandAddress, Week

# Twelve of 28 letters are 57 bits: nobody tries them all through a page.
LETTERS, GROUP = 12, 4
ADDRESS = "/setup/"


def is_needed() -> bool:
    """True until there is somebody who leads; a consumer with own cases, or an agent alone, sets nothing up.

    One who was disabled counts: a page that makes a manager must not come back when a team dissolves.
    """
    return not Agent.objects.filter(role__in=[Agent.LEAD, Agent.MANAGER]).exists()


def is_empty() -> bool:
    """True until anybody at all can sign in."""
    return not Account.objects.exists()


def new_code() -> str:
    """Return a fresh code such as 4F7K-2QXW-9BCD; only its digest is kept, and earlier ones no longer work."""
    code = "".join(secrets.choice(CASE_LETTERS) for _ in range(LETTERS))
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(_digest(code))
    return "-".join(code[start : start + GROUP] for start in range(0, LETTERS, GROUP))


def is_right(code: str) -> bool:
    """True for the newest code while nobody leads, however it is spaced or cased; stays true until it is used."""
    try:
        kept = _path().read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return False
    typed = "".join(letter for letter in code.upper() if letter.isalnum() and letter.isascii())
    return is_needed() and hmac.compare_digest(_digest(typed), kept)


def _path() -> Path:
    folder: Path = settings.DATA
    return folder / "secrets" / "setup"


def _digest(code: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), b"set-up code " + code.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class _Wanted:
    """What the set-up page asked for, checked."""

    company: str
    language: str
    zone: str
    country: str
    addresses: Sequence[str]


def set_up(  # noqa: PLR0913  # the fields of one page, by name
    *,
    email: str,
    name: str,
    password: str,
    company: str,
    language: str,
    zone: str,
    country: str,
    addresses: Sequence[str],
    at: datetime | None = None,
) -> Agent:
    """Make the company, its brand and week, and its manager; the code is used up.

    `zone` is an IANA name, `country` two letters, `addresses` are ours. What an import has made before is
    taken over and renamed. Somebody who has an account, as for own cases, shows with its password that it is theirs.
    The caller has checked the code. Raises Refused when somebody leads already, and ValidationError for what
    cannot be; then nothing is written.
    """
    at = at or timezone.now()
    wanted = _checked(company, language, zone, country, addresses)
    try:
        with ExitStack() as stack:
            for part in ("brands", "people"):
                stack.enter_context(noted(part, by=None, at=at, called=name))
            Company.objects.select_for_update().filter(is_ours=True).first()
            if not is_needed():
                raise Refused(_("Amana is set up already. Sign in."))
            _must_be_theirs(email, password)
            _take_addresses(_brand(wanted, at), wanted.addresses, at)
            agent = add_agent(email, name=name, brands=Brand.objects.all(), at=at, role=Agent.MANAGER,
                              password=password, language=language, zone=zone)  # fmt: skip
    except IntegrityError as error:
        raise Refused(_("Amana is set up already. Sign in.")) from error
    _path().unlink(missing_ok=True)
    welcome(agent, at=at)
    return agent


def _must_be_theirs(email: str, password: str) -> None:
    account = Account.objects.filter(email=email.strip().lower()).first()
    if account is not None and not (account.is_active and account.check_password(password)):
        raise ValidationError(_("This address has an account here already. Type its password."))


def _checked(company: str, language: str, zone: str, country: str, addresses: Sequence[str]) -> _Wanted:
    company = " ".join(company.split())[:120]
    if not company:
        raise ValidationError(_("Say what the company is called; customers read this name."))
    if zone not in available_timezones():
        raise ValidationError(_("There is no such time zone: %(zone)s.") % {"zone": zone})
    values = [address.strip().lower() for address in addresses if address.strip()]
    for value in values:
        validate_email(value)
    return _Wanted(company, language, zone, country, values)


def _brand(wanted: _Wanted, at: datetime) -> Brand:
    brand = Brand.objects.order_by("created_at").first()
    if brand is None:
        return new_brand(wanted.company, at=at, language=wanted.language, zone=wanted.zone, country=wanted.country)
    Company.objects.filter(pk=brand.company_id).update(name=wanted.company)
    plan = week_for(wanted.country, wanted.zone).to_json()
    Week.objects.filter(pk=brand.week_id).update(plan=plan, name=wanted.company)
    brand.name, brand.language, brand.zone = wanted.company, wanted.language, wanted.zone
    brand.save(update_fields=["name", "language", "zone"])
    return brand


def _take_addresses(brand: Brand, addresses: Sequence[str], at: datetime) -> None:
    BrandAddress.objects.bulk_create(
        [BrandAddress(value=value, brand=brand, added_at=at) for value in dict.fromkeys(addresses)],
        ignore_conflicts=True,
    )
