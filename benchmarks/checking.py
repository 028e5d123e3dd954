"""What must be true after a mailbox was received: each message once, in its own matter, and every chain whole."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from mailboxes import Mailbox

from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.people.models import Person
from amana.post.models import DONE, MessageKey, RawMessage
from amana.record.reading import entries
from amana.record.verifying import verify

SHOWN = 3


def faults(mailbox: Mailbox, *, is_history: bool) -> list[str]:
    """Return what differs from the manifest, in words; nothing when all is right."""
    found = [*_messages(mailbox), *_threads(mailbox), *_entries(mailbox)]
    found += [] if is_history else _promises()
    without = Person.objects.filter(addresses=None).count()
    if without:
        found.append(f"{without} persons without an address")
    return found + [f"chain: {fault}" for _, fault in zip(range(SHOWN), verify(), strict=False)]


def _messages(mailbox: Mailbox) -> list[str]:
    raw, cases = RawMessage.objects, Case.objects.count()
    found = []
    if raw.count() != mailbox.messages or raw.filter(state=DONE).count() != mailbox.messages:
        found.append(f"{raw.filter(state=DONE).count()} of {raw.count()} done, {mailbox.messages} came")
    if cases != mailbox.matters:
        found.append(f"{cases} cases for {mailbox.matters} matters")
    return found


def _threads(mailbox: Mailbox) -> list[str]:
    """Each thread of the manifest is one case, and no case holds two threads."""
    case_of = {value: case for value, case in MessageKey.objects.values_list("value", "case") if case}
    cases: dict[int, set[UUID | None]] = defaultdict(set)
    for message, thread in mailbox.threads.items():
        cases[thread].add(case_of.get(message))
    torn = [thread for thread, of_it in cases.items() if len(of_it) != 1 or None in of_it]
    mixed = len({case for of_it in cases.values() for case in of_it}) != len(cases)
    return ([f"threads torn apart: {torn[:SHOWN]}"] if torn else []) + (["a case holds two threads"] if mixed else [])


def _entries(mailbox: Mailbox) -> list[str]:
    """Each message is one entry that holds its words."""
    named = [key for key in RawMessage.objects.values_list("entry", flat=True) if key]
    if len(set(named)) != mailbox.messages:
        return [f"{len(set(named))} entries for {mailbox.messages} messages"]
    read = [
        one
        for start in range(0, len(named), 500)
        for one in entries(named[start : start + 500], side="company").values()
    ]
    kinds = {one.kind for one in read}
    silent = sum(not one["text"] for one in read)
    found = [f"{silent} entries say nothing"] if silent else []
    return found + ([f"kinds of entry: {sorted(kinds)}"] if kinds != {"message.received"} else [])


def _promises() -> list[str]:
    """Each case is open and owes one answer, which its standing names."""
    owed = Commitment.objects.outstanding().filter(origin=Commitment.ANSWER)
    right = Case.objects.open().filter(next_commitment__in=owed.values("pk")).count()
    cases = Case.objects.count()
    return [] if right == cases == owed.count() else [f"{owed.count()} answers owed, {right} named, {cases} cases"]
