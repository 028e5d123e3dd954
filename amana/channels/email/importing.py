"""Reading mail that lies in files: mbox, Maildir, a folder of .eml, one .eml. One message in memory at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from amana.channels.email.splitting import MAX_MESSAGE_BYTES

MAX_KEPT_BYTES = MAX_MESSAGE_BYTES + 1
_MAX_LINE = 1024 * 1024
_FROM_LINE = re.compile(
    rb"From .{1,250}?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s+(?:\d{1,2}\s+)?"
    rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s.{0,20}?\d{1,2}:\d\d"
)
_FIELD = re.compile(
    rb"(?:From|To|Subject|Date|Received|Return-Path|Message-ID|X-[\w-]{1,60}|Delivered-To|Status|MIME-Version|Content-Type):",
    re.IGNORECASE,
)
_QUOTED_FROM = re.compile(rb">+From ")
_ENDINGS = {".eml", ".mbox", ".mbx", ".mail"}


class CannotRead(Exception):
    """A file or folder that cannot be read as mail. `reason` is a sentence for the person who asked."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class RawFound:
    """One message as it lay there. `origin` says where: a path below the one asked for, and the number in an mbox.

    A message longer than the 50 MiB that can be read is cut one byte above, so that parsing refuses it by name.
    """

    raw: bytes
    origin: str
    is_cut: bool = False


def messages_in(path: Path) -> Iterator[RawFound]:
    """Yield each message below `path`, in the order of the file or of the names. Raises CannotRead."""
    for file in _files(path):
        name = file.name if file == path else str(file.relative_to(path))
        try:
            yield from _messages_in_file(file, name)
        except OSError as error:
            raise CannotRead(f"{name} cannot be read: {error.strerror or error}.") from error


def count_in(path: Path) -> int:
    """Return how many messages `messages_in` would yield; reads mbox files once, opens nothing else."""
    return sum(_count_in_file(file) for file in _files(path))


def _files(path: Path) -> Iterator[Path]:
    """Maildir folders by `cur` and `new` (never `tmp`), files by their ending elsewhere, the file itself when it is one."""
    try:
        if path.is_file():
            yield path
            return
        if not path.is_dir():
            raise CannotRead(f"There is nothing at {path.name or path}.")
        found = False
        for file in sorted(path.rglob("*")):
            if _is_mail_file(file, path):
                found = True
                yield file
        if not found:
            raise CannotRead(f"{path.name or path} holds no mail: no .eml or .mbox file and no Maildir.")
    except OSError as error:
        raise CannotRead(f"{path.name or path} cannot be read: {error.strerror or error}.") from error


def _is_mail_file(file: Path, top: Path) -> bool:
    if file.name.startswith(".") or not file.is_file() or (file.is_symlink() and not _is_below(file, top)):
        return False
    if file.parent.name in {"cur", "new"}:
        return True
    return file.suffix.lower() in _ENDINGS and file.parent.name != "tmp"


def _is_below(file: Path, top: Path) -> bool:
    """A link that leads out of the folder is not followed."""
    return file.resolve().is_relative_to(top.resolve())


def _is_mbox(file: Path) -> bool:
    if file.suffix.lower() in {".mbox", ".mbx"}:
        return True
    if file.suffix.lower() == ".eml" or file.parent.name in {"cur", "new"}:
        return False
    with file.open("rb") as stream:
        return stream.read(5) == b"From "


def _messages_in_file(file: Path, name: str) -> Iterator[RawFound]:
    if not _is_mbox(file):
        with file.open("rb") as stream:
            raw = stream.read(MAX_KEPT_BYTES)
            yield RawFound(raw, name, is_cut=bool(stream.read(1)))
        return
    for number, (raw, is_cut) in enumerate(_messages_in_mbox(file), start=1):
        yield RawFound(raw, f"{name}#{number}", is_cut)


def _messages_in_mbox(file: Path) -> Iterator[tuple[bytes, bool]]:
    """Each message without its `From ` line; `>From ` loses one mark (mboxrd), also in files that never added it."""
    kept = bytearray()
    has_begun = is_cut = False
    for line, is_border in _lines(file):
        if is_border:
            if has_begun:
                yield _without_last_blank_line(kept), is_cut
            kept, has_begun, is_cut = bytearray(), True, False
            continue
        if not has_begun and not line.strip():
            continue
        has_begun = True
        room = MAX_KEPT_BYTES - len(kept)
        is_cut |= len(line) > room
        kept += (line[1:] if _QUOTED_FROM.match(line) else line)[:room]
    if has_begun:
        yield _without_last_blank_line(kept), is_cut


def _lines(file: Path) -> Iterator[tuple[bytes, bool]]:
    """Each line and whether a message begins with it: a `From ` line with a day, a month and a time after an empty line.

    Some programs leave out the empty line or the time; then the line below has to look like a header field.
    """
    with file.open("rb") as stream:
        was_blank, waiting = True, b""
        while line := stream.readline(_MAX_LINE):
            if waiting:
                yield waiting, _FIELD.match(line) is not None
                waiting = b""
            if not line.startswith(b"From "):
                yield line, False
            elif was_blank and _FROM_LINE.match(line):
                yield line, True
            else:
                waiting = line
            was_blank = not line.strip()
        if waiting:
            yield waiting, False


def _count_in_file(file: Path) -> int:
    if not _is_mbox(file):
        return 1
    count, has_begun = 0, False
    for line, is_border in _lines(file):
        if is_border or (not has_begun and line.strip()):
            count += 1
            has_begun = True
    return count


def _without_last_blank_line(kept: bytearray) -> bytes:
    """The empty line before the next `From ` belongs to the file."""
    raw = bytes(kept)
    if raw.endswith(b"\r\n\r\n"):
        return raw[:-2]
    return raw[:-1] if raw.endswith(b"\n\n") else raw
