"""Which fault happens when in a soak: drawn from a seed, so that a run can be had again."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple

# How often one of each kind is drawn, against the others.
KINDS = {
    "kill worker": 5,
    "kill web": 2,
    "kill mail-in": 4,
    "kill clock": 2,
    "stop worker": 3,
    "stop mail-in": 2,
    "full disk": 4,
    "locked database": 3,
    "smtp hangs up after the mail": 5,
    "smtp takes it and hangs up": 5,
    "smtp says later": 4,
    "smtp refuses some": 2,
    "smtp is away": 3,
    "imap cuts": 5,
    "imap says bye": 3,
    "imap lies about lengths": 2,
    "imap numbers anew": 1,
    "imap has no sign-in for now": 2,
    "burst": 3,
}
# Seconds between two faults, and for which one lasts.
BETWEEN, LASTS = (1.0, 6.0), (1.0, 5.0)


class Fault(NamedTuple):
    """One fault: when it begins and ends, in seconds from the start, and a number of its own to choose details by."""

    begins: float
    ends: float
    kind: str
    number: int


def plan(seed: int, seconds: float) -> list[Fault]:
    """Return the faults of a run of so many seconds, in their order; none begins in the last ten, and two may overlap."""
    chance = random.Random(seed)  # a seed that can be typed again is the point
    found: list[Fault] = []
    at = chance.uniform(*BETWEEN)
    while at < seconds - 10:
        [kind] = chance.choices(list(KINDS), weights=list(KINDS.values()))
        found.append(Fault(at, at + chance.uniform(*LASTS), kind, chance.randrange(10_000)))
        at += chance.uniform(*BETWEEN)
    return found


def counted(faults: Sequence[Fault]) -> dict[str, int]:
    """Return how many there are of each kind, the most frequent first."""
    kinds = [fault.kind for fault in faults]
    return {kind: kinds.count(kind) for kind in sorted(set(kinds), key=lambda one: (-kinds.count(one), one))}
