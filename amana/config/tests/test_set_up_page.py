from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from amana.config import setting_up
from amana.people.models import Account
from amana.team.models import Agent

SAID = {"company": "Tavor", "addresses": "help@tavor.example", "name": "Ruth", "email": "ruth@tavor.example",
        "password": "seven wet umbrellas", "language": "he", "zone": "Asia/Jerusalem", "country": "il"}  # fmt: skip


@pytest.fixture
def code(db, settings, tmp_path):
    settings.DATA = tmp_path
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    return setting_up.new_code()


@pytest.mark.parametrize(("language", "word"), [("en", "Welcome"), ("he", "התחלה"), ("ar", "البداية")])
def test_the_first_start_leads_to_the_set_up_page(code, language, word):
    client = Client(HTTP_ACCEPT_LANGUAGE=language)

    assert client.get("/").url == "/setup/"
    assert word in client.get("/setup/").content.decode()


def test_the_right_code_makes_the_first_user(code):
    assert Client().post("/setup/", SAID | {"code": code}).status_code == 302

    assert Agent.objects.get().role == Agent.MANAGER
    assert Client().get("/setup/").status_code == 404
    assert Client().get("/").url == "/accounts/login/"


@pytest.mark.parametrize(
    "wrong", [{"code": "2222-2222-2222"}, {"password": "short"}, {"zone": "Nowhere"}, {"email": "x"}]
)
def test_anything_wrong_makes_nobody(code, wrong):
    answer = Client().post("/setup/", SAID | {"code": code} | wrong)

    assert answer.status_code == 422
    assert "seven wet umbrellas" not in answer.content.decode()
    assert not Account.objects.exists()


def test_codes_are_not_tried_without_end(code):
    for _time in range(30):
        Client().post("/setup/", SAID | {"code": "2222-2222-2222"})

    assert "Too many wrong codes." in Client().post("/setup/", SAID | {"code": code}).content.decode()


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("role", ["lead", "manager"])
def test_where_somebody_leads_the_page_is_gone(code, role, is_active):
    account = Account.objects.create_user("ruth@tavor.example", "a long password", name="Ruth", is_active=is_active)
    Agent.objects.create(account=account, role=role)

    assert Client().get("/setup/").status_code == 404
    assert Client().post("/setup/", SAID | {"code": code}).status_code == 404


def test_a_consumer_who_was_first_keeps_nobody_from_setting_up(code):
    consumer = Account.objects.create_user("noa@levi.example", "a quiet kettle in June", name="Noa")

    assert Client().get("/").url == "/accounts/login/", "who has an account is asked to sign in"
    assert Client().get("/setup/").status_code == 200
    assert Client().post("/setup/", SAID | {"code": "2222-2222-2222"}).status_code == 422
    assert Client().post("/setup/", SAID | {"code": code}).status_code == 302
    assert Agent.objects.get().account != consumer and Client().get("/setup/").status_code == 404


def test_an_account_that_is_there_is_not_made_a_manager_without_its_password(code):
    Account.objects.create_user(SAID["email"], "a quiet kettle in June", name="Noa")

    assert Client().post("/setup/", SAID | {"code": code}).status_code == 422
    assert not Agent.objects.exists()
    assert Client().post("/setup/", SAID | {"code": code, "password": "a quiet kettle in June"}).status_code == 302
    assert Agent.objects.get().account.email == SAID["email"]


def test_a_consumer_finds_the_way_to_a_case_of_their_own_from_the_first_page(client, db, settings):
    settings.OPEN_MINE = True
    assert "/mine/start/" in client.get("/setup/").content.decode()
    settings.OPEN_MINE = False
    assert "/mine/start/" not in client.get("/setup/").content.decode()


def test_whoever_signs_in_comes_to_their_own_place(client, dana):
    client.force_login(dana.account)
    assert client.get("/")["Location"] == "/desk/"

    client.force_login(Account.objects.create_user("noa@customer.example", "a long password", name="Noa"))
    assert client.get("/")["Location"] == "/mine/"
