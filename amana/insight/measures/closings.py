"""How cases ended: agreed, refused, or in silence; and how often their customers had turned to us by then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q

from amana.cases.models import COMPANY, Case, Closing
from amana.commitments.models import Commitment
from amana.insight.measures.spanning import Counted, Span, of_brand

AGREED, REFUSED, LAPSED = "closing_agreed", "closing_refused", "closing_lapsed"
ENDED, CONTACTS = "cases_ended", "contacts"
_ENDINGS = {Closing.AGREED: AGREED, Closing.REFUSED: REFUSED, Closing.LAPSED: LAPSED}
SOME = 500


def count(span: Span) -> Iterator[Counted]:
    """Yield how proposals to close ended in a week, and the contacts of the cases that ended with them, by team.

    A proposal waits with a promise of its own, which ends with it: that is where the week is found in an index.
    """
    waited = Commitment.objects.filter(
        of_brand(span), ended_at__gte=span.starts, ended_at__lt=span.ends, origin=Commitment.CLOSING
    )
    cases = sorted(waited.order_by().values_list("case", flat=True).distinct())
    found: Counter[tuple[UUID | None, str]] = Counter()
    for start in range(0, len(cases), SOME):
        _count_some(cases[start : start + SOME], span, found)
    for (team, name), number in found.items():
        yield Counted(name, Decimal(number), team)


def _count_some(cases: list[UUID], span: Span, found: Counter[tuple[UUID | None, str]]) -> None:
    rows = Closing.objects.filter(
        case__in=cases, ended_at__gte=span.starts, ended_at__lt=span.ends, ending__in=list(_ENDINGS)
    )
    ended: set[UUID] = set()
    for case, team, ending in rows.values_list("case", "case__team", "ending"):
        found[team, _ENDINGS[ending]] += 1
        if ending != Closing.REFUSED:
            ended.add(case)
    turned = Q(commitments__origin=Commitment.ANSWER, commitments__promiser=COMPANY)
    counted = Case.objects.filter(pk__in=ended).annotate(turned=Count("commitments", filter=turned)).order_by()
    for team, turned_to_us in counted.values_list("team", "turned"):
        found[team, ENDED] += 1
        found[team, CONTACTS] += turned_to_us
