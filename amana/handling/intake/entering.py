"""What the record says of a letter: its words, who wrote it, and the files that came with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from amana.cases.models import Case
from amana.handling.filing import prepare_file, said_of
from amana.handling.intake.letters import Letter
from amana.people.models import Person
from amana.post.models import File
from amana.record.appending import SYSTEM, Actor, Line
from amana.record.sealing import instant

LONGEST_TEXT = 200_000
LONGEST_ANSWER = 50_000  # of somebody outside; the whole stands in the raw message
MOST_NAMED = 50


def message_line(  # noqa: PLR0913  # each named at the call
    letter: Letter,
    case: Case,
    entry: UUID,
    *,
    writer: Person | None,
    is_doubtful: bool,
    is_signed: bool,
    signs: Mapping[str, str] | None = None,
    keys: Sequence[str] = (),
    at: datetime,
) -> tuple[Line, list[File]]:
    """Return the line of a letter and the unsaved rows of its files, whose bytes lie under `keys` or are stored by this call.

    `signs` is how somebody signs who acts for the customer. A doubtful letter stays in the company's own chain, and
    nobody is said to have written it.
    """
    files = _files(letter, case.key, entry, keys, at)
    kind = "message.sent" if letter.is_ours else "message.doubtful" if is_doubtful else "message.received"
    by = Actor("person", str(writer.pk), signs) if writer is not None and kind == "message.received" else SYSTEM
    says = _said(letter) | {
        "verified": "signed" if is_signed else letter.mail.authenticity,
        "files": [said_of(file) for file in files],
    }
    if is_doubtful:
        says["why"] = "unverified"
    return Line(case.key, kind, by, at, says, id=entry), files


def answer_line(
    letter: Letter, case: UUID, question: UUID, entry: UUID, *, keys: Sequence[str] = (), at: datetime
) -> tuple[Line, list[File]]:
    """Return the line of what somebody outside answers, and its files; only the company reads it."""
    files = _files(letter, case, entry, keys, at)
    says = _said(letter) | {"question": str(question), "files": [said_of(file) for file in files]}
    says["text"] = says["text"][:LONGEST_ANSWER]
    return Line(case, "question.answered", SYSTEM, at, says, id=entry), files


def employee_line(
    letter: Letter,
    case: UUID,
    entry: UUID,
    *,
    is_shared: bool,
    answers: UUID | None,
    keys: Sequence[str] = (),
    at: datetime,
) -> tuple[Line, list[File]]:
    """Return the line of what somebody of ours writes without an account, and its files.

    Written to the customer it is the company's word, which both sides read with its writer's name; else a note of the company's.
    `answers` is the entry of a mail of ours to them.
    """
    files = _files(letter, case, entry, keys, at)
    says = _said(letter) | {
        "verified": letter.mail.authenticity,
        "employee": True,
        "files": [said_of(file) for file in files],
    }
    if answers is not None:
        says["answers"] = str(answers)
    return Line(case, "message.sent" if is_shared else "note.received", SYSTEM, at, says, id=entry), files


def _files(letter: Letter, case: UUID, entry: UUID, keys: Sequence[str], at: datetime) -> list[File]:
    """Return the unsaved rows of a letter's files, whose bytes lie under `keys` or are stored by this call."""
    return [
        prepare_file(
            file.content,
            name=file.name,
            media_type=file.type,
            case=case,
            entry=entry,
            at=at,
            content_id=file.content_id or "",
            key=key,
        )
        for file, key in zip(letter.mail.files, keys or [""] * len(letter.mail.files), strict=True)
    ]


def automatic_line(letter: Letter, case: UUID, *, at: datetime) -> Line:
    """Return the line of a machine's answer; only the company reads it."""
    says = {"from": letter.sender, "text": letter.text[:LONGEST_TEXT], "what": "auto_reply"}
    return Line(case, "message.automatic", SYSTEM, at, says)


def _said(letter: Letter) -> dict[str, Any]:
    mail = letter.mail
    says: dict[str, Any] = {
        "from": {"name": mail.sender.name if mail.sender else "", "address": letter.sender},
        "to": [address.address for address in mail.to[:MOST_NAMED]],
        "cc": [address.address for address in mail.cc[:MOST_NAMED]],
        "subject": mail.subject,
        "text": letter.text[:LONGEST_TEXT],
        "sent_at": instant(mail.sent_at) if mail.sent_at else None,
        "channel": letter.channel,
        "language": letter.reading.language,
        "message_id": mail.message_id or "",
        "raw": {"id": str(letter.raw.pk), "sha256": letter.raw.sha256, "size": letter.raw.size},
        "has_quotes": letter.text != mail.text.strip(),
        "has_html": mail.html is not None,
    }
    if letter.is_imported:
        says["imported"] = True
    return says
