"""Turning raw mail into cases: a batch of letters is read, placed and written in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.tracing import MovedOn
from amana.channels.email.reading_apart import Broke
from amana.handling.filing import stored_ahead
from amana.handling.intake.gathering import for_own_cases, gather, our_addresses, own_addresses, whose
from amana.handling.intake.letters import Letter, Unreadable, read_letters
from amana.handling.intake.sorting import Known, place
from amana.handling.intake.writing_in import Batch
from amana.kit.crashing import point
from amana.post.leasing import LeaseLost, claim, finish, give_back
from amana.post.models import ASIDE, DONE, HELD, RawMessage
from amana.post.storing import is_standing_still
from amana.team.models import Brand

log = logging.getLogger(__name__)

# What one transaction takes in: more is hardly faster, and would hold its locks for longer than a fifth of a second.
BATCH = 48
TRIES = 5
# A full disk and a database that is locked are no message's fault: it is asked again, and no try is used up. Who has waited for
# longer than a day is held: what does not end by itself, a person has to know of.
UNTIL_ROOM = timedelta(seconds=30)
LONGEST_WITHOUT_ROOM = timedelta(days=1)
# One by one, in seconds: with the last of them, which may take forty to be tried apart, still well within a lease.
LONGEST_APART = 60.0
# So many that could not be stored, one after the other, and the rest is not tried: one alone may be at fault itself.
STANDING = 2


def receive(*, worker: str, at: datetime, most: int = BATCH, clock: Callable[[], float] = monotonic) -> int:
    """Take up to `most` waiting messages in hand and receive them; return how many were taken.

    When a batch fails, its messages are tried one by one, so that a single bad one holds back
    no other; one that fails again and again is held for a person, with the reason. So are those
    that were taken up before: trying them apart may take long, and what there is no time for in
    this lease is put back. `clock` counts seconds.
    """
    rows = claim(RawMessage.objects.waiting(at), most=most, at=at, worker=worker)
    began = clock()
    fresh = [row for row in rows if row.attempts == 1]
    again = [row for row in rows if row.attempts > 1]
    try:
        receive_batch(fresh, at=at)
    except LeaseLost:
        log.warning("a batch of %d was taken over by another worker", len(fresh))
    except Exception as error:  # noqa: BLE001  # the worker's edge: no message may be lost or stop the others
        if len(fresh) > 1:
            again = [*fresh, *again]
        else:
            _failed(fresh[0], error, at=at)
    _one_by_one(again, at=at, ends=began + LONGEST_APART, clock=clock)
    return len(rows)


def _one_by_one(rows: Sequence[RawMessage], *, at: datetime, ends: float, clock: Callable[[], float]) -> None:
    standing = 0
    for number, row in enumerate(rows):
        if standing == STANDING or clock() >= ends:
            _put_back(rows[number:], at=at)
            return
        standing = 0 if _receive_alone(row, at=at) else standing + 1


def receive_one(key: UUID, *, worker: str, at: datetime) -> None:
    """Receive this one message at once, for somebody who waits for its case; nothing when another has it in hand.

    As with `receive`, what fails is tried again later, and held for a person in the end.
    """
    for row in claim(RawMessage.objects.waiting(at).filter(pk=key), most=1, at=at, worker=worker):
        _receive_alone(row, at=at)


def _receive_alone(row: RawMessage, *, at: datetime) -> bool:
    """Receive one message, or note why not; False when nothing can be stored at the moment."""
    try:
        receive_batch([row], at=at)
    except LeaseLost:
        log.warning("message %s was taken over by another worker", row.pk)
    except Exception as error:  # noqa: BLE001  # as above
        _failed(row, error, at=at)
        return not is_standing_still(error)
    return True


def _put_back(rows: Sequence[RawMessage], *, at: datetime) -> None:
    try:
        give_back(rows, not_before=at + UNTIL_ROOM)
    except LeaseLost:
        log.warning("some of %d messages were taken over by another worker", len(rows))


def _failed(row: RawMessage, error: Exception, *, at: datetime) -> None:
    log.error("message %s was not received: %s", row.pk, type(error).__name__, exc_info=error)
    try:
        if is_standing_still(error) and at - row.received_at < LONGEST_WITHOUT_ROOM:
            give_back([row], not_before=at + UNTIL_ROOM)
        elif row.attempts >= TRIES:
            reason = _("It could not be put into the record (%(error)s).") % {"error": _name(error)}
            finish(
                [row], state=HELD, reason=reason, brand=whose(row, list(Brand.objects.prefetch_related("addresses")))
            )
        else:
            give_back([row], not_before=at + timedelta(seconds=2**row.attempts), counts=True)
    except LeaseLost:
        log.warning("message %s was taken over by another worker", row.pk)


def _name(error: Exception) -> str:
    if isinstance(error, Broke):
        return error.name
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__


def receive_batch(rows: Sequence[RawMessage], *, at: datetime) -> None:
    """Read, place and write these claimed messages in one transaction; raises LeaseLost when one was taken over."""
    if not rows:
        return
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
