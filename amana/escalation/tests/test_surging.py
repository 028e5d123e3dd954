from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.commitments.making import Draft, make
from amana.escalation.models import HeldNotice, Surge
from amana.escalation.ringing import ring
from amana.escalation.surging import MANY, WAITS, let_go, tell_staff, waiting_for_a_word
from amana.post.models import Outgoing
from amana.record.reading import read
from amana.team.viewing import at_the_desk
from tests.letters import deliver

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DUE = 2 * HOUR


@pytest.fixture
def late(brand, dana, ruth, now):
    """Make so many promises that fall late together, a case each; returns the cases and the moment."""

    def fall(number):
        cases = [deliver(f"p{n}@customer.example", "No internet!", at=now, name=f"P {n}") for n in range(number)]
        for case in cases:
            make(case, [Draft("Call back", now + DUE, owner=dana)], by=at_the_desk(dana), at=now)
        at = now + DUE + timedelta(seconds=1)
        for moment in (now + DUE - HOUR / 2, now + DUE - HOUR / 12, at):
            while ring(at=moment, most=500):
                pass
        return cases, at

    return fall


def notices(at=None):
    rows = Outgoing.objects.filter(what="notice")
    return rows if at is None else rows.filter(not_before__lte=at)


def test_a_few_late_promises_are_told_at_once(late):
    cases, _at = late(MANY - 1)
    assert not Surge.objects.exists()
    assert notices().count() == len(cases)


def test_many_at_once_wait_for_a_word_and_no_longer_than_half_an_hour(late):
    cases, at = late(MANY + 5)
    surge = Surge.objects.get()
    assert surge.held == HeldNotice.objects.count() == len(cases)
    assert notices().count() == len(cases)
    assert notices(at).count() == 0
    assert notices(at + WAITS + HOUR * 24).count() == len(cases)
    # What happened is in the record at once, whatever waits.
    assert all("promise.late" in {entry.kind for entry in read(case.key, side="customer")} for case in cases)


def test_a_lead_lets_them_go_once(late, ruth, dana, now):
    _cases, at = late(MANY + 5)
    surge = Surge.objects.get()
    assert waiting_for_a_word(frozenset([surge.brand_id]), at=at) == [surge]
    with pytest.raises(Refused):
        let_go(surge, by=at_the_desk(dana), at=at)
    assert let_go(surge, by=at_the_desk(ruth), at=at) == notices(at).count()
    assert let_go(surge, by=at_the_desk(ruth), at=at) == 0
    assert waiting_for_a_word(frozenset([surge.brand_id]), at=at) == []


def test_staff_get_one_list_and_not_a_mail_for_each(late, dana, ruth):
    _cases, at = late(MANY + 5)
    before = Outgoing.objects.filter(what="reminder").count()
    assert tell_staff(at) == 0
    assert tell_staff(at + timedelta(minutes=2)) == 3  # Dana, and the two who lead
    assert tell_staff(at + timedelta(minutes=3)) == 0
    assert Outgoing.objects.filter(what="reminder").count() == before + 3
    subject = Outgoing.objects.filter(what="reminder").order_by("-created_at").first().subject
    assert str(MANY + 5) in subject
