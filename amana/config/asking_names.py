"""Asking the name server of this machine for the TXT lines of a domain (RFC 1035, RFC 6891), when an operator wants to know."""

from __future__ import annotations

import secrets
import socket
import struct
from pathlib import Path

TXT, OPT, INTERNET = 16, 41, 1
LARGEST, PATIENCE, TRIES = 4_096, 3.0, 2
NO_SUCH_NAME, TRUNCATED, HEAD, OPT_BYTES = 3, 0x0200, 12, 11


class NotAnswered(Exception):
    """No name server answered, or not so that it can be understood; the sentence says which."""


def server_of_this_machine() -> tuple[str, int]:
    """Return the first name server of /etc/resolv.conf. Raises NotAnswered where there is none."""
    try:
        lines = Path("/etc/resolv.conf").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    for line in lines:
        words = line.split()
        if len(words) > 1 and words[0] == "nameserver":
            return words[1].partition("%")[0], 53
    raise NotAnswered("This machine names no name server.")


def txt(name: str, *, server: tuple[str, int]) -> list[str]:
    """Return the TXT lines of a domain, each as one text; none when there is no such name. Raises NotAnswered."""
    number = secrets.randbelow(1 << 16)
    asked = _question(number, name)
    answer = _by_datagram(asked, number, server)
    if struct.unpack("!H", answer[2:4])[0] & TRUNCATED:
        answer = _by_stream(asked, server)
    try:
        return _texts_in(answer, number, asked)
    except (IndexError, struct.error, ValueError) as error:
        raise NotAnswered(f"{server[0]} gave an answer that cannot be read.") from error


def _question(number: int, name: str) -> bytes:
    labels = [part.encode("idna") for part in name.rstrip(".").split(".")]
    wire = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    head = struct.pack("!6H", number, 0x0100, 1, 0, 0, 1)
    return head + wire + struct.pack("!2H", TXT, INTERNET) + b"\0" + struct.pack("!2HIH", OPT, 1_232, 0, 0)


def _by_datagram(asked: bytes, number: int, server: tuple[str, int]) -> bytes:
    family = socket.AF_INET6 if ":" in server[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as own:
        own.settimeout(PATIENCE)
        for _try in range(TRIES):
            try:
                # Connected, it hears this server alone.
                own.connect(server)
                own.send(asked)
                answer = own.recv(LARGEST)
            except OSError:
                continue
            if len(answer) >= HEAD and struct.unpack("!H", answer[:2])[0] == number:
                return answer
    raise NotAnswered(f"The name server {server[0]} did not answer.")


def _by_stream(asked: bytes, server: tuple[str, int]) -> bytes:
    try:
        with socket.create_connection(server, timeout=PATIENCE) as own, own.makefile("rb") as file:
            own.sendall(struct.pack("!H", len(asked)) + asked)
            (length,) = struct.unpack("!H", file.read(2))
            return file.read(length)
    except (OSError, struct.error) as error:
        raise NotAnswered(f"The name server {server[0]} broke off.") from error


def _texts_in(answer: bytes, number: int, asked: bytes) -> list[str]:
    got, flags, questions, answers, _authority, _more = struct.unpack("!6H", answer[:HEAD])
    question = asked[HEAD:-OPT_BYTES]
    is_ours = questions == 1 and answer[HEAD : HEAD + len(question)].lower() == question.lower()
    if got != number or not is_ours or not flags & 0x8000:
        raise ValueError("no answer to our question")
    code = flags & 0xF
    if code == NO_SUCH_NAME:
        return []
    if code:
        raise NotAnswered(f"The name server refuses to answer (code {code}).")
    place = _after_name(answer, HEAD) + 4
    texts = []
    for _record in range(answers):
        place = _after_name(answer, place)
        kind, _class, _life, length = struct.unpack("!2HIH", answer[place : place + 10])
        place += 10
        if kind == TXT:
            texts.append(_joined(answer[place : place + length]))
        place += length
    return texts


def _after_name(answer: bytes, place: int) -> int:
    """Return where a name ends; one that points elsewhere ends with the two bytes that point."""
    while (length := answer[place]) and length < 0xC0:
        place += length + 1
    return place + (2 if length >= 0xC0 else 1)


def _joined(data: bytes) -> str:
    """A line is written in parts of up to 255 bytes, and means all of them together (RFC 7208, 3.3)."""
    found, place = b"", 0
    while place < len(data):
        found += data[place + 1 : place + 1 + data[place]]
        place += data[place] + 1
    return found.decode("utf-8", "replace")
