"""What stands in no text at all is found missing by the index, not by going through every text."""

from __future__ import annotations

import pytest
from django.db import connection

from amana.search.backends import Wanted, backend
from amana.search.owning import MOST
from tests.plans import plan_of

TEXTS, WORDS = 60_000, 3_000
# The rarer a word the later it comes: the thousandth stands in one text of 110, the last in one of 1,670.
FILLED = """
    INSERT INTO search_words SELECT text, string_agg('word' || word, ' ')::tsvector
    FROM generate_series(1, %s) AS word, LATERAL generate_series(1 + word %% 40, %s, 50 + (word / 1000.0)^3 * 60) AS place,
    LATERAL (SELECT place::bigint AS text) AS said GROUP BY text ORDER BY text
"""


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_word_that_stands_nowhere_is_asked_of_the_index_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute(FILLED, [WORDS, TEXTS])
        cursor.execute("ANALYZE search_words")

    # As many as the page that asks for the fewest: of one or two it could find them by luck among the newest texts.
    rare = plan_of(*backend().newest(Wanted(((("nowhere",), ("nohow",)),)), since=0, before=1 << 62, most=MOST))
    frequent = plan_of(*backend().newest(Wanted(((("word7",),),)), since=0, before=1 << 62, most=MOST))

    assert rare.rows == 0, rare.text
    assert frequent.rows is not None and frequent.rows < TEXTS / 10, frequent.text
