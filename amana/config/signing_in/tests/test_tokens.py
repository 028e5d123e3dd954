"""Tokens of programs end with whatever else lets somebody in."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from amana.api.tokens import make_token, token_of
from amana.config.signing_in.tests.conftest import PASSWORD
from amana.people.models import Account
from amana.team.models import SettingChange


@pytest.fixture
def is_good(dana):
    """Make a token; return whether it is still good when asked."""
    at = timezone.now()
    word = make_token(dana, name="x", scopes=["cases:read"], expires_at=at + timedelta(days=1), at=at).word
    return lambda: token_of(word, at=timezone.now()) is not None


def test_another_password_ends_the_tokens_too(account, sign_in, is_inside, is_good):
    here = sign_in(account)
    assert is_good()
    new = {"oldpassword": PASSWORD, "password1": "another kettle sings", "password2": "another kettle sings"}
    here.post(reverse("account_change_password"), new)
    assert is_inside(here) and not is_good()


def test_a_token_of_somebody_who_was_disabled_stays_closed_when_they_are_let_in_again(account, is_good):
    call_command("user", "role", account.email, "lead", stdout=io.StringIO())
    assert is_good(), "another role alone ends no token: it may do what they may"
    Account.objects.filter(pk=account.pk).update(is_active=False)
    call_command("user", "enable", account.email, stdout=io.StringIO())
    assert Account.objects.get(pk=account.pk).is_active and not is_good()


@pytest.mark.parametrize("words", [["factors"], ["password", "--password-stdin"]])
def test_whoever_is_helped_from_the_terminal_has_no_token_left(account, is_good, monkeypatch, words):
    monkeypatch.setattr("sys.stdin", io.StringIO("a wholly other kettle\n"))
    call_command("user", words[0], account.email, *words[1:], stdout=io.StringIO())
    assert not is_good()


def test_signing_out_everywhere_says_that_tokens_go_on_and_ends_them_where_that_is_wanted(account, sign_in, is_good):
    here = sign_in(account)
    assert "1 token of a program" in here.get(reverse("account_sign_ins")).content.decode()
    here.post(reverse("account_sign_ins_end"))
    assert is_good(), "it signs in nowhere, so that ending sign-ins ends nothing of it"
    here.post(reverse("account_sign_ins_end"), {"tokens": "yes"})
    assert not is_good()
    assert "token of a program" not in here.get(reverse("account_sign_ins")).content.decode()
    row = SettingChange.objects.get()
    assert (row.part, row.before, row.after) == ("tokens", {"is_revoked": False}, {"is_revoked": True})
