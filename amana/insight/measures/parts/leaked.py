"""Which leaks the records of a week show, by the team, the rung, the channel, the product and how grave they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from amana.insight.measures.parts.dividing import (
    CAUSE,
    CHANNEL,
    LEAKS,
    PRODUCT,
    RUNG,
    STRENGTH,
    WHOLE,
    Cell,
    batches,
    product_fields,
    products_of,
)
from amana.insight.measures.spanning import Span
from amana.insight.models import CauseCase, CauseGroup, Member
from amana.review.models import Leak


def count(span: Span) -> Iterator[Cell]:
    """Yield the leaks that began in a week, still stand and were not called "not so", by the team they belong to."""
    standing = Leak.objects.standing().filter(brand=span.brand, at__gte=span.starts, at__lt=span.ends)
    rows = list(standing.values_list("case", "kind", "strength", "rung", "channel", "team"))
    products = products_of({row[0] for row in rows}, product_fields(span.brand))
    causes = causes_of({row[0] for row in rows})
    found: Counter[tuple[str, str, str, UUID | None]] = Counter()
    for case, kind, strength, rung, channel, team in rows:
        found[WHOLE, kind, "", team] += 1
        found[STRENGTH, kind, str(strength), team] += 1
        found[RUNG, kind, str(rung), team] += 1
        if channel:
            found[CHANNEL, kind, channel, team] += 1
        if case in products:
            found[PRODUCT, kind, products[case], team] += 1
        if case in causes:
            found[CAUSE, kind, str(causes[case]), team] += 1
    for (by, leak, value, of_team), number in found.items():
        yield Cell(LEAKS, by, leak, value, 0, of_team, number)


def causes_of(cases: Collection[UUID]) -> dict[UUID, UUID]:
    """Return the cause of what each of these cases is about, where its group has one; some cases to a query."""
    found: dict[UUID, UUID] = {}
    for some in batches(sorted(cases)):
        group_of = dict(Member.objects.filter(case__in=some).values_list("case", "group"))
        causes = dict(CauseGroup.objects.filter(group__in=set(group_of.values())).values_list("group", "cause"))
        found |= {case: causes[group] for case, group in group_of.items() if group in causes}
        # What somebody brought to a cause by hand counts before its group.
        found |= dict(CauseCase.objects.filter(case__in=some).values_list("case", "cause"))
    return found


def is_of_cause(cause: UUID | None, case: str) -> Q:
    """Say of a row, by the way to its case, that it is about this cause: by hand, or by its group. For few rows."""
    by_hand = CauseCase.objects.filter(case=OuterRef(case))
    groups = CauseGroup.objects.filter(cause=cause).values("group")
    by_group = Member.objects.filter(case=OuterRef(case), group__in=groups)
    return Q(Exists(by_hand.filter(cause=cause))) | (Q(Exists(by_group)) & ~Q(Exists(by_hand)))
