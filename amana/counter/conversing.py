"""A conversation between a page of a brand's site and the desk: begun, gone on with, and answered."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import COMPANY, Case
from amana.channels.email.composing import Draft, compose
from amana.channels.email.mail import Address as Named
from amana.commitments.models import Commitment
from amana.counter.asking import greet
from amana.counter.models import Conversation
from amana.counter.sites import CHAT, note_page
from amana.handling.mails.mailing import FORM
from amana.handling.opening import LOOKED_AT, full, prepare_case, write_case
from amana.handling.talking.hearing import Way, hear
from amana.handling.talking.replying import Letter, Reply, said_of
from amana.people.models import Person
from amana.post.accepting import Came, accept_all
from amana.post.leasing import claim, finish, me
from amana.post.models import DONE, RawMessage
from amana.record.appending import Appended, Line
from amana.record.reading import Read, entries, head, read_page
from amana.team.choosing import roster
from amana.team.models import Brand
from amana.team.viewing import Viewer, by_link, the_system

LONGEST_NAME, LONGEST_TEXT, LONGEST_SUBJECT = 120, 4_000, 80
TOKEN = range(32, 65)  # letters and digits of a token
# A page that has not asked for so long is closed: nobody goes on there any more.
CLOSED_AFTER = timedelta(hours=24)
# How often it is written down that a page still asks, and after how long without it nobody reads there.
NOTED_EVERY, AWAY_AFTER = timedelta(seconds=30), timedelta(minutes=3)
MOST_SHOWN = 60


@dataclass(frozen=True)
class Said:
    """What a visitor says. `key` is its own: the same words sent twice are said once."""

    key: UUID
    text: str
    name: str = ""
    page: str = ""


def conversation_by(token: str, brand: Brand, *, at: datetime) -> Conversation | None:
    """Return the living conversation that was opened with a token; None for anything else."""
    if not is_token(token):
        return None
    rows = Conversation.objects.select_related("case__brand__week", "case__customer", "case__holder__account")
    return rows.filter(digest=_digest(token), ended_at=None, seen_at__gt=at - CLOSED_AFTER, case__brand=brand).first()


def is_token(token: str) -> bool:
    """Say whether this can be a token at all: long enough that nobody guesses it, and nothing but letters and digits."""
    return len(token) in TOKEN and token.isascii() and token.isalnum()


def _digest(token: str) -> str:
    return hashlib.sha256(f"conversation\0{token}".encode()).hexdigest()


def must_make_sense(said: Said) -> None:
    """Raises Refused, with a sentence for the visitor, when these words cannot be meant."""
    if not said.text.strip():
        raise Refused(_("Write what it is about."))
    if len(said.text) > LONGEST_TEXT:
        raise Refused(_("That is more than %(most)s characters. Send it in several parts.") % {"most": LONGEST_TEXT})


def begin(brand: Brand, said: Said, token: str, *, language: str, at: datetime) -> Conversation:
    """Open a case with a visitor's first words; nobody is recognised by them, whatever name they give.

    The page made the token, so that words sent again after a lost answer open nothing twice. Raises Refused.
    """
    must_make_sense(said)
    try:
        with transaction.atomic():
            case = _open(brand, said, language=language, at=at)
            made = Conversation.objects.create(case=case, digest=_digest(token), began_at=at, seen_at=at)
            greet(case, at=at)
            note_page(case, CHAT, said.page, at=at)
    except IntegrityError:
        found = conversation_by(token, brand, at=at)
        if found is None:
            raise Refused(_("This conversation has ended.")) from None
        return found
    return made


def _open(brand: Brand, said: Said, *, language: str, at: datetime) -> Case:
    name, subject = " ".join(said.name.split())[:LONGEST_NAME], " ".join(said.text.split())[:LONGEST_SUBJECT]
    person = Person.objects.create(name=name, language=language, zone=brand.zone)
    agents = roster(at=at, full=full())
    chosen = agents.next_for(brand.pk, knows=None, language=language, at=at, about=said.text[:LOOKED_AT])
    agents.save()
    opened = prepare_case(
        customer=person, brand=brand, holder=chosen.agent if chosen else None, why=chosen.why if chosen else "",
        subject=subject, language=language, channel=CHAT, by=the_system(), at=at,
    )  # fmt: skip
    _keep_raw(opened.case, said, at=at)
    write_case(opened, at=at)
    _hear(opened.case, said, at=at)
    return opened.case


def _keep_raw(case: Case, said: Said, *, at: datetime) -> None:
    """Store the words as they came, as those of the form are; by it every later mail knows that a stranger wrote."""
    assert case.brand is not None
    raw = compose(
        Draft(
            sender=Named(case.customer.name, "visitor@conversation.invalid"),
            to=[Named(case.brand.name, case.brand.address)],
            subject=case.subject,
            text=said.text.strip(),
            message_id=f"{said.key.hex}.chat@conversation.invalid",
            sent_at=at,
            language=case.language,
        )
    )
    digest = hashlib.sha256(f"{CHAT}\0{case.key}".encode()).hexdigest()
    accept_all([Came(raw, digest, FORM, envelope_from=FORM, envelope_to=case.brand.address)], at=at)
    rows = claim(RawMessage.objects.waiting(at).filter(digest=digest), most=1, at=at, worker=me())
    finish(rows, state=DONE, reason="", case=case.key)


def say(conversation: Conversation, said: Said, *, at: datetime) -> None:
    """Put a visitor's next words into the record, once; an answer is owed. Raises Refused."""
    must_make_sense(said)
    key = _entry_of(conversation.case, said)
    if key in entries([key], side=COMPANY):
        return
    try:
        with transaction.atomic():
            _hear(conversation.case, said, at=at)
    except IntegrityError:  # the same words at the same moment
        if key not in entries([key], side=COMPANY):
            raise


def _hear(case: Case, said: Said, *, at: datetime) -> None:
    way = Way(CHAT, "none", _entry_of(case, said))
    hear(case, said.text, by=by_link(case.customer, case.key), at=at, way=way)


def _entry_of(case: Case, said: Said) -> UUID:
    return uuid5(case.key, f"said {said.key}")


# ── what is read ─────────────────────────────────────────────────────────────


def stands_at(conversation: Conversation, *, at: datetime) -> int:
    """Return how long the record is by now, and note that the page still asks; one query or two."""
    if conversation.seen_at < at - NOTED_EVERY:
        Conversation.objects.filter(pk=conversation.pk).update(seen_at=at)
    return head(conversation.case_id)[0]


def words_of(conversation: Conversation) -> list[Read]:
    """Return what was said to and fro, the newest at the end; nothing of others who take part in the case."""
    case = conversation.case
    newest = read_page(case.key, side="customer", audiences=["shared"], most=MOST_SHOWN).entries
    visitor = str(case.customer_id)
    return [
        one
        for one in newest
        if one.content is not None
        and (
            (one.kind == "message.received" and one.by.key == visitor)
            or (one.kind == "message.sent" and one["channel"] == CHAT)
        )
    ]


def conversation_on(case: Case) -> Conversation | None:
    """Return the conversation a case began with, or None."""
    return Conversation.objects.filter(pk=case.pk).first() if case.channel == CHAT else None


def is_read(conversation: Conversation, *, at: datetime) -> bool:
    """Say whether the visitor's page is open as far as we know."""
    return conversation.ended_at is None and conversation.seen_at > at - AWAY_AFTER


# ── what is answered ─────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Spoken:
    line: Line

    def post(self, text: Appended) -> None:
        """Nothing leaves: the visitor's page finds it in the record."""


def in_conversation(case: Case, message: Reply, promise: Commitment | None, *, by: Viewer, at: datetime) -> Letter:  # noqa: ARG001  # every way is asked alike
    """Say it on the visitor's page. Raises Refused where the conversation has ended there, and for files and copies."""
    conversation = conversation_on(case)
    if conversation is None or conversation.ended_at is not None:
        raise Refused(_("This conversation has ended on the page. Answer by mail."))
    if message.files or message.cc:
        raise Refused(_("A conversation carries no files and no copies. Take them out."))
    says = {"to": [case.customer.name], "text": message.text.strip()} | said_of(case, message, by, at, channel=CHAT)
    return _Spoken(Line(case.key, "message.sent", by.actor, at, says, id=message.key))
