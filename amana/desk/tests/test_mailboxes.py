from __future__ import annotations

import socket

import pytest

from amana.channels.email.keeping_secrets import unlock
from amana.channels.models import Mailbox
from amana.desk.tests.conftest import signed_in
from amana.team.models import BrandAddress


@pytest.fixture
def nowhere() -> int:
    """A port of this machine on which nobody answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def lead(ruth):
    return signed_in(ruth)


def said(brand, port, **more):
    servers = {"imap_host": "127.0.0.1", "imap_port": port, "imap_security": "none", "smtp_host": "127.0.0.1",
               "smtp_port": port, "smtp_security": "none", "folder": "INBOX"}  # fmt: skip
    return (
        {"brand": str(brand.pk), "address": "Desk@tavor.example", "sign_in": "password", "password": "s3cret"}
        | servers
        | more
    )


@pytest.mark.parametrize(
    ("address", "server"), [("a@gmail.com", "imap.gmail.com"), ("a@tavor.example", "imap.tavor.example")]
)
def test_the_servers_of_an_address_are_proposed(lead, brand, address, server):
    html = lead.get("/desk/settings/mailboxes/", {"address": address}).content.decode()

    assert server in html


def test_a_mailbox_is_kept_and_what_came_of_trying_it_is_said(lead, brand, nowhere):
    answer = lead.post("/desk/settings/mailboxes/", said(brand, nowhere), follow=True)

    made = Mailbox.objects.get()
    assert made.address == "desk@tavor.example"
    assert unlock(made.secret) == {"password": "s3cret"}
    assert "s3cret" not in made.secret and "s3cret" not in answer.content.decode()
    assert "notice--error" in answer.content.decode()
    assert BrandAddress.objects.filter(value="desk@tavor.example", brand=brand).exists()


def test_an_empty_password_keeps_the_one_there_is(lead, brand, nowhere):
    lead.post("/desk/settings/mailboxes/", said(brand, nowhere))
    made = Mailbox.objects.get()

    lead.post(f"/desk/settings/mailboxes/{made.pk}/", said(brand, nowhere, password="", folder="Help"))

    made.refresh_from_db()
    assert unlock(made.secret) == {"password": "s3cret"} and made.folder == "Help"


def test_the_same_address_twice_and_no_server_at_all_are_refused(lead, brand, nowhere):
    lead.post("/desk/settings/mailboxes/", said(brand, nowhere))

    assert lead.post("/desk/settings/mailboxes/", said(brand, nowhere)).status_code == 422
    nothing = said(brand, nowhere, address="other@tavor.example", imap_host="", smtp_host="")
    assert lead.post("/desk/settings/mailboxes/", nothing).status_code == 422
    assert Mailbox.objects.count() == 1


def test_signing_in_at_a_provider_leads_there_by_a_link(lead, brand, settings):
    settings.GOOGLE_CLIENT_ID = "our-client"
    lead.post("/desk/settings/mailboxes/", said(brand, 993, sign_in="google", password="", imap_host="imap.gmail.com"))
    made = Mailbox.objects.get()

    html = lead.post(f"/desk/settings/mailboxes/{made.pk}/sign-in/").content.decode()

    assert 'href="https://accounts.google.com/o/oauth2/v2/auth?' in html
    assert "code_challenge=" in html


def test_an_answer_to_a_sign_in_nobody_began_is_nothing(lead, brand):
    assert lead.get("/desk/settings/mailboxes/return/", {"code": "x", "state": "y"}).status_code == 404


def test_an_answer_with_another_state_keeps_nothing(lead, brand, settings):
    settings.GOOGLE_CLIENT_ID = "our-client"
    lead.post("/desk/settings/mailboxes/", said(brand, 993, sign_in="google", password="", imap_host="imap.gmail.com"))
    made = Mailbox.objects.get()
    lead.post(f"/desk/settings/mailboxes/{made.pk}/sign-in/")

    answer = lead.get("/desk/settings/mailboxes/return/", {"code": "x", "state": "another"}, follow=True)

    assert "does not belong to the sign-in" in answer.content.decode()
    made.refresh_from_db()
    assert made.secret == ""


def test_only_those_who_lead_see_mailboxes(desk, brand):
    assert desk.get("/desk/settings/mailboxes/").status_code == 404
    assert "Connect a mailbox" not in desk.get("/desk/settings/").content.decode()
