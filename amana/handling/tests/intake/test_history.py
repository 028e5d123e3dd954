from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import Case
from amana.channels.email.fetching import door_of
from amana.channels.email.peeking import peek
from amana.channels.models import Mailbox
from amana.handling.intake.history import wake_mailboxes
from amana.handling.intake.receiving import receive
from amana.post.accepting import Came, accept_all
from tests.letters import letter

pytestmark = pytest.mark.django_db


def arrive(mailbox, text, *, written, at):
    raw = letter("noa@customer.example", text, at=written)
    came = Came(raw, peek(raw).digest, door_of(mailbox), peek(raw).message_id, history_until=at)
    accept_all([came], at=at)


def test_the_living_history_of_a_new_mailbox_goes_on_once_and_the_rest_stays_closed(brand, dana, now):
    mailbox = Mailbox.objects.create(brand=brand, address="support@example.com", connected_at=now, caught_up_at=now)
    arrive(mailbox, "Last week's question", written=now - timedelta(days=5), at=now)
    arrive(mailbox, "Last year's question", written=now - timedelta(days=300), at=now)
    assert wake_mailboxes(now) == 0  # not read yet
    receive(worker="test", at=now)

    assert wake_mailboxes(now) == 1
    assert wake_mailboxes(now) == 0
    assert [case.holder for case in Case.objects.open()] == [dana]
    assert Case.objects.filter(state="closed").count() == 1


def test_a_mailbox_that_still_catches_up_is_left_alone(brand, dana, now):
    mailbox = Mailbox.objects.create(brand=brand, address="support@example.com", connected_at=now)
    arrive(mailbox, "Last week's question", written=now - timedelta(days=5), at=now)
    receive(worker="test", at=now)

    assert wake_mailboxes(now) == 0
    assert not Case.objects.open().exists()
