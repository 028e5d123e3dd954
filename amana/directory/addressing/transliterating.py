"""Writing Hebrew and Arabic names in Latin letters, with the alternatives, and saying when it is by letters alone."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from pathlib import Path

from amana.language.normalising import fold

FILE = Path(__file__).resolve().parent / "spellings.toml"
MOST = 6

_HEBREW = dict(
    zip("אבגדהוזחטיכךלמםנןסעפףצץקרשת", "a b g d h o z h t i k k l m m n n s a f f tz tz k r sh t".split(), strict=True)
)
_ARABIC = dict(
    zip(
        "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
        "a b t th j h kh d th r z s sh s d t z a gh f q k l m n h ou i".split(),
        strict=True,
    )
)
_VOWELS = set("aeiou")


@dataclass(frozen=True)
class Spelling:
    """A name in Latin letters: the first word and the last, without signs; `is_usual` unless it went by letters alone."""

    first: str
    last: str
    is_usual: bool


def spellings(name: str) -> list[Spelling]:
    """Return how a name may be written in Latin letters, the likeliest first, six at most; none for a name of one word.

    A name in Latin letters is its own only spelling. Titles in front are left out.
    """
    words = [word for word in re.split(r"[\s,]+", fold(name[:200])) if re.sub(r"[^\w]", "", word)]
    words = [word for word in words if word.strip('."') not in _TITLES] or words
    words = _joined(words)
    if len(words) < 2:
        return []
    firsts, lasts = _word(words[0]), _last(words[1:])
    pairs = sorted(product(enumerate(firsts), enumerate(lasts)), key=lambda pair: pair[0][0] + pair[1][0])
    return [
        Spelling(first[0], last[0], first[1] and last[1])
        for (_a, first), (_b, last) in islice(pairs, MOST)
        if first[0] and last[0]
    ]


_TITLES = {
    "mr",
    "mrs",
    "ms",
    "dr",
    "prof",
    "מר",
    "גב",
    "גברת",
    'ד"ר',
    "דר",
    "פרופ",
    "السيد",
    "السيده",
    "د",
    "الدكتور",
    "الدكتوره",
}


def _joined(words: list[str]) -> list[str]:
    """Put together what is one name in two words: عبد الله."""
    made: list[str] = []
    for word in words:
        if made and made[-1] == "عبد":
            made[-1] += word
        else:
            made.append(word)
    return made


def _last(words: list[str]) -> list[tuple[str, bool]]:
    """A last name of two words, such as Ben David or Al Harbi, is written together or by its last word."""
    own = _word(words[-1])
    if len(words) > 1 and words[-2] in {"בן", "בר", "ben", "bar", "al", "el", "de", "van", "von", "abu", "ابو"}:
        before = _word(words[-2])
        return [(first + last, usual and also) for (last, usual) in own for (first, also) in before][:4]
    return own


def _word(word: str) -> list[tuple[str, bool]]:
    word = re.sub(r"[^\w]", "", word)
    known = _usual().get(word)
    if known:
        return [(one, True) for one in known]
    if re.search("[\u05d0-\u05ea]", word):
        return [(_by_letters(word, _HEBREW), False)]
    if re.search("[\u0621-\u064a]", word):
        return _arabic(word)
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    return [(plain, True)] if plain else []


def _arabic(word: str) -> list[tuple[str, bool]]:
    if word.startswith("ال") and len(word) > 4:
        rest = _usual().get(word[2:])
        found = [(one, True) for one in rest] if rest else [(_by_letters(word[2:], _ARABIC), False)]
        return [(article + one, usual) for one, usual in found for article in ("al", "el", "")][:6]
    return [(_by_letters(word, _ARABIC), False)]


def _by_letters(word: str, letters: dict[str, str]) -> str:
    """Spell a word by its letters; between two consonants an `a` is put, as nothing says which vowel is spoken."""
    written = [letters.get(letter, "") for letter in word]
    if written and word[-1] in "הه":
        written[-1] = "a"
    if written and word[0] in "יي":
        written[0] = "y"
    said = ""
    for one in filter(None, written):
        if said and said[-1] not in _VOWELS and one[0] not in _VOWELS:
            said += "a"
        said += one
    return said


@lru_cache(maxsize=1)
def _usual() -> dict[str, list[str]]:
    tables = tomllib.loads(FILE.read_text("utf-8"))
    rows = [line.split() for table in tables.values() for line in table.splitlines() if line.strip()]
    return {fold(row[0]): row[1:] for row in rows}
