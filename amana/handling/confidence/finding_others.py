"""Whom a draft speaks of besides its customer: by mail address, telephone, case number or full name, each looked up in an index."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amana.cases.models import COMPANY, Case, Participant
from amana.handling.confidence.knowing_names import MOST_WORDS, words_of
from amana.handling.namesakes import CustomerName
from amana.kit.codes import CASE_LETTERS
from amana.language import read
from amana.people.models import Address, Person
from amana.team.models import Agent

# What of a text is looked at: letters, identifiers of a kind, words that may be names.
LONGEST_TEXT = 60_000
MOST_OF_A_KIND = 30
MOST_TELEPHONES = 10
MOST_NAMED_WORDS = 600
AT_ONCE = 400
MOST_FOUND = 8
_CASE = re.compile(rf"\bAM-([{CASE_LETTERS}]{{6}})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Other:
    """Another customer a draft mentions: who, by which words, where these stand, and a case of theirs that tells who it is."""

    person: UUID
    name: str
    words: str
    where: str  # text, copy, or the name of a file
    number: str = ""

    @property
    def token(self) -> str:
        """Stands for this customer and place, so that whoever says "send anyway" has said it of this and nothing else."""
        return hashlib.sha256(f"{self.person} {self.where}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Said:
    """What a text holds that may name somebody."""

    mails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()
    orders: frozenset[str] = frozenset()


def said_in(text: str, *, at: datetime) -> Said:
    """Return the identifiers of a text; at most so many of each kind."""
    text = text[:LONGEST_TEXT]
    found: dict[str, list[str]] = {}
    for one in read(text, sent_at=at, side="company", only=("identifiers",)).identifiers:
        found.setdefault(one.kind, []).append(one.value)
    cases = [f"AM-{letters.upper()}" for letters in _CASE.findall(text)]
    orders = [*found.get("order", []), *found.get("account", []), *found.get("reference", [])]
    return Said(
        mails=_first(value.lower() for value in found.get("email", [])),
        phones=_first(found.get("phone", []), MOST_TELEPHONES),
        cases=_first(cases),
        orders=_first((one for one in orders if not one.upper().startswith("AM-")), MOST_TELEPHONES),
    )


def _first(values: Iterable[str], most: int = MOST_OF_A_KIND) -> frozenset[str]:
    return frozenset(list(dict.fromkeys(values))[:most])


def others_in(case: Case, texts: Mapping[str, str], *, copies: Iterable[str] = (), at: datetime) -> list[Other]:
    """Return other customers of the brand that these texts, by where they stand, or the copies of a mail name; eight at most.

    Whoever takes part in the case is nobody else, and neither is a colleague. Queries grow with the number of texts and not
    with what is in the database.
    """
    if case.brand_id is None:
        return []
    own = {case.customer_id, *Participant.objects.filter(case=case).values_list("person", flat=True)}
    found: dict[tuple[UUID, str], str] = {}
    for where, text in texts.items():
        for person, words in [*_by_identifiers(case, said_in(text, at=at)), *_by_name(case, text)]:
            found.setdefault((person, where), words)
    for person, words in _by_mail({one.strip().lower() for one in copies}):
        found.setdefault((person, "copy"), words)
    wanted = {key: words for key, words in found.items() if key[0] not in own}
    return _named(case, wanted)[:MOST_FOUND]


def _by_identifiers(case: Case, said: Said) -> Iterator[tuple[UUID, str]]:
    yield from _by_mail(said.mails)
    for number in sorted(said.phones):
        digits = "".join(sign for sign in number if sign.isdigit()).lstrip("0")[-9:]
        if len(digits) >= 7:
            for person in Address.objects.ending_with(digits).values_list("person", flat=True)[:MOST_FOUND]:
                yield person, number
    if said.cases:
        # Whose case of another brand, or kept by a consumer alone, a number is, nobody here learns from it.
        ours = Case.objects.filter(number__in=said.cases, kept_by=COMPANY, brand=case.brand_id)
        for number, person in ours.values_list("number", "customer"):
            yield person, number


def _by_mail(values: Iterable[str]) -> list[tuple[UUID, str]]:
    values = list(values)[:MOST_OF_A_KIND]
    if not values:
        return []
    rows = Address.objects.filter(kind=Address.MAIL, value__in=values).values_list("person", "value")
    return list(rows)


def _by_name(case: Case, text: str) -> list[tuple[UUID, str]]:
    """Return people whose whole name stands in a text, two to four words one after the other."""
    words = words_of(text[:LONGEST_TEXT])[:MOST_NAMED_WORDS]
    runs = {" ".join(words[start : start + n]) for n in range(2, MOST_WORDS + 1) for start in range(len(words) - n + 1)}
    ours = {" ".join(words_of(name)) for name in _names_of_ours(case)}
    candidates = sorted(runs - ours)
    found: list[tuple[UUID, str]] = []
    for start in range(0, len(candidates), AT_ONCE):
        rows = CustomerName.objects.filter(brand=case.brand_id, folded__in=candidates[start : start + AT_ONCE])
        found += rows.values_list("person", "person__name")[:MOST_OF_A_KIND]
    return found


def _names_of_ours(case: Case) -> list[str]:
    """Return names that say nothing of another customer: this customer's own, and those of colleagues."""
    rows = Agent.objects.filter(brands=case.brand_id).values_list("account__name", flat=True)
    return [case.customer.name, *rows[:200]]


def _named(case: Case, wanted: Mapping[tuple[UUID, str], str]) -> list[Other]:
    """Return those of them who have a case with the brand, with the latest of their cases."""
    keys = {person for person, _where in wanted}
    if not keys:
        return []
    people = Person.objects.in_bulk(list(keys)[:100])
    numbers: dict[UUID, str] = {}
    for key in people:
        rows = Case.objects.filter(customer=key, kept_by=COMPANY, brand=case.brand_id).order_by("-opened_at")
        number = rows.values_list("number", flat=True).first()
        if number is not None:
            numbers[key] = number
    return [
        Other(person, people[person].name or words, words, where, numbers[person])
        for (person, where), words in wanted.items()
        if person in numbers
    ]
