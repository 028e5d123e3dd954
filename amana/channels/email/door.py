"""Our own door for mail: an LMTP and SMTP server that says yes only after the message is committed."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from functools import partial

from aiosmtpd.smtp import SMTP, Envelope, syntax
from django.conf import settings
from django.db import Error
from django.utils import timezone

from amana.channels.email.committing import Committer
from amana.channels.email.oversized import head_of, keep_trace, too_large
from amana.channels.email.peeking import HEAD, peek
from amana.channels.email.signing import read_reply_address
from amana.post.accepting import Came

log = logging.getLogger(__name__)

AT_ONCE = 100  # connections
RECIPIENTS = 100  # of one message: RFC 5321, 4.5.3.1.8 asks for at least as many
COMMANDS = 5000  # of one kind in one connection
IDLE = 300.0  # seconds without a command
LONGEST_DATA = 600.0  # seconds for one message in all
IN_MEMORY = 3  # largest messages that may be in memory at a time, in all conversations together
GRACE = 10.0  # seconds for what is under way when the door closes

TAKEN = "250 2.0.0 Stored"
LATER = "451 4.3.0 Not stored; try again later"
FULL = "452 4.3.1 Too much at once; try again later"
TOO_LARGE = "552 5.3.4 The message is too large"


class Room:
    """What all conversations of one door share: their number, the memory they use, and who writes for them."""

    def __init__(self, committer: Committer, *, largest: int) -> None:
        self.committer = committer
        self.largest = largest
        self.talking: set[Conversation] = set()
        self.in_memory = 0


class Gathering:
    """One message as it comes in: all of it while there is room, its head alone once it is too large."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._raw = bytearray()
        self._counted = 0
        self._has_room = True
        self.size = 0

    @property
    def is_too_large(self) -> bool:
        return self.size > self._room.largest

    def add(self, line: bytes) -> None:
        self.size += len(line)
        if not self._has_room:
            return
        if not self.is_too_large or len(self._raw) < HEAD:
            self._raw += line
            self._count(len(line))
        elif len(self._raw) > HEAD:
            del self._raw[HEAD:]
            self._count(HEAD - self._counted)
        if self._room.in_memory > IN_MEMORY * self._room.largest:
            self._has_room = False
            self.let_go()

    def content(self) -> bytes | None:
        """Give the message away, or the head of one too large; None when there was no room for it."""
        raw, self._raw = bytes(self._raw), bytearray()
        if not self._has_room:
            return None
        return head_of(raw) if self.is_too_large else raw

    def let_go(self) -> None:
        self._raw = bytearray()
        self._count(-self._counted)

    def _count(self, size: int) -> None:
        self._counted += size
        self._room.in_memory += size


class Conversation(SMTP):
    """One connection, in LMTP or SMTP as its first word says."""

    # Mail may have 998 in a line (RFC 5322, 2.1.1); what programs send beyond that is taken in pieces, not judged.
    line_length_limit = 64 * 1024
    command_size_limit = 2048

    def __init__(self, room: Room, *, hostname: str) -> None:
        super().__init__(
            object(),
            data_size_limit=room.largest,
            enable_SMTPUTF8=True,
            hostname=hostname,
            ident="Amana",
            timeout=IDLE,
            command_call_limit={"*": COMMANDS},
        )
        self._room = room
        self._is_lmtp = False
        self.gathering: Gathering | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if len(self._room.talking) >= AT_ONCE and isinstance(transport, asyncio.WriteTransport):
            transport.write(b"421 4.3.2 Too many connections; try again later\r\n")
            transport.close()
            return
        self._room.talking.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self in self._room.talking:
            self._room.talking.discard(self)
            super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        if self in self._room.talking:
            super().data_received(data)

    def eof_received(self) -> bool | None:
        return super().eof_received() if self in self._room.talking else False

    async def handle_exception(self, error: Exception) -> str:
        """Say nothing of our inside to a stranger."""
        log.error("a conversation failed", exc_info=error)
        return LATER

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, arg: str) -> None:  # noqa: N802  # commands are found by these names
        self._is_lmtp = True
        await super().smtp_EHLO(arg)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802  # as above
        if self.envelope is not None and len(self.envelope.rcpt_tos) >= RECIPIENTS:
            await self.push("452 4.5.3 Too many recipients")
            return
        await super().smtp_RCPT(arg)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802  # as above
        """Take one message. In LMTP each recipient has an answer of its own (RFC 2033, 4.2)."""
        envelope = self.envelope
        if await self.check_helo_needed():
            return
        if envelope is None or not envelope.rcpt_tos or arg:
            await self.push("503 5.5.1 RCPT first" if not arg else "501 5.5.4 Syntax: DATA")
            return
        self._reset_timeout(LONGEST_DATA)
        await self.push("354 End with <CR><LF>.<CR><LF>")
        self.gathering = Gathering(self._room)
        try:
            answer = await self._taken(self.gathering, envelope)
        finally:
            self.gathering.let_go()
            self.gathering = None
        self.envelope = self._create_envelope()
        for _ in range(len(envelope.rcpt_tos) if self._is_lmtp else 1):
            await self.push(answer)
        self._reset_timeout()

    async def _taken(self, message: Gathering, envelope: Envelope) -> str:
        await self._read_into(message)
        raw = message.content()
        if raw is None:
            return FULL
        came = self._came(raw, envelope)
        if not message.is_too_large:
            return TAKEN if await self._room.committer.take(came) else LATER
        reason = too_large(message.size, is_refused=True)
        with contextlib.suppress(Error, OSError):  # the refusal stands, whether or not a trace could be kept
            await self._room.committer.write(partial(keep_trace, came, reason=reason, at=timezone.now()))
        return TOO_LARGE

    async def _read_into(self, message: Gathering) -> None:
        """Read to the end mark, all of it in any case, as the other side listens only afterwards.

        Only CR LF . CR LF ends it, and only a dot after CR LF was doubled: a lone LF or CR is a character like others
        (CVE-2023-51764).
        """
        is_start = True
        while True:
            line, is_whole = await self._piece()
            if is_start and line == b".\r\n":
                return
            message.add(line[1:] if is_start and line.startswith(b".") else line)
            is_start = is_whole

    async def _piece(self) -> tuple[bytes, bool]:
        """Return the next line, or as much of it as fits, and whether it ends there."""
        try:
            return await self._reader.readuntil(b"\r\n"), True
        except asyncio.LimitOverrunError as over:
            return await self._reader.read(over.consumed), False

    def _came(self, raw: bytes, envelope: Envelope) -> Came:
        peeked = peek(raw)
        return Came(
            raw,
            peeked.digest,
            door="lmtp" if self._is_lmtp else "smtp",
            message_id=peeked.message_id,
            envelope_from=_address(envelope.mail_from or ""),
            envelope_to=_telling([_address(one) for one in envelope.rcpt_tos]),
        )


def _address(written: str) -> str:
    """The null sender of a bounce is empty; bytes that are no UTF-8 become question marks, NUL goes."""
    plain = written.strip().encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    return plain.removeprefix("<").removesuffix(">")


def _telling(recipients: list[str]) -> str:
    """One message is kept once: of its recipients, the one that leads to a case."""
    keys = [key.encode() for key in settings.MAIL_KEYS]
    return next((one for one in recipients if read_reply_address(keys, one)), recipients[0])


def run(
    host: str,
    port: int,
    stop_event: threading.Event,
    *,
    prepare: Callable[[], None] = lambda: None,
    on_open: Callable[[int], None] = lambda _port: None,
) -> None:
    """Keep the door open until `stop_event`; what is under way then is finished, for at most ten seconds.

    `prepare` is called in the thread that writes, `on_open` with the port (0 chooses a free one). Raises OSError when
    the address cannot be had. A caller restarts it when it ends otherwise.
    """
    asyncio.run(_serve(host, port, stop_event, prepare, on_open))


async def _serve(
    host: str,
    port: int,
    stop_event: threading.Event,
    prepare: Callable[[], None],
    on_open: Callable[[int], None],
) -> None:
    loop = asyncio.get_running_loop()
    committer = Committer(prepare)
    room = Room(committer, largest=settings.MAIL_LARGEST)
    name = settings.ALLOWED_HOSTS[0]
    server = await loop.create_server(lambda: Conversation(room, hostname=name), host, port)
    committing = loop.create_task(committer.go_on())
    try:
        on_open(server.sockets[0].getsockname()[1])
        await loop.run_in_executor(None, stop_event.wait)
        server.close()
        for _ in range(int(GRACE / 0.1)):
            if not any(one.gathering for one in room.talking):
                break
            await asyncio.sleep(0.1)
    finally:
        server.close()
        committing.cancel()
        for one in list(room.talking):
            if one.transport is not None:
                one.transport.close()
        committer.close()
