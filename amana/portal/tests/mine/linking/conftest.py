"""Gil with an own case against Tahuna, which works here; then with a case of theirs, and with one record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from amana.advocacy.linkings import Linking
from amana.cases.models import Case
from amana.portal.tests.conftest import code_sent
from amana.portal.tests.mine.linking.stage import AGAINST
from amana.portal.tests.mine.stage import url


@pytest.fixture
def own(keeper, client, brand, dana) -> Case:
    client.post("/mine/new/", AGAINST)
    made = Case.objects.get(kept_by="customer")
    spoke_at = (timezone.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    client.post(url(made, "calls/"), {"spoke_with": "Avi", "spoke_at": spoke_at, "minutes": "12", "waited_minutes": "38",
                                      "said": "He saw the receipt.", "act": "save", "asked": "1"})  # fmt: skip
    return made


@pytest.fixture
def served(own, client, brand) -> Case:
    """The company's case, opened by the keeper's own words; the code is still to be typed."""
    client.post(url(own, "linking/written/"), {"brand": str(brand.pk), "text": "You charged me for a router."})
    return Case.objects.get(kept_by="company")


@pytest.fixture
def linked(own, served, client) -> Linking:
    client.post(url(own, "linking/proof/"), {"code": code_sent()})
    return Linking.objects.get(linked_at__isnull=False)
