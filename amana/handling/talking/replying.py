"""Writing to the customer, with promises that enter the ledger as the mail goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import COMPANY, CUSTOMER, Case, Closing
from amana.channels.email.composing import Attached
from amana.commitments.keeping import answers_owed, keep_all, kept_by_entry, open_again, release_all
from amana.commitments.making import Draft, prepare
from amana.commitments.models import Commitment
from amana.commitments.settling import settle_cases
from amana.handling.ending.closing import withdraw_proposal
from amana.handling.filing import file_all
from amana.handling.mails.correspondence import address_of, answered_ids
from amana.handling.mails.mailing import Mailing, post_all, text_lines
from amana.kit.codes import new_id
from amana.post.models import MessageKey, Outgoing
from amana.record.appending import Actor, Appended, Line, append_many
from amana.record.reading import Read, entries
from amana.record.withdrawing import withdraw
from amana.team.viewing import Viewer, the_system

# A reply may be taken back for this long before it leaves.
UNDO = timedelta(seconds=20)
TAKEN_BACK = "taken back"


@dataclass(frozen=True)
class Reply:
    """A reply as it is about to be sent. `promises` were confirmed by whoever sends; `keeps` are promises it fulfils."""

    text: str
    promises: Sequence[Draft] = ()
    keeps: Sequence[Commitment] = ()
    files: Sequence[Attached] = ()
    cc: Sequence[str] = ()
    asks_closing: bool = False  # the caller proposes in the same moment that the case is over
    key: UUID = field(default_factory=new_id)  # sending the same reply twice sends it once


class Letter(Protocol):
    """A reply on its way: the line that holds its text, and putting it into the outbox once that is sealed."""

    @property
    def line(self) -> Line: ...

    def post(self, text: Appended) -> None: ...


class Through(Protocol):
    """A way by which a reply leaves. Raises Refused where it cannot leave by it."""

    def __call__(
        self, case: Case, message: Reply, promise: Commitment | None, *, by: Viewer, at: datetime
    ) -> Letter: ...


@dataclass(frozen=True)
class _Mail:
    mailing: Mailing
    at: datetime

    @property
    def line(self) -> Line:
        return text_lines([self.mailing], at=self.at)[0]

    def post(self, text: Appended) -> None:
        outgoing = post_all([self.mailing], [text], at=self.at)[0]
        MessageKey.objects.create(value=outgoing.message_id, case=self.mailing.case.key, entry=self.mailing.entry)


def by_mail(case: Case, message: Reply, promise: Commitment | None, *, by: Viewer, at: datetime) -> Letter:
    """Send it by mail, to the address we have known longest. Raises Refused where there is none."""
    to = address_of(case.customer)
    if to is None:
        raise Refused(_("There is no mail address for this customer."))
    mailing = Mailing(
        case=case, person=case.customer, to=to, text=message.text.strip(), what="reply", kind="message.sent",
        subject=case.subject, promise=promise, answers=answered_ids(case), cc=message.cc, files=message.files,
        says=said_of(case, message, by, at), by=by.actor, is_automatic=False, not_before=at + UNDO, entry=message.key,
        asks_closing=message.asks_closing,
    )  # fmt: skip
    return _Mail(mailing, at)


@transaction.atomic
def reply(case: Case, message: Reply, *, by: Viewer, at: datetime, through: Through = by_mail) -> Appended | None:
    """Seal a reply with its promises, end what it keeps, and put it into the outbox; None when it was sent before.

    Keeps the promise to answer by itself. Raises Refused when there is nothing to say, nobody to
    send it to, or a promise among them has no time.
    """
    if not message.text.strip():
        raise Refused(_("Write the reply first."))
    case = take(case.key)
    # Asked with the case in hand: of two clicks that arrive together, the second finds what the first has sent.
    if Outgoing.objects.filter(entry=message.key).exists() or message.key in entries([message.key], side=COMPANY):
        return None
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    prepared = [prepare(case, _said_in(draft, message), by=by, at=at) for draft in message.promises]
    kept_lines = keep_all(_kept(case, message, by), by=by, at=at, shown_by=message.key)
    Commitment.objects.bulk_create([commitment for commitment, _line in prepared])
    case.last_word_at, case.last_word_by = at, COMPANY
    case.save(update_fields=["last_word_at", "last_word_by"])
    promise = _nearest(case, [commitment for commitment, _line in prepared])
    letter = through(case, message, promise, by=by, at=at)
    texts = append_many([letter.line, *[line for _c, line in prepared], *kept_lines])
    letter.post(texts[0])
    return texts[0]


def _said_in(draft: Draft, message: Reply) -> Draft:
    return draft if draft.said_in else replace(draft, said_in=message.key)


def _kept(case: Case, message: Reply, by: Viewer) -> list[Commitment]:
    """Return what this reply keeps, as it is now that the case is held: others may have ended some of it since."""
    named = Commitment.objects.filter(
        pk__in=[one.pk for one in message.keeps], case=case, promiser=COMPANY, state=Commitment.OPEN
    )
    return list({one.pk: one for one in [*answers_owed(case, by=by), *named.order_by("pk")]}.values())


def said_of(case: Case, message: Reply, by: Viewer, at: datetime, *, channel: str = Outgoing.MAIL) -> dict[str, object]:
    """Keep the files of a reply, and return what its entry says besides words and addresses."""
    files = file_all(message.files, case=case.key, entry=message.key, at=at)
    return {"from": {"name": by.name}, "channel": channel, "subject": case.subject, "files": files}


def _nearest(case: Case, fresh: Sequence[Commitment]) -> Commitment | None:
    """Return the promise that comes next once this reply is out: what the mail says as the next step."""
    owed = Commitment.objects.outstanding().filter(case=case, promiser=COMPANY).order_by("due_at").first()
    candidates = [c for c in [owed, *fresh] if c is not None and c.due_at is not None]
    return min(candidates, key=lambda c: (c.due_at, c.pk)) if candidates else None


@transaction.atomic
def take_back(outgoing: Outgoing, *, by: Viewer | None = None, at: datetime) -> bool:
    """Stop a mail that has not left yet; return whether it was stopped. The record keeps that it was written.

    What it says is withdrawn from the customer, whom it never reached, with the promises made in it, which are
    released; both sides read that a reply was taken back. Promises it kept are open again with the alarms they had,
    a closing proposed in the same moment is withdrawn, and the record says so. Without `by` it counts as the deed of
    whoever wrote the mail. Twice changes nothing.
    """
    if outgoing.case is None:
        return False
    case = take(outgoing.case)
    waiting = Outgoing.objects.filter(pk=outgoing.pk, state=Outgoing.WAITING, lease_until=None, not_before__gt=at)
    if not waiting.update(state=Outgoing.HELD, last_error=TAKEN_BACK):
        return False
    if outgoing.entry is not None:
        _take_back_words(case, outgoing.entry, outgoing.created_at, by=by, at=at)
    return True


def _take_back_words(case: Case, key: UUID, written_at: datetime, *, by: Viewer | None, at: datetime) -> None:
    reopened = kept_by_entry(case, key, at=written_at) if case.is_open else []
    about = [key, *[one.ended_in for one in reopened if one.ended_in]]
    said = entries(about, side="company")
    if key not in said or (by is None and said[key].by.kind == "system"):
        return  # what the product writes by itself keeps no promise, and nobody takes it back
    actor = by.actor if by is not None else said[key].by
    name = by.name if by is not None else (said[key]["from"] or {}).get("name", "")
    corrections = [_correction(case, said[one], actor, name, at) for one in about if one != key]
    promised = Commitment.objects.outstanding().filter(case=case, said_in=key).order_by("pk") if case.is_open else []
    released = release_all(list(promised), by=actor, at=at, why=TAKEN_BACK)
    open_again(reopened)
    if any(one.origin == Commitment.ANSWER for one in reopened):
        case.last_word_by = CUSTOMER
        case.save(update_fields=["last_word_by"])
    append_many([*corrections, *released])
    unsaid = [key, *[one.made_in for one in promised if one.made_in], *[line.id for line in released]]
    _withdraw_words(case, unsaid, by=actor, at=at)
    _withdraw_question(case, written_at, by=by, at=at)
    settle_cases([case.key], at=at)


def _withdraw_words(case: Case, keys: Sequence[UUID], *, by: Actor, at: datetime) -> None:
    with translation.override(case.language):
        why = _("This mail was taken back before it left.")
    for key in keys:
        withdraw(key, from_side="customer", why=why, by=by, at=at, never_left=True)


def _correction(case: Case, about: Read, actor: Actor, name: str, at: datetime) -> Line:
    """Return the line that puts right an entry that says a promise was kept by the mail."""
    with translation.override(case.language):
        text = _("Open again: %(action)s. The mail that kept it was taken back before it left.") % {
            "action": about["action"]
        }
    says = {"about": str(about.id), "number": about.number, "text": text, "by": name}
    return Line(case.key, "entry.corrected", actor, at, says, corrects=about.id)


def _withdraw_question(case: Case, written_at: datetime, *, by: Viewer | None, at: datetime) -> None:
    asked = Closing.objects.filter(case=case, ended_at=None, proposed_at=written_at).first()
    if asked is not None:
        withdraw_proposal(asked, why=TAKEN_BACK, by=by or the_system(), at=at)
