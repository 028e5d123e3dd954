"""Which language a text is in, and which way it runs, decided by its letters."""

from __future__ import annotations

import re

from amana.language.findings import Direction, Language

_HEBREW = re.compile(r"[\u05d0-\u05ea\ufb1d-\ufb4f]+")
_ARABIC = re.compile(r"[\u0620-\u064a\u0671-\u06d3\ufb50-\ufdff\ufe70-\ufefc]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
# Letters of Persian and Urdu that Arabic does not use.
_NOT_ARABIC = re.compile("[پچژگٹڈڑںے\u06a9\u06cc]")
# Without any of these a text holds neither what is not a word nor digits that stand for letters.
_MORE_THAN_WORDS = re.compile(r"[@\d]|://|www\.")
_NOT_WORDS = re.compile(r"https?://\S+|www\.\S+|\b[A-Za-z]*\d\w*")
_CHUNKS_KEPT = 4_000
_ENGLISH = frozenset(
    "the a an and or but to of in on at is are was were be been it this that you your we our us i my me he she they"
    " for with not no yes please thanks thank hi hello dear ok okay sorry can could will would do does did have has"
    " what when where why how who which from by as if so about there here just still order refund call email phone"
    " account bill payment delivery help need want get got send sent cancel urgent regards sir madam day days today"
    " tomorrow hours week working new old money card bank ticket number name i'm i'll don't it's can't hasn't isn't"
    " any all more out up back now good morning evening any update status issue problem invoice parcel internet"
    " router service customer support team manager complaint received arrived wrong broken item product price great".split()
)
# Words that English does not share with French, German, Spanish, Italian, Arabizi or romanised Hebrew.
_FOREIGN = frozenset(
    "le la les des une est vous nous pour avec dans pas que qui je ma mon bonjour merci el los las por para con una"
    " hola gracias ich und nicht der die das ist ein eine mit auf bitte danke sehr il che non per grazie sono"
    " ana inta enta shu sho wein wen kifak 3ndi fi mish mesh ya3ni yalla habibi inshallah law samaht ani ata at lo"
    " ken ma shalom toda todah ein yesh shel kama matai efo lama bevakasha ze zot mi etmol machar hayom".split()
)
_TWO_LATIN = re.compile(r"[A-Za-z][^A-Za-z]*[A-Za-z]")
_LATIN_WORD = re.compile(r"[a-z\u00e0-\u024f0-9]+(?:'[a-z]+)?")


def language_of(text: str) -> Language:
    """The language of a text: by its letters, and for Latin letters by its commonest words.

    A Hebrew or Arabic letter counts one and a half times, so that an order code does not decide. Fewer than three
    letters, and Latin text that is not plainly English (Arabizi, romanised Hebrew, French), are "unknown".
    """
    if text.isascii():
        return _latin_language(text) if _TWO_LATIN.search(text) is not None else "unknown"
    latin, hebrew, arabic = (_letters(one, text) for one in (_LATIN, _HEBREW, _ARABIC))
    if latin and (hebrew or arabic) and _MORE_THAN_WORDS.search(text) is not None:
        latin = sum(map(len, _LATIN.findall(" ".join(map(_words_of, text.split())))))
    if hebrew + arabic + latin < 2:
        return "unknown"
    if 1.5 * max(hebrew, arabic) >= latin:
        if hebrew >= arabic:
            return "he"
        return "unknown" if len(_NOT_ARABIC.findall(text)) * 12 > arabic else "ar"
    return _latin_language(text)


def _letters(script: re.Pattern[str], text: str) -> int:
    """How many letters of a script there are."""
    first = script.search(text)
    return sum(map(len, script.findall(text, first.start()))) if first is not None else 0


def direction_of(language: Language, text: str = "") -> Direction:
    """Which way a text in that language is set; unknown text follows its first letter that has a direction."""
    if language in ("he", "ar"):
        return "rtl"
    if language == "unknown":
        rtl = min((found.start() for found in (_HEBREW.search(text), _ARABIC.search(text)) if found), default=None)
        ltr = _LATIN.search(text)
        if rtl is not None and (ltr is None or rtl < ltr.start()):
            return "rtl"
    return "ltr"


def _latin_language(text: str) -> Language:
    words = english = foreign = numbered = 0
    for chunk in text[:2000].split():
        counts = _known.get(chunk)
        if counts is None:
            counts = _learnt(chunk)
        words += counts[0]
        english += counts[1]
        if counts[2] or counts[3]:
            foreign += counts[2]
            numbered += counts[3]
    # Digits stand for letters, as in Arabizi ("3ndi", "b7ebak"): in at least two words, or in one of three.
    has_number_letters = numbered >= 2 or (numbered == 1 and len(text.split()) <= 3)
    if not words or foreign > english or has_number_letters:
        return "unknown"
    return "en" if english or (words < 4 and not foreign and text.isascii()) else "unknown"


_NUMBER_LETTERS = re.compile(r"\b[a-z]*[a-z][23579][a-z]+\b|\b[37][a-z]{2,}\b")


# A plain table: every word of a text in Latin letters is looked up, and to note how late it was used would take longer.
_known: dict[str, tuple[int, int, int, int]] = {}


def _learnt(chunk: str) -> tuple[int, int, int, int]:
    if len(_known) > _CHUNKS_KEPT:
        _known.clear()
    counts = _known[chunk] = _counted(chunk)
    return counts


def _counted(chunk: str) -> tuple[int, int, int, int]:
    """Of what stands between two blanks: how many words, English ones, foreign ones, and ones with digits for letters."""
    words = _LATIN_WORD.findall(_words_of(chunk).lower().replace("\u2019", "'"))
    english, foreign = (sum(map(known.__contains__, words)) for known in (_ENGLISH, _FOREIGN))
    return len(words), english, foreign, len(_NUMBER_LETTERS.findall(chunk))


def _words_of(chunk: str) -> str:
    """What stands between two blanks, without addresses, links and numbers.

    Looked at one by one, as a pattern for an address would go through a long word once from each of its letters.
    """
    if _MORE_THAN_WORDS.search(chunk) is None:
        return chunk
    return " " if "@" in chunk[1:-1] else _NOT_WORDS.sub(" ", chunk)
