from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.channels.models import Call
from amana.channels.phone.told import Told
from amana.commitments.models import Commitment
from amana.commitments.recounting import recount
from amana.handling.calls.placing import place, set_aside, take_calls
from amana.handling.calls.ringing import RINGS_FOR, end_unended, hear, ringing_for
from amana.handling.intake.importing import new_brand
from amana.handling.opening import open_case
from amana.handling.talking.replying import Reply, reply
from amana.people.models import Address, Person
from amana.privacy.emptying import empty_case
from amana.privacy.models import Emptied, Retention
from amana.privacy.retaining import forget_numbers
from amana.record.appending import SYSTEM
from amana.record.reading import read
from amana.record.verifying import verify
from amana.team.viewing import at_the_desk
from tests.cast import closed_at_rest

pytestmark = pytest.mark.django_db
NUMBER = "+972501234567"


@pytest.fixture
def telephone(noa, now):
    row = Address.telephone(NUMBER, person=noa, at=now)
    row.save()
    return row


def told(now, ref="c-1", *, answered=3, ended=10, number=NUMBER, direction="in", extension=""):
    began = now - timedelta(minutes=20)
    after = {name: None if minutes is None else began + timedelta(minutes=minutes)
             for name, minutes in (("answered_at", answered), ("ended_at", ended))}  # fmt: skip
    return Told(ref, direction, number, extension, began, **after)


def calls(case):
    return [one for one in read(case.key, side="customer") if one.kind == "call.noted"]


def test_a_call_of_one_person_with_one_open_case_stands_in_it_once(case, telephone, brand, now):
    first = take_calls(brand, [told(now)], at=now)
    again = take_calls(brand, [told(now)], at=now)
    assert (first.placed, again.known, again.placed) == (1, 1, 0)
    [said] = calls(case)
    assert (said["minutes"], said["waited"], said["direction"], said["number"]) == (7, 3, "in", NUMBER)
    assert said.by.kind == "system" and "was not noted" in said["text"]
    assert list(recount(at=now)) == [] and list(verify()) == []


def test_a_missed_call_asks_for_an_answer_and_is_no_word_of_ours(case, telephone, brand, dana, now):
    reply(case, Reply("Please send me the number on the box."), by=at_the_desk(dana), at=now - timedelta(hours=2))
    assert not Commitment.objects.outstanding().filter(case=case, origin="answer").exists()
    take_calls(brand, [told(now, answered=None, ended=4)], at=now)
    [said] = calls(case)
    assert (said["minutes"], said["waited"]) == (0, 4)
    assert Commitment.objects.outstanding().filter(case=case, origin="answer").count() == 1
    case.refresh_from_db()
    assert case.waiting_for == "company"
    take_calls(brand, [told(now, "c-2", answered=None, ended=4)], at=now)
    assert Commitment.objects.outstanding().filter(case=case, origin="answer").count() == 1
    assert list(recount(at=now)) == []


def test_nothing_is_guessed(case, telephone, noa, brand, desk, now):
    unknown, hidden = told(now, "a", number="+97239999999"), told(now, "b", number="")
    open_case(noa, brand, subject="Another", text="Another.", by=desk, at=now)
    taken = take_calls(brand, [unknown, hidden, told(now, "c"), told(now, "d", ended=None)], at=now)
    assert (taken.placed, taken.to_place) == (0, 3) and calls(case) == []
    other = Person.objects.create(name="Lior")
    Address.telephone("0501234567", person=other, at=now).save()
    assert take_calls(brand, [told(now, "e")], at=now).to_place == 1
    assert Call.objects.get(ref="e").person is None


def test_a_person_places_a_call_or_sets_it_aside_once(case, brand, desk, omar, now):
    take_calls(brand, [told(now, "a", number=""), told(now, "b", number="")], at=now)
    first, second = Call.objects.order_by("ref")
    with pytest.raises(Refused):
        place(first, case, by=at_the_desk(omar), at=now)
    place(first, case, by=desk, at=now)
    assert len(calls(case)) == 1
    set_aside(second, by=desk)
    for row in (first, second):
        with pytest.raises(Refused):
            place(row, case, by=desk, at=now)


def test_who_calls_is_shown_to_whoever_holds_their_case_while_it_rings(case, telephone, brand, dana, ruth, omar, now):
    call = hear(brand, Told("r", "in", NUMBER, "", now), at=now)
    [seen] = ringing_for(at_the_desk(dana), at=now)
    assert (seen.call, seen.person, seen.cases) == (call, case.customer, [case])
    assert ringing_for(at_the_desk(ruth), at=now) == [] and ringing_for(at_the_desk(omar), at=now) == []
    hear(brand, Told("u", "in", "+97239999999", "", now), at=now)
    assert [one.person for one in ringing_for(at_the_desk(ruth), at=now)] == [None]
    assert ringing_for(at_the_desk(dana), at=now + RINGS_FOR + timedelta(seconds=1)) == []
    # The same said again, and late, changes nothing.
    hear(brand, Told("r", "in", NUMBER, "", now, ended_at=now + timedelta(seconds=30)), at=now)
    hear(brand, Told("r", "in", NUMBER, "", now), at=now)
    assert Call.objects.get(ref="r").state == Call.PLACED and len(calls(case)) == 1


def test_a_call_began_when_it_first_rang_also_where_its_end_does_not_say_so(case, telephone, brand, now):
    rang = now - timedelta(minutes=20)
    hear(brand, Told("c-9", "in", NUMBER, "", rang), at=rang)
    over = rang + timedelta(minutes=4)
    hear(brand, Told("c-9", "in", NUMBER, "", over, None, over), at=over)
    assert Call.objects.get().began_at == rang and [one["waited"] for one in calls(case)] == [4]


def test_a_call_put_into_a_closed_case_opens_it_again(case, brand, dana, telephone, desk, now):
    closed_at_rest(case, at=now - timedelta(hours=1))
    earlier = told(now - timedelta(hours=3), "old", number="")
    take_calls(brand, [told(now, "a"), earlier], at=now)
    case.refresh_from_db()
    place(Call.objects.get(ref="old"), case, by=desk, at=now)
    case.refresh_from_db()
    assert not case.is_open  # it is part of what is over
    place(Call.objects.get(ref="a"), case, by=desk, at=now)
    case.refresh_from_db()
    assert case.is_open and case.waiting_for == "company" and case.next_due_at > now
    assert [one.kind for one in read(case.key, side="customer")][-3:] == ["call.noted", "case.reopened", "promise.made"]
    assert Commitment.objects.outstanding().filter(case=case, origin="answer").count() == 1
    assert list(recount(at=now)) == [] and list(verify()) == []


def test_no_words_enter_a_case_whose_words_were_destroyed(case, brand, desk, now):
    closed_at_rest(case, at=now - timedelta(hours=1))
    empty_case(case, why=Emptied.OVER, by=SYSTEM, at=now)
    take_calls(brand, [told(now, "a", number="")], at=now)
    with pytest.raises(Refused, match="were destroyed"):
        place(Call.objects.get(), case, by=desk, at=now)
    case.refresh_from_db()
    assert not case.is_open and calls(case)[:1] == [] and Call.objects.get().state == Call.TO_PLACE


def test_a_call_of_whose_end_nobody_tells_ends_by_itself(case, telephone, brand, dana, now):
    hear(brand, told(now, "a", ended=None), at=now)
    hear(brand, told(now, "b", answered=None, ended=None, number=""), at=now)
    assert end_unended(now + timedelta(hours=11)) == 0
    assert end_unended(now + timedelta(hours=12)) == 2 and end_unended(now + timedelta(hours=12)) == 0
    assert list(Call.objects.order_by("ref").values_list("state", "ended_at")) == [("placed", None), ("to_place", None)]
    [said] = calls(case)
    assert "its length is not known" in said["text"] and (said["minutes"], said["waited"]) == (0, 0)
    # Told after all, it changes nothing of what is written.
    assert take_calls(brand, [told(now, "a")], at=now + timedelta(hours=13)).known == 1 and len(calls(case)) == 1
    assert list(recount(at=now)) == [] and list(verify()) == []


def test_the_number_of_a_call_of_nobody_is_forgotten_in_time(case, telephone, brand, now):
    take_calls(
        brand, [told(now, "a", number="+97239999999"), told(now, "b", number="+97239999998"), told(now, "c")], at=now
    )
    assert forget_numbers(now + timedelta(days=89)) == 0
    assert forget_numbers(now + timedelta(days=91)) == 2 and forget_numbers(now + timedelta(days=91)) == 0
    rows = list(Call.objects.order_by("ref").values_list("number", "state"))
    assert rows == [("", "aside"), ("", "aside"), (NUMBER, "placed")]
    # The exchange tells of it again: it is known.
    assert take_calls(brand, [told(now, "a", number="+97239999999")], at=now).known == 1


@pytest.mark.parametrize(("months", "kept", "gone"), [(1, 29, 32), (12, 364, 367)])
def test_the_number_of_a_call_of_nobody_is_kept_as_long_as_the_brand_keeps_words(
    telephone, brand, yossi, now, months, kept, gone
):
    other = new_brand("Other", at=now, language="en")
    Call.objects.create(brand=other, ref="x", direction=Call.IN, number="+97239999997", began_at=now, state=Call.ASIDE)
    take_calls(brand, [told(now, "a", number="+97239999999")], at=now)
    Retention.objects.create(brand=brand, months=months, changed_by=yossi, changed_at=now)
    rows = Call.objects.filter(brand=brand).exclude(number="")
    forget_numbers(now + timedelta(days=kept))
    assert rows.count() == 1
    forget_numbers(now + timedelta(days=gone))
    assert rows.count() == 0
    # A brand without a rule of its own keeps them ninety days.
    assert Call.objects.filter(brand=other).exclude(number="").exists() is (gone < 90)
