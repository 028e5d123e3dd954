"""Dividing a text into what it is found by: its words in order, and what else each of them may be looked for as."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from amana.language.normalising import fold, query_terms

LONGEST_TERM = 60
MOST_TERMS = 20_000
# Beyond this many words a text keeps no order: PostgreSQL counts places up to 16,383.
MOST_IN_ORDER = 16_000
# A word that comes more often than this in one text keeps the places of its first ones: PostgreSQL keeps no more.
MOST_PLACES = 255
# Marks what is no word of the text; no word holds it.
MARK = "§"
# In the place of a word whose place is not kept.
GAP = MARK
PHONE, WHO = f"{MARK}t", f"{MARK}w"
LAST_DIGITS = range(4, 9)
SHORTEST_CODE, LONGEST_CODE, MOST_PARTS = 3, 40, 8

# Letters and digits joined by the signs of part numbers; digits with what is put between the groups of a telephone number.
CODE = re.compile(r"[^\W_]+(?:[-/._][^\W_]+){0,7}")
TELEPHONE = re.compile(r"(?<![^\W_])\+?\(?\d(?:[ ()\-./]{0,3}\d){5,17}(?![^\W_])")
_PARTS = re.compile(r"[^\W\d_]+|\d+")
_LETTERS_THEN_NUMBER = re.compile(r"(?<![^\W_])([a-z]{1,4}) (\d{3,12})(?![^\W_])")
_DIGIT = re.compile(r"\d")
_APOSTROPHES = str.maketrans("", "", "'\"")
_SIBILANTS, _HISSED = ("ss", "us", "is"), ("xes", "ches", "shes", "sses", "zes")


@dataclass(frozen=True)
class Words:
    """What a text is found by. `in_order` are its words as they stand, `besides` what has no place of its own."""

    in_order: list[str]
    besides: list[str]


def divide(text: str, *, who: str = "", marks: Iterable[str] = ()) -> Words:
    """Return what a text is found by; `who` names its writer, `marks` are added as they are.

    The same text gives the same words on every database.
    """
    folded = fold(text)
    in_order: list[str] = []
    besides: dict[str, None] = dict.fromkeys(marks)
    places: dict[str, int] = {}
    placed: set[str] = set()
    for forms in word_forms(folded):
        whole = forms[0]
        places[whole] = places.get(whole, 0) + 1
        if len(in_order) < MOST_IN_ORDER:
            in_order.append(whole if places[whole] <= MOST_PLACES else GAP)
            placed.add(whole)
        else:
            besides[whole] = None
        if len(forms) > 1:
            besides.update(dict.fromkeys(forms[1:]))
    if _DIGIT.search(folded):
        besides.update(dict.fromkeys(_numbers(folded)))
    for forms in word_forms(fold(who)):
        besides.update(dict.fromkeys(f"{WHO}{form}" for form in forms))
    left = [term for term in besides if term not in placed]
    return Words(in_order, left[:MOST_TERMS])


def word_forms(text: str) -> Iterator[tuple[str, ...]]:
    """Yield for each word its own form first and then what it may be without what is attached to it."""
    return filter(None, map(_found_by, query_terms(text)))


@lru_cache(maxsize=20_000)
def _found_by(forms: tuple[str, ...]) -> tuple[str, ...]:
    plain = tuple(dict.fromkeys(form.translate(_APOSTROPHES)[:LONGEST_TERM] for form in forms))
    word = plain[0]
    if not word:
        return ()
    stem = stem_of(word) if word.isascii() and word.isalpha() else word
    return plain if stem in plain else (*plain, stem)


def stem_of(word: str) -> str:
    """Return an English word without the ending of plural and tense: leaks, leaked and leaking are leak, arriving is arriv."""
    stem = word
    if len(word) > 4 and word.endswith("ies"):
        stem = word[:-3] + "y"
    elif len(word) >= 5 and word.endswith(_HISSED):
        stem = word[:-2]
    elif len(word) >= 7 and word.endswith("ing"):
        stem = word[:-3]
    elif len(word) >= 6 and word.endswith("ed"):
        stem = word[:-2]
    elif len(word) >= 4 and word.endswith("s") and not word.endswith(_SIBILANTS):
        stem = word[:-1]
    if len(stem) > 4 and stem[-1] == stem[-2] and stem[-1] not in "aeiouls" and stem != word:
        stem = stem[:-1]
    return stem[:-1] if len(stem) > 4 and stem.endswith("e") else stem


def _numbers(folded: str) -> Iterator[str]:
    """Yield the numbers of a text as they are written without their signs, in part and whole, and the ends of telephones."""
    for match in CODE.finditer(folded):
        if _DIGIT.search(match.group()):
            yield from joined(match.group())
    for match in _LETTERS_THEN_NUMBER.finditer(folded):
        yield match[1] + match[2]
    for match in TELEPHONE.finditer(folded):
        yield from ends_of(match.group())


def joined(code: str) -> Iterator[str]:
    """Yield what a part number is found by: AB-1234/7 by ab, 1234, 7, ab1234, ab12347 and 12347."""
    parts = _PARTS.findall(code)[:MOST_PARTS]
    for first in range(len(parts)):
        for last in range(first + 1, len(parts) + 1):
            run = "".join(parts[first:last])
            if last == first + 1 or (SHORTEST_CODE <= len(run) <= LONGEST_CODE and _DIGIT.search(run)):
                yield run


def whole(code: str) -> str:
    """Return a part number without its signs; empty when it is too short or too long to be one."""
    run = "".join(_PARTS.findall(code)[:MOST_PARTS])
    return run if SHORTEST_CODE <= len(run) <= LONGEST_CODE else ""


def ends_of(telephone: str) -> Iterator[str]:
    """Yield the last four to eight digits of a telephone number, each as a term; of anything longer than one nothing."""
    digits = "".join(_DIGIT.findall(telephone))
    if len(digits) <= 15:
        yield from (f"{PHONE}{digits[-count:]}" for count in LAST_DIGITS if count <= len(digits))
