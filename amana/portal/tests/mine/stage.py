"""What the tests of own cases share: a goal, addresses, and what stands in the record."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from amana.cases.models import Case
from amana.people.models import Account
from amana.portal.tests.conftest import PASSWORD
from amana.record.reading import Read, read

GOAL = {"company": "Kav Telecom", "happened": "Charged for a router I gave back.", "wanted": "A refund of 200.",
        "settle_for": "150 would do."}  # fmt: skip
LANGUAGES = ("he", "ar", "en")


def url(case: Case, screen: str = "") -> str:
    return f"/mine/{case.number}/{screen}"


def entries(case: Case, kind: str) -> list[Read]:
    return [entry for entry in read(case.key, side="customer") if entry.kind == kind]


def shared(case: Case) -> str:
    """All that the other side would read."""
    return str([entry.content for entry in read(case.key, side="company")])


def in_language(case: Case, language: str) -> None:
    Account.objects.update(language=language)
    Case.objects.filter(pk=case.pk).update(language=language)


def somebody_else() -> Client:
    """A browser of another consumer, signed in."""
    other = Account.objects.create_user("other@x.example", PASSWORD, name="Other")
    browser = Client()
    browser.force_login(other, backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser
