"""By what figures are divided, the scale times are put on, and which field of a case says its product."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from amana.cases.models import Field, Value
from amana.language.normalising import fold
from amana.team.models import Brand

# What is measured, and by what it is divided. Each is a word of a row of `Part`; changing one means counting again.
PROMISES, WAITING, CLIMBS, LEAKS, CUSTOMERS = "promises", "waiting", "climbs", "leaks", "customers"
WHOLE, ENDING, LENGTH, USED = "", "ending", "length", "used"
CHANNEL, LANGUAGE, PRODUCT, RUNG, CAUSE, STRENGTH = "channel", "language", "product", "rung", "cause", "strength"

# Up to which time each bucket reaches; the last one has no end.
SCALE: Final = (
    timedelta(minutes=15), timedelta(hours=1), timedelta(hours=2), timedelta(hours=4), timedelta(hours=8),
    timedelta(days=1), timedelta(days=2), timedelta(days=3), timedelta(days=7), timedelta(days=14), timedelta(days=30),
)  # fmt: skip
LAST: Final = len(SCALE)
# A field of this name says the product of a case: English, Hebrew, Arabic, with and without the article.
PRODUCT_NAMES: Final = ("Product", "Products", "מוצר", "המוצר", "منتج", "المنتج")
LONGEST_VALUE = 80
SOME = 500


class Cell(NamedTuple):
    """How many of one kind a team had, as divided by one thing."""

    measure: str
    by: str
    kind: str
    value: str
    bucket: int
    team: UUID | None
    number: int


def bucket_of(length: timedelta) -> int:
    """Return the place of a length of time on the scale, 0 for the shortest; LAST for what is longer than all."""
    return next((place for place, most in enumerate(SCALE) if length <= most), LAST)


def product_fields(brand: Brand) -> list[UUID]:
    """Return the fields of a brand that say the product: those called so, in any of our languages."""
    names = {fold(name) for name in PRODUCT_NAMES}
    return [
        key for key, name in Field.objects.filter(brand=brand).values_list("pk", "name") if fold(name.strip()) in names
    ]


def products_of(cases: Collection[UUID], fields: Sequence[UUID]) -> dict[UUID, str]:
    """Return the product each of these cases is about, where a field says it; some cases to a query."""
    found: dict[UUID, str] = {}
    if not fields:
        return found
    for some in batches(sorted(cases)):
        rows = Value.objects.filter(case__in=some, field__in=fields).exclude(text="")
        found |= {case: text[:LONGEST_VALUE] for case, text in rows.values_list("case", "text")}
    return found


def batches(keys: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """Yield keys some at a time, as many as a statement takes well."""
    for first in range(0, len(keys), SOME):
        yield keys[first : first + SOME]
