"""Which entries a web hook is told of: of which chain, and of which kinds."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from amana.record.kinds import KINDS, Audience

FAMILY = ".*"


def is_wanted(kind: str, kinds: Collection[str]) -> bool:
    """Whether a kind is among these kinds and families (`promise.*`); none stand for all."""
    return not kinds or kind in kinds or kind.partition(".")[0] + FAMILY in kinds


def may_be_told(audience: Audience, *, tells_company: bool) -> bool:
    """Whether an entry of this chain may leave: what both sides read, and the company's own where somebody allowed it."""
    return audience == "shared" or (audience == "company" and tells_company)


def families() -> list[str]:
    """Return the families of kinds that a web hook can be told of, in the order of the list of kinds."""
    told = [kind.name.partition(".")[0] for kind in KINDS.values() if kind.audience != "customer"]
    return list(dict.fromkeys(told))


def unknown(kinds: Sequence[str]) -> list[str]:
    """Return those that are neither a kind nor a family of what a web hook can be told of."""
    known = {kind.name for kind in KINDS.values() if kind.audience != "customer"}
    known |= {name + FAMILY for name in families()}
    return [one for one in kinds if one not in known]
