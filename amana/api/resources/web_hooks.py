"""Web hooks: which servers are told of what, setting one up, trying it out, and sending again what was given up."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from ninja import Query, Schema
from pydantic import Field

from amana.api.calling import Call
from amana.api.noting import hooks_noted
from amana.api.paging import Paged, page_of
from amana.api.rooming import Room, made
from amana.api.scopes import HOOKS_READ, HOOKS_SET, HOOKS_WRITE
from amana.api.shapes import Given, Line, Word
from amana.channels.models import WebHook
from amana.channels.web_hooks.replaying import replay_all, try_out
from amana.channels.web_hooks.setting_up import MOST_KINDS, Made, Wanted, change, make, remove, rotate
from amana.team.models import Brand

room = Room("web hooks")


class HookOut(Schema):
    """A server that is told what happens on the cases of a brand; its secret is never told here."""

    key: UUID
    brand: UUID
    name: str
    url: str
    kinds: list[str]
    is_on: bool
    allows_private: bool
    tells_company: bool


class HooksOut(Schema):
    hooks: list[HookOut]
    next: str | None


class HookMadeOut(Schema):
    """A web hook as it was set. `secret` is told in the first answer to this one call; empty where none was made."""

    hook: HookOut
    secret: str


class HookGiven(Given):
    """A server to be told; `kinds` are kinds of entries or families such as `promise.*`, none stand for all.

    Only a manager or an administrator lets its address be in a private network, or lets it be told what we alone read.
    """

    brand: UUID
    name: Word
    url: Line
    kinds: Annotated[list[Word], Field(max_length=MOST_KINDS)] = []
    is_on: bool = True
    allows_private: bool = False
    tells_company: bool = False


class HookChange(Given):
    """What is to be otherwise; what is left out stays. Another server gets a secret of its own."""

    name: Word | None = None
    url: Line | None = None
    kinds: Annotated[list[Word], Field(max_length=MOST_KINDS)] | None = None
    is_on: bool | None = None
    allows_private: bool | None = None
    tells_company: bool | None = None


class SentOut(Schema):
    """How many messages are on their way again."""

    messages: int


def hook_out(row: WebHook) -> HookOut:
    """Return a web hook in its shape."""
    return HookOut(
        key=row.pk, brand=row.brand_id, name=row.name, url=row.url, kinds=list(row.kinds), is_on=row.is_on,
        allows_private=row.allows_private, tells_company=row.tells_company,
    )  # fmt: skip


def _made_out(one: Made) -> HookMadeOut:
    return HookMadeOut(hook=hook_out(one.hook), secret=one.secret)


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
    return WebHook.objects.filter(brand__in=caller.viewer.brands).select_related("brand")


@room.read("web-hooks", scope=HOOKS_READ, name="list_web_hooks", gives=HooksOut)
def list_web_hooks(request: Call, asked: Query[Paged]) -> HooksOut:
    """The web hooks of the caller's brands, those set longest ago first."""
    found, following = page_of(_rows(request), asked, of="web hooks", by="set_at")
    return HooksOut(hooks=[hook_out(row) for row in found], next=following)


@room.read("web-hooks/{key}", scope=HOOKS_READ, name="get_web_hook", gives=HookOut)
def get_web_hook(request: Call, key: UUID) -> HookOut:
    """One web hook, as it is set."""
    return hook_out(_found(request, key))


@room.write("web-hooks", scope=HOOKS_SET, name="make_web_hook", gives=HookMadeOut, makes=True, told_once="secret")
def make_web_hook(request: Call, response: HttpResponse, given: HookGiven) -> Any:
    """Tell a server what happens on the cases of a brand from now on, by whoever leads in it."""
    caller = request.caller
    brand = Brand.objects.filter(pk=given.brand, pk__in=caller.viewer.brands).first() if caller.agent.is_lead else None
    if brand is None:
        raise Http404
    wanted = Wanted(**given.model_dump(exclude={"brand"}))
    with hooks_noted(brand, by=caller.agent, at=caller.at):
        one = make(brand, wanted, by=caller.agent, at=caller.at)
    response["Location"] = f"/api/v1/web-hooks/{one.hook.pk}"
    return made(_made_out(one))


@room.write("web-hooks/{key}", scope=HOOKS_SET, name="change_web_hook", gives=HookMadeOut, told_once="secret")
def change_web_hook(request: Call, key: UUID, given: HookChange) -> HookMadeOut:
    """Set a web hook otherwise. Turned off, what waits is given up; it can be sent again."""
    row, caller = _found(request, key), request.caller
    now = {name: getattr(row, name) for name in HookChange.model_fields}
    wanted = Wanted(**now | given.model_dump(exclude_none=True))
    with hooks_noted(row.brand, by=caller.agent, at=caller.at):
        return _made_out(change(row, wanted, by=caller.agent, at=caller.at))


@room.write("web-hooks/{key}/secret", scope=HOOKS_SET, name="rotate_web_hook", gives=HookMadeOut, told_once="secret")
def rotate_web_hook(request: Call, key: UUID) -> HookMadeOut:
    """Make another secret; for a day both sign each message."""
    row, caller = _found(request, key), request.caller
    with hooks_noted(row.brand, by=caller.agent, at=caller.at):
        return _made_out(rotate(row, by=caller.agent, at=caller.at))


@room.write("web-hooks/{key}/removal", scope=HOOKS_SET, name="remove_web_hook", gives=HookOut)
def remove_web_hook(request: Call, key: UUID) -> HookOut:
    """Tell this server nothing more, what waits included; answers with the web hook as it was."""
    row, caller = _found(request, key), request.caller
    said = hook_out(row)
    with hooks_noted(row.brand, by=caller.agent, at=caller.at):
        remove(row)
    return said


@room.write("web-hooks/{key}/trial", scope=HOOKS_WRITE, name="try_web_hook", gives=SentOut)
def try_web_hook(request: Call, key: UUID) -> SentOut:
    """Send a message that names no case."""
    try_out(_found(request, key), at=request.caller.at)
    return SentOut(messages=1)


@room.write("web-hooks/{key}/replays", scope=HOOKS_WRITE, name="replay_web_hook", gives=SentOut)
def replay_web_hook(request: Call, key: UUID) -> SentOut:
    """Send again what was given up, the oldest first."""
    return SentOut(messages=replay_all(_found(request, key), at=request.caller.at))
