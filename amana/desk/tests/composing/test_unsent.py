from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.translation import gettext, override

from amana.desk.tests.conftest import signed_in
from amana.handling.talking.replying import Reply, reply, take_back
from amana.handling.talking.unsent import what_happened
from amana.post.models import Outgoing, Recipient
from amana.team.viewing import at_the_desk

pytestmark = pytest.mark.django_db
PAGE = "desk:unsent"


@pytest.fixture
def sent(case, dana, now):
    written = reply(case, Reply("The part is on its way."), by=at_the_desk(dana), at=now)
    return Outgoing.objects.get(entry=written.id)


def shown(agent):
    return signed_in(agent).get(reverse(PAGE)).content.decode()


def test_a_mail_that_did_not_arrive_is_listed_with_its_reason_and_sent_again(sent, dana):
    Outgoing.objects.filter(pk=sent.pk).update(state=Outgoing.FAILED, last_error="550 no such user")
    sent.recipients.update(state=Recipient.FAILED, status="550 no such user")

    assert "550 no such user" in shown(dana)
    signed_in(dana).post(reverse("desk:unsent_again", args=[sent.pk]))
    sent.refresh_from_db()
    assert sent.state == Outgoing.WAITING
    assert sent.recipients.get().state == Recipient.WAITING


def test_a_bounce_that_came_later_is_listed_too(sent, dana, now):
    Outgoing.objects.filter(pk=sent.pk).update(state=Outgoing.SENT)
    sent.recipients.update(state=Recipient.BOUNCED, status="5.1.1 failed", at=now)

    assert "5.1.1 failed" in shown(dana)


def test_what_may_have_been_sent_twice_is_said(sent, dana):
    Outgoing.objects.filter(pk=sent.pk).update(state=Outgoing.SENT, was_doubtful=True)

    assert "may have been sent twice" in shown(dana)


def test_a_mail_taken_back_and_one_that_left_are_no_trouble(sent, dana, case, now):
    take_back(sent, by=at_the_desk(dana), at=now)

    assert "as far as is known" in shown(dana)


def test_why_a_mail_is_held_is_said_in_the_readers_language(sent):
    sent.state, sent.last_error = Outgoing.HELD, "The message is empty."
    with override("he"):
        said = what_happened(sent)
        assert gettext("The message is empty.") in said and "empty" not in said


def test_a_stranger_sees_none_of_it(sent, omar):
    Outgoing.objects.filter(pk=sent.pk).update(state=Outgoing.FAILED, last_error="nobody of that name")

    assert "nobody of that name" not in shown(omar)
    assert signed_in(omar).post(reverse("desk:unsent_again", args=[sent.pk])).status_code == 404
