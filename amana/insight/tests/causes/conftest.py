"""A brand with questions that come again, written straight into the tables: who asked when, and of how many."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from amana.cases.models import Case
from amana.insight.causes.opening import Said, open_cause
from amana.insight.models import ArrivalDay, Asked, Cause, Group, GroupDay, Member
from amana.kit.codes import new_id
from amana.team.viewing import at_the_desk
from tests.letters import deliver

DAY = timedelta(days=1)


def group_of(brand, name: str, now: datetime, *, first_at: datetime | None = None) -> Group:
    return Group.objects.create(brand=brand, name=name, made_at=now, first_at=first_at or now - 300 * DAY, size=2)


def asked(group: Group, by_day: dict[int, int], now: datetime) -> None:
    """Say how many cases of a group came so many days ago."""
    rows = [GroupDay(group=group, day=now.date() - ago * DAY, count=count) for ago, count in by_day.items() if count]
    GroupDay.objects.bulk_create(rows)


def arrivals(brand, now: datetime, *, days: int = 120, each: int = 100) -> None:
    """Say that a brand got so many new questions on each of the last days."""
    ArrivalDay.objects.bulk_create(
        ArrivalDay(brand=brand, day=now.date() - ago * DAY, cases=each, counted_at=now) for ago in range(1, days + 1)
    )


def member(group: Group, case: Case, at: datetime) -> Member:
    """Put a case into a group, as the grouping does."""
    made = Member.objects.create(case=case, group=group, home=group, entry=new_id(), at=at, language=case.language)
    Asked.objects.get_or_create(case=case, defaults={"brand": case.brand, "entry": made.entry, "at": at})
    day, _made = GroupDay.objects.get_or_create(group=group, day=at.date(), defaults={"count": 0})
    day.count += 1
    day.save()
    Group.objects.filter(pk=group.pk).update(size=group.members.count())
    return made


@pytest.fixture
def group(brand, now) -> Group:
    return group_of(brand, "Where is my activation code?", now)


@pytest.fixture
def cause(brand, ruth, yossi, now) -> Cause:
    """The code comes late; Yossi owns it."""
    said = Said("The activation code comes after three days", (now - 60 * DAY).date(), yossi)
    return open_cause(brand, said, by=at_the_desk(ruth), at=now)


@pytest.fixture
def cases(brand, group, now) -> list[Case]:
    """Five customers who wait for their code."""
    found = [
        deliver(f"c{n}@customer.example", "Where is my code?", at=now, name=f"C {n}", subject=f"Code {n}")
        for n in range(5)
    ]
    for case in found:
        Member.objects.filter(case=case).delete()
        member(group, case, now)
    return found


def noon(day) -> datetime:
    from datetime import UTC

    return datetime.combine(day, time(12), tzinfo=UTC)
