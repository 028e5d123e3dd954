"""Handing out what was read: to the person it is about, and to the script that learns from corrections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from amana.cases.models import Case
from amana.people.models import Person
from amana.readings.correcting import as_people_left_it
from amana.readings.models import CUSTOMER, Correction, Reading
from amana.record.reading import Side, entries

SLICE = 500
# The learned heads, by the kind of finding they decide; the other kinds are found by rule.
HEADS = {"tactic": "tactics", "mark": "marks", "feeling": "tone"}

Plain = dict[str, Any]


def of_case(case: Case, *, side: Side) -> list[Plain]:
    """Return what was read in a case, as far as this side may have it; empty for the side that does not keep the case.

    What is withdrawn from that side or erased is left out.
    """
    return list(_plain(Reading.objects.filter(case=case), side)) if case.kept_by == side else []


def of_person(person: Person) -> list[Plain]:
    """Return what was read in a person's own words, whoever keeps the case, and in their own cases all of it."""
    own = list(_plain(Reading.objects.filter(case__owner=person), "customer"))
    served = Reading.objects.filter(case__customer=person, case__kept_by="company", side=CUSTOMER)
    return own + list(_plain(served, "customer"))


def _plain(rows: Any, side: Side) -> Iterator[Plain]:  # a queryset that mypy's plugin names by a private class
    rows = rows.filter(read_at__isnull=False).select_related("case").order_by("case", "at", "entry")
    found = list(rows)
    for start in range(0, len(found), SLICE):
        part: list[Reading] = found[start : start + SLICE]
        # A message held back as doubtful is in the company's chain, which the customer does not read.
        readable = {key for key, seen in entries([row.entry for row in part], side=side).items() if seen.content}
        left = as_people_left_it(part)
        for row in part:
            if row.entry in readable:
                yield {
                    "case": row.case.number, "entry": str(row.entry), "at": row.at.isoformat(), "words_of": row.side,
                    "language": row.language, "heat": row.heat, "read_with": row.versions, "found": left[row.pk],
                }  # fmt: skip


def corrections() -> Iterator[Plain]:
    """Yield what people corrected of what a head had learned, as lines to learn from: {text, labels, head, lang, verdict, note}.

    Wrong means: these words do not have that label. The words of withdrawn and erased entries are not among them.
    """
    rows = Correction.objects.filter(kind__in=HEADS)
    last = UUID(int=0)
    while part := list(rows.filter(pk__gt=last).order_by("pk")[:SLICE]):
        spoken = dict(Reading.objects.filter(pk__in=[row.entry for row in part]).values_list("pk", "language"))
        for row in part:
            if spoken.get(row.entry) in {"he", "ar", "en"}:
                labels = [] if row.verdict == Correction.WRONG else [row.label]
                yield {
                    "text": row.quote, "labels": labels, "head": HEADS[row.kind], "lang": spoken[row.entry],
                    "verdict": row.verdict, "note": f"correction {row.finding[:12]}",
                }  # fmt: skip
        last = part[-1].pk
