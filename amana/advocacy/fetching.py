"""Choosing messages in one's own mailbox: only those from or to the company's addresses are listed, and only what is chosen is read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from amana.advocacy.adding.dropping import drop
from amana.advocacy.letters.connecting import lent
from amana.advocacy.letters.models import Dropped, OwnMailbox, SentLetter
from amana.advocacy.siding import companies_of
from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.email.addresses import is_address
from amana.channels.email.errors import MailTrouble
from amana.channels.email.fetching import imap_server
from amana.channels.email.mail import Unparseable
from amana.channels.email.opening_folders import signed_in
from amana.channels.email.reading_apart import read_opened
from amana.directory.family import family, root_of
from amana.directory.models import Name, Point
from amana.escalation.own.models import OwnRung

MOST = 40
MOST_ADDRESSES = 20
HEAD = 8 * 1024


@dataclass(frozen=True)
class Listed:
    """A message in the mailbox, known by its head alone."""

    uid: int
    sender: str
    subject: str
    sent_at: datetime | None


def addresses_of(case: Case) -> list[str]:
    """Return the company's mail addresses and domains as this case and the directory know them."""
    sent = SentLetter.objects.filter(case=case).exclude(to="").values_list("to", flat=True)[:MOST_ADDRESSES]
    asked = OwnRung.objects.filter(case=case).exclude(address="").values_list("address", flat=True)[:MOST_ADDRESSES]
    keys = [key for row in companies_of(case) for key in family(root_of(row.company))]
    points = Point.objects.filter(company__in=keys, kind=Point.MAIL).values_list("value", flat=True)[:MOST_ADDRESSES]
    domains = Name.objects.filter(company__in=keys, kind=Name.DOMAIN).values_list("folded", flat=True)[:MOST_ADDRESSES]
    known = [one.lower() for one in (*sent, *asked, *points) if is_address(one)] + [f"@{one}" for one in domains]
    return [one for one in dict.fromkeys(known) if one.isascii()][:MOST_ADDRESSES]


def list_messages(mailbox: OwnMailbox, addresses: Collection[str], *, at: datetime) -> list[Listed]:
    """Return the latest messages from or to these addresses, by their heads. Raises Refused when it cannot be reached."""
    if not addresses:
        return []
    try:
        with signed_in(imap_server(lent(mailbox), at=at)) as folder:
            folder.select("INBOX")
            uids = folder.uids_with(addresses)[-MOST:]
            return [_listed(uid, folder.read_head(uid, most=HEAD)) for uid in reversed(uids)]
    except MailTrouble as trouble:
        raise Refused(str(trouble)) from None


def _listed(uid: int, head: bytes) -> Listed:
    try:
        mail = read_opened(head + b"\r\n\r\n")
    except Unparseable:
        return Listed(uid, "", _("a message whose head cannot be read"), None)
    sender = mail.sender
    return Listed(uid, (sender.name or sender.address) if sender else "", mail.subject, mail.sent_at)


def fetch_chosen(
    case: Case, mailbox: OwnMailbox, uids: Collection[int], addresses: Collection[str], *, at: datetime
) -> list[Dropped]:  # fmt: skip
    """Fetch the chosen messages to be looked at; one that is not from or to these addresses is not read.

    Raises Refused when the mailbox cannot be reached, or nothing was chosen.
    """
    if not uids:
        raise Refused(_("Choose a message first."))
    try:
        with signed_in(imap_server(lent(mailbox), at=at)) as folder:
            folder.select("INBOX")
            allowed = [uid for uid in folder.uids_with(addresses) if uid in set(uids)][:MOST]
            bodies = folder.read(allowed) if allowed else {}
    except MailTrouble as trouble:
        raise Refused(str(trouble)) from None
    return [drop(case, body, name=_("from the mailbox") + ".eml", media_type="message/rfc822", at=at)
            for body in bodies.values()]  # fmt: skip
