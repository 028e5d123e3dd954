"""Choosing messages in one's own mailbox: only those of the company are listed, and only those chosen are read."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.utils import timezone

from amana.advocacy import fetching
from amana.advocacy.letters.models import Dropped, OwnMailbox, SentLetter
from amana.channels.email.errors import Unreachable
from amana.channels.email.keeping_secrets import lock
from amana.channels.email.opening_folders import Folder
from amana.kit.codes import new_id
from amana.portal.tests.mine.stage import url

MAIL = b"From: Avi <avi@kav.example>\r\nDate: Mon, 12 Oct 2026 09:00:00 +0300\r\nMessage-ID: <a@k>\r\nSubject: Your line\r\n\r\nHello.\r\n"


class Mailboxes:
    """A folder in which messages 1 and 2 are the company's, and 3 is somebody else's."""

    def __init__(self) -> None:
        self.read_uids: list[int] = []

    def select(self, name: str) -> tuple[int, int]:
        assert name == "INBOX"
        return 1, 4

    def uids_with(self, addresses) -> list[int]:
        return [1, 2] if "service@kav.example" in addresses else []

    def read_head(self, uid: int, *, most: int) -> bytes:
        return MAIL.partition(b"\r\n\r\n")[0][:most]

    def read(self, uids) -> dict[int, bytes]:
        self.read_uids += uids
        return dict.fromkeys(uids, MAIL)


@pytest.fixture
def folder(own, monkeypatch) -> Mailboxes:
    OwnMailbox.objects.create(
        person=own.customer, address="gil@bayit.example", secret=lock({"password": "x"}), smtp_host="smtp.bayit.example",
        imap_host="imap.bayit.example", user="gil", connected_at=timezone.now(),
    )  # fmt: skip
    SentLetter.objects.create(case=own, kind="complaint", to="service@kav.example", how="mailto", entry=new_id(),
                              sent_at=timezone.now())  # fmt: skip
    made = Mailboxes()

    @contextmanager
    def signed_in(_server):
        yield made

    monkeypatch.setattr(fetching, "signed_in", signed_in)
    return made


def test_messages_of_the_company_are_listed_and_only_chosen_ones_read(own, client, folder):
    page = url(own, "adding/mailbox/")
    assert "service@kav.example" in client.get(page).content.decode()
    assert client.post(page, {"list": "1"}).content.decode().count("Your line") == 2 and not folder.read_uids

    client.post(page, {"uid": ["2", "3", "x"]})
    assert folder.read_uids == [2] and Dropped.objects.get().type == "message/rfc822"


def test_a_mailbox_that_cannot_be_reached_says_why(own, client, folder, monkeypatch):
    def trouble(_server):
        raise Unreachable("imap.bayit.example does not answer.")

    monkeypatch.setattr(fetching, "signed_in", trouble)
    answer = client.post(url(own, "adding/mailbox/"), {"list": "1"})
    assert answer.status_code == 422 and "does not answer" in answer.content.decode()


def test_without_a_mailbox_one_is_connected_first(own, client):
    assert client.get(url(own, "adding/mailbox/")).url == "/mine/mailbox/"


def test_what_is_no_plain_address_is_never_asked_for():
    asked: list[str] = []

    class Account:
        client = None

        def uids(self, criteria: str, *, charset: object) -> list[str]:
            asked.append(criteria)
            return ["7", "3"]

    found = Folder(Account()).uids_with(['a" TO "b', "x\r\nLOGOUT", "@kav.example", ""])  # type: ignore[arg-type]  # an account of our own
    assert found == [3, 7] and asked == ['OR FROM "@kav.example" TO "@kav.example"']
