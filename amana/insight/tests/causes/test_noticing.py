from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest

from amana.cases.errors import Refused
from amana.insight.causes.announcing import tell_leads
from amana.insight.causes.counting import count_cause
from amana.insight.causes.gathering import add_group
from amana.insight.causes.noticing import FALSE_ALARMS, Seen, look, look_at, notable_in, put_away, stood_out
from amana.insight.models import Cause, DayLook, Notable
from amana.insight.tests.causes.conftest import DAY, arrivals, asked, group_of
from amana.post.models import Outgoing
from amana.team.viewing import at_the_desk
from tests.letters import words_of


@pytest.fixture
def steady(brand, now):
    """Thirty questions that come once in three days as they always did, of a hundred new cases a day."""
    arrivals(brand, now)
    groups = [group_of(brand, f"Question {n}", now) for n in range(30)]
    for n, one in enumerate(groups):
        asked(one, {ago: int((ago + n) % 3 == 0) for ago in range(1, 64)}, now)
    return groups


def yesterday(now):
    return (now - DAY).date()


def test_what_comes_as_it_always_did_is_not_noticed(steady, brand, now):
    assert look_at(brand, yesterday(now), at=now)
    assert not Notable.objects.exists()
    row = DayLook.objects.get()
    assert (row.groups, row.stood_out) == (30, 0)


def test_what_comes_more_often_is_noticed_once_and_stays(steady, brand, now):
    rising = group_of(brand, "The bill shows the old address", now)
    asked(rising, {ago: int(ago % 7 == 0) for ago in range(8, 64)} | {1: 4, 2: 3, 3: 3, 5: 2}, now)
    assert look_at(brand, yesterday(now), at=now)
    assert not look_at(brand, yesterday(now), at=now)
    one = Notable.objects.get()
    assert (one.group, one.is_new, one.recent, one.base) == (rising, False, 12, 8)
    arrivals(brand, now + DAY, days=1)
    asked(rising, {0: 3}, now)
    look_at(brand, now.date(), at=now + DAY)
    assert Notable.objects.get().seen_on == now.date()


def test_what_is_new_is_noticed_though_the_case_it_began_with_does_not_count(steady, brand, now):
    fresh = group_of(brand, "App shows a white page", now, first_at=now - 4 * DAY)
    asked(fresh, {4: 1, 3: 2, 2: 3, 1: 4}, now)
    few = group_of(brand, "A strange sound", now, first_at=now - 2 * DAY)
    asked(few, {2: 3, 1: 2}, now)
    look_at(brand, yesterday(now), at=now)
    one = Notable.objects.get()
    assert (one.group, one.is_new, one.recent) == (fresh, True, 9)


def test_where_everything_grows_nothing_stands_out(brand, now):
    arrivals(brand, now, each=100)
    from amana.insight.models import ArrivalDay

    ArrivalDay.objects.filter(day__gt=(now - 8 * DAY).date()).update(cases=400)
    for n in range(20):
        one = group_of(brand, f"Question {n}", now)
        asked(one, dict.fromkeys(range(8, 64), 1) | dict.fromkeys(range(1, 8), 4), now)
    look_at(brand, yesterday(now), at=now)
    assert not Notable.objects.exists()


def test_a_group_of_a_cause_is_known_and_not_noticed(steady, cause, brand, ruth, now):
    rising = group_of(brand, "The bill shows the old address", now)
    asked(rising, {1: 9, 2: 9}, now)
    add_group(cause, rising, by=at_the_desk(ruth), at=now)
    look_at(brand, yesterday(now), at=now)
    assert not Notable.objects.exists()


def test_the_clock_looks_once_a_day_and_not_before_the_day_is_counted(brand, now):
    assert look(now) == 0
    arrivals(brand, now)
    assert look(now) == 1
    assert look(now + timedelta(minutes=10)) == 0


def test_those_who_lead_are_told_once(steady, brand, ruth, dana, now):
    rising = group_of(brand, "The bill shows the old address", now)
    asked(rising, {1: 9, 2: 9}, now)
    look_at(brand, yesterday(now), at=now)
    assert tell_leads(now) == 2
    mails = Outgoing.objects.filter(what="reminder")
    assert all("The bill shows the old address" in words_of(bytes(mail.mime)) for mail in mails)
    assert tell_leads(now + timedelta(hours=1)) == 0


def test_what_is_put_away_is_shown_no_more_and_only_by_who_leads(steady, brand, ruth, dana, now):
    rising = group_of(brand, "The bill shows the old address", now)
    asked(rising, {1: 9, 2: 9}, now)
    look_at(brand, yesterday(now), at=now)
    (one,) = notable_in([brand.pk], at=now, most=5)
    with pytest.raises(Refused):
        put_away(one, by=at_the_desk(dana), at=now)
    put_away(one, by=at_the_desk(ruth), at=now)
    assert notable_in([brand.pk], at=now, most=5) == []


@pytest.fixture
def mended(cause, group, brand, ruth, now):
    """A cause that came four times a day of a hundred, and was mended sixty days ago."""
    add_group(cause, group, by=at_the_desk(ruth), at=now)
    Cause.objects.filter(pk=cause.pk).update(
        state=Cause.MEASURED, mended_at=now - 60 * DAY, measured_at=now - 30 * DAY, since=(now - 200 * DAY).date()
    )
    arrivals(brand, now, days=200)
    asked(group, dict.fromkeys(range(61, 160), 4), now)
    return Cause.objects.get(pk=cause.pk)


def test_a_mended_cause_that_comes_back_is_open_again(mended, group, brand, now):
    asked(group, {1: 4, 2: 5, 3: 4, 4: 3}, now)
    count_cause(mended, at=now)
    look_at(brand, yesterday(now), at=now)
    mended.refresh_from_db()
    assert (mended.state, mended.came_back) == (Cause.FOUND, 1)
    assert mended.steps.filter(what="came_back").get().values["recent"] == 16


def test_a_mended_cause_of_which_one_case_comes_stays_mended(mended, group, brand, now):
    asked(group, {1: 1, 20: 1}, now)
    count_cause(mended, at=now)
    look_at(brand, yesterday(now), at=now)
    mended.refresh_from_db()
    assert mended.state == Cause.MEASURED


# ── the named rate, by simulation ────────────────────────────────────────────


def simulated(chance: random.Random, *, groups: int, days: int, rising: Counter[int] | None = None, bursts: int = 1):
    """Yield what is seen on each day: questions of so many groups, all with rates of their own that never change.

    `rising` are groups that come so many times as often from half of the days on; up to `bursts` come at once.
    """
    shares = [1 / (rank + 3) for rank in range(groups)]
    whole = sum(shares)
    counts: list[Counter[int]] = []
    for day in range(63 + days):
        weights = [share * ((rising or {}).get(n, 1) if day >= 63 + days // 2 else 1) for n, share in enumerate(shares)]
        busy = (60 if day % 7 in {4, 5} else 140) * 2 / (1 + bursts)
        events = chance.choices(range(groups), weights, k=round(busy * sum(weights) / whole))
        counts.append(Counter(n for n in events for _ in range(chance.randint(1, bursts))))
    for day in range(63, 63 + days):
        weeks = [sum(counts[end - 6 : end + 1], Counter()) for end in range(day, day - 63, -7)]
        of = [week.total() for week in weeks]
        yield day - 63, [
            Seen(UUID(int=n), weeks[0][n], of[0], sum(one[n] for one in weeks[1:]), sum(of[1:]), None,
                 tuple((one[n], total) for one, total in zip(weeks[1:], of[1:], strict=True)))
            for n in range(groups)
        ]  # fmt: skip


def test_where_nothing_changes_false_alarms_stay_under_the_named_rate():
    """Three hundred days of three hundred groups: a day with any alarm at all is rarer than one in thirty."""
    chance = random.Random(20261122)
    days = [bool(stood_out(seen)) for _day, seen in simulated(chance, groups=300, days=300)]
    assert sum(days) / len(days) <= FALSE_ALARMS


def test_so_they_do_where_questions_come_in_bursts():
    """Up to eight at once, as after a fault: without regard to that, every day would name something."""
    chance = random.Random(3)
    days = [bool(stood_out(seen)) for _day, seen in simulated(chance, groups=300, days=300, bursts=8)]
    assert sum(days) / len(days) <= FALSE_ALARMS


def test_what_rises_fourfold_is_seen_within_ten_days_and_little_else():
    chance = random.Random(101)
    rising = Counter({5: 4, 20: 4})
    first: dict[int, int] = {}
    false = set()
    for day, seen in simulated(chance, groups=300, days=60, rising=rising):
        for one in stood_out(seen):
            if one.key.int in rising and day >= 30:
                first.setdefault(one.key.int, day - 29)
            else:
                false.add(one.key.int)
    assert set(first) == set(rising) and max(first.values()) <= 10
    # One day in thirty may name something else.
    assert len(false) <= 2


def test_a_day_without_anything_to_compare_with_names_nothing():
    assert stood_out([Seen(UUID(int=1), 50, 100, 0, 0)]) == []
    assert stood_out([]) == []
