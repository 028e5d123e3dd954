"""What a customer's answer by mail means on a case as it stands, and doing it by the verbs that the portal uses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.links import link_for, url_of
from amana.cases.models import COMPANY, Case, Closing
from amana.channels.email.signing import Claimed
from amana.commitments.claiming import claim
from amana.commitments.keeping import dispute, release
from amana.commitments.models import Commitment, Offer
from amana.commitments.offering import agree_time, refuse_time
from amana.handling.ending.closing import agree, refuse
from amana.handling.facts.noting import add_version
from amana.handling.intake.gathering import gather, our_addresses
from amana.handling.intake.letters import read_letters
from amana.handling.intake.sorting import place
from amana.handling.mails.naming_words import BY_ITSELF
from amana.handling.models import Suggestion
from amana.kit.working_time import WorkingWeek, week_for
from amana.language.answer_words import Act
from amana.language.answers import Answer, answers_in, named, promised
from amana.language.findings import Language
from amana.language.unquoting import split
from amana.post.models import RawMessage
from amana.record.appending import Appended
from amana.record.reading import Read, entry, read
from amana.team.models import Brand
from amana.team.viewing import Viewer

OURS = ("message.sent", "notice.sent", "receipt.sent")
LATEST = 50  # entries among which our last mail is looked for

Thing = Closing | Offer | Commitment | Read


@dataclass(frozen=True)
class Meaning:
    """One thing an answer can mean now: the act, and the closing, offer, promise or entry it is about, if any."""

    act: Act
    thing: Thing | None = None

    @property
    def key(self) -> str:
        return str(self.thing.id) if self.thing is not None else ""

    @property
    def since(self) -> datetime | None:
        """When it was put to the customer; an answer to an older mail of ours cannot mean it."""
        if isinstance(self.thing, Closing):
            return self.thing.proposed_at
        if isinstance(self.thing, Commitment) and self.act == "release":
            return self.thing.made_at
        return self.thing.offered_at if isinstance(self.thing, Offer) else None


def seen_in(message: Appended) -> tuple[Answer, ...]:
    """Return what a message by mail or messenger that goes on with a case seems to answer; nothing for history."""
    said = message.content
    # The first message of a case answers nothing: it stands right after the entry that opens it.
    comes_written = said.get("channel") == "email" or said.get("verified") == "messenger"
    if not comes_written or said.get("imported") or (message.audience == "shared" and message.number <= 2):
        return ()
    text, name = str(said["text"]), str(said["from"].get("name", ""))
    language = cast("Language", said.get("language") or "unknown")
    if not answers_in(text, language, names=[name]):
        return ()
    parts = split(text)
    # Where nothing is new, the whole text was kept, and its words are somebody else's.
    found = answers_in(parts.new, language, names=[name])
    offset = text.find(parts.new)
    return tuple(
        Answer(one.act, one.quote, one.start + offset, one.end + offset, one.is_plain) for one in found if offset >= 0
    )


# ── what it can mean ─────────────────────────────────────────────────────────


def meanings(case: Case, act: Act, *, at: datetime) -> list[Meaning]:
    """Return everything an act can mean on this case now; whether somebody is above is for those to say who know."""
    if case.is_own or (not case.is_open and act != "send_record"):
        return []
    found: list[Meaning] = []
    if act in ("agree", "not_solved"):
        waiting = Closing.objects.filter(case=case, ended_at=None, proposed_by=COMPANY)
        found += [Meaning(act, row) for row in waiting]
    if act in ("agree", "accept_time", "refuse_time"):
        answer: Act = "refuse_time" if act == "refuse_time" else "accept_time"
        found += [Meaning(answer, row) for row in _offers(case)]
    if act == "not_kept":
        found += [Meaning(act, row) for row in _disputable(case, at)]
    if act == "release":
        found += [Meaning(act, row) for row in _releasable(case)]
    if act == "version":
        found += [Meaning(act, noted) for noted in _noted_by_us(case)[-1:]]
    return found or ([Meaning(act)] if act in ("climb", "promised_me", "send_record") else [])


def _offers(case: Case) -> list[Offer]:
    rows = Offer.objects.filter(commitment__case=case, ended_at=None, offered_by=COMPANY)
    return list(rows.filter(commitment__promiser=COMPANY).select_related("commitment").order_by("pk"))


def _disputable(case: Case, at: datetime) -> list[Commitment]:
    """Return what is late, then what we say was kept; with the case at hand."""
    ours = Commitment.objects.filter(case=case, promiser=COMPANY).order_by("due_at", "pk")
    late = ours.filter(state=Commitment.OPEN, due_at__lt=at).exclude(origin=Commitment.CLOSING)
    kept = ours.filter(state=Commitment.KEPT).exclude(origin__in=BY_ITSELF)
    return [*late, *kept]


def _releasable(case: Case) -> list[Commitment]:
    rows = Commitment.objects.outstanding().filter(case=case, promiser=COMPANY).exclude(origin__in=BY_ITSELF)
    return list(rows.order_by("due_at", "pk"))


def _noted_by_us(case: Case) -> list[Read]:
    """Return the calls that one of us noted alone, as the customer may read them."""
    said = read(case.key, side="customer", audiences=["shared"], most=LATEST)
    return [one for one in said if one.kind == "call.noted" and one.by.kind == "agent" and one.content is not None]


def the_one(case: Case, found: Sequence[Meaning], *, answered: UUID | None) -> Meaning | None:
    """Return what is meant when it can be only one thing: of several promises the one our mail named, or the one late.

    `answered` is the entry of the mail of ours that theirs answers; without one it is our last. A promise is released
    where it is the only one, undisputed, and nothing else is asked that the same words would answer.
    """
    if found and found[0].act == "release":
        return found[0] if len(found) == 1 and _is_clear(case, found[0]) else None
    if len(found) <= 1:
        return found[0] if found else None
    if found[0].act != "not_kept":
        return None
    about = _named_in(case, answered)
    narrowed = [one for one in found if one.key in about]
    if not narrowed:
        narrowed = [one for one in found if isinstance(one.thing, Commitment) and one.thing.state == Commitment.OPEN]
    return narrowed[0] if len(narrowed) == 1 else None


def _is_clear(case: Case, meaning: Meaning) -> bool:
    is_open = isinstance(meaning.thing, Commitment) and meaning.thing.state == Commitment.OPEN
    return is_open and not Closing.objects.filter(case=case, ended_at=None, proposed_by=COMPANY).exists()


def _named_in(case: Case, answered: UUID | None) -> set[str]:
    """Return the promises a mail of ours was about, or said it had kept."""
    said = read(case.key, side="company", audiences=["shared"], most=LATEST)
    key = answered or next((one.id for one in reversed(said) if one.kind in OURS), None)
    mail = entry(key, side="company") if key else None
    kept = {str(one["promise"]) for one in said if one.kind == "promise.kept" and one["shown_by"] == str(key)}
    return kept | ({str(mail["about"])} if mail is not None and mail["about"] else set())


# ── who says it ──────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Proof:
    """That a mail joins its case by itself: written by somebody who takes part in it, in answer to us."""

    answered: UUID | None  # the entry of our mail that it answers, where it names one
    at: datetime | None  # when that was written


def proof_of(message: Appended, case: Case, *, at: datetime) -> Proof | None:
    """Return the proof, by the same standard by which the mail would join the case; None when a person let it in."""
    said = message.content
    if message.kind != "message.received" or message.by.kind != "person" or said.get("released_from"):
        return None
    raw = said.get("raw")
    row = RawMessage.objects.filter(pk=raw["id"]).first() if isinstance(raw, dict) else None
    if row is None:
        return None
    brands = list(Brand.objects.select_related("week", "company").prefetch_related("addresses"))
    letters, _unreadable = read_letters([row], brands, our_addresses(brands), at=at)
    if not letters:
        return None
    known = gather(letters, at=at)
    where = place(letters[0], known)
    if where.where != "continue" or where.case != case.key:
        return None
    claimed = known.signed.get(row.pk)
    answered = claimed.entry if isinstance(claimed, Claimed) and claimed.case == case.key else None
    ours = entry(answered, side="company") if answered else None
    return Proof(ours.id, ours.at) if ours is not None else Proof(None, None)


def is_about(proof: Proof, meaning: Meaning) -> bool:
    """Say whether the mail can be an answer to this: not when it answers a mail from before it was put to them."""
    return meaning.since is None or proof.at is None or proof.at >= meaning.since


# ── doing it ─────────────────────────────────────────────────────────────────


def do(meaning: Meaning, case: Case, *, quote: str, by: Viewer, at: datetime, shown_by: UUID) -> str:
    """Carry out what a message says, shown by its entry; return what was done as a sentence in the case's language.

    All but asking for the next person, who is known a room further up. Raises Refused as the verbs do.
    """
    thing = meaning.thing
    if isinstance(thing, Closing):
        if meaning.act == "agree":
            agree(thing, by=by, at=at, shown_by=shown_by)
        else:
            refuse(thing, term=term_of(thing, quote), by=by, at=at, shown_by=shown_by)
    elif isinstance(thing, Offer):
        (agree_time if meaning.act == "accept_time" else refuse_time)(thing, by=by, at=at, shown_by=shown_by)
    elif isinstance(thing, Read):
        add_version(case, thing.id, quote, by=by, at=at, shown_by=shown_by)
    elif isinstance(thing, Commitment) and meaning.act == "release":
        release(thing, by=by, at=at, why=quote, shown_by=shown_by)
    elif isinstance(thing, Commitment):
        dispute(thing, by=by, at=at, text=quote, shown_by=shown_by)
    elif meaning.act == "promised_me":
        action, when = promised(quote, case.language, sent_at=at, week=_week(case))
        claim(case, action=action, who="", when=when, by=by, at=at, quote=quote[:5000], shown_by=shown_by)
    return done(meaning, case, at=at)


def term_of(closing: Closing, quote: str) -> str:
    """Return the term that is not met: the only one there is, else their own words."""
    return str(closing.terms[0]) if len(closing.terms) == 1 else quote


def _week(case: Case) -> WorkingWeek:
    return case.brand.week.working if case.brand else week_for(settings.COUNTRY, settings.TIME_ZONE)


def done(meaning: Meaning, case: Case, *, at: datetime) -> str:
    """Say what follows from an answer, as the portal says it, in the case's language."""
    with translation.override(case.language):
        if meaning.act == "send_record":
            url = f"{url_of(link_for(case, case.customer, at=at))}record/"
            return _("The whole record, the same for both sides: %(url)s") % {"url": url}
        said: dict[str, str] = {
            "agree": _("The case is closed, in agreement with you."),
            "not_solved": _("It is written down. The case stays open."),
            "accept_time": _("The new time is agreed."),
            "refuse_time": _("The promise stays as it was."),
            "not_kept": _("It is written down that this was not kept. It stays open until both sides agree."),
            "release": _("The promise is released."),
            "version": _("Your version stands in the record now, beside ours."),
            "promised_me": _("It is in the record. You will hear from a person whether it is accepted."),
        }
        return said.get(meaning.act, "")


def words_of(acts: Collection[Act], language: str) -> list[str]:
    """Return the words we named for these acts, as they are read back to the customer."""
    return [named(act, language) for act in acts]


def answered_by_us(case: Case, message: Appended, *, at: datetime) -> list[Commitment]:
    """Return the promise to answer that this message alone brought about, when something else is owed besides it."""
    owed = list(Commitment.objects.outstanding().filter(case=case).order_by("pk"))
    mine = [one for one in owed if one.origin == Commitment.ANSWER and one.made_at == at and _follows(one, message)]
    return mine if len(owed) > len(mine) else []


def _follows(promise: Commitment, message: Appended) -> bool:
    made = entry(promise.made_in, side="company") if promise.made_in else None
    return made is not None and made.audience == message.audience and made.number == message.number + 1


# ── suggestions ──────────────────────────────────────────────────────────────


def suggest(case: UUID, message: UUID, answers: Sequence[Answer], *, at: datetime) -> None:
    """Keep what a message seems to say for a person to decide; what was decided before stays so."""
    rows = [
        Suggestion(case_id=case, entry=message, act=one.act, start=one.start, end=one.end, noticed_at=at)
        for one in answers
    ]
    Suggestion.objects.bulk_create(rows, ignore_conflicts=True)


def move(case: UUID, *, to: UUID, released_from: str) -> None:
    """Put what a doubtful message seems to say beside the entry it was let in as."""
    Suggestion.objects.filter(case=case, entry=UUID(released_from)).update(entry=to)


def quote_of(suggestion: Suggestion, message: Read) -> str:
    """Return the words a suggestion rests on; empty when the message was withdrawn or erased."""
    return str(message["text"] or "")[suggestion.start : suggestion.end]


@transaction.atomic
def dismiss(suggestion: Suggestion, *, at: datetime) -> None:
    """Say that a message does not mean this; nothing of it enters the record. Twice changes nothing."""
    Suggestion.objects.filter(pk=suggestion.pk, ended_at=None).update(ended_at=at, ending=Suggestion.DISMISSED)


def must_wait(suggestion: Suggestion) -> None:
    """Raises Refused when somebody has decided on it already."""
    if suggestion.ended_at is not None:
        raise Refused(_("This question has already been answered."))
