"""Letting a case climb by itself when it has asked too much patience of its customer: once for each fall."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import translation

from amana.cases.locking import take
from amana.cases.models import COMPANY, OPEN, Case
from amana.escalation.climbing import FOR_PATIENCE, climb
from amana.escalation.models import LowPatience
from amana.review.models import Change, Weights
from amana.review.weighing import WORDS

# How far back the clock looks each minute, and at how many changes: a clock that stood still has this long to catch up.
LATELY = timedelta(minutes=10)
MOST_CHANGES = 5000
IN_ONE_QUERY = 500
# Reasons named when it climbs: the latest, each once.
NAMED = 3


def climb_for_patience(at: datetime) -> int:
    """Recurring: let each case climb on which patience has just gone under its brand's threshold; return how many did.

    Looks at changes of the last minutes alone, so that a threshold set today moves no case that fell long ago. A case
    climbs again only after patience was back at the threshold and fell once more. Own cases and closed ones never do.
    """
    thresholds = dict(Weights.objects.filter(climb_below__gt=0).values_list("brand_id", "climb_below"))
    if not thresholds:
        return 0
    lately = Change.objects.filter(at__gt=at - LATELY, at__lte=at).order_by("-at")
    rows = list(lately.filter(person__isnull=False, case__isnull=False).values_list("case", "person")[:MOST_CHANGES])
    touched = sorted({case for case, _person in rows} | _noted_of({person for _case, person in rows}))
    climbed = 0
    for first in range(0, len(touched), IN_ONE_QUERY):
        climbed += sum(
            _look_at(key, thresholds, at=at) for key in _crossing(touched[first : first + IN_ONE_QUERY], thresholds)
        )
    return climbed


def _noted_of(people: set[UUID | None]) -> set[UUID]:
    """Return the cases noted as low of these customers: what restored their patience may have happened on another case."""
    found = LowPatience.objects.filter(case__customer__in=people)
    return set(found.values_list("pk", flat=True)[:MOST_CHANGES])


def _crossing(keys: list[UUID], thresholds: Mapping[UUID, int]) -> list[UUID]:
    """Return the cases among these that are under the threshold and not noted so, or noted so and over it again."""
    noted = set(LowPatience.objects.filter(pk__in=keys).values_list("pk", flat=True))
    ours = Case.objects.filter(Q(brand__in=thresholds), pk__in=keys, kept_by=COMPANY, state=OPEN)
    found = ours.order_by("pk").values_list("pk", "brand", "patience")
    return [key for key, brand, patience in found if (patience < thresholds[brand]) != (key in noted)]


@transaction.atomic
def _look_at(key: UUID, thresholds: Mapping[UUID, int], *, at: datetime) -> bool:
    """Note one case's fall and let it climb, or note that patience recovered; whoever holds the case does it once."""
    case = take(key)
    if not case.is_open or case.brand_id is None:
        return False
    if case.patience >= thresholds[case.brand_id]:
        LowPatience.objects.filter(pk=key).delete()
        return False
    _row, is_new = LowPatience.objects.get_or_create(case=case, defaults={"since": at})
    if not is_new:
        return False
    return climb(case, why=_why(case, at=at), because=FOR_PATIENCE, at=at) is not None


def _why(case: Case, *, at: datetime) -> str:
    """Return what took the patience, the latest first, in the customer's language."""
    taken = Change.objects.filter(case=case, at__lte=at, person__isnull=False, points__lt=0).order_by("-at", "-id")
    reasons = list(dict.fromkeys(taken.values_list("reason", flat=True)[:20]))[:NAMED]
    with translation.override(case.language):
        return ", ".join(str(WORDS[reason]) for reason in reasons if reason in WORDS)
