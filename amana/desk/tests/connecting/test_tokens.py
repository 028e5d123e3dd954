"""Tokens at the desk: made behind a fresh proof, shown once, revoked."""

from __future__ import annotations

import re

from django.test import Client

from amana.api.models import Token
from amana.desk.tests.conftest import agent, signed_in
from amana.look.proving import PROVED

WANTED = {"name": "Reports", "service": "warehouse", "scopes": ["cases:read"], "days": "30"}


def word_in(answer) -> str | None:
    found = re.search(r"amana_[\w-]{43}", answer.content.decode())
    return found[0] if found else None


def test_a_token_is_shown_once_and_opens_the_api_until_it_is_revoked(dana, case):
    client = signed_in(dana)
    answer = client.post("/desk/settings/tokens/", WANTED)
    word = word_in(answer)
    assert answer.status_code == 200 and word is not None

    page = client.get("/desk/settings/tokens/").content.decode()
    assert word not in page and word[:12] in page and "warehouse" in page
    assert word not in str(list(Token.objects.values()))

    def status() -> int:
        return Client().get("/api/v1/cases", headers={"Authorization": f"Bearer {word}"}).status_code

    assert status() == 200
    client.post(f"/desk/settings/tokens/{Token.objects.get().pk}/revocation/")
    assert status() == 401
    assert "revoked" in client.get("/desk/settings/tokens/").content.decode()


def test_a_token_needs_a_name_and_something_it_may_do(dana):
    answer = signed_in(dana).post("/desk/settings/tokens/", WANTED | {"name": "", "scopes": []})
    assert answer.status_code == 422 and not Token.objects.exists()


def test_nobody_makes_a_token_without_a_fresh_proof(dana):
    client = signed_in(dana)
    session = client.session
    session[PROVED] = 0
    session.save()
    assert client.post("/desk/settings/tokens/", WANTED).status_code == 302
    assert not Token.objects.exists()


def test_an_administrator_sees_and_revokes_the_tokens_of_all_and_a_colleague_does_not(dana, omer, brand):
    signed_in(dana).post("/desk/settings/tokens/", WANTED)
    row = Token.objects.get()
    assert signed_in(omer).post(f"/desk/settings/tokens/{row.pk}/revocation/").status_code == 404
    assert "warehouse" not in signed_in(omer).get("/desk/settings/tokens/").content.decode()

    ada = signed_in(agent("Ada Admin", brand, role="admin"))
    assert "warehouse" in ada.get("/desk/settings/tokens/").content.decode()
    ada.post(f"/desk/settings/tokens/{row.pk}/revocation/")
    row.refresh_from_db()
    assert row.revoked_at is not None


def test_an_auditor_makes_and_revokes_tokens_that_read_and_none_that_write(brand, case):
    client = signed_in(agent("Avi Auditor", brand, role="auditor"))
    page = client.get("/desk/settings/tokens/").content.decode()
    assert 'value="cases:read"' in page
    for writes in ("cases:write", "cases:unmask", "hooks:write", "hooks:set"):
        assert f'value="{writes}"' not in page
        assert client.post("/desk/settings/tokens/", WANTED | {"scopes": [writes]}).status_code == 422, writes
    word = word_in(client.post("/desk/settings/tokens/", WANTED))
    assert Token.objects.get().scopes == ["cases:read"]

    def status(method: str, path: str) -> int:
        return Client().generic(method, f"/api/v1/{path}", headers={"Authorization": f"Bearer {word}"}).status_code

    assert status("GET", f"cases/{case.number}") == 200
    assert status("POST", f"cases/{case.number}/following") == 403
    client.post(f"/desk/settings/tokens/{Token.objects.get().pk}/revocation/")
    assert status("GET", f"cases/{case.number}") == 401
