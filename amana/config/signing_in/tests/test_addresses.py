from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from amana.channels.email.keeping_secrets import lock
from amana.config.signing_in.factors import Factors
from amana.config.signing_in.urls import urlpatterns
from amana.people.models import FirmSignIn, SignIn

# What is opened by whoever is not signed in yet; the others are one's own pages.
OUTSIDE = {"account_login", "account_request_login_code", "account_signup", "account_inactive", "account_reset_password",
           "account_reset_password_done", "account_reset_password_from_key_done", "account_reset_password_from_key",
           "socialaccount_login_cancelled", "socialaccount_login_error"}  # fmt: skip
# What is no page: it leads on, or it is sent to.
NO_PAGE = {"account_confirm_login_code", "mfa_authenticate", "mfa_trust", "mfa_login_webauthn", "openid_connect_login",
           "openid_connect_callback", "account_sign_ins_end", "account_sign_in_end", "saml_login", "saml_answer",
           "saml_finish", "saml_metadata"}  # fmt: skip
# Leads on to another page where that is how the account stands.
LEADS_ON = {"mfa_activate_totp", "account_set_password"}
SAID_BY_ALLAUTH = ("Third-Party", "Two-Factor", "Security Key", "Email Address", "Sign Out", "site.name")


@pytest.fixture
def furnished(account, now):
    Authenticator.objects.create(user=account, type="totp", data={"secret": lock({"factor": "JBSWY3DPEHPK3PXP"})})
    Authenticator.objects.create(
        user=account, type="recovery_codes", data={"seed": Factors().encrypt("ab" * 40), "used_mask": 0}
    )
    key = Authenticator.objects.create(user=account, type="webauthn", data={"name": "Blue", "credential": {}})
    FirmSignIn.objects.create(name="Tavor", server="https://login.tavor.example", client_id="a", changed_at=now)
    return {"pk": key.pk, "uidb36": "1", "key": "set-password", "provider_id": "firm"}


def opened(client, pattern, given):
    wanted = (
        set(pattern.pattern.regex.groupindex) if hasattr(pattern.pattern, "_regex") else set(pattern.pattern.converters)
    )
    return client.get(reverse(pattern.name, kwargs={one: given[one] for one in wanted}))


def faults(page, language):
    found = [word for word in SAID_BY_ALLAUTH if word in page]
    found += re.findall(r"<script(?![^>]* src=)(?![^>]*application/json)[^>]*>", page)
    found += re.findall(r"<[^>]+ (?:style|onclick|onload)=[^>]*>", page)
    if 'class="account__page"' not in page or f'<html lang="{language}"' not in page:
        found.append("not in our frame")
    return found


@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_every_address_of_signing_in_is_a_page_of_ours_or_leads_on(furnished, account, language, monkeypatch):
    account.language = language
    account.save()
    # A passkey made up for the list has no credential to be excluded.
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda user: [])
    wrong = {}
    for pattern in urlpatterns:
        if pattern.name in NO_PAGE:
            continue
        client = Client(headers={"accept-language": language})
        if pattern.name not in OUTSIDE:
            client.force_login(account)
        with translation.override(language):
            answer = opened(client, pattern, furnished)
        if pattern.name in LEADS_ON and answer.status_code == 302:
            continue
        said = faults(answer.content.decode(), language)
        if answer.status_code not in {200, 401} or said:
            wrong[pattern.name] = (answer.status_code, said, answer.headers.get("Location"))
    assert wrong == {}


def test_no_other_address_of_allauth_exists(db):
    known = {pattern.name for pattern in urlpatterns}
    for name in ("account_email", "account_confirm_email", "account_email_verification_sent", "socialaccount_signup",
                 "mfa_download_recovery_codes", "mfa_signup_webauthn", "usersessions_list"):  # fmt: skip
        assert name not in known
        with pytest.raises(NoReverseMatch):
            reverse(name)
    for path in (
        "email/",
        "3rdparty/",
        "social/signup/",
        "oidc/firm/login/",
        "2fa/webauthn/signup/",
        "signup/passkey/",
    ):
        assert Client().get(f"/accounts/{path}").status_code == 404


def test_who_is_not_signed_in_opens_no_page_of_ones_own(furnished):
    client = Client()
    for pattern in urlpatterns:
        if pattern.name in OUTSIDE | NO_PAGE | {"account_logout"}:
            continue
        answer = opened(client, pattern, furnished)
        assert answer.status_code == 302 and answer.url.startswith("/accounts/login/"), pattern.name
    assert not SignIn.objects.exists()


def test_a64_nothing_is_ended_or_begun_by_looking(furnished, account):
    client = Client(enforce_csrf_checks=True)
    client.force_login(account)
    row = SignIn.objects.get()
    for name, args in (("account_sign_ins_end", []), ("account_sign_in_end", [row.pk])):
        assert client.get(reverse(name, args=args)).status_code == 405
        assert client.post(reverse(name, args=args)).status_code == 403
    assert client.post(reverse("account_logout")).status_code == 403
    assert client.get(reverse("account_sign_ins")).status_code == 200
