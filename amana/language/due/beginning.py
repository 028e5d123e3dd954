"""How the matches of a pattern can begin, so that it is tried only where one can."""

from __future__ import annotations

import hashlib
import importlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

LETTERS = 4  # how many are looked at, where nothing else is said
_STOP = "\0"  # closes a beginning of which no more is known
_LARGEST_RANGE = 8  # characters of a range that are told apart
# A line a grammar: the digest of its patterns, and which of them begin with what. Written by scripts/learn_beginnings.py.
LEARNT = Path(__file__).parent / "beginnings.txt"


def rules_by_beginning(patterns: Sequence[str], letters: int = LETTERS) -> dict[str, tuple[int, ...]]:
    """The numbers of the patterns by what their matches begin with: as it was written down, or else found out now."""
    try:
        for line in LEARNT.read_text(encoding="utf-8").splitlines():
            if line.startswith(digest(patterns, letters)):
                return _read(line)
    except OSError:
        pass
    return found_out(patterns, letters)


def found_out(patterns: Sequence[str], letters: int = LETTERS) -> dict[str, tuple[int, ...]]:
    """The numbers of the patterns by what their matches begin with, which takes a while to find out."""
    found: dict[str, list[int]] = {}
    for number, pattern in enumerate(patterns):
        for begun in beginnings(pattern, letters):
            found.setdefault(begun, []).append(number)
    return {begun: tuple(numbers) for begun, numbers in found.items()}


def written(patterns: Sequence[str], letters: int = LETTERS) -> str:
    """What was found out, as a line to be written down."""
    together: dict[tuple[int, ...], list[str]] = {}
    for begun, numbers in found_out(patterns, letters).items():
        together.setdefault(numbers, []).append(begun)
    rows = [["\t".join(sorted(begun)), *numbers] for numbers, begun in sorted(together.items())]
    return f"{digest(patterns, letters)} {json.dumps(rows, ensure_ascii=False, separators=(',', ':'))}"


def _read(line: str) -> dict[str, tuple[int, ...]]:
    rows = json.loads(line.partition(" ")[2])
    return {begun: tuple(numbers) for together, *numbers in rows for begun in together.split("\t")}


def digest(patterns: Sequence[str], letters: int = LETTERS) -> str:
    """The digest of the patterns and of how they are looked at."""
    return hashlib.sha256("\n".join((str(letters), *patterns)).encode()).hexdigest()


def beginnings(pattern: str, letters: int = LETTERS) -> frozenset[str]:
    """What a match of `pattern` begins with, up to so many letters; any digit is "0", any white space " ".

    A shorter one stands for all that begin with it, the empty one for everything: so it is for a pattern that cannot
    be taken apart. Looking behind and ahead is left out of account.
    """
    try:
        parsed: Iterable[Any] = importlib.import_module("re._parser").parse(pattern)
    except ImportError:
        return frozenset({""})
    return begun_by(parsed, letters)


def begun_by(parsed: Iterable[Any], letters: int = LETTERS) -> frozenset[str]:
    """As `beginnings`, of a pattern that is parsed already."""
    return frozenset(begun.rstrip(_STOP) for begun in _grown({""}, parsed, letters))


def _grown(begun: set[str], items: Iterable[Any], letters: int) -> set[str]:
    done: set[str] = set()
    for operation, argument in items:
        finished = {one for one in begun if len(one) >= letters or one[-1:] == _STOP}
        if finished:
            done |= finished
            begun = begun - finished
        if not begun:
            return done
        begun = _after(begun, str(operation), argument, letters)
    return done | begun


def _after(begun: set[str], operation: str, argument: Any, letters: int) -> set[str]:
    """The beginnings with what one operation of the pattern adds to them."""
    match operation:
        case "LITERAL":
            return {one + _alike(chr(argument)) for one in begun}
        case "IN":
            return {one + letter for one in begun for letter in _letters(argument)}
        case "BRANCH":
            return set().union(*(_grown(begun, branch, letters) for branch in argument[1]))
        case "SUBPATTERN":
            return _grown(begun, argument[-1], letters)
        case "MAX_REPEAT" | "MIN_REPEAT":
            least, most, repeated = argument
            return _repeated(begun, (least, int(most)), repeated, letters)
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return begun
    return {one + _STOP for one in begun}


def _repeated(begun: set[str], times: tuple[int, int], items: Iterable[Any], letters: int) -> set[str]:
    least, most = times
    ends = set(begun) if least == 0 else set()
    for time in range(1, min(most, letters) + 1):
        begun = _grown(begun, items, letters)
        if time >= min(least, letters):
            ends |= begun
    return ends


def _letters(members: Iterable[Any]) -> set[str]:
    found: set[str] = set()
    for operation, argument in members:
        match str(operation):
            case "LITERAL":
                found.add(_alike(chr(argument)))
            case "RANGE" if argument[1] - argument[0] < _LARGEST_RANGE or chr(argument[0]).isdigit():
                found |= {_alike(chr(code)) for code in range(argument[0], argument[1] + 1)}
            case "CATEGORY" if str(argument) == "CATEGORY_DIGIT":
                found.add("0")
            case "CATEGORY" if str(argument) == "CATEGORY_SPACE":
                found.add(" ")
            case _:
                return {_STOP}
    return found


def alike(letters: str) -> str:
    """The letters as beginnings have them."""
    return "".join(map(_alike, letters))


def _alike(letter: str) -> str:
    if letter.isdigit():
        return "0"
    return " " if letter.isspace() else letter
