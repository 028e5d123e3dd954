"""A case in which something was said that hurt, and a brand that has settled what parting takes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import Reply, reply
from amana.review.conduct.noting import Noted, note_incident
from amana.review.conduct.policies import set_policy

HURT = "You are a stupid cow and I know where you live."


@pytest.fixture
def settled(brand, ruth, now):
    return set_policy(
        brand, is_obliged=False, teams=[], notice_days=14, elsewhere={"en": "The ombudsman"}, by=ruth, at=now
    )


@pytest.fixture
def served(case, desk, now, settled):
    """The case once Dana has written to Noa."""
    reply(case, Reply("It is being looked at."), by=desk, at=now)
    case.refresh_from_db()
    return case


@pytest.fixture
def hurt(served, link, now):
    """The entry with the words that hurt, a day later."""
    return hear(served, f"Nothing works. {HURT}", by=link, at=now + timedelta(days=1))


@pytest.fixture
def noted(served, hurt, desk, now):
    return note_incident(served, Noted("abuse", HURT, hurt.id), by=desk, at=now + timedelta(days=1))
