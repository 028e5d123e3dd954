from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from amana.record import appending
from amana.record.appending import Actor, Line, append_many
from amana.record.reading import heads, read, read_page
from amana.record.withdrawing import withdraw
from tests.plans import plans_of

AT = datetime(2026, 11, 12, 8, tzinfo=UTC)
DANA = Actor("agent", str(uuid4()))

pytestmark = pytest.mark.django_db


def line(book, kind: str, seconds: int) -> Line:
    says = {"text": f"{kind} {seconds}", "about": str(book), "who": "Dana", "minutes": 1, "waited": 0}
    return Line(book, kind, DANA, AT + timedelta(seconds=seconds), says)


def book_of(*kinds_and_seconds) -> object:
    key = uuid4()
    appending.open_books([key], at=AT)
    append_many([line(key, kind, seconds) for kind, seconds in kinds_and_seconds])
    return key


def paged(book, most: int) -> list:
    pages, before = [], None
    while True:
        page = read_page(book, side="company", most=most, before=before)
        if not page.entries:
            return pages
        pages.insert(0, page)
        before = page.before


CALL, NOTE = "call.noted", "note.written"
HISTORIES = {
    "one chain": [(CALL, second) for second in range(23)],
    "two by turns": [((CALL, NOTE)[second % 2], second) for second in range(23)],
    "one after the other": [*[(NOTE, second) for second in range(12)], *[(CALL, second) for second in range(12, 23)]],
    "all at one moment": [((CALL, NOTE)[number % 2], 0) for number in range(23)],
    "written down afterwards": [*[(CALL, second) for second in range(20)], (CALL, 3), (NOTE, 1), (CALL, 2)],
}


@pytest.mark.parametrize("most", [1, 5, 7, 23, 100])
@pytest.mark.parametrize("history", HISTORIES)
def test_every_entry_is_on_exactly_one_page(history, most):
    book = book_of(*HISTORIES[history])
    pages = paged(book, most)

    keys = [one.id for page in pages for one in page.entries]
    assert sorted(keys) == sorted(one.id for one in read(book, side="company"))
    assert all(len(page.entries) == most for page in pages[1:])
    counted = [sum(len(page.entries) for page in pages[:number]) for number in range(len(pages))]
    assert [page.earlier for page in pages] == counted


def test_pages_are_in_the_order_in_which_things_happened():
    book = book_of(*HISTORIES["two by turns"])

    assert [one.id for page in paged(book, 5) for one in page.entries] == [one.id for one in read(book, side="company")]


def test_what_is_written_meanwhile_moves_no_page():
    book = book_of(*HISTORIES["two by turns"])
    newest = read_page(book, side="company", most=5)
    before = [one.id for one in read_page(book, side="company", most=5, before=newest.before).entries]
    append_many([line(book, CALL, 50), line(book, NOTE, 51)])

    assert before == [one.id for one in read_page(book, side="company", most=5, before=newest.before).entries]


def test_a_page_holds_nothing_of_the_other_sides_chain():
    book = book_of(*HISTORIES["two by turns"])

    assert {one.kind for one in read_page(book, side="customer", most=50).entries} == {CALL}
    asked = read_page(book, side="customer", audiences=["company"], most=50)
    assert asked.entries == [] and asked.earlier == 0


def test_no_more_rows_are_read_than_shown_and_none_are_sorted():
    book = book_of(*[(CALL, second) for second in range(300)])
    page = read_page(book, side="customer", audiences=["shared"], most=10)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # of a table nobody has looked at yet it believes that it is empty

    for plan in plans_of(lambda: read_page(book, side="customer", audiences=["shared"], most=10, before=page.before)):
        assert not plan.scans and not plan.sorts, plan.text
        assert plan.rows is None or plan.rows <= 30, plan.text


def test_a_page_takes_two_questions_and_says_where_its_chains_stand(django_assert_num_queries):
    book = book_of(*HISTORIES["two by turns"])
    with django_assert_num_queries(2):
        page = read_page(book, side="company", most=5)

    assert page.heads == heads(book) and set(page.heads) == {"shared", "company"}
    assert set(read_page(book, side="customer", most=5).heads) == {"shared"}


def test_what_is_hidden_from_a_side_has_no_words_on_its_page():
    book = book_of(*[(CALL, second) for second in range(4)])
    calls = read(book, side="company")
    for one, sides in zip(calls, (["customer"], ["company"], ["customer", "company"]), strict=False):
        for side in sides:
            withdraw(one.id, from_side=side, why="A card number.", by=DANA, at=AT + timedelta(minutes=1))

    def seen(side) -> list[tuple[bool, bool]]:
        found = read_page(book, side=side, most=50).entries
        assert [one.id for one in found][:4] == [one.id for one in calls] and len(found) == len(
            {one.id for one in found}
        )
        return [(one.content is None, one.salt is None) for one in found[:4]]

    hidden, shown = (True, True), (False, False)
    assert seen("customer") == [hidden, shown, hidden, shown]
    assert seen("company") == [shown, hidden, hidden, shown]
