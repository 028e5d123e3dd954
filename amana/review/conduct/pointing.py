"""Where the readings point: at distress before a warning, and at words that hurt. What it was, a person decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from amana.cases.models import Case
from amana.readings.models import CUSTOMER, Reading
from amana.review.conduct.protecting import only_a_right

MOST_READ = 50
MOST_SHOWN = 3
# Insults and curses make words at least so hot (amana.language.tone.measuring).
HURTS = 75


def distress_in(case: Case) -> list[str]:
    """Return the words in which the readings of this case show distress, the latest first."""
    return list(dict.fromkeys(quote for quote, _heat in _felt(case, "distress")))[:MOST_SHOWN]


def hurting_in(case: Case, *, at: datetime) -> list[str]:
    """Return the words in which the readings show an insult, the latest first; nothing that is somebody's right."""
    hot = dict.fromkeys(quote for quote, heat in _felt(case, "anger") if heat >= HURTS)
    return [quote for quote in list(hot)[:MOST_READ] if not only_a_right(quote, at=at)][:MOST_SHOWN]


def _felt(case: Case, kind: str) -> Iterator[tuple[str, int]]:
    rows = Reading.objects.filter(case=case, side=CUSTOMER, read_at__isnull=False).order_by("-at", "-entry")
    for found, heat in rows.values_list("found", "heat")[:MOST_READ]:
        for one in found or []:
            if one["kind"] == "feeling" and one["id"] == kind:
                yield str(one["quote"]), heat or 0
