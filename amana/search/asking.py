"""Understanding what somebody typed: words, "exact words", -words that must not be there, and filters such as holder:dana."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from amana.language.normalising import fold
from amana.search.backends import Sequel
from amana.search.dividing import CODE, LAST_DIGITS, PHONE, TELEPHONE, ends_of, whole, word_forms
from amana.search.spelling import as_written, is_word

LONGEST_QUERY = 300
MOST_PARTS, MOST_FORMS, MOST_IN_PHRASE, MOST_FILTERS = 10, 16, 12, 12

# The names of the filters, in English, Hebrew and Arabic; each reader may type any of them.
KEYS = {
    "state": "state is מצב حالة الحالة",
    "holder": "holder באחריות אחראי المسؤول مسؤول",
    "brand": "brand מותג علامة العلامة",
    "channel": "channel ערוץ قناة القناة",
    "language": "language lang שפה لغة اللغة",
    "before": "before לפני قبل",
    "until": "until עד حتى",
    "since": "since after מאז אחרי منذ بعد",
    "kind": "kind type סוג نوع",
    "with": "with has עם مع",
    "tag": "tag תגית وسم",
    "case": "case פנייה ملف",
}
_NAMES = {fold(name): key for key, names in KEYS.items() for name in names.split()}
_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u05f4\u00ab\u00bb\uff02", '"'))
_PIECE = re.compile(
    r'(?<!\S)(?P<raw>(?P<minus>-?)(?:(?P<key>[^\W\d_]{2,12}):(?:"(?P<quoted>[^"]{0,80})"|(?P<value>[^\s"]{1,80}))'
    r'|"(?P<phrase>.+?)"(?!\S)|(?P<word>\S+)))'
)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Part:
    """One thing that must be there, in any of these ways; `word` is set when a slip in it can be put right."""

    typed: str
    sequels: tuple[Sequel, ...]
    word: str = ""


@dataclass(frozen=True)
class Filter:
    """A filter as it was typed: which, with what value, and the piece of the query it is."""

    key: str
    value: str
    raw: str


@dataclass(frozen=True)
class Asked:
    """What somebody looks for. Empty when it holds neither words nor filters."""

    typed: str
    parts: tuple[Part, ...] = ()
    none_of: tuple[Sequel, ...] = ()
    filters: tuple[Filter, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.parts or self.none_of or self.filters)

    @property
    def words(self) -> str:
        """What is looked for, without the filters and without what must not be there."""
        return " ".join(part.typed for part in self.parts)

    def without(self, raw: str) -> str:
        """Return the query without one of its filters."""
        return " ".join(self.typed.replace(raw, " ", 1).split())


def understand(typed: str) -> Asked:
    """Return what a query asks for. Nothing typed is ever an operator of a database, and nothing is refused.

    At most 300 letters and ten words are looked at. A name with a colon that is no filter is a word.
    """
    text = clean(typed)
    parts: list[Part] = []
    none_of: list[Sequel] = []
    filters: list[Filter] = []
    rest: list[str] = []
    for piece in _PIECE.finditer(text):
        key = _NAMES.get(fold(piece["key"] or ""))
        if key and not piece["minus"]:
            filters.append(Filter(key, (piece["quoted"] or piece["value"] or "").strip(), piece["raw"]))
        elif piece["minus"] and len(piece["raw"]) > 1:
            none_of += _sequels_without(piece["phrase"] or piece["raw"][1:], is_phrase=bool(piece["phrase"]))
        elif piece["phrase"]:
            parts += _phrase(piece["phrase"])
        else:
            rest.append(piece["raw"])
    parts += _plain(" ".join(rest))
    return Asked(text, tuple(parts[:MOST_PARTS]), tuple(none_of[:MOST_PARTS]), tuple(filters[:MOST_FILTERS]))


def name_of(names: str, language: str) -> str:
    """Return that one of the names that a reader of this language types, the first of them."""
    return next((name for name in names.split() if _script(name) == language), names.split(maxsplit=1)[0])


def _script(name: str) -> str:
    return "he" if "\u0590" <= name[0] <= "\u05ff" else "ar" if "\u0600" <= name[0] <= "\u06ff" else "en"


def clean(typed: str) -> str:
    """Return what was typed in one line, with one kind of quotation mark and without what cannot be seen."""
    text = typed[: LONGEST_QUERY * 4].encode("utf-8", "ignore").decode().translate(_QUOTES)
    seen = "".join(" " if unicodedata.category(one) in {"Cc", "Zs", "Zl", "Zp"} else one for one in text
                   if unicodedata.category(one) != "Cf")  # fmt: skip
    return " ".join(seen.split())[:LONGEST_QUERY]


def corrected(asked: Asked, words: Mapping[str, str]) -> Asked:
    """Return the query with some of its words put right."""
    typed, parts = asked.typed, []
    for part in asked.parts:
        if part.word not in words:
            parts.append(part)
            continue
        right = as_written(words[part.word])
        parts.append(_word(right, next(word_forms(right))))
        typed = typed.replace(part.typed, right, 1)
    return replace(asked, typed=typed, parts=tuple(parts))


def begun(asked: Asked, endings: list[str]) -> Asked:
    """Return the query with its last word as the beginning of any of these."""
    last = asked.parts[-1]
    sequels = dict.fromkeys([*last.sequels, *((word,) for word in endings)])
    return replace(asked, parts=(*asked.parts[:-1], replace(last, sequels=tuple(sequels))))


def _phrase(text: str) -> Iterator[Part]:
    """Yield the part that holds these words as they are, one after the other."""
    terms = tuple(forms[0] for forms in word_forms(text))[:MOST_IN_PHRASE]
    if terms:
        yield Part(f'"{text}"', (terms,))


def _sequels_without(text: str, *, is_phrase: bool) -> list[Sequel]:
    """Return what must not be there: the words exactly as they are, as a form of them could be another word."""
    terms = tuple(forms[0] for forms in word_forms(text))[:MOST_IN_PHRASE]
    return [terms] if terms and (is_phrase or len(terms) == 1) else [(term,) for term in terms]


def _plain(text: str) -> Iterator[Part]:
    """Yield the parts of words that stand in no quotation marks; a telephone number is one part however it is spaced."""
    left = fold(text) if TELEPHONE.search(fold(text)) else text
    for match in TELEPHONE.finditer(left):
        if len(_DIGITS.findall(match.group())) > 1 or match.group().startswith("+"):
            yield _telephone(match.group())
            left = left.replace(match.group(), " ", 1)
    for word in left.split():
        yield from _parts_of(word)


def _telephone(typed: str) -> Part:
    ends = list(ends_of(typed))
    groups = tuple(_DIGITS.findall(typed))
    return Part(typed, ((ends[-1],), groups) if ends else (groups,))


def _parts_of(word: str) -> Iterator[Part]:
    """Yield what one word asks for: a part number by its letters and digits alone, anything else by its words."""
    folded = fold(word)
    code = CODE.fullmatch(folded)
    if code and any(letter.isdecimal() for letter in folded):
        yield _number(word, folded)
        return
    found = list(word_forms(folded))
    for forms in found:
        yield _word(word if len(found) == 1 else forms[0], forms)


def _number(typed: str, folded: str) -> Part:
    groups = tuple(forms[0] for forms in word_forms(folded))
    sequels: list[Sequel] = [groups]
    if run := whole(folded):
        sequels.append((run,))
    if folded.isdecimal() and len(folded) in LAST_DIGITS:
        sequels.append((f"{PHONE}{folded}",))
    elif folded.isdecimal() and len(folded) > max(LAST_DIGITS):
        sequels += [(end,) for end in list(ends_of(folded))[-1:]]
    return Part(typed, tuple(dict.fromkeys(sequels)))


def _word(typed: str, forms: tuple[str, ...]) -> Part:
    sequels = tuple((form,) for form in forms[:MOST_FORMS])
    return Part(typed, sequels, forms[0] if is_word(forms[0]) else "")
