from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.commitments.keeping import keep
from amana.commitments.models import Commitment
from amana.escalation.climbing import ask, climb, next_rung, rungs
from amana.escalation.laddering import ladder_of, set_ladder
from amana.escalation.reporting import report, reports_owed
from amana.handling.facts.noting import note_call
from amana.kit.working_time import after_working_hours
from amana.record.reading import read
from amana.team.models import Team
from amana.team.viewing import at_the_desk, by_link

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_without_a_ladder_it_follows_from_who_works_for_whom(brand, dana, ruth):
    assert rungs(brand, dana)[0] == ruth


def test_a_ladder_names_who_is_asked_and_how_soon_they_answer(case, brand, dana, omer, ruth, noa, now):
    set_ladder(brand, None, [(omer, 3), (ruth, 5)], by=at_the_desk(ruth))
    assert rungs(brand, dana) == [omer, ruth]
    assert rungs(brand, omer) == [ruth]
    assert ask(case, text="Somebody else", by=by_link(noa, case.key), at=now) == omer
    owed = Commitment.objects.get(case=case, origin=Commitment.RUNG)
    assert owed.due_at == after_working_hours(now, 3, brand.week.working)
    assert next_rung(Case.objects.get(pk=case.pk)) == ruth


def test_a_team_has_a_ladder_of_its_own(brand, dana, omer, ruth):
    team = Team.objects.create(name="Fibre")
    dana.team = team
    dana.save()
    set_ladder(brand, None, [(ruth, 8)], by=at_the_desk(ruth))
    set_ladder(brand, team, [(omer, 2)], by=at_the_desk(ruth))
    assert (rungs(brand, dana), rungs(brand, omer)) == ([omer], [ruth])
    set_ladder(brand, team, [], by=at_the_desk(ruth))
    assert rungs(brand, dana)[0] == ruth


def test_somebody_who_can_no_longer_sign_in_is_no_rung(brand, dana, omer, ruth):
    set_ladder(brand, None, [(omer, 2), (ruth, 2)], by=at_the_desk(ruth))
    omer.account.is_active = False
    omer.account.save()
    assert rungs(brand, dana)[0] == ruth


def test_a_ladder_refuses_what_cannot_be(brand, dana, omer, omar, ruth):
    lead = at_the_desk(ruth)
    for people in ([(omer, 2), (omer, 3)], [(omar, 2)], [(omer, 0)], [(omer, 81)], [(omer, 2)] * 11):
        with pytest.raises(Refused):
            set_ladder(brand, None, people, by=lead)
    with pytest.raises(Refused):
        set_ladder(brand, None, [(omer, 2)], by=at_the_desk(dana))
    assert ladder_of(brand, None) == []


def test_a_climb_says_why(case, ruth, now):
    assert climb(case, why="Call Noa", at=now) == ruth
    [line] = [entry for entry in read(case.key, side="customer") if entry.kind == "rung.climbed"]
    assert (line["why"], line["because"]) == ("Call Noa", "late")


def test_who_answered_on_a_rung_reports_how_it_came_this_far_once(case, ruth, noa, dana, now):
    ask(case, text="Somebody else", by=by_link(noa, case.key), at=now)
    owed = Commitment.objects.get(case=case, origin=Commitment.RUNG)
    assert not reports_owed(ruth).exists()
    call = note_call(case, "I called.", who="Noa", by=at_the_desk(ruth), at=now + HOUR)
    owed.refresh_from_db()
    if owed.is_outstanding:
        keep(owed, by=at_the_desk(ruth), at=now + HOUR, shown_by=call.id)
    assert [one.pk for one in reports_owed(ruth)] == [owed.pk]
    with pytest.raises(Refused):
        report(case, "  ", by=at_the_desk(ruth), at=now + HOUR)
    with pytest.raises(Refused):
        report(case, "Not mine", by=at_the_desk(dana), at=now + HOUR)
    report(case, "Nobody had read the second mail.", by=at_the_desk(ruth), at=now + 2 * HOUR)
    assert not reports_owed(ruth).exists()
    assert "rung.reported" in {entry.kind for entry in read(case.key, side="company")}
    assert "rung.reported" not in {entry.kind for entry in read(case.key, side="customer")}
    with pytest.raises(Refused):
        report(case, "Twice", by=at_the_desk(ruth), at=now + 3 * HOUR)
