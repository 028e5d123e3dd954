from __future__ import annotations

import time

import pytest
from django.test import Client
from django.urls import reverse

from amana.config.signing_in.tests.conftest import PASSWORD
from amana.desk import urls
from amana.look.proving import PROVED
from amana.people.models import Account

# What somebody at an open desk, whose owner went for coffee, must not reach: users and roles, passwords of mailboxes and
# other keys, everything taken out, how people sign in.
DANGEROUS = {
    "settings_carrying", "settings_file", "sign_in_rules", "sign_in_firm", "sign_in_firm_removal", "invitations", "sign_in_saml",
    "sign_in_saml_removal",
    "invitation_renewal", "colleague", "disabling", "mailboxes", "mailbox", "mailbox_disconnection", "mailbox_sign_in",
    "brand_system", "brand_system_secret", "brand_hooks", "brand_inlet", "web_hook", "web_hook_secret",
    "web_hook_trial", "web_hook_replays", "web_hook_removal", "delivery_replay",
    "brand_model", "privacy_copy", "privacy_erasure", "retention", "hold_end",
}  # fmt: skip
OWN = (
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_generate_recovery_codes",
    "account_set_password",
    "socialaccount_connections",
)


def long_ago(client, minutes=11):
    session = client.session
    session[PROVED] = time.time() - minutes * 60
    session.save()


def is_proof(answer):
    return answer.status_code == 302 and answer.url.startswith("/accounts/reauthenticate/?next=")


@pytest.fixture
def lead(ruth, sign_in):
    ruth.account.set_password(PASSWORD)
    ruth.account.save()
    return sign_in(ruth.account)


def test_what_is_dangerous_asks_for_a_fresh_proof(lead, ruth):
    long_ago(lead)
    args = {"key": ruth.pk}
    for pattern in urls.urlpatterns:
        if pattern.name not in DANGEROUS:
            continue
        address = reverse(f"desk:{pattern.name}", kwargs={one: args[one] for one in pattern.pattern.converters})
        assert is_proof(lead.get(address)), pattern.name
        long_ago(lead, 21)
        assert is_proof(lead.post(address)), pattern.name
    for name in OWN:
        assert is_proof(lead.get(reverse(name))), name
    assert lead.get(reverse("desk:queue")).status_code == 200, "everyday work asks for nothing"


def test_a_proof_leads_on_and_lasts_ten_minutes(lead, ruth):
    address = reverse("desk:colleague", args=[ruth.pk])
    assert lead.get(address).status_code == 200, "who has just signed in has proved it"
    long_ago(lead)
    asked = lead.get(address)
    assert lead.post(asked.url, {"password": "wrong"}).status_code == 200
    assert is_proof(lead.get(address))
    assert lead.post(asked.url, {"password": PASSWORD, "next": address}).url == address
    assert lead.get(address).status_code == 200


def test_a_form_may_be_filled_in_for_as_long_again(lead):
    address = reverse("desk:sign_in_rules")
    long_ago(lead, 19)
    assert not is_proof(lead.post(address, {}))
    long_ago(lead, 21)
    assert is_proof(lead.post(address, {}))


def test_who_has_no_proof_here_signs_in_once_more(db):
    account = Account.objects.create_user("firm@tavor.example", None, name="By Firm")
    client = Client()
    client.force_login(account)
    long_ago(client)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.url.startswith(reverse("account_again"))
    assert client.get(asked.url).status_code == 200
    left = client.post(reverse("account_again"), {"next": "/accounts/2fa/app/"})
    assert left.url == "/accounts/login/?next=%2Faccounts%2F2fa%2Fapp%2F"
    assert client.get(reverse("account_sign_ins")).status_code == 302


def test_the_way_on_stays_in_the_house(account, sign_in):
    for elsewhere in ("https://else.example/", "//else.example/", "javascript:alert(1)", "/\\else.example"):
        answer = Client().post(
            reverse("account_login"), {"login": account.email, "password": PASSWORD, "next": elsewhere}
        )
        assert answer.url == "/", elsewhere
        assert sign_in(account).post(reverse("account_again"), {"next": elsewhere}).url == "/accounts/login/?next=%2F"
