"""Writing to a customer by a messenger: the text sealed, what goes out sealed after it, and a row in the outbox."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.links import link_for, url_of
from amana.cases.models import Case
from amana.channels.messaging.finding import channels
from amana.channels.messaging.words import Template
from amana.channels.models import ChatPart, Correspondent
from amana.handling.chats.cutting import cut
from amana.kit.codes import new_id
from amana.post.models import File, Outgoing, Recipient
from amana.record.appending import SYSTEM, Actor, Appended, Line, append_many
from amana.record.fixing.checkpointing import SHORT

IN_PUBLIC = "public"  # what a message in public is, in the outbox


@dataclass(frozen=True)
class Message:
    """One message to be written about a case. `kind` is the entry that holds its text; `answers` is what it quotes."""

    case: Case
    who: Correspondent
    text: str
    what: str
    kind: str
    says: dict[str, Any] = field(default_factory=dict)
    by: Actor = SYSTEM
    is_automatic: bool = True
    not_before: datetime | None = None
    template: Template | None = None
    answers: str = ""
    is_public: bool = False  # everybody reads it, so that nothing of the record goes with it
    entry: UUID = field(default_factory=new_id)


def text_line(message: Message, *, at: datetime) -> Line:
    """Return the entry that holds the text, for a caller who appends it among others."""
    channel = message.who.messenger.channel
    says = {"to": [message.who.address], "text": message.text, "channel": channel, **message.says}
    if message.is_public:
        says["is_public"] = True
    return Line(message.case.key, message.kind, message.by, at, says, id=message.entry)


@transaction.atomic
def post(message: Message, text: Appended, *, at: datetime) -> Outgoing:
    """Seal what goes out, and put it into the outbox; the first that goes out on a case carries its link and fingerprint."""
    who, case = message.who, message.case
    parts = _parts(message, text, at=at)
    content = json.dumps({"to": who.identity, "parts": parts}, ensure_ascii=False).encode()
    own_id = f"{who.messenger.channel}:{message.entry}"
    row = Outgoing.objects.create(
        case=case.key, entry=message.entry, what=message.what, channel=who.messenger.channel,
        is_automatic=message.is_automatic, message_id=own_id, mail_from=str(who.messenger_id),
        subject=case.subject[:500], mime=content, created_at=at, not_before=message.not_before or at,
    )  # fmt: skip
    Recipient.objects.create(outgoing=row, address=who.address)
    ChatPart.objects.bulk_create(
        ChatPart(outgoing=row, number=number, messenger=who.messenger, correspondent=who, entry=message.entry, at=at)
        for number in range(len(parts))
    )
    says = {"message": str(message.entry), "message_id": own_id, "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content)}  # fmt: skip
    append_many([Line(case.key, "message.sealed", SYSTEM, at, says)])
    return row


def _parts(message: Message, text: Appended, *, at: datetime) -> list[dict[str, Any]]:
    files = File.objects.filter(entry=message.entry).order_by("pk")
    named = [{"file": {"name": one.name, "type": one.type, "key": one.key, "sha256": one.sha256}} for one in files]
    if message.template is not None:
        one = message.template
        return [{"template": {"name": one.name, "language": one.language, "values": list(one.values)}}, *named]
    words = message.text.replace("**", "")
    if message.is_public:
        return [{"text": words, "answers": message.answers, "is_public": True}]
    before = ChatPart.objects.filter(outgoing__case=message.case.key, correspondent=message.who)
    if not before.exclude(outgoing__what=IN_PUBLIC).exists():
        words = f"{words}\n\n{_end(message, text, at=at)}"
    cuts: list[dict[str, Any]] = [
        {"text": piece} for piece in cut(words, longest=channels()[message.who.messenger.channel].limits.longest)
    ]
    if message.answers:
        cuts[0]["answers"] = message.answers
    return [*cuts, *named]


def _end(message: Message, text: Appended, *, at: datetime) -> str:
    case = message.case
    link = link_for(case, message.who.person, at=at)
    with translation.override(case.language):
        lines = [_("The whole record, the same for both sides: %(url)s") % {"url": url_of(link)}]
        words = {"case": case.number, "number": text.number, "head": text.hash[:SHORT]}
        lines.append(_("Case %(case)s, fingerprint up to entry %(number)s: %(head)s") % words)
    return "\n".join(lines)


_BLANK = re.compile(r"\{\{(\d{1,2})\}\}")


def blanks_of(text: str) -> int:
    """Return how many blanks the words of a template have."""
    return max((int(one) for one in _BLANK.findall(text)), default=0)


def as_template(text: str, values: Sequence[str]) -> str:
    """Return the words of a template with what is filled in."""
    return _BLANK.sub(lambda blank: values[int(blank[1]) - 1] if 0 < int(blank[1]) <= len(values) else blank[0], text)
