"""The addresses of signing in: those of allauth that are used here, under its names, and our own; no other exists."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as elsewhere
from django.urls import URLPattern, path, re_path

from amana.config.signing_in import pages, saml_pages
from amana.look.proving import proved

KEY = "password/reset/key"
PASSKEYS = "2fa/passkeys"

urlpatterns: list[URLPattern] = [
    path("login/", account.login, name="account_login"),
    path("login/code/", account.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    # It says that nobody signs up by themselves.
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("again/", pages.again, name="account_again"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", proved(account.password_set), name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(f"{KEY}/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        rf"^{KEY}/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("sessions/", pages.sign_ins, name="account_sign_ins"),
    path("sessions/others/end/", pages.sign_ins_end, name="account_sign_ins_end"),
    path("sessions/<uuid:key>/end/", pages.sign_in_end, name="account_sign_in_end"),
    path("2fa/", factors.index, name="mfa_index"),
    path("2fa/authenticate/", factors.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/trust/", factors.trust, name="mfa_trust"),
    path("2fa/app/", proved(app.activate_totp), name="mfa_activate_totp"),
    path("2fa/app/removal/", proved(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", proved(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/new/", proved(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path(f"{PASSKEYS}/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path(f"{PASSKEYS}/new/", proved(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path(f"{PASSKEYS}/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path(f"{PASSKEYS}/reauthenticate/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path(f"{PASSKEYS}/<int:pk>/", proved(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path(f"{PASSKEYS}/<int:pk>/removal/", proved(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("firm/", proved(elsewhere.connections), name="socialaccount_connections"),
    path("firm/cancelled/", elsewhere.login_cancelled, name="socialaccount_login_cancelled"),
    path("firm/error/", elsewhere.login_error, name="socialaccount_login_error"),
    path("firm/saml/login/", saml_pages.saml_login, name="saml_login"),
    path("firm/saml/answer/", saml_pages.saml_answer, name="saml_answer"),
    path("firm/saml/finish/", saml_pages.saml_finish, name="saml_finish"),
    path("firm/saml/metadata/", saml_pages.saml_metadata, name="saml_metadata"),
    path("firm/<slug:provider_id>/login/", pages.firm_login, name="openid_connect_login"),
    path("firm/<slug:provider_id>/login/callback/", pages.firm_callback, name="openid_connect_callback"),
]
