"""A brand whose widget stands on one site, and a page of that site that asks."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from amana.counter.sites import Wanted, set_widget
from amana.counter.writing import set_form
from amana.kit.codes import new_id
from amana.portal.tests.conftest import agent_named
from amana.team.models import Agent
from amana.team.viewing import at_the_desk

SITE = "https://www.tahuna.example"


@dataclass
class Site:
    """A page of a site, as a browser sends its requests: with an origin and without cookies."""

    url: str
    origin: str = SITE
    token: str = "a1b2c3d4" * 5
    headers: dict[str, str] = field(default_factory=dict)
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    @property
    def _headers(self) -> dict[str, str]:
        return {"Origin": self.origin, "Authorization": f"Bearer {self.token}", **self.headers}

    def get(self, where: str = "", **headers: str) -> Any:
        return self.client.get(f"{self.url}{where}", headers=self._headers | headers)

    def post(self, where: str, said: Any, **more: Any) -> Any:
        body = said if isinstance(said, bytes | str) else json.dumps(said)
        return self.client.post(
            f"{self.url}{where}", body, content_type="application/json", headers=self._headers, **more
        )


def message(**said: Any) -> dict[str, Any]:
    return {
        "key": str(new_id()), "name": "Maya Stern", "mail": "maya@stern.example", "text": "My kettle leaks.", "place": 0,
        "took": 20, "page": f"{SITE}/kettles/?session=secret#top",
    } | said  # fmt: skip


def words(text: str = "Is anybody there?", **said: Any) -> dict[str, Any]:
    return {"key": str(new_id()), "text": text, "name": "Maya", "page": f"{SITE}/kettles/"} | said


@pytest.fixture(autouse=True)
def _nothing_counted_before():
    cache.clear()


@pytest.fixture
def yossi(brand):
    return agent_named("Yossi", brand, role=Agent.MANAGER)


@pytest.fixture
def site(brand, dana, yossi, at) -> Site:
    by = at_the_desk(yossi)
    set_form(brand, is_on=True, by=by, at=at)
    set_widget(brand, Wanted([SITE]), by=by, at=at)
    return Site(f"/widget/{brand.pk}/")
