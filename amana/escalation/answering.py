"""A customer's answer by mail: carried out when it is plain and proven, else laid before the people at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take, take_all
from amana.cases.models import Case, Closing
from amana.escalation.climbing import ask, next_rung
from amana.handling.ending.closing import refuse
from amana.handling.intake.answering import (
    Meaning,
    answered_by_us,
    do,
    is_about,
    meanings,
    move,
    must_wait,
    proof_of,
    quote_of,
    seen_in,
    suggest,
    term_of,
    the_one,
    words_of,
)
from amana.handling.intake.releasing import release
from amana.handling.mails.notices import tell, tell_understood
from amana.handling.models import Suggestion
from amana.handling.speaking import may_decide, speaker_of
from amana.language.answer_words import Act
from amana.language.answers import Answer
from amana.record.appending import Appended
from amana.record.reading import entries as read_entries
from amana.record.reading import entry
from amana.team.viewing import Viewer

# What can be said in one breath: it is not solved, and somebody above should take it up.
UP: frozenset[Act] = frozenset(("not_solved", "climb"))
# A file beside “I agree” may say on what terms.
CONSENT: frozenset[Act] = frozenset(("agree", "accept_time", "release"))
# Nobody writes down in their name how they remember something; where it is not their own deed the message says it.
THEIRS_ALONE: frozenset[Act] = frozenset(("version",))
# After these a person still owes an answer, or nobody owes anything any more.
STILL_OWED: frozenset[Act] = frozenset(("agree", "not_solved", "promised_me", "version"))


def answer(entries: Sequence[Appended]) -> None:
    """Reaction: carry out what these messages plainly answer, and suggest what the others seem to."""
    found = [(message, answers) for message in entries if (answers := _weighty(message))]
    if not found:
        return
    cases = take_all({message.book for message, _answers in found})
    for message, answers in found:
        case = cases[message.book]
        if message.content.get("released_from"):
            move(case.key, to=message.id, released_from=str(message.content["released_from"]))
        # A plain answer is the whole mail, but for a version: its free words may look like further answers.
        plain = [one for one in answers if one.is_plain]
        is_done = bool(plain) and may_decide(message) and _carry_out(message, plain)
        left = [one for one in answers if one.act not in THEIRS_ALONE and not (is_done and one.is_plain)]
        possible = [one for one in left if candidates(case, one.act, at=message.at)]
        suggest(case.key, message.id, possible, at=message.at)


def _weighty(message: Appended) -> list[Answer]:
    """Return what a message seems to answer; no consent is read into the words of a helper who may not give it."""
    return [one for one in seen_in(message) if one.act not in CONSENT or may_decide(message)]


def candidates(case: Case, act: Act, *, at: datetime) -> list[Meaning]:
    """Return everything an act can mean on this case now."""
    return [one for one in meanings(case, act, at=at) if one.act != "climb" or next_rung(case) is not None]


# ── plain ────────────────────────────────────────────────────────────────────


def _carry_out(message: Appended, answers: Sequence[Answer]) -> bool:
    """Do what a plain mail says as its writer's own deed and tell them; False when it could mean more than one thing."""
    case = take(message.book)
    acts = {one.act: one for one in answers}
    if len(acts) > 1 and set(acts) != UP:
        return False
    at = message.at
    found = {act: candidates(case, act, at=at) for act in acts}
    proof = proof_of(message, case, at=at) if all(found.values()) else None
    if proof is None or (message.content["files"] and CONSENT & set(acts)):
        return False
    meant = [the_one(case, one, answered=proof.answered) for one in found.values()]
    chosen = [one for one in meant if one is not None and is_about(proof, one)]
    if len(chosen) != len(acts):
        return False
    try:
        with transaction.atomic():
            by = speaker_of(message)
            quote = " ".join(dict.fromkeys(one.quote for one in answers))
            done = _do(chosen, case, quote=quote, by=by, at=at, shown_by=message.id)
    except Refused:
        return False
    case = take(case.key)
    # Nothing they wrote is left without an answer, except that the deed itself is one.
    keeps = answered_by_us(case, message, at=at) if not STILL_OWED & set(acts) else []
    tell_understood(case, words_of([one.act for one in chosen], case.language), [done], keeps=keeps, at=at)
    return True


def _do(chosen: Sequence[Meaning], case: Case, *, quote: str, by: Viewer, at: datetime, shown_by: UUID) -> str:
    """Carry out one meaning, or a refusal that goes up in the same breath; return what was done as a sentence."""
    if len(chosen) == 1 and chosen[0].act != "climb":
        return do(chosen[0], case, quote=quote, by=by, at=at, shown_by=shown_by)
    refused = next((one.thing for one in chosen if isinstance(one.thing, Closing)), None)
    if refused is not None:
        refuse(refused, term=term_of(refused, quote), to_next_rung=True, by=by, at=at, shown_by=shown_by)
    rung = ask(case, text=quote, by=by, at=at, shown_by=shown_by)
    with translation.override(case.language):
        return _("%(name)s has your case before them now and owes you an answer.") % {"name": rung.name}


# ── decided at the desk ──────────────────────────────────────────────────────


@dataclass(frozen=True)
class Suggested:
    """A suggestion as the desk shows it: the words it rests on, and everything it can mean now."""

    row: Suggestion
    quote: str
    meanings: Sequence[Meaning]


def suggested(case: Case, *, at: datetime) -> dict[UUID, list[Suggested]]:
    """Return what waits to be decided, by the entry that holds the words; what can mean nothing any more is left out."""
    rows = list(Suggestion.objects.filter(case=case, ended_at=None).order_by("noticed_at", "pk"))
    said = read_entries([row.entry for row in rows], side="company") if rows else {}
    quotes = {row.pk: quote_of(row, said[row.entry]) for row in rows if row.entry in said}
    acts = {_act(row) for row in rows if quotes.get(row.pk)}
    meant = {act: candidates(case, act, at=at) for act in sorted(acts)}
    found: dict[UUID, list[Suggested]] = {}
    for row in rows:
        quote = quotes.get(row.pk, "")
        possible = _since(meant[_act(row)], said[row.entry].at) if quote else []
        if possible:
            found.setdefault(row.entry, []).append(Suggested(row, quote, possible))
    return found


def _since(found: Sequence[Meaning], said_at: datetime) -> list[Meaning]:
    """Leave out what was put to the customer only after they wrote."""
    return [one for one in found if one.since is None or said_at >= one.since]


def _act(row: Suggestion) -> Act:
    return row.act  # type: ignore[return-value]  # written by `suggest` alone, from an Answer


@transaction.atomic
def record(suggestion: Suggestion, *, of: str, by: Viewer, at: datetime) -> None:
    """Write down, as one of us, what a customer said in a message; `of` is the key of the meaning chosen.

    A message nobody could vouch for is let into the shared record by this. Raises Refused when it was decided
    already, when nothing waits for this answer any more, or as the verbs do.
    """
    case = take(suggestion.case_id)
    row = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    must_wait(row)
    meaning = next((one for one in candidates(case, _act(row), at=at) if one.key == of), None)
    said = entry(row.entry, side="company")
    if meaning is None or said is None or said.content is None:
        raise Refused(_("Nothing waits for this answer any more."))
    quote = quote_of(row, said)
    if said.kind == "message.doubtful":
        release(case, row.entry, by=by, at=at)
        row.refresh_from_db()
    done = _do([meaning], case, quote=quote, by=by, at=at, shown_by=row.entry)
    row.ended_at, row.ending = at, Suggestion.RECORDED
    row.save(update_fields=["ended_at", "ending"])
    if meaning.act == "send_record":
        tell(take(case.key), done, at=at)
