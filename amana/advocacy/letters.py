"""Letters that confirm in writing what was said on the telephone: facts alone, and a request to put them right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.email.addresses import is_address
from amana.channels.email.composing import Draft, compose
from amana.channels.email.mail import Address
from amana.commitments.models import Commitment
from amana.kit.codes import new_id
from amana.record.appending import Appended, Line, append
from amana.record.reading import Read
from amana.team.viewing import Viewer

RIGHT_TO_LEFT = {"he", "ar"}
LONGEST = 50_000


@dataclass(frozen=True)
class Letter:
    """A letter before it leaves; `to` is empty while its writer does not know the company's address."""

    to: str
    subject: str
    text: str


def confirming(case: Case, call: Read, promises: Sequence[Commitment]) -> Letter:
    """Return the letter that confirms a call, in the language and the zone of the case.

    It holds what the record shows and asks to confirm or correct it; it blames nobody.
    """
    zone = ZoneInfo(case.zone or "UTC")
    with translation.override(case.language):
        spoke_at = datetime.fromisoformat(call["called_at"]) if call["called_at"] else call.at
        when = {"when": _exact(spoke_at, zone)}
        subject = _("Confirming our call of %(when)s") % when
        parts = [_greeting(call), "\n".join(_opening(case, call, when))]
        parts.append("\n".join([_("What was said:"), call["text"] or ""]))
        if promises:
            lines = [f"– {_promise(row, zone)}" for row in promises]
            parts.append("\n".join([_("What was promised:"), *lines]))
        parts.append("\n".join([_("What I ask for:"), case.subject]))
        parts.append(
            _("If I have written something down wrongly, please write to me and put it right. If it is right, a short "
              "confirmation is enough.")
        )  # fmt: skip
        parts.append("\n".join([_("With thanks,"), case.customer.name]).strip())
        return Letter("", subject, "\n\n".join(parts) + "\n")


def _greeting(call: Read) -> str:
    return _("To %(name)s,") % {"name": call["who"]} if call["who"] else _("Hello,")


def _opening(case: Case, call: Read, when: dict[str, str]) -> list[str]:
    words = {**when, "company": case.company.name, "waited": call["waited"], "minutes": call["minutes"]}
    lines = [_("This is to confirm in writing the call with %(company)s of %(when)s.") % words]
    if call["waited"]:
        lines.append(_("Minutes of waiting before it: %(waited)s.") % words)
    if call["minutes"]:
        lines.append(_("Minutes on the line: %(minutes)s.") % words)
    return lines


def _promise(row: Commitment, zone: ZoneInfo) -> str:
    words = {"action": row.action, "when": _exact(row.due_at, zone) if row.due_at else "", "owner": row.owner_name}
    return _("%(action)s, by %(when)s (%(owner)s)") % words


def _exact(at: datetime, zone: ZoneInfo) -> str:
    """A day and an hour that mean the same whenever the letter is read."""
    # Translators: a Django date format; as "Sunday 15 November 2026, 18:00".
    return date_format(at.astimezone(zone), translation.pgettext("moment with year", "l j F Y, H:i"))


def keep_draft(case: Case, letter: Letter, *, about: str, by: Viewer, at: datetime) -> Appended:
    """Keep a letter in its writer's own chain; `about` is the entry it confirms. Raises Refused when it is empty."""
    if not letter.text.strip():
        raise Refused(_("The letter is empty."))
    if letter.to and not is_address(letter.to):
        raise Refused(_("This is not a mail address."))
    says = {"to": letter.to, "subject": letter.subject[:300], "text": letter.text[:LONGEST], "about": about}
    return append(Line(case.key, "letter.drafted", by.actor, at, says))


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
