"""Telling people by mail what happened to their sign-in, in the language of their account and with links of our own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from amana.handling.holding.inviting import can_be_sent
from amana.people.models import Account
from amana.team.models import Brand
from amana.wording.times import moment

# How browsers and systems call themselves, the more particular first: many claim to be others as well.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
             ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
            ("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


def browser_said(agent: str) -> str:
    """Return what a browser is called by people: Firefox, Windows; of what it claims only known names are repeated."""
    found = [next((name for sign, name in table if sign in agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, found)) or _("a browser that does not say its name")


def mail_leaves() -> bool:
    """Whether a mail that belongs to no record has a way out of this installation."""
    return can_be_sent(Brand.objects.order_by("created_at", "pk").first())


def _happened() -> dict[str, str]:
    """What happened, by allauth's name for it; a sentence each."""
    return {
        "account/email/password_changed": _("Your password was changed."),
        "account/email/password_set": _("A password was set for your account."),
        "account/email/password_reset": _("Your password was set anew, by a link sent to this address."),
        "mfa/email/totp_activated": _("An authenticator app was added to your account."),
        "mfa/email/totp_deactivated": _("The authenticator app was removed from your account."),
        "mfa/email/webauthn_added": _("A passkey was added to your account."),
        "mfa/email/webauthn_removed": _("A passkey was removed from your account."),
        "mfa/email/recovery_codes_generated": _(
            "New recovery codes were made for your account; the old ones are void."
        ),
        "socialaccount/email/account_connected": _("Your account was linked with the sign-in of your firm."),
        "socialaccount/email/account_disconnected": _(
            "Your account is no longer linked with the sign-in of your firm."
        ),
        "new_browser": _("Somebody signed in to your account in a browser that was not seen before."),
    }


def tell(account: Account, what: str, meta: Mapping[str, Any]) -> None:
    """Post what happened, and what to do if it was not them; nothing where no mail can leave."""
    if not mail_leaves():
        return
    with translation.override(account.language):
        sentence = _happened().get(what)
        if sentence is None:
            return
        words = {
            "when": moment(timezone.now(), zone=ZoneInfo(account.zone or settings.TIME_ZONE), now=timezone.now()),
            "browser": browser_said(str(meta.get("HTTP_USER_AGENT", ""))),
            "ip": str(meta.get("REMOTE_ADDR") or "?"),
        }
        where = _("When: %(when)s\nBrowser: %(browser)s\nInternet address: %(ip)s") % words
        end = _(
            "If this was you, there is nothing to do. If not, choose a new password, and end the sign-ins you do not know:"
        )
        body = f"{sentence}\n\n{where}\n\n{end}\n{settings.BASE_URL}{reverse('account_sign_ins')}\n"
        EmailMessage(_("About your sign-in: %(what)s") % {"what": sentence}, body, to=[account.email]).send()


def reset_letter(link: str) -> tuple[str, str]:
    """Return subject and text of the mail with the link to a new password, in the language in force."""
    text = _("Choose a new password here. The link works once, for an hour:")
    end = _("If you did not ask for it, there is nothing to do: your password stays as it is.")
    return _("A new password for Amana"), f"{text}\n\n{link}\n\n{end}\n"


def code_letter(code: str) -> tuple[str, str]:
    """Return subject and text of the mail with a code to sign in by, in the language in force."""
    text = _("Type this code on the page where you asked for it. It works once, for ten minutes:")
    end = _("Nobody of us will ever ask you for it. If you did not ask for it, there is nothing to do.")
    return _("Your code to sign in"), f"{text}\n\n{code}\n\n{end}\n"


def post(email: str, letter: Callable[[], tuple[str, str]], language: str) -> None:
    """Write a letter in a language and put it into the outbox."""
    with translation.override(language):
        subject, body = letter()
        EmailMessage(subject, body, to=[email]).send()
