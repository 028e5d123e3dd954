"""Words are kept as long as a brand says, and no longer; a case that somebody needs is kept for a reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.post.models import Outgoing
from amana.privacy.models import Emptied, Postponed, Retention
from amana.privacy.retaining import before, empty_what_is_over, hold, holds, keep_for, let_go, preview
from amana.record.reading import read
from amana.team.viewing import at_the_desk
from tests.cast import closed_at_rest
from tests.letters import deliver

pytestmark = pytest.mark.django_db


def closed(name: str, *, at: datetime) -> Case:
    case = deliver(f"{name}@levi.example", f"It leaks, says {name}.", name=name.title(), at=at)
    return closed_at_rest(case, at=at)


def texts(case: Case) -> list[str]:
    return [str(one["text"]) for one in read(case.key, side="company") if one.content and one["text"]]


def test_a_brand_without_a_rule_keeps_its_words(brand, now):
    case = closed("noa", at=now)
    assert empty_what_is_over(now + timedelta(days=4000)) == 0
    assert any("leaks" in text for text in texts(case))


def test_words_go_when_their_months_are_over_and_not_a_day_before(brand, yossi, now):
    old, young = closed("noa", at=now), closed("gal", at=now + timedelta(days=40))
    keep_for(brand, 12, by=at_the_desk(yossi), at=now)
    day = datetime(2027, 11, 12, 8, tzinfo=UTC)
    assert preview(brand, 12, at=day).cases == 0
    assert empty_what_is_over(day) == 0
    assert preview(brand, 12, at=day + timedelta(minutes=1)).cases == 1
    assert empty_what_is_over(day + timedelta(minutes=1)) == 1
    assert not any("leaks" in text for text in texts(old)) and any("leaks" in text for text in texts(young))
    assert Emptied.objects.get().why == Emptied.OVER
    assert empty_what_is_over(day + timedelta(minutes=2)) == 0
    assert empty_what_is_over(day + timedelta(days=41)) == 1


def test_a_held_case_is_passed_over_and_looked_at_again_when_nobody_needs_it(brand, yossi, now):
    case, later = closed("noa", at=now), closed("gal", at=now + timedelta(days=1))
    desk = at_the_desk(yossi)
    keep_for(brand, 1, by=desk, at=now)
    kept = hold(case, why="A claim at the court", until=(now + timedelta(days=400)).date(), by=desk, at=now)
    assert preview(brand, 1, at=now + timedelta(days=60)).held == 1
    assert empty_what_is_over(now + timedelta(days=60)) == 1
    assert Emptied.objects.get().case_id == later.pk
    assert [one.case_id for one in holds(desk)] == [case.pk]
    let_go(kept, by=desk)
    assert empty_what_is_over(now + timedelta(days=61)) == 1


def test_a_hold_ends_on_its_day(brand, yossi, now):
    case = closed("noa", at=now)
    desk = at_the_desk(yossi)
    keep_for(brand, 1, by=desk, at=now)
    hold(case, why="An audit", until=(now + timedelta(days=90)).date(), by=desk, at=now)
    assert empty_what_is_over(now + timedelta(days=90)) == 0
    assert empty_what_is_over(now + timedelta(days=91)) == 1


def test_what_cannot_be_is_refused(brand, yossi, dana, now):
    case = closed("noa", at=now)
    for months in (0, -1, 241):
        with pytest.raises(Refused):
            keep_for(brand, months, by=at_the_desk(yossi), at=now)
    with pytest.raises(Refused):
        keep_for(brand, 12, by=at_the_desk(dana), at=now)
    for why, until in ((" ", now + timedelta(days=2)), ("A claim", now - timedelta(days=2))):
        with pytest.raises(Refused):
            hold(case, why=why, until=until.date(), by=at_the_desk(yossi), at=now)
    keep_for(brand, 12, by=at_the_desk(yossi), at=now)
    keep_for(brand, None, by=at_the_desk(yossi), at=now)
    assert not Retention.objects.exists()


def test_months_end_on_the_last_day_of_a_shorter_one():
    assert before(datetime(2027, 3, 31, 12, tzinfo=UTC), 1) == datetime(2027, 2, 28, 12, tzinfo=UTC)
    assert before(datetime(2027, 1, 15, tzinfo=UTC), 13) == datetime(2025, 12, 15, tzinfo=UTC)


def test_a_case_that_could_not_be_emptied_is_tried_again_a_day_later_however_far_the_walk_has_come(brand, yossi, now):
    case, later = closed("noa", at=now), closed("gal", at=now + timedelta(days=1))
    keep_for(brand, 1, by=at_the_desk(yossi), at=now)
    held = Outgoing.objects.filter(case=case.key)
    assert held.update(state=Outgoing.HELD)
    day = now + timedelta(days=60)
    assert empty_what_is_over(day) == 1 and Emptied.objects.get().case_id == later.pk
    assert Postponed.objects.get().again_at == day + timedelta(days=1)
    held.update(state=Outgoing.SENT)
    assert empty_what_is_over(day + timedelta(hours=23)) == 0
    assert preview(brand, 1, at=day).cases == 1
    assert empty_what_is_over(day + timedelta(days=1)) == 1
    assert not any("leaks" in text for text in texts(case)) and not Postponed.objects.exists()


def test_what_cannot_be_emptied_once_more_waits_another_day_and_what_is_kept_by_now_waits_no_longer(brand, yossi, now):
    case = closed("noa", at=now)
    desk, day = at_the_desk(yossi), now + timedelta(days=60)
    keep_for(brand, 1, by=desk, at=now)
    Outgoing.objects.filter(case=case.key).update(state=Outgoing.HELD)
    for days in (0, 1):
        assert empty_what_is_over(day + timedelta(days=days)) == 0
        assert Postponed.objects.get().again_at == day + timedelta(days=days + 1)
    kept = hold(case, why="A claim", until=(day + timedelta(days=9)).date(), by=desk, at=day)
    assert empty_what_is_over(day + timedelta(days=2)) == 0 and not Postponed.objects.exists()
    Outgoing.objects.filter(case=case.key).update(state=Outgoing.SENT)
    let_go(kept, by=desk)
    assert empty_what_is_over(day + timedelta(days=3)) == 1
