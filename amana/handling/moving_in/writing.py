"""Taking matters of another helpdesk into the record: a batch is one deed, and what is here already is passed over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amana.cases.labelling import Tag, Tagged
from amana.cases.locking import take_all
from amana.cases.models import COMPANY, CUSTOMER, Case, Closing, Participant
from amana.cases.standing import STANDING
from amana.commitments.keeping import owes_an_answer
from amana.commitments.models import Commitment
from amana.handling.facts.tagging import LONGEST, MOST_TAGS, folded
from amana.handling.moved import MovedIn, Origin
from amana.handling.moving_in.knowing import MOVED, Known, know
from amana.handling.moving_in.matters import Attached, Matter, NotThere, Said
from amana.handling.moving_in.telling import Kept, moved_line, opened_line, said_line
from amana.handling.opening import first_promise, prepare_case
from amana.kit.codes import new_case_number, new_id
from amana.kit.crashing import point
from amana.post.models import File, MessageKey
from amana.post.storing import discard, keep
from amana.record.appending import SYSTEM, Appended, Line, append_many, open_books
from amana.record.storing import insert_all, insert_rows, update_all
from amana.team.choosing import Roster
from amana.team.models import Agent, Brand
from amana.team.viewing import the_system


@dataclass
class Taken:
    """What a batch came to; `entries` are those with words, which can be read for promises."""

    cases: int = 0
    known: int = 0
    woken: int = 0
    messages: int = 0
    notes: int = 0
    files: int = 0
    files_missing: int = 0
    entries: list[Appended] = field(default_factory=list)


@dataclass
class Pages:
    """Everything one batch is about to write."""

    cases: list[Case] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)
    promises: list[Commitment] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    moved: list[tuple[object, ...]] = field(default_factory=list)
    message_ids: dict[str, tuple[object, ...]] = field(default_factory=dict)
    tags: list[tuple[UUID, str]] = field(default_factory=list)
    changed: list[Case] = field(default_factory=list)


class Batch:
    """Matters of one transaction on their way into the record."""

    def __init__(
        self, origin: Origin, brand: Brand, *, known: Known, line: Roster, stored: dict[str, list[Kept]], at: datetime
    ) -> None:
        self.origin, self.brand, self.known, self.line, self.stored, self.at = origin, brand, known, line, stored, at
        self.pages, self.taken = Pages(), Taken()
        self.numbers: list[str] = []  # for new cases, drawn beforehand

    def enter(self, matter: Matter) -> None:
        """Take a matter that is not here yet. Raises ValueError when nothing says whose it is."""
        customer = self.known.person(matter.customer)
        if customer is None:
            raise ValueError(f"{matter.foreign} has no customer")
        language = matter.language or customer.language or self.brand.language
        holder = self._holder(matter, language)
        opened = prepare_case(
            customer=customer, brand=self.brand, holder=holder, subject=matter.subject or _first_words(matter),
            language=language, channel=matter.channel, by=the_system(), at=matter.opened_at, is_history=True,
        )  # fmt: skip
        case = opened.case
        case.number, case.contacts, case.closed_at = self.numbers.pop(), 0, matter.closed_at or self.at
        self.pages.cases.append(case)
        self.pages.lines.append(opened_line(opened.lines[0], case, self.origin, matter))
        self._say(case, matter, matter.said)
        self.pages.lines.append(moved_line(case, self.origin, matter, at=self.at))
        self.pages.moved.append((new_id(), self.origin.pk, MovedIn.CASE, matter.foreign, case.key, case.key))
        self.pages.tags += [(case.key, tag) for tag in matter.tags[:MOST_TAGS]]
        self.taken.cases += 1
        if matter.closed_at is None:
            self._wake(case)
        else:
            self._lay_down(case, matter.closed_at)

    def go_on(self, case: Case, matter: Matter, told: Sequence[Said]) -> None:
        """Take what was said on a matter since it was brought in; where we owe an answer by it, somebody promises one.

        What is closed there does not close what goes on here.
        """
        before = case.last_word_at
        self._say(case, matter, told)
        self.pages.changed.append(case)
        if case.last_word_at <= before or matter.closed_at is not None or case.last_word_by != CUSTOMER:
            return
        if not case.is_open:
            case.holder = case.holder or self._holder(matter, case.language)
            self._wake(case)
        elif not owes_an_answer(case):
            self.pages.promises.append(first_promise(case, self.pages.lines, by=the_system(), at=self.at))

    def _holder(self, matter: Matter, language: str) -> Agent | None:
        """Who held it there, if they serve here; for what is open else whose turn it is."""
        found = self.known.agent(matter.holder)
        if found is None and matter.closed_at is None:
            chosen = self.line.next_for(self.brand.pk, knows=None, language=language, at=self.at)
            found = chosen.agent if chosen else None
        return found

    def _say(self, case: Case, matter: Matter, told: Sequence[Said]) -> None:
        for said in told:
            entry = new_id()
            line, files = said_line(
                said, case, self.origin, matter, known=self.known, entry=entry,
                stored=self.stored.pop(said.foreign, ()),
            )  # fmt: skip
            self.pages.lines.append(line)
            self.pages.files += files
            self.pages.moved.append((new_id(), self.origin.pk, MovedIn.MESSAGE, said.foreign, entry, case.key))
            if said.message_id:
                self.pages.message_ids.setdefault(said.message_id[:255], (said.message_id[:255], None, case.key, entry))
            if not said.is_note and said.at >= case.last_word_at:
                case.last_word_at, case.last_word_by = said.at, COMPANY if said.writer.is_ours else CUSTOMER
            self.taken.notes += said.is_note
            self.taken.messages += not said.is_note
            self.taken.files += len(files)
            self.taken.files_missing += len(said.files) - len(files)

    def _wake(self, case: Case) -> None:
        self.pages.lines.append(Line(case.key, "case.reopened", SYSTEM, self.at, {"why": "imported", "imported": True}))
        self.pages.promises.append(first_promise(case, self.pages.lines, by=the_system(), at=self.at))
        self.taken.woken += 1

    def _lay_down(self, case: Case, at: datetime) -> None:
        self.pages.lines.append(Line(case.key, "closing.as_history", SYSTEM, at, {"why": "", "imported": True}))
        self.pages.closings.append(
            Closing(case=case, proposed_by=COMPANY, proposed_at=at, ended_at=at, ending=Closing.HISTORY)
        )

    def write(self) -> Taken:
        """Write each table once."""
        pages = self.pages
        open_books([case.key for case in pages.cases], at=self.at)
        insert_all(pages.cases)
        update_all(pages.changed, [*STANDING, "state", "closed_at", "holder_id", "last_word_at", "last_word_by"])
        participants = [(case.key, case.customer_id, self.at) for case in pages.cases]
        insert_rows(Participant, ("case_id", "person_id", "added_at"), participants)
        insert_all(pages.closings)
        insert_all(pages.promises)
        insert_all(pages.files)
        insert_rows(MovedIn, MOVED, pages.moved)
        ids = [pages.message_ids[value] for value in sorted(pages.message_ids)]
        insert_rows(MessageKey, ("value", "raw_id", "case", "entry"), ids, unless_there=True)
        _tag(pages.tags, self.brand, at=self.at)
        self.taken.entries = append_many(pages.lines, as_history=True)
        return self.taken


def take_in(
    matters: Sequence[Matter], origin: Origin, brand: Brand, *, agents: Mapping[str, Agent], line: Roster, at: datetime
) -> Taken:
    """Write matters that are not here yet, and what was said since on those that are; twice changes nothing.

    What is closed stays closed; what is open gets a next step from now, held by whoever held it there if they serve the
    brand here, else by whose turn it is. Nobody is told. `brand` comes with its week and company, `agents` are who serves
    it by mail address. Files are stored before anything is locked.
    """
    there = _there(matters, origin)
    fresh = [one for one in matters if one.foreign not in there]
    later = _said_since([one for one in matters if one.foreign in there], origin)
    wanted = [said for one in fresh for said in one.said] + [said for _one, told in later for said in told]
    with _stored(wanted) as stored, transaction.atomic():
        cases = take_all({there[one.foreign] for one, _told in later}) if later else {}
        known = know([*fresh, *(one for one, _told in later)], origin, agents, at=at)
        batch = Batch(origin, brand, known=known, line=line, stored=stored, at=at)
        batch.taken.known, batch.numbers = len(there), _free_numbers(len(fresh))
        for matter in fresh:
            batch.enter(matter)
        for matter, told in later:
            batch.go_on(cases[there[matter.foreign]], matter, told)
        taken = batch.write()
        line.save()
        point("V1")
    return taken


def _there(matters: Iterable[Matter], origin: Origin) -> dict[str, UUID]:
    rows = MovedIn.objects.filter(origin=origin, what=MovedIn.CASE, foreign__in=[one.foreign for one in matters])
    return dict(rows.values_list("foreign", "key"))


def _said_since(matters: Sequence[Matter], origin: Origin) -> list[tuple[Matter, list[Said]]]:
    """Return the matters of which something is not here yet, with that."""
    if not matters:
        return []
    told = [said.foreign for one in matters for said in one.said]
    rows = MovedIn.objects.filter(origin=origin, what=MovedIn.MESSAGE, foreign__in=told)
    here = set(rows.values_list("foreign", flat=True))
    since = [(one, [said for said in one.said if said.foreign not in here]) for one in matters]
    return [(one, told) for one, told in since if told]


@contextmanager
def _stored(said: Iterable[Said]) -> Iterator[dict[str, list[Kept]]]:
    """Store the files of messages, one after the other, before anything is locked; what no row names in the end is removed.

    After an error all stays: no row may name it, but whether the transaction was committed may not be known either.
    """
    kept = {one.foreign: [each for file in one.files if (each := _keep(file)) is not None] for one in said if one.files}
    yield kept
    for left in kept.values():
        for each in left:
            discard(each.key)


def _keep(file: Attached) -> Kept | None:
    """Store the bytes of a file. None for what cannot be had, or is longer than a message."""
    if file.open is None:
        return None
    try:
        content = file.open()
    except NotThere:
        return None
    return Kept(file, keep(content), hashlib.sha256(content).hexdigest(), len(content))


def _first_words(matter: Matter) -> str:
    return matter.said[0].text[:80] if matter.said else matter.foreign


def _free_numbers(many: int) -> list[str]:
    """Draw numbers nobody has: among fifty thousand new cases some would be drawn twice."""
    drawn: set[str] = set()
    while len(drawn) < many:
        more = {new_case_number() for _each in range(many - len(drawn))}
        drawn |= more - set(Case.objects.filter(number__in=more).values_list("number", flat=True))
    return sorted(drawn)


def _tag(wanted: Sequence[tuple[UUID, str]], brand: Brand, *, at: datetime) -> None:
    """Put tags on cases, new ones where the brand has none of the name; what is longer than a tag may be stays in the record alone."""
    names = {folded(name): name for _case, name in wanted if folded(name) and len(name) <= LONGEST}
    if not names:
        return
    rows = [(new_id(), brand.pk, name[:LONGEST], key[:LONGEST], None) for key, name in sorted(names.items())]
    insert_rows(Tag, ("id", "brand_id", "name", "folded", "retired_at"), rows, unless_there=True)
    keys = dict(Tag.objects.filter(brand=brand, folded__in=names).values_list("folded", "pk"))
    pairs = sorted({(case, keys[folded(name)]) for case, name in wanted if folded(name) in keys})
    insert_rows(Tagged, ("case_id", "tag_id", "by_id", "at"), [(*pair, None, at) for pair in pairs], unless_there=True)
