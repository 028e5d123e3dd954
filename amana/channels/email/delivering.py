"""Handing one mail to an SMTP server, byte for byte, knowing at each moment whether it may have been taken."""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from types import TracebackType
from typing import Protocol

from django.utils.translation import gettext as _

from amana.channels.email.covering import covered
from amana.channels.email.deadlines import within
from amana.channels.email.errors import SignInRefused, Unreachable
from amana.channels.email.explaining import explained
from amana.channels.models import STARTTLS, TLS
from amana.kit.crashing import point

STARTTLS_IF_OFFERED = "offered"
NOT_NOW = 454  # the server cannot check a sign-in at present (RFC 4954, 4.7)
SIGN_IN_FIRST = {530, 534, 535, 538}
_LONE_BREAK = re.compile(rb"\r(?!\n)|(?<!\r)\n")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds. `after_end` is the answer to a whole mail: RFC 5321, 4.5.3.2.6 asks for ten minutes."""

    connect: float = 30
    answer: float = 60
    after_end: float = 300
    whole: float = 600


@dataclass(frozen=True, slots=True)
class Server:
    """An SMTP server and how to sign in there: by password, by an OAuth token, or not at all."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: a code of three digits, and its words on one line."""

    code: int
    words: str

    @property
    def is_yes(self) -> bool:
        return 200 <= self.code < 300

    @property
    def is_final_no(self) -> bool:
        return self.code >= 500

    def __str__(self) -> str:
        return f"{self.code} {self.words}"[:300]


class NotTold(Unreachable):
    """The connection ended after the whole mail was sent and before the server answered: nobody knows."""


class Carrier(Protocol):
    """Whoever takes mails from us one after the other: first the envelope, then the mail."""

    def offer(self, sender: str, recipients: Sequence[str], *, mime: bytes) -> dict[str, Answer]: ...

    def hand_over(self, mime: bytes, *, before_end: Callable[[], None]) -> dict[str, Answer]: ...

    def break_off(self) -> None: ...


class Session:
    """A signed-in conversation with a server; leaving the block ends it politely if it can."""

    def __init__(self, client: smtplib.SMTP, patience: Patience) -> None:
        self._client = client
        self._patience = patience
        self._is_fresh = True
        self._taken: list[str] = []

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            if self._client.sock is not None:
                self._client.sock.settimeout(min(self._patience.answer, 5))
                self._client.quit()
        self._client.close()

    def offer(self, sender: str, recipients: Sequence[str], *, mime: bytes) -> dict[str, Answer]:
        """Say who writes to whom and return the answer for each recipient. Raises Unreachable or SignInRefused."""
        with _as_trouble(), within(self._patience.whole, self._client):
            if not self._is_fresh:
                self._client.rset()
            self._is_fresh = False
            said = _answer(self._client.mail(sender, self._options(mime)))
            if said.code in SIGN_IN_FIRST:
                raise SignInRefused(_("The server asks to sign in first: %(answer)s") % {"answer": said})
            if not said.is_yes:
                return dict.fromkeys(recipients, said)
            answers = {one: _answer(self._client.rcpt(one)) for one in recipients}
            self._taken = [one for one, said in answers.items() if said.is_yes]
            return answers

    def hand_over(self, mime: bytes, *, before_end: Callable[[], None]) -> dict[str, Answer]:
        """Send the mail to those for whom it was taken, and return the answer for each.

        `before_end` is called when all but the end mark has been sent; when it raises, the server has
        taken nothing. Raises Unreachable while that is so, and NotTold when the mail may have been taken.
        """
        body = stuffed(mime)
        with within(self._patience.whole, self._client):
            with _as_trouble():
                ready = _answer(self._client.docmd("DATA"))
                if ready.code != 354:
                    return dict.fromkeys(self._taken, ready)
                self._client.send(body)
            point("S5")
            before_end()
            return dict.fromkeys(self._taken, self._end())

    def _end(self) -> Answer:
        assert self._client.sock is not None
        try:
            self._client.sock.settimeout(self._patience.after_end)
            self._client.send(b".\r\n")
            point("S6")
            said = _answer(self._client.getreply())
            self._client.sock.settimeout(self._patience.answer)
            if said.code < 200:
                raise smtplib.SMTPException("that was no answer")
        except (smtplib.SMTPException, OSError) as error:
            self._client.close()
            raise NotTold(_("The server broke off before it said whether it took the mail.")) from error
        point("S7")
        return said

    def break_off(self) -> None:
        """End the connection at once, so that a mail sent in part is not taken."""
        self._client.close()

    def _options(self, mime: bytes) -> list[str]:
        options = [f"SIZE={len(mime)}"] if self._client.has_extn("size") else []
        if not mime.isascii() and self._client.has_extn("8bitmime"):
            options.append("BODY=8BITMIME")
        return options


def stuffed(mime: bytes) -> bytes:
    """Return the mail as it travels: dots at line starts doubled, ending with a line end (RFC 5321, 4.5.2).

    Raises ValueError for a lone CR or LF, by which a second mail could be smuggled in (CVE-2023-51764).
    """
    if _LONE_BREAK.search(mime):
        raise ValueError("a mail to send holds a lone line break")
    body = mime if mime.endswith(b"\r\n") else mime + b"\r\n"
    body = body.replace(b"\r\n.", b"\r\n..")
    return b"." + body if body.startswith(b".") else body


def connect(server: Server, *, calling_from: str, patience: Patience) -> Session:
    """Reach the server, encrypt, and sign in. `calling_from` is our own host name.

    Raises Unreachable when it does not answer or its certificate cannot be trusted, SignInRefused when it does not let us in.
    """
    trusted = ssl.create_default_context()
    client = (
        smtplib.SMTP_SSL(local_hostname=calling_from, timeout=patience.connect, context=trusted)
        if server.security == TLS
        else smtplib.SMTP(local_hostname=calling_from, timeout=patience.connect)
    )
    client._host = server.host  # type: ignore[attr-defined]  # the name a certificate is checked against
    try:
        with _as_trouble(), within(patience.whole, client):
            greeting = _answer(client.connect(server.host, server.port))
            _send_at_once(client)
            if not greeting.is_yes:
                raise Unreachable(_("The server does not want to talk: %(answer)s") % {"answer": greeting})
            client.ehlo_or_helo_if_needed()
            is_encrypted = _encrypt(client, server, trusted)
            if client.sock is not None:
                client.sock.settimeout(patience.answer)
            _sign_in(client, server, is_encrypted=is_encrypted)
    except BaseException:
        client.close()
        raise
    return Session(client, patience)


def _send_at_once(client: smtplib.SMTP) -> None:
    """The end mark follows the mail in a packet of its own; held back for an answer to the mail, it costs 40 ms each time."""
    if client.sock is not None:
        client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _encrypt(client: smtplib.SMTP, server: Server, trusted: ssl.SSLContext) -> bool:
    wanted = server.security == STARTTLS or (server.security == STARTTLS_IF_OFFERED and client.has_extn("starttls"))
    if wanted:
        client.starttls(context=trusted)
        client.ehlo_or_helo_if_needed()
    return wanted or server.security == TLS


def _sign_in(client: smtplib.SMTP, server: Server, *, is_encrypted: bool) -> None:
    if not server.user:
        return
    if not is_encrypted and not is_this_machine(server.host):
        raise SignInRefused(_("A password is not sent over a connection that is not encrypted."))
    try:
        if server.token:
            client.auth(
                "XOAUTH2", lambda challenge=None: xoauth2(server.user, server.token) if challenge is None else ""
            )
        else:
            client.login(server.user, server.password)
    except smtplib.SMTPAuthenticationError as error:
        words = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        words = covered(words, user=server.user, secrets=(server.password, server.token))
        said = Answer(error.smtp_code, one_line(words))
        # What it said as it said it goes no further, not into a log either.
        if said.code == NOT_NOW or 400 <= said.code < 500:
            raise Unreachable(_("The server cannot check the sign-in now: %(answer)s") % {"answer": said}) from None
        raise SignInRefused(_("The server did not accept the sign-in: %(answer)s") % {"answer": said}) from None
    except UnicodeEncodeError as error:
        raise SignInRefused(_("The user or password holds letters that this server cannot be told.")) from error


def xoauth2(user: str, token: str) -> str:
    """Return what is said to sign in by an OAuth token (Google and Microsoft, "SASL XOAUTH2")."""
    return f"user={user}\1auth=Bearer {token}\1\1"


def is_this_machine(host: str) -> bool:
    """True for a loopback address and for localhost."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _answer(reply: tuple[int, bytes]) -> Answer:
    return Answer(reply[0], one_line(reply[1]))


def one_line(words: bytes | str) -> str:
    """Return what a server said as one line of printable letters, at most 250."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:250]


@contextlib.contextmanager
def _as_trouble() -> Iterator[None]:
    """What the library raises, in our words; an answer that is no SMTP counts as no answer."""
    try:
        yield
    except (SignInRefused, Unreachable):
        raise
    except ssl.SSLCertVerificationError as error:
        raise Unreachable(explained(error)) from error
    except ssl.SSLError as error:
        raise Unreachable(
            _("No encrypted connection came about (%(why)s).") % {"why": error.reason or error}
        ) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Unreachable(_("The server does not offer what is needed: %(why)s") % {"why": error}) from error
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise Unreachable(explained(error)) from error
