from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from amana.channels.email.sending import send_due
from amana.desk.tests.conftest import signed_in
from amana.handling.holding.inviting import LIVES
from amana.people.models import Account
from amana.post.models import Outgoing, Recipient
from amana.record.models import Content
from amana.team.models import Agent, Invitation, SettingChange
from tests.letters import last_mail

NEW = "seven wet umbrellas"
INVITE = "/desk/settings/invitations/"
OPENS_NOTHING = "An invitation works once, and for three days."


@pytest.fixture(autouse=True)
def _a_server_to_send_through(settings, db):
    settings.SMTP_URL = "smtp://mail.tavor.example"
    cache.clear()


@pytest.fixture
def lead(ruth):
    return signed_in(ruth)


def said(ruth, **other):
    return {"name": "Yael Bar", "email": "Yael@tavor.example", "role": "agent", "lead": str(ruth.pk),
            "language": "he"} | other  # fmt: skip


def link_in(text: str) -> str:
    return re.search(r"http://localhost:8000(/invitation/[a-z2-7]+/)", text)[1]


def follow(link: str) -> tuple[Client, object]:
    client = Client()
    return client, client.get(link, follow=True)


def choose(link: str, password: str = NEW):
    client, _page = follow(link)
    return client, client.post("/invitation/", {"password": password})


@pytest.fixture
def link(lead, ruth):
    assert lead.post(INVITE, said(ruth)).status_code == 302
    return link_in(last_mail("invitation"))


def test_whoever_is_invited_chooses_a_password_and_is_at_the_desk(link, ruth, brand):
    assert not Account.objects.filter(email="yael@tavor.example").exists()
    client, answer = choose(link)

    assert (answer.status_code, answer.url) == (302, "/desk/")
    assert client.get("/desk/").status_code == 200
    yael = Agent.objects.get(account__email="yael@tavor.example")
    assert (yael.name, yael.role, yael.lead, list(yael.brands.all())) == ("Yael Bar", "agent", ruth, [brand])
    assert yael.account.language == "he" and yael.account.check_password(NEW)
    changed = SettingChange.objects.filter(by=None).values_list("part", "by_name")
    assert set(changed) == {("people", yael.name), ("invitations", yael.name)}


def test_passwords_are_kept_by_argon2():
    from amana.config import settings as written

    assert "Argon2" in written.PASSWORD_HASHERS[0]


def test_the_mail_and_the_page_are_in_the_language_of_the_invitation(link):
    assert "Ruth Ben-Ami" in last_mail("invitation") and "localhost:8000" in last_mail("invitation")
    _client, page = follow(link)

    assert 'lang="he"' in page.content.decode() and "Yael Bar" in page.content.decode()


def test_a_password_that_will_not_do_is_refused_and_the_link_stays_good(link):
    _client, answer = choose(link, "short")

    assert answer.status_code == 422
    assert not Account.objects.filter(email="yael@tavor.example").exists()
    assert choose(link)[1].status_code == 302


# ── the link ─────────────────────────────────────────────────────────────────


def test_a55_a_link_works_once(link):
    waiting, _page = follow(link)
    choose(link)

    for client in (waiting, Client()):
        assert OPENS_NOTHING in client.get(link, follow=True).content.decode()
        assert client.post("/invitation/", {"password": "another umbrella, dry"}).status_code == 404
    assert Account.objects.get(email="yael@tavor.example").check_password(NEW)


def test_a55_a_link_lasts_three_days(link, now):
    Invitation.objects.update(expires_at=now + timedelta(minutes=1))
    assert follow(link)[1].status_code == 200
    Invitation.objects.update(expires_at=now - timedelta(seconds=1))

    assert OPENS_NOTHING in follow(link)[1].content.decode()
    assert timedelta(days=3) == LIVES


def test_opening_a_link_uses_nothing_up(link):
    for _scanner in range(3):
        assert Client().get(link, follow=True).status_code == 200
    assert choose(link)[1].status_code == 302


def bare(answer) -> str:
    return re.sub(r"\b\w{64}\b", "", answer.content.decode())  # the guards of the forms differ


def test_a57_wrong_used_and_old_links_get_the_same_words(link, lead, ruth, now):
    choose(link)
    lead.post(INVITE, said(ruth, email="avi@tavor.example"))
    old = link_in(last_mail("invitation"))
    Invitation.objects.filter(email="avi@tavor.example").update(expires_at=now - timedelta(days=1))
    never = [
        "/invitation/" + "a" * 32 + "/",
        "/invitation/x/",
        link + "more/",
        link + "<",
        "/invitation/%00/",
        "/invitation/" + "é" * 40 + "/",
    ]
    pages = [follow(one)[1] for one in [link, old, *never]]

    assert {one.status_code for one in pages} == {404}
    assert len({bare(one) for one in pages}) == 1


def test_a56_a_forged_host_changes_no_link(lead, ruth):
    lead.post(INVITE, said(ruth), headers={"host": "127.0.0.1:9999", "x-forwarded-host": "evil.example"})

    links = re.findall(r"https?://\S+", last_mail("invitation"))
    assert links and all(one.startswith(configured.BASE_URL + "/invitation/") for one in links)


def test_the_link_is_kept_nowhere_but_in_the_mail(link, caplog):
    token = link.split("/")[2]
    with caplog.at_level(logging.DEBUG):
        client, page = follow(link)
        assert token not in page.content.decode()
        Client().get("/invitation/" + "b" * 32 + "/", follow=True)

    assert len(token) == 32 and len(set(token)) > 8
    assert token not in caplog.text and "b" * 32 not in caplog.text
    assert not Invitation.objects.filter(digest=token).exists()
    assert all(token not in str(one.get_decoded()) for one in Session.objects.all())
    assert not Content.objects.filter(body__contains=token).exists()
    assert client.get(link).headers["Referrer-Policy"] == "no-referrer"
    assert client.get(link).url == "/invitation/"


def test_once_it_is_used_the_mail_that_was_sent_holds_it_no_more(link):
    Outgoing.objects.update(state=Outgoing.SENT)
    choose(link)

    assert bytes(Outgoing.objects.get(what="invitation").mime) == b""


def test_a64_a_password_sent_from_elsewhere_is_refused(link):
    client = Client(enforce_csrf_checks=True)
    client.get(link, follow=True)

    assert client.post("/invitation/", {"password": NEW}).status_code == 403


def test_a59_the_session_gets_a_new_key_when_somebody_comes_in(link):
    client, _page = follow(link)
    before = client.cookies[configured.SESSION_COOKIE_NAME].value
    client.post("/invitation/", {"password": NEW})

    assert client.cookies[configured.SESSION_COOKIE_NAME].value != before


# ── what the lead sees ───────────────────────────────────────────────────────


def test_the_lead_sees_who_waits_and_for_how_long(link, lead, ruth, now):
    html = lead.get("/desk/settings/").content.decode()
    assert "Yael Bar" in html and "waits since" in html and "has run out" not in html
    Invitation.objects.update(expires_at=now - timedelta(days=1))
    assert "the link has run out" in lead.get("/desk/settings/").content.decode()
    Recipient.objects.update(state=Recipient.BOUNCED, at=now)
    assert "the mail did not arrive" in lead.get("/desk/settings/").content.decode()


def test_only_those_who_lead_see_the_invited(link, desk):
    assert "Yael Bar" not in desk.get("/desk/settings/").content.decode()
    row = Invitation.objects.get()
    for url in (INVITE, f"{INVITE}{row.pk}/", f"{INVITE}{row.pk}/renewal/", f"{INVITE}{row.pk}/withdrawal/"):
        assert desk.post(url).status_code in {404, 405} and desk.get(url).status_code in {404, 405}
    assert Invitation.objects.get().digest == row.digest


def test_sending_again_makes_the_old_link_dead(link, lead):
    row = Invitation.objects.get()
    assert "Yael Bar" in lead.get(f"{INVITE}{row.pk}/").content.decode()
    lead.post(f"{INVITE}{row.pk}/renewal/")
    fresh = link_in(last_mail("invitation"))

    assert fresh != link and OPENS_NOTHING in follow(link)[1].content.decode()
    assert Outgoing.objects.filter(what="invitation").count() == 1, "the mail that had not left is gone"
    assert choose(fresh)[1].status_code == 302


def test_a_withdrawn_invitation_opens_nothing_and_leaves_no_mail(link, lead, now):
    row = Invitation.objects.get()
    lead.post(f"{INVITE}{row.pk}/withdrawal/")

    assert OPENS_NOTHING in follow(link)[1].content.decode()
    assert not Outgoing.objects.exists() and send_due(at=now, worker="w") == 0
    assert lead.get(f"{INVITE}{row.pk}/").status_code == 404


def test_an_invitation_ends_with_the_rights_of_whoever_sent_it(link, ruth):
    Account.objects.filter(pk=ruth.account_id).update(is_active=False)

    assert OPENS_NOTHING in follow(link)[1].content.decode()


def test_an_address_that_has_an_account_is_said_to_the_lead(lead, ruth, dana, link):
    Account.objects.create_user("noa@levi.example", "a long password", name="Noa")
    for email, words in [(dana.account.email, "already serves here"), ("noa@levi.example", "has an account here"),
                         ("YAEL@tavor.example", "is invited already")]:  # fmt: skip
        answer = lead.post(INVITE, said(ruth, email=email))
        assert answer.status_code == 422 and words in answer.content.decode()


def test_an_account_that_came_in_between_is_not_taken_over(link):
    Account.objects.create_user("yael@tavor.example", "my own long password", name="Yael")
    _client, answer = choose(link)

    assert answer.status_code == 422
    account = Account.objects.get(email="yael@tavor.example")
    assert account.check_password("my own long password") and not Agent.objects.filter(account=account).exists()


def test_a_lead_makes_no_manager_by_inviting(lead, ruth):
    Agent.objects.filter(pk=ruth.pk).update(role=Agent.LEAD)

    assert lead.post(INVITE, said(ruth, role="manager")).status_code == 422
    assert not Invitation.objects.exists()


def test_invitations_are_slowed_down(lead, ruth):
    lead.post(INVITE, said(ruth))
    row = Invitation.objects.get()
    digests = set()
    for _time in range(8):
        lead.post(f"{INVITE}{row.pk}/renewal/")
        digests.add(Invitation.objects.get().digest)

    assert len(digests) <= 5


# ── before there is a way out ────────────────────────────────────────────────


def test_where_no_mail_can_leave_the_link_is_shown_once(lead, ruth, settings):
    settings.SMTP_URL = ""
    html = lead.post(INVITE, said(ruth)).content.decode()
    link = link_in(html)

    assert "No mail can be sent from here yet" in html and not Outgoing.objects.exists()
    row = Invitation.objects.get()
    for url in ("/desk/settings/", f"{INVITE}{row.pk}/"):
        assert link not in lead.get(url).content.decode()
    again = link_in(lead.post(f"{INVITE}{row.pk}/renewal/").content.decode())
    assert OPENS_NOTHING in follow(link)[1].content.decode()
    assert choose(again)[1].status_code == 302


def test_brands_are_asked_for_only_where_there_are_several(lead, ruth, omar):
    assert "Speaks for" not in lead.get(INVITE).content.decode()
    ruth.brands.add(omar.brands.get())
    assert "Speaks for" in lead.get(INVITE).content.decode()
    other = omar.brands.get()
    lead.post(INVITE, said(ruth, brands=[str(other.pk)]))

    assert list(Invitation.objects.get().brands.all()) == [other]
