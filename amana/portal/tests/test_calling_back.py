from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from amana.cases.models import Participant
from amana.commitments.models import Commitment, Slot
from amana.escalation.ringing import next_alarm, ring
from amana.handling.talking.calling_back import book, call_owed, free_times
from amana.people.models import Address
from amana.portal.calling_back import said_window
from amana.portal.tests.conftest import door_to
from amana.team.viewing import at_the_desk

pytestmark = pytest.mark.django_db


def offered(client, door):
    return re.findall(r'name="when" value="([^"]+)"', client.get(door.of("call-back")).content.decode())


def asked(when, **more):
    return {"when": when, "number": "050-1234567", "about": "the router", **more}


def test_the_customer_chooses_a_call_moves_it_and_lets_it_go(inside, door, router):
    assert "Please call me" in inside.get(door.url).content.decode()
    times = offered(inside, door)
    assert inside.post(door.of("call-back"), asked(times[2], number="")).status_code == 422
    assert inside.post(door.of("call-back"), asked("tomorrow")).status_code == 422
    assert inside.post(door.of("call-back"), asked(times[2])).status_code == 302
    first = call_owed(router)
    assert first.window_from.isoformat() == times[2] and first.owner_agent == router.holder
    assert door.entries("promise.made")[-1]["not_before"]
    html = inside.get(door.url).content.decode()
    assert "We call you" in html and "050-1234567" in html and "Please call me" not in html

    again = offered(inside, door)
    assert times[2] not in again
    assert inside.post(door.of("call-back"), {"when": times[3]}).status_code == 302
    first.refresh_from_db()
    second = call_owed(router)
    assert (first.state, first.replaced_by) == ("renegotiated", second)
    assert second.window_from.isoformat() == times[3] and Slot.objects.get().commitment == second
    assert times[2] in offered(inside, door)

    assert inside.post(door.of("call-back"), {"when": "none"}).status_code == 302
    assert call_owed(router) is None and not Slot.objects.exists()
    assert Commitment.objects.get(pk=second.pk).state == "released"


def test_a_time_somebody_else_took_meanwhile_is_refused(inside, door, samis, dana, router):
    times = offered(inside, door)
    samis.case.holder = dana
    samis.case.save(update_fields=["holder"])
    now = timezone.now()
    start = free_times(samis.case, at=now)[0]
    book(samis.case, start, number="050-7654321", by=at_the_desk(dana), at=now)
    assert start.isoformat() in times
    assert inside.post(door.of("call-back"), asked(start.isoformat())).status_code == 422
    assert call_owed(router) is None


def test_a_closed_case_takes_no_call(inside, door, router):
    router.state, router.closed_at = "closed", timezone.now()
    type(router).objects.filter(pk=router.pk).update(state="closed", closed_at=timezone.now())
    assert inside.get(door.of("call-back")).status_code == 404


def test_a_missed_call_is_late_and_climbs_by_the_clock(inside, door, router):
    inside.post(door.of("call-back"), asked(offered(inside, door)[0]))
    call = call_owed(router)
    while (alarm := next_alarm()) is not None and not [
        one for one in door.entries("rung.climbed") if call.action in str(one.content)
    ]:
        ring(at=alarm)
        assert alarm < call.due_at + timedelta(days=15)
    late = [one for one in door.entries("promise.late") if one["promise"] == str(call.pk)]
    assert len(late) == 1
    call.refresh_from_db()
    assert call.state == "open" and call.is_late(call.due_at + timedelta(seconds=1))


def test_a48_whoever_else_reads_the_case_does_not_learn_the_customers_number(inside, door, router, sami, at):
    Address.telephone("+972501112233", person=router.customer, at=at).save()
    assert "501112233" in inside.get(door.of("call-back")).content.decode()
    Participant.objects.create(case=router, person=sami, added_at=at)
    other = door_to(router, sami)
    html = other.enter(Client()).get(other.of("call-back")).content.decode()
    assert 'name="when"' in html and "501112233" not in html


def test_a_call_with_an_end_alone_is_said_by_it_and_one_without_any_not_at_all(db):
    now = timezone.now()
    owed = Commitment(due_at=now + timedelta(days=2), window_from=None)
    assert f"{timezone.localtime(owed.due_at):%H:%M}" in said_window(owed, now)
    assert said_window(Commitment(due_at=None, window_from=None), now) == ""
