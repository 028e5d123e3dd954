"""The next-step rule: after anything happens on a case, somebody owes something by a time, and the case says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.locking import hold_all, take_all
from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.cases.standing import Standing, write
from amana.commitments.making import Draft, prepare
from amana.commitments.models import Commitment
from amana.kit.working_time import after_working_hours, week_for
from amana.record.appending import Appended, append_many
from amana.team.viewing import the_system

# The bytes of a mail, sealed after its text: who owes what was settled when the text was appended.
CHANGES_NOTHING = {"message.sealed"}
# Working hours after our last word until we ask whether it is solved.
ASK_AFTER_HOURS = 24.0
# How long a consumer's own case may rest before its keeper is asked to move it on.
OWN_CASE_RESTS = timedelta(days=3)


def settle(entries: Sequence[Appended]) -> None:
    """Reaction: settle the cases these entries belong to, as of the latest of them."""
    entries = [entry for entry in entries if entry.kind not in CHANGES_NOTHING]
    if entries:
        settle_cases({entry.book for entry in entries}, at=max(entry.at for entry in entries))


@transaction.atomic
def settle_cases(keys: Iterable[UUID], *, at: datetime) -> None:
    """Give each of these cases that is open a next step and write its standing; in a fixed number of queries.

    Locks the cases in the order of their keys. Twice changes nothing.
    """
    cases = [case for case in hold_all(keys) if case.is_open]
    owed: dict[UUID, list[Commitment]] = defaultdict(list)
    outstanding = Commitment.objects.outstanding().filter(case__in=[case.pk for case in cases]).order_by("due_at", "id")
    for commitment in outstanding.only("case", "promiser", "origin", "due_at", "state"):
        owed[commitment.case_id].append(commitment)
    standings, missing = [], []
    for case in cases:
        found = next_step(owed[case.key], at=at)
        if found is None:
            missing.append(case)
        elif _differs(case, standing := standing_of(case, *found)):
            standings.append(standing)
    write(standings)
    if missing:
        _make_defaults(list(take_all(case.key for case in missing).values()), at=at)


def next_step(owed: Sequence[Commitment], *, at: datetime) -> tuple[Commitment, str] | None:
    """Return the promise that comes next and whose turn it is, or None when nobody owes anything.

    `owed` is what is outstanding, the earliest due first. Work we owe comes before what we wait
    for; a promise of the customer whose time has passed is not something we may go on waiting for.
    The question how it stands, which the keeper of an own case owes themselves, stays next until it is asked.
    """
    ours = [c for c in owed if c.promiser == COMPANY]
    work = [c for c in ours if c.origin not in {Commitment.FOLLOW_UP, Commitment.CLOSING}]
    if work:
        return work[0], COMPANY
    theirs = [c for c in owed if c.promiser == CUSTOMER and _counts(c, at)]
    if theirs:
        return theirs[0], CUSTOMER
    if ours:
        return ours[0], CUSTOMER
    return None


def _counts(commitment: Commitment, at: datetime) -> bool:
    return commitment.origin == Commitment.FOLLOW_UP or (commitment.due_at is not None and commitment.due_at > at)


def standing_of(case: Case, commitment: Commitment, waiting_for: str) -> Standing:
    """Return the standing that follows from a next step."""
    assert commitment.due_at is not None
    return Standing(
        case=case.key,
        waiting_for=waiting_for,
        next_due_at=commitment.due_at,
        next_reason=commitment.origin if commitment.state != Commitment.DISPUTED else Commitment.DISPUTED,
        next_commitment=commitment.pk,
        queue_at=commitment.due_at,
    )


def _differs(case: Case, standing: Standing) -> bool:
    return any(
        getattr(case, name) != getattr(standing, name)
        for name in ("waiting_for", "next_due_at", "next_reason", "next_commitment", "queue_at")
    )


def _make_defaults(cases: Sequence[Case], *, at: datetime) -> None:
    prepared = [prepare(case, default_step(case, at=at), by=the_system(), at=at) for case in cases]
    Commitment.objects.bulk_create([commitment for commitment, _line in prepared])
    # The entries call `settle` again, which then finds these promises and writes the standing.
    append_many([line for _commitment, line in prepared])


def default_step(case: Case, *, at: datetime) -> Draft:
    """Return the promise made when nobody has promised anything: an answer, or to ask whether it is solved."""
    with translation.override(case.language):
        if case.is_own:
            action = _("Ask %(company)s how it stands") % {"company": case.company.name}
            due, rule = at + OWN_CASE_RESTS, "three days after the last word"
            return Draft(action, due, CUSTOMER, case.customer, Commitment.FOLLOW_UP, due_rule=rule)
        if case.last_word_by == CUSTOMER:
            hours = settings.ANSWER_WITHIN.total_seconds() / 3600
            return _of_ours(case, _("An answer to your message"), Commitment.ANSWER, hours, at)
        return _of_ours(case, _("A question whether it is solved"), Commitment.FOLLOW_UP, ASK_AFTER_HOURS, at)


def _of_ours(case: Case, action: str, origin: str, hours: float, at: datetime) -> Draft:
    week = case.brand.week.working if case.brand else week_for(settings.COUNTRY, settings.TIME_ZONE)
    due = after_working_hours(at, hours, week)
    return Draft(action, due, COMPANY, case.holder, origin, due_rule=f"{hours:g} working hours")
