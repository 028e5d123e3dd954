"""Sending a letter after its writer's yes: through their own mailbox, or noted as it left by another way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.advocacy.letters.connecting import OWN_LETTER, mailbox_of
from amana.advocacy.letters.letter import LONGEST, LONGEST_SUBJECT, RIGHT_TO_LEFT, Letter
from amana.advocacy.letters.models import LetterDraft, OwnMailbox, SentLetter
from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import CUSTOMER, Case
from amana.channels.email.addresses import is_address
from amana.channels.email.composing import Attached, Draft, compose
from amana.channels.email.mail import Address
from amana.channels.models import NEEDS_LOGIN
from amana.commitments.making import Draft as PromiseDraft
from amana.commitments.making import prepare
from amana.commitments.models import Commitment
from amana.kit.codes import new_id
from amana.people.models import Company
from amana.post.models import File, Outgoing, Recipient
from amana.post.storing import Damaged, fetch
from amana.record.appending import Line, append_many
from amana.record.reading import entry
from amana.team.viewing import Viewer

MOST_FILES = 10
LARGEST_TOGETHER = 15 * 1024 * 1024  # many servers take no more than twenty, and files grow by a third on their way
THANKS = "thanks"
HOWS = {how for how, _label in SentLetter.HOWS}


@dataclass(frozen=True)
class Leaving:
    """How a letter leaves: by what, to which company, and which files of the case go with it."""

    how: str
    company: Company
    files: Sequence[File] = ()


@transaction.atomic
def send(draft: LetterDraft, letter: Letter, leaving: Leaving, *, by: Viewer, at: datetime) -> SentLetter:
    """Send a letter and write into the shared record what was sent, to whom and how. Twice sends once.

    By one's own mailbox it is put into the outbox in this transaction; by every other way it is written down as sent,
    which is its writer's word. Where an answer is asked for, looking whether it came is a promise of their own. Raises
    Refused when it cannot be sent so.
    """
    case = take(draft.case_id)
    row = LetterDraft.objects.select_for_update().get(pk=draft.pk)
    if row.ended_at is not None:
        raise Refused(_("This letter has left already."))
    _check(case, row.kind, letter, leaving)
    key = new_id()
    outgoing = _post(case, row, letter, leaving, key=key, at=at) if leaving.how == SentLetter.MAILBOX else None
    lines = [Line(case.key, "letter.sent", by.actor, at, _said(row, letter, leaving, by), id=key)]
    promise = _look_again(case, row, leaving, lines, by=by, at=at)
    case.last_word_at, case.last_word_by = at, CUSTOMER
    case.save(update_fields=["last_word_at", "last_word_by"])
    append_many(lines)
    row.ended_at = at
    row.to, row.subject, row.text = letter.to[:254], letter.subject[:LONGEST_SUBJECT], letter.text[:LONGEST]
    row.save(update_fields=["ended_at", "to", "subject", "text"])
    return SentLetter.objects.create(
        case=case, kind=row.kind, company=leaving.company.pk, rung=row.rung, reader=row.reader, to=letter.to[:254],
        how=leaving.how, entry=key, promise=promise.pk if promise else None,
        outgoing=outgoing.pk if outgoing else None, sent_at=at, answer_by=row.answer_by if promise else None,
    )  # fmt: skip


def _check(case: Case, kind: str, letter: Letter, leaving: Leaving) -> None:
    # A word of thanks is written when it is over.
    if not case.is_open and kind != THANKS:
        raise Refused(_("This case is closed. Reopen it first."))
    if leaving.how not in HOWS:
        raise Refused(_("Choose how it is sent."))
    if not letter.text.strip():
        raise Refused(_("The letter is empty."))
    needs_address = leaving.how in {SentLetter.MAILBOX, SentLetter.MAILTO, SentLetter.EML}
    if needs_address and not letter.to:
        raise Refused(_("Write the company's mail address first."))
    if needs_address and not is_address(letter.to):
        raise Refused(_("This is not a mail address."))


def _said(row: LetterDraft, letter: Letter, leaving: Leaving, by: Viewer) -> dict[str, object]:
    files = [{"id": str(one.pk), "name": one.name, "size": one.size, "sha256": one.sha256} for one in leaving.files]
    return {
        "to": [letter.to] if letter.to else [],
        "reader": row.reader,
        "role": row.role,
        "subject": letter.subject[:LONGEST_SUBJECT],
        "text": letter.text[:LONGEST],
        "how": leaving.how,
        "kind": row.kind,
        "language": row.language,
        "company": leaving.company.name,
        "files": files,
        "by": by.name,
        **({"drafted_by": row.helper} if row.helper else {}),
    }


def _look_again(
    case: Case, row: LetterDraft, leaving: Leaving, lines: list[Line], *, by: Viewer, at: datetime
) -> Commitment | None:
    """Promise oneself to look whether an answer came; its line joins the others."""
    if row.answer_by is None or row.answer_by <= at:
        return None
    action = _("See whether %(who)s answered; if not, the next step") % {"who": row.reader or leaving.company.name}
    draft = PromiseDraft(
        action,
        row.answer_by,
        CUSTOMER,
        case.customer,
        Commitment.HAND,
        due_rule="the day the letter asks for an answer",
    )
    promise, line = prepare(case, draft, by=by, at=at)
    promise.save(force_insert=True)
    lines.append(line)
    return promise


def _post(
    case: Case, row: LetterDraft, letter: Letter, leaving: Leaving, *, key: UUID, at: datetime
) -> Outgoing:  # fmt: skip
    mailbox = _ready(mailbox_of(case.customer))
    own_id = f"l.{key.hex}@{mailbox.address.rpartition('@')[2].encode('idna').decode()}"
    direction: Literal["rtl", "ltr"] = "rtl" if row.language in RIGHT_TO_LEFT else "ltr"
    mail = Draft(
        sender=Address(" ".join(case.customer.name.split()), mailbox.address),
        to=[Address("", letter.to)],
        subject=" ".join(letter.subject.split()),
        text=letter.text,
        message_id=own_id,
        sent_at=at,
        language=row.language,
        direction=direction,
        files=attached(leaving.files),
    )
    try:
        mime = compose(mail)
    except ValueError:
        raise Refused(_("This mail address cannot be written into a message.")) from None
    outgoing = Outgoing.objects.create(
        case=case.key, entry=key, what=OWN_LETTER, message_id=own_id, mail_from=mailbox.address,
        subject=letter.subject[:500], mime=mime, created_at=at, not_before=at,
    )  # fmt: skip
    Recipient.objects.create(outgoing=outgoing, address=letter.to)
    return outgoing


def _ready(mailbox: OwnMailbox | None) -> OwnMailbox:
    if mailbox is None:
        raise Refused(_("Connect your mailbox first, or send it in another way."))
    if mailbox.out_state == NEEDS_LOGIN:
        raise Refused(_("Your mailbox did not accept the password. Connect it again first."))
    return mailbox


def attached(files: Sequence[File]) -> list[Attached]:
    """Return files of a case to go with a letter. Raises Refused when they are too many, too large or damaged."""
    if len(files) > MOST_FILES or sum(file.size for file in files) > LARGEST_TOGETHER:
        raise Refused(_("These files are too large for one mail. Send fewer with it, and offer the others."))
    try:
        return [Attached(file.name, file.type, fetch(file.key, sha256=file.sha256)) for file in files]
    except Damaged as damaged:
        raise Refused(str(damaged)) from None


def files_to_choose(case: Case) -> list[File]:
    """Return the files of a case that may go with a letter: of its shared record, and its keeper's own documents."""
    rows = File.objects.filter(case=case.key).exclude(entry=None).order_by("-at")[:60]
    return [row for row in rows if row.entry and _may_go(row.entry)]


def _may_go(key: UUID) -> bool:
    brought = entry(key, side="customer")
    if brought is None or brought.content is None:
        return False
    return brought.audience == "shared" or brought.kind == "paper.kept"


def fate_of(sent: SentLetter) -> Outgoing | None:
    """Return what became of a letter in the outbox: sent, waiting, refused, or perhaps sent twice; None by other ways."""
    return Outgoing.objects.filter(pk=sent.outgoing).defer("mime").first() if sent.outgoing else None


def note_answer(sent: SentLetter, *, at: datetime) -> bool:
    """Note that an answer to a letter came, so that nothing follows from silence. Twice changes nothing."""
    return bool(SentLetter.objects.filter(pk=sent.pk, answered_at=None).update(answered_at=at))
