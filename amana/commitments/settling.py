"""The next-step rule: after anything happens on a case, somebody owes something by a time, and the case says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from amana.cases.locking import Held, hold_all, take_all
from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.cases.standing import STANDING, Standing, write, write_deeds
from amana.commitments.making import Draft, prepare
from amana.commitments.models import Commitment
from amana.commitments.ordering import Deeds, after, brought_forward
from amana.kit.working_time import after_working_hours, week_for
from amana.record.appending import Appended, append_many
from amana.team.policies import policy_of
from amana.team.viewing import the_system

# The bytes of a mail, sealed after its text: who owes what was settled when the text was appended.
CHANGES_NOTHING = {"message.sealed"}
# How long a consumer's own case may rest before its keeper is asked to move it on.
OWN_CASE_RESTS = timedelta(days=3)


class Owed(NamedTuple):
    """An outstanding promise, and no more of it than what the next step follows from."""

    pk: UUID
    promiser: str
    origin: str
    due_at: datetime | None
    state: str


# Either will do: the row itself where it is at hand, else only this much of it.
Either = TypeVar("Either", Commitment, Owed)


def settle(entries: Sequence[Appended]) -> None:
    """Reaction: settle the cases these entries belong to, as of the latest of them."""
    entries = [entry for entry in entries if entry.kind not in CHANGES_NOTHING]
    if entries:
        happened: dict[UUID, list[Appended]] = defaultdict(list)
        for entry in entries:
            happened[entry.book].append(entry)
        settle_cases(happened, at=max(entry.at for entry in entries), happened=happened)


@transaction.atomic
def settle_cases(
    keys: Iterable[UUID], *, at: datetime, happened: Mapping[UUID, Sequence[Appended]] | None = None
) -> None:
    """Give each of these cases that is open a next step and write its standing; in a fixed number of queries.

    `happened` are new entries, which count once for the order of the queue. Locks the cases in the order of their
    keys. Twice, without them, changes nothing.
    """
    cases = [case for case in hold_all(keys) if case.is_open]
    owed: dict[UUID, list[Owed]] = defaultdict(list)
    outstanding = Commitment.objects.outstanding().filter(case__in=[case.key for case in cases])
    for case_id, *row in outstanding.order_by("due_at", "id").values_list("case_id", *Owed._fields):
        owed[case_id].append(Owed(*row))
    standings, missing = [], {}
    for case in cases:
        found = next_step(owed[case.key], at=at)
        deeds = after(deeds_of(case), (happened or {}).get(case.key, ()))
        if found is None:
            missing[case.key] = deeds
        elif _differs(case, standing := standing_of(case.key, *found, deeds=deeds)):
            standings.append(standing)
    write(standings)
    if missing:
        write_deeds(missing)
        _make_defaults(list(take_all(missing).values()), at=at)


def next_step(owed: Sequence[Either], *, at: datetime) -> tuple[Either, str] | None:
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


def _counts(commitment: Commitment | Owed, at: datetime) -> bool:
    return commitment.origin == Commitment.FOLLOW_UP or (commitment.due_at is not None and commitment.due_at > at)


def deeds_of(case: Held | Case) -> Deeds:
    """Return what is counted on a case so far."""
    return Deeds(case.contacts, case.passes, case.is_standstill)


def standing_of(case: UUID, commitment: Commitment | Owed, waiting_for: str, *, deeds: Deeds) -> Standing:
    """Return the standing that follows from a next step; what we wait for is not brought forward by anything."""
    assert commitment.due_at is not None
    return Standing(
        case=case,
        waiting_for=waiting_for,
        next_due_at=commitment.due_at,
        next_reason=commitment.origin if commitment.state != Commitment.DISPUTED else Commitment.DISPUTED,
        next_commitment=commitment.pk,
        queue_at=commitment.due_at - (brought_forward(deeds) if waiting_for == COMPANY else timedelta()),
        contacts=deeds.contacts,
        passes=deeds.passes,
        is_standstill=deeds.is_standstill,
    )


def _differs(case: Held, standing: Standing) -> bool:
    return any(getattr(case, name) != getattr(standing, name) for name in STANDING)


def _make_defaults(cases: Sequence[Case], *, at: datetime) -> None:
    prepared = [prepare(case, default_step(case, at=at), by=the_system(), at=at) for case in cases]
    Commitment.objects.bulk_create([commitment for commitment, _line in prepared])
    # The entries call `settle` again, which then finds these promises and writes the standing.
    append_many([line for _commitment, line in prepared])


def default_step(case: Case, *, at: datetime) -> Draft:
    """Return the promise made when nobody has promised anything: an answer, or to ask whether it is solved."""
    if case.is_own:
        action = _said_in(case.language, gettext_noop("Ask %(company)s how it stands")) % {"company": case.company.name}
        due, rule = at + OWN_CASE_RESTS, "three days after the last word"
        return Draft(action, due, CUSTOMER, case.customer, Commitment.FOLLOW_UP, due_rule=rule)
    policy = policy_of(case.brand)
    if case.last_word_by == CUSTOMER:
        hours = policy.first_answer if at <= case.opened_at else policy.next_word
        action = _said_in(case.language, gettext_noop("An answer to your message"))
        return _of_ours(case, action, Commitment.ANSWER, hours, at)
    action = _said_in(case.language, gettext_noop("A question whether it is solved"))
    return _of_ours(case, action, Commitment.FOLLOW_UP, policy.question, at)


@lru_cache(maxsize=64)
def _said_in(language: str, text: str) -> str:
    """Return a text of ours in a language; to change the language of the thread for each case costs more than the case."""
    with translation.override(language):
        return gettext(text)


def _of_ours(case: Case, action: str, origin: str, hours: float, at: datetime) -> Draft:
    week = case.brand.week.working if case.brand else week_for(settings.COUNTRY, settings.TIME_ZONE)
    due = after_working_hours(at, hours, week)
    return Draft(action, due, COMPANY, case.holder, origin, due_rule=f"{hours:g} working hours")
