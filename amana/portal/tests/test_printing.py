"""A case on the customer's paper: what both sides read, and nothing of ours."""

from __future__ import annotations

import pytest
from django.test import Client

from amana.handling.facts.noting import note
from amana.team.viewing import at_the_desk


def test_the_customer_prints_what_both_sides_read(client, door, dana, at):
    note(door.case, "Between us: she is right.", by=at_the_desk(dana), at=at)
    html = door.enter(client).get(door.of("print")).content.decode()
    assert door.case.number in html and "ingerprint" in html
    assert "Between us" not in html and "<form" not in html and "<textarea" not in html
    assert "Between us" not in client.get(f"{door.of('print')}?notes=1").content.decode()


@pytest.mark.parametrize("before", ["1", "x", "99999999999999999999", "1.1", "%00", "²"])
def test_rubbish_before_an_entry_prints_something(client, door, before):
    assert door.enter(client).get(f"{door.of('print')}?before={before}").status_code == 200


def test_without_a_code_nothing_is_printed(door):
    answer = Client().get(door.of("print"))
    assert door.case.number not in answer.content.decode()
