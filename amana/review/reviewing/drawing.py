"""Drawing cases for reading: by chance, with some of those in which something went wrong, never by who held them."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import COMPANY, OPEN, Closing
from amana.commitments.models import Commitment
from amana.kit.working_time import moment
from amana.review.reviewing.models import Drawn, Sample
from amana.team.models import Agent, Brand
from amana.team.viewing import Viewer

# How many are drawn: most of them by chance, so that the sample tells of all cases; of the others at most so many each.
MOST_DRAWN = 40
USUAL = 10
OF_EACH = 3
# Promises that a draw looks through at most; of more, fewer days are asked for.
MOST_LOOKED_THROUGH = 20_000
LONGEST_TIME = timedelta(days=92)


def draw(
    brand: Brand, *, since: date, until: date, number: int = USUAL, by: Viewer, at: datetime, seed: int | None = None
) -> Sample:
    """Draw cases in which a promise of ours ended from the first to the last day, in the zone of the brand.

    `number` by chance, and up to three each in which a promise was broken, that were opened again, and that went up a
    ladder. Raises Refused for whoever does not lead the brand, for days that hold no case or too many, and for days to come.
    """
    agent = _leading(by, brand)
    if until < since or until - since > LONGEST_TIME:
        raise Refused(_("Choose a first and a last day, three months apart at most."))
    cases = _cases(brand, since, until)
    if not cases:
        raise Refused(_("No promise ended in these days. Choose others."))
    seed = random.SystemRandom().getrandbits(62) if seed is None else seed
    chosen = _chosen(cases, number=max(1, min(number, MOST_DRAWN)), seed=seed)
    with transaction.atomic():
        sample = Sample.objects.create(
            brand=brand, drawn_by=agent, drawn_at=at, since=since, until=until, drawn_from=len(cases), seed=seed
        )
        Drawn.objects.bulk_create(
            Drawn(sample=sample, case_id=case, why=why, place=place) for place, (case, why) in enumerate(chosen, 1)
        )
    return sample


def _leading(by: Viewer, brand: Brand) -> Agent:
    agent = by.agent
    if agent is None or not agent.is_lead or brand.pk not in by.brands:
        raise Refused(_("Whoever leads a brand draws its cases."))
    return agent


def _cases(brand: Brand, since: date, until: date) -> dict[UUID, set[str]]:
    """Return the cases to draw from, each with what went wrong in it as far as its promises tell, in the order of their keys."""
    zone = ZoneInfo(brand.zone)
    starts, ends = (moment(day, time(), zone) for day in (since, until + timedelta(days=1)))
    rows = Commitment.objects.filter(ended_at__gte=starts, ended_at__lt=ends).filter(
        promiser=COMPANY, case__brand=brand
    )
    # In no order: asked for the first of all, a database goes by the end of promises, and reads those of every brand.
    looked = list(rows.order_by().values_list("case", "state", "origin")[: MOST_LOOKED_THROUGH + 1])
    if len(looked) > MOST_LOOKED_THROUGH:
        raise Refused(_("More happened in these days than can be looked through. Choose fewer days."))
    found: dict[UUID, set[str]] = {}
    for case, state, origin in looked:
        signs = found.setdefault(case, set())
        if state == Commitment.BROKEN:
            signs.add(Drawn.BROKEN)
        if origin == Commitment.RUNG:
            signs.add(Drawn.CLIMBED)
    for case in _reopened(found):
        found[case].add(Drawn.REOPENED)
    return dict(sorted(found.items()))


def _reopened(cases: Collection[UUID]) -> set[UUID]:
    """Return which of these cases were over once and are, or were, open after that."""
    keys, found = list(cases), set[UUID]()
    over = Q(ending__in=[Closing.AGREED, Closing.LAPSED])
    for start in range(0, len(keys), 1_000):
        ended = Closing.objects.filter(over, case__in=keys[start : start + 1_000]).values("case").order_by()
        counted = ended.annotate(times=Count("pk")).filter(Q(times__gt=1) | Q(case__state=OPEN))
        found.update(counted.values_list("case", flat=True))
    return found


def _chosen(cases: dict[UUID, set[str]], *, number: int, seed: int) -> list[tuple[UUID, str]]:
    """Return the drawn cases in an order that tells nothing; the same for the same cases and seed."""
    chance = random.Random(seed)  # noqa: S311  # a sample that can be drawn again, and no secret
    taken = dict.fromkeys(_some(list(cases), number, chance), Drawn.BY_CHANCE)
    for why in (Drawn.BROKEN, Drawn.REOPENED, Drawn.CLIMBED):
        left = [case for case, signs in cases.items() if why in signs and case not in taken]
        taken |= dict.fromkeys(_some(left, OF_EACH, chance), why)
    order = list(taken.items())
    chance.shuffle(order)
    return order


def _some(cases: Sequence[UUID], number: int, chance: random.Random) -> list[UUID]:
    return chance.sample(cases, min(number, len(cases)))
