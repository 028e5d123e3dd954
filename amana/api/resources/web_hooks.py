"""Web hooks: which servers are told of what, trying one out, and sending again what was given up. They are set at the desk."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from ninja import Query, Schema

from amana.api.calling import Call
from amana.api.paging import Paged, page_of
from amana.api.rooming import Room
from amana.api.scopes import HOOKS_READ, HOOKS_WRITE
from amana.channels.models import WebHook
from amana.channels.web_hooks.replaying import replay_all, try_out

room = Room("web hooks")


class HookOut(Schema):
    """A server that is told what happens on the cases of a brand; its secret is never told here."""

    key: UUID
    brand: UUID
    url: str
    kinds: list[str]
    is_on: bool


class HooksOut(Schema):
    hooks: list[HookOut]
    next: str | None


class SentOut(Schema):
    """How many messages are on their way again."""

    messages: int


def hook_out(row: WebHook) -> HookOut:
    """Return a web hook in its shape."""
    return HookOut(key=row.pk, brand=row.brand_id, url=row.url, kinds=list(row.kinds), is_on=row.is_on)


def _found(request: Call, key: UUID) -> WebHook:
    row = _rows(request).filter(pk=key).first()
    if row is None:
        raise Http404
    return row


def _rows(request: Call) -> QuerySet[WebHook]:
    """Return the web hooks of the brands a lead leads in; as at the desk, nobody else sees any."""
    caller = request.caller
    if not caller.agent.is_lead and not caller.agent.only_reads:
        raise Http404
    return WebHook.objects.filter(brand__in=caller.viewer.brands)


@room.read("web-hooks", scope=HOOKS_READ, name="list_web_hooks", gives=HooksOut)
def list_web_hooks(request: Call, asked: Query[Paged]) -> HooksOut:
    """The web hooks of the caller's brands, those set longest ago first."""
    found, following = page_of(_rows(request), asked, of="web hooks", by="set_at")
    return HooksOut(hooks=[hook_out(row) for row in found], next=following)


@room.write("web-hooks/{key}/trial", scope=HOOKS_WRITE, name="try_web_hook", gives=SentOut)
def try_web_hook(request: Call, key: UUID) -> SentOut:
    """Send a message that names no case."""
    try_out(_found(request, key), at=request.caller.at)
    return SentOut(messages=1)


@room.write("web-hooks/{key}/replays", scope=HOOKS_WRITE, name="replay_web_hook", gives=SentOut)
def replay_web_hook(request: Call, key: UUID) -> SentOut:
    """Send again what was given up, the oldest first."""
    return SentOut(messages=replay_all(_found(request, key), at=request.caller.at))
