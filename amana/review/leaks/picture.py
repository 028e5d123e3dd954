"""One frozen picture of a case, from which leaks are judged; and what a judgement gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from amana.kit.working_time import WorkingWeek, after_working_hours
from amana.review.enduring import Ordeal

COMPANY, CUSTOMER = "company", "customer"
# A mark counts against somebody from here on, which takes its known words and not the learned head alone; for them,
# any will do. Blame is often told of others, and has to be surer.
SURE_ENOUGH, SURER = 0.85, 0.89
# Entries that show a leak: so many are named at most.
MOST_SHOWN = 8


@dataclass(frozen=True)
class Told:
    """One entry of the record with what was read in it. `side` is whose deed or words it is, "" for the machine.

    `by` tells two hands apart and names nobody. `heard` are labels of hearing.py, `marks` those of the reader with how
    sure each is. `retells` says that it is one side's note of what the other said.
    """

    key: str
    kind: str
    at: datetime
    side: str = ""
    by: str = ""
    text: str = ""
    heard: frozenset[str] = frozenset()
    marks: Mapping[str, float] = field(default_factory=dict)
    feelings: Mapping[str, float] = field(default_factory=dict)
    heat: int = 0
    done: frozenset[str] = frozenset()  # what its writer did already, or was told to do
    asked: frozenset[str] = frozenset()  # what it suggests to do
    is_vague: bool = False  # promises in it name no time, and none does
    said: Mapping[str, Any] = field(default_factory=dict)  # the rest of what the entry says
    retells: bool = False
    stock: int = 0  # of the company's sentences, how many fit any letter
    own_words: int = 0  # and how many words stand in the others

    def has(self, *labels: str, least: float = 0.0) -> bool:
        """Whether a mark of service, or a label of hearing.py, was found in its words."""
        return any(one in self.heard or self.marks.get(one, -1.0) >= least for one in labels)

    @property
    def apologises(self) -> bool:
        """Whether it says sorry, and not for what somebody feels."""
        return self.has("apology") or (self.has("says_sorry") and not self.has("non_apology", least=SURE_ENOUGH))

    @property
    def is_note(self) -> bool:
        """Whether colleagues alone read it."""
        return self.kind.startswith("note.")


@dataclass(frozen=True)
class Promise:
    """A promise of the company: when it was made, due, and ended; `said_in` is the key of the entry it was said in."""

    key: str
    action: str
    made_at: datetime
    due_at: datetime
    state: str
    ended_at: datetime | None = None
    said_in: str = ""
    is_usual: bool = False  # the answer that is owed anyway


@dataclass(frozen=True)
class Picture:
    """A case as it stands at one moment: its entries in order without what came in as history, and its promises."""

    kept_by: str
    began_at: datetime
    entries: tuple[Told, ...]
    week: WorkingWeek
    promises: tuple[Promise, ...] = ()
    closed_at: datetime | None = None
    next_due_at: datetime | None = None  # of the company's next step, while the company is waited for
    passes: int = 0
    is_standstill: bool = False
    is_ours: bool = False  # somebody here said that the mistake is ours
    costs: tuple[str, ...] = ()
    amounts: tuple[float, ...] = ()  # what is in proportion at each step above none; empty where no money is given
    given: float = 0.0
    is_unread: bool = False  # words of it wait for the reader
    ends: frozenset[str] = field(default_factory=frozenset)  # of entries that closed it as solved

    @property
    def is_own(self) -> bool:
        return self.kept_by == CUSTOMER

    def of(self, *kinds: str) -> Iterator[Told]:
        """Yield the entries of these kinds."""
        return (one for one in self.entries if one.kind in kinds)

    @property
    def from_customer(self) -> list[Told]:
        """What the customer said, in writing or in a call somebody noted."""
        return [one for one in self.entries if one.side == CUSTOMER and one.kind in HEARD]

    @property
    def from_company(self) -> list[Told]:
        """What people of the company said to the customer; in an own case also what its keeper retells of it."""
        return [one for one in self.entries if one.side == COMPANY and one.kind in SAID]

    @property
    def written(self) -> list[Told]:
        """What people of the company wrote to the customer."""
        return [one for one in self.from_company if one.kind in WRITTEN]

    def after(self, entry: Told, entries: Iterable[Told]) -> Told | None:
        """Return the first of these entries that came after an entry."""
        return next((one for one in entries if one.at > entry.at), None)

    def working_hours_after(self, at: datetime, hours: float) -> datetime:
        return after_working_hours(at, hours, self.week)

    def ordeal(self, at: datetime) -> Ordeal:
        """What the customer had gone through by a moment, as review.enduring weighs it."""
        so_far = [one for one in self.entries if one.at <= at]
        late = sum(1 for one in self.promises if one.due_at < at and (one.ended_at is None or one.ended_at > one.due_at)
                   and one.state != "released")  # fmt: skip
        return Ordeal(
            days=max((min(self.closed_at or at, at) - self.began_at) // timedelta(days=1), 0),
            late=late,
            contacts=sum(1 for one in so_far if one.kind in CONTACTS),
            hands=sum(1 for one in so_far if one.kind == "handover.accepted")
            or (self.passes if not self.is_own else 0),
            waited=sum(_minutes(one) for one in so_far if one.kind == "call.noted"),
            came_back=sum(1 for one in so_far if one.kind == "closing.refused" or one.key in self.ends),
            costs=self.costs,
            stands_still=self.is_standstill,
        )


def _minutes(call: Told) -> int:
    waited = call.said.get("waited")
    return waited if isinstance(waited, int) else 0


CONTACTS = {"message.received", "call.noted", "letter.sent"}
WRITTEN = {"message.sent", "rung.answered"}
SAID = WRITTEN | {"call.noted"}
HEARD = {"message.received", "message.doubtful", "call.noted", "version.added", "closing.refused", "rung.asked",
         "followup.answered", "letter.sent"}  # fmt: skip


@dataclass(frozen=True)
class Sign:
    """One thing in the record that shows a leak: how strongly (1 to 3), since when, by which entries, and in what words."""

    strength: int
    at: datetime
    entries: tuple[str, ...]
    reason: str  # a key of wording.REASONS
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """A leak as it is found: its strongest sign gives the words, all of them give the entries."""

    strength: int
    at: datetime
    entries: tuple[str, ...]
    reason: str
    values: Mapping[str, str | int]


Judgement = Callable[[Picture, datetime], Found | None]


def found(signs: Iterable[Sign]) -> Found | None:
    """Return what the signs of one leak come to; None without any."""
    all_of = sorted(signs, key=lambda one: one.at)
    if not all_of:
        return None
    chief = max(all_of, key=lambda one: one.strength)
    named = dict.fromkeys(key for one in (chief, *all_of) for key in one.entries if key)
    return Found(
        min(max(chief.strength, 1), 3), all_of[0].at, tuple(named)[:MOST_SHOWN], chief.reason, dict(chief.values)
    )


def plural(count: int) -> int:
    """Return the strength of something that happened so often: once is a sign, twice is clear, more is grave."""
    return min(max(count, 1), 3)
