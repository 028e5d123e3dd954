"""Bringing Hebrew, Arabic and English text to one form: for matching in place, and for searching."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Points and accents of Hebrew, vowel signs of Arabic, tatweel, zero-width and direction marks, soft hyphen.
_MARKS = (
    *range(0x0591, 0x05BE),
    *(0x05BF, 0x05C1, 0x05C2, 0x05C4, 0x05C5, 0x05C7),
    *range(0x0610, 0x061B),
    0x061C,
    0x0640,
    *range(0x064B, 0x0660),
    0x0670,
    *range(0x06D6, 0x06DD),
    *range(0x06DF, 0x06E9),
    *range(0x06EA, 0x06EE),
    *(0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
)
_LETTERS = {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ی": "ي", "ک": "ك"}
_SIGNS = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u2032\u05f3`\u00b4", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u05f4", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\u05be", "-"),
    **dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000\t\x00", " "),
    **dict(zip("٠١٢٣٤٥٦٧٨٩", "0123456789", strict=True)),
    **dict(zip("۰۱۲۳۴۵۶۷۸۹", "0123456789", strict=True)),
}
_CAPITALS = {chr(c): chr(c + 32) for c in (*range(0x41, 0x5B), *range(0xC0, 0xD7), *range(0xD8, 0xDF))}

# One character becomes one character, so that what is found in the folded text is found in the text.
# The commonest characters stay what they are, which is quicker said here than found out at each.
_COMMON = {chr(c): chr(c) for c in (0x0A, *range(0x20, 0x7F), *range(0x05D0, 0x05EB), *range(0x0621, 0x064B))}
_IN_PLACE = str.maketrans({**_COMMON, **_LETTERS, **_SIGNS, **_CAPITALS})
_WITHOUT_MARKS = dict.fromkeys(_MARKS)
_ANY_MARK = re.compile("[" + "".join(map(chr, _MARKS)) + "]")

_WORD = re.compile(r"[^\W_]+(?:['\"][^\W_]+)*")


def fold(text: str) -> str:
    """The text in the form in which two spellings of a word are alike.

    NFKC, small letters; points, vowel signs, tatweel and direction marks removed; the forms of alef, ya, ta marbuta
    and hamza folded; digits of every script as 0 to 9. The length may change.
    """
    if text.isascii():  # no marks, and one form of each letter
        return text.translate(_IN_PLACE).lower()
    text = unicodedata.normalize("NFKC", text).translate(_WITHOUT_MARKS).translate(_IN_PLACE)
    return unicodedata.normalize("NFKC", text.lower())


def fold_in_place(text: str) -> tuple[str, list[int] | None]:
    """The text folded for matching, and where each of its characters stood (None: where it stands now)."""
    folded = text.translate(_IN_PLACE)
    if text.isascii() or not _ANY_MARK.search(folded):
        return folded, None
    kept: list[int] = []
    after = 0
    for mark in _ANY_MARK.finditer(folded):
        kept.extend(range(after, mark.start()))
        after = mark.end()
    kept.extend(range(after, len(folded)))
    return without_marks(folded), kept


def without_marks(text: str) -> str:
    """The text without what `fold_in_place` leaves out: each letter stands where it stands in the folded text."""
    return _ANY_MARK.sub("", text)


def search_terms(text: str) -> list[str]:
    """The words to index: each folded word, and after it what it may be without its attached parts.

    Hebrew and Arabic attach prepositions, article and pronouns to the word, so a word is indexed in each plausible
    shorter form too. Order follows the text; a form appears once per word.
    """
    terms: list[str] = []
    for word in _WORD.findall(fold(text)):
        terms.extend(_forms(word))
    return terms


def query_terms(text: str) -> list[tuple[str, ...]]:
    """The words to look for: for each word of the query, its own form first and then the shorter ones.

    A text matches a word of the query when it holds any of its forms. Made for `search_terms` on the other side.
    """
    return [_forms(word) for word in _WORD.findall(fold(text))]


_HE_PREFIXES = (
    "וכשה",
    "ושה",
    "וכש",
    "כשה",
    "מה",
    "שה",
    "וה",
    "וב",
    "ול",
    "ומ",
    "וש",
    "וכ",
    "לכש",
    "כש",
    "ו",
    "ה",
    "ב",
    "ל",
    "מ",
    "ש",
    "כ",
)
_HE_SUFFIXES = (
    "יהם",
    "יהן",
    "יכם",
    "יכן",
    "ינו",
    "יות",
    "ים",
    "ות",
    "יה",
    "ית",
    "כם",
    "כן",
    "נו",
    "יו",
    "ך",
    "ת",
    "ה",
    "י",
    "ו",
)
_AR_PREFIXES = ("وبال", "وال", "بال", "كال", "فال", "ولل", "ال", "لل", "وب", "ول", "و", "ب", "ل", "ف", "ك", "س")
_AR_SUFFIXES = (
    "تهما",
    "كما",
    "هما",
    "اتهم",
    "اتكم",
    "اتنا",
    "ات",
    "ون",
    "ين",
    "ان",
    "يه",
    "تك",
    "تي",
    "ته",
    "كم",
    "هم",
    "ها",
    "نا",
    "ني",
    "ك",
    "ه",
    "ي",
    "ت",
)
_FINALS = str.maketrans("ךםןףץ", "כמנפצ")


@lru_cache(maxsize=20_000)
def _forms(word: str) -> tuple[str, ...]:
    if "\u0590" <= word[0] <= "\u05ff":
        return _stripped(word.replace('"', "").replace("'", ""), _HE_PREFIXES, _HE_SUFFIXES)
    if "\u0600" <= word[0] <= "\u06ff":
        return _stripped(word, _AR_PREFIXES, _AR_SUFFIXES)
    if word.endswith("'s"):
        return (word[:-2], word)
    return (word,)


def _stripped(word: str, prefixes: tuple[str, ...], suffixes: tuple[str, ...]) -> tuple[str, ...]:
    """The word, and the word without one prefix, one suffix, or both, as long as three letters remain."""
    word = word.translate(_FINALS)
    forms = {word: None}
    starts = [word, *(word[len(p) :] for p in prefixes if word.startswith(p) and len(word) - len(p) >= 3)]
    for start in starts:
        forms[start] = None
        for suffix in suffixes:
            plain = suffix.translate(_FINALS)
            if start.endswith(plain) and len(start) - len(plain) >= 3:
                forms[start[: -len(plain)]] = None
    return tuple(forms)
