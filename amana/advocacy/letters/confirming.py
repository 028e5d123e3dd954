"""The letter that confirms a call: what was said and promised, and a request to put right what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amana.advocacy.letters.letter import Letter
from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.record.reading import Read


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
