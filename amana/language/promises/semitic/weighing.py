"""Words of Hebrew and Arabic by their kinds, as both are read before they are weighed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import ModuleType

TIMES = frozenset("<day> <month> <today> <part> <hours> <days> <soon>".split())
FOLDED = frozenset("<day> <month> <part> <hours>".split())  # kinds whose words are read alike


def by_word(listed: Mapping[str, str], module: ModuleType, names: Iterable[str]) -> dict[str, list[str]]:
    """The kinds of each word: of those listed by kind, and of the sets of a module, whose kind is their name."""
    found: dict[str, list[str]] = {}
    for kind, words in listed.items():
        for word in words.split():
            found.setdefault(word, []).append(kind)
    for name in names:
        for word in getattr(module, name):
            found.setdefault(word, []).append(f"<{name}>")
    return found


def folded(candidates: Iterable[str], of_kind: Mapping[str, list[str]]) -> str:
    """The kind by which one of the candidates is read, whichever word of it stands there; empty for none."""
    for plain in candidates:
        for kind in of_kind.get(plain, ()):
            if kind in FOLDED:
                return kind
    return ""


def letters_of(word: str) -> list[str]:
    """The features of the first and the last letters of a word of four or more, and of its stretches of four."""
    if len(word) < 4:
        return []
    ends = [f"a {word[:2]}", f"a {word[:3]}", f"z {word[-2:]}", f"z {word[-3:]}"]
    return ends + [f"g {word[n : n + 4]}" for n in range(len(word) - 3)]
