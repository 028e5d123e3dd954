"""How long customers waited for our answers, the first and the later ones; and how many customers that were."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Exists, OuterRef

from amana.cases.models import COMPANY
from amana.commitments.models import Commitment
from amana.insight.measures.parts.dividing import (
    CHANNEL,
    CUSTOMERS,
    LANGUAGE,
    PRODUCT,
    WAITING,
    WHOLE,
    Cell,
    bucket_of,
    product_fields,
    products_of,
)
from amana.insight.measures.spanning import Span, of_brand

FIRST, LATER = "first", "later"


def count(span: Span) -> Iterator[Cell]:
    """Yield the answers given in a week by how long the customer had waited for each; by the clock, nights included.

    Beside it, without a team, how many customers had their first answer: what a group of customers is measured by.
    """
    earlier = Commitment.objects.filter(
        case=OuterRef("case"), origin=Commitment.ANSWER, promiser=COMPANY, made_at__lt=OuterRef("made_at")
    )
    answered = Commitment.objects.filter(
        of_brand(span), ended_at__gte=span.starts, ended_at__lt=span.ends, promiser=COMPANY,
        origin=Commitment.ANSWER, state=Commitment.KEPT,
    ).annotate(is_later=Exists(earlier))  # fmt: skip
    rows = list(answered.values_list("case", "is_later", "made_at", "ended_at", "owner_agent__team", "case__channel",
                                     "case__language", "case__customer"))  # fmt: skip
    products = products_of({row[0] for row in rows}, product_fields(span.brand))
    found: Counter[tuple[str, str, str, int, UUID | None]] = Counter()
    customers: defaultdict[tuple[str, str], set[UUID]] = defaultdict(set)
    for case, is_later, made_at, ended_at, team, channel, language, customer in rows:
        assert ended_at is not None
        kind, bucket = LATER if is_later else FIRST, bucket_of(ended_at - made_at)
        for by, value in _sides(channel, language, products.get(case, "")):
            found[by, kind, value, bucket, team] += 1
            if not is_later and by:
                customers[by, value].add(customer)
    for (by, kind, value, bucket, of_team), number in found.items():
        yield Cell(WAITING, by, kind, value, bucket, of_team, number)
    for (by, value), people in customers.items():
        yield Cell(CUSTOMERS, by, FIRST, value, 0, None, len(people))


def _sides(channel: str, language: str, product: str) -> Iterator[tuple[str, str]]:
    yield WHOLE, ""
    yield CHANNEL, channel
    yield LANGUAGE, language
    if product:
        yield PRODUCT, product
