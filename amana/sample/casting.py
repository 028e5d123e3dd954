"""Who takes part in the sample world: one brand, its team, its customers."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from amana.sample.happenings import Language


@dataclass(frozen=True, kw_only=True)
class Brand:
    """`names` by language; `week` lists working days as datetime.weekday() numbers (Monday is 0)."""

    key: str
    names: dict[Language, str]
    address: str
    domain: str
    zone: str
    language: Language
    week: tuple[int, ...]
    opens: str
    shuts: str


@dataclass(frozen=True, kw_only=True)
class Agent:
    """`names` by language; `languages` best first."""

    key: str
    names: dict[Language, str]
    role: Literal["agent", "lead", "manager"]
    languages: tuple[Language, ...]
    zone: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Customer:
    """`name` in their own script; `addresses` most used first; `signature` is added by desktop mail clients."""

    key: str
    name: str
    language: Language
    zone: str
    addresses: tuple[str, ...]
    phone: str
    signature: str


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Everybody by key."""

    brand: Brand
    agents: dict[str, Agent]
    customers: dict[str, Customer]


@cache
def cast() -> Cast:
    """Return the brand, the team and the customers, read from shop.toml."""
    shop = tomllib.loads((files("amana.sample") / "shop.toml").read_text(encoding="utf-8"))
    brand = shop["brand"]
    zone: str = brand["zone"]
    return Cast(
        brand=Brand(**{**brand, "week": tuple(brand["week"])}),
        agents={key: _agent(key, row, zone) for key, row in shop["agents"].items()},
        customers={key: _customer(key, row, zone) for key, row in shop["customers"].items()},
    )


# Any: a TOML table has no narrower type.
def _agent(key: str, row: dict[str, Any], zone: str) -> Agent:
    return Agent(
        key=key,
        names=row["names"],
        role=row["role"],
        languages=tuple(row["languages"]),
        zone=row.get("zone", zone),
        address=row["address"],
    )


def _customer(key: str, row: dict[str, Any], zone: str) -> Customer:
    return Customer(
        key=key,
        name=row["name"],
        language=row["language"],
        zone=row.get("zone", zone),
        addresses=tuple(row["addresses"]),
        phone=row.get("phone", ""),
        signature=row.get("signature", ""),
    )
