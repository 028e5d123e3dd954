"""How much of the record a page tells: the newest entries first asked for, and more of them each time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from amana.cases.models import Case
from amana.look.telling import Links, Teller, Told, story
from amana.record.kinds import Audience
from amana.record.reading import Read, head, read

AT_A_TIME = 30

# Words of a link that stands under an entry, and its address; None where nothing can be answered.
Answer = Callable[[Read], tuple[str, str] | None]


@dataclass(frozen=True)
class Story:
    """The newest entries of a record, told by days; `earlier` is how many older ones there are."""

    days: list[Told]
    entries: Sequence[Read]
    earlier: int
    earlier_url: str


def tell(
    case: Case, *, audiences: Sequence[Audience], shown: int, url: str, file: Callable[[str], str], answer: Answer,
    at: datetime,
) -> Story:  # fmt: skip
    """Read the newest `shown` entries that the customer's side may read, and tell them, the oldest first."""
    entries = read(case.key, side="customer", audiences=audiences, most=shown)
    earlier = max(0, sum(head(case.key, audience)[0] for audience in audiences) - len(entries))
    house = case.brand.name if case.brand else case.company.name
    teller = Teller("customer", Links(file, more=lambda entry: _more(entry, answer)), at, house)
    earlier_url = f"{url}?shown={shown * 2}#story-title" if earlier else ""
    return Story(story(entries, teller), entries, earlier, earlier_url)


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


def shown_of(asked: str | None) -> int:
    """Return how many entries a reader asked to see: a multiple of AT_A_TIME, whatever was typed."""
    wanted = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 6 else AT_A_TIME
    return max(AT_A_TIME, -(-wanted // AT_A_TIME) * AT_A_TIME)


def told_context(told: Story) -> dict[str, Any]:
    """Return what `portal/_story.html` needs."""
    return {"days": told.days, "earlier": told.earlier, "earlier_url": told.earlier_url}


def apart(words: str) -> str:
    """Set typed words apart, so that their direction touches nothing around them."""
    return f"\N{FIRST STRONG ISOLATE}{words}\N{POP DIRECTIONAL ISOLATE}"
