"""Ending a case on the customer's terms: proposed, then agreed, refused, or left without an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import CLOSED, COMPANY, CUSTOMER, OPEN, Case, Closing, HandOver
from amana.cases.quoting import as_shown, holds_their_words
from amana.cases.standing import STANDING
from amana.cases.tracing import must_not_be_merged
from amana.commitments.keeping import answers_owed, keep_all, owes_an_answer
from amana.commitments.making import Draft, prepare
from amana.commitments.models import Commitment
from amana.handling.ending.following_up import plan_follow_up
from amana.handling.facts.stipulating import (
    done_in,
    must_say_what_was_done,
    places_of,
    put_points,
    refuse_points,
    said_of,
    settle_points,
    term_texts,
)
from amana.handling.mails.notices import ask
from amana.handling.opening import first_promise
from amana.kit.codes import new_id
from amana.kit.quiet_hours import next_civil_moment
from amana.post.models import Outgoing
from amana.record.appending import Line, append_many
from amana.team.policies import policy_of
from amana.team.viewing import Viewer, the_system


@transaction.atomic
def propose(  # what a proposal says, each named at the call
    case: Case,
    *,
    terms: Sequence[str],
    done: Mapping[UUID, str] | None = None,
    text: str = "",
    by: Viewer,
    at: datetime,
) -> Closing:
    """Propose that a case is over once these terms are met; the customer is asked by mail, and asked again.

    Terms that were written down on the case are named with it, each with what was done: as `done` says by the key of
    the term, else as `stipulating.said_of` finds it. A reply that leaves in the same moment has asked already. Proposing
    keeps the promise to answer, or to ask, as a reply does. Raises Refused when it is closed, already proposed, another
    promise of ours is still open, or nothing is said of a written term.
    """
    case = take(case.key)
    _must_be_open(case)
    if Closing.objects.filter(case=case, ended_at=None).exists():
        raise Refused(_("Closing has already been proposed."))
    kept = _nothing_else_owed(case, by)
    points = said_of(case, terms, done)
    if by.side == COMPANY:
        must_say_what_was_done(points)
    named = [point.text for point in points]
    row = Closing.objects.create(case=case, proposed_by=by.side, agent=by.agent, terms=named, proposed_at=at)
    put_points(row, points)
    key = new_id()
    lines = keep_all(kept, by=by, at=at, shown_by=key)
    if by.side == COMPANY:
        case.last_word_at, case.last_word_by = at, COMPANY
        case.save(update_fields=["last_word_at", "last_word_by"])
    promise, made = prepare(case, to_ask_again(case, at), by=the_system(), at=at)
    promise.save(force_insert=True)
    says = {"terms": named, "text": text.strip(), "by": by.name, **done_in(points)}
    append_many([Line(case.key, "closing.proposed", by.actor, at, says, id=key), *lines, made])
    if not case.is_own and not _has_just_written(case, at):
        ask(case, row, text=text, at=at)
    return row


def _nothing_else_owed(case: Case, by: Viewer) -> list[Commitment]:
    """Return the promises that proposing keeps. Raises Refused when we owe anything besides."""
    if case.is_own:
        return []
    kept = answers_owed(case, by=by)
    owed = Commitment.objects.outstanding().filter(case=case, promiser=COMPANY).exclude(pk__in=[c.pk for c in kept])
    if owed.exists():
        raise Refused(_("A promise of ours is still open. Keep it, or agree on it with the customer, before closing."))
    return kept


def _has_just_written(case: Case, at: datetime) -> bool:
    return Outgoing.objects.filter(case=case.key, what="reply", created_at=at).exists()


def to_ask_again(case: Case, at: datetime) -> Draft:
    """Return our promise to ask once more whether the case may be closed, in the time that is left for an answer.

    It never falls due in quiet hours or on a day of rest, so that nobody is reminded then, nor a case ended.
    """
    with translation.override(case.language):
        action = _("A reminder of the question whether this is solved")
    week = case.brand.week.working if case.brand else None
    days = policy_of(case.brand).closing_days
    due = next_civil_moment(at + timedelta(days=days), zone=case.zone, week=week)
    return Draft(action, due, COMPANY, case.holder, Commitment.CLOSING, due_rule=f"{days} days")


def asked_enough(case: Case, row: Closing) -> bool:
    """Say whether the customer was asked as often as the brand asks; the next silence ends the case."""
    return row.reminders >= policy_of(case.brand).closing_reminders


@transaction.atomic
def agree(closing: Closing, *, by: Viewer, at: datetime, shown_by: UUID | None = None) -> Case:
    """Agree that the case is over. Twice changes nothing.

    Only the other side than the proposer agrees; `shown_by` is the message it did so in, and an agent may write down
    what such a message says.
    """
    case = take(closing.case_id)
    row = Closing.objects.get(pk=closing.pk)
    if row.ending == Closing.AGREED:
        return case
    _must_be_waiting(row)
    if by.side == row.proposed_by and not case.is_own and not _is_their_answer(row, shown_by):
        raise Refused(_("The other side has to agree, in its own words."))
    says = {"terms": row.terms, "by": by.name, "shown_by": str(shown_by) if shown_by else None}
    return _close(case, row, Closing.AGREED, "closing.agreed", says, by=by, at=at)


def _is_their_answer(row: Closing, shown_by: UUID | None) -> bool:
    return holds_their_words(row.case_id, shown_by, since=row.proposed_at)


@transaction.atomic
def lapse(closing: Closing, *, at: datetime) -> Case:
    """End a case that got no answer past its reminders: an ending of its own kind, never counted as agreement."""
    case = take(closing.case_id)
    row = Closing.objects.get(pk=closing.pk)
    _must_be_waiting(row)
    if not asked_enough(case, row):
        raise Refused(_("The customer has not been asked often enough."))
    says = {"reminders": row.reminders, "proposed": row.proposed_at.date().isoformat()}
    return _close(case, row, Closing.LAPSED, "closing.lapsed", says, by=the_system(), at=at)


@transaction.atomic
def close_own(case: Case, *, terms: Sequence[str] = (), by: Viewer, at: datetime) -> Case:
    """End an own case: its keeper alone decides that it is over, and names the terms that are met.

    A proposal that was still open ends with it.
    """
    if by.kind != "owner" or not case.is_own:
        raise Refused(_("Only the keeper of this case can close it."))
    case = take(case.key)
    _must_be_open(case)
    Closing.objects.filter(case=case, ended_at=None).update(ended_at=at, ending=Closing.WITHDRAWN)
    row = Closing.objects.create(case=case, proposed_by=CUSTOMER, terms=list(terms), proposed_at=at)
    return _close(case, row, Closing.AGREED, "closing.agreed", {"terms": list(terms), "by": by.name}, by=by, at=at)


def _close(
    case: Case, row: Closing, ending: str, kind: str, says: dict[str, object], *, by: Viewer, at: datetime
) -> Case:
    row.ended_at, row.ending = at, ending
    row.save(update_fields=["ended_at", "ending"])
    key = new_id()
    is_agreed = ending == Closing.AGREED and not case.is_own
    met = settle_points(row, by=by, at=at, shown_by=key) if is_agreed else []
    if is_agreed:
        plan_follow_up(case, row, at=at)
    HandOver.objects.filter(case=case, ended_at=None).update(ended_at=at, ending=HandOver.TAKEN_BACK)
    owed = Commitment.objects.outstanding().filter(case=case).order_by("pk")
    released = [
        Line(case.key, "promise.released", by.actor, at, {"promise": str(c.pk), "action": c.action, "why": "closed"})
        for c in owed
    ]
    Commitment.objects.outstanding().filter(case=case).update(
        state=Commitment.RELEASED, ended_at=at, ended_in=key, alarm_at=None
    )
    case.state, case.closed_at, case.waiting_for, case.next_reason = CLOSED, at, "", ""
    case.next_due_at = case.next_commitment = case.queue_at = None
    case.save(update_fields=[*STANDING, "state", "closed_at"])
    append_many([Line(case.key, kind, by.actor, at, says, id=key), *met, *released])
    return case


@transaction.atomic
def refuse(  # what a refusal says, each named at the call
    closing: Closing, *, term: str = "", unmet: Sequence[int] = (), to_next_rung: bool = False,
    by: Viewer, at: datetime, shown_by: UUID | None = None,
) -> Case:  # fmt: skip
    """Say which terms are not met: the case goes back to its holder, or a rung up, as the customer chooses; as `agree`.

    `unmet` are the places of the terms in the proposal, `term` what is missing in the customer's own words; each term
    named stands on the case from then on. Raises Refused when neither is given.
    """
    case = take(closing.case_id)
    row = Closing.objects.get(pk=closing.pk)
    _must_be_waiting(row)
    if by.side == row.proposed_by and not case.is_own and not _is_their_answer(row, shown_by):
        raise Refused(_("The other side has to answer."))
    texts = term_texts(row, unmet)
    missing = " – ".join(filter(None, ["; ".join(texts), term.strip()]))
    if not missing:
        raise Refused(_("Write what is missing."))
    to = "rung" if to_next_rung else "holder"
    says = {"term": missing[:1000], "unmet": texts, "to": to, "by": by.name, **as_shown(shown_by)}
    line = Line(case.key, "closing.refused", by.actor, at, says)
    _end_waiting(row, Closing.REFUSED, line)
    _back_to_work(case, line, at=at)
    refuse_points(case, row, unmet or places_of(row, term), by=by, at=at)
    return case


@transaction.atomic
def withdraw_proposal(closing: Closing, *, why: str, by: Viewer, at: datetime) -> None:
    """Take a proposal back, as when the customer writes about something else; only the side that made it can."""
    case = take(closing.case_id)
    row = Closing.objects.get(pk=closing.pk)
    _must_be_waiting(row)
    if by.side != row.proposed_by and not case.is_own:
        raise Refused(_("Only the side that proposed this can take it back."))
    line = Line(case.key, "closing.withdrawn", by.actor, at, {"why": why})
    _end_waiting(row, Closing.WITHDRAWN, line)
    append_many([line])


def _end_waiting(row: Closing, ending: str, line: Line) -> None:
    row.ended_at, row.ending = line.at, ending
    row.save(update_fields=["ended_at", "ending"])
    Commitment.objects.outstanding().filter(case=row.case_id, origin=Commitment.CLOSING).update(
        state=Commitment.RELEASED, ended_at=line.at, ended_in=line.id, alarm_at=None
    )


def _back_to_work(case: Case, first: Line, *, at: datetime) -> None:
    case.last_word_at, case.last_word_by = at, CUSTOMER
    lines = [first]
    changed = ["last_word_at", "last_word_by"]
    if not case.is_open or not owes_an_answer(case):
        first_promise(case, lines, by=the_system(), at=at).save(force_insert=True)
        changed += [*STANDING, "state", "closed_at"]
    case.save(update_fields=changed)
    append_many(lines)


@transaction.atomic
def reopen(case: Case, *, why: str, by: Viewer, at: datetime) -> Case:
    """Open a closed case again, for the same holder. Twice changes nothing; raises Refused when it goes on in another."""
    case = take(case.key)
    if case.state == OPEN:
        return case
    must_not_be_merged(case)
    _back_to_work(case, Line(case.key, "case.reopened", by.actor, at, {"why": why.strip(), "by": by.name}), at=at)
    return case


def _must_be_open(case: Case) -> None:
    if not case.is_open:
        raise Refused(_("This case is already closed."))


def _must_be_waiting(row: Closing) -> None:
    if row.ended_at is not None:
        raise Refused(_("This question has already been answered."))
