from __future__ import annotations

from datetime import UTC, datetime

import pytest

from amana.channels.email.peeking import peek
from amana.handling.intake.importing import ensure_brand
from amana.handling.intake.receiving import receive
from amana.handling.intake.refusals import note_refused
from amana.post.accepting import Came, accept_all
from amana.post.models import Outgoing, Recipient
from amana.record.reading import read
from amana.team.joining import add_agent

NOW = datetime(2026, 11, 10, 8, tzinfo=UTC)
RAW = b"From: noa@example.org\r\nTo: support@example.com\r\nSubject: Router\r\nMessage-ID: <1@example.org>\r\n\r\nIt is broken.\r\n"

pytestmark = pytest.mark.django_db


def test_whom_a_mail_did_not_reach_is_in_the_record_of_both_sides():
    add_agent("dana@example.com", name="Dana", brands=[ensure_brand(["support@example.com"], at=NOW)], at=NOW)
    accept_all([Came(RAW, peek(RAW).digest, "test", "1@example.org")], at=NOW)
    receive(worker="test", at=NOW)
    receipt = Outgoing.objects.get()
    receipt.recipients.update(state=Recipient.FAILED, status="550 no such user", at=NOW)
    note_refused(receipt, list(receipt.recipients.all()))

    last = read(receipt.case, side="customer")[-1]
    assert (last.kind, last["to"], last["why"]) == ("message.bounced", "noa@example.org", "550 no such user")
    assert last["message"] == str(receipt.entry)
