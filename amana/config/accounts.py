"""How sign-in behaves here: accounts are made by those who run the installation, never by a stranger."""

from __future__ import annotations

from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth's rules, with signing up switched off and links that begin with our own address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link for a mail; never with the host a request claims to be for (host header poisoning)."""
        parts = urlsplit(super().get_reset_password_from_key_url(key))
        return f"{settings.BASE_URL}{parts.path}"
