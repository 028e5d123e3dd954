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

from amana.cases.links import links_for
from amana.cases.models import Case
from amana.channels.email.composing import Attached, Draft, compose
from amana.channels.email.mail import Address
from amana.channels.email.signing import message_id
from amana.commitments.models import Commitment
from amana.handling.plain_mail import sending_domain
from amana.handling.saying import footer, next_step_sentence
from amana.kit.codes import new_id
from amana.people.models import Person
from amana.post.models import Outgoing, Recipient
from amana.record.appending import SYSTEM, Actor, Appended, Line, append_many
from amana.record.storing import insert_all
from amana.team.models import Brand

RIGHT_TO_LEFT = {"he", "ar"}


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
def send_all(mailings: Sequence[Mailing], *, at: datetime) -> list[Outgoing]:
    """Append the texts, then post the mails; as `post_all`."""
    if not mailings:
        return []
    return post_all(mailings, append_many(text_lines(mailings, at=at)), at=at)


@transaction.atomic
def post_all(mailings: Sequence[Mailing], texts: Sequence[Appended], *, at: datetime) -> list[Outgoing]:
    """Compose each mail with the head after its text in the footer, seal its bytes, and put it into the outbox."""
    heads = {text.id: text for text in texts}
    links = links_for([(m.case.key, m.person.pk) for m in mailings], at=at)
    brands = {m.case.brand.pk: m.case.brand for m in mailings if m.case.brand is not None}
    senders = {key: sending_address(brand) for key, brand in brands.items()}
    outgoing, recipients, sealed = [], [], []
    for mailing in mailings:
        text = heads[mailing.entry]
        brand = mailing.case.brand
        assert brand is not None
        sender = senders[brand.pk]
        own_id = message_id(settings.MAIL_KEY.encode(), mailing.case.key, mailing.entry, sender.partition("@")[2])
        mime = _mime(mailing, text, sender, own_id, links[(mailing.case.key, mailing.person.pk)], at)
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
        recipients += [Recipient(outgoing=row, address=address) for address in dict.fromkeys([mailing.to, *mailing.cc])]
        says = {"message": str(mailing.entry), "message_id": own_id, "sha256": hashlib.sha256(mime).hexdigest(),
                "size": len(mime)}  # fmt: skip
        sealed.append(Line(mailing.case.key, "message.sealed", SYSTEM, at, says))
    insert_all(outgoing)
    insert_all(recipients)
    append_many(sealed)
    return outgoing


def sending_address(brand: Brand) -> str:
    """Return the address a brand's mails are sent from."""
    return brand.address or f"amana@{sending_domain()}"


def _mime(mailing: Mailing, text: Appended, sender: str, own_id: str, link: UUID, at: datetime) -> bytes:
    case, brand = mailing.case, mailing.case.brand
    assert brand is not None
    end = footer(
        case,
        sentence=next_step_sentence(case, mailing.promise, at=at),
        link=link,
        number=text.number,
        head=text.hash,
        signature=brand.signature or brand.name,
    )
    subject = mailing.subject or case.subject
    return compose(
        Draft(
            sender=Address(brand.name, sender),
            to=[Address(mailing.person.name, mailing.to)],
            cc=[Address("", address) for address in mailing.cc],
            subject=subject if subject.lower().startswith("re:") else f"Re: {subject}",
            text=f"{mailing.text}\n\n{end}\n",
            language=case.language,
            direction="rtl" if case.language in RIGHT_TO_LEFT else "ltr",
            message_id=own_id,
            sent_at=at,
            in_reply_to=mailing.answers[-1] if mailing.answers else None,
            references=list(mailing.answers),
            is_automatic=mailing.is_automatic,
            files=mailing.files,
        )
    )
