"""What the clock does when a promise comes due: remind its owner, then the lead, tell the customer, climb."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Min

from amana.cases.locking import take
from amana.cases.models import COMPANY, Case, Closing
from amana.commitments.alarms import CLIMB, CLIMBED, LATE, REMIND_LEAD, REMIND_OWNER, after_owner
from amana.commitments.keeping import keep_all, release_all
from amana.commitments.making import prepare
from amana.commitments.models import Commitment
from amana.escalation.climbing import climb
from amana.escalation.surging import hold_back, surge_for
from amana.handling.ending.closing import asked_enough, lapse, to_ask_again
from amana.handling.ending.lapsing import has_bounced, silence_cannot_end
from amana.handling.mails.notices import ask_again, remind, tell_late, tell_rung
from amana.kit.quiet_hours import next_civil_moment
from amana.kit.working_time import after_working_hours
from amana.record.appending import SYSTEM, Line, append, append_many
from amana.record.reading import read
from amana.record.sealing import instant
from amana.team.policies import policy_of
from amana.team.viewing import the_system

log = logging.getLogger(__name__)

BATCH = 100
# Why a case climbs when nobody answers: what is open is nothing that silence may end.
FOR_SILENCE = "silence"
# How the customer answers a question without answering it; looked for among the latest entries.
A_WORD = {"message.received", "call.noted", "rung.asked", "promise.disputed", "promise.claimed"}
LATEST = 100
# An alarm that cannot be carried out is tried again after this, so that it neither blocks the others nor is forgotten.
TRY_AGAIN = timedelta(minutes=5)


def next_alarm() -> datetime | None:
    """Return when the earliest alarm is due; one look at an index."""
    found: datetime | None = (
        Commitment.objects.outstanding().filter(alarm_at__isnull=False).aggregate(at=Min("alarm_at"))["at"]
    )
    return found


def ring(*, at: datetime, most: int = BATCH) -> int:
    """Carry out the alarms that are due, the earliest first, each in a transaction of its own; return how many."""
    due = Commitment.objects.outstanding().filter(alarm_at__lte=at).order_by("alarm_at")
    rung = 0
    for key, case, alarm_at in list(due.values_list("pk", "case_id", "alarm_at")[:most]):
        assert alarm_at is not None
        try:
            rung += ring_one(key, case, alarm_at, at=at)
        except Exception as error:  # the clock's edge: one bad alarm must not silence the rest
            log.error("the alarm of promise %s failed: %s", key, type(error).__name__, exc_info=error)
            Commitment.objects.filter(pk=key, alarm_at=alarm_at).update(alarm_at=at + TRY_AGAIN)
    return rung


@transaction.atomic
def ring_one(key: UUID, case_key: UUID, alarm_at: datetime, *, at: datetime) -> bool:
    """Carry out one alarm; return whether this call did it.

    The UPDATE is the claim: of two clocks that arrive together, one changes the row and goes on.
    """
    case = take(case_key)
    claimed = Commitment.objects.filter(pk=key, alarm_at=alarm_at, state__in=Commitment.OUTSTANDING).update(
        alarm_at=None
    )
    if not claimed:
        return False
    commitment = Commitment.objects.select_related("owner_agent__account", "owner_agent__lead__account").get(pk=key)
    commitment.case = case
    _act(commitment, case, at=at)
    commitment.save(update_fields=["alarm_at", "alarm_stage"])
    return True


def _act(commitment: Commitment, case: Case, *, at: datetime) -> None:
    stage = commitment.alarm_stage
    if commitment.origin == Commitment.CLOSING:
        if stage == LATE:
            _ask_or_lapse(commitment, case, at=at)
        else:
            commitment.alarm_stage, commitment.alarm_at = LATE, commitment.due_at
    elif stage == REMIND_OWNER:
        remind(commitment, case, at=at)
        commitment.alarm_at = after_owner(commitment, is_own=case.is_own)
    elif stage == REMIND_LEAD:
        remind(commitment, case, to_lead=True, at=at)
        commitment.alarm_stage, commitment.alarm_at = LATE, commitment.due_at
    elif stage == LATE:
        _late(commitment, case, at=at)
    elif stage == CLIMB:
        rung = climb(case, why=commitment.action, at=at)
        if rung is not None:
            tell_rung(commitment, case, rung, at=at)
        else:
            # The customer was told that they would hear from us by now, and nobody is above: whoever owes it hears it again.
            remind(commitment, case, is_late=True, at=at)
        commitment.alarm_stage, commitment.alarm_at = CLIMBED, None


def _late(commitment: Commitment, case: Case, *, at: datetime) -> None:
    """Write into the record that the time has passed, and tell the customer before they ask."""
    assert commitment.due_at is not None
    says = {"promise": str(commitment.pk), "action": commitment.action, "due": instant(commitment.due_at)}
    append(Line(case.key, "promise.late", SYSTEM, at, says))
    commitment.alarm_stage, commitment.alarm_at = CLIMBED, None
    if case.is_own or commitment.promiser != COMPANY:
        remind(commitment, case, is_late=True, at=at)
        return
    assert case.brand is not None
    week = case.brand.week.working
    surge = surge_for(case, at=at)
    if surge is None:
        remind(commitment, case, is_late=True, at=at)
    # What somebody a rung up owes came after two notices already: there is never a third.
    if settings.TELL_CUSTOMER_WHEN_LATE and commitment.origin != Commitment.RUNG:
        civil = next_civil_moment(at, zone=case.zone, week=week)
        climbs_at = after_working_hours(civil, policy_of(case.brand).climb, week)
        waits = max(civil, surge.until) if surge is not None else civil
        told = tell_late(commitment, case, next_word_at=climbs_at, not_before=waits, at=at)
        if surge is not None:
            hold_back(surge, commitment, told)
        commitment.alarm_stage, commitment.alarm_at = CLIMB, climbs_at


def _ask_or_lapse(commitment: Commitment, case: Case, *, at: datetime) -> None:
    """Ask once more whether it is solved, or end the case when it was asked often enough and nobody said a word.

    Each time asked is one promise kept, and the next one made; nothing in the ledger moves by itself.
    """
    closing = Closing.objects.filter(case=case, ended_at=None).first()
    if closing is None:
        return
    civil = next_civil_moment(at, zone=case.zone, week=case.brand.week.working if case.brand else None)
    if civil > at:
        # A clock that stood still wakes at night as well: nobody is asked then, and no case ends.
        commitment.alarm_stage, commitment.alarm_at = LATE, civil
        return
    if _has_spoken(case, since=commitment.made_at):
        # They wrote; whoever has the case owes them an answer, and a machine does not talk over it.
        _promise_to_ask_again(case, release_all([commitment], by=SYSTEM, at=at, why="they wrote"), at=at)
    elif asked_enough(case, closing):
        _end_or_give_up(commitment, closing, case, at=at)
    elif asked := ask_again(case, closing, at=at):
        Closing.objects.filter(pk=closing.pk).update(reminders=closing.reminders + 1)
        _promise_to_ask_again(case, keep_all([commitment], by=the_system(), at=at, shown_by=asked), at=at)
    else:
        # A question that reached nobody is no question: a person has to find another way to ask.
        remind(commitment, case, is_late=True, at=at)
        commitment.alarm_stage, commitment.alarm_at = LATE, _another_time(case, at)


def _end_or_give_up(commitment: Commitment, closing: Closing, case: Case, *, at: datetime) -> None:
    """End a case that got no answer; where silence may not end it, whoever leads gets it, or its holder is told again."""
    grave = silence_cannot_end(case, closing, at=at)
    if not grave and not has_bounced(case, since=closing.proposed_at):
        lapse(closing, at=at)
        commitment.refresh_from_db()
        return
    if grave and climb(case, why=grave, because=FOR_SILENCE, at=at) is not None:
        append_many(release_all([commitment], by=SYSTEM, at=at, why="silence does not end it"))
        return
    # Nobody is above, or our questions came back: a person has to find another way to ask.
    remind(commitment, case, is_late=True, at=at)
    commitment.alarm_stage, commitment.alarm_at = LATE, _another_time(case, at)


def _another_time(case: Case, at: datetime) -> datetime:
    return at + timedelta(days=policy_of(case.brand).closing_days)


def _promise_to_ask_again(case: Case, ended: list[Line], *, at: datetime) -> None:
    promise, made = prepare(case, to_ask_again(case, at), by=the_system(), at=at)
    promise.save(force_insert=True)
    append_many([*ended, made])


def _has_spoken(case: Case, *, since: datetime) -> bool:
    """Say whether the customer has had a word, in whatever way, after a moment."""
    said = read(case.key, side="company", audiences=["shared"], most=LATEST)
    return any(entry.at > since and entry.kind in A_WORD for entry in said)
