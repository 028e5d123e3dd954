"""What the readings of a case know by now: what the customer gave already, and what they have tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from amana.cases.models import Case
from amana.readings.correcting import as_people_left_it
from amana.readings.models import CUSTOMER, Reading

# Among so many of the customer's last messages.
LATEST = 40
SURE = 0.6


@dataclass(frozen=True)
class Known:
    """`given` by kind of identifier, the latest of each; `tried` in the customer's words, the latest last."""

    given: Mapping[str, str] = field(default_factory=dict)
    tried: tuple[str, ...] = ()


def known_of(case: Case) -> Known:
    """Return what the customer's words in a case hold that need not be asked or suggested again; two queries."""
    rows = list(Reading.objects.filter(case=case, side=CUSTOMER, read_at__isnull=False).order_by("-at")[:LATEST])
    left = as_people_left_it(rows)
    given: dict[str, str] = {}
    tried: list[str] = []
    for row in reversed(rows):
        for one in left[row.pk]:
            if one["kind"] == "identifier" and one["confidence"] >= SURE:
                given[one["id"]] = one["more"].get("value") or one["quote"]
            elif one["kind"] == "tried":
                tried.append(one["quote"])
    return Known(given, tuple(dict.fromkeys(tried)))
