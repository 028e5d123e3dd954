"""Turning raw mail into cases: a batch of letters is read, placed and written in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.tracing import MovedOn
from amana.handling.filing import stored_ahead
from amana.handling.intake.gathering import for_own_cases, gather, our_addresses, own_addresses, whose
from amana.handling.intake.letters import Letter, Unreadable, read_letters
from amana.handling.intake.sorting import Known, place
from amana.handling.intake.writing_in import Batch
from amana.kit.crashing import point
from amana.post.leasing import LeaseLost, claim, finish, give_back
from amana.post.models import ASIDE, DONE, HELD, RawMessage
from amana.post.storing import has_no_room
from amana.team.models import Brand

log = logging.getLogger(__name__)

# What one transaction takes in: more is hardly faster, and would hold its locks for longer than a fifth of a second.
BATCH = 48
TRIES = 5
# A full disk is no message's fault: it is asked again, and no try is used up.
UNTIL_ROOM = timedelta(seconds=30)


def receive(*, worker: str, at: datetime, most: int = BATCH) -> int:
    """Take up to `most` waiting messages in hand and receive them; return how many were taken.

    When a batch fails, its messages are tried one by one, so that a single bad one holds back
    no other; one that fails again and again is held for a person, with the reason.
    """
    rows = claim(RawMessage.objects.waiting(at), most=most, at=at, worker=worker)
    if not rows:
        return 0
    try:
        receive_batch(rows, at=at)
    except LeaseLost:
        log.warning("a batch of %d was taken over by another worker", len(rows))
    except Exception as error:  # noqa: BLE001  # the worker's edge: no message may be lost or stop the others
        if len(rows) > 1:
            for row in rows:
                _receive_alone(row, at=at)
        else:
            _failed(rows[0], error, at=at)
    return len(rows)


def receive_one(key: UUID, *, worker: str, at: datetime) -> None:
    """Receive this one message at once, for somebody who waits for its case; nothing when another has it in hand.

    As with `receive`, what fails is tried again later, and held for a person in the end.
    """
    for row in claim(RawMessage.objects.waiting(at).filter(pk=key), most=1, at=at, worker=worker):
        _receive_alone(row, at=at)


def _receive_alone(row: RawMessage, *, at: datetime) -> None:
    try:
        receive_batch([row], at=at)
    except LeaseLost:
        log.warning("message %s was taken over by another worker", row.pk)
    except Exception as error:  # noqa: BLE001  # as above
        _failed(row, error, at=at)


def _failed(row: RawMessage, error: Exception, *, at: datetime) -> None:
    log.error("message %s was not received: %s", row.pk, type(error).__name__, exc_info=error)
    try:
        if has_no_room(error):
            give_back([row], not_before=at + UNTIL_ROOM)
        elif row.attempts >= TRIES:
            reason = _("It could not be put into the record (%(error)s).") % {"error": type(error).__name__}
            finish(
                [row], state=HELD, reason=reason, brand=whose(row, list(Brand.objects.prefetch_related("addresses")))
            )
        else:
            give_back([row], not_before=at + timedelta(seconds=2**row.attempts), counts=True)
    except LeaseLost:
        log.warning("message %s was taken over by another worker", row.pk)


def receive_batch(rows: Sequence[RawMessage], *, at: datetime) -> None:
    """Read, place and write these claimed messages in one transaction; raises LeaseLost when one was taken over."""
    brands = list(
        Brand.objects.select_related("week", "company").prefetch_related("addresses").order_by("created_at", "pk")
    )
    if not brands:
        _hold_all(rows, _("There is no brand yet: say first which addresses are yours."))
        return
    for _try in range(TRIES):
        try:
            _receive_in(rows, brands, at=at)
        except MovedOn:
            continue
        point("I9")
        return
    raise MovedOn


def _receive_in(rows: Sequence[RawMessage], brands: list[Brand], *, at: datetime) -> None:
    ours = our_addresses(brands)
    letters, unreadable = read_letters(rows, brands, ours, at=at)
    addresses = own_addresses(letters)
    own = for_own_cases(letters, addresses, ours=ours)
    kept = [letter for letter in letters if letter.raw.pk in own]
    letters = [letter for letter in letters if letter.raw.pk not in own]
    files = {letter.raw.pk: [file.content for file in letter.mail.files] for letter in letters}
    with stored_ahead(files) as stored, transaction.atomic():
        _hold(unreadable, brands)
        # What was forwarded to an own case waits for its keeper alone to look at it.
        for letter in kept:
            finish([letter.raw], state=DONE, reason="", case=own[letter.raw.pk])
        if letters:
            _write(letters, brands, stored, gather(letters, at=at, own=addresses), at=at)
        point("I8")


def _write(
    letters: list[Letter], brands: list[Brand], stored: dict[UUID, list[str]], known: Known, *, at: datetime
) -> None:
    batch = Batch(brands, known, stored=stored, at=at)
    for letter in _in_order(letters):
        batch.add(letter, place(letter, known))
    batch.write()


def _in_order(letters: list[Letter]) -> list[Letter]:
    """Return letters so that what is answered comes before its answer, otherwise as they came."""
    position = {letter.mail.message_id: n for n, letter in enumerate(letters) if letter.mail.message_id}
    ordered: list[Letter] = []
    done: set[int] = set()

    def visit(n: int, above: frozenset[int]) -> None:
        if n in done or n in above:
            return
        for reference in letters[n].references:
            parent = position.get(reference)
            if parent is not None and parent > n:
                visit(parent, above | {n})
        done.add(n)
        ordered.append(letters[n])

    for n in range(len(letters)):
        visit(n, frozenset())
    return ordered


def _hold(unreadable: Sequence[Unreadable], brands: Sequence[Brand]) -> None:
    for found in unreadable:
        shown = {"sender": found.sender, "subject": found.subject, "brand": whose(found.raw, brands)}
        finish([found.raw], state=HELD, reason=found.reason[:300], **shown)


def _hold_all(rows: Sequence[RawMessage], reason: str) -> None:
    with transaction.atomic():
        finish(rows, state=HELD, reason=reason[:300])


@transaction.atomic
def retry(row: RawMessage, *, at: datetime) -> bool:
    """Have a held or set-aside message looked at again; return whether this call did it."""
    waiting = RawMessage.objects.filter(pk=row.pk, state__in=[HELD, ASIDE])
    return bool(waiting.update(state="waiting", reason="", attempts=0, not_before=at))
