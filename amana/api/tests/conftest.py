"""Programs that call: each a token and a client that sends it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from amana.api.scopes import FOR_AGENTS, FOR_OWNERS
from amana.api.tokens import make_token
from amana.people.models import Account, Person
from amana.team.models import Agent


class Program:
    """A program that calls with a token: GET and POST as JSON."""

    def __init__(self, word: str, *, language: str = "en") -> None:
        self.word, self.client, self.language = word, Client(), language

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str):
        return self.client.get(self._url(path), query or {}, headers=self._headers(headers))

    def post(self, path: str, said: Any = None, *, kind: str = "application/json", **headers: str):
        body = said if isinstance(said, str | bytes) else json.dumps({} if said is None else said)
        return self.client.post(self._url(path), body, content_type=kind, headers=self._headers(headers))

    def delete(self, path: str, **headers: str):
        return self.client.delete(self._url(path), headers=self._headers(headers))

    def _url(self, path: str) -> str:
        return f"/api/v1/{path}"

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {"Authorization": f"Bearer {self.word}", "Accept-Language": self.language, **named}


def program(owner: Agent | Person, *, scopes=None, at: datetime | None = None, language: str = "en") -> Program:
    at = at or timezone.now()
    everything = FOR_AGENTS if isinstance(owner, Agent) else FOR_OWNERS
    wanted = list(everything) if scopes is None else scopes
    made = make_token(owner, name="test", scopes=wanted, expires_at=at + timedelta(days=30), at=at)
    return Program(made.word, language=language)


@pytest.fixture
def keepers(db) -> Program:
    """A program of somebody who keeps cases of their own and serves nobody."""
    account = Account.objects.create_user("gil@bayit.example", "a quiet kettle", name="Gil", language="en")
    return program(Person.objects.create(account=account, name="Gil"))


@pytest.fixture
def danas(dana) -> Program:
    """A program of Dana's that may do all she may."""
    return program(dana)
