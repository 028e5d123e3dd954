"""A draft before it is sent: what it promises, whom else it mentions, and what there is to say about it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from amana.api.calling import Caller
from amana.cases.errors import Refused
from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.commitments.making import Draft
from amana.commitments.models import Commitment
from amana.handling.confidence.finding_others import Other, others_in, said_in
from amana.language import read
from amana.language.findings import Language, Promise
from amana.readings.knowing import known_of
from amana.record.reading import read as read_record
from amana.search.asking import understand
from amana.search.finding import Search, hits
from amana.search.narrowing import Narrowed
from amana.wording.isolating import isolated
from amana.writing import Advice, Context, check

# Among so many entries the message that is being answered is looked for; so many numbers of a draft are looked up.
LATEST, MOST_NUMBERS = 40, 6
TEXT = "text"


@dataclass(frozen=True)
class Found:
    """A promise in a draft; whoever sends names it by its key. `due_at` is None where its words fix no moment to come."""

    key: str
    promise: Promise
    due_at: datetime | None


@dataclass(frozen=True)
class Decided:
    """What the sender says of a promise in their draft: as it was read, put right, or none at all."""

    due_at: datetime | None = None
    action: str = ""
    is_none: bool = False


def promises_in(text: str, case: Case, *, at: datetime) -> list[Found]:
    """Return the promises of a draft, in the order of its words; the same words have the same key."""
    week = case.brand.week.working if case.brand else None
    reading = read(text, sent_at=at, side="company", locale=case.language, week=week, only=["promises"])
    seen: Counter[str] = Counter()
    found = []
    for one in reading.promises:
        seen[one.quote] += 1
        key = hashlib.sha256(f"{one.quote}{seen[one.quote]}".encode()).hexdigest()[:10]
        found.append(Found(key, one, one.due.at if one.due.at is not None and one.due.at > at else None))
    return found


def as_drafts(
    found: Sequence[Found], decided: Mapping[str, Decided], case: Case, caller: Caller, *, said_in: UUID
) -> list[Draft]:
    """Return what enters the ledger when the draft is sent: sending confirms what was looked at.

    Raises Refused for a promise the sender does not name, or that has no time.
    """
    drafts = []
    for one in found:
        said = decided.get(one.key)
        if said is None:
            raise Refused(_("This text promises something. Look at what will enter the ledger, then send it."))
        if said.is_none:
            continue
        due_at = said.due_at or one.due_at
        if due_at is None:
            word = one.promise.due.words or one.promise.quote
            raise Refused(_("“%(word)s” has no time. Say by when, or that it is not a promise.") % {"word": word})
        drafts.append(_draft(one, said, due_at, case, caller, said_in))
    return drafts


def _draft(one: Found, said: Decided, due_at: datetime, case: Case, caller: Caller, said_in: UUID) -> Draft:
    due, theirs = one.promise.due, one.promise.by == CUSTOMER
    is_as_read = due_at == due.at
    return Draft(
        action=said.action.strip() or one.promise.action or one.promise.quote,
        due_at=due_at,
        promiser=CUSTOMER if theirs else COMPANY,
        owner=case.customer if theirs else caller.agent,
        origin=Commitment.READ,
        quote=one.promise.quote,
        said_in=said_in,
        due_words=due.words,
        due_rule=due.rule if is_as_read else "as put right before sending",
        firmness=one.promise.firmness if is_as_read else "firm",
    )


def advice_on(text: str, case: Case, caller: Caller) -> list[Advice]:
    """Return what there is to say about a draft, the weightiest first."""
    said = read_record(case.key, side="company", audiences=["shared"], most=LATEST)
    known = known_of(case)
    readers: dict[str, Language] = {"he": "he", "ar": "ar"}
    account = caller.account
    context = Context(
        at=caller.at,
        week=case.brand.week.working if case.brand else None,
        asked=next((entry["text"] or "" for entry in reversed(said) if entry.kind == "message.received"), ""),
        locale=case.language,
        customer=case.customer.name,
        known=known.given,
        tried=known.tried,
        is_open=case.is_open,
        reader=readers.get(account.language[:2] if account else "", "en"),
    )
    return check(text, context=context)


def others_of(text: str, copies: Sequence[str], case: Case, caller: Caller) -> list[Other]:
    """Return the other customers a draft mentions, by name, address or number; each is asked about before it leaves."""
    found = others_in(case, {TEXT: text}, copies=list(copies), at=caller.at)
    known = {one.person for one in found}
    for number in sorted(said_in(text, at=caller.at).orders)[:MOST_NUMBERS]:
        rows = hits(Search(understand(f'"{number}"'), Narrowed(brand=case.brand_id), caller.viewer)).rows
        if rows and not any(row.case.customer_id == case.customer_id for row in rows):
            other = rows[0].case
            if other.customer_id not in known:
                known.add(other.customer_id)
                name = other.customer.name or number
                found.append(Other(other.customer_id, name, number, TEXT, other.number))
    return found


def must_be_meant(others: Sequence[Other], meant: Sequence[str]) -> None:
    """Raise Refused unless each other customer the draft mentions was said to be meant."""
    if any(one.token not in meant for one in others):
        names = ", ".join(isolated(name) for name in dict.fromkeys(one.name for one in others))
        raise Refused(
            _("This mentions %(names)s, another customer. Take it out, or tick that it is meant.") % {"names": names}
        )


def must_sell_nothing(advice: Sequence[Advice], case: Case, *, is_asked: bool) -> None:
    """Raise Refused for an offer to buy while the customer's problem is open, unless they asked for it."""
    if case.is_open and not is_asked and any(one.code == "sale_before_help" for one in advice):
        raise Refused(
            _("This offers something to buy while the problem is open. Leave it out, or say that they asked for it.")
        )
