"""How a rule and an office are written down in these files; sentences are English here and translated where they are read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class KnownRule:
    """Facts of one rule. `checked` is the earliest day the date of its source can mean; empty where none is known."""

    key: str
    kind: str
    countries: tuple[str, ...]
    title: str
    what_to_do: str
    region: str = ""
    sectors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    counts_from: str = ""
    amount: str = ""
    unit: str = ""
    currency: str = ""
    source: str = ""
    source_date: str = ""
    confidence: str = "low"
    checked: str = ""
    trap: str = ""
    in_force_from: str = ""
    is_in_force: bool = True


@dataclass(frozen=True, kw_only=True)
class KnownOffice:
    """Facts of one office; what is not known is left empty."""

    key: str
    kind: str
    countries: tuple[str, ...]
    name: str
    says: str
    region: str = ""
    sectors: tuple[str, ...] = ()
    reach: str = ""
    needs: tuple[str, ...] = ("complaint", "answer", "account", "papers")
    not_taken: tuple[str, ...] = ()
    opens_after: str = ""
    company_first: bool = True
    fee: str = ""
    source: str = ""
    source_date: str = ""
    confidence: str = "low"
    checked: str = ""
    trap: str = ""
