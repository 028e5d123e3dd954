"""Writing to the customer, with promises that enter the ledger as the mail goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import COMPANY, Case
from amana.channels.email.composing import Attached
from amana.commitments.keeping import answers_owed, keep_all
from amana.commitments.making import Draft, prepare
from amana.commitments.models import Commitment
from amana.handling.correspondence import address_of, answered_ids
from amana.handling.filing import file_all
from amana.handling.mailing import Mailing, post_all, text_lines
from amana.kit.codes import new_id
from amana.post.models import MessageKey, Outgoing
from amana.record.appending import Appended, append_many
from amana.team.viewing import Viewer

# A reply may be taken back for this long before it leaves.
UNDO = timedelta(seconds=10)


@dataclass(frozen=True)
class Reply:
    """A reply as it is about to be sent. `promises` were confirmed by whoever sends; `keeps` are promises it fulfils."""

    text: str
    promises: Sequence[Draft] = ()
    keeps: Sequence[Commitment] = ()
    files: Sequence[Attached] = ()
    cc: Sequence[str] = ()
    key: UUID = field(default_factory=new_id)  # sending the same reply twice sends it once


@transaction.atomic
def reply(case: Case, message: Reply, *, by: Viewer, at: datetime) -> Appended | None:
    """Seal a reply with its promises, end what it keeps, and put the mail into the outbox; None when it was sent before.

    Keeps the promise to answer by itself. Raises Refused when there is nothing to say, nobody to
    send it to, or a promise among them has no time.
    """
    if not message.text.strip():
        raise Refused(_("Write the reply first."))
    if Outgoing.objects.filter(entry=message.key).exists():
        return None
    case = take(case.key)
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    to = address_of(case.customer)
    if to is None:
        raise Refused(_("There is no mail address for this customer."))
    prepared = [prepare(case, draft, by=by, at=at) for draft in message.promises]
    kept = {c.pk: c for c in [*answers_owed(case, by=by), *message.keeps] if c.is_outstanding and c.case_id == case.pk}
    kept_lines = keep_all(list(kept.values()), by=by, at=at, shown_by=message.key)
    Commitment.objects.bulk_create([commitment for commitment, _line in prepared])
    case.last_word_at, case.last_word_by = at, COMPANY
    case.save(update_fields=["last_word_at", "last_word_by"])
    promise = _nearest(case, [commitment for commitment, _line in prepared])
    mailing = Mailing(
        case=case, person=case.customer, to=to, text=message.text.strip(), what="reply", kind="message.sent",
        subject=case.subject, promise=promise, answers=answered_ids(case), cc=message.cc, files=message.files,
        says=_said(case, message, by, at), by=by.actor, is_automatic=False, not_before=at + UNDO, entry=message.key,
    )  # fmt: skip
    texts = append_many([*text_lines([mailing], at=at), *[line for _c, line in prepared], *kept_lines])
    outgoing = post_all([mailing], texts[:1], at=at)[0]
    MessageKey.objects.create(value=outgoing.message_id, case=case.key, entry=message.key)
    return texts[0]


def _said(case: Case, message: Reply, by: Viewer, at: datetime) -> dict[str, object]:
    files = file_all(message.files, case=case.key, entry=message.key, at=at)
    return {"from": {"name": by.name}, "channel": "email", "subject": case.subject, "files": files}


def _nearest(case: Case, fresh: Sequence[Commitment]) -> Commitment | None:
    """Return the promise that comes next once this reply is out: what the mail says as the next step."""
    owed = Commitment.objects.outstanding().filter(case=case, promiser=COMPANY).order_by("due_at").first()
    candidates = [c for c in [owed, *fresh] if c is not None and c.due_at is not None]
    return min(candidates, key=lambda c: (c.due_at, c.pk)) if candidates else None


@transaction.atomic
def take_back(outgoing: Outgoing, *, at: datetime) -> bool:
    """Stop a mail that has not left yet; return whether it was stopped. The record keeps that it was written."""
    waiting = Outgoing.objects.filter(pk=outgoing.pk, state=Outgoing.WAITING, lease_until=None, not_before__gt=at)
    return bool(waiting.update(state=Outgoing.HELD, last_error="taken back"))
