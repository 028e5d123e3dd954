"""What stands beside the story of a case: promises, the person, the ladder, the record's seal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from amana.cases.models import COMPANY, CUSTOMER, Case, Field, Tie, TimeSpent, Value
from amana.channels.models import Invitation, PhoneSystem, System
from amana.commitments.keeping import may_end
from amana.commitments.models import Commitment
from amana.desk.administering.describing import described
from amana.desk.casework.helping import helpers_card
from amana.desk.casework.merging import ties_of, ties_urls
from amana.desk.casework.spending import time_on
from amana.desk.connecting.answering_invitations import invitation_card
from amana.desk.connecting.telephone import dial_url_of
from amana.desk.entering import Seat
from amana.desk.hanging import Hanging
from amana.desk.insight.causes.telling import cause_line
from amana.desk.insight.recurring.beside import others_asked
from amana.desk.outside.questions import questions_card
from amana.desk.outside.systems import system_card
from amana.desk.queueing.feeling import patience_card
from amana.desk.queueing.following import followers_of
from amana.escalation.climbing import rungs
from amana.insight.models import CauseCase, Member
from amana.look.telling import standing_of
from amana.people.models import Address
from amana.record.reading import Read
from amana.recordings.hearing.queueing import heard_in
from amana.recordings.models import Recording
from amana.wording.isolating import isolated

BY_ITSELF = {Commitment.ANSWER, Commitment.FOLLOW_UP, Commitment.RUNG, Commitment.CLOSING}
MOST_PROMISES = 30
MOST_CASES = 5
# How much of a fingerprint is shown: enough to compare by eye with the end of a mail.
HEAD_SHOWN = 16


@dataclass(frozen=True)
class Ledger:
    """The latest promises of a case, the newest first, read once for all the cards that show something of them."""

    rows: Sequence[Commitment]

    @property
    def outstanding(self) -> list[Commitment] | None:
        """Every promise that has not ended, the first due first; None when there may be more than were read."""
        if len(self.rows) == MOST_PROMISES:
            return None
        return sorted((row for row in self.rows if row.is_outstanding and row.due_at), key=lambda row: str(row.due_at))

    def may_hold(self, origin: str) -> bool:
        """Whether there is a promise of this origin, among these or, when there may be more, among those not read."""
        return len(self.rows) == MOST_PROMISES or any(row.origin == origin for row in self.rows)


def ledger_of(case: Case) -> Ledger:
    """Return the ledger of a case as its page shows it."""
    return Ledger(list(_ledger().filter(case=case).order_by("-made_at", "-pk")[:MOST_PROMISES]))


def next_step_of(case: Case, seat: Seat, entries: Sequence[Read], ledger: Ledger) -> dict[str, Any] | None:
    """Return look/_next_step.html's card: the promise that comes next, and what can be done about it."""
    promise = next((row for row in ledger.rows if row.pk == case.next_commitment), None)
    if promise is None and case.next_commitment:
        promise = _ledger().filter(pk=case.next_commitment).first()
    if promise is None:
        return None
    url = reverse("desk:promise", args=[promise.pk])
    is_ours = promise.promiser == COMPANY
    promise.case = case
    said = next((entry for entry in entries if entry.id == promise.said_in), None)
    return {
        "what": promise.begun,
        "who_name": promise.owner_name,
        "due_at": promise.due_at,
        "is_late": promise.is_late(seat.at),
        "is_yours": is_ours and promise.owner_agent_id == seat.agent.pk,
        "is_waiting": case.waiting_for == CUSTOMER,
        "said_in": _origin(promise),
        "said_url": f"#entry-{said.number}" if said is not None and said.audience == "shared" else "",
        "done_url": reverse("desk:fulfilment", args=[promise.pk]) if may_end(seat.viewer, promise) else "",
        "is_answered": promise.origin in {Commitment.ANSWER, Commitment.FOLLOW_UP, Commitment.RUNG},
        "new_time_url": f"{url}#new-time" if is_ours else "",
        "url": url,
        "hand_over_url": reverse("desk:hand_overs", args=[case.number]) if case.holder_id == seat.agent.pk else "",
    }


def _origin(promise: Commitment) -> str:
    reasons = {
        Commitment.ANSWER: _("The customer wrote and waits for an answer."),
        Commitment.FOLLOW_UP: _("Nothing is open; we ask whether it is solved."),
        Commitment.RUNG: _("The matter went a rung up."),
        Commitment.CLOSING: _("Closing is proposed; the customer has not answered yet."),
        Commitment.CALL_BACK: _("A call at the time that was chosen. Logging the call keeps it."),
        Commitment.CLAIMED: _("As the customer remembers it, and we accepted."),
        Commitment.READ: _("Promised in these words: %(quote)s") % {"quote": isolated(promise.quote)},
    }
    return reasons.get(promise.origin, _("Written into the ledger by hand."))


def side_of(case: Case, seat: Seat, ledger: Ledger, *, there: Hanging, shared: tuple[int, str]) -> dict[str, Any]:
    """Return what desk/casework/_case_side.html needs; `shared` is where that chain stands, `there` what is worth a question."""
    rows, (length, sealed) = ledger.rows, shared
    return {
        "promises": [_shown(row, seat) for row in _in_order(rows)],
        "noticed": _noticed_in(rows, may_be_heard=Recording in there),
        "person": _person(case) | ({"dial_url": dial_url_of(case, seat)} if PhoneSystem in there else {}),
        "ladder": _ladder(case),
        "patience": patience_card(case, seat, ledger.outstanding),
        "described": described(case) if there & {Field, Value} else None,
        "system": system_card(case) if System in there else None,
        "questions": questions_card(case, there=there),
        "invitation": invitation_card(case) if Invitation in there else None,
        "ties": ties_of(case, seat) if Tie in there else [],
        "ties_urls": ties_urls(case),
        "followers": followers_of(case, seat, there=there),
        "helpers": helpers_card(case, seat),
        "others_asked": others_asked(case, seat) if Member in there else None,
        "cause": cause_line(case) if there & {CauseCase, Member} else None,
        "cause_url": reverse("desk:case_cause", args=[case.number]),
        "time": time_on(case, seat, is_any=TimeSpent in there),
        "seal": {
            "ok": True,
            "number": length,
            "head": " ".join(sealed[start : start + 4] for start in range(0, HEAD_SHOWN, 4)),
            "url": reverse("desk:record", args=[case.number]),
        },
    }


def _ledger() -> Any:  # a queryset that mypy's plugin names by a private class
    return Commitment.objects.select_related("owner_agent__account", "owner_person", "owner_company")


def _in_order(rows: Sequence[Commitment]) -> list[Commitment]:
    """Return what is open, the next first, then what ended, the latest first; what was merely noticed stands apart."""
    confirmed = [row for row in rows if row.state not in Commitment.UNCONFIRMED]
    by_due = sorted((row for row in confirmed if row.is_outstanding and row.due_at), key=lambda row: str(row.due_at))
    # That an answer was given is told by the answer; only what was promised in words stays in the list.
    ended = [row for row in confirmed if row.ended_at is not None and row.origin not in BY_ITSELF]
    return by_due + sorted(ended, key=lambda row: str(row.ended_at), reverse=True)


def _shown(row: Commitment, seat: Seat) -> dict[str, Any]:
    return {
        "what": row.begun,
        "who_name": row.owner_name,
        "state": standing_of(row, seat.at),
        "due_at": row.due_at,
        "url": reverse("desk:promise", args=[row.pk]),
    }


def _noticed_in(rows: Sequence[Commitment], *, may_be_heard: bool) -> list[dict[str, Any]]:
    """Return what waits to be confirmed, and of which a machine heard it in a recording; one query where there are recordings."""
    waiting = [row for row in rows if row.state == Commitment.NOTICED]
    heard = heard_in(row.said_in for row in waiting) if may_be_heard else set()
    return [_noticed(row) | {"is_heard": row.said_in in heard} for row in waiting]


def _noticed(row: Commitment) -> dict[str, Any]:
    return {
        "what": row.begun,
        "quote": row.quote,
        "is_claimed": row.origin == Commitment.CLAIMED,
        "who_name": row.due_words if row.origin == Commitment.CLAIMED else "",
        "due_at": row.due_at,
        "url": reverse("desk:promise", args=[row.pk]),
        "drop_url": reverse("desk:dismissal", args=[row.pk]) if row.origin != Commitment.CLAIMED else "",
    }


def _person(case: Case) -> dict[str, Any]:
    addresses = list(Address.objects.filter(person=case.customer).order_by("kind", "added_at"))
    others = Case.objects.filter(customer=case.customer).exclude(pk=case.pk)
    others = others.filter(brand=case.brand).order_by("-opened_at")[:MOST_CASES]
    return {
        "name": case.customer,
        "url": reverse("desk:person", args=[case.customer_id]),
        "addresses": [one.value for one in addresses],
        "telephones": [one.value for one in addresses if one.kind == Address.PHONE],
        "cases": [{"subject": one.subject, "url": reverse("desk:case", args=[one.number])} for one in others],
    }


def _ladder(case: Case) -> list[dict[str, Any]]:
    if case.brand is None:
        return []
    above = [{"name": rung, "rung": rung.get_role_display()} for rung in rungs(case.brand, case.holder)]
    holder = [{"name": case.holder, "is_current": True}] if case.holder else []
    return [*holder, *above]
