from __future__ import annotations

import time
from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amana.config.signing_in.requiring import needs_factor_by
from amana.config.signing_in.staying import KEPT
from amana.config.signing_in.tests.test_factors import with_app
from amana.people.models import Account, FirmSignIn, SignInRules
from amana.team.models import Agent, SettingChange


@pytest.fixture
def asked(now):
    return lambda of, since=now, days=7: SignInRules.objects.create(asked_of=of, grace_days=days, since=since)


def test_it_is_asked_of_those_it_was_set_for_and_of_nobody_else(asked, dana, ruth, now):
    Agent.objects.update(joined_at=now - timedelta(days=90))
    assert needs_factor_by(ruth.account) is None
    rules = asked(SignInRules.LEADS)
    assert needs_factor_by(ruth.account) == now + timedelta(days=7)
    assert needs_factor_by(dana.account) is None
    rules.asked_of = SignInRules.ALL
    rules.save()
    assert needs_factor_by(dana.account) == now + timedelta(days=7)
    consumer = Account.objects.create_user("noa@home.example", "x", name="Noa")
    assert needs_factor_by(consumer) is None, "own cases and customers are asked for nothing"


def test_who_joins_later_has_the_days_of_grace_from_then_on(asked, dana, now):
    asked(SignInRules.ALL, since=now - timedelta(days=90))
    dana.joined_at = now
    dana.save()
    assert needs_factor_by(dana.account) == now + timedelta(days=7)


def test_in_the_days_of_grace_they_are_reminded_and_go_on(asked, account, sign_in):
    asked(SignInRules.ALL, since=timezone.now())
    client = sign_in(account)
    assert "Set up a second factor by" in client.get(reverse("desk:queue")).content.decode()


def test_afterwards_they_are_led_to_setting_one_up_and_can_do_nothing_else(asked, account, sign_in, dana):
    asked(SignInRules.ALL, since=timezone.now() - timedelta(days=30))
    dana.joined_at = timezone.now() - timedelta(days=400)
    dana.save()
    client = sign_in(account)
    for address in ("/desk/", "/mine/", reverse("desk:settings"), reverse("desk:account")):
        assert client.get(address).url == reverse("mfa_index"), address
        assert client.post(address).url == reverse("mfa_index"), address
    assert "asks for a second factor" in client.get(reverse("mfa_index")).content.decode()
    with_app(client)
    assert client.get("/desk/").status_code == 200


def test_a_rule_made_today_reaches_those_who_are_signed_in(asked, account, sign_in, dana):
    client = sign_in(account)
    asked(SignInRules.ALL, since=timezone.now() - timedelta(days=30))
    type(dana).objects.filter(pk=dana.pk).update(joined_at=timezone.now() - timedelta(days=400))
    session = client.session
    session[KEPT] = {**session[KEPT], "seen": time.time() - 600}
    session.save()
    assert client.get("/desk/").url == reverse("mfa_index")


def test_the_page_is_for_those_who_see_to_everything_and_its_change_is_noted(ruth, dana):
    client = Client()
    client.force_login(dana.account)
    assert client.get(reverse("desk:sign_in_rules")).status_code == 404
    type(ruth).objects.filter(pk=ruth.pk).update(role="admin")
    client = Client()
    client.force_login(ruth.account)
    page = client.post(reverse("desk:sign_in_rules"), {"asked_of": "leads", "grace_days": "3"})
    assert page.status_code == 302
    row = SignInRules.objects.get()
    assert (row.asked_of, row.grace_days) == ("leads", 3)
    noted = SettingChange.objects.filter(part="sign_in").values_list("after", flat=True)
    assert list(noted) == [{"asked_of": "leads", "grace_days": 3}]
    for rubbish in (
        {"asked_of": "x", "grace_days": "3"},
        {"asked_of": "all", "grace_days": "-1"},
        {},
        {"asked_of": "all", "grace_days": "9" * 99},
    ):
        assert client.post(reverse("desk:sign_in_rules"), rubbish).status_code == 422


def test_the_directory_is_set_up_with_its_secret_locked_and_noted_without_it(ruth):
    type(ruth).objects.filter(pk=ruth.pk).update(role="admin")
    client = Client()
    client.force_login(ruth.account)
    said = {"name": "Tavor", "server": "https://login.tavor.example/", "client_id": "amana", "secret": "geheim-123"}
    assert client.post(reverse("desk:sign_in_firm"), said).status_code == 302
    row = FirmSignIn.objects.get()
    assert row.server == "https://login.tavor.example" and "geheim" not in row.secret
    assert "geheim" not in client.get(reverse("desk:sign_in_firm")).content.decode()
    client.post(reverse("desk:sign_in_firm"), said | {"secret": "", "name": "Tavor & Co"})
    row.refresh_from_db()
    assert row.name == "Tavor & Co" and row.secret
    SocialAccount.objects.create(user=ruth.account, provider="firm", uid="1")
    client.post(reverse("desk:sign_in_firm"), said | {"secret": "", "server": "https://other.example"})
    assert not SocialAccount.objects.exists(), "another directory knows nobody yet"
    noted = str(list(SettingChange.objects.filter(part="sign_in").values_list("before", "after")))
    assert "geheim" not in noted and "(set)" in noted
    for server in ("http://else.example", "ftp://x", "javascript:1", "", "x" * 400):
        assert client.post(reverse("desk:sign_in_firm"), said | {"server": server}).status_code == 422
    client.post(reverse("desk:sign_in_firm_removal"))
    assert not FirmSignIn.objects.exists()
