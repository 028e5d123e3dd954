"""Opening a case: a book, a case, somebody who holds it, and the first promise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import CLOSED, COMPANY, CUSTOMER, OPEN, Case, Participant
from amana.cases.standing import Standing
from amana.commitments.making import prepare
from amana.commitments.models import Commitment
from amana.commitments.settling import deeds_of, default_step, next_step, standing_of
from amana.kit.codes import new_case_number, new_id
from amana.people.models import Company, Person
from amana.record.appending import Line, append_many, open_books
from amana.team.choosing import BY_HAND, Chosen, limited, roster
from amana.team.models import Agent, Brand
from amana.team.viewing import Viewer

# How much of a message is looked at for what an agent knows well.
LOOKED_AT = 2000


@dataclass
class Opened:
    """A case not yet written: its row, its lines so far, and the promise it begins with (none when it is history)."""

    case: Case
    lines: list[Line]
    promise: Commitment | None


def full() -> set[UUID]:
    """Return the agents who hold as many open cases as they can; one small count for each who has a limit."""
    return {key for key, most in limited().items() if len(Case.objects.open().filter(holder=key)[:most]) >= most}


def prepare_case(  # noqa: PLR0913  # a case has this many sides, each named at the call
    *,
    customer: Person,
    brand: Brand,
    holder: Agent | None,
    why: str = "",
    subject: str,
    language: str,
    channel: str,
    by: Viewer,
    at: datetime,
    is_history: bool = False,
    key: UUID | None = None,
) -> Opened:
    """Return a served case ready to be written with others; `is_history` makes one that is closed and owes nothing."""
    case = Case(
        book_id=key or new_id(),
        number=new_case_number(),
        kept_by=COMPANY,
        brand=brand,
        customer=customer,
        company=brand.company,
        subject=" ".join(subject.split())[:300],
        language=language,
        zone=customer.zone or brand.zone,
        channel=channel,
        opened_at=at,
        holder=holder,
        team_id=holder.team_id if holder else None,
        last_word_at=at,
        last_word_by=CUSTOMER,
        contacts=0 if channel == "hand" else 1,
    )
    lines = [Line(case.key, "case.opened", by.actor, at, _said(case) | {"routed": why})]
    if is_history:
        case.state, case.closed_at = CLOSED, at
        return Opened(case, lines, None)
    return Opened(case, lines, first_promise(case, lines, by=by, at=at))


def first_promise(case: Case, lines: list[Line], *, by: Viewer, at: datetime) -> Commitment:
    """Give a case the promise that follows from the last word said on it; the line joins `lines`.

    The standing set here counts for a case that owes nothing else. Where it does, the reaction to the line
    sets it again in the same transaction, from all that is owed.
    """
    promise, line = prepare(case, default_step(case, at=at), by=by, at=at)
    lines.append(line)
    step = next_step([promise], at=at)
    assert step is not None
    stand(case, standing_of(case.key, *step, deeds=deeds_of(case)))
    case.state, case.closed_at = OPEN, None
    return promise


def stand(case: Case, standing: Standing) -> None:
    """Set the standing on a row that is about to be written whole."""
    case.waiting_for, case.next_due_at = standing.waiting_for, standing.next_due_at
    case.next_reason, case.next_commitment = standing.next_reason, standing.next_commitment
    case.queue_at = standing.queue_at
    case.contacts, case.passes, case.is_standstill = standing.contacts, standing.passes, standing.is_standstill


def _said(case: Case) -> dict[str, object]:
    return {
        "number": case.number,
        "subject": case.subject,
        "channel": case.channel,
        "kept_by": case.kept_by,
        "holder": case.holder.name if case.holder else "",
        "company": case.company.name,
        "customer": case.customer.name,
    }


@transaction.atomic
def open_case(customer: Person, brand: Brand, *, subject: str, text: str, by: Viewer, at: datetime) -> Case:
    """Open a case by hand, from a call or a visit, with what was said as its first entry."""
    if not text.strip():
        raise Refused(_("Write what it is about."))
    agents = roster(at=at, full=full())
    chosen = (
        Chosen(by.agent, BY_HAND)
        if by.agent
        else agents.next_for(
            brand.pk, knows=None, language=customer.language, at=at, about=f"{subject} {text}"[:LOOKED_AT]
        )
    )
    holder = chosen.agent if chosen else None
    agents.save()
    opened = prepare_case(customer=customer, brand=brand, holder=holder, why=chosen.why if chosen else "", subject=subject or text[:80],
                          language=customer.language or brand.language, channel="hand", by=by, at=at)  # fmt: skip
    says = {"who": by.name, "text": text.strip(), "minutes": 0, "waited": 0, "by": by.name}
    opened.lines.insert(1, Line(opened.case.key, "call.noted", by.actor, at, says))
    return write_case(opened, at=at)


@transaction.atomic
def write_case(opened: Opened, *, at: datetime) -> Case:
    """Write one prepared case with its book, participant, promise and lines."""
    open_books([opened.case.key], at=at)
    opened.case.save(force_insert=True)
    Participant.objects.create(case=opened.case, person=opened.case.customer, added_at=at)
    if opened.promise is not None:
        opened.promise.save(force_insert=True)
    append_many(opened.lines)
    return opened.case


@transaction.atomic
def open_own_case(
    owner: Person, company: Company, *, happened: str, wanted: str, settle_for: str = "", by: Viewer, at: datetime
) -> Case:
    """Open a consumer's own case against a company; what they would settle for goes to their own chain alone."""
    if not happened.strip() or not wanted.strip():
        raise Refused(_("Write what happened and what you want."))
    case = Case(
        book_id=new_id(),
        kept_by=CUSTOMER,
        owner=owner,
        customer=owner,
        company=company,
        subject=" ".join(wanted.split())[:300],
        language=owner.language or "en",
        zone=owner.zone or "UTC",
        channel="own",
        opened_at=at,
        last_word_at=at,
        last_word_by=CUSTOMER,
    )
    lines = [Line(case.key, "case.opened", by.actor, at, {**_said(case), "happened": happened.strip(),
                                                         "wanted": wanted.strip()})]  # fmt: skip
    goal = {"happened": happened.strip(), "wanted": wanted.strip(), "settle_for": settle_for.strip()}
    lines.append(Line(case.key, "goal.set", by.actor, at, goal))
    return write_case(Opened(case, lines, first_promise(case, lines, by=by, at=at)), at=at)
