"""What a draft promises: found while it is written, decided by whoever sends it, entered into the ledger when it is sent."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.commitments.making import Draft
from amana.commitments.models import Commitment
from amana.language import read
from amana.language.findings import Promise
from amana.team.models import Agent


@dataclass(frozen=True)
class Found:
    """A promise in a draft; whoever sends names it by its key. `due_at` is None where its words fix no moment to come."""

    key: str
    promise: Promise
    due_at: datetime | None

    @property
    def action(self) -> str:
        """What is promised, as it was read."""
        return self.promise.action or self.promise.quote

    @property
    def word(self) -> str:
        """The words that should say by when."""
        return self.promise.due.words or self.promise.quote

    @property
    def is_theirs(self) -> bool:
        """Whether the draft takes it down for the customer."""
        return self.promise.by == CUSTOMER


@dataclass(frozen=True)
class Decided:
    """What the sender says of a promise in their draft: by when and in which words, or that it is none.

    `due_at` is None where they fixed no time. `is_seen` is False while they have not looked at it.
    """

    found: Found
    due_at: datetime | None
    action: str = ""
    is_none: bool = False
    is_seen: bool = True


def promises_in(text: str, case: Case, *, at: datetime) -> list[Found]:
    """Return the promises of a draft, in the order of its words; the same words have the same key. `at`: when it would leave."""
    week = case.brand.week.working if case.brand else None
    reading = read(text, sent_at=at, side="company", locale=case.language, week=week, only=["promises"])
    seen: Counter[str] = Counter()
    found = []
    for one in reading.promises:
        seen[one.quote] += 1
        key = hashlib.sha256(f"{one.quote}{seen[one.quote]}".encode()).hexdigest()[:10]
        found.append(Found(key, one, one.due.at if one.due.at is not None and one.due.at > at else None))
    return found


def as_drafts(decided: Sequence[Decided], case: Case, agent: Agent, *, said_in: UUID) -> list[Draft]:
    """Return what enters the ledger when the draft is sent, ours owned by `agent`; `said_in` is the key of the message.

    Raises Refused when a promise has no time, or has not been looked at yet: sending confirms what was read.
    """
    kept = [one for one in decided if not one.is_none]
    for one in kept:
        if one.due_at is None:
            word = one.found.word
            raise Refused(_("“%(word)s” has no time. Say by when, or that it is not a promise.") % {"word": word})
    if not all(one.is_seen for one in kept):
        raise Refused(_("This text promises something. Look at what will enter the ledger, then send it."))
    return [_draft(one, one.due_at, case, agent, said_in) for one in kept if one.due_at is not None]


def _draft(one: Decided, due_at: datetime, case: Case, agent: Agent, said_in: UUID) -> Draft:
    promise, is_theirs = one.found.promise, one.found.is_theirs
    is_as_read = due_at == promise.due.at
    return Draft(
        action=one.action.strip() or one.found.action,
        due_at=due_at,
        promiser=CUSTOMER if is_theirs else COMPANY,
        owner=case.customer if is_theirs else agent,
        origin=Commitment.READ,
        quote=promise.quote,
        said_in=said_in,
        due_words=promise.due.words,
        due_rule=promise.due.rule if is_as_read else "as put right before sending",
        firmness=promise.firmness if is_as_read else "firm",
    )
