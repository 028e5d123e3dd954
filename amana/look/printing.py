"""A case on paper: what is next, what was promised, the story and the fingerprint; nothing that can be pressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.look.telling import Links, Teller, Told, standing_of, story
from amana.record.kinds import Audience
from amana.record.reading import Bounds, Read, Side, read_page

# Entries on one printed page of ours, which a printer makes into many; older ones are printed from a page further back.
MOST_ENTRIES = 300
MOST_PROMISES = 100
LARGEST = 2**31 - 1


@dataclass(frozen=True)
class Wanted:
    """What is put on paper: whose view it is, which chains, and before which entries ("31" or "31.4", as a link says it)."""

    side: Side
    audiences: Sequence[Audience] = ("shared",)
    before: str = ""
    covered: Callable[[list[Read]], dict[Any, Told]] = lambda _entries: {}


def paper(case: Case, wanted: Wanted, *, at: datetime) -> dict[str, Any]:
    """Return what look/paper.html needs; two queries for the entries and a fixed number besides."""
    found = read_page(case.key, side=wanted.side, audiences=wanted.audiences, most=MOST_ENTRIES,
                      before=_bounds(wanted))  # fmt: skip
    beside = wanted.covered(found.entries)
    house = case.brand.name if case.brand else case.company.name
    links = Links(
        file=lambda _key: "", more=lambda entry: {"text": beside[entry.id]["text"]} if entry.id in beside else {}
    )
    rows = Commitment.objects.select_related("owner_agent__account", "owner_person", "owner_company")
    promises = [row for row in rows.filter(case=case).order_by("-made_at", "-pk")[:MOST_PROMISES] if _is_said(row)]
    length, sealed = found.heads.get("shared", (0, ""))
    return {
        "case": case,
        "house": house,
        "days": story(found.entries, Teller(wanted.side, links, at, house)),
        "next_said": next(
            (_promise(row, at) for row in promises if case.is_open and row.pk == case.next_commitment), None
        ),
        "promises": [_promise(row, at) for row in reversed(promises)],
        "seal": {"number": length, "parts": [sealed[start : start + 8] for start in range(0, len(sealed), 8)]},
        "earlier": found.earlier,
        "before": ".".join(str(found.before[name]) for name in wanted.audiences),
    }


def _is_said(row: Commitment) -> bool:
    return row.state not in Commitment.UNCONFIRMED and bool(row.is_outstanding or row.origin not in _BY_ITSELF)


# That an answer was given is told by the answer.
_BY_ITSELF = {Commitment.ANSWER, Commitment.FOLLOW_UP, Commitment.RUNG, Commitment.CLOSING}


def _promise(row: Commitment, at: datetime) -> dict[str, Any]:
    return {"what": row.begun, "who_name": row.owner_name, "state": standing_of(row, at), "due_at": row.due_at}


def _bounds(wanted: Wanted) -> Bounds | None:
    numbers = wanted.before.split(".")
    known = len(numbers) == len(wanted.audiences) and all(
        one.isascii() and one.isdigit() and len(one) < 11 for one in numbers
    )
    if not known:
        return None
    return {name: min(int(one), LARGEST) for name, one in zip(wanted.audiences, numbers, strict=True)}
