"""Noting every change of a setting: who, when, what, how it stood before and after; in one place for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from amana.desk.carrying.brands_own import Secret
from amana.desk.carrying.parts import PARTS, Items
from amana.desk.entering import Seat
from amana.team.models import Agent, Brand, SettingChange

BY_COMMAND = "amana settings"
# What stands for a secret: that there is one, and that it is another one.
SET, SET_ANEW = "(set)", "(set anew)"


@contextmanager
def noted(part: str, *, by: Agent | None, at: datetime, called: str = BY_COMMAND, **only: Any) -> Iterator[None]:
    """Note what is changed inside about one part of the settings, in the same transaction; nothing when nothing was.

    `called` is who did it where nobody who serves did.
    `only` narrows the part to the rows that can change, as a filter of its table. What raises inside leaves nothing behind.
    """
    with transaction.atomic():
        serialised()
        before = PARTS[part].read(**only)
        yield
        keep(changes(part, before, PARTS[part].read(**only), by=by, at=at, called=called))


def noted_page(part: str, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return the page of a brand's setting, whose key is the brand's, with every change that is sent to it noted."""

    @wraps(view)
    def around(request: HttpRequest, *, key: UUID) -> HttpResponse:
        agent = Agent.objects.active().filter(account=request.user.pk).first() if request.method == "POST" else None
        if agent is None:
            return view(request, key=key)
        with noted(part, by=agent, at=timezone.now(), brand=key):
            return view(request, key=key)

    return around


def serialised() -> None:
    """Let one change of settings happen at a time: what stood before is what the change before left."""
    list(Brand.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)[:1])


def noting(
    do: Callable[[dict[str, Any]], object], seat: Seat, *parts: str, **only: Any
) -> Callable[[dict[str, Any]], None]:
    """Return what a small form calls: the verb, with its change noted in each of these parts."""

    def do_and_note(said: dict[str, Any]) -> None:
        with ExitStack() as stack:
            for part in parts:
                stack.enter_context(noted(part, by=seat.agent, at=seat.at, **only))
            do(said)

    return do_and_note


def changes(
    part: str, before: Items, after: Items, *, by: Agent | None, at: datetime, called: str = BY_COMMAND
) -> list[SettingChange]:
    """Return a row, not kept yet, for each setting of a part that stands otherwise than before."""
    rows = []
    for key in sorted({*before, *after}):
        was, now = before.get(key), after.get(key)
        if was is not None and now is not None and was.value == now.value:
            continue
        old, new = _shown(was.value if was else None, now.value if now else None)
        whose = now or was
        assert whose is not None
        rows.append(
            SettingChange(at=at, by=by, by_name=by.name if by else called, part=part, about=" · ".join(filter(None, key))[:300],
                          brand=whose.brand, before=old, after=new)
        )  # fmt: skip
    return rows


def keep(rows: list[SettingChange]) -> None:
    """Write the rows down; nobody changes them from then on."""
    SettingChange.objects.bulk_create(rows)


def _shown(was: Any, now: Any) -> tuple[Any, Any]:
    """Return both sides as they may be read: of a thing that stayed, only what differs; of a secret, never what it is."""
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        differing = [name for name in sorted({*was, *now}) if was.get(name) != now.get(name)]
        said = {name: _plain(was.get(name), now.get(name)) for name in differing}
        return {name: one for name, (one, _two) in said.items()}, {name: two for name, (_one, two) in said.items()}
    return _without_secrets(was), _without_secrets(now)


def _plain(was: Any, now: Any) -> tuple[Any, Any]:
    if isinstance(was, Secret) and isinstance(now, Secret):
        return SET if was else "", (SET_ANEW if was else SET) if now else ""
    return was, now


def _without_secrets(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_secrets(one) for name, one in value.items()}
    return (SET if value else "") if isinstance(value, Secret) else value
