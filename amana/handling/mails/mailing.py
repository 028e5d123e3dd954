"""Writing mails to customers: the text sealed, the bytes sealed after it, and a row in the outbox, in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.links import links_for
from amana.cases.models import Case
from amana.channels.email.composing import Attached, Draft, Invited, compose, page_of
from amana.channels.email.mail import Address
from amana.channels.email.signing import message_id
from amana.commitments.models import Commitment
from amana.handling.mails.naming_words import words_for
from amana.handling.mails.plain_mail import sending_domain
from amana.handling.mails.saying import footer, next_step_sentence
from amana.kit.codes import new_id
from amana.kit.crashing import point
from amana.people.models import Person
from amana.post.models import Outgoing, RawMessage, Recipient
from amana.record.appending import SYSTEM, Actor, Appended, Line, append_many
from amana.record.storing import insert_all, insert_rows
from amana.team.models import Brand
from amana.wording.formatting import formatted_for_mail

RIGHT_TO_LEFT = {"he", "ar"}
# The door of what strangers write on a page of ours; no mail comes from such an address.
FORM = "form"


@dataclass(frozen=True)
class Mailing:
    """One mail to be written about a case. `kind` is the entry that holds its text; `answers` are earlier ids, oldest first."""

    case: Case
    person: Person
    to: str
    text: str
    what: str
    kind: str
    subject: str
    promise: Commitment | None
    answers: Sequence[str] = ()
    cc: Sequence[str] = ()
    files: Sequence[Attached] = ()
    says: dict[str, Any] = field(default_factory=dict)
    by: Actor = SYSTEM
    is_automatic: bool = True
    not_before: datetime | None = None
    asks_closing: bool = False  # asks in the same moment whether the case may be closed
    may_be_anybodys: bool = False  # nobody has proved the address it goes to
    invitation: Invited | None = None
    entry: UUID = field(default_factory=new_id)


def text_lines(mailings: Sequence[Mailing], *, at: datetime) -> list[Line]:
    """Return the entries that hold the texts, for a caller who appends them among others."""
    return [
        Line(
            m.case.key,
            m.kind,
            m.by,
            at,
            {"to": [m.to, *m.cc], "text": m.text, "next": next_step_sentence(m.case, m.promise, at=at), **m.says},
            id=m.entry,
        )
        for m in mailings
    ]


@transaction.atomic
def post_all(mailings: Sequence[Mailing], texts: Sequence[Appended], *, at: datetime) -> list[Outgoing]:
    """Compose each mail with the head after its text in the footer, seal its bytes, and put it into the outbox."""
    heads = {text.id: text for text in texts}
    links = links_for([(m.case.key, m.person.pk) for m in mailings], at=at)
    brands = {m.case.brand.pk: m.case.brand for m in mailings if m.case.brand is not None}
    senders = {key: sending_address(brand) for key, brand in brands.items()}
    words, anybodys = _words(mailings, at=at), _with_an_address_that_may_be_anybodys(mailings)
    outgoing, sealed = [], []
    recipients: list[tuple[object, ...]] = []
    for mailing in mailings:
        text = heads[mailing.entry]
        brand = mailing.case.brand
        assert brand is not None
        sender = senders[brand.pk]
        own_id = message_id(settings.MAIL_KEY.encode(), mailing.case.key, mailing.entry, sender.partition("@")[2])
        link = links[(mailing.case.key, mailing.person.pk)]
        mime = _mime(
            mailing,
            text,
            Envelope(
                sender, own_id, link, words[mailing.case.key], mailing.is_automatic and mailing.case.key in anybodys
            ),
            at,
        )
        row = Outgoing(
            case=mailing.case.key,
            entry=mailing.entry,
            what=mailing.what,
            is_automatic=mailing.is_automatic,
            message_id=own_id,
            mail_from=sender,
            subject=mailing.subject[:500],
            mime=mime,
            created_at=at,
            not_before=mailing.not_before or at,
        )
        outgoing.append(row)
        everybody = dict.fromkeys([mailing.to, *mailing.cc])
        recipients += [(row.pk, address, Recipient.WAITING, "", None) for address in everybody]
        says = {"message": str(mailing.entry), "message_id": own_id, "sha256": hashlib.sha256(mime).hexdigest(),
                "size": len(mime)}  # fmt: skip
        sealed.append(Line(mailing.case.key, "message.sealed", SYSTEM, at, says))
    insert_all(outgoing)
    point("S1")
    insert_rows(Recipient, ("outgoing_id", "address", "state", "status", "at"), recipients)
    append_many(sealed)
    return outgoing


def sending_address(brand: Brand) -> str:
    """Return the address a brand's mails are sent from."""
    return brand.address or f"amana@{sending_domain()}"


@dataclass(frozen=True)
class Envelope:
    """What a mail carries besides its text: from which address, its own id, the link to the case, words to answer with."""

    sender: str
    own_id: str
    link: UUID
    words: Sequence[str]
    may_be_anybodys: bool


def _words(mailings: Sequence[Mailing], *, at: datetime) -> dict[UUID, list[str]]:
    """Return the words each mail names; a receipt begins a case in which nothing waits for an answer yet."""
    going_on = [m.case for m in mailings if m.what != "receipt"]
    asking = [m.case.key for m in mailings if m.asks_closing]
    named = words_for(going_on, asking=asking, at=at) if going_on else {}
    return {m.case.key: named.get(m.case.key, []) for m in mailings}


def _mime(mailing: Mailing, text: Appended, envelope: Envelope, at: datetime) -> bytes:
    case, brand = mailing.case, mailing.case.brand
    assert brand is not None
    end = footer(
        case,
        sentence=str(text.content["next"]),
        words=envelope.words,
        link=envelope.link,
        number=text.number,
        head=text.hash,
        signature=brand.signature or brand.name,
    )
    return compose(
        Draft(
            sender=Address(brand.name, envelope.sender),
            to=[Address("" if envelope.may_be_anybodys else mailing.person.name, mailing.to)],
            cc=[Address("", address) for address in mailing.cc],
            subject=_own_subject(case) if envelope.may_be_anybodys else _subject(mailing),
            text=f"{mailing.text}\n\n{end}\n",
            # What a person wrote is set as they meant it; what the product adds, and words of others, hold no links.
            html=f"{formatted_for_mail(mailing.text)}\n{page_of(end)}" if mailing.what == "reply" else None,
            language=case.language,
            direction="rtl" if case.language in RIGHT_TO_LEFT else "ltr",
            message_id=envelope.own_id,
            sent_at=at,
            in_reply_to=mailing.answers[-1] if mailing.answers else None,
            references=list(mailing.answers),
            is_automatic=mailing.is_automatic,
            files=mailing.files,
            invitation=mailing.invitation,
        )
    )


def _with_an_address_that_may_be_anybodys(mailings: Sequence[Mailing]) -> set[UUID]:
    """Return the cases of mails the product writes by itself to an address somebody typed on a page open to everybody.

    No word of who typed it stands in them: the form is no way to send mail of one's own to other people.
    """
    own = [m for m in mailings if m.is_automatic]
    asked = [m.case.key for m in own if m.what != "receipt"]
    typed = (
        RawMessage.objects.filter(case__in=asked, envelope_from=FORM).values_list("case", flat=True) if asked else []
    )
    return {m.case.key for m in own if m.may_be_anybodys} | {key for key in typed if key is not None}


def _own_subject(case: Case) -> str:
    with translation.override(case.language):
        return _("Your message, case %(number)s") % {"number": case.number}


def _subject(mailing: Mailing) -> str:
    subject = mailing.subject or mailing.case.subject
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"
