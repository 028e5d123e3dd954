"""How many points each thing takes from patience or gives back, and how a reader says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.cases.errors import Refused
from amana.review.models import Weights
from amana.team.models import Brand

FULL = 100
# What one thing takes or gives at most.
MOST_POINTS = 100
# What is usual. Judgements of ours, not measured: a team that knows better sets its own.
WEIGHTS: dict[str, int] = {
    # what takes it from a customer
    "late": -10,
    "broken": -12,
    "disputed": -6,
    "again": -5,
    "passed": -5,
    "returned": -3,
    "not_solved": -6,
    "reopened": -8,
    "asked_up": -4,
    "standstill": -15,
    "waiting": -2,
    "leaked": -3,
    # what gives it back
    "kept": 6,
    "called": 5,
    "answered": 3,
    "agreed": 10,
    "amends": 8,
    "gesture": 8,
    # what takes it from an agent, and gives it back
    "climbed": -6,
    "own_late": -3,
    "abuse": -20,
    "heavy_day": -1,
    "thanked": 5,
}
WORDS: dict[str, str | Promise] = {
    "late": gettext_lazy("a promise was late"),
    "broken": gettext_lazy("a promise was broken"),
    "disputed": gettext_lazy("what we called kept was not kept"),
    "again": gettext_lazy("had to come again before an answer"),
    "passed": gettext_lazy("was passed to somebody else"),
    "returned": gettext_lazy("was sent back and forth"),
    "not_solved": gettext_lazy("we thought it solved, and it was not"),
    "reopened": gettext_lazy("had to come back after the end"),
    "asked_up": gettext_lazy("had to ask for somebody above"),
    "standstill": gettext_lazy("something stands still over it"),
    "waiting": gettext_lazy("waits for an answer"),
    "leaked": gettext_lazy(
        "nothing in writing, no word of sorry, nothing to make up for it, or a system as the reason"
    ),
    "kept": gettext_lazy("a promise was kept"),
    "called": gettext_lazy("somebody called"),
    "answered": gettext_lazy("was answered in time"),
    "agreed": gettext_lazy("agreed that it is solved"),
    "amends": gettext_lazy("amends were made"),
    "gesture": gettext_lazy("something good came that nobody had promised"),
    "climbed": gettext_lazy("a case went a rung up"),
    "own_late": gettext_lazy("a promise became late"),
    "abuse": gettext_lazy("was treated badly"),
    "heavy_day": gettext_lazy("more falls due today than a day holds"),
    "thanked": gettext_lazy("was thanked"),
}
# The longest a single wait takes, however long it lasts.
MOST_BY_WAITING = 30


def weights_of(brands: Iterable[UUID | None]) -> Mapping[UUID, Mapping[str, int]]:
    """Return the weights of these brands where they are their own, in one query."""
    keys = {brand for brand in brands if brand is not None}
    return {row.brand_id: WEIGHTS | _known(row.points) for row in Weights.objects.filter(pk__in=keys)} if keys else {}


def _known(points: Mapping[str, object]) -> dict[str, int]:
    return {name: int(value) for name, value in points.items() if name in WEIGHTS and isinstance(value, int)}


def set_weights(brand: Brand, points: Mapping[str, object], *, climb_below: object, at: datetime) -> None:
    """Set what each thing takes or gives in a brand, where it differs from what is usual, and where a case climbs by itself.

    What was taken already stays taken. Nothing of its own, and no climbing, forgets the row. Raises Refused for a reason
    there is not, a number that takes where it should give, or one out of bounds.
    """
    own = {}
    for name, value in points.items():
        if name not in WEIGHTS or not _is_weight(name, value):
            raise Refused(_("This cannot be a weight: %(name)s, %(value)s") % {"name": name, "value": value})
        if value != WEIGHTS[name]:
            own[name] = value
    if not isinstance(climb_below, int) or isinstance(climb_below, bool) or not 0 <= climb_below <= FULL:
        raise Refused(_("A case climbs below a number between 0 and 100."))
    if not own and not climb_below:
        Weights.objects.filter(brand=brand).delete()
        return
    values = {"points": own, "climb_below": climb_below, "changed_at": at}
    Weights.objects.update_or_create(brand=brand, defaults=values)


def _is_weight(name: str, value: object) -> bool:
    """Say whether a number can be the weight of a reason: of the same sign, or 0."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > MOST_POINTS:
        return False
    return value == 0 or (value < 0) == (WEIGHTS[name] < 0)


def fold(points: Iterable[int]) -> int:
    """Return what is left of patience after these changes, in order; never under 0 nor over 100."""
    left = FULL
    for change in points:
        left = min(FULL, max(0, left + change))
    return left


def taken_by_waiting(since: datetime | None, *, at: datetime, weight: int = WEIGHTS["waiting"]) -> int:
    """Return what a wait for our answer has taken by now: so much for each full day after the first, up to a limit.

    It is not written down: it grows while they wait, in silence as well as aloud, and ends with our answer.
    """
    if since is None or since >= at:
        return 0
    days = max((at - since).days - 1, 0)
    return max(days * weight, -MOST_BY_WAITING)
