"""What is said of a call is what is promised."""

from __future__ import annotations

import pytest

from amana.commitments.models import Commitment
from amana.portal.tests.widget.conftest import message

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
