from __future__ import annotations

import logging
import re
import socket
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from amana.channels.email.keeping_secrets import lock, unlock
from amana.channels.email.tests.identity import IdentityServer
from amana.channels.email.tests.peers import ImapPeer, SmtpPeer
from amana.channels.models import Mailbox
from amana.desk.tests.conftest import agent, signed_in
from amana.team.models import Agent, BrandAddress


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


# ── what came of it ──────────────────────────────────────────────────────────


def test_what_worked_is_told_step_by_step(lead, brand):
    with ImapPeer(password="s3cret") as reading, SmtpPeer(offers=["AUTH PLAIN"]) as sending:
        answer = lead.post("/desk/settings/mailboxes/", said(brand, reading.port, smtp_port=sending.port), follow=True)

    html = answer.content.decode()
    assert html.count("✓") == 6 and "✕" not in html
    assert "A mail to itself was taken." in html
    assert [one.recipients for one in sending.taken] == [["desk@tavor.example"]]
    assert any("desk@tavor.example" in line for line in reading.heard if "LOGIN" in line)
    assert any(line.startswith("AUTH") for line in sending.heard)
    assert "✓" not in lead.get(answer.redirect_chain[-1][0]).content.decode()


def test_a_server_that_does_not_answer_is_told_with_what_to_do(lead, brand, nowhere):
    html = lead.post("/desk/settings/mailboxes/", said(brand, nowhere), follow=True).content.decode()

    assert html.count("✕") == 2 and "✓" not in html
    made = Mailbox.objects.get()
    assert (made.in_state, made.out_state) == ("failing", "failing") and made.in_reason
    assert "993 is usual" in html and "465 is usual" in html


def test_a_password_that_is_refused_is_told_with_what_to_do(lead, brand):
    with SmtpPeer(offers=["AUTH PLAIN"], says={"AUTH": "535 5.7.8 no"}) as sending:
        html = lead.post(
            "/desk/settings/mailboxes/", said(brand, 1, imap_host="", smtp_port=sending.port), follow=True
        ).content.decode()

    assert "app password" in html and "✕" in html
    assert Mailbox.objects.get().out_state == "needs_login"


def test_a_way_that_works_again_is_working_again(lead, brand, nowhere):
    lead.post("/desk/settings/mailboxes/", said(brand, nowhere))
    made = Mailbox.objects.get()

    with ImapPeer(password="s3cret") as reading, SmtpPeer(offers=["AUTH PLAIN"]) as sending:
        lead.post(f"/desk/settings/mailboxes/{made.pk}/", said(brand, reading.port, smtp_port=sending.port))

    made.refresh_from_db()
    assert (made.in_state, made.in_reason, made.out_state) == ("working", "", "working")


def test_what_is_wrong_in_a_form_keeps_what_was_written(lead, brand):
    answer = lead.post("/desk/settings/mailboxes/", said(brand, 70_000, folder="Our folder"))

    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Our folder" in html and "Desk@tavor.example" in html and "s3cret" not in html


def test_the_list_tells_how_each_goes_and_since_when(lead, brand, now):
    Mailbox.objects.create(brand=brand, address="a@tavor.example", imap_host="x.example", in_state="needs_login",
                           in_reason="The password was changed.", in_since=now)  # fmt: skip

    html = lead.get("/desk/settings/mailboxes/").content.decode()

    assert "somebody must sign in again" in html and "The password was changed." in html and "since" in html


# ── resting and leaving ──────────────────────────────────────────────────────


@pytest.fixture
def ours(brand, now):
    return Mailbox.objects.create(brand=brand, address="a@tavor.example", imap_host="127.0.0.1", imap_port=1,
                                  imap_security="none", secret=lock({"password": "s3cret"}), fetch_at=now)  # fmt: skip


def test_a_paused_mailbox_is_not_fetched_until_somebody_goes_on(lead, ours):
    lead.post(f"/desk/settings/mailboxes/{ours.pk}/pause/")
    assert not Mailbox.objects.to_fetch(timezone.now()).exists()
    assert "paused" in lead.get("/desk/settings/mailboxes/").content.decode()

    lead.post(f"/desk/settings/mailboxes/{ours.pk}/resumption/")
    assert Mailbox.objects.to_fetch(timezone.now()).exists()


def test_trying_or_changing_a_paused_mailbox_leaves_it_paused(lead, brand, ours):
    url = f"/desk/settings/mailboxes/{ours.pk}/"
    with ImapPeer(password="s3cret") as reading:
        Mailbox.objects.filter(pk=ours.pk).update(imap_port=reading.port)
        lead.post(f"{url}pause/")
        lead.post(f"{url}trial/")
        assert not Mailbox.objects.to_fetch(timezone.now()).exists()
        lead.post(url, said(brand, reading.port))

    assert not Mailbox.objects.to_fetch(timezone.now()).exists()


def test_a_fetch_under_way_cannot_set_a_paused_mailbox_going(lead, ours, now):
    Mailbox.objects.filter(pk=ours.pk).update(lease_owner="worker", fence=1)

    lead.post(f"/desk/settings/mailboxes/{ours.pk}/pause/")

    assert not Mailbox.objects.filter(pk=ours.pk, lease_owner="worker", fence=1).exists()


def test_disconnecting_asks_first_and_forgets_the_secret(lead, brand, ours, now):
    BrandAddress.objects.create(value=ours.address, brand=brand, added_at=now)
    url = f"/desk/settings/mailboxes/{ours.pk}/disconnection/"

    assert "Mail that came in stays" in lead.get(url).content.decode()
    assert Mailbox.objects.filter(pk=ours.pk).exists()

    lead.post(url)
    assert not Mailbox.objects.filter(pk=ours.pk).exists()
    assert BrandAddress.objects.filter(value=ours.address).exists()


# ── who may, and what is never told ──────────────────────────────────────────

DEEDS = ["", "trial/", "pause/", "resumption/", "disconnection/", "sign-in/"]


@pytest.mark.parametrize("deed", DEEDS)
def test_an_agent_who_leads_nobody_and_a_lead_of_another_brand_find_nothing(deed, desk, omar, ours):
    for client in (desk, signed_in(omar)):
        assert client.post(f"/desk/settings/mailboxes/{ours.pk}/{deed}").status_code == 404

    ours.refresh_from_db()
    assert unlock(ours.secret) == {"password": "s3cret"} and ours.fetch_at <= timezone.now()


@pytest.mark.parametrize("deed", DEEDS)
def test_a_form_from_elsewhere_changes_no_mailbox(deed, ruth, ours):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ruth.account)

    assert client.post(f"/desk/settings/mailboxes/{ours.pk}/{deed}").status_code == 403


def test_the_secret_is_in_no_page_and_no_log(lead, brand, nowhere, caplog):
    caplog.set_level(logging.DEBUG)
    pages = [lead.post("/desk/settings/mailboxes/", said(brand, nowhere), follow=True)]
    made = Mailbox.objects.get()
    url = f"/desk/settings/mailboxes/{made.pk}/"
    pages += [lead.get(one) for one in ("/desk/settings/", "/desk/settings/mailboxes/", url, f"{url}disconnection/")]
    pages += [lead.post(url, said(brand, 70_000)), lead.post(f"{url}trial/", follow=True)]

    told = "".join(one.content.decode() for one in pages) + caplog.text
    assert "s3cret" not in told and made.secret not in told


# ── signing in at a provider ─────────────────────────────────────────────────


def test_only_providers_that_know_us_are_offered(lead, settings):
    asked = {"address": "a@gmail.com"}
    assert 'value="google"' not in lead.get("/desk/settings/mailboxes/", asked).content.decode()

    settings.GOOGLE_CLIENT_ID = "our-client"
    html = lead.get("/desk/settings/mailboxes/", asked).content.decode()
    assert 'value="google" selected' in html and 'value="microsoft"' not in html


@pytest.fixture
def identity(settings):
    with IdentityServer() as server:
        settings.MICROSOFT_URL, settings.MICROSOFT_CLIENT_ID = server.url, "our-client"
        yield server


@pytest.fixture
def theirs(brand, now, nowhere):
    return Mailbox.objects.create(brand=brand, address="a@tavor.example", sign_in="microsoft", imap_host="127.0.0.1",
                                  imap_port=nowhere, imap_security="none", fetch_at=now)  # fmt: skip


def begun(client, mailbox, identity) -> dict[str, str]:
    """Begin to sign in, agree at the provider; return what it sends back."""
    html = client.post(f"/desk/settings/mailboxes/{mailbox.pk}/sign-in/").content.decode()
    link = re.search(rf'href="({re.escape(identity.url)}[^"]+)"', html)
    code, state = identity.consent(unescape(link[1]))
    return {"code": code, "state": state}


def test_whoever_agrees_at_the_provider_comes_back_signed_in(lead, theirs, identity, caplog):
    caplog.set_level(logging.DEBUG, logger="amana")
    back = begun(lead, theirs, identity)

    answer = lead.get("/desk/settings/mailboxes/return/", back, follow=True)

    theirs.refresh_from_db()
    assert unlock(theirs.secret)["refresh_token"] == "refresh1"
    assert "refresh1" not in theirs.secret
    assert identity.asked[0]["code_verifier"] and identity.asked[0]["redirect_uri"].endswith("/mailboxes/return/")
    assert not re.search(r"token1|refresh1", answer.content.decode() + caplog.text)
    assert lead.get("/desk/settings/mailboxes/return/", back).status_code == 404


@pytest.mark.parametrize("state", ["another", "", "מצב"])
def test_an_answer_with_a_foreign_state_never_reaches_the_provider(lead, theirs, identity, state):
    back = begun(lead, theirs, identity)

    html = lead.get("/desk/settings/mailboxes/return/", back | {"state": state}, follow=True).content.decode()

    theirs.refresh_from_db()
    assert theirs.secret == "" and not identity.asked
    assert "does not belong to the sign-in" in html


def test_the_answer_to_one_person_is_nothing_to_another(lead, brand, theirs, identity):
    back = begun(lead, theirs, identity)
    other = signed_in(agent("Noga Stern", brand, role=Agent.LEAD))

    assert other.get("/desk/settings/mailboxes/return/", back).status_code == 404
    assert not identity.asked


def test_saying_no_at_the_provider_is_told_in_a_sentence(lead, theirs, identity):
    begun(lead, theirs, identity)

    answer = lead.get("/desk/settings/mailboxes/return/", {"error": "access_denied", "state": "x"}, follow=True)

    assert "did not let us in" in answer.content.decode()
    theirs.refresh_from_db()
    assert theirs.secret == ""


def test_a_code_the_provider_does_not_know_keeps_the_old_consent(lead, theirs, identity):
    Mailbox.objects.filter(pk=theirs.pk).update(secret=lock({"refresh_token": "old"}))
    back = begun(lead, theirs, identity)

    html = lead.get("/desk/settings/mailboxes/return/", back | {"code": "wrong"}, follow=True).content.decode()

    theirs.refresh_from_db()
    assert unlock(theirs.secret) == {"refresh_token": "old"}
    assert "refuses the sign-in (invalid_grant)" in html
