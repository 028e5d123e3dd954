"""What is said of a call is what is promised."""

from __future__ import annotations

import pytest

from amana.commitments.models import Commitment
from amana.counter.sites import Wanted, set_widget
from amana.portal.tests.widget.conftest import SITE, message
from amana.team.viewing import at_the_desk

pytestmark = pytest.mark.django_db


def test_another_time_for_a_call_that_is_promised_already_is_not_said_to_be_one(site, dana):
    times = [one for one, _said in site.get("times/").json()["times"]]
    sent = message(call_at=times[5], number="0501234567")
    said = site.post("message/", sent).json()["sentence"]
    again = site.post("call/", {"key": sent["key"], "call_at": times[9], "number": "0501234567"}).json()
    promise = Commitment.objects.get(origin=Commitment.CALL_BACK)
    assert promise.window_from.isoformat() == times[5]
    assert again["sentence"] and again["sentence"] in said


def test_a_time_no_clock_can_show_is_refused_with_a_sentence(site, dana):
    sent = message()
    site.post("message/", sent)
    for never in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        answer = site.post("call/", {"key": sent["key"], "call_at": never, "number": "0501234567"})
        assert answer.status_code == 422 and answer.json()["error"], never


def test_without_a_time_or_where_no_calls_are_offered_nothing_is_promised(site, brand, yossi, at):
    times = [one for one, _said in site.get("times/").json()["times"]]
    sent = message()
    site.post("message/", sent)
    assert site.post("call/", {"key": sent["key"], "number": "0501234567"}).status_code == 422
    set_widget(brand, Wanted([SITE], offers_calls=False), by=at_the_desk(yossi), at=at)
    refused = site.post("call/", {"key": sent["key"], "call_at": times[5], "number": "0501234567"})
    assert refused.status_code == 422 and "not free any more" in refused.json()["error"]
    assert not Commitment.objects.filter(origin=Commitment.CALL_BACK).exists()


def test_times_are_chosen_from_one_place_only_so_often(site, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"write_call": "1/10m/ip"}
    times = [one for one, _said in site.get("times/").json()["times"]]
    sent = message()
    site.post("message/", sent)
    chosen = [{"key": sent["key"], "call_at": one, "number": "0501234567"} for one in times[5:7]]
    assert [site.post("call/", one).status_code for one in chosen] == [200, 429]
    assert Commitment.objects.get(origin=Commitment.CALL_BACK).window_from.isoformat() == times[5]
