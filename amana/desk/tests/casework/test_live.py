from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from amana.desk.casework.live import GONE_AFTER, leave
from amana.desk.models import Presence
from amana.desk.tests.conftest import signed_in
from amana.handling.facts.noting import note
from amana.handling.talking.hearing import hear
from amana.team.viewing import at_the_desk, by_link


def ask(client, case, tag="", **said):
    return client.post(f"/desk/cases/{case.number}/live/", said, headers={"If-None-Match": tag} if tag else {})


def test_nothing_new_is_answered_with_nothing_and_writes_nothing(desk, case):
    first = ask(desk, case)
    assert first.json()["readers"] == []
    with CaptureQueriesContext(connection) as asked:
        again = ask(desk, case, first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert not [one["sql"] for one in asked if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len(asked) <= 9


def test_who_else_is_here_and_writing_is_said_by_name(desk, case, omer):
    tag = ask(desk, case)["ETag"]
    ask(signed_in(omer), case)
    answer = ask(desk, case, tag)
    assert answer.json()["readers"] == [{"name": "Omer Shaked", "typing": False}]
    ask(signed_in(omer), case, typing="1")
    assert ask(desk, case, answer["ETag"]).json()["readers"] == [{"name": "Omer Shaked", "typing": True}]


def test_what_is_added_on_either_chain_of_ours_moves_the_page(desk, case, dana, noa, now):
    said = ask(desk, case)
    hear(case, "Hello?", by=by_link(noa, case.key), at=now)
    shared = ask(desk, case, said["ETag"])
    assert shared.status_code == 200 and shared.json()["stands"] != said.json()["stands"]
    note(case, "She called.", by=at_the_desk(dana), at=now)
    assert ask(desk, case, shared["ETag"]).json()["stands"] != shared.json()["stands"]


def test_the_page_knows_where_the_record_stood_when_it_was_made(desk, case):
    html = desk.get(f"/desk/cases/{case.number}/").content.decode()
    assert f'data-stands="{ask(desk, case).json()["stands"]}"' in html


def test_who_is_gone_is_forgotten(desk, case, omer, now):
    ask(signed_in(omer), case)
    Presence.objects.update(seen_at=now - GONE_AFTER - timedelta(seconds=1))
    assert ask(desk, case).json()["readers"] == []
    assert leave(now) == 1


def test_a_stranger_learns_nothing(case, omar):
    assert ask(signed_in(omar), case).status_code == 404
