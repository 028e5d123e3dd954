"""What a customer went through on a case, whoever erred; and what is in proportion to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.cases.models import Case
from amana.language import read
from amana.language.normalising import fold_in_place
from amana.record.reading import Read
from amana.review.models import Change, Fault
from amana.wording.isolating import isolated

MOST_COUNTED = 50
MOST_COSTS = 3
CONTACTS = {"message.received", "call.noted"}
# The ends after which an opening says that it was not over. What came in as history was ended by nobody.
SOLVED = {"closing.agreed", "closing.lapsed"}
# Words by which somebody says what a thing cost them; folded.
_COST = re.compile(
    r"\b(?:paid|cost|costs|spent|lost|charged|out of (?:my )?pocket)\b"
    r"|שילמ|עלה לי|עלו לי|הוצאתי|הפסדתי|חויבתי|עלויות"
    r"|دفعت|كلفني|كلفتني|خسرت|صرفت|خصم|تكلفه"
)
_NUMBER = re.compile(r"\d")
# From how many on a thing weighs so much. Judgements of ours, not measured.
DAYS = ((3, 1), (10, 2), (30, 3))
LATE = ((1, 2), (2, 3), (4, 4))
CONTACTED = ((3, 1), (6, 2), (10, 3))
HANDS = ((2, 1), (4, 2))
WAITED = ((20, 1), (60, 2))
# What an ordeal has to weigh for each step above none.
STEPS = (2, 4, 7, 10)

APOLOGY, PERSON, NEWS, EXPRESS, ADMISSION, COMPENSATION = (
    "apology", "person", "news", "express", "admission", "compensation",
)  # fmt: skip
# The special effort of each step, whoever erred.
EFFORT: tuple[tuple[str, ...], ...] = (
    (), (APOLOGY,), (APOLOGY, PERSON), (APOLOGY, PERSON, NEWS), (APOLOGY, PERSON, NEWS, EXPRESS),
)  # fmt: skip


@dataclass(frozen=True)
class Ordeal:
    """Days a case was open, promises that were late or broken, contacts, hand-overs, minutes on hold, costs they named."""

    days: int
    late: int
    contacts: int
    hands: int
    waited: int
    came_back: int
    costs: tuple[str, ...] = ()
    stands_still: bool = False

    @property
    def weight(self) -> int:
        """How much all of it weighs; whose mistake it was is not asked."""
        pairs = (
            (self.days, DAYS),
            (self.late, LATE),
            (self.contacts, CONTACTED),
            (self.hands, HANDS),
            (self.waited, WAITED),
        )
        plain = sum(_weight(count, table) for count, table in pairs)
        return plain + min(self.came_back, 2) * 2 + bool(self.costs) + 2 * self.stands_still

    @property
    def step(self) -> int:
        """The step of the scale, 0 for nothing out of the usual to 4."""
        return sum(1 for least in STEPS if self.weight >= least)


def _weight(count: int, table: Sequence[tuple[int, int]]) -> int:
    return max((points for least, points in table if count >= least), default=0)


@dataclass(frozen=True)
class Suggestion:
    """What is in proportion: its parts, in the order they are said; compensation only where the mistake is ours."""

    step: int
    parts: tuple[str, ...] = field(default=())


def ordeal_of(case: Case, entries: Sequence[Read], *, at: datetime) -> Ordeal:
    """Return what the customer went through, from the entries at hand, the case and the changes of their patience; one query."""
    late = Change.objects.filter(case=case, agent=None, reason__in=["late", "broken"])[:MOST_COUNTED].count()
    return Ordeal(
        days=((case.closed_at or at) - case.opened_at) // timedelta(days=1),
        late=late,
        contacts=sum(1 for entry in entries if entry.kind in CONTACTS),
        hands=case.passes,
        waited=sum(_minutes(entry) for entry in entries if entry.kind == "call.noted"),
        came_back=_times_back(entries),
        costs=costs_in(entries, at=at),
        stands_still=case.is_standstill,
    )


def _times_back(entries: Sequence[Read]) -> int:
    """Return how often it was said to be over and was not: the customer refused, or the case had to be opened again."""
    times, end = 0, ""
    for entry in entries:
        end = entry.kind if entry.kind in SOLVED or entry.kind == "closing.as_history" else end
        times += entry.kind == "closing.refused" or (entry.kind == "case.reopened" and end in SOLVED)
    return times


def _minutes(entry: Read) -> int:
    waited = entry["waited"]
    return waited if isinstance(waited, int) else 0


def costs_in(entries: Sequence[Read], *, at: datetime) -> tuple[str, ...]:
    """Return the amounts in the customer's messages that say what something cost them, the latest first."""
    found: dict[str, None] = {}
    for entry in reversed(entries):
        text = str(entry["text"] or "") if entry.kind == "message.received" else ""
        # What names no number names no amount, and that is seen at once.
        if len(found) >= MOST_COSTS or not _NUMBER.search(text) or not _COST.search(fold_in_place(text)[0]):
            continue
        named = read(text, sent_at=at, side="customer", only=["identifiers"]).identifiers
        found |= dict.fromkeys(one.quote for one in named if one.kind == "amount")
    return tuple(found)[:MOST_COSTS]


def suggestion_for(ordeal: Ordeal, *, is_ours: bool) -> Suggestion:
    """Return apology and special effort in proportion; admission and compensation beside them where the mistake is ours."""
    parts = EFFORT[ordeal.step]
    if is_ours:
        parts = (*parts[:1], ADMISSION, *parts[1:], *((COMPENSATION,) if ordeal.step else ()))
    return Suggestion(ordeal.step, parts)


def is_ours(case: Case) -> bool:
    """Say whether somebody here said that the mistake is ours; a machine never does."""
    return Fault.objects.filter(case=case).exists()


def in_words(ordeal: Ordeal) -> list[str]:
    """Return what they went through, one thing each, in the reader's language; empty when it was little."""
    counted = [
        (ordeal.days, ngettext("%(count)s day open", "%(count)s days open", ordeal.days), DAYS[0][0]),
        (ordeal.late, ngettext("%(count)s promise late or broken", "%(count)s promises late or broken", ordeal.late), 1),
        (ordeal.contacts, ngettext("%(count)s contact", "%(count)s contacts", ordeal.contacts), CONTACTED[0][0]),
        (ordeal.hands, ngettext("%(count)s hand-over", "%(count)s hand-overs", ordeal.hands), 1),
        (ordeal.came_back, ngettext("came back %(count)s time after “solved”", "came back %(count)s times after “solved”",
                                    ordeal.came_back), 1),
        (ordeal.waited, ngettext("%(count)s minute on hold", "%(count)s minutes on hold", ordeal.waited), WAITED[0][0]),
    ]  # fmt: skip
    words = [said % {"count": count} for count, said, least in counted if count >= least]
    if ordeal.costs:
        words.append(_("costs: %(costs)s") % {"costs": ", ".join(isolated(one) for one in ordeal.costs)})
    if ordeal.stands_still:
        words.append(_("something stands still over it"))
    return words
