"""Names of companies as they are compared and found: in whatever script, by any part, or by how they sound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from amana.directory.models.companies import Part
from amana.language.normalising import fold

# So many letters of a word are kept for finding; what is longer is compared once it is found.
KEPT = 12
# Letters and words of a name that are looked at; names of law firms run long.
MOST_WORDS, LONGEST_WORD = 12, 40
SHORTEST_SOUND = 2

_WORD = re.compile(r"[^\W_]+")
_DOMAIN = re.compile(
    r"(?:[a-z0-9\u0080-\uffff](?:[a-z0-9\u0080-\uffff-]{0,61}[a-z0-9\u0080-\uffff])?\.)+[a-z\u0080-\uffff-]{2,24}\Z"
)
# What says only in which form a firm is registered, or that it is one.
_FORMS = frozenset(
    """
    gmbh ag kg se inc llc ltd limited plc corp corporation co company sa sarl srl spa bv nv oy ab as aps ohg ug mbh ev eg
    group holding holdings the and und et בעמ חברת קבוצת شركة شركه مجموعة مجموعه
    """.split()
)


def folded(text: str) -> str:
    """Return a name as it is compared: words in small letters, joined by single spaces; at most 200 characters."""
    return " ".join(words(text))[:200]


def words(text: str) -> list[str]:
    """Return the words of a name, folded, at most twelve. A stroke or a quotation mark inside a word is no gap."""
    flat = re.sub(r"(?<=\w)['\"״׳’.&](?=\w)", "", fold(text[:400]))
    return [word[:LONGEST_WORD] for word in _WORD.findall(flat)[:MOST_WORDS]]


def bare(text: str) -> str:
    """Return a name without its legal form, for telling that two are alike; as it is when nothing else is in it."""
    found = words(text)
    return " ".join([word for word in found if word not in _FORMS] or found)


def domain_in(text: str) -> str:
    """Return the domain in an address, a link or a bare domain, without www; empty when there is none."""
    text = fold(text[:600]).strip()
    text = re.sub(r"\A[a-z][a-z0-9+.-]*://", "", text)
    text = re.split(r"[/?#\s]", text, maxsplit=1)[0].rpartition("@")[2]
    text = text.partition(":")[0].strip(".").removeprefix("www.")
    return text if len(text) <= 200 and _DOMAIN.match(text) else ""


def parts(kind: str, text: str) -> set[tuple[int, bytes]]:
    """Return under what a name is found: its whole beginning, the beginnings of its words, their insides, their sounds."""
    if kind == "domain":
        return _parts_of_domain(text)
    found = {(Part.WHOLE, key(folded(text)))}
    for word in words(text):
        found.add((Part.WORD, key(word)))
        found |= {(Part.INSIDE, key(word[start:])) for start in range(1, min(len(word), LONGEST_WORD) - 1)}
        found |= {(Part.SOUND, one.encode()) for one in {sound(word)} if len(one) >= SHORTEST_SOUND}
    return {(place, part) for place, part in found if part}


def _parts_of_domain(text: str) -> set[tuple[int, bytes]]:
    return {(Part.WORD, key(text))} | {(Part.WORD, key(label)) for label in text.split(".")[:-1] if len(label) > 3}


def key(text: str) -> bytes:
    """Return the first letters of a text as bytes, which every database sorts alike."""
    return text[:KEPT].encode("utf-8", "ignore")


def scripts(text: str) -> Iterator[str]:
    """Yield the scripts a text is written in: he, ar, latin."""
    for name, pattern in _SCRIPTS.items():
        if pattern.search(text):
            yield name


_SCRIPTS = {
    "he": re.compile("[\u05d0-\u05ea]"),
    "ar": re.compile("[\u0621-\u064a]"),
    "latin": re.compile("[A-Za-z\u00c0-\u024f]"),
}

# Consonants by how they sound, so roughly that the scripts agree: B for b f p v w, K for c ch h-with-a-tail k q x, S for
# s sh ts z, T for t th, D for d, G for g j. Vowels and breaths are left out: Hebrew and Arabic seldom write them.
_LETTERS = {
    **dict(zip("bpfvw", "BBBBB", strict=True)),
    **dict(zip("kqszdtgjlmnr", "KKSSDTGGLMNR", strict=True)),
    **dict(zip("בפףגדזסצץשטתכךקלמםנןר", "BBBGDSSSSSTTKKKLMMNNR", strict=True)),
    **dict(zip("بفپڤجغگدضذزسصشظتطثكقخلمنر", "BBBBGGGDDSSSSSSTTTKKKLMNR", strict=True)),
}
_LATIN = (
    ("tch", "S"), ("sch", "S"), ("ph", "B"), ("sh", "S"), ("th", "T"), ("ts", "S"), ("tz", "S"), ("kh", "K"),
    ("ch", "K"), ("ck", "K"), ("gh", "G"), ("x", "KS"), ("cc", "c"), ("ce", "Se"), ("ci", "Si"), ("cy", "Sy"), ("c", "K"),
)  # fmt: skip
# At the beginning a word these are consonants, inside mostly vowels.
_AT_FIRST = {"ו": "B", "و": "B"}


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """Return the consonants of a folded word, the same for סלקום, cellcom and سيلكوم; digits stay."""
    if not word:
        return ""
    first = _AT_FIRST.get(word[0], "")
    rest = re.sub("^[וو]+", "", word) if first else word
    rest = re.sub(r"(?<=.)w", "", rest)
    for written, heard in _LATIN:
        rest = rest.replace(written, heard)
    rest = re.sub(r"([^\d])\1+", r"\1", rest)
    return first + "".join(
        _LETTERS.get(letter, letter if letter.isdigit() or letter in "BKSTDGLMNR" else "") for letter in rest
    )
