from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import Case
from amana.commitments.keeping import keep
from amana.commitments.making import Draft, make
from amana.escalation.climbing import ask
from amana.handling.facts.noting import note_call
from amana.handling.facts.standing_still import note_standstill
from amana.handling.holding.handing_over import accept, offer
from amana.handling.talking.hearing import hear
from amana.record.appending import SYSTEM, Line, append
from amana.review.models import Change, Weights
from amana.review.patience import carry_over, forget, now_left, patience_of
from amana.review.weighing import MOST_BY_WAITING, WEIGHTS, WORDS, fold, taken_by_waiting
from amana.team.viewing import at_the_desk, by_link
from tests.letters import deliver

HOUR = timedelta(hours=1)


def reasons(case):
    return list(Change.objects.filter(case=case, agent=None).order_by("id").values_list("reason", flat=True))


def left(case):
    return Case.objects.get(pk=case.pk).patience


def test_every_reason_has_a_weight_and_words():
    assert set(WEIGHTS) == set(WORDS)


@pytest.mark.parametrize(
    ("changes", "expected"), [([], 100), ([-30, 50], 100), ([-80, -80, 10], 10), ([5, -10], 90), ([-100, -1, 1], 1)]
)
def test_patience_never_leaves_its_bounds_on_the_way(changes, expected):
    assert fold(changes) == expected


def test_waiting_takes_for_each_full_day_after_the_first_up_to_a_limit(now):
    assert [taken_by_waiting(now - timedelta(days=days), at=now) for days in (0, 1, 2, 5, 400)] == [
        0, 0, WEIGHTS["waiting"], 4 * WEIGHTS["waiting"], -MOST_BY_WAITING,
    ]  # fmt: skip
    assert taken_by_waiting(None, at=now) == 0
    assert taken_by_waiting(now + HOUR, at=now) == 0


@pytest.mark.django_db
def test_the_first_message_takes_nothing_and_the_second_before_an_answer_does(case, noa, now):
    assert (reasons(case), left(case)) == ([], 100)
    hear(case, "Hello?", by=by_link(noa, case.key), at=now + HOUR)
    assert (reasons(case), left(case)) == (["again"], 100 + WEIGHTS["again"])


@pytest.mark.django_db
def test_loud_and_silent_customers_who_waited_equally_lost_equally(case, noa, now):
    loud, silent = Case.objects.get(pk=case.pk), Case.objects.get(pk=case.pk)
    later = now + timedelta(days=6)
    assert now_left(loud, now, at=later) == now_left(silent, now, at=later) == 100 + 5 * WEIGHTS["waiting"]


@pytest.mark.django_db
def test_what_we_do_takes_and_gives_with_its_entry(case, noa, dana, omer, now):
    agent = at_the_desk(dana)
    [promise] = make(case, [Draft("Call Noa", now + 2 * HOUR, owner=dana)], by=agent, at=now)
    append(Line(case.key, "promise.late", SYSTEM, now + 3 * HOUR,
                {"promise": str(promise.pk), "action": "Call Noa", "due": "x"}))  # fmt: skip
    accept(offer(case, taker=omer, why="Routers", by=agent, at=now), by=at_the_desk(omer), at=now + HOUR)
    note_standstill(case, stands_still=True, text="Shop", by=by_link(noa, case.key), at=now + HOUR)
    note_call(case, "We spoke.", who="Noa", by=at_the_desk(omer), at=now + 4 * HOUR)
    assert set(reasons(case)) >= {"late", "passed", "standstill", "called"}
    assert Change.objects.filter(case=case, entry=None).count() == 0
    assert left(case) == fold(
        Change.objects.filter(case=case, agent=None).order_by("at", "id").values_list("points", flat=True)
    )


@pytest.mark.django_db
def test_a_promise_kept_in_time_gives_back_and_a_late_one_gives_nothing(case, dana, now):
    agent = at_the_desk(dana)
    first, second = make(
        case, [Draft("Call", now + 2 * HOUR, owner=dana), Draft("Send it", now + HOUR, owner=dana)], by=agent, at=now
    )
    call = note_call(case, "We spoke.", who="Noa", by=agent, at=now + HOUR / 2)
    keep(first, by=agent, at=now + HOUR, shown_by=call.id)
    keep(second, by=agent, at=now + 2 * HOUR, shown_by=call.id)
    assert reasons(case).count("kept") == 1, "the late one gives nothing"


@pytest.mark.django_db
def test_the_same_entry_takes_once_however_often_it_is_looked_at(case, noa, now):
    from amana.review.patience import feel

    entry = hear(case, "Hello?", by=by_link(noa, case.key), at=now + HOUR)
    feel([entry])
    assert reasons(case) == ["again"]


@pytest.mark.django_db
def test_patience_is_carried_into_a_new_case_and_to_the_other_open_ones(case, noa, now):
    hear(case, "Hello?", by=by_link(noa, case.key), at=now + HOUR)
    other = deliver("noa@customer.example", "And the bill is wrong too.", at=now + 2 * HOUR, name="Noa Levi")
    assert other.pk != case.pk
    assert left(other) == left(case) == 95
    hear(other, "Is anybody there?", by=by_link(noa, other.key), at=now + 3 * HOUR)
    assert (left(other), left(case)) == (90, 95)
    assert carry_over(now + 3 * HOUR + timedelta(minutes=1)) == 1
    assert left(case) == 90


@pytest.mark.django_db
def test_another_customers_patience_is_their_own(case, sami, noa, now):
    hear(case, "Hello?", by=by_link(noa, case.key), at=now + HOUR)
    other = deliver("sami@customer.example", "Where is it?", at=now + 2 * HOUR, name="Sami")
    assert left(other) == 100


@pytest.mark.django_db
def test_a_brand_has_weights_of_its_own_and_rubbish_in_them_counts_for_nothing(case, noa, brand, now):
    Weights.objects.create(brand=brand, points={"again": -20, "nonsense": -50, "late": "x"}, changed_at=now)
    hear(case, "Hello?", by=by_link(noa, case.key), at=now + HOUR)
    assert left(case) == 80


@pytest.mark.django_db
def test_what_is_older_than_twelve_months_is_forgotten(case, noa, now):
    hear(case, "Hello?", by=by_link(noa, case.key), at=now + HOUR)
    later = now + timedelta(days=367)
    assert patience_of([noa.pk], at=later) == {noa.pk: 100}
    assert (forget(now + 2 * HOUR), forget(later)) == (0, 1)


@pytest.mark.django_db
def test_no_score_outlives_twelve_months_on_a_case_open_or_closed(case, noa, now):
    closed = deliver("noa@customer.example", "Another thing.", at=now, name="Noa Levi")
    recent = deliver("noa@customer.example", "And a third.", at=now, name="Noa Levi")
    for one in (case, closed, recent):
        hear(one, "Hello?", by=by_link(noa, one.key), at=now + HOUR)
    carry_over(now + HOUR)
    later = now + timedelta(days=367)
    Case.objects.filter(pk=closed.pk).update(state="closed", closed_at=now + 2 * HOUR)
    Case.objects.filter(pk=recent.pk).update(state="closed", closed_at=later - timedelta(days=30))
    assert left(case) < 100 and left(closed) < 100 and left(recent) < 100
    # Something of last week still counts, on what is open and on what has closed since.
    hear(case, "Hello again?", by=by_link(noa, case.key), at=later - timedelta(days=7))
    stands = left(recent)
    forget(later)
    assert left(closed) == 100
    assert left(case) == 100 + WEIGHTS["again"] and left(recent) == max(stands, left(case))
    forget(later + timedelta(days=400))
    assert {left(one) for one in (case, closed, recent)} == {100}
    assert not Change.objects.filter(person=noa).exists()


@pytest.mark.django_db
def test_a_climb_takes_from_the_holder_too_and_is_kept_apart(case, noa, dana, now):
    ask(case, text="Somebody else", by=by_link(noa, case.key), at=now + HOUR)
    mine = Change.objects.get(agent=dana)
    assert (mine.reason, mine.person) == ("climbed", None)
    assert "asked_up" in reasons(case)


@pytest.mark.django_db
def test_a_case_of_ones_own_takes_nothing_from_anybody(db, noa, now):
    from amana.handling.opening import open_own_case
    from amana.people.models import Company
    from amana.team.viewing import owner

    case = open_own_case(noa, Company.objects.create(name="Cellcom"), happened="x", wanted="y", by=owner(noa), at=now)
    hear(case, "They said no.", by=owner(noa), at=now + HOUR)
    hear(case, "Again.", by=owner(noa), at=now + 2 * HOUR)
    assert not Change.objects.exists()
