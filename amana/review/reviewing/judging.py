"""Saying what a person sees in a case: each leak, found by the machine or not, what it cannot see, and praise."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.record.appending import Line, append
from amana.review.models import Leak
from amana.review.reviewing.models import LONGEST, Drawn, Judgement, Review
from amana.team.viewing import Viewer


def found_in(drawn: Drawn) -> set[str]:
    """Return the leaks the machine finds in a case now; what colleagues called not so was found all the same."""
    return set(Leak.objects.filter(case=drawn.case_id, gone_at=None).values_list("kind", flat=True))


@transaction.atomic
def judge(
    drawn: Drawn, *, seen: Collection[str], found: Collection[str] | None = None, praise: str = "", remarks: str = "",
    by: Viewer, at: datetime,
) -> Review:  # fmt: skip
    """Write down which leaks a reader sees in a case; all others are not there, as they see it. Said again, it replaces.

    `found` is what the machine had found when they began to read; without it, what it finds now.

    Praise is also written into the company's chain of the case, where whoever works on it reads it.

    Raises Refused for whoever does not lead the brand, for a leak that is none, and for words that are too long.
    """
    agent = by.agent
    brand = drawn.sample.brand_id
    if agent is None or not agent.is_lead or brand not in by.brands:
        raise Refused(_("Whoever leads a brand reviews its cases."))
    if not set(seen) <= set(kinds()):
        raise Refused(_("Choose from the leaks that are named."))
    if len(praise) > LONGEST or len(remarks) > LONGEST:
        raise Refused(_("Write it in %(number)s characters at most.") % {"number": LONGEST})
    praised = praise.strip()
    before = Review.objects.filter(drawn=drawn, reviewer=agent).values_list("praise", flat=True).first()
    if praised and praised != before:
        take(drawn.case_id)
        append(Line(drawn.case_id, "case.praised", by.actor, at, {"text": praised, "by": by.name}))
    review, _is_new = Review.objects.update_or_create(
        drawn=drawn,
        reviewer=agent,
        defaults={"praise": praised, "remarks": remarks.strip(), "ended_at": at},
    )
    found = found_in(drawn) if found is None else found
    review.judgements.all().delete()
    Judgement.objects.bulk_create(
        Judgement(review=review, kind=kind, was_found=kind in found, is_there=kind in seen) for kind in kinds()
    )
    return review


def kinds() -> list[str]:
    """Return the leaks there are, in their order."""
    return [kind for kind, _name in Leak.KINDS]
