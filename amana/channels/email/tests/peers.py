"""Mail servers on loopback that behave as a test tells them to."""

from __future__ import annotations

import base64
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime


class Peer:
    """A server with a thread for each connection; leaving the block ends all of them."""

    def __init__(self) -> None:
        self.port = 0
        self.connections = 0
        self._open: list[socket.socket] = []

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        for one in [self._listener, *self._open]:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._open.append(connection)
                self.connections += 1
                threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), connection:
            self.talk(connection)

    def talk(self, connection: socket.socket) -> None:
        raise NotImplementedError


@dataclass
class Taken:
    sender: str
    recipients: list[str]
    content: bytes


@dataclass
class SmtpPeer(Peer):
    """An SMTP server. `says` overrides an answer: by command (`MAIL`, `DATA`, `END`), or by `RCPT address`.

    The word `hang up` as an answer closes the connection; `take and hang up` after the end of the mail takes it first.
    A list is used up one answer after the other, its last one stays.
    """

    says: dict[str, str | list[str]] = field(default_factory=dict)
    offers: list[str] = field(default_factory=lambda: ["SIZE 1000000", "8BITMIME"])
    taken: list[Taken] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    on_end: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        super().__init__()

    def _say(self, what: str, usual: str) -> str:
        answer = self.says.get(what, usual)
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        return answer

    def talk(self, connection: socket.socket) -> None:
        if self.tls:
            connection = self.tls.wrap_socket(connection, server_side=True)
        file = connection.makefile("rwb")

        def answer(line: str) -> None:
            if line == "hang up":
                raise OSError
            file.write(line.encode() + b"\r\n")
            file.flush()

        answer(self._say("HELLO", "220 peer"))
        offered = Taken("", [], b"")
        while line := file.readline().decode().strip():
            self.heard.append(line)
            command, _, rest = line.partition(" ")
            reply = self._reply(command.upper(), rest, offered)
            answer(reply)
            if reply.startswith("354"):
                self._take(file, offered, answer)
            if command.upper() == "QUIT":
                return

    def _reply(self, command: str, rest: str, offered: Taken) -> str:
        if command == "EHLO":
            lines = ["peer", *self.offers]
            return "\r\n".join(f"250{'-' if n < len(lines) - 1 else ' '}{one}" for n, one in enumerate(lines))
        if command == "MAIL":
            offered.sender, offered.recipients = _address(rest), []
            return self._say("MAIL", "250 sender ok")
        if command == "RCPT":
            reply = self._say(f"RCPT {_address(rest)}", self._say("RCPT", "250 recipient ok"))
            offered.recipients += [_address(rest)] if reply.startswith("250") else []
            return reply
        usual = {"AUTH": "235 welcome", "DATA": "354 go on", "QUIT": "221 bye"}
        return self._say(command, usual.get(command, "250 ok"))

    def _take(self, file, offered: Taken, answer) -> None:
        content = b""
        while (line := file.readline()) != b".\r\n":
            if not line:
                raise OSError
            content += line[1:] if line.startswith(b".") else line
        self.on_end()
        reply = self._say("END", "250 taken")
        if reply.startswith(("250", "take")):
            self.taken.append(Taken(offered.sender, list(offered.recipients), content))
        answer("hang up" if reply == "take and hang up" else reply)


def _address(written: str) -> str:
    return written[written.index("<") + 1 : written.index(">")]


@dataclass
class Stored:
    content: bytes
    arrived: str = "22-Nov-2026 10:00:00 +0000"
    size_said: int | None = None

    @property
    def day(self):
        return datetime.strptime(self.arrived[:11], "%d-%b-%Y").date()


@dataclass
class ImapPeer(Peer):
    """An IMAP server with one folder. `messages` are by UID; `cut_after` ends the connection after so many bytes sent."""

    messages: dict[int, Stored] = field(default_factory=dict)
    uidvalidity: int = 1
    next_uid: int = 1
    password: str = "secret"
    token: str = ""
    cut_after: int | None = None
    lie_by: int = 0
    says: dict[str, str] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    shown: set[int] = field(default_factory=set)
    given: list[bytes] = field(default_factory=list)  # the messages that were begun to be given out whole
    withheld: set[int] = field(default_factory=set)
    on_command: Callable[[str], None] = lambda _line: None

    def __post_init__(self) -> None:
        super().__init__()

    def add(self, content: bytes, **more) -> int:
        uid = self.next_uid
        self.messages[uid] = Stored(content, **more)
        self.next_uid += 1
        return uid

    def number_anew(self) -> None:
        """As when a mailbox is restored: another UIDVALIDITY, other UIDs, the same messages."""
        kept, self.messages, self.next_uid = list(self.messages.values()), {}, 101
        self.uidvalidity += 1
        for one in kept:
            self.messages[self.next_uid] = one
            self.next_uid += 1

    def talk(self, connection: socket.socket) -> None:
        file = connection.makefile("rb")
        left = self.cut_after

        def send(content: bytes) -> None:
            nonlocal left
            if left is not None:
                content, left = content[:left], left - len(content)
            connection.sendall(content)
            if left is not None and left <= 0:
                raise OSError

        send(b"* OK ready\r\n")
        while line := file.readline().decode().strip():
            self.heard.append(line)
            self.on_command(line)
            tag, command, *rest = line.split(" ", 2)
            arguments = rest[0] if rest else ""
            command = command.upper()
            if command == "UID":
                command, _, arguments = arguments.partition(" ")
                command = command.upper()
            for piece in self._answers(command, arguments, file, send):
                send(piece)
            send(f"{tag} {self._verdict}\r\n".encode())
            if command == "LOGOUT":
                return

    def _answers(self, command: str, arguments: str, file, send) -> Iterator[bytes]:
        self._verdict = self.says.get(command, "OK done")
        if self._verdict != "OK done":
            return
        if command == "CAPABILITY":
            yield b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n"
        elif command in {"LOGIN", "AUTHENTICATE"}:
            is_welcome = f'"{self.password}"' in arguments if command == "LOGIN" else self._knows_token(file, send)
            self._verdict = "OK done" if is_welcome else "NO [AUTHENTICATIONFAILED] wrong"
        elif command == "EXAMINE":
            yield f"* {len(self.messages)} EXISTS\r\n* OK [UIDVALIDITY {self.uidvalidity}] ok\r\n".encode()
            yield f"* OK [UIDNEXT {self.next_uid}] ok\r\n".encode()
        elif command == "SEARCH":
            words = arguments.replace("(", "").replace(")", "").split()
            yield b"* SEARCH " + " ".join(map(str, self._found(words))).encode() + b"\r\n"
        elif command == "FETCH":
            yield from self._fetched(arguments)

    def _knows_token(self, file, send) -> bool:
        send(b"+ \r\n")
        if f"auth=Bearer {self.token}\1\1".encode() in base64.b64decode(file.readline()):
            return True
        send(b"+ " + base64.b64encode(b'{"status":"401"}') + b"\r\n")
        file.readline()
        return False

    def _found(self, words: list[str]) -> list[int]:
        first = int(words[words.index("UID") + 1].partition(":")[0])
        found = sorted(uid for uid in self.messages if uid >= first) or sorted(self.messages)[-1:]
        if "SINCE" in words:
            day = datetime.strptime(words[words.index("SINCE") + 1], "%d-%b-%Y").date()
            found = [uid for uid in found if self.messages[uid].day >= day]
        return found

    def _fetched(self, arguments: str) -> Iterator[bytes]:
        wanted, _, parts = arguments.partition(" ")
        for uid in map(int, wanted.split(",")):
            stored = self.messages.get(uid)
            if stored is None:
                continue
            said = stored.size_said if stored.size_said is not None else len(stored.content)
            head = f'* {uid} FETCH (UID {uid} RFC822.SIZE {said} INTERNALDATE "{stored.arrived}"'.encode()
            if "BODY" not in parts:
                yield head + b")\r\n"
                continue
            self.shown.add(uid)
            content, label = stored.content, b"BODY[]"
            if "HEADER" in parts:
                content, label = content.partition(b"\r\n\r\n")[0] + b"\r\n\r\n", b"BODY[HEADER]<0>"
            elif uid in self.withheld:
                self._verdict = "NO [SERVERBUG] cannot read it"
                return
            else:
                self.given.append(content)
            yield head + b" " + label + b" {%d}\r\n" % (len(content) + self.lie_by) + content + b")\r\n"
