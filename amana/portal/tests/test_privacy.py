"""A customer reads what is kept about them, asks for a copy or erasure, and reads the answer."""

from __future__ import annotations

import pytest

from amana.privacy.asking import refuse
from amana.privacy.models import Request
from amana.team.viewing import at_the_desk

pytestmark = pytest.mark.django_db


def test_what_is_kept_is_shown_and_asked_for_once(inside, door, noa):
    assert door.of("about-me") in inside.get(door.url).content.decode()
    shown = inside.get(door.of("about-me")).content.decode()
    assert noa.addresses.get().value in shown and "erasure" in shown
    assert inside.post(door.of("about-me"), {"kind": "copy", "text": " All of it "}).status_code == 302
    asked = Request.objects.get()
    assert (asked.person, asked.kind, asked.words, asked.noted_by) == (noa, "copy", "All of it", None)
    assert inside.post(door.of("about-me"), {"kind": "copy"}).status_code == 302
    assert Request.objects.count() == 1
    assert 'value="copy"' not in inside.get(door.of("about-me")).content.decode()


def test_rubbish_is_said_and_nothing_is_kept(inside, door):
    for kind in ("", "sell", "copy\x00", "x" * 5000):
        assert inside.post(door.of("about-me"), {"kind": kind, "text": "y" * 9000}).status_code == 422
    assert not Request.objects.exists()


def test_the_reason_of_a_refusal_is_read_there(inside, door, noa, dana, at):
    dana.role = "manager"
    dana.save()
    inside.post(door.of("about-me"), {"kind": "erase"})
    refuse(Request.objects.get(), why="Invoices are kept for seven years.", by=at_the_desk(dana), at=at)
    assert "Invoices are kept" in inside.get(door.of("about-me")).content.decode()


def test_a_stranger_and_a_browser_that_is_not_known_read_nothing(client, door, noa):
    answer = client.get(door.of("about-me"))
    assert answer.status_code == 403 and noa.addresses.get().value not in answer.content.decode()
    assert client.get("/c/" + "2" * 32 + "/about-me/").status_code == 404
