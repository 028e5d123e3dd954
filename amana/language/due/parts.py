"""The parts of a time expression, and how a language's grammar finds them in a folded text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from amana.language.due.beginning import LETTERS, rules_by_beginning

Value = tuple[float | str | None, ...]
Maker = Callable[[re.Match[str]], "tuple[str, Value] | None"]


_KEPT = 20_000  # first letters whose rules are kept
_START = re.compile(r"(?<![^\W_])\S")
_ALIKE = str.maketrans(dict.fromkeys("123456789", "0") | dict.fromkeys("\n\t\r\x0b\x0c", " "))


class Part(NamedTuple):
    """One part of a time expression.

    kind      value
    by        ()                     a word such as "by", "until", "before"
    day       (days from today,)
    weekday   (Monday = 0, weeks to add, 1 when of the next week)
    date      (day, month or None, year or None); without month the next such day; day 0 is the month's last
    clock     (hour, minute, "am" | "pm" | None, end hour, end minute, end "am" | "pm" | None)
    daytime   (hour, minute)         a part of the day, by its conventional end
    hours     (hours,)               workdays (days,)   days (days,)   months (months,)
    end       ("day" | "week" | "month", how many later)
    week      (0 this, 1 next)       weekend ()
    vague     ()                     now ()             event ()
    """

    kind: str
    start: int
    end: int
    value: Value
    by: bool


class Grammar:
    """Ordered rules; at one place the first that fits wins, and the earliest place comes first.

    `joined` is a letter that a language writes together with the word after it ("and"). A rule is compiled when first
    tried, and tried only where its first letters stand, of which `letters` are looked at: most words begin none, and
    are passed by one look-up.
    """

    def __init__(self, rules: Iterable[tuple[str, Maker]], *, joined: str = "", letters: int = LETTERS) -> None:
        self._rules = list(rules)
        self._joined = joined
        self.letters = letters
        self._compiled: dict[int, re.Pattern[str]] = {}
        self._at: Callable[[str], tuple[int, ...]] | None = None

    @property
    def patterns(self) -> list[str]:
        """The rules, without what they make."""
        return [pattern for pattern, _maker in self._rules]

    def parts(self, text: str) -> list[Part]:
        """The parts in the order of the text. A rule may look at a match and say that it is none."""
        found, after = [], 0
        fitting, length = self._at or self._learnt(), self.letters
        for place in _START.finditer(text):
            start = place.start()
            if start < after:
                continue
            letters = text[start : start + length]
            part = None
            if letters[0] == self._joined:
                part = self._part_at(text, start + 1, fitting(text[start + 1 : start + 1 + length]))
            if part is None and (rules := fitting(letters)):
                part = self._part_at(text, start, rules)
            if part is not None:
                after = part[0]
                if part[1] is not None:
                    found.append(part[1])
        return found

    def _part_at(self, text: str, start: int, rules: Sequence[int]) -> tuple[int, Part | None] | None:
        """Where the first of the rules that fits at `start` ends, and what it makes; None when none fits."""
        for number in rules:
            match = self._rule(number).match(text, start)
            if match is None or match.end() == start:
                continue
            made = self._rules[number][1](match)
            by = bool(match.groupdict().get("by"))
            return match.end(), Part(made[0], start, match.end(), made[1], by) if made is not None else None
        return None

    def _rule(self, number: int) -> re.Pattern[str]:
        if number not in self._compiled:
            self._compiled[number] = re.compile(rf"(?:{self._rules[number][0]})(?![^\W_])")
        return self._compiled[number]

    def _learnt(self) -> Callable[[str], tuple[int, ...]]:
        """The rules that a text with given first letters may fit, learnt once from how the rules begin."""
        rules = rules_by_beginning(self.patterns, self.letters)

        known: dict[str, tuple[int, ...]] = {}

        def at(letters: str) -> tuple[int, ...]:
            told = known.get(letters)
            if told is None:
                alike = letters.translate(_ALIKE)
                begun = [rules.get(alike[:length], ()) for length in range(len(alike) + 1)]
                if len(known) >= _KEPT:
                    known.clear()
                told = known[letters] = tuple(sorted({*chain.from_iterable(begun)}))
            return told

        self._at = at
        return at


def always(kind: str, *value: float | str | None) -> Maker:
    """A maker that needs nothing of the match."""
    return lambda match: (kind, value)


def number(text: str | None, words: dict[str, float]) -> float:
    """The number a word or digits stand for; 1 when nothing is said."""
    if not text:
        return 1
    plain = text.strip().removeprefix("-").strip()
    return float(plain) if plain.isdigit() else words.get(plain, words.get(plain.split()[-1], 1))


def numeric_date(match: re.Match[str]) -> tuple[str, Value] | None:
    """A date in figures from the groups d, m and y, day first unless only month first can be."""
    day, month, year = int(match["d"]), int(match["m"]), match["y"]
    if month > 12 >= day:
        day, month = month, day
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return "date", (day, month, None if not year else int(year) + (2000 if len(year) == 2 else 0))


def clock(match: re.Match[str]) -> tuple[str, Value] | None:
    """A time of day from the groups h and mi, with an optional end of a window in h2 and mi2."""
    groups = match.groupdict()
    hour, minute = int(groups["h"]), int(groups.get("mi") or 0)
    last = groups.get("h2")
    if hour > 24 or minute > 59 or (last and int(last) > 24):
        return None
    half, half2 = _half(groups.get("ap")), _half(groups.get("ap2"))
    # An hour written with a leading zero is of the 24-hour clock.
    if not half and groups["h"].startswith("0"):
        half = "am"
    if not last:
        return "clock", (hour, minute, half)
    if not half2 and last.startswith("0"):
        half2 = "am"
    return "clock", (hour, minute, half, int(last), int(groups.get("mi2") or 0), half2)


def _half(word: str | None) -> str | None:
    if not word:
        return None
    return "am" if word.strip().startswith(("a", "ص", "فجر")) else "pm"
