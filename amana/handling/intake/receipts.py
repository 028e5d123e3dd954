"""The receipt a customer gets for a new case: who has it, what happens next and by when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.models import Case
from amana.channels.email.addresses import is_address
from amana.commitments.models import Commitment
from amana.handling.intake.letters import Letter
from amana.handling.mails.mailing import FORM, Mailing
from amana.handling.mails.restraining import allowed


def receipts_for(opened: Sequence[tuple[Case, Letter, Commitment]], *, at: datetime) -> list[Mailing]:
    """Write one receipt for each new case whose sender may get one; queries do not grow with their number.

    Each case comes with the letter that opened it and the promise it begins with.
    """
    wanted = [one for one in opened if one[1].mail.automatic is None and can_be_written_to(one[1])]
    free = allowed([(case.key, letter.sender) for case, letter, _promise in wanted], at=at)
    return [
        Mailing(
            case=case,
            person=case.customer,
            to=letter.sender,
            text=_text(case),
            what="receipt",
            kind="receipt.sent",
            subject=letter.mail.subject,
            answers=[letter.mail.message_id] if letter.mail.message_id else [],
            promise=promise,
            may_be_anybodys=letter.channel == FORM,
        )
        for case, letter, promise in wanted
        if (case.key, letter.sender) in free
    ]


def can_be_written_to(letter: Letter) -> bool:
    """Say whether our mail server can be given this address: letters outside ASCII before the @ need one that few have."""
    return is_address(letter.sender) and letter.sender.partition("@")[0].isascii()


def _text(case: Case) -> str:
    with translation.override(case.language):
        if case.holder is None:
            return _("Your message has arrived. It is case %(number)s.") % {"number": case.number}
        words = {"number": case.number, "holder": case.holder.name}
        return _("Your message has arrived. It is case %(number)s, in the hands of: %(holder)s.") % words
