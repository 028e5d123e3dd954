from __future__ import annotations

import pytest
from django.db import connection

from amana.config.surveying import survey
from amana.people.models import Account


def known():
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tbl FROM sqlite_stat1")
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.sqlite
@pytest.mark.django_db
def test_sqlite_learns_how_its_tables_are_filled_and_leaves_the_index_of_words_alone(now):
    Account.objects.create_user(email="dana@tavor.example", name="Dana")

    looked_at = survey(now)

    assert looked_at > 100
    assert "people_account" in known()
    assert not any(name.startswith("search_words") for name in known())
    assert survey(now) == looked_at


@pytest.mark.postgres
@pytest.mark.django_db
def test_postgresql_does_it_by_itself(now):
    assert survey(now) == 0
