"""Whom a token acts for, and what it may do."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Schema

from amana.api.calling import Call
from amana.api.rooming import Room
from amana.api.shapes import Ref, ref

room = Room("token")


class CallerOut(Schema):
    """The token that was sent: whom it acts for, what it may do, and when it ends."""

    token: UUID
    name: str
    program: str
    kind: Literal["agent", "owner"]
    acts_for: Ref | None
    role: str
    brands: list[Ref]
    scopes: list[str]
    expires_at: datetime | None


@room.read("token", scope=None, name="get_token", gives=CallerOut)
def get_token(request: Call) -> CallerOut:
    """Whom this token acts for, what it may do, and when it ends."""
    token, agent = request.caller.token, request.caller.viewer.agent
    return CallerOut(
        token=token.pk,
        name=token.name,
        program=token.service,
        kind="agent" if agent is not None else "owner",
        acts_for=ref(agent or token.person),
        role=agent.role if agent is not None else "",
        brands=[Ref(key=one.pk, name=one.name) for one in agent.brands.order_by("name")] if agent is not None else [],
        scopes=token.scopes,
        expires_at=token.expires_at,
    )
