"""A consumer with one own case, begun in the short way."""

from __future__ import annotations

import pytest

from amana.cases.models import Case
from amana.portal.tests.mine.stage import GOAL


@pytest.fixture
def own(keeper, client) -> Case:
    client.post("/mine/new/", GOAL)
    return Case.objects.get(kept_by="customer")
