"""Showing promises to those they were made to: the state each is in, and what can be answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from amana.cases.models import COMPANY, Case
from amana.commitments.models import Commitment, Offer
from amana.look.telling import standing_of
from amana.record.reading import entries
from amana.team.viewing import Viewer

# Ended promises that are still listed; all of them are in the story.
MOST_ENDED = 8

Shown = dict[str, Any]


def promises_of(case: Case, viewer: Viewer) -> list[Commitment]:
    """Return what is still owed, the earliest first, then what ended last; in a fixed number of queries."""
    rows = Commitment.objects.visible_to(viewer).filter(case=case).exclude(state__in=Commitment.UNCONFIRMED)
    rows = rows.select_related("owner_agent__account", "owner_person", "owner_company", "case")
    owed = list(rows.filter(state__in=Commitment.OUTSTANDING).order_by("due_at", "id"))
    said = rows.exclude(state__in=[*Commitment.OUTSTANDING, Commitment.RENEGOTIATED]).exclude(
        origin__in=[Commitment.ANSWER, Commitment.FOLLOW_UP, Commitment.CLOSING]
    )
    return [*owed, *_said_to_them(list(said.order_by("-ended_at", "-id")[:MOST_ENDED]), viewer)]


def _said_to_them(ended: list[Commitment], viewer: Viewer) -> list[Commitment]:
    """Leave out what was promised in a reply that was taken back before it was sent."""
    released = [row.said_in for row in ended if row.state == Commitment.RELEASED and row.said_in]
    if not released:
        return ended
    hidden = {key for key, said in entries(released, side=viewer.side).items() if said.content is None}
    return [row for row in ended if row.said_in not in hidden or row.state != Commitment.RELEASED]


def open_offers(commitments: Iterable[Commitment]) -> dict[UUID, Offer]:
    """Return the new time that waits for an answer, for each promise that has one."""
    keys = [commitment.pk for commitment in commitments if commitment.is_outstanding]
    return {offer.commitment_id: offer for offer in Offer.objects.filter(commitment__in=keys, ended_at=None)}


def show(
    commitment: Commitment, *, offer: Offer | None, at: datetime, url: Callable[[Commitment], str] | None
) -> Shown:
    """Return a promise as the pages show it."""
    return {
        "what": commitment.begun,
        "who_name": commitment.owner_name,
        "due_at": commitment.due_at,
        "state": state_of(commitment, offer=offer, at=at),
        "url": url(commitment) if url else "",
    }


def state_of(commitment: Commitment, *, offer: Offer | None, at: datetime) -> str:
    """Return the word for the state of a promise now: open, today, late, offered, or how it ended."""
    if commitment.state == Commitment.OPEN and offer is not None:
        return "offered"
    return standing_of(commitment, at)


def may_dispute(commitment: Commitment, *, at: datetime) -> bool:
    """Whether the customer can say that it was not kept: it is theirs, its case is open, and it is kept or late."""
    is_claimed_done = commitment.state == Commitment.KEPT or (
        commitment.state == Commitment.OPEN and commitment.is_late(at)
    )
    return commitment.promiser == COMPANY and commitment.case.is_open and is_claimed_done


def may_release(commitment: Commitment) -> bool:
    """Whether the customer can let us off: what we promised by ourselves to do, and have not done."""
    by_itself = {Commitment.FOLLOW_UP, Commitment.CLOSING}
    return commitment.promiser == COMPANY and commitment.is_outstanding and commitment.origin not in by_itself
