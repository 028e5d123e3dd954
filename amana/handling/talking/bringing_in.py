"""Bringing in what was said on a messenger: a chat that took place elsewhere, and a reply somebody sent by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.cases.standing import STANDING
from amana.commitments.keeping import answers_owed, keep_all, owes_an_answer
from amana.commitments.making import Draft, prepare
from amana.commitments.models import Commitment
from amana.commitments.noticing import known_promises, noticed
from amana.handling.opening import first_promise
from amana.language import read
from amana.record.appending import SYSTEM, Actor, Appended, Line, append_many
from amana.record.reading import entries
from amana.record.sealing import instant
from amana.team.viewing import Viewer, the_system

WHATSAPP = "whatsapp"
# Lines of a chat in which promises are looked for: its latest.
MOST_READ = 300


@dataclass(frozen=True)
class Heard:
    """One message of a chat: when (aware), which side, under which name, and how many equal ones came before it."""

    at: datetime
    side: str
    name: str
    text: str
    again: int = 0


def key_of(case: UUID, said: Heard) -> UUID:
    """Return the key of a chat's line: the same line of the same case has the same key, whenever it is brought in."""
    words = "\x1f".join((instant(said.at), said.name, said.text, str(said.again)))
    return uuid5(case, hashlib.sha256(words.encode("utf-8", "replace")).hexdigest())


@transaction.atomic
def bring_in(case: Case, chat: Sequence[Heard], *, by: Viewer, at: datetime) -> int:
    """Put the messages of a chat into the record that are not in it yet; return how many were new.

    Promises in them are noticed. When the customer spoke last an answer is owed; when we did, the answer that was owed
    is kept. Raises Refused when the case is closed or a message lies in the future.
    """
    case = take(case.key)
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    if any(said.at > at for said in chat):
        raise Refused(_("A message of this chat lies in the future. Look at how its dates are written."))
    keyed = {key_of(case.key, said): said for said in sorted(chat, key=lambda one: one.at)}
    known = entries(keyed, side=COMPANY)
    fresh = {key: said for key, said in keyed.items() if key not in known}
    if not fresh:
        return 0
    lines = [line_of(case, key, said, by=by, at=at, channel=WHATSAPP) for key, said in fresh.items()]
    promises = _noticed(case, dict(list(fresh.items())[-MOST_READ:]), at)
    key, last = list(fresh.items())[-1]
    if last.at >= case.last_word_at:
        promises += _last_word(case, key, last, lines, by, at)
    Commitment.objects.bulk_create(promises)
    append_many(lines)
    return len(fresh)


def _last_word(case: Case, key: UUID, last: Heard, lines: list[Line], by: Viewer, at: datetime) -> list[Commitment]:
    """Write who spoke last; lines join `lines`. Returns the promise to answer when one is owed now, unsaved."""
    case.last_word_at, case.last_word_by = last.at, last.side
    changed = ["last_word_at", "last_word_by"]
    owed: list[Commitment] = []
    if last.side == COMPANY:
        lines += keep_all(answers_owed(case, by=by), by=by, at=at, shown_by=key)
    elif not owes_an_answer(case):
        owed.append(first_promise(case, lines, by=the_system(), at=at))
        changed += [*STANDING, "state", "closed_at"]
    case.save(update_fields=changed)
    return owed


def line_of(case: Case, key: UUID, said: Heard, *, by: Viewer, at: datetime, channel: str) -> Line:
    """Return the line of something said elsewhere, brought into a case by `by`; its moment stands in `sent_at`."""
    says: dict[str, Any] = {
        "from": {"name": said.name},
        "text": said.text,
        "channel": channel,
        "files": [],
        "sent_at": instant(said.at),
        "brought_in_by": by.name,
        "imported": True,
    }
    if said.side == COMPANY:
        return Line(case.key, "message.sent", SYSTEM, at, says | {"to": [case.customer.name]}, id=key)
    return Line(case.key, "message.received", Actor("person", str(case.customer_id)), at, says, id=key)


def _noticed(case: Case, chat: Mapping[UUID, Heard], at: datetime) -> list[Commitment]:
    week = case.brand.week.working if case.brand else None
    found = {
        key: read(
            said.text, sent_at=said.at, side="company" if said.side == COMPANY else "customer", week=week,
            only=["promises"],
        ).promises
        for key, said in chat.items()
    }  # fmt: skip
    known = known_promises([case.key], [promise for one in found.values() for promise in one])
    rows: list[Commitment] = []
    for key, promises in found.items():
        rows += noticed(case, promises, said_in=key, at=at, known=known)
        known |= {(case.key, row.promiser, row.quote, row.due_at) for row in rows}
    return rows


@transaction.atomic
def sent_by_hand(
    case: Case, text: str, *, key: UUID, by: Viewer, at: datetime, number: str = "", promises: Sequence[Draft] = ()
) -> Appended | None:
    """Write down a message this agent sent from a messenger of their own, with its promises; None when it was before.

    It keeps the promise to answer. Raises Refused when there is nothing to say or the case is closed.
    """
    if not text.strip():
        raise Refused(_("Write the reply first."))
    case = take(case.key)
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    if key in entries([key], side=COMPANY):
        return None
    prepared = [prepare(case, replace(draft, said_in=key), by=by, at=at) for draft in promises]
    kept = keep_all(answers_owed(case, by=by), by=by, at=at, shown_by=key)
    Commitment.objects.bulk_create([commitment for commitment, _line in prepared])
    case.last_word_at, case.last_word_by = at, COMPANY
    case.save(update_fields=["last_word_at", "last_word_by"])
    says = {"from": {"name": by.name}, "to": [number.strip() or case.customer.name], "text": text.strip(),
            "channel": WHATSAPP, "files": [], "by_hand": by.name}  # fmt: skip
    sent = Line(case.key, "message.sent", by.actor, at, says, id=key)
    return append_many([sent, *[line for _commitment, line in prepared], *kept])[0]


SIDES = (COMPANY, CUSTOMER)
