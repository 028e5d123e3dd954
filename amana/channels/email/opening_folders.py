"""Reading a folder on an IMAP server, without changing anything in it."""

from __future__ import annotations

import contextlib
import imaplib
import re
import ssl
import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from imap_tools import BaseMailBox, ImapToolsError

from amana.channels.email.covering import covered
from amana.channels.email.deadlines import cut
from amana.channels.email.delivering import is_this_machine, one_line
from amana.channels.email.errors import SignInRefused, Unreachable
from amana.channels.email.explaining import explained
from amana.channels.models import PLAIN, STARTTLS, TLS

# Codes of RFC 5530 that say "not now" where others say "not you".
_NOT_NOW = re.compile(rb"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG|CONTACTADMIN)", re.IGNORECASE)
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_ARRIVED = re.compile(rb'\bINTERNALDATE "([^"]+)"')
_LITERAL = re.compile(rb"\bBODY\[[^\]]*\](?:<\d+>)? \{(\d+)\}$", re.IGNORECASE)
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9@._+-]{3,254}\Z")
_END = re.compile(rb"[^{}]*\)\Z")
# Seconds for each answer to begin, and for all of what one command asks for.
TIMEOUT, WHOLE = 30.0, 150.0
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True, slots=True)
class ImapServer:
    """An IMAP server and how to sign in there."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a server says of a message before it is read; `arrived_at` in UTC, None when it does not say."""

    uid: int
    size: int
    arrived_at: datetime | None


class _Bounded(imaplib.IMAP4):
    """A client that reads no more than a message may have, and not for ever."""

    _alarm: threading.Timer | None = None

    def open(self, *arguments: Any, **named: Any) -> None:
        super().open(*arguments, **named)
        self.give_time()

    def give_time(self, seconds: float = WHOLE) -> None:
        """Let the deadline begin anew."""
        self._stop_alarm()
        self._alarm = threading.Timer(seconds, cut, [self])
        self._alarm.daemon = True
        self._alarm.start()

    def _stop_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()

    def shutdown(self) -> None:
        self._stop_alarm()
        super().shutdown()

    def read(self, size: int) -> bytes:
        if size > 2 * settings.MAIL_LARGEST:
            raise self.abort(f"{size} bytes announced at once")
        content = super().read(size)
        if len(content) != size:
            raise self.abort("the connection ended within a message")
        return content


class _BoundedTls(_Bounded, imaplib.IMAP4_SSL):
    pass


class _Account(BaseMailBox):
    def __init__(self, server: ImapServer) -> None:
        self._server = server
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        server, trusted = self._server, ssl.create_default_context()
        if server.security == TLS:
            return _BoundedTls(server.host, server.port, ssl_context=trusted, timeout=TIMEOUT)
        client = _Bounded(server.host, server.port, TIMEOUT)
        if server.security == STARTTLS:
            try:
                client.starttls(trusted)
            except BaseException:
                client.shutdown()
                raise
        return client


class Folder:
    """A folder opened for reading. Every method raises Unreachable when the conversation breaks off."""

    def __init__(self, account: _Account) -> None:
        self._account = account
        self._client = account.client

    def select(self, name: str) -> tuple[int, int | None]:
        """Open a folder so that nothing in it can change; return its UIDVALIDITY and the UID the next message will have."""
        with _as_trouble():
            self._account.folder.set(name, readonly=True)
            validity, following = self._number("UIDVALIDITY"), self._number("UIDNEXT")
        if not validity:
            raise Unreachable(_("The server does not say how long its numbers for messages hold (UIDVALIDITY)."))
        return validity, following

    def _number(self, name: str) -> int | None:
        values = self._client.response(name)[1]
        value = values[-1] if values else None
        return int(value) if isinstance(value, bytes) and value.isdigit() else None

    def uids_after(self, uid: int, *, since: date | None) -> list[int]:
        """Return the UIDs above this one, ascending; with `since` only of what arrived that day or later."""
        asked = f"UID {uid + 1}:*"
        if since is not None:
            asked += f" SINCE {since.day}-{_MONTHS[since.month - 1]}-{since.year}"
        with _as_trouble():
            found = {int(one) for one in self._account.uids(asked, charset=None)}
        # "n:*" names the last message even when its UID is below n (RFC 9051, 6.4.8).
        return sorted(one for one in found if one > uid)

    def uids_with(self, addresses: Collection[str]) -> list[int]:
        """Return the UIDs of messages that name one of these as sender or recipient, ascending; parts of an address will do.

        What is no plain address is left out: it could be read as another command.
        """
        found: set[int] = set()
        for one in addresses:
            if not _PLAIN_ADDRESS.match(one):
                continue
            with _as_trouble():
                found |= {int(uid) for uid in self._account.uids(f'OR FROM "{one}" TO "{one}"', charset=None)}
        return sorted(found)

    def look_at(self, uids: Sequence[int]) -> list[Shown]:
        """Return size and time of arrival of those that are still there, ascending."""
        shown: dict[int, Shown] = {}
        for item in self._fetch(uids, "(UID RFC822.SIZE INTERNALDATE)"):
            line = item[0] if isinstance(item, tuple) else item
            uid, size = _UID.search(line), _SIZE.search(line)
            if uid and size and int(uid[1]) in uids:
                arrived = _ARRIVED.search(line)
                shown[int(uid[1])] = Shown(int(uid[1]), int(size[1]), _moment(arrived[1]) if arrived else None)
        return [shown[uid] for uid in sorted(shown)]

    def read(self, uids: Sequence[int], *, seconds: float = WHOLE) -> dict[int, bytes]:
        """Return the bytes of those that are still there, within so many seconds. Nothing is marked as read."""
        return self._bodies(uids, "(UID BODY.PEEK[])", seconds)

    def read_head(self, uid: int, *, most: int) -> bytes:
        """Return the beginning of a message's header, empty when it is gone."""
        return self._bodies([uid], f"(UID BODY.PEEK[HEADER]<0.{most}>)").get(uid, b"")

    def _bodies(self, uids: Sequence[int], parts: str, seconds: float = WHOLE) -> dict[int, bytes]:
        items = self._fetch(uids, parts, seconds)
        bodies: dict[int, bytes] = {}
        for item, following in zip(items, [*items[1:], b""], strict=True):
            if not isinstance(item, tuple):
                continue
            head, content = item
            literal, end = _LITERAL.search(head), following if isinstance(following, bytes) else b""
            uid = _UID.search(head) or _UID.search(end)
            if not literal or not uid or int(literal[1]) != len(content) or not _END.match(end):
                raise Unreachable(_("The server's answer does not hold together; nothing of it was taken."))
            if int(uid[1]) in uids:
                bodies[int(uid[1])] = content
        return bodies

    def _fetch(self, uids: Sequence[int], parts: str, seconds: float = WHOLE) -> list[Any]:
        """Ask once for all; the answer is as imaplib gives it: pairs of line and literal, and lines."""
        if isinstance(self._client, _Bounded):
            self._client.give_time(seconds)
        with _as_trouble():
            verdict, items = self._client.uid("FETCH", ",".join(map(str, uids)), parts)
        if verdict != "OK":
            raise Unreachable(_("The server does not give out messages: %(why)s") % {"why": _said(items)})
        return [item for item in items if item is not None]


@contextlib.contextmanager
def signed_in(server: ImapServer) -> Iterator[Folder]:
    """Reach the server, sign in, and leave at the end. Raises Unreachable or SignInRefused."""
    with _as_trouble():
        account = _Account(server)
    try:
        if server.security == PLAIN and not is_this_machine(server.host):
            raise SignInRefused(_("A password is not sent over a connection that is not encrypted."))
        with _as_trouble():
            _sign_in(account, server)
        yield Folder(account)
    finally:
        with contextlib.suppress(imaplib.IMAP4.error, ImapToolsError, OSError):
            account.client.logout()
        with contextlib.suppress(OSError, ValueError):
            account.client.shutdown()


def _sign_in(account: _Account, server: ImapServer) -> None:
    if not (server.password + server.user).isprintable():
        raise SignInRefused(_("User and password cannot hold line breaks."))
    try:
        if server.token:
            account.xoauth2(server.user, server.token, initial_folder=None)
        elif (server.user + server.password).isascii():
            account.login(server.user, server.password, initial_folder=None)
        else:
            account.login_utf8(server.user, server.password, initial_folder=None)
    except imaplib.IMAP4.abort:
        raise
    except (ImapToolsError, imaplib.IMAP4.error) as error:
        said = covered(str(error), user=server.user, secrets=(server.password, server.token)).encode()
        # What it said as it said it goes no further, not into a log either.
        if _NOT_NOW.search(said):
            raise Unreachable(
                _("The server cannot check the sign-in now: %(answer)s") % {"answer": _said(said)}
            ) from None
        raise SignInRefused(_("The server did not accept the sign-in: %(answer)s") % {"answer": _said(said)}) from None


@contextlib.contextmanager
def _as_trouble() -> Iterator[None]:
    """What the libraries raise, in our words."""
    try:
        yield
    except (imaplib.IMAP4.error, ImapToolsError, OSError, ValueError, AttributeError) as error:
        # AttributeError: imaplib's way to meet a connection that was cut meanwhile.
        raise Unreachable(explained(error)) from error


def _said(items: object) -> str:
    return one_line(items if isinstance(items, bytes) else str(items))[:160]


def _moment(written: bytes) -> datetime | None:
    try:
        return datetime.strptime(written.decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def day_before(day: date) -> date:
    """Servers compare days in a zone of their own choice: one day of margin on either side of the world."""
    return day - timedelta(days=1)
