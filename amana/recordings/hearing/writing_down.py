"""What a machine heard, in the record: for the company, for both sides once the recording is shared, and for nobody when it goes.

The promises in it are noticed and no more: who spoke the machine does not know, and it may have misheard.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.commitments.noticing import known_promises, noticed
from amana.kit.codes import new_id
from amana.language import read
from amana.record.appending import SYSTEM, Actor, Line, append
from amana.record.reading import Read, entries, entry
from amana.record.withdrawing import erase_many, withdraw
from amana.recordings.hearing.listening import Heard
from amana.recordings.models import Hearing, Recording

# More promises than this in one call are noise.
MOST_PROMISES = 20


def write_down(recording: Recording, call: Read, case: Case, found: Heard, *, at: datetime) -> UUID:
    """Append what was heard and notice the promises in it; the caller holds the case. Returns the key of the entry."""
    says = {"call": str(call.id), "text": found.words, "language": case.language, "engine": found.engine,
            "confidence": found.confidence, "seconds": found.seconds}  # fmt: skip
    key = new_id()
    append(Line(case.key, "recording.heard", SYSTEM, at, says, id=key))
    Hearing.objects.filter(pk=recording.pk).update(entry=key)
    _notice(case, call, found.words, said_in=key, at=at)
    if recording.shared_at is not None:
        share_words(recording, at=at)
    return key


def _notice(case: Case, call: Read, words: str, *, said_in: UUID, at: datetime) -> None:
    """Keep apart what sounds like a promise of ours: told to nobody, until somebody who knows what was said confirms it."""
    assert case.brand is not None
    spoken_at = datetime.fromisoformat(str(call["called_at"])) if call["called_at"] else call.at
    found = read(
        words, sent_at=spoken_at.astimezone(ZoneInfo(case.brand.zone)), side="company", locale=case.language,
        week=case.brand.week.working, only=["promises"],
    ).promises[:MOST_PROMISES]  # fmt: skip
    known = known_promises([case.key], found)
    Commitment.objects.bulk_create(noticed(case, found, said_in=said_in, at=at, known=known))


def share_words(recording: Recording, *, at: datetime) -> None:
    """Let both sides read what was heard, as the same words in the shared record; twice changes nothing. The caller holds the case."""
    row = Hearing.objects.filter(pk=recording.pk, shared=None).exclude(entry=None).first()
    said = entry(row.entry, side="company") if row is not None and row.entry is not None else None
    call = entry(recording.call, side="customer")
    # What was withdrawn from them, or erased, does not come back in another form.
    if said is None or said.content is None or call is None or call.content is None:
        return
    key = new_id()
    append(Line(recording.case_id, "recording.heard", SYSTEM, at, said.content, audience="shared", id=key))
    Hearing.objects.filter(pk=recording.pk).update(shared=key)


def erase_words(
    recordings: Collection[Recording], *, why: str, by: Actor, at: datetime, besides: Collection[UUID] = ()
) -> None:
    """Destroy what was heard in recordings that are gone, for both sides, and hear none that still waits.

    `besides` are entries that are being erased at this moment.
    """
    rows = Hearing.objects.filter(recording__in=recordings)
    keys = [key for pair in rows.values_list("entry", "shared") for key in pair if key is not None]
    left = [key for key in keys if key not in set(besides)]
    rows.filter(ended_at=None).update(ended_at=at, error="gone")
    # Before they are erased, so that their own erasing finds nothing more to erase.
    rows.update(entry=None, shared=None)
    if left:
        erase_many(left, why=why, by=by, at=at)


def why_gone(case: Case) -> str:
    """Return why words are erased whose recording was deleted; both sides read it, so it tells of no recording."""
    with translation.override(case.language):
        return _("What it was taken from was deleted.")


def hide_words(recordings: Collection[Recording], told: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """Withdraw what was heard in a call from the side from which the call was withdrawn. Any: as the entry says it."""
    for key in Hearing.objects.filter(recording__in=recordings).exclude(shared=None).values_list("shared", flat=True):
        if key is not None:
            withdraw(key, from_side=told["from_side"], why=str(told["why"]), by=by, at=at)


def words_of(recording: Recording) -> Read | None:
    """Return what was heard in a recording as the company may read it; None where there is nothing."""
    row = Hearing.objects.filter(pk=recording.pk).exclude(entry=None).first()
    said = entries([row.entry], side="company").get(row.entry) if row is not None and row.entry else None
    return said if said is not None and said.content is not None else None
