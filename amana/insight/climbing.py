"""Why a case went a rung up, read once from its record and kept beside the promise it brought."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from amana.commitments.models import Commitment
from amana.insight.measures.parts.climbed import climbs_of
from amana.insight.measures.spanning import Span, of_brand
from amana.insight.models import Climb
from amana.record.literals import literals
from amana.record.reading import Read, entries, read_page

SOME = 200
_KNOWN = {key for key, _words in Climb.REASONS}


def know_climbs(span: Span) -> int:
    """Write down why each case of a week went up, where that is not known yet; return how many. Twice changes nothing."""
    keys = _unknown(span)
    for first in range(0, len(keys), SOME):
        rows = list(Commitment.objects.filter(pk__in=keys[first : first + SOME]))
        Climb.objects.bulk_create(read_climbs(rows), ignore_conflicts=True)
    return len(keys)


def read_climbs(rows: Iterable[Commitment]) -> list[Climb]:
    """Return for each answer owed on a rung why the case came there, from its record, and how often it had gone up."""
    rows = list(rows)
    made = entries([row.made_in for row in rows if row.made_in], side="company")
    places = _places({row.case_id for row in rows})
    return [
        Climb(commitment=row, why=_why(made.get(row.made_in) if row.made_in else None),
              place=max(1, sum(one <= row.made_at for one in places.get(row.case_id, []))))
        for row in rows
    ]  # fmt: skip


def doubtful(span: Span) -> list[UUID]:
    """Return the climbs of a week whose record says something else than what was written down."""
    rows = list(_asked_in(span))
    stands = {row.pk: (row.why, row.place) for row in climbs_of([one.pk for one in rows])}
    return [one.pk for one in read_climbs(rows) if stands.get(one.pk) != (one.why, one.place)]


def _asked_in(span: Span) -> QuerySet[Commitment]:
    return Commitment.objects.filter(
        of_brand(span), origin__in=literals(Commitment.RUNG), made_at__gte=span.starts, made_at__lt=span.ends
    )


def _unknown(span: Span) -> list[UUID]:
    asked = set(_asked_in(span).values_list("pk", flat=True))
    return sorted(asked - {climb.pk for climb in climbs_of(asked)})


def _places(cases: set[UUID]) -> dict[UUID, list[datetime]]:
    found: dict[UUID, list[datetime]] = {}
    asked = Commitment.objects.filter(case__in=cases, origin__in=literals(Commitment.RUNG))
    for case, made_at in asked.values_list("case", "made_at"):
        found.setdefault(case, []).append(made_at)
    return found


def _why(made: Read | None) -> str:
    """Return why, from the entry written just before the one that put the promise into the ledger."""
    if made is None or made.number < 2:
        return Climb.UNKNOWN
    page = read_page(made.book, side="company", audiences=[made.audience], most=1, before={made.audience: made.number})
    before = page.entries[0] if page.entries else None
    if before is not None and before.kind == "rung.asked":
        return Climb.ASKED
    if before is None or before.kind != "rung.climbed":
        return Climb.UNKNOWN
    because = str(before["because"] or Climb.LATE)
    return because if because in _KNOWN else Climb.UNKNOWN
