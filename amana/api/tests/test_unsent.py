"""Mail that did not reach somebody, by the API: listed with its reason, and sent once more."""

from __future__ import annotations

import pytest

from amana.api.scopes import CASES_READ
from amana.api.tests.conftest import program
from amana.handling.talking.replying import Reply, reply
from amana.kit.codes import new_id
from amana.post.models import Outgoing, Recipient

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(case, desk, now) -> Outgoing:
    """A reply that another server refused."""
    written = reply(case, Reply("The part is on its way."), by=desk, at=now)
    row = Outgoing.objects.get(entry=written.id)
    Outgoing.objects.filter(pk=row.pk).update(state=Outgoing.FAILED, last_error="550 no such user 4580458045804580")
    row.recipients.update(state=Recipient.FAILED, status="550 no such user")
    return row


def listed(caller) -> list[dict]:
    return caller.get("unsent-mail").json()["mails"]


def test_it_is_listed_with_its_reason_and_sent_again_once(danas, case, mail):
    (one,) = listed(danas)
    assert (one["case"], one["to"], one["can_be_sent_again"]) == (case.number, ["noa@customer.example"], True)
    assert "550 no such user" in one["what"] and "45804580" not in one["what"]
    assert danas.post(f"unsent-mail/{mail.pk}/again").json() == {"is_sent_again": True}
    mail.refresh_from_db()
    assert mail.state == Outgoing.WAITING and mail.recipients.get().state == Recipient.WAITING
    assert listed(danas) == [] and danas.post(f"unsent-mail/{mail.pk}/again").status_code == 404


def test_what_may_be_doubled_is_told_and_not_sent_again(danas, mail):
    Outgoing.objects.filter(pk=mail.pk).update(state=Outgoing.SENT, was_doubtful=True)
    mail.recipients.update(state=Recipient.SENT)
    (one,) = listed(danas)
    assert "sent twice" in one["what"] and not one["can_be_sent_again"]
    assert danas.post(f"unsent-mail/{mail.pk}/again").json() == {"is_sent_again": False}


def test_a48_other_brands_and_rights_see_and_send_nothing(danas, dana, omar, mail):
    assert listed(program(omar)) == []
    assert program(omar).post(f"unsent-mail/{mail.pk}/again").status_code == 404
    assert danas.post(f"unsent-mail/{new_id()}/again").status_code == 404
    reads = program(dana, scopes=[CASES_READ])
    assert reads.post(f"unsent-mail/{mail.pk}/again").json()["code"] == "forbidden"
    mail.refresh_from_db()
    assert mail.state == Outgoing.FAILED
