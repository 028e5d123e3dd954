from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amana.cases.models import COMPANY, Case
from amana.commitments.keeping import keep
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.desk.entering import Seat
from amana.desk.lists import ALL, CLOSING, LATE, LISTS, MINE, TEAM, UNHELD, cases_in, cut
from amana.desk.paging import ROWS, cursor_in, page_of
from amana.desk.tests.conftest import signed_in
from amana.escalation.climbing import ask
from amana.handling.holding.handing_over import offer
from amana.handling.opening import open_case
from amana.team.models import Team
from amana.team.viewing import at_the_desk


def many(count, noa, brand, dana, now):
    for number in range(count):
        at = now - timedelta(hours=2, minutes=number)
        open_case(noa, brand, subject=f"Matter {number}", text="What now?", by=at_the_desk(dana), at=at)


def page(client, url="/desk/"):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("language", "tab", "direction"), [("en", "Waiting for the customer", "ltr"), ("he", "ממתין ללקוח", "rtl")]
)
def test_a_row_says_what_is_due_to_whom_and_about_what(desk, dana, case, language, tab, direction):
    dana.account.language = language
    dana.account.save()

    html = page(desk, "/desk/?tab=today") + page(desk, "/desk/?tab=next") + page(desk, "/desk/?tab=now")

    assert f'lang="{language}" dir="{direction}"' in html
    row = html[html.index('class="queue-row ') :]
    assert row.index("queue-row__reason") < row.index("Noa Levi") < row.index("Router dead")
    assert tab in html


def test_a_hand_over_offered_to_me_stands_on_top_with_its_answers(case, dana, omer, now):
    row = offer(case, taker=omer, why="She called twice.", by=at_the_desk(dana), at=now)

    html = page(signed_in(omer))

    assert f"/desk/hand-overs/{row.pk}/acceptance/" in html
    assert f"/desk/hand-overs/{row.pk}/return/" in html


def test_who_is_asked_as_the_next_person_finds_it_on_top_until_it_is_answered(case, dana, ruth, now):
    asked = ask(case, text="Third time.", by=at_the_desk(dana), at=now)

    assert asked.pk == ruth.pk
    html = page(signed_in(ruth))
    assert html.index("You are asked as the next person") < html.index("Router dead")
    assert "You are asked as the next person" not in page(signed_in(dana))
    owed = Commitment.objects.get(case=case, origin=Commitment.RUNG)
    keep(owed, by=at_the_desk(ruth), at=now, note="Called her.")
    assert "You are asked as the next person" not in page(signed_in(ruth))


def test_mine_and_everybodys(case, omer):
    assert "Router dead" not in page(signed_in(omer), "/desk/?tab=next") + page(signed_in(omer), "/desk/?tab=today")
    seen = [page(signed_in(omer), f"/desk/?view=all&tab={tab}") for tab in ("now", "today", "next")]
    assert any("Router dead" in html for html in seen)


def test_a_late_promise_is_late(desk, case, dana, now):
    # Due before the answer that has been owed since yesterday, whatever the hour and the working week.
    make(
        case,
        [Draft("Call Noa", now - timedelta(hours=20), owner=dana)],
        by=at_the_desk(dana),
        at=now - timedelta(hours=23),
    )

    html = page(desk)

    assert "queue-row--late" in html
    assert "Call Noa" in html


def test_the_number_of_queries_does_not_grow_with_the_queue(desk, case, noa, brand, dana, now):
    many(4, noa, brand, dana, now)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(desk, "/desk/?view=all")
    many(55, noa, brand, dana, now)
    with CaptureQueriesContext(connection) as lots:
        page(desk, "/desk/?view=all")

    assert len(lots) == len(few)


def test_every_case_is_on_one_page_and_on_no_two(desk, noa, brand, dana, now):
    # All due at one moment, so that the key alone tells them apart.
    for number in range(60):
        open_case(noa, brand, subject=f"Matter-{number}.", text="?", by=at_the_desk(dana), at=now - timedelta(hours=2))
    tab = next(tab for tab in ("now", "today", "next") if "Matter-" in page(desk, f"/desk/?tab={tab}"))

    found, url = [], f"/desk/?tab={tab}"
    while url:
        html = page(desk, url)
        subjects = re.findall(r"Matter-\d+\.", html)
        assert len(subjects) <= ROWS
        found += subjects
        following = re.search(r'rel="next" href="([^"]+)"', html)
        url = "/desk/" + following[1].replace("&amp;", "&") if following else ""

    assert len(found) == len(set(found)) == 60


@pytest.mark.parametrize("cursor", ["", "x", "2026-01-01_zz", "2026-01-01T00:00:00_" + "0" * 32, "_", "1" * 5000])
def test_a_cursor_that_is_none_of_ours_is_the_first_page(desk, case, cursor):
    assert desk.get("/desk/", {"after": cursor}).status_code == 200


def test_the_number_is_exact_up_to_a_thousand_and_says_so_beyond(desk, noa, brand, dana, now, monkeypatch):
    # Long ago, so that all of them are late whatever the hour is: the lists are cut by the day.
    many(52, noa, brand, dana, now - timedelta(days=30))

    assert re.search(r'count[^"]*">52<', page(desk))
    monkeypatch.setattr("amana.desk.queueing.queue.MOST_COUNTED", 50)
    assert "50+" in page(desk)


def test_the_queue_is_read_from_an_index_in_its_order(dana, noa, brand, now):
    many(60, noa, brand, dana, now)
    with_a_team(dana)
    seat = Seat(dana, at_the_desk(dana), timezone.now())
    with as_if_large():
        faults = {
            (name, tab): faults_in_reading(cut(cases_in(name, seat), tab, at=seat.at), LISTS[name].order)
            for name in (MINE, TEAM, ALL)
            for tab in ("now", "today", "next", "waiting")
        }
    assert {page: found for page, found in faults.items() if found} == {}


def test_a_list_without_tabs_is_read_from_an_index_in_its_order(dana, noa, brand, now):
    many(60, noa, brand, dana, now)
    # A database that knows of none without a holder has nothing to put in order.
    Case.objects.filter(pk__in=Case.objects.values("pk")[:40]).update(holder=None)
    seat = Seat(dana, at_the_desk(dana), timezone.now())
    with as_if_large():
        faults = {name: faults_in_reading(cases_in(name, seat), LISTS[name].order) for name in (UNHELD, LATE, CLOSING)}
    assert {name: found for name, found in faults.items() if found} == {}


def with_a_team(agent):
    agent.team = Team.objects.create(name="Routers")
    agent.save(update_fields=["team"])


@contextmanager
def as_if_large():
    """PostgreSQL reads a table this small whole unless that is made dear; the question is what a large one would do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE cases_case")
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
        yield


def faults_in_reading(rows, order):
    """What is wrong with how a page is read: not from an index of the queue, sorted, or from end to end."""
    rows = rows.order_by(order, "pk")[: ROWS + 1]
    if connection.vendor == "postgresql":
        from_index, sorts = r"Index (Only )?Scan using case_(queue|due)", "Sort"
    else:
        from_index, sorts = r"USING (COVERING )?INDEX case_(queue|due)", "TEMP B-TREE"
    plan = rows.explain()
    found = {
        "no index of the queue": not re.search(from_index, plan),
        "sorted": sorts in plan,
        "from end to end": "SCAN cases_case\n" in plan,
    }
    return [f"{fault}: {plan}" for fault, is_so in found.items() if is_so]


def test_a_page_reads_one_row_more_than_it_shows(dana, noa, brand, now, rf):
    many(60, noa, brand, dana, now)
    with CaptureQueriesContext(connection) as asked:
        found, following = page_of(
            Case.objects.open().filter(waiting_for=COMPANY), by="queue_at", after=cursor_in(rf.get("/"))
        )

    assert len(found) == ROWS and following is not None
    assert f"LIMIT {ROWS + 1}" in asked[0]["sql"]
