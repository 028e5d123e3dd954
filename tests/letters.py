"""Mail for tests: written, accepted and received as the product does it, at a time passed in."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from amana.cases.models import Case
from amana.channels.email.peeking import peek
from amana.handling.intake.receiving import receive
from amana.kit.codes import new_id
from amana.post.accepting import Came, accept_all
from amana.post.models import Outgoing, RawMessage


def letter(
    sender: str,
    text: str,
    *,
    at: datetime,
    name: str = "",
    to: str = "support@example.com",
    subject: str = "Router",
    answers: Sequence[str] = (),
    headers: Sequence[tuple[str, str]] = (),
    message_id: str = "",
) -> bytes:
    """Return a plain mail; `answers` are Message-IDs without brackets, oldest first."""
    mail = EmailMessage()
    mail["From"] = formataddr((name, sender)) if name else sender
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{message_id or new_id().hex + '@customer.example'}>"
    if answers:
        mail["In-Reply-To"] = f"<{answers[-1]}>"
        mail["References"] = " ".join(f"<{value}>" for value in answers)
    for field, value in headers:
        mail[field] = value
    mail.set_content(text)
    # Ids stay on one line, as mail programs write them; Python's own folding would encode a long one.
    return mail.as_bytes(policy=mail.policy.clone(max_line_length=None))


def words_of(raw: bytes) -> str:
    """Return the plain text of a mail as its reader sees it."""
    body = email.message_from_bytes(raw, policy=email.policy.default).get_body(("plain",))  # type: ignore[attr-defined]  # EmailMessage, by the policy
    return str(body.get_content())


def last_mail(what: str) -> str:
    """Return the plain text of our latest mail of this kind, as it lies in the outbox."""
    row = Outgoing.objects.filter(what=what).order_by("created_at", "pk").last()
    assert row is not None
    return words_of(bytes(row.mime))


def accept(*raws: bytes, at: datetime, door: str = "test") -> None:
    """Accept messages without receiving them yet."""
    peeked = [peek(raw) for raw in raws]
    accept_all([Came(raw, one.digest, door, one.message_id) for raw, one in zip(raws, peeked, strict=True)], at=at)


def take_in(raw: bytes, *, at: datetime, door: str = "test", **more: object) -> RawMessage:
    """Accept a message and receive what waits; return its row as it is then."""
    peeked = peek(raw)
    accept_all([Came(raw, peeked.digest, door, peeked.message_id, **more)], at=at)  # type: ignore[arg-type]  # fields of Came, by name
    receive(worker="test", at=at)
    return RawMessage.objects.get(digest=peeked.digest)


def deliver(sender: str, text: str, *, at: datetime, **more: object) -> Case:
    """Take in a mail that opens or continues a case, and return the case."""
    row = take_in(letter(sender, text, at=at, **more), at=at)  # type: ignore[arg-type]  # headers by name
    return Case.objects.get(pk=row.case)
