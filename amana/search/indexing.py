"""Making what is said findable by its words as it is written, and taking out what was withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.kit.codes import key_in
from amana.record.appending import Actor, Appended
from amana.record.reading import Read
from amana.record.reading import entries as read_entries
from amana.record.storing import insert_rows
from amana.recordings.hearing.queueing import heard_about, shared_of
from amana.search.backends import backend
from amana.search.dividing import MARK, Words, divide
from amana.search.models import BELOW, FileText, Indexed, Meaning, Sweep, number_at, number_for
from amana.search.owning import KINDS as OWN_KINDS
from amana.search.owning import words_of_own
from amana.search.spelling import uncount

LONGEST_TEXT = 20_000
# What a machine wrote down of a call is looked through as far as the text of a file is.
LONGEST_HEARD = 100_000
GONE = {"entry.withdrawn", "entry.erased"}
# Numbers of one millisecond that may be taken before a free one is found.
TRIES = 8

BRAND, KIND, WITH_FILE = f"{MARK}b", f"{MARK}k", f"{MARK}f"
# What an entry is called when its kind is asked for; what stands nowhere here is asked for by no name.
KINDS = {
    "message.received": "message", "message.sent": "message", "message.doubtful": "message",
    "message.automatic": "message", "call.noted": "call", "note.written": "note", "note.received": "note", "version.added": "message",
    "case.opened": "case", "question.asked": "question", "question.answered": "question",
    "recording.heard": "recording",
}  # fmt: skip
HEARD = "recording.heard"
FILE = "file"
FOUND = ("shared", "company")
OF_KEEPER = ("shared", "customer")


class Said(Protocol):
    """An entry, appended just now or read."""

    @property
    def id(self) -> UUID: ...
    @property
    def book(self) -> UUID: ...
    @property
    def audience(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def by(self) -> Actor: ...
    @property
    def content(self) -> Mapping[str, Any] | None: ...


def index(entries: Sequence[Appended]) -> None:
    """Reaction: make these entries findable; a few statements for any number of them."""
    put(entries)


def put(entries: Sequence[Said]) -> int:
    """Make these entries findable by their words, and leave the rest to the worker; return how many are.

    What is said in an own case is found by its keeper alone, and needs no worker: neither its words nor its meaning are
    kept where others are helped by them. What a served case says to its customer alone is found by nobody.
    """
    said = _still_told([one for one in entries if one.kind not in GONE and one.content and _may_be_found(one)])
    brands, keepers = _whose({one.book for one in said})
    words: dict[UUID, Words] = {}
    for one in said:
        if (brand := brands.get(one.book)) is not None and one.kind not in OWN_KINDS and one.audience in FOUND:
            words[one.id] = words_of(one, brand)
        elif (keeper := keepers.get(one.book)) is not None:
            words[one.id] = words_of_own(one, keeper)
    said = [one for one in said if one.id in words and words[one.id].in_order]
    if said:
        numbers = _numbered([(one.id, None, one.book, one.audience, one.at) for one in said])
        backend().write({numbers[one.id]: words[one.id] for one in said})
        own = [numbers[one.id] for one in said if one.book in keepers]
        if own:
            Indexed.objects.filter(pk__in=own).update(worked_at=said[-1].at)
    return len(said)


def _may_be_found(one: Said) -> bool:
    """Whether anybody finds entries like this: some are of own cases alone, which people keep."""
    if one.kind in OWN_KINDS or one.audience not in FOUND:
        return one.by.kind == "person" and one.audience in OF_KEEPER
    # What is shared of a recording says the same words once more.
    return one.kind != HEARD or one.audience == COMPANY


def _still_told(said: Sequence[Said]) -> list[Said]:
    """Leave out what was heard in a call that was withdrawn or erased, or was withdrawn itself as the other side reads it."""
    if not any(one.kind == HEARD for one in said):
        return list(said)
    about = {one.id: key_in((one.content or {}).get("call")) for one in said if one.kind == HEARD}
    shared = shared_of(about)
    told = read_entries([key for key in (*about.values(), *shared.values()) if key is not None], side=COMPANY)
    return [one for one in said if one.kind != HEARD or _is_told(told, about[one.id], shared.get(one.id))]


def _is_told(told: Mapping[UUID, Read], call: UUID | None, shared: UUID | None) -> bool:
    asked = [told.get(key) for key in (call, shared) if key is not None]
    return all(one is not None and one.content is not None and one.hidden_from is None for one in asked)


def _whose(books: Iterable[UUID]) -> tuple[dict[UUID, UUID], dict[UUID, UUID]]:
    """Return the brand of each served case among these, and the keeper of each own one; one query."""
    brands: dict[UUID, UUID] = {}
    keepers: dict[UUID, UUID] = {}
    for case in Case.objects.filter(pk__in=books).only("brand", "owner", "kept_by") if books else []:
        if case.kept_by == COMPANY and case.brand_id is not None:
            brands[case.pk] = case.brand_id
        elif case.kept_by == CUSTOMER and case.owner_id is not None:
            keepers[case.pk] = case.owner_id
    return brands, keepers


def brands_of(books: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the brand of each served case among these."""
    rows = Case.objects.filter(pk__in=books, brand__isnull=False).values_list("pk", "brand")
    return dict(rows)


def words_of(entry: Said, brand: UUID) -> Words:
    """Return what an entry is found by: what it says, its subject, its files, who wrote it, and what it is."""
    says = entry.content or {}
    files = says.get("files") or []
    names = [file.get("name") for file in files if isinstance(file, Mapping)]
    writer = _writer(says)
    parts = [says.get("subject"), says.get("text"), says.get("who"), *names, says.get("customer"), *writer]
    # Who wrote is looked for as a person only where a person of the other side did.
    people = [says.get("customer"), *(writer if entry.by.kind == "person" else [])]
    text = "\n".join(str(part) for part in parts if part)[: longest_of(entry.kind)]
    marks = marks_of(brand, KINDS.get(entry.kind, "other"))
    return divide(
        text, who=" ".join(str(one) for one in people if one), marks=[*marks, *([WITH_FILE] if files else [])]
    )


def longest_of(kind: str) -> int:
    """Return how many letters of an entry of this kind are looked through."""
    return LONGEST_HEARD if kind == HEARD else LONGEST_TEXT


def _writer(says: Mapping[str, Any]) -> list[Any]:
    sender = says.get("from")
    return [sender.get("name"), sender.get("address")] if isinstance(sender, Mapping) else []


def marks_of(brand: UUID, kind: str) -> list[str]:
    """Return the terms that say whose an entry is and what it is, so that an index need not read what nobody asked for."""
    return [f"{BRAND}{brand.hex}", f"{KIND}{kind}"]


Row = tuple[UUID, UUID | None, UUID, str, datetime]  # entry, file, case, audience, moment


def _numbered(rows: Sequence[Row]) -> dict[UUID, int]:
    """Write the rows that are not there yet and return the number of each by its file, or its entry.

    A number follows from the moment and the key. When another of the same millisecond has it, the next bits of the
    key are tried.
    """
    names = ("id", "entry", "file", "case_id", "audience", "at")
    numbers = {_key(row): number_for(row[4], _key(row)) for row in rows}
    if insert_rows(Indexed, names, [(numbers[_key(row)], *row) for row in rows], unless_there=True) == len(rows):
        return numbers
    for attempt in range(1, TRIES + 1):
        there = dict(_there(rows))
        left = [row for row in rows if _key(row) not in there]
        if not left:
            return there
        shifted = [(number_at(row[4]) | (_key(row).int >> (attempt * 7)) & ((1 << BELOW) - 1), *row) for row in left]
        insert_rows(Indexed, names, shifted, unless_there=True)
    return dict(_there(rows))


def _key(row: Row) -> UUID:
    return row[1] or row[0]


def _there(rows: Sequence[Row]) -> Iterable[tuple[UUID, int]]:
    found = Indexed.objects.filter(entry__in=[row[0] for row in rows]).values_list("pk", "entry", "file")
    return ((file or entry, number) for number, entry, file in found)


def put_files(entry: Indexed, files: Mapping[UUID, str], brand: UUID) -> None:
    """Make the files of an entry findable by name, each on its own; the worker takes their texts in later."""
    rows: list[Row] = [(entry.entry, key, entry.case_id, entry.audience, entry.at) for key in files]
    if rows:
        numbers = _numbered(rows)
        backend().write({numbers[key]: file_words(name, "", brand) for key, name in files.items()})


def file_words(name: str, text: str, brand: UUID) -> Words:
    """Return what a file is found by: its name and its text."""
    return divide(f"{name}\n{text}", marks=[*marks_of(brand, FILE), WITH_FILE])


def forget(entries: Sequence[Appended]) -> None:
    """Reaction: take what was withdrawn or erased out of every index, with its files and what was heard in it, for both sides."""
    about = [UUID(str(entry.content["about"])) for entry in entries]
    heard = heard_about(about, {entry.book for entry in entries})
    rows = Indexed.objects.filter(entry__in=[*about, *heard])
    numbers = list(rows.values_list("pk", flat=True))
    if not numbers:
        return
    counted = list(rows.exclude(worked_at=None).values_list("pk", flat=True))
    for number in counted:
        uncount(backend().kept([number]))
    backend().remove(numbers)
    FileText.objects.filter(pk__in=numbers).delete()
    Meaning.objects.filter(indexed__in=numbers).delete()
    rows.delete()
    # A sweep that goes on begins anew: what it has passed may hold these words, however early their removal was asked for.
    asked = {"asked_at": max(entry.at for entry in entries), "begun_at": None}
    Sweep.objects.update_or_create(pk=1, defaults=asked)
