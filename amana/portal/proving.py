"""Proving that whoever opens a link reads the mail of the person it was sent to."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import CaseLink
from amana.channels.email.addresses import is_address
from amana.handling.mails.correspondence import address_of
from amana.handling.mails.plain_mail import post_plain
from amana.kit.codes import new_code, new_id
from amana.people.models import Address
from amana.portal.models import Code

LIVES = timedelta(minutes=15)
MOST_TRIES = 5
# Codes to one link, and codes to one address, in an hour.
MOST_AN_HOUR = 5


def masked(link: CaseLink) -> str:
    """Return the address a code goes to with all but its first letter hidden, "n•••@…"; empty when there is none."""
    address = _address(link)
    return f"{address[0]}•••@…" if address else ""


def _address(link: CaseLink) -> str:
    address = address_of(link.person) or ""
    return address if is_address(address) and address.isascii() else ""


@transaction.atomic
def send_code(link: CaseLink, *, language: str, at: datetime) -> Code:
    """Put a new code into the outbox, to the address of the link's person.

    Locks that address, so that codes asked for at the same moment are counted one after another.
    Raises Refused when there is no address, or this link or this address had its codes for the hour.
    """
    address = _address(link)
    if not address:
        raise Refused(_("We have no mail address of yours. Answer our letter or call us, and we send you a new link."))
    Address.objects.select_for_update().get(kind=Address.MAIL, value=address)
    recent = Code.objects.filter(asked_at__gt=at - timedelta(hours=1))
    if max(recent.filter(link=link).count(), recent.filter(address=address).count()) >= MOST_AN_HOUR:
        raise Refused(_("Several codes have been sent already. Use the newest one, or ask again in an hour."))
    digits, key = new_code(), new_id()
    code = Code.objects.create(
        id=key, link=link, address=address, digest=_digest(key, digits), asked_at=at, expires_at=at + LIVES
    )
    with translation.override(language):
        words = {"code": f"{digits[:4]} {digits[4:]}", "minutes": int(LIVES.total_seconds() // 60)}
        subject = _("Your code: %(code)s") % words
        text = _(
            "Your code is %(code)s. It opens the page of your case once, in the browser where it was asked for, "
            "within %(minutes)s minutes.\n\n"
            "If you did not ask for it, somebody else has the link to your case. Without the code it shows them "
            "nothing. Nobody of us will ever ask you for this code."
        )
        post_plain(address, "", subject, text % words + "\n", what="code", language=language, brand=link.case.brand,
                   at=at)  # fmt: skip
    return code


def check_code(key: UUID, typed: str, *, link: CaseLink, at: datetime) -> bool:
    """Return whether these digits are the code; it is then used up. Spaces and digits of any script are understood.

    Each call is a try, counted before anything is compared, so that tries made at once are all counted.
    Raises Refused when the code is used, too old, or was tried too often.
    """
    alive = Code.objects.filter(pk=key, link=link, used_at=None, expires_at__gt=at, tries__lt=MOST_TRIES)
    if not alive.update(tries=F("tries") + 1):
        raise Refused(_("This code is no longer good. Ask for a new one."))
    code = Code.objects.get(pk=key)
    digits = "".join(str(unicodedata.decimal(sign)) for sign in typed[:40] if sign.isdecimal())
    if not constant_time_compare(code.digest, _digest(key, digits)):
        return False
    return bool(Code.objects.filter(pk=key, used_at=None).update(used_at=at))


def is_alive(key: UUID, *, link: CaseLink, at: datetime) -> bool:
    """Return whether a code can still be typed."""
    return Code.objects.filter(pk=key, link=link, used_at=None, expires_at__gt=at, tries__lt=MOST_TRIES).exists()


def _digest(key: UUID, digits: str) -> str:
    # Keyed, as eight digits alone are soon found again by whoever holds the database.
    return hmac.new(
        settings.SECRET_KEY.encode(), b"portal code " + key.bytes + digits.encode(), hashlib.sha256
    ).hexdigest()
