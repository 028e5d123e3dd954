"""Who writes from a domain of ours without an account: named by a setting, believed only when our border proved the domain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from amana.cases.models import COMPANY, Case
from amana.commitments.making import Draft, prepare
from amana.commitments.models import Commitment, StaffDomain
from amana.commitments.noticing import Sameness, noticed
from amana.handling.intake.letters import Letter
from amana.language import read
from amana.language.findings import Promise
from amana.people.models import Person
from amana.record.appending import Line
from amana.team.models import Agent
from amana.team.viewing import the_system

# What the head of a mail shows when its sender's name is dressed up as somebody else's.
DRESSED_UP = frozenset({"name_bidi", "name_mixed_scripts", "name_is_other_address"})


def employed_on(asked: Iterable[tuple[UUID, str]]) -> dict[tuple[UUID, str], UUID]:
    """Return which of these (case, address) are of somebody whose domain is the case's brand's own, with the brand.

    Nothing is proven by that: anybody can write a domain. Asks nothing when there is nobody to ask for, else three queries.
    """
    pairs = list(asked)
    domains = {_domain(address) for _case, address in pairs}
    if not domains:
        return {}
    ours = set(StaffDomain.objects.filter(value__in=domains).values_list("value", "brand_id"))
    if not ours:
        return {}
    # Whoever has an account that only reads does not speak for the company by another way.
    readers = set(Agent.objects.filter(role=Agent.AUDITOR, account__email__in={address for _case, address in pairs})
                  .values_list("account__email", flat=True))  # fmt: skip
    brands = Case.objects.filter(pk__in=[case for case, _address in pairs], brand__isnull=False)
    brand_of = dict(brands.values_list("pk", "brand_id"))
    return {
        (case, address): brand_of[case]
        for case, address in pairs
        if case in brand_of and (_domain(address), brand_of[case]) in ours and address not in readers
    }


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def promised_by(
    case: Case,
    writer: Person,
    letter: Letter,
    *,
    said_in: UUID,
    is_shared: bool,
    known: set[Sameness],
    at: datetime,
) -> tuple[list[Commitment], list[Line]]:
    """Return the rows, unsaved, and the lines of what an employee promises in the company's name.

    A firm promise with a time that is still to come, written to the customer, enters the ledger in the writer's name: whoever
    sends words to a customer has said them. All else is noticed, with the writer as its owner, until the holder confirms it.
    """
    found = _read(case, letter.text, letter.mail.sent_at or at)
    rows = noticed(case, found, said_in=said_in, at=at, known=known)
    made: list[Commitment] = []
    lines: list[Line] = []
    for row, promise in zip(rows, _fresh(case, found, known), strict=True):
        row.owner_person = writer
        due = promise.due.at
        if not is_shared or not case.is_open or promise.firmness != "firm" or due is None or due <= at:
            made.append(row)
            continue
        draft = Draft(promise.action, due, COMPANY, writer, Commitment.READ, promise.quote, said_in, promise.due.words,
                      promise.due.rule, promise.firmness)  # fmt: skip
        commitment, line = prepare(case, draft, by=the_system(), at=at)
        made.append(commitment)
        lines.append(line)
    return made, lines


def _read(case: Case, text: str, sent_at: datetime) -> list[Promise]:
    week = case.brand.week.working if case.brand else None
    found = read(text, sent_at=sent_at, side="company", week=week, only=["promises"]).promises
    return [promise for promise in found if promise.by == COMPANY]


def _fresh(case: Case, found: Sequence[Promise], known: set[Sameness]) -> list[Promise]:
    """Return the promises for which `noticed` makes a row, in its order."""
    seen, fresh = set(known), []
    for promise in found:
        same: Sameness = (case.key, promise.by, promise.quote, promise.due.at)
        if same not in seen:
            seen.add(same)
            fresh.append(promise)
    return fresh


def name_of(writer: Person, address: str, company: UUID) -> Person:
    """Let an employee be known as one: of our company, and by their address where they wrote no name."""
    if writer.company_id != company or not writer.name:
        writer.company_id, writer.name = company, writer.name or address
        writer.save(update_fields=["company", "name"])
    return writer
