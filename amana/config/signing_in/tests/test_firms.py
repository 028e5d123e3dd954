from __future__ import annotations

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from amana.channels.email.keeping_secrets import lock
from amana.channels.vouching import Vouching
from amana.config.signing_in.tests.directory import STRANGE, directory
from amana.look.proving import PROVED
from amana.people.models import Account, FirmSignIn
from tests.letters import last_mail

LOGIN = "/accounts/firm/firm/login/"


@pytest.fixture
def firm(now):
    with directory() as told:
        FirmSignIn.objects.create(
            name="Tavor",
            server=told.url,
            client_id="amana",
            secret=lock({"secret": "s"}),
            is_inside=True,
            changed_at=now,
        )
        yield told


@pytest.fixture
def come_in(firm):
    """Sign in at the directory and come back; returns the browser and the last answer."""

    def come(person, *, client=None, **changed):
        client = client or Client()
        cache.clear()
        firm.person = person
        firm.begin(client.get(LOGIN)["Location"])
        said = {"code": "the-code", "state": firm.begun["state"]} | changed
        return client, client.get(f"{LOGIN}callback/", said)

    return come


def dana_as(account, **changed):
    return {"sub": "d-1", "email": account.email.upper(), "email_verified": True} | changed


def test_who_has_a_checked_address_comes_in_and_is_told(account, come_in, is_inside, firm):
    client, answer = come_in(dana_as(account))

    assert answer.status_code == 302 and is_inside(client)
    assert SocialAccount.objects.get().user == account
    assert "linked with the sign-in of your firm" in last_mail("account")
    assert {"state", "nonce", "code_challenge"} <= set(firm.begun)
    assert firm.begun["code_challenge_method"] == "S256"
    assert firm.begun["redirect_uri"].startswith("http://localhost:8000/accounts/")
    # What it said of them stays there.
    assert "Dana" not in str(SocialAccount.objects.get().extra_data)


def test_a61_no_account_is_linked_by_an_address_that_nobody_checked(account, come_in, is_inside):
    unchecked = [{"email_verified": said} for said in (False, "true", 1, None, [True])]
    for said in [*unchecked, {"email": None}, {"email": [account.email]}, {"email": ""}]:
        client, answer = come_in(dana_as(account, **said))
        assert not is_inside(client), said
        assert answer.url == reverse("account_login"), said
    assert not SocialAccount.objects.exists()


def test_a57_a_directory_learns_nothing_of_who_has_an_account(account, come_in):
    pages = []
    for person in (dana_as(account, email_verified=False), dana_as(account, email="nobody@else.example")):
        client, _answer = come_in(person)
        pages.append(client.get(reverse("account_login")).content.decode().count("Nobody here is linked"))
    assert pages == [1, 1]
    assert not Account.objects.filter(email="nobody@else.example").exists()


def test_a61_who_proves_it_here_may_link_an_unchecked_address(account, sign_in, firm, is_inside, come_in):
    client = sign_in(account)
    assert client.get(f"{LOGIN}?process=connect").url == reverse("mfa_index"), "a link alone begins nothing"
    firm.person = {"sub": "d-9", "email": account.email, "email_verified": False}
    page = client.post(f"{LOGIN}?process=connect").content.decode()
    firm.begin(page.split('href="' + firm.url)[1].split('"')[0].replace("&amp;", "&"))
    client.get(f"{LOGIN}callback/", {"code": "the-code", "state": firm.begun["state"]})
    assert SocialAccount.objects.get().user == account

    other, _answer = come_in({"sub": "d-9", "email": "changed@else.example"})
    assert is_inside(other)


def test_no_account_is_linked_by_who_has_not_just_shown_who_they_are_however_it_is_asked(account, sign_in, firm):
    client = sign_in(account)
    session = client.session
    session[PROVED] = 0
    session.save()
    for address, said in ((f"{LOGIN}?process=connect", {}), (LOGIN, {"process": "connect"}),
                          (f"{LOGIN}?process=login", {"process": "connect"})):  # fmt: skip
        answer = client.post(address, said)
        assert answer.status_code == 302 and answer.url.startswith("/accounts/"), (address, said, answer.url)
    assert client.get(f"{LOGIN}?process=redirect").url.startswith(firm.url)


def test_what_does_not_belong_to_what_was_begun_here_is_refused(account, come_in, firm, is_inside):
    def tried(person=None, **changed):
        return come_in(person or dana_as(account), **changed)

    broken = {
        "another state": {"changed": {"state": "made-up"}},
        "no state": {"changed": {"state": ""}},
        "another code": {"changed": {"code": "stolen"}},
        "another nonce": {"token": {"nonce": "made-up"}},
        "no nonce": {"token": {"nonce": None}},
        "another sub in the token": {"token": {"sub": "x"}},
        "another audience": {"token": {"aud": "else"}},
        "another issuer": {"token": {"iss": "https://else.example"}},
        "too old": {"token": {"exp": 1}},
        "another key": {"key": STRANGE},
        "no signature": {"algorithm": "none"},
        "a shared key": {"algorithm": "HS256"},
        "no token of who it is": {"without": {"id_token"}},
        "no access": {"without": {"access_token"}},
        "led elsewhere": {"redirects": "/token"},
        "who, led elsewhere": {"redirects": "/who"},
    }  # fmt: skip
    for name, said in broken.items():
        kept = {one: getattr(firm, one) for one in ("token", "key", "algorithm", "without", "redirects")}
        for one, value in said.items():
            if one != "changed":
                setattr(firm, one, value)
        client, answer = tried(**said.get("changed", {}))
        assert answer.status_code == 401, name
        assert not is_inside(client), name
        for one, value in kept.items():
            setattr(firm, one, value)
    assert not SocialAccount.objects.exists()
    assert not any(path == "/elsewhere" for path, _said in firm.asked)


def test_an_answer_counts_once_and_in_the_browser_that_asked(account, firm, come_in, is_inside):
    client = Client()
    firm.person = dana_as(account)
    firm.begin(client.get(LOGIN)["Location"])
    said = {"code": "the-code", "state": firm.begun["state"]}
    other = Client()
    other.get(LOGIN)
    assert other.get(f"{LOGIN}callback/", said).status_code == 401 and not is_inside(other)
    client.get(f"{LOGIN}callback/", said)
    client.post(reverse("account_logout"))
    assert client.get(f"{LOGIN}callback/", said).status_code == 401 and not is_inside(client)


def test_a_directory_that_talks_rubbish_is_a_page_that_says_so(firm, account):
    for said in ({"issuer": "https://else.example"}, {"authorization_endpoint": None, "issuer": None}):
        firm.discovery = said
        assert Client().get(LOGIN).status_code == 401
    firm.discovery = {}
    firm.redirects = "/.well-known/openid-configuration"
    assert Client().get(LOGIN).status_code == 401
    FirmSignIn.objects.update(server="http://127.0.0.1:1")
    assert Client().get(LOGIN).status_code == 401
    FirmSignIn.objects.all().delete()
    assert Client().get(LOGIN).status_code == 404
    assert Client().get("/accounts/firm/else/login/").status_code == 404


def test_a_closed_account_stays_closed_by_every_way(account, come_in, is_inside):
    come_in(dana_as(account))
    Account.objects.filter(pk=account.pk).update(is_active=False)
    client, _answer = come_in(dana_as(account))
    assert not is_inside(client)


def test_what_the_address_asks_for_is_not_passed_on(firm):
    asked = Client().get(f"{LOGIN}?scope=admin&auth_params=prompt%3Dnone%26redirect_uri%3Dhttps://else.example")[
        "Location"
    ]
    assert "admin" not in asked and "else.example" not in asked and "prompt" not in asked


def test_a62_a_directory_is_asked_only_where_it_may_be():
    for host in ("169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "100.64.0.1", "2130706433", "user@127.0.0.1"):
        for url in (f"https://{host}/", f"http://{host}/"):
            with pytest.raises(requests.RequestException):
                Vouching(allows_private=False).get(url)
    for url in ("file:///etc/passwd", "gopher://x/", "http://192.0.2.1/", "", "https://", "https://x:99999/"):
        with pytest.raises(requests.RequestException):
            Vouching(allows_private=True).get(url)


def test_a62_this_machine_is_asked_only_where_somebody_said_so(firm):
    with pytest.raises(requests.RequestException):
        Vouching(allows_private=False).get(f"{firm.url}/keys")
    assert Vouching(allows_private=True).get(f"{firm.url}/keys").json()["keys"]
