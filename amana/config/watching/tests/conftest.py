"""A brand and Dana who serves it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from amana.handling.intake.importing import ensure_brand
from amana.team.joining import add_agent
from amana.team.models import Agent, Brand


@pytest.fixture
def brand(db) -> Brand:
    return ensure_brand(["help@tavor.example"], at=timezone.now())


@pytest.fixture
def dana(brand) -> Agent:
    return add_agent("dana@tavor.example", name="Dana", brands=[brand], at=timezone.now())
