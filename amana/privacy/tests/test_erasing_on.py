"""An erasure is begun on a page and goes on beside the pages, however many cases it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.people.models import Account
from amana.privacy import erasing_on
from amana.privacy.asking import ask, refuse
from amana.privacy.erasing_on import begin_erasure, go_on_erasing, is_under_way, under_way
from amana.privacy.models import Emptied, Hold, Request
from amana.team.viewing import at_the_desk
from tests.cast import closed_at_rest
from tests.letters import deliver

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(brand, dana, now):
    """Five closed cases of Noa's."""
    made = [deliver("noa@levi.example", f"Matter {n}", subject=f"M{n}", name="Noa Levi", at=now) for n in range(5)]
    for case in made:
        closed_at_rest(case, at=now)
    return made


@pytest.fixture
def asked(cases, now):
    return ask(cases[0].customer, Request.ERASE, at=now)


def test_a_few_cases_go_at_a_time_and_the_last_step_forgets_who_it_was(asked, cases, yossi, now, monkeypatch):
    monkeypatch.setattr(erasing_on, "FEW", 2)
    begin_erasure(asked, by=at_the_desk(yossi), at=now)
    begin_erasure(asked, by=at_the_desk(yossi), at=now)
    assert not Emptied.objects.exists(), "the page itself erases nothing"
    seen = []
    while under_way().exists():
        go_on_erasing(now + timedelta(hours=1))
        asked.refresh_from_db()
        seen.append((Emptied.objects.count(), asked.counts.get("done"), asked.state))
    assert seen == [(2, 2, "open"), (4, 4, "open"), (5, None, "done")]
    assert asked.counts["cases"] == 5 and asked.ended_by == yossi
    asked.person.refresh_from_db()
    assert asked.person.name == "" and go_on_erasing(now) == 0


def test_what_stands_in_the_way_by_now_stops_it_and_is_said(asked, cases, yossi, now, monkeypatch):
    monkeypatch.setattr(erasing_on, "FEW", 2)
    begin_erasure(asked, by=at_the_desk(yossi), at=now)
    go_on_erasing(now)
    last = max(cases, key=lambda case: case.pk)
    held = Hold.objects.create(case=last, why="A dispute", until=now.date() + timedelta(days=9), by=yossi, at=now)
    while under_way().exists():
        go_on_erasing(now)
    asked.refresh_from_db()
    assert last.number in asked.counts["stopped"] and asked.state == Request.OPEN and not is_under_way(asked)
    with pytest.raises(Refused):
        begin_erasure(asked, by=at_the_desk(yossi), at=now)
    held.delete()
    begin_erasure(asked, by=at_the_desk(yossi), at=now)
    while under_way().exists():
        go_on_erasing(now)
    asked.refresh_from_db()
    assert asked.state == Request.DONE


def test_nobody_begins_it_or_goes_on_with_it_who_may_not(asked, yossi, dana, now):
    with pytest.raises(Refused):
        begin_erasure(asked, by=at_the_desk(dana), at=now)
    begin_erasure(asked, by=at_the_desk(yossi), at=now)
    with pytest.raises(Refused):
        refuse(asked, why="The law", by=at_the_desk(yossi), at=now)
    Account.objects.filter(pk=yossi.account_id).update(is_active=False)
    assert go_on_erasing(now) == 0
    asked.refresh_from_db()
    assert "no longer here" in asked.counts["stopped"] and not Emptied.objects.exists()
