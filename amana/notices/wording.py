"""What a mail to a colleague says: one sentence, the address of the case, and where this is switched off."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from amana.commitments.models import Commitment
from amana.handling.mails.plain_mail import reminder_said
from amana.notices.kinds import APPROVAL, BELOW, CLIMBED, FOLLOWED, GIVEN, LATE, NAMED, OFFERED, SOON, WROTE
from amana.notices.models import Notice


def written(row: Notice, *, at: datetime) -> tuple[str, str]:
    """Return the subject and the text of the mail about a notice, in the language of whoever gets it."""
    with translation.override(row.agent.account.language):
        said = sentence(row, at=at)
        parts = [
            said,
            f"{settings.BASE_URL}/desk/cases/{row.case.number}/" if row.case else f"{settings.BASE_URL}/desk/",
        ]
        if row.kind in {FOLLOWED, NAMED} and row.case is not None:
            parts.append(_("You follow this case, %(number)s. You get one such mail an hour at most.")
                         % {"number": row.case.number})  # fmt: skip
        parts.append(_("What you are told, and how, is yours to choose: %(address)s") % {
            "address": f"{settings.BASE_URL}/desk/settings/notices/"})  # fmt: skip
    return said[:120], "\n\n".join(parts) + "\n"


def sentence(row: Notice, *, at: datetime) -> str:
    """Return what a notice says, in the language that is in force."""
    case = row.case
    words = {
        "about": (case.subject or case.number) if case else "",
        "name": row.by.name if row.by else "",
    }
    if row.kind in {LATE, SOON, BELOW} and case is not None and row.about is not None:
        promise = Commitment.objects.select_related("owner_agent__account").filter(pk=row.about).first()
        if promise is not None:
            # A reminder that waited for the morning says what is true then.
            is_late = row.kind == LATE or promise.is_late(at)
            return reminder_said(row.agent.account, case, promise, is_late=is_late, at=at)
    return _of(row.kind, is_by_somebody=row.by is not None) % words


def _of(kind: str, *, is_by_somebody: bool) -> str:
    said = {
        LATE: _("Late: a promise on %(about)s"),
        SOON: _("Due soon: a promise on %(about)s"),
        BELOW: _("Due soon: a promise on %(about)s"),
        CLIMBED: _("A case came up to you: %(about)s"),
        OFFERED: _("%(name)s offers you a case: %(about)s"),
        NAMED: _("%(name)s asks you something: %(about)s"),
        APPROVAL: _("%(name)s asks for your approval on: %(about)s"),
        GIVEN: _("A case was given to you: %(about)s"),
        WROTE: _("The customer wrote on: %(about)s"),
        FOLLOWED: _("Something happened on: %(about)s"),
    }
    return said[kind] if is_by_somebody or "%(name)s" not in said[kind] else _("Something waits for you on: %(about)s")
