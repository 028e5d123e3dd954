from __future__ import annotations

import json
import re
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from fido2.utils import websafe_encode

from amana.config.signing_in.factors import Factors
from amana.config.signing_in.tests.conftest import PASSWORD
from tests.letters import last_mail

APP = "/accounts/2fa/app/"


def code_of(secret, *, ahead=0):
    """The code of now, which is taken for half a minute longer; or of a phone that is so many half-minutes ahead."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def with_app(client):
    """Add an authenticator app; returns its secret and the recovery codes, which are shown once."""
    secret = re.search(r"<code[^>]*>([A-Z2-7]+)</code>", client.get(APP).content.decode())[1]
    shown = client.post(APP, {"code": code_of(secret)}, follow=True).content.decode()
    return secret, re.findall(r"<li><code>(\d+)</code></li>", shown)


def test_an_app_is_asked_for_after_the_password(account, sign_in, is_inside):
    secret, _codes = with_app(sign_in(account))

    other = sign_in(account)
    assert not is_inside(other)
    assert other.get(reverse("desk:queue")).status_code == 302
    other.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not is_inside(other)
    other.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    other.post(reverse("mfa_trust"), {"action": "dont"})
    assert is_inside(other)


def test_a_trusted_browser_is_asked_once_and_no_longer_after_a_new_password(account, sign_in, is_inside):
    secret, _codes = with_app(sign_in(account))
    trusted = sign_in(account)
    trusted.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    trusted.post(reverse("mfa_trust"), {"action": "trust"})
    trusted.post(reverse("account_logout"))

    assert is_inside(sign_in(account, client=trusted))
    trusted.post(reverse("account_logout"))
    account.set_password("another quiet kettle")
    account.save()
    assert not is_inside(sign_in(account, "another quiet kettle", client=trusted))


def test_recovery_codes_are_shown_once_and_work_once(account, sign_in, is_inside):
    own = sign_in(account)
    _secret, codes = with_app(own)
    assert len(codes) == 10
    again = own.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert not any(code in again for code in codes)

    for expected in (True, False):
        client = sign_in(account)
        client.post(reverse("mfa_authenticate"), {"code": codes[0]})
        client.post(reverse("mfa_trust"), {"action": "dont"})
        assert is_inside(client) is expected


def test_the_secret_of_an_app_is_not_in_the_database(account, sign_in):
    secret, codes = with_app(sign_in(account))
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert secret not in kept and not any(code in kept for code in codes)


def test_a_secret_that_another_vault_key_closed_opens_nothing(account, sign_in, settings, is_inside):
    secret, _codes = with_app(sign_in(account))
    settings.VAULT_KEY = "another key altogether"
    client = sign_in(account)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert not is_inside(client)
    assert Factors().decrypt("rubbish") != Factors().decrypt("rubbish")


def test_a_code_by_mail_opens_once(account, is_inside):
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": account.email})
    code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", last_mail("account"))[0]
    client.post(reverse("account_confirm_login_code"), {"code": "AAAA-AAAA"})
    assert not is_inside(client)
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert is_inside(client)

    other = Client()
    other.post(reverse("account_confirm_login_code"), {"code": code})
    assert not is_inside(other)


def test_a_code_by_mail_is_guessed_at_three_times_at_most(account, is_inside):
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": account.email})
    code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", last_mail("account"))[0]
    for _ in range(3):
        client.post(reverse("account_confirm_login_code"), {"code": "AAAA-AAAA"})
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert not is_inside(client)


def test_a_code_by_mail_does_not_pass_by_the_second_factor(account, sign_in, is_inside):
    with_app(sign_in(account))
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": account.email})
    code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", last_mail("account"))[0]
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert not is_inside(client)


def test_rubbish_in_every_form_of_a_factor_is_answered_and_opens_nothing(account, sign_in, is_inside):
    own = sign_in(account)
    with_app(own)
    rubbish = (
        "",
        "\x00",
        "[]",
        "{}",
        '{"id": 1}',
        "null",
        "9" * 5000,
        '{"response": {"userHandle": "AA"}}',
        "x" * 50_000,
    )
    for name in ("mfa_authenticate", "mfa_login_webauthn", "account_confirm_login_code"):
        for field in ("code", "credential"):
            client = sign_in(account)
            for one in rubbish:
                cache.clear()
                assert client.post(reverse(name), {field: one}).status_code in {200, 302}, (name, one)
            assert not is_inside(client)
    for one in rubbish:
        assert own.post(reverse("mfa_add_webauthn"), {"credential": one, "name": one}).status_code == 200, one
    assert Authenticator.objects.filter(user=account, type="webauthn").count() == 0


def test_a_passkey_whose_inside_is_cut_or_nested_is_a_wrong_one(account, sign_in, is_inside):
    """What a browser says is JSON that holds JSON and CBOR of its own; anybody may send it, before they sign in."""
    own = sign_in(account)
    client_data = b'{"type": "webauthn.get", "challenge": "aa", "origin": "http://testserver"}'
    for inside, authenticator in (
        (b'{"x": ' + b"[" * 20_000, b"\0" * 37),
        (client_data, b"\0" * 32 + b"\x80\0\0\0\0" + b"\x81" * 2_000),
        (client_data, b"\0" * 32 + b"\x80\0\0\0\0" + b"\x19\x01"),
    ):
        said = {"clientDataJSON": websafe_encode(inside), "authenticatorData": websafe_encode(authenticator),
                "attestationObject": websafe_encode(authenticator[37:]), "signature": "AA", "userHandle": "AA"}  # fmt: skip
        shown = json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": said})
        stranger = Client()
        assert stranger.post(reverse("mfa_login_webauthn"), {"credential": shown}).status_code in {200, 302}
        assert not is_inside(stranger)
        assert own.post(reverse("mfa_add_webauthn"), {"credential": shown, "name": "A key"}).status_code == 200
    assert not Authenticator.objects.filter(user=account).exists()


def test_beginning_an_own_case_does_not_pass_by_the_second_factor(account, sign_in, is_inside, settings):
    settings.OPEN_MINE = True
    with_app(sign_in(account))
    client = Client()
    said = {"name": "Dana", "email": account.email, "password": PASSWORD}
    assert client.post(reverse("portal:mine_start"), said).status_code == 422 and not is_inside(client)
    for _ in range(6):
        client.post(reverse("portal:mine_start"), said | {"password": "wrong"})
    assert "Too many" in client.post(reverse("portal:mine_start"), said).content.decode(), (
        "tried as often as at the page"
    )


def test_the_clock_of_a_phone_may_be_half_a_minute_off(account, sign_in):
    client = sign_in(account)
    secret = re.search(r"<code[^>]*>([A-Z2-7]+)</code>", client.get(APP).content.decode())[1]
    client.post(APP, {"code": code_of(secret, ahead=1)})
    assert Authenticator.objects.filter(user=account, type="totp").exists()
