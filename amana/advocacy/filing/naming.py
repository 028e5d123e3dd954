"""Shortening the names of people who answer for a company, where the whole name is nobody's business."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

TITLES = frozenset(
    {
        *("mr", "mrs", "ms", "miss", "dr", "prof"),
        *("מר", "גב", "גברת", "דר", "עוד"),
        *("السيد", "السيدة", "أ", "د", "م"),
    }
)
_MARKS = re.compile(r"[.'\u2019\u05f3\"\u05f4]")
LONGEST_PATTERN = 400


def shortened(name: str) -> str:
    """Return a first name ("Avi"), or, of a title and a family name, the title and an initial ("Mr. C.").

    >>> shortened("Avi Cohen"), shortened("Mr. Cohen"), shortened("אבי כהן"), shortened("Avi")
    ('Avi', 'Mr. C.', 'אבי', 'Avi')
    """
    words = name.split()
    if not words:
        return ""
    if _MARKS.sub("", words[0]).lower() not in TITLES:
        return words[0]
    return " ".join([words[0], *[_initial(word) for word in words[1:2]]])


def _initial(word: str) -> str:
    mark = "׳" if "HEBREW" in unicodedata.name(word[0], "") else "."
    return f"{word[0]}{mark}"


@dataclass(frozen=True)
class Shortener:
    """Puts short names where whole ones stand; of two with the same first name each keeps an initial of the next word."""

    names: Iterable[str] = ()
    is_needed: bool = True
    short: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        whole = sorted({" ".join(name.split()) for name in self.names if len(name.split()) > 1})[:LONGEST_PATTERN]
        firsts = [shortened(name) for name in whole]
        for name, first in zip(whole, firsts, strict=True):
            words = name.split()
            is_shared = firsts.count(first) > 1 and first == words[0]
            self.short[name.casefold()] = f"{first} {_initial(words[1])}" if is_shared else first

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        if not self.is_needed or not self.short:
            return None
        # The longest first, so that "Avi Cohen Levi" is not cut to "Avi Levi".
        named = sorted(self.short, key=len, reverse=True)
        return re.compile(
            r"(?<!\w)(" + "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in named) + r")(?!\w)", re.I
        )

    def __call__(self, text: str) -> str:
        """Return a text with every whole name in it shortened."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda found: self.short.get(" ".join(found[0].split()).casefold(), found[0]), text)
