"""Noting a change of a brand's web hooks as the desk notes one of its settings: who, when, and how it stood before and after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from amana.channels.models import WebHook
from amana.team.models import Agent, Brand, SettingChange

PART = "web_hooks"
NAMES = ("url", "kinds", "is_on", "allows_private", "tells_company")
# What stands for a secret: that there is one, and that it is another one.
SET, SET_ANEW = "(set)", "(set anew)"

Hooks = dict[str, tuple[dict[str, Any], str]]  # Any: values of columns; the other is the secret as it is kept


@contextmanager
def hooks_noted(brand: Brand, *, by: Agent, at: datetime) -> Iterator[None]:
    """Note what is changed inside about the web hooks of a brand, in the same transaction; what raises leaves nothing behind."""
    with transaction.atomic():
        # One change of settings at a time, at the desk too: what stood before is what the change before left.
        list(Brand.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)[:1])
        before = _hooks_of(brand)
        yield
        after = _hooks_of(brand)
        rows = [_change(name, before.get(name), after.get(name)) for name in sorted({*before, *after})]
        whose = {"at": at, "by": by, "by_name": by.name, "part": PART, "brand": brand.pk}
        SettingChange.objects.bulk_create([SettingChange(**whose, **row) for row in rows if row is not None])


def _hooks_of(brand: Brand) -> Hooks:
    found: Hooks = {}
    for row in WebHook.objects.filter(brand=brand).order_by("name", "pk"):
        plain = name = f"{brand.name} · {row.name}"
        number = 1
        while name in found:
            number += 1
            name = f"{plain} ({number})"
        found[name] = ({one: getattr(row, one) for one in NAMES}, row.secret)
    return found


def _change(name: str, was: tuple[dict[str, Any], str] | None, now: tuple[dict[str, Any], str] | None) -> Any:
    """Return one change as it is kept, never with a secret; None where nothing is otherwise."""
    if was == now:
        return None
    if was is None or now is None:
        before, after = (None if one is None else {**one[0], "secret": SET if one[1] else ""} for one in (was, now))
        return {"about": name[:300], "before": before, "after": after}
    differing = [one for one in NAMES if was[0][one] != now[0][one]]
    before, after = ({one: side[0][one] for one in differing} for side in (was, now))
    if was[1] != now[1]:
        before |= {"secret": SET if was[1] else ""}
        after |= {"secret": SET_ANEW}
    return {"about": name[:300], "before": before, "after": after}
