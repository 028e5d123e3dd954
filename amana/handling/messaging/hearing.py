"""Putting what somebody wrote by a messenger into the record: into the case where it goes on, or a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.channels.email.composing import Attached
from amana.channels.messaging.finding import channels
from amana.channels.messaging.words import Heard
from amana.channels.models import ChatMessage, Correspondent, Push
from amana.commitments.models import Commitment
from amana.commitments.noticing import noticed
from amana.handling.filing import file_all
from amana.handling.messaging.placing import place
from amana.handling.messaging.receipts import give_receipt
from amana.handling.messaging.recognising import recognise
from amana.handling.messaging.stopping import heed
from amana.handling.opening import LOOKED_AT, full, prepare_case, write_case
from amana.handling.talking.hearing import LONGEST_TEXT, Way, hear
from amana.kit.codes import new_id
from amana.language import read
from amana.record.appending import Actor, Line
from amana.record.sealing import instant
from amana.record.storing import insert_rows
from amana.team.choosing import roster
from amana.team.viewing import by_link, the_system

# What comes within this time of what they wrote before, and was not answered meanwhile, is the rest of it.
ONE_BREATH = timedelta(minutes=10)


@transaction.atomic
def hear_message(
    push: Push, said: Heard, files: Sequence[Attached], *, missing: Sequence[str] = (), at: datetime
) -> bool:
    """Put one message into the record; return whether this call did it: told again, it is there once.

    `missing` are files that the provider does not hand out any more. A word that asks us to stop, or to go
    on, is heeded, and opens no case by itself.
    """
    messenger = push.messenger
    said = replace(said, text=said.text.replace("\0", ""), name=said.name.replace("\0", ""))
    row = (messenger.pk, said.ref, push.pk)
    if not insert_rows(ChatMessage, ("messenger_id", "ref", "push_id"), [row], unless_there=True):
        return False
    reading = read(
        said.text, sent_at=said.at or at, side="customer", week=messenger.brand.week.working, only=["promises"]
    )
    language = reading.language if reading.language != "unknown" else ""
    who = recognise(messenger, said, language=language, at=at)
    who.messenger = messenger
    who.in_public = said.ref if said.post else ""
    is_a_word, key, says = heed(who, said.text, at=at), new_id(), _said(push, said, missing)
    is_a_word = is_a_word and not (files or missing)
    says["language"] = reading.language
    case = place(who, said)
    if case is not None:
        who.case = _goes_on(push, said, who, case, files, key=key, says=says, at=at)
    elif not is_a_word:
        opened = _open(push, said, who, files, key=key, says=says, language=language, at=at)
        who.case = opened.key
        if messenger.gives_receipts and who.stopped_at is None:
            give_receipt(opened, who, answers=said.ref, at=at)
    who.last_in_at = max(who.last_in_at, _came_at(said, at))
    who.save(update_fields=["case", "last_in_at", "stopped_at", "in_public"])
    if case is not None or not is_a_word:
        ChatMessage.objects.filter(messenger=messenger, ref=said.ref).update(case=who.case, entry=key)
    return True


def _came_at(said: Heard, at: datetime) -> datetime:
    return min(said.at or at, at)


def _goes_on(  # noqa: PLR0913  # each named at the call
    push: Push,
    said: Heard,
    who: Correspondent,
    case: UUID,
    files: Sequence[Attached],
    *,
    key: UUID,
    says: dict[str, Any],
    at: datetime,
) -> UUID:
    """Put a message into the case where it goes on, and return which one that is."""
    row = Case.objects.get(pk=case)
    is_same = row.pk == who.case and row.last_word_by == CUSTOMER
    if is_same and _came_at(said, at) - who.last_in_at < ONE_BREATH:
        says["goes_on"] = True
    way = Way(push.messenger.channel, _verified(push), key, says)
    return hear(row, said.text, by=by_link(who.person, case), at=at, files=files, way=way).book


def _verified(push: Push) -> str:
    return "messenger" if channels()[push.messenger.channel].limits.is_proven else "none"


def _said(push: Push, said: Heard, missing: Sequence[str]) -> dict[str, Any]:
    """What the entry says besides words and files; the push it came in stays, whole."""
    says: dict[str, Any] = {
        "from": {"name": said.name, "address": said.address},
        "sent_at": instant(said.at) if said.at else None,
        "push": {"id": str(push.pk), "sha256": push.digest},
    }
    if said.post:
        says |= {"is_public": True, "post": said.post}
    if said.unshown:
        says["unshown"] = said.unshown
    if missing:
        says["missing_files"] = list(missing)
    return says


def _open(  # noqa: PLR0913  # each named at the call
    push: Push,
    said: Heard,
    who: Correspondent,
    files: Sequence[Attached],
    *,
    key: UUID,
    says: dict[str, Any],
    language: str,
    at: datetime,
) -> Case:
    """Open a case as mail does: for whoever held this customer's last one, else for who can best, with a promise to answer."""
    brand, person = push.messenger.brand, who.person
    language = language or person.language or brand.language
    agents = roster(at=at, full=full())
    before = Case.objects.filter(customer=person, kept_by=COMPANY).order_by("-opened_at", "-pk")
    knows = before.values_list("holder", flat=True).first()
    chosen = agents.next_for(brand.pk, knows=knows, language=language, at=at, about=said.text[:LOOKED_AT])
    agents.save()
    opened = prepare_case(
        customer=person, brand=brand, holder=chosen.agent if chosen else None, why=chosen.why if chosen else "",
        subject=said.text[:80] or _subject(push, language), language=language, channel=push.messenger.channel,
        by=the_system(), at=at,
    )  # fmt: skip
    case = opened.case
    words = {
        "text": said.text.strip()[:LONGEST_TEXT],
        "channel": push.messenger.channel,
        "files": file_all(files, case=case.key, entry=key, at=at),
        "verified": _verified(push),
    }
    opened.lines.insert(
        1, Line(case.key, "message.received", Actor("person", str(person.pk)), at, words | says, id=key)
    )
    if opened.promise is not None:
        opened.promise.said_in = key
    write_case(opened, at=at)
    found = read(said.text, sent_at=said.at or at, side="customer", week=brand.week.working, only=["promises"])
    Commitment.objects.bulk_create(noticed(case, found.promises, said_in=key, at=at))
    return case


def _subject(push: Push, language: str) -> str:
    with translation.override(language):
        return _("A message by %(channel)s") % {"channel": channels()[push.messenger.channel].title}
