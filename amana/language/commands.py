"""The command that reads a text and prints what was found in it; and what reading commands share."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO, cast
from zoneinfo import ZoneInfo

from amana.kit.working_time import local_zone, week_in_zone
from amana.language.findings import Reading, Side
from amana.language.marking import marked
from amana.language.reading import read, read_many
from amana.language.unquoting import split

FOUND_NOTHING_WRONG = 0
BAD_INPUT = 2
LARGEST_FILE = 64 * 1024 * 1024  # bytes
PROGRESS_EVERY = 1000  # lines
TOGETHER = 64  # lines of a file that are read at once, which is quicker
UNUSABLE = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
SIDES = ("company", "customer", "caller_note")


class CannotRead(Exception):
    """A file that is not there, too large, or not text; the message says which, for a person to read."""


def read_command(argv: Sequence[str], stdin: TextIO, stdout: TextIO) -> int:
    """Read the text in a file or on `stdin` and print it with its findings marked, or the findings as JSON.

    With --jsonl each line {"id", "text", "sent_at", "tz", "side"} gives one line {"id", "reading"}. What is wrong with
    the input, and progress, goes to standard error. Returns 0, or 2 when the arguments or the input are unusable (with --jsonl: when any line was).
    """
    options = parsed(_parser(), argv, stdout)
    if isinstance(options, int):
        return options
    try:
        if options.jsonl:
            return _read_lines(options.jsonl, stdin, stdout)
        text = read_input(options.file, stdin)
        sent_at = sent_at_of(options.sent_at, options.tz)
        words = text if options.whole else split(text).new
        reading = read(words, sent_at=sent_at, side=cast("Side", options.side), week=week_in_zone(options.tz))
    except (CannotRead, ValueError) as error:
        put(sys.stderr, f"amana read: {error}\n")
        return BAD_INPUT
    if options.json:
        put(stdout, json.dumps(reading.to_json()) + "\n")
    else:
        put(stdout, marked(words, reading, ZoneInfo(options.tz), is_coloured=_is_a_terminal(stdout)))
    return FOUND_NOTHING_WRONG


def _is_a_terminal(stdout: TextIO) -> bool:
    """Whether colours are welcome (https://no-color.org)."""
    return stdout.isatty() and not os.environ.get("NO_COLOR")


def parsed(parser: argparse.ArgumentParser, argv: Sequence[str], stdout: TextIO) -> argparse.Namespace | int:
    """The options, or the exit status when help was asked for, on `stdout`, or the arguments are wrong, on standard error."""
    try:
        with contextlib.redirect_stdout(stdout):
            return parser.parse_args(list(argv))
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else BAD_INPUT


def add_when_options(parser: argparse.ArgumentParser) -> None:
    """The options that say when and where, and how to print."""
    parser.add_argument("--sent-at", metavar="TIME", help="when it was sent, ISO 8601 (default: now)")
    parser.add_argument(
        "--tz", default="UTC", metavar="ZONE", help="the time zone whose working week holds (default: UTC)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def sent_at_of(given: str | None, zone: str) -> datetime:
    """The moment given, in `zone` when it names none; now when nothing is given. Raises ValueError when it is no time."""
    place = local_zone(zone)
    if given is None:
        return datetime.now(UTC).astimezone(place)
    at = datetime.fromisoformat(given)
    return at if at.tzinfo is not None else at.replace(tzinfo=place)


def read_input(name: str, stdin: TextIO) -> str:
    """The text of a file, or of `stdin` for "-"; bytes that are not UTF-8 are read as U+FFFD. Raises CannotRead."""
    try:
        if name == "-":
            return stdin.read(LARGEST_FILE)
        path = Path(name)
        if path.stat().st_size > LARGEST_FILE:
            raise CannotRead(f"{name} is larger than {LARGEST_FILE // 1024 // 1024} MB")
        return path.read_bytes().decode("utf-8-sig", errors="replace")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "it is not text"
        raise CannotRead(f"cannot read {name}: {why}") from error


def put(where: TextIO, text: str) -> None:
    """Print a text; what the terminal cannot show is written as escapes."""
    try:
        where.write(text)
    except UnicodeEncodeError:
        coding = getattr(where, "encoding", None) or "ascii"
        where.write(text.encode(coding, errors="backslashreplace").decode(coding))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="amana read", description="Read a text in Hebrew, Arabic or English: promises, questions, identifiers."
    )
    parser.add_argument("file", nargs="?", default="-", help="the text; - is standard input (default)")
    parser.add_argument("--side", choices=SIDES, default="company", help="who wrote it (default: company)")
    parser.add_argument("--whole", action="store_true", help="read quoted parts and signatures too")
    parser.add_argument("--jsonl", metavar="FILE", help="read JSON lines, write JSON lines")
    add_when_options(parser)
    return parser


def _read_lines(name: str, stdin: TextIO, stdout: TextIO) -> int:
    """Read a few lines together, so that memory does not grow with the file; what comes from a pipe is answered at once."""
    together = 1 if name == "-" else TOGETHER
    failed = number = 0
    waiting: list[tuple[int, dict[str, Any]]] = []
    for number, line in enumerate(_lines(name, stdin), 1):
        if number % PROGRESS_EVERY == 0:
            sys.stderr.write(f"amana read: {number:,} lines\n")
        if not line.strip():
            continue
        try:
            waiting.append((number, _checked(json.loads(line))))
        except UNUSABLE as error:
            failed += _refused(number, error)
            continue
        if len(waiting) >= together:
            failed += _answer(waiting, stdout)
            waiting = []
    failed += _answer(waiting, stdout)
    if number:
        sys.stderr.write(f"amana read: {number:,} lines, {failed:,} unusable\n")
    return BAD_INPUT if failed else FOUND_NOTHING_WRONG


def _answer(records: Sequence[tuple[int, dict[str, Any]]], stdout: TextIO) -> int:
    """Write the readings of records, by the numbers of their lines; how many of them could not be read."""
    failed = 0
    try:
        readings: list[Reading | None] = list(read_many(_given(record) for _number, record in records))
    except UNUSABLE:  # one of them: each by itself, to tell which
        readings = [None] * len(records)
    for (number, record), together in zip(records, readings, strict=True):
        try:
            reading = together or read(**_given(record))
            written = json.dumps({"id": record.get("id"), "reading": _plain(reading, record)})
        except UNUSABLE as error:
            failed += _refused(number, error)
            continue
        put(stdout, written + "\n")
    return failed


def _refused(number: int, error: Exception) -> int:
    sys.stderr.write(f"amana read: line {number}: {type(error).__name__}: {error}\n")
    return 1


def _lines(name: str, stdin: TextIO) -> Iterator[str]:
    """The lines of a file, or of `stdin` for "-". Raises CannotRead."""
    if name == "-":
        yield from stdin
        return
    try:
        with Path(name).open(encoding="utf-8-sig", errors="replace") as file:
            yield from file
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "it is not text"
        raise CannotRead(f"cannot read {name}: {why}") from error


def _checked(record: Any) -> dict[str, Any]:
    """The record, if it can be read. Raises one of `UNUSABLE`."""
    _given(record)
    return dict(record)


def _given(record: dict[str, Any]) -> dict[str, Any]:
    """What `read` is to be given for a record."""
    zone = record.get("tz") or "UTC"
    return {
        "text": record["text"],
        "sent_at": sent_at_of(record["sent_at"], zone),
        "side": record.get("side", "company"),
        "week": week_in_zone(zone),
    }


def _plain(reading: Reading, record: dict[str, Any]) -> dict[str, Any]:
    zone = ZoneInfo(record.get("tz") or "UTC")
    promises = [
        {
            "quote": promise.quote,
            "start": promise.start,
            "end": promise.end,
            "by": promise.by,
            "action": promise.action,
            "due": promise.due.at.astimezone(zone).isoformat() if promise.due.at else None,
            "due_kind": promise.due.kind,
            "firmness": promise.firmness,
            "why": promise.reason,
            "confidence": promise.confidence,
        }
        for promise in reading.promises
    ]
    return reading.to_json() | {"promises": promises}
