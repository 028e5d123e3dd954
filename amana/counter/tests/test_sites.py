"""Where a case came from is written in a transaction of its own, as everything that takes a case in hand."""

from __future__ import annotations

import pytest
from django.db import connection

from amana.counter.sites import FORM, note_page
from amana.record.reading import read


@pytest.mark.django_db(transaction=True)
def test_a_page_is_noted_while_the_case_is_held(case, now):
    """Outside a transaction PostgreSQL holds no row, and Django refuses to ask."""
    held: list[bool] = []

    def watch(execute, sql, params, many, context):
        if 'FROM "cases_case"' in sql:
            held.append(connection.in_atomic_block)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        note_page(case, FORM, "https://www.tahuna.example/kettles/", at=now)
    assert held and all(held)
    assert [one["page"] for one in read(case.key, side="customer") if one.kind == "case.came_by"] == [
        "https://www.tahuna.example/kettles/"
    ]
