"""The mail in which somebody outside is asked: what was written, what was chosen to be quoted, and how to answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.models import Case
from amana.channels.email.composing import Attached, Draft, compose, page_of
from amana.channels.email.mail import Address
from amana.channels.email.signing import message_id
from amana.handling.mails.mailing import RIGHT_TO_LEFT, sending_address
from amana.handling.questions import Question, QuestionMail
from amana.post.models import Outgoing, Recipient
from amana.record.reading import Read
from amana.team.models import Brand
from amana.wording.formatting import formatted_for_mail
from amana.wording.times import moment

LONGEST_QUOTE = 5_000
WHAT = "question"
MOST_REFERENCES = 10


def quoted(said: Sequence[Read], case: Case, language: str, *, at: datetime) -> str:
    """Return the chosen words as a mail quotes them, each with its day and nobody's name."""
    parts = []
    with translation.override(language):
        for one in said:
            when = moment(one.at, zone=ZoneInfo(case.zone or "UTC"), now=at)
            lines = str(one["text"] or "").strip()[:LONGEST_QUOTE].splitlines()
            parts.append("\n".join([f"{when}:", *(f"> {line}".rstrip() for line in lines)]))
    return "\n\n".join(parts)


def post_question(
    question: Question, case: Case, text: str, *, asker: str, entry: UUID, files: Sequence[Attached], at: datetime
) -> Outgoing:
    """Put the mail into the outbox; its id is signed for the question alone. The case may be the one in which its own goes on."""
    brand = case.brand
    assert brand is not None
    sender = sending_address(brand)
    own_id = message_id(settings.MAIL_KEY.encode(), question.pk, entry, sender.partition("@")[2])
    earlier = list(question.mails.exclude(message_id="").order_by("-at").values_list("message_id", flat=True))
    before = list(reversed(earlier[:MOST_REFERENCES]))
    end = _end(brand, asker, question.language)
    mime = compose(
        Draft(
            sender=Address(brand.name, sender),
            to=[Address(question.name, question.address)],
            subject=f"Re: {question.subject}" if before else question.subject,
            text=f"{text}\n\n{end}\n",
            html=f"{formatted_for_mail(text)}\n{page_of(end)}",
            language=question.language,
            direction="rtl" if question.language in RIGHT_TO_LEFT else "ltr",
            message_id=own_id,
            sent_at=at,
            in_reply_to=before[-1] if before else None,
            references=before,
            files=files,
        )
    )
    row = Outgoing.objects.create(
        case=case.key, entry=entry, what=WHAT, message_id=own_id, mail_from=sender,
        subject=question.subject[:500], mime=mime, created_at=at, not_before=at,
    )  # fmt: skip
    Recipient.objects.create(outgoing=row, address=question.address)
    QuestionMail.objects.create(question=question, entry=entry, message_id=own_id, at=at)
    return row


def _end(brand: Brand, asker: str, language: str) -> str:
    with translation.override(language):
        words: Mapping[str, str] = {"name": asker, "brand": brand.name}
        how = _("Please answer by replying to this mail. Your answer is read by %(brand)s alone.") % words
        asks = _("%(name)s, %(brand)s") % words
    return "\n".join([asks, *(brand.signature.strip().splitlines() if brand.signature.strip() else []), "", how])
