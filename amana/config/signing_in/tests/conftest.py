from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

PASSWORD = "a quiet kettle in June"


@pytest.fixture(autouse=True)
def _as_in_an_installation(db, settings):
    """Mail goes to our outbox, which has a way out; no attempt of another test is remembered."""
    settings.EMAIL_BACKEND = "amana.config.posting.Outbox"
    settings.SMTP_URL = "smtp://127.0.0.1:25"
    cache.clear()


@pytest.fixture
def account(dana):
    dana.account.set_password(PASSWORD)
    dana.account.language = "en"
    dana.account.save()
    return dana.account


@pytest.fixture
def sign_in():
    """Sign in by the page, as a browser does; returns the browser."""

    def come_in(account, password=PASSWORD, *, client=None, **said):
        client = client or Client()
        client.post(reverse("account_login"), {"login": account.email, "password": password}, **said)
        return client

    return come_in


@pytest.fixture
def is_inside():
    return lambda client: client.get(reverse("account_sign_ins")).status_code == 200
