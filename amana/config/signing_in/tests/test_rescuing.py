from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from amana.config.signing_in.tests.test_factors import with_app
from amana.people.models import Account
from amana.team.models import Agent, SettingChange


def amana_user(*words):
    said = io.StringIO()
    call_command("user", *words, stdout=said)
    return said.getvalue()


def test_the_last_administrator_gets_in_again_from_the_terminal(account, sign_in, is_inside, monkeypatch):
    here = sign_in(account)
    with_app(here)
    assert "Firefox" not in amana_user("signins", account.email)
    assert "recovery_codes, totp" in amana_user("factors", account.email)
    assert not is_inside(here) and is_inside(sign_in(account))
    monkeypatch.setattr("sys.stdin", io.StringIO("a wholly other kettle\n"))
    amana_user("password", account.email, "--password-stdin")
    assert is_inside(sign_in(account, "a wholly other kettle"))
    assert amana_user("role", account.email, "admin")
    assert Agent.objects.get(account=account).role == Agent.ADMIN
    assert "signed in nowhere" in amana_user("signins", account.email)

    noted = list(SettingChange.objects.order_by("at", "pk").values_list("by_name", "about"))
    assert {by for by, _about in noted} == {"amana user"} and len(noted) == 3
    assert "kettle" not in str(list(SettingChange.objects.values()))


def test_who_was_disabled_is_let_in_again(account, sign_in, is_inside):
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert not is_inside(sign_in(account))
    amana_user("enable", account.email)
    assert is_inside(sign_in(account))
    here = sign_in(account)
    amana_user("signout", account.email)
    assert not is_inside(here)


def test_what_cannot_be_is_a_sentence(account):
    for words in (["factors", "nobody@else.example"], ["role", account.email, "king"]):
        with pytest.raises(CommandError):
            amana_user(*words)
    consumer = Account.objects.create_user("noa@home.example", "x", name="Noa")
    with pytest.raises(CommandError):
        amana_user("role", consumer.email, "admin")
