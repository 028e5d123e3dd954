"""What the readings of a case know by now: what the customer gave already, and what they have tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from amana.cases.models import Case
from amana.readings.correcting import as_people_left_it
from amana.readings.models import CUSTOMER, Reading

# Among so many of the customer's last messages.
LATEST = 40
SURE = 0.6


@dataclass(frozen=True)
class Fact:
    """Something a customer said, and the entry it stands in; `kind` of an identifier, "tried" or "wanted"."""

    kind: str
    words: str
    entry: UUID


@dataclass(frozen=True)
class Known:
    """`given` by kind of identifier, the latest of each; `tried` in the customer's words, the latest last.

    `facts` are both and what they want in the end, each with its entry, the latest last.
    """

    given: Mapping[str, str] = field(default_factory=dict)
    tried: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


def known_of(case: Case) -> Known:
    """Return what the customer's words in a case hold that need not be asked or suggested again; two queries."""
    rows = list(Reading.objects.filter(case=case, side=CUSTOMER, read_at__isnull=False).order_by("-at")[:LATEST])
    left = as_people_left_it(rows)
    given: dict[str, str] = {}
    tried: list[str] = []
    facts: dict[tuple[str, str], Fact] = {}
    for row in reversed(rows):
        for one in left[row.pk]:
            if one["kind"] == "identifier" and one["confidence"] >= SURE:
                said = given[one["id"]] = one["more"].get("value") or one["quote"]
                facts[one["id"], said] = Fact(one["id"], said, row.pk)
            elif one["kind"] in {"tried", "wanted"}:
                if one["kind"] == "tried":
                    tried.append(one["quote"])
                facts[one["kind"], one["quote"]] = Fact(one["kind"], one["quote"], row.pk)
    return Known(given, tuple(dict.fromkeys(tried)), tuple(facts.values()))
