"""How the matches of a pattern can begin, so that it is tried only where one can."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Any

LETTERS = 4  # how many are looked at
_STOP = "\0"  # closes a beginning of which no more is known
_LARGEST_RANGE = 8  # characters of a range that are told apart


def beginnings(pattern: str) -> frozenset[str]:
    """What a match of `pattern` begins with, up to four letters; any digit is "0", any white space " ".

    A shorter one stands for all that begin with it, the empty one for everything: so it is for a pattern that cannot
    be taken apart. Looking behind and ahead is left out of account.
    """
    try:
        parsed: Iterable[Any] = importlib.import_module("re._parser").parse(pattern)
    except ImportError:
        return frozenset({""})
    return frozenset(begun.rstrip(_STOP) for begun in _grown({""}, parsed))


def _grown(begun: set[str], items: Iterable[Any]) -> set[str]:
    done: set[str] = set()
    for operation, argument in items:
        finished = {one for one in begun if len(one) >= LETTERS or one[-1:] == _STOP}
        if finished:
            done |= finished
            begun = begun - finished
        if not begun:
            return done
        begun = _after(begun, str(operation), argument)
    return done | begun


def _after(begun: set[str], operation: str, argument: Any) -> set[str]:
    """The beginnings with what one operation of the pattern adds to them."""
    match operation:
        case "LITERAL":
            return {one + _alike(chr(argument)) for one in begun}
        case "IN":
            return {one + letter for one in begun for letter in _letters(argument)}
        case "BRANCH":
            return set().union(*(_grown(begun, branch) for branch in argument[1]))
        case "SUBPATTERN":
            return _grown(begun, argument[-1])
        case "MAX_REPEAT" | "MIN_REPEAT":
            return _repeated(begun, *argument)
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return begun
    return {one + _STOP for one in begun}


def _repeated(begun: set[str], least: int, most: int, items: Iterable[Any]) -> set[str]:
    ends = set(begun) if least == 0 else set()
    for times in range(1, min(int(most), LETTERS) + 1):
        begun = _grown(begun, items)
        if times >= min(least, LETTERS):
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


def _alike(letter: str) -> str:
    if letter.isdigit():
        return "0"
    return " " if letter.isspace() else letter
