"""One question at the end, asked once on a case: did you feel taken care of?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import CLOSED, COMPANY, CUSTOMER, Case, Closing
from amana.handling.mails.saying import zone_of
from amana.handling.models import Care, CareWeek
from amana.record.appending import Line, append
from amana.team.models import Brand
from amana.team.viewing import Viewer

LONGEST = 2000
# Fewer answers than this in a week are not summed: they would be somebody's.
FEWEST = 5
WEEKS_SHOWN = 12


def may_be_asked(case: Case) -> bool:
    """Say whether the question still waits: the case ended in agreement and nobody has answered it."""
    if case.state != CLOSED or case.kept_by != COMPANY or Care.objects.filter(case=case).exists():
        return False
    last = Closing.objects.filter(case=case).order_by("-proposed_at", "-pk").first()
    return last is not None and last.ending == Closing.AGREED


@transaction.atomic
def answer_care(case: Case, answer: str, *, text: str = "", by: Viewer, at: datetime) -> Care:
    """Write down whether the customer felt taken care of; the same answer twice is one.

    Raises Refused when it was answered already, is not one of the three answers, or the case did not end in agreement.
    """
    case = take(case.key)
    if by.side != CUSTOMER or answer not in dict(Care.ANSWERS):
        raise Refused(_("Choose one of the three answers."))
    earlier = Care.objects.filter(case=case).first()
    if earlier is not None and earlier.answer == answer:
        return earlier
    if not may_be_asked(case):
        raise Refused(_("This question has already been answered."))
    says = {"answer": answer, "text": text.strip()[:LONGEST], "by": by.name}
    entry = append(Line(case.key, "care.answered", by.actor, at, says))
    if case.brand is not None:
        _count(case.brand, answer, at=at, case=case)
    return Care.objects.create(case=case, answer=answer, entry=entry.id, at=at)


def _count(brand: Brand, answer: str, *, at: datetime, case: Case) -> None:
    row, _is_new = CareWeek.objects.get_or_create(brand=brand, week=_week_of(brand, at, case))
    CareWeek.objects.filter(pk=row.pk).update(**{answer: F(answer) + 1})


def _week_of(brand: Brand, at: datetime, case: Case) -> date:
    day = at.astimezone(zone_of(case)).date()
    return day - timedelta(days=(day.weekday() - brand.week.working.first_weekday) % 7)


@dataclass(frozen=True)
class Felt:
    """The answers of one brand in one week; None for each where there are too few to be nobody's."""

    brand: Brand
    week: date
    yes: int | None
    partly: int | None
    no: int | None


def felt_by_week(brands: Iterable[UUID], *, at: datetime) -> list[Felt]:
    """Return the answers of the last twelve weeks by brand and week, the latest first."""
    since = (at - timedelta(weeks=WEEKS_SHOWN)).date()
    rows = CareWeek.objects.filter(brand__in=list(brands), week__gte=since).select_related("brand__week")
    found = []
    for row in rows.order_by("-week", "brand__name"):
        is_enough = row.yes + row.partly + row.no >= FEWEST
        counts = (row.yes, row.partly, row.no) if is_enough else (None, None, None)
        found.append(Felt(row.brand, row.week, *counts))
    return found
