"""How much of the record a page tells: the newest entries, and page by page those before them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from amana.cases.models import Case
from amana.look.telling import Links, Teller, Told, story
from amana.record.kinds import Audience
from amana.record.reading import Bounds, Read, read_page

AT_A_TIME = 30
# The largest number a database compares with the number of an entry.
LARGEST = 2**31 - 1

# Words of a link that stands under an entry, and its address; None where nothing can be answered.
Answer = Callable[[Read], tuple[str, str] | None]
# What else this reader is shown with an entry.
Beside = Callable[[Read], Told]


@dataclass(frozen=True)
class Story:
    """Some entries of a record, told by days; `earlier` is how many older ones there are."""

    days: list[Told]
    entries: Sequence[Read]
    earlier: int
    earlier_url: str


def tell(  # noqa: PLR0913  # what a reader may see of a story has these sides, each named at the call
    case: Case, *, audiences: Sequence[Audience], before: str, url: str, file: Callable[[str], str], answer: Answer,
    at: datetime, beside: Beside = lambda _entry: {},
) -> Story:  # fmt: skip
    """Read some entries that the customer's side may read, and tell them, the oldest first.

    They are the newest, or those before what `before` says: a number for each audience, as "31" or "31.4".
    """
    bounds = _bounds(before, audiences)
    found = read_page(case.key, side="customer", audiences=audiences, most=AT_A_TIME, before=bounds)
    entries = found.entries
    house = case.brand.name if case.brand else case.company.name
    teller = Teller("customer", Links(file, more=lambda entry: _more(entry, answer) | beside(entry)), at, house)
    asked = ".".join(str(found.before[audience]) for audience in audiences)
    earlier_url = f"{url}?before={asked}#story-title" if found.earlier else ""
    return Story(story(entries, teller), entries, found.earlier, earlier_url)


def _bounds(before: str, audiences: Sequence[Audience]) -> Bounds | None:
    """Read what a link asked for; None, which is the newest, for anything else that was typed."""
    numbers = before.split(".")
    if len(numbers) != len(audiences) or not all(one.isascii() and one.isdigit() and len(one) < 11 for one in numbers):
        return None
    return {audience: min(int(one), LARGEST) for audience, one in zip(audiences, numbers, strict=True)}


def _more(entry: Read, answer: Answer) -> Told:
    more: Told = {}
    if entry.kind in {"goal.set", "letter.drafted"} and entry.content is not None:
        more = {"family": "note", "text": _goal(entry) if entry.kind == "goal.set" else _letter(entry)}
    found = answer(entry) if entry.content is not None else None
    return more | ({"more_label": found[0], "more_url": found[1]} if found else {})


def _goal(entry: Read) -> str:
    parts = [
        (_("What happened"), "happened"),
        (_("What I want"), "wanted"),
        (_("What I would settle for"), "settle_for"),
    ]
    return "\n".join(f"{label}: {apart(entry[name])}" for label, name in parts if entry[name])


def _letter(entry: Read) -> str:
    return f"{entry['subject']}\n\n{entry['text']}"


def told_context(told: Story) -> dict[str, Any]:
    """Return what `portal/_story.html` needs."""
    return {"days": told.days, "earlier": told.earlier, "earlier_url": told.earlier_url}


def apart(words: str) -> str:
    """Set typed words apart, so that their direction touches nothing around them."""
    return f"\N{FIRST STRONG ISOLATE}{words}\N{POP DIRECTIONAL ISOLATE}"
