"""The leak `runaround`: passed from one to the next, with nothing done in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from amana.review.leaks.picture import COMPANY, CUSTOMER, Found, Picture, Sign, Told, found, plural

# What moves a case. A word that it was passed on, or that it is "in treatment", moves nothing.
WORK = {
    "message.sent", "call.noted", "note.written", "question.asked", "system.quoted", "amends.given", "gesture.given",
    "term.met", "promise.kept", "closing.proposed", "fault.admitted",
}  # fmt: skip


def judge(picture: Picture, _at: datetime) -> Found | None:
    """Find hand-overs without work between them, returned ones, passing back, and "in treatment" with nothing behind it."""
    return found([*_handed_on(picture), *_returned(picture), *_passed_in_words(picture), *_only_said(picture)])


def is_work(entry: Told) -> bool:
    """Whether an entry shows that somebody of the company did something about the matter."""
    if entry.kind not in WORK or entry.side != COMPANY:
        return False
    return not (entry.text and entry.has("hand_off", "passed_back", "in_treatment"))


def _handed_on(picture: Picture) -> Iterator[Sign]:
    """Two hand-overs or more in a row, between which nobody worked on the case."""
    row: list[Told] = []
    for entry in picture.entries:
        if entry.kind == "handover.accepted":
            row.append(entry)
        elif is_work(entry):
            yield from _row(row)
            row = []
    yield from _row(row)


def _row(row: list[Told]) -> Iterator[Sign]:
    if len(row) >= 2:
        keys = tuple(one.key for one in row)
        yield Sign(plural(len(row)), row[1].at, keys, "handed_on", {"count": len(row)})


def _returned(picture: Picture) -> Iterator[Sign]:
    back = list(picture.of("handover.returned"))
    if back:
        yield Sign(plural(len(back)), back[0].at, tuple(one.key for one in back), "returned", {"count": len(back)})


def _passed_in_words(picture: Picture) -> Iterator[Sign]:
    """What one side says of it: passed back in writing or a note, passed on twice in messages, sent from one to the next."""
    for entry in picture.entries:
        if entry.side == COMPANY and not entry.retells and entry.has("passed_back"):
            yield Sign(2, entry.at, (entry.key,), "passed_back")
        elif (entry.side == CUSTOMER or entry.retells) and entry.has("passed_around"):
            yield Sign(2, entry.at, (entry.key,), "passed_around")
    passed = [one for one in picture.from_company if one.has("hand_off") and not one.retells]
    bare = [one for one in passed if not _names_a_time(one)]
    if len(bare) >= 2:
        yield Sign(plural(len(bare)), bare[1].at, tuple(one.key for one in bare), "passed_on", {"count": len(bare)})
    retold = [one for one in picture.from_company if one.retells and one.has("hand_off")]
    if len(retold) >= 2:
        yield Sign(plural(len(retold)), retold[1].at, tuple(one.key for one in retold), "passed_on",
                   {"count": len(retold)})  # fmt: skip


def _names_a_time(entry: Told) -> bool:
    return bool(entry.said.get("has_time"))


def _only_said(picture: Picture) -> Iterator[Sign]:
    """Find that it was called "in treatment", and the first work came only after the customer asked again, if at all."""
    for said in picture.written:
        if not said.has("in_treatment") or _names_a_time(said):
            continue
        asked = next((one for one in picture.entries if one.at > said.at and one.side == CUSTOMER
                      and one.kind in {"message.received", "letter.sent", "rung.asked"}), None)  # fmt: skip
        if asked is None or any(is_work(one) and said.at < one.at < asked.at for one in picture.entries):
            continue
        yield Sign(2, said.at, (said.key, asked.key), "only_said")
        return
