"""The calendar an agent subscribes to: an address nobody can guess, told once, and taken back at any time."""

from __future__ import annotations

import hashlib
from datetime import datetime

from amana.channels.models import CalendarFeed
from amana.kit.codes import new_token
from amana.team.models import Agent


def subscribe(agent: Agent, *, at: datetime) -> str:
    """Return the key of a new address; the one before leads nowhere from this moment."""
    key = new_token()
    CalendarFeed.objects.update_or_create(agent=agent, defaults={"digest": _digest(key), "made_at": at})
    return key


def unsubscribe(agent: Agent) -> None:
    """Let the address lead nowhere. Twice changes nothing."""
    CalendarFeed.objects.filter(agent=agent).delete()


def agent_of(key: str) -> Agent | None:
    """Return whose calendar has this key; None when nobody's has, or they may no longer sign in."""
    row = CalendarFeed.objects.filter(digest=_digest(key)).select_related("agent__account").first()
    if row is None or not Agent.objects.active().filter(pk=row.agent_id).exists():
        return None
    return row.agent


def _digest(key: str) -> str:
    return hashlib.sha256(key.strip().lower().encode("utf-8", "replace")).hexdigest()
