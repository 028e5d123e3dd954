"""Reading a mail in a process kept for it: what a stranger's bytes do to their reader is done there, and not to us."""

from __future__ import annotations

import atexit
import logging
import os
import threading
import weakref
from collections.abc import Collection
from pathlib import Path
from time import monotonic

from amana.channels.email.handing_back import Misshapen, as_json, from_json, mail_from
from amana.channels.email.mail import Mail, Unparseable
from amana.channels.email.parsing import parse
from amana.kit.confining import Limits
from amana.kit.conversing import Apart, Ended, NotStarted, TooLate

log = logging.getLogger(__name__)

# Of the processor, what a whole life may take; it is replaced long before. The largest mail that is accepted takes a second or two.
LIMITS = Limits(memory=2 * 2**30, processor=900, files=64)
SECONDS = 20.0
# What somebody waits for who opens a mail on a page.
SECONDS_OF_A_PAGE = 8.0
# What is said of a mail may be longer than the mail: pages are kept beside their words, and signs spelled out.
_LONGER, _LEAST = 24, 1_048_576
# As many as are busy at once, of which so many are kept for what comes next.
MOST_KEPT = 8
# Seconds until starting one is tried again, where it failed.
PAUSE = 60.0
READER = Path(__file__).with_name("kept_reader.py")


class NoReader(Exception):
    """No process to read it in can be started here. The message says why."""


class TakesTooMuch(Exception):
    """Reading this mail does not end within the limits of time and memory, or ends its reader."""


class Broke(Exception):
    """Reading this mail raised an error, which is a mistake of ours: `name` is its kind."""

    def __init__(self, name: str, place: str) -> None:
        super().__init__(f"{name} at {place}")
        self.name = name


class _Readers:
    """The processes kept by this one, whichever thread asks."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.idle: list[Apart] = []
        self.all: weakref.WeakSet[Apart] = weakref.WeakSet()
        self.not_before = 0.0

    def one(self) -> Apart:
        with self.lock:
            while self.idle:
                reader = self.idle.pop()
                if reader.is_there:
                    return reader
                reader.end()  # nobody had needed it for long
        return self.fresh()

    def fresh(self) -> Apart:
        if monotonic() < self.not_before:
            raise NoReader("it could not be started a moment ago")
        try:
            started = Apart(READER, str(SECONDS + 1), limits=LIMITS)
        except NotStarted as error:
            self.not_before = monotonic() + PAUSE
            log.warning("mail is read without a process of its own, as none could be started: %s", error)
            raise NoReader(str(error)) from error
        with self.lock:
            self.all.add(started)
        return started

    def keep(self, reader: Apart) -> None:
        with self.lock:
            if len(self.idle) < MOST_KEPT:
                self.idle.append(reader)
                return
        reader.end()


_readers = _Readers()


def read_apart(
    raw: bytes,
    *,
    authserv_id: str | None = None,
    ours: Collection[str] = (),
    is_shown: bool = False,
    seconds: float = SECONDS,
) -> Mail:
    """Return what `parse` says of the message, without reading it here; with `is_shown` its page is made fit to be shown too.

    Raises Unparseable as `parse` does, TakesTooMuch, Broke, or NoReader when nothing could be started. A reader that ends without
    a word is replaced and asked once more, as somebody else may have ended it. From any thread; takes at most twice `seconds`.
    """
    question = [as_json({"authserv_id": authserv_id, "ours": sorted(ours), "is_shown": is_shown}), raw]
    most = _LONGER * len(raw) + _LEAST
    try:
        reader = _readers.one()
        answer = reader.ask(question, seconds=seconds, most=most)
    except TooLate:
        raise TakesTooMuch("time") from None
    except Ended:
        log.warning("the process that reads mail ended over one; it is asked of another")
        reader, answer = _asked_again(question, seconds=seconds, most=most)
    return _understood(reader, answer)


def read_opened(raw: bytes) -> Mail:
    """Return what a mail says that somebody opens, drops or lists on a page; its page can be made fit to be shown.

    Where no reader can be started it is read here, as everything is there. Raises Unparseable, also for what ends its reader or
    takes it too long.
    """
    try:
        return read_apart(raw, is_shown=True, seconds=SECONDS_OF_A_PAGE)
    except NoReader:
        return parse(raw)
    except (TakesTooMuch, Broke) as error:
        log.warning("a mail was opened that cannot be read: %s", error)
        raise Unparseable("Reading it takes more time or memory than a message may take.") from None


def _asked_again(question: list[bytes], *, seconds: float, most: int) -> tuple[Apart, list[bytes]]:
    try:
        reader = _readers.fresh()
        return reader, reader.ask(question, seconds=seconds, most=most)
    except (Ended, TooLate, NoReader) as error:
        # Nobody reads it here either: it has ended one reader already.
        raise TakesTooMuch(type(error).__name__) from None


def _understood(reader: Apart, answer: list[bytes]) -> Mail:
    """Return the mail of an answer, and keep the reader for the next one when it made sense."""
    is_good = False
    try:
        mail = _said(answer)
        is_good = answer[1] == b""
        return mail
    except (Unparseable, Broke):
        is_good = answer[1] == b""
        raise
    except Misshapen:
        log.error("the process that reads mail answered something that is no mail")
        raise TakesTooMuch("Misshapen") from None
    finally:
        if is_good:
            _readers.keep(reader)
        else:
            reader.end()


def _said(answer: list[bytes]) -> Mail:
    if len(answer) < 2:
        raise Misshapen
    word, frames = answer[0], answer[2:]
    if word == b"read":
        return mail_from(frames)
    if word == b"too much":
        raise TakesTooMuch("memory")
    if word not in {b"unparseable", b"broke"} or len(frames) != 1:
        raise Misshapen
    said = from_json(frames[0])
    if word == b"unparseable" and isinstance(said, str):
        raise Unparseable(said[:300])
    if word == b"broke" and isinstance(said, list) and [type(one) for one in said] == [str, str]:
        raise Broke(said[0][:100], said[1][:100])
    raise Misshapen


def why_there_is_no_reader() -> str:
    """Start a reader and let it read three lines; return why that does not work here, empty when it does."""
    try:
        read_apart(b"From: a@example.com\r\n\r\nHello")
    except (NoReader, TakesTooMuch, Broke, Unparseable) as error:
        return str(error) or type(error).__name__
    return ""


def end_all() -> None:
    """End the readers that are kept and not busy."""
    with _readers.lock:
        kept, _readers.idle = _readers.idle, []
    for reader in kept:
        reader.end()


def _begin_anew() -> None:
    """In a process that was forked off: the readers are those of its parent, who would wait for ever for them to end."""
    global _readers  # those of this process
    former, _readers = _readers, _Readers()
    for reader in list(former.all):
        reader.let_go()


atexit.register(end_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)
