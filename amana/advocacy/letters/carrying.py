"""Handing a letter to its writer's own mail program: as an address that opens it, and as a message file."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from urllib.parse import quote

from django.utils.translation import gettext as _

from amana.advocacy.letters.letter import RIGHT_TO_LEFT, Letter
from amana.cases.errors import Refused
from amana.channels.email.addresses import is_address
from amana.channels.email.composing import Draft, compose
from amana.channels.email.mail import Address
from amana.kit.codes import new_id


def as_mailto(letter: Letter) -> str:
    """Return the address that opens the letter in its writer's own mail program (RFC 6068: lines end in %0D%0A)."""
    body = letter.text.replace("\r\n", "\n").replace("\n", "\r\n")
    return f"mailto:{quote(letter.to, safe='@')}?subject={quote(letter.subject, safe='')}&body={quote(body, safe='')}"


def as_eml(letter: Letter, *, name: str, address: str, language: str, at: datetime) -> bytes:
    """Return the letter as a message file from its writer to the company, open for changes in programs that know X-Unsent.

    Raises Refused when there is no address to send it to or from.
    """
    if not is_address(letter.to):
        raise Refused(_("Write the company's mail address first."))
    if not is_address(address):
        raise Refused(_("There is no mail address to send it from."))
    direction: Literal["rtl", "ltr"] = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    draft = Draft(
        sender=Address(" ".join(name.split()), address),
        to=[Address("", letter.to)],
        subject=" ".join(letter.subject.split()),
        text=letter.text,
        message_id=f"l.{new_id().hex}@{address.rpartition('@')[2].encode('idna').decode()}",
        sent_at=at,
        language=language,
        direction=direction,
        more_fields=[("X-Unsent", "1")],
    )
    try:
        return compose(draft)
    except ValueError:
        raise Refused(_("This mail address cannot be written into a message.")) from None
