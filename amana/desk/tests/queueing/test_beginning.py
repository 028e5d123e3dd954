"""What an empty desk says: how to begin, and that no mail leaves yet."""

from __future__ import annotations

import pytest

from amana.channels.models import Mailbox
from amana.desk.tests.conftest import signed_in

HOW, SHUT = "How to begin", "No mail leaves from here yet"


@pytest.fixture
def mailbox(brand):
    return Mailbox.objects.create(brand=brand, address="help@tavor.example", smtp_host="smtp.tavor.example")


def queue_of(agent, query=""):
    return signed_in(agent).get(f"/desk/{query}").content.decode()


def test_whoever_leads_reads_how_to_begin_until_the_first_case(ruth, brand):
    html = queue_of(ruth)
    assert HOW in html and "help@tavor.example" in html
    assert "/desk/settings/mailboxes/" in html and "/desk/settings/invitations/" in html


def test_whoever_cannot_connect_anything_reads_where_a_first_message_goes(dana):
    html = queue_of(dana)
    assert HOW in html and "help@tavor.example" in html and "/desk/settings/mailboxes/" not in html


def test_what_is_done_already_is_ticked(ruth, dana, mailbox):
    assert queue_of(ruth).count("shape--kept") == 2


def test_once_there_was_a_case_nothing_is_said_of_beginning(case, ruth, dana):
    assert HOW not in queue_of(ruth) and HOW not in queue_of(dana, "?view=aside")


def test_a_filter_that_finds_nothing_is_no_beginning(ruth, brand):
    assert HOW not in queue_of(ruth, "?language=ar")


def test_a_lead_reads_that_no_mail_leaves_until_a_mailbox_sends(case, ruth, dana, brand):
    assert SHUT in queue_of(ruth, "?view=all") and SHUT not in queue_of(dana, "?view=all")
    Mailbox.objects.create(brand=brand, address="help@tavor.example", smtp_host="smtp.tavor.example")
    assert SHUT not in queue_of(ruth, "?view=all")
