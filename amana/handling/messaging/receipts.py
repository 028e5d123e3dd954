"""The receipt for a case that began by a messenger: who has it, what happens next and by when, in a few words."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.models import Case
from amana.channels.models import Correspondent
from amana.commitments.models import Commitment
from amana.handling.chats.posting import Message, post, text_line
from amana.handling.mails.restraining import allowed
from amana.handling.mails.saying import next_step_sentence
from amana.handling.messaging.answering_in_public import ask_privately
from amana.record.appending import append_many


def give_receipt(case: Case, who: Correspondent, *, answers: str, at: datetime) -> None:
    """Write one receipt, unless this address had its share of automatic messages for today.

    Whoever wrote in public is asked there to write to us alone, and no more.
    """
    if (case.key, who.address) not in allowed([(case.key, who.address)], at=at):
        return
    if who.in_public:
        ask_privately(case, who, at=at)
        return
    promise = Commitment.objects.outstanding().filter(case=case).order_by("due_at").first()
    text = f"{_text(case)}\n{next_step_sentence(case, promise, at=at)}"
    message = Message(case, who, text, "receipt", "receipt.sent", answers=answers)
    post(message, append_many([text_line(message, at=at)])[0], at=at)


def _text(case: Case) -> str:
    with translation.override(case.language):
        if case.holder is None:
            return _("Your message has arrived. It is case %(number)s.") % {"number": case.number}
        words = {"number": case.number, "holder": case.holder.name}
        return _("Your message has arrived. It is case %(number)s, in the hands of: %(holder)s.") % words
