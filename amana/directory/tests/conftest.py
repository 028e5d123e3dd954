"""A company of the directory, and a moment."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from amana.directory.listing import company_named
from amana.people.models import Account, Company

# A Thursday, 10:00 in Jerusalem.
AT = datetime(2026, 11, 12, 8, tzinfo=UTC)


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def kav(db) -> Company:
    return company_named("Kav Telecom", by=None, at=AT, is_private=False)


@pytest.fixture
def gil(db) -> Account:
    return Account.objects.create_user("gil@bayit.example", "a quiet kettle", name="Gil")
