"""A token of somebody who keeps own cases: made, shown once, good for theirs alone, revoked."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from amana.api.models import Token
from amana.cases.models import Case

pytestmark = pytest.mark.django_db
WANTED = {"name": "My notes", "scopes": ["own:read"], "days": "30"}


def test_a_token_reads_its_owners_cases_until_it_is_revoked(keeper, client):
    client.post(
        "/mine/new/", {"company": "Kav", "happened": "Charged twice.", "wanted": "A refund.", "settle_for": "Half."}
    )
    answer = client.post("/mine/tokens/", WANTED)
    word = re.search(r"amana_[\w-]{43}", answer.content.decode())[0]
    assert word not in client.get("/mine/tokens/").content.decode()

    def asked():
        return Client().get("/api/v1/cases", headers={"Authorization": f"Bearer {word}"})

    assert [one["number"] for one in asked().json()["cases"]] == [Case.objects.get().number]
    client.post("/mine/tokens/", {"end": str(Token.objects.get().pk)})
    assert asked().status_code == 401


def test_what_is_missing_is_asked_for_and_rubbish_ends_nothing(keeper, client):
    assert client.post("/mine/tokens/", {"name": "", "days": "30"}).status_code == 422
    for key in ("", "x", "\0", "01a2049b-f34b-7004-854e-202e78033dad"):
        assert client.post("/mine/tokens/", {"end": key}).status_code == 302
    assert Client().get("/mine/tokens/").status_code == 302 and not Token.objects.exists()
