"""What a batch of letters meets in the cases it belongs to, looked up once these are held; queries do not grow with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amana.cases.models import COMPANY, Case
from amana.channels.email.mail import Address
from amana.commitments.models import Commitment
from amana.commitments.noticing import Sameness, known_promises
from amana.handling.intake.letters import Letter
from amana.handling.intake.sorting import Place
from amana.people.models import Person
from amana.people.recognising import recognise_all
from amana.team.models import Brand


@dataclass
class Recalled:
    """Who writes, who held their last case, which cases owe an answer, and which promises are known already."""

    people: Mapping[str, Person]
    holders: Mapping[UUID, UUID | None]
    owing: set[UUID]
    promises: set[Sameness]


def recall(
    placed: Sequence[tuple[Letter, Place]], cases: Iterable[UUID], ours: Mapping[str, Brand], *, at: datetime
) -> Recalled:
    """Return what is known of these letters; makes a person for whoever writes or is written to for the first time."""
    cases = list(cases)
    joining = [
        (letter, place) for letter, place in placed if place.where in {"new", "continue", "unverified", "employee"}
    ]
    people = _people(joining, ours, at)
    starting = {customer_address(letter, ours) for letter, place in joining if place.where == "new"}
    found = [promise for letter, _place in joining for promise in letter.reading.promises]
    return Recalled(
        people=people,
        holders=_last_holders({people[address].pk for address in starting}) if starting else {},
        owing=_owing(cases) if cases else set(),
        promises=known_promises(cases, found) if cases else set(),
    )


def customer_address(letter: Letter, ours: Mapping[str, Brand]) -> str:
    """Return whose matter a letter is: its sender's, or, for one of ours in an imported mailbox, whom we wrote to."""
    return _customer(letter, ours).key if letter.is_ours else letter.sender


def _customer(letter: Letter, ours: Mapping[str, Brand]) -> Address:
    assert letter.mail.sender is not None
    others = [*letter.mail.to, *letter.mail.cc]
    strangers = [address for address in others if address.key not in ours]
    return next(iter([*strangers, *others]), letter.mail.sender)


def _people(joining: Sequence[tuple[Letter, Place]], ours: Mapping[str, Brand], at: datetime) -> dict[str, Person]:
    """Return the people by address. Whom we wrote to in a case that goes on is nobody new."""
    named: dict[str, tuple[str, str]] = {}
    for letter, place in joining:
        if letter.is_ours and place.where != "new":
            continue
        somebody = _customer(letter, ours) if letter.is_ours else letter.mail.sender
        assert somebody is not None
        spoken = letter.reading.language if letter.reading.language != "unknown" else ""
        named.setdefault(somebody.key, (somebody.name, spoken))
    return recognise_all(named, at=at) if named else {}


def _last_holders(people: set[UUID]) -> dict[UUID, UUID | None]:
    rows = Case.objects.filter(customer__in=people, kept_by=COMPANY).order_by("opened_at", "pk")
    return dict(rows.values_list("customer_id", "holder_id"))


def _owing(cases: list[UUID]) -> set[UUID]:
    rows = Commitment.objects.outstanding().filter(case__in=cases, origin=Commitment.ANSWER)
    return set(rows.values_list("case_id", flat=True))
