"""How sign-in behaves here: accounts are made by those who run the installation, never by a stranger."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth's rules with signing up switched off."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
