"""How long a brand keeps the words of closed cases: set with a preview, kept case by case, and stopped for one by a reason."""

from __future__ import annotations

import logging
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import CLOSED, Case
from amana.channels.phone.forgetting import forget_nobodys
from amana.privacy.emptying import empty_case
from amana.privacy.models import Emptied, Hold, Postponed, Retention
from amana.record.appending import SYSTEM
from amana.team.models import Agent, Brand
from amana.team.viewing import Viewer

log = logging.getLogger(__name__)

# Emptied at a time, of one brand; and how many a preview counts.
FEW, MOST_COUNTED = 20, 10_000
# After this, a case that could not be emptied is tried again.
AGAIN_AFTER = timedelta(days=1)
# The number of a call that stands in no case, where its brand has no rule.
NUMBERS_KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Preview:
    """What would be emptied now: how many cases (at most MOST_COUNTED are counted), and from when to when they were closed."""

    cases: int
    is_more: bool
    first: datetime | None
    last: datetime | None
    held: int


def preview(brand: Brand, months: int, *, at: datetime) -> Preview:
    """Say what a rule would empty at this moment, without emptying anything."""
    days = list(_over(brand, before(at, months)).values_list("closed_at", flat=True)[: MOST_COUNTED + 1])
    held = Hold.objects.filter(case__brand=brand, until__gte=at.date()).count()
    return Preview(
        len(days[:MOST_COUNTED]), len(days) > MOST_COUNTED, days[0] if days else None, days[-1] if days else None, held
    )


def before(at: datetime, months: int) -> datetime:
    """Return the moment so many months earlier: the same day of that month in UTC, or its last."""
    at = at.astimezone(UTC)
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))


def keep_for(brand: Brand, months: int | None, *, by: Viewer, at: datetime) -> None:
    """Set how many months the words of a closed case are kept; None keeps them for good. Raises Refused for anything else."""
    agent = _must_set(brand, by)
    if months is None:
        Retention.objects.filter(brand=brand).delete()
        return
    if not Retention.LEAST <= months <= Retention.MOST:
        words = {"least": Retention.LEAST, "most": Retention.MOST}
        raise Refused(_("From %(least)s to %(most)s months.") % words)
    values = {"months": months, "reached_at": None, "changed_by": agent, "changed_at": at}
    Retention.objects.update_or_create(brand=brand, defaults=values)


def _must_set(brand: Brand, by: Viewer) -> Agent:
    if by.agent is None or not by.agent.sees_to_all or brand.pk not in by.brands:
        raise Refused(_("A manager or an administrator of this brand sets this."))
    return by.agent


@transaction.atomic
def hold(case: Case, *, why: str, until: date, by: Viewer, at: datetime) -> Hold:
    """Keep the words of a case longer than its brand does, until a day. Raises Refused without a reason or for a day past."""
    case = take(case.key)  # so that nobody is emptying it at this moment
    assert case.brand is not None
    agent = _must_set(case.brand, by)
    if not why.strip():
        raise Refused(_("Say why."))
    if until < at.date():
        raise Refused(_("Choose a day to come."))
    if case.closed_at is not None and Emptied.objects.filter(case=case, at__gte=case.closed_at).exists():
        raise Refused(_("The words of this case are gone already."))
    values = {"why": why.strip()[:300], "until": until, "by": agent, "at": at}
    return Hold.objects.update_or_create(case=case, defaults=values)[0]


@transaction.atomic
def let_go(kept: Hold, *, by: Viewer) -> None:
    """Keep a case no longer than its brand does."""
    case = Case.objects.select_related("brand").get(pk=kept.case_id)
    assert case.brand is not None
    _must_set(case.brand, by)
    kept.delete()
    _look_again(case)


def _look_again(case: Case) -> None:
    """Let the walk of a brand begin at this case once more, if it has passed it."""
    if case.closed_at is None:
        return
    Retention.objects.filter(brand=case.brand_id, reached_at__gt=case.closed_at).update(reached_at=case.closed_at)


def holds(by: Viewer) -> QuerySet[Hold]:
    """Return what is kept longer, the first to end first."""
    rows = Hold.objects.filter(case__brand__in=by.brands).select_related("case", "by__account")
    return rows.order_by("until", "case")


def empty_what_is_over(at: datetime) -> int:
    """Recurring: empty a few cases of each brand whose time is over; return how many. One that cannot be stops no other."""
    _end_holds(at)
    return _try_again(at) + sum(
        _empty_some(rule, at=at) for rule in Retention.objects.select_related("brand").order_by("brand")
    )


def _end_holds(at: datetime) -> None:
    for kept in Hold.objects.filter(until__lt=at.date()).order_by("until")[:FEW]:
        case = Case.objects.get(pk=kept.case_id)
        with transaction.atomic():
            kept.delete()
            _look_again(case)


def _try_again(at: datetime) -> int:
    """Empty what could not be emptied a day ago; of a case whose words are to be kept by now, the walk decides anew."""
    done = 0
    for row in Postponed.objects.filter(again_at__lte=at).order_by("again_at", "case")[:FEW]:
        case = Case.objects.get(pk=row.case_id)  # joined to it, SQLite would go through all cases
        rule = Retention.objects.filter(brand=case.brand_id).select_related("brand").first()
        if rule is None or not _over(rule.brand, before(at, rule.months)).filter(pk=case.pk).exists():
            row.delete()
        else:
            done += _empty_one(case, at=at)
    return done


def _empty_some(rule: Retention, *, at: datetime) -> int:
    rows = _over(rule.brand, before(at, rule.months))
    rows = rows.exclude(Exists(Postponed.objects.filter(case=OuterRef("pk"))))
    if rule.reached_at is not None:
        rows = rows.filter(closed_at__gte=rule.reached_at)
    done, reached = 0, None
    for case in rows[:FEW]:
        done += _empty_one(case, at=at)
        reached = case.closed_at
    if reached is not None:
        # Only as long as nobody changed the rule or ended a hold meanwhile.
        Retention.objects.filter(pk=rule.pk, reached_at=rule.reached_at, changed_at=rule.changed_at).update(
            reached_at=reached
        )
    return done


def _empty_one(case: Case, *, at: datetime) -> bool:
    """Empty a case, or write down when it is tried again; whether it was."""
    try:
        empty_case(case, why=Emptied.OVER, by=SYSTEM, at=at)
    except Refused as refused:
        log.warning("case %s was not emptied: %s", case.pk, refused.sentence)
        Postponed.objects.update_or_create(case=case, defaults={"again_at": at + AGAIN_AFTER})
        return False
    Postponed.objects.filter(case=case).delete()
    return True


def _over(brand: Brand, closed_before: datetime) -> QuerySet[Case]:
    """Return the cases of a brand that were closed before a moment, have words still, and are held by nobody."""
    rows = Case.objects.filter(brand=brand, state=CLOSED, closed_at__lt=closed_before)
    # One that was opened again since has words anew.
    rows = rows.exclude(Exists(Emptied.objects.filter(case=OuterRef("pk"), at__gte=OuterRef("closed_at"))))
    return rows.exclude(Exists(Hold.objects.filter(case=OuterRef("pk")))).order_by("closed_at", "pk")


def forget_numbers(at: datetime) -> int:
    """Recurring: forget the numbers of calls in no case as their brand forgets words, else after ninety days; return how many."""
    months = dict(Retention.objects.values_list("brand", "months"))
    return sum(
        forget_nobodys(key, before=before(at, months[key]) if key in months else at - NUMBERS_KEPT)
        for key in Brand.objects.order_by("pk").values_list("pk", flat=True)
    )
