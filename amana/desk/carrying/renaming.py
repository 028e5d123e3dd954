"""What a shared view asks for, with names in the place of keys: a key means nothing in another installation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from amana.cases.errors import Refused
from amana.cases.models import Field, Tag
from amana.kit.codes import key_in
from amana.team.models import Agent, Brand, Team

# What a filter of the queue can ask, and who is nobody in particular; the same words as in desk.queueing.filtering.
ASKED = {"holder", "team", "brand", "language", "tag", "standstill", "since", "until", "field", "value"}
ME, NOBODY = "me", "nobody"
# What stands in a filter as a key, and what is asked to name it.
KEYED: dict[str, Callable[[Any], list[str] | None]] = {
    "brand": lambda key: _of(Brand.objects.filter(pk=key).values_list("name")),
    "team": lambda key: _of(Team.objects.filter(pk=key).values_list("name")),
    "tag": lambda key: _of(Tag.objects.filter(pk=key).values_list("brand__name", "name")),
    "field": lambda key: _of(Field.objects.filter(pk=key).values_list("brand__name", "name")),
    "holder": lambda key: _of(Agent.objects.filter(pk=key).values_list("account__email")),
}


def _of(rows: Any) -> list[str] | None:
    found = rows.first()
    return list(found) if found else None


def in_names(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return a filter as the file holds it; what no longer exists is left as it stands, and asks nothing elsewhere."""
    said = dict(asked)
    for name, find in KEYED.items():
        key = key_in(str(said.get(name, "")))
        found = find(key) if key else None
        if found:
            said[name] = found
    return said


def in_keys(said: object) -> dict[str, str]:
    """Return a filter of the file with the keys of this installation. Raises Refused when something named is not here."""
    if not isinstance(said, Mapping):
        raise Refused("filter")
    asked: dict[str, Any] = dict(said)
    for name, find in {"brand": _brand, "team": _team, "tag": _tag, "field": _field, "holder": _holder}.items():
        value = asked.get(name)
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            key = find(value)
            if key is None:
                raise Refused(" · ".join(value))
            asked[name] = key
    strange = sorted(name for name, value in asked.items() if name not in ASKED or not isinstance(value, str))
    if strange:
        raise Refused(strange[0])
    if asked.get("holder", ME) not in {"", ME, NOBODY} and not key_in(asked["holder"]):
        raise Refused(asked["holder"])
    return asked


def _key(rows: Any) -> str | None:
    found = rows.values_list("pk", flat=True).first()
    return str(found) if found else None


def _brand(named: list[str]) -> str | None:
    return _key(Brand.objects.filter(name=named[0])) if len(named) == 1 else None


def _team(named: list[str]) -> str | None:
    return _key(Team.objects.filter(name=named[0])) if len(named) == 1 else None


def _tag(named: list[str]) -> str | None:
    return _key(Tag.objects.filter(brand__name=named[0], name=named[1])) if len(named) == 2 else None


def _field(named: list[str]) -> str | None:
    return _key(Field.objects.filter(brand__name=named[0], name=named[1])) if len(named) == 2 else None


def _holder(named: list[str]) -> str | None:
    return _key(Agent.objects.filter(account__email=named[0])) if len(named) == 1 else None
