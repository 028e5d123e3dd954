"""Knowing the words people used, so that a slip or the beginning of a word finds the word that was meant.

Two words with few slips between them leave the same when few letters are taken out of each (after Garbe's SymSpell,
https://github.com/wolfgarbe/SymSpell): what is left is kept as a number, so that a look-up reads a few short lists.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations

from django.db import connection
from django.db.models import F

from amana.record.storing import insert_rows
from amana.search.models import Slip, Word

SHORTEST, LONGEST = 3, 24
# One slip is looked for from four letters on, two from eight on.
ONE_SLIP, TWO_SLIPS = 4, 8
# Letters taken out of the beginning of a word are enough to know it by.
BEGINNING = 7
MOST_CANDIDATES = 400
MOST_BEGINNINGS, LOOKED_AT = 16, 200
AT_ONCE = 400
_FINALS = str.maketrans("כמנפצ", "ךםןףץ")


@dataclass(frozen=True)
class Known:
    """A word that people used, and in how many texts."""

    word: str
    texts: int


def is_word(term: str) -> bool:
    """Whether a term is a word that can be misspelt: letters alone, neither very short nor very long."""
    return SHORTEST <= len(term) <= LONGEST and term.isalpha()


def count(texts: Iterable[Collection[str]]) -> None:
    """Take in the words of texts, each of which holds a word once."""
    counts = Counter(word for text in texts for word in text if is_word(word))
    words = sorted(counts)
    for start in range(0, len(words), AT_ONCE):
        _count(words[start : start + AT_ONCE], counts)


def _count(words: Sequence[str], counts: Counter[str]) -> None:
    keys = [word.encode() for word in words]
    known = {bytes(word) for word in Word.objects.filter(word__in=keys).values_list("word", flat=True)}
    upsert = " ON CONFLICT (word) DO UPDATE SET texts = search_word.texts + excluded.texts"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            insert = "INSERT INTO search_word (word, texts) SELECT * FROM UNNEST(%s::bytea[], %s::integer[])"
            cursor.execute(insert + upsert, [keys, [counts[word] for word in words]])
        else:
            insert = "INSERT INTO search_word (word, texts) VALUES (%s, %s)"
            rows = [(key, counts[word]) for key, word in zip(keys, words, strict=True)]
            cursor.executemany(insert + upsert, rows)
    _keep_slips([key for key in keys if key not in known])


def _keep_slips(new: Sequence[bytes]) -> None:
    rows = Word.objects.filter(word__in=new).order_by("word").values_list("pk", "word")
    slips = [(left, pk) for pk, word in rows for left in sorted(lefts(bytes(word).decode()))]
    insert_rows(Slip, ("left", "word_id"), slips, unless_there=True)


def uncount(words: Iterable[str]) -> None:
    """Take the words of one text out again; a word that no text holds any more is forgotten."""
    keys = sorted({word.encode() for word in words if is_word(word)})
    for start in range(0, len(keys), AT_ONCE):
        rows = Word.objects.filter(word__in=keys[start : start + AT_ONCE])
        rows.filter(texts__gt=0).update(texts=F("texts") - 1)
        for row in rows.filter(texts=0):
            Slip.objects.filter(word=row, left__in=lefts(bytes(row.word).decode())).delete()
            Word.objects.filter(pk=row.pk, texts=0).delete()


def lefts(word: str) -> set[int]:
    """Return what is left of the beginning of a word without up to one letter, or two of a long one, as numbers."""
    return {_number(left) for left in _without(word[:BEGINNING], slips_in(word))} if slips_in(word) else set()


def slips_in(word: str) -> int:
    """Return how many slips are looked for in a word of this length."""
    return 2 if len(word) >= TWO_SLIPS else 1 if len(word) >= ONE_SLIP else 0


def _without(word: str, most: int) -> Iterator[str]:
    for missing in range(most + 1):
        for gone in combinations(range(len(word)), missing):
            yield "".join(letter for place, letter in enumerate(word) if place not in gone)


def _number(left: str) -> int:
    return int.from_bytes(blake2b(left.encode(), digest_size=8).digest(), "big", signed=True)


def texts_with(forms: Iterable[str]) -> int:
    """Return in how many texts the most frequent of these words stands."""
    keys = [form.encode() for form in forms]
    return max(Word.objects.filter(word__in=keys).values_list("texts", flat=True), default=0)


def meant(word: str) -> list[Known]:
    """Return known words from which this one is one slip away, or two when both are long: the nearest, then the most frequent first."""
    if not is_word(word) or not slips_in(word):
        return []
    keys = Slip.objects.filter(left__in=lefts(word)).order_by("left", "word").values_list("word", flat=True)
    rows = Word.objects.filter(pk__in=set(keys[:MOST_CANDIDATES]))
    near = []
    for row in rows:
        other = bytes(row.word).decode()
        most = min(slips_in(word), slips_in(other))
        slips = slips_between(word, other, most)
        if 0 < slips <= most:
            near.append((slips, -row.texts, other, Known(other, row.texts)))
    return [one[3] for one in sorted(near, key=lambda one: one[:3])]


def slips_between(one: str, other: str, most: int) -> int:
    """Return how many letters were added, left out, put for another or exchanged with their neighbour; `most` + 1 for any more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        following = [place]
        for at, its in enumerate(other, 1):
            least = min(row[at] + 1, following[at - 1] + 1, row[at - 1] + (letter != its))
            if place > 1 and at > 1 and letter == other[at - 2] and one[place - 2] == its:
                least = min(least, before[at - 2] + 1)
            following.append(least)
        before, row = row, following
    return min(row[-1], most + 1)


def beginning_with(beginning: str) -> list[str]:
    """Return words that begin like this: the most frequent of the first two hundred in the order of their letters."""
    key = beginning.encode()
    rows = Word.objects.filter(word__gte=key, word__lt=key + b"\xff").order_by("word").values_list("word", "texts")
    frequent = sorted(rows[:LOOKED_AT], key=lambda row: (-row[1], bytes(row[0])))[:MOST_BEGINNINGS]
    return [bytes(word).decode() for word, _texts in frequent]


def as_written(word: str) -> str:
    """Return a word as people write it: at its end Hebrew has letters of their own."""
    return word[:-1] + word[-1].translate(_FINALS) if len(word) > 1 else word
