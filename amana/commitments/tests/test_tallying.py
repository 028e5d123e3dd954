from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment, Tally
from amana.commitments.tallying import kept_this_month, tally
from amana.kit.codes import new_id
from amana.team.viewing import at_the_desk
from tests.filling import fill
from tests.plans import plans_of

pytestmark = pytest.mark.django_db


def ended(case, dana, *, at: datetime, state: str = "kept", late: bool = False) -> Commitment:
    """Put a promise into the ledger that ended at a moment."""
    due = at - timedelta(hours=1) if late else at + timedelta(hours=1)
    row = make(case, [Draft("A call", due, owner=dana)], by=at_the_desk(dana), at=at - timedelta(days=1))[0]
    Commitment.objects.filter(pk=row.pk).update(state=state, ended_at=at, ended_in=new_id(), alarm_at=None)
    return row


@pytest.fixture
def month(case, dana, now):
    """Three kept in time, one kept late and one broken, on three days; and one of the month before."""
    for days in (1, 1, 3):
        ended(case, dana, at=now - timedelta(days=days))
    ended(case, dana, at=now - timedelta(days=3), late=True)
    ended(case, dana, at=now - timedelta(days=5), state="broken")
    ended(case, dana, at=now - timedelta(days=40))
    return [case.brand_id]


def test_the_figure_is_the_same_before_and_after_the_count(month, now):
    before = kept_this_month(month, at=now)
    assert (before.on_time, before.ended, before.per_cent) == (3, 5, 60)
    assert tally(now) == 3

    assert kept_this_month(month, at=now) == before
    assert tally(now) == 3 and kept_this_month(month, at=now) == before


def test_what_ended_since_the_count_is_in_the_figure_at_once(month, case, dana, now):
    tally(now)
    ended(case, dana, at=now + timedelta(minutes=2))

    assert kept_this_month(month, at=now + timedelta(minutes=3)).ended == 6
    tally(now + timedelta(minutes=4))
    assert kept_this_month(month, at=now + timedelta(minutes=5)).ended == 6


@pytest.mark.parametrize("state", ["disputed", "open"])
def test_what_is_disputed_or_opened_again_leaves_the_figure_with_the_next_count(month, now, state):
    tally(now)
    row = Commitment.objects.filter(state="kept", ended_at__lt=now).latest("ended_at")
    Commitment.objects.filter(pk=row.pk).update(state=state, ended_at=None, ended_in=None)
    tally(now + timedelta(minutes=5))

    assert kept_this_month(month, at=now + timedelta(minutes=5)).ended == 4


def test_a_new_time_that_was_agreed_is_neither_kept_nor_broken(month, case, dana, now):
    ended(case, dana, at=now - timedelta(days=2), state="renegotiated")
    ended(case, dana, at=now - timedelta(days=2), state="released")
    tally(now)

    assert kept_this_month(month, at=now).ended == 5


def test_a_month_begins_at_midnight_of_the_installation(month, case, dana, settings):
    settings.TIME_ZONE = "Asia/Jerusalem"
    midnight = datetime(2026, 11, 30, 22, tzinfo=UTC)
    ended(case, dana, at=midnight - timedelta(seconds=1))
    ended(case, dana, at=midnight)
    at = midnight + timedelta(hours=3)
    assert kept_this_month(month, at=at).ended == 1
    tally(at)

    assert kept_this_month(month, at=at).ended == 1


def test_another_brand_counts_for_itself(month, now):
    tally(now)

    assert kept_this_month([uuid4()], at=now).per_cent is None


def test_a_day_on_which_nothing_is_left_is_no_longer_counted(month, now):
    tally(now)
    Commitment.objects.filter(state="broken").update(state="open", ended_at=None, ended_in=None)
    tally(now)

    assert Tally.objects.count() == 2


def test_the_figure_is_read_from_the_count_and_from_an_index(now):
    fill(2_000, at=now)
    Commitment.objects.filter(state="kept").update(ended_at=now - timedelta(days=2))
    tally(now)
    brands = list(Tally.objects.values_list("brand", flat=True).distinct())
    assert brands
    for plan in plans_of(lambda: kept_this_month(brands, at=now)):
        assert set(plan.scans) <= {"commitments_tally"}, plan.text
        assert plan.rows is None or plan.rows <= 100, plan.text
