"""Taking words from elsewhere into the record: each with its own moment and side, and none of them twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from amana.advocacy.adding.dropping import content_of
from amana.advocacy.adding.understanding import Understood
from amana.advocacy.letters.models import Dropped, SentLetter
from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.channels.email.addresses import is_address
from amana.channels.email.composing import Attached
from amana.channels.email.mail import Mail
from amana.commitments.making import Draft, prepare
from amana.commitments.models import Commitment
from amana.handling.filing import file_all
from amana.handling.talking.bringing_in import Heard, key_of, line_of
from amana.kit.codes import new_id
from amana.kit.working_time import week_in_zone
from amana.language import read
from amana.language.findings import Promise
from amana.record.appending import Appended, Line, append, append_many
from amana.record.reading import entries
from amana.record.sealing import instant
from amana.team.viewing import Viewer

AT_A_TIME = 1000
LONGEST_TEXT = 65_536
# Promises are looked for in the latest words of the company, and offered to be written down.
MOST_READ = 120
MOST_PROMISES = 8


@dataclass(frozen=True)
class Offered:
    """A promise found in the company's words, offered to be written down: by which message it was made."""

    key: UUID
    promise: Promise
    name: str


def heard_in(found: Understood, sides: Mapping[str, str], *, zone: ZoneInfo) -> list[Heard]:
    """Return the messages of a chat with their side and moment; `sides` says by name who is who, others are left out.

    An hour that a change of clocks has twice is taken as the first, one that it leaves out as the hour after.
    """
    return [
        Heard(one.at.replace(tzinfo=zone), sides[one.who], one.who, one.text, one.again)
        for one in found.chat
        if sides.get(one.who) in {COMPANY, CUSTOMER}
    ]


def side_of(mail: Mail, case: Case) -> str:
    """Return whose words a mail is: its keeper's when it comes from an address of theirs, else the company's."""
    own = {case.customer.account.email.lower()} if case.customer.account else set()
    box = getattr(case.customer, "own_mailbox", None)
    own |= {box.address} if box is not None else set()
    sender = mail.sender.key if mail.sender else ""
    return CUSTOMER if sender in own else COMPANY


def mail_key(case: UUID, mail: Mail, said: Heard) -> UUID:
    """Return the key of a mail's entry: the same mail of the same case has the same, however often it is added."""
    return uuid5(case, f"mail:{mail.message_id}") if mail.message_id else key_of(case, said)


def is_ours_already(case: Case, mail: Mail) -> bool:
    """Whether a mail is a letter that went out from here, and stands in the record as such."""
    local = (mail.message_id or "").partition("@")[0]
    if not local.startswith("l.") or len(local) != 34:
        return False
    try:
        return SentLetter.objects.filter(case=case, entry=UUID(hex=local[2:])).exists()
    except ValueError:
        return False


@transaction.atomic
def take_chat(
    case: Case,
    chat: Sequence[Heard],
    *,
    by: Viewer,
    at: datetime,
    promises: Sequence[Offered] = (),
    channel: str = "whatsapp",
) -> int:
    """Put messages into the record that are not in it yet; return how many were new. Promises chosen enter the ledger.

    Each entry says when and by whom its words were said. Raises Refused when the case is closed, or a message lies in
    the future.
    """
    case = _ready(case, chat, at)
    keyed = {key_of(case.key, said): said for said in sorted(chat, key=lambda one: one.at)}
    lines = [_line(case, key, said, by, at, channel=channel) for key, said in _fresh(keyed).items()]
    _write(case, lines, promises, chat, by=by, at=at)
    return len(lines)


@transaction.atomic
def take_mail(
    case: Case, mail: Mail, *, side: str, sent_at: datetime, by: Viewer, at: datetime, promises: Sequence[Offered] = ()
) -> bool:
    """Put one mail into the record with its files; return whether it was new. A letter that left from here is not doubled."""
    sender = mail.sender
    name = (sender.name or sender.address) if sender else ""
    text = (mail.text_new or mail.text).strip()[:LONGEST_TEXT]
    said = Heard(sent_at, side, name, text or mail.subject)
    case = _ready(case, [said], at)
    key = mail_key(case.key, mail, said)
    if is_ours_already(case, mail) or not _fresh({key: said}):
        return False
    files = [Attached(one.name, one.type, one.content) for one in mail.files[:20]]
    line = _line(case, key, said, by, at, channel="email")
    says = {**line.content, "subject": mail.subject[:300], "message_id": mail.message_id,
            "from": {"name": sender.name, "address": sender.address} if sender else {"name": ""},
            "files": file_all(files, case=case.key, entry=key, at=at)}  # fmt: skip
    _write(case, [replace(line, content=says)], promises, [said], by=by, at=at)
    if side == COMPANY:
        _note_answer(case, mail, at)
    return True


@transaction.atomic
def take_post(
    case: Case, said: Heard, address: str, *, picture: Attached | None = None, by: Viewer, at: datetime
) -> bool:
    """Put what was written in public into the record, by its address and with a picture of it; return whether it was new.

    `address` was checked by `posting`. Raises Refused when there are no words, or their moment is still to come.
    """
    if not said.text.strip():
        raise Refused(_("Write the words of the post as they stand there."))
    case = _ready(case, [said], at)
    key = uuid5(case.key, f"post:{address}\x1f{key_of(case.key, said)}")
    if not _fresh({key: said}):
        return False
    line = _line(case, key, said, by, at, channel="post")
    files = file_all([picture] if picture else [], case=case.key, entry=key, at=at)
    says = {**line.content, "is_public": True, "post": address, "files": files}
    _write(case, [replace(line, content=says)], [], [said], by=by, at=at)
    return True


def _note_answer(case: Case, mail: Mail, at: datetime) -> None:
    """A letter to whoever writes now has been answered."""
    if mail.sender is not None and is_address(mail.sender.address):
        rows = SentLetter.objects.filter(case=case, answered_at=None, to__iexact=mail.sender.address)
        rows.filter(sent_at__lte=mail.sent_at or at).update(answered_at=at)


@transaction.atomic
def take_exhibit(
    case: Case, dropped: Dropped, *, what: str, text: str, shown_at: datetime, by: Viewer, at: datetime
) -> Appended:  # fmt: skip
    """Keep a picture as evidence with its day, what it is, and what can be read on it as its keeper typed it."""
    if not text.strip():
        raise Refused(_("Write what can be read in it: the words in a picture are not read here."))
    if shown_at > at:
        raise Refused(_("This day is still to come."))
    case = take(case.key)
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    key = new_id()
    name = dropped.name or _("picture")
    files = file_all([Attached(name, dropped.type, content_of(dropped))], case=case.key, entry=key, at=at)
    says = {"text": text.strip()[:LONGEST_TEXT], "what": " ".join(what.split())[:200] or name, "files": files,
            "shown_at": instant(shown_at), "by": by.name}  # fmt: skip
    return append(Line(case.key, "exhibit.added", by.actor, at, says, id=key))


def promises_in(case: Case, chat: Sequence[Heard]) -> list[Offered]:
    """Return promises in the company's latest words that have a time; they are offered, and nobody is bound by them."""
    week, found = week_in_zone(case.zone or "UTC"), []
    theirs = [said for said in chat if said.side == COMPANY][-MOST_READ:]
    for said in theirs:
        reading = read(said.text, sent_at=said.at, side="company", locale=case.language, week=week, only=["promises"])
        found += [
            Offered(key_of(case.key, said), one, said.name)
            for one in reading.promises
            if one.by == COMPANY and one.due.at is not None and one.due.at > said.at
        ]
    known = set(
        Commitment.objects.filter(case=case, said_in__in=[one.key for one in found]).values_list("said_in", flat=True)
    )
    return [one for one in found if one.key not in known][-MOST_PROMISES:]


def _ready(case: Case, chat: Sequence[Heard], at: datetime) -> Case:
    case = take(case.key)
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    if not chat:
        raise Refused(_("Say who is who first."))
    if any(said.at > at for said in chat):
        raise Refused(_("A message of this chat lies in the future. Look at how its dates are written."))
    return case


def _fresh(keyed: Mapping[UUID, Heard]) -> dict[UUID, Heard]:
    keys = list(keyed)
    known: set[UUID] = set()
    for start in range(0, len(keys), AT_A_TIME):
        known |= set(entries(keys[start : start + AT_A_TIME], side="customer"))
    return {key: said for key, said in keyed.items() if key not in known}


def _line(case: Case, key: UUID, said: Heard, by: Viewer, at: datetime, *, channel: str) -> Line:
    return line_of(case, key, replace(said, text=said.text[:LONGEST_TEXT]), by=by, at=at, channel=channel)


def _write(
    case: Case, lines: list[Line], promises: Sequence[Offered], chat: Sequence[Heard], *, by: Viewer, at: datetime
) -> None:  # fmt: skip
    if not lines:
        return
    last = max(chat, key=lambda said: said.at)
    if last.at >= case.last_word_at:
        case.last_word_at, case.last_word_by = last.at, last.side
        case.save(update_fields=["last_word_at", "last_word_by"])
    for start in range(0, len(lines), AT_A_TIME):
        append_many(lines[start : start + AT_A_TIME])
    said = {key_of(case.key, one): one for one in chat}
    rows = [_promised(case, one, said.get(one.key), by=by, at=at) for one in promises]
    Commitment.objects.bulk_create([row for row, _line in rows])
    append_many([line for _row, line in rows])


def _promised(case: Case, one: Offered, said: Heard | None, *, by: Viewer, at: datetime) -> tuple[Commitment, Line]:
    assert one.promise.due.at is not None
    draft = Draft(
        one.promise.action or one.promise.quote, one.promise.due.at, COMPANY, None, Commitment.READ,
        quote=one.promise.quote[:5000], said_in=one.key, due_words=one.promise.due.words, due_rule=one.promise.due.rule,
        firmness=one.promise.firmness,
    )  # fmt: skip
    row, line = prepare(case, draft, by=by, at=min(said.at, at) if said else at)
    return row, replace(line, at=at)
