"""Letting in by hand what was held or set aside: a person says that it is somebody's matter."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.cases.tracing import goes_on_in
from amana.handling.intake.gathering import gather, our_addresses
from amana.handling.intake.letters import Letter, read_letters
from amana.handling.intake.sorting import Known, Place, goes_on
from amana.handling.intake.writing_in import Batch
from amana.post.leasing import LEASE, me
from amana.post.models import ASIDE, HELD, RawMessage
from amana.team.models import Brand
from amana.team.viewing import Viewer


@transaction.atomic
def admit(row: RawMessage, *, into: Case | None = None, by: Viewer, at: datetime) -> Case | None:
    """Open a case from a held or set-aside message, or put it into the one named, which is where a merged one goes on.

    Returns None when it was let in before.

    Whoever wrote it does not become a participant by that. Raises Refused when it cannot be read,
    nobody is named as its sender, or it claims to come from us.
    """
    letter = _letter(row, at=at)
    claimed = RawMessage.objects.filter(pk=row.pk, state__in=[HELD, ASIDE]).update(
        lease_owner=me(), lease_until=at + LEASE, fence=F("fence") + 1
    )
    if not claimed:
        return None
    if into is not None and (by.agent is None or not Case.objects.visible_to(by).filter(pk=into.pk).exists()):
        raise Refused(_("There is no such case."))
    letter.raw.refresh_from_db()
    # Whatever it was imported as, it is a matter of today now.
    letter.raw.history_until = None
    known = gather([letter], at=at)
    batch = Batch(_brands(), known, at=at)
    where = goes_on_in(into.key) if into else None
    if where is not None:
        batch.looked_at.add(where)
    batch.add(letter, _where(letter, where, known))
    batch.write()
    letter.raw.refresh_from_db()
    return Case.objects.get(pk=letter.raw.case)


def _where(letter: Letter, into: UUID | None, known: Known) -> Place:
    """An answer to a question of ours stays what it is, whoever lets it in: the customer does not read it."""
    thread = known.thread_of(letter)
    if thread is not None and into in {None, thread.case, goes_on(thread, known)}:
        return Place("answer", goes_on(thread, known), question=thread.question)
    return Place("continue", into) if into else Place("new")


def _letter(row: RawMessage, *, at: datetime) -> Letter:
    brands = _brands()
    letters, unreadable = read_letters([row], brands, our_addresses(brands), at=at)
    if unreadable:
        raise Refused(_("It cannot be read: %(reason)s Open it raw, and open a case by hand.")
                      % {"reason": unreadable[0].reason})  # fmt: skip
    letter = letters[0]
    if letter.mail.sender is None:
        raise Refused(_("Nobody, or more than one, is named as the sender."))
    if letter.is_ours:
        raise Refused(_("It claims to come from our own address."))
    return letter


def _brands() -> list[Brand]:
    rows = Brand.objects.select_related("week", "company").prefetch_related("addresses")
    return list(rows.order_by("created_at", "pk"))
