from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.commitments.recounting import recount
from amana.escalation.gathering import begin, end, gather, go_on_telling, leave_out, tell_all
from amana.escalation.models import Gathered, Round
from amana.handling.ending.closing import agree, propose
from amana.people.models import Address
from amana.post.models import Outgoing
from amana.team.viewing import at_the_desk, by_link
from tests.letters import deliver

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TEXTS = {"en": "The exchange is down. It works again by noon.", "he": "המרכזייה אינה פועלת. היא תפעל עד הצהריים."}


@pytest.fixture
def cases(case, now):
    more = [deliver(f"p{n}@customer.example", "No internet!", at=now, name=f"P {n}") for n in range(6)]
    return [case, *more]


@pytest.fixture
def incident(cases, brand, ruth, now):
    row = begin(brand, "No internet in  Haifa", by=at_the_desk(ruth), at=now)
    assert gather(row, cases, by=at_the_desk(ruth), at=now) == 7
    assert gather(row, cases[:2], by=at_the_desk(ruth), at=now) == 0
    return row


def replies(case):
    return Outgoing.objects.filter(case=case.key, what="reply").count()


def tell(incident, ruth, now, **changes):
    said = {"action": "Internet works again", "due_at": now + 5 * HOUR} | changes
    return tell_all(incident, said.pop("texts", TEXTS), by=at_the_desk(ruth), at=now + HOUR / 2, **said)


def test_every_case_is_told_in_its_language_and_gets_a_promise_of_its_own(incident, cases, ruth, now):
    Case.objects.filter(pk=cases[1].pk).update(language="he")
    Case.objects.filter(pk=cases[2].pk).update(language="fr")
    row = tell(incident, ruth, now)
    assert go_on_telling(now + HOUR) == 7
    assert [replies(case) for case in cases] == [1] * 7
    promises = Commitment.objects.filter(origin=Commitment.HAND, action="Internet works again")
    assert {one.owner_agent_id for one in promises} == {ruth.pk} and promises.values("case").distinct().count() == 7
    row.refresh_from_db()
    assert (row.sent, row.left_out, row.ended_at) == (7, [], now + HOUR)
    assert go_on_telling(now + HOUR) == 0
    assert list(recount(at=now + HOUR)) == []


def test_it_goes_on_where_it_stopped_and_tells_nobody_twice(incident, cases, ruth, now):
    tell(incident, ruth, now)
    assert [go_on_telling(now + HOUR, most=3) for _turn in range(4)] == [3, 3, 1, 0]
    assert [replies(case) for case in cases] == [1] * 7


def test_what_cannot_be_told_is_named_and_keeps_nobody_else_waiting(incident, cases, ruth, dana, noa, now):
    closing = propose(cases[0], terms=[], by=at_the_desk(dana), at=now)
    agree(closing, by=by_link(noa, cases[0].key), at=now)
    Address.objects.filter(person=cases[3].customer).delete()
    row = tell(incident, ruth, now)
    go_on_telling(now + HOUR)
    row.refresh_from_db()
    assert row.sent == 5
    assert {number for number, _why in row.left_out} == {cases[0].number, cases[3].number}
    assert row.ended_at is not None


def test_a_case_gathered_later_waits_for_the_next_message(incident, cases, ruth, dana, now):
    tell(incident, ruth, now)
    late = deliver("late@customer.example", "Mine too", at=now, name="Late")
    gather(incident, [late], by=at_the_desk(dana), at=now + HOUR)
    go_on_telling(now + HOUR)
    assert replies(late) == 0
    tell(incident, ruth, now + HOUR)
    go_on_telling(now + 2 * HOUR)
    assert replies(late) == 1


@pytest.mark.parametrize(
    "changes",
    [{"texts": {}}, {"texts": {"en": "  "}}, {"action": " "}, {"due_at": None}],
    ids=["none", "empty", "nothing", "past"],
)
def test_nothing_goes_to_anybody_without_words_a_promise_and_a_time(incident, ruth, now, changes):
    changes = {name: value if value is not None else now - HOUR for name, value in changes.items()}
    with pytest.raises(Refused):
        tell(incident, ruth, now, **changes)
    assert not Round.objects.exists()


def test_only_a_lead_writes_to_all_and_one_message_is_under_way_at_a_time(incident, ruth, dana, now):
    with pytest.raises(Refused):
        tell_all(incident, TEXTS, action="x", due_at=now + 5 * HOUR, by=at_the_desk(dana), at=now)
    tell(incident, ruth, now)
    with pytest.raises(Refused):
        tell(incident, ruth, now)


def test_a_case_is_taken_out_and_an_incident_ends_without_ending_its_cases(incident, cases, ruth, dana, now):
    leave_out(incident, cases[0])
    assert Gathered.objects.filter(incident=incident).count() == 6
    with pytest.raises(Refused):
        end(incident, by=at_the_desk(dana), at=now)
    end(incident, by=at_the_desk(ruth), at=now)
    incident.refresh_from_db()
    assert all(Case.objects.get(pk=case.pk).is_open for case in cases)
    for refused in (lambda: gather(incident, cases, by=at_the_desk(ruth), at=now), lambda: tell(incident, ruth, now)):
        with pytest.raises(Refused):
            refused()


def test_a_case_of_another_brand_is_not_gathered(incident, cases, omar, now, brand):
    from amana.team.models import Brand

    other = Brand.objects.exclude(pk=brand.pk).first()
    Case.objects.filter(pk=cases[0].pk).update(brand=other)
    Gathered.objects.all().delete()
    assert gather(incident, Case.objects.filter(pk=cases[0].pk), by=at_the_desk(omar), at=now) == 0
    with pytest.raises(Refused):
        begin(brand, "Theirs", by=at_the_desk(omar), at=now)
