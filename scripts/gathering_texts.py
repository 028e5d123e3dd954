"""Gathering the texts and the words that the word vectors are distilled from."""

from __future__ import annotations

import gzip
import json
import math
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import polib

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from amana.language.normalising import fold
from amana.language.vectors import WORD

LANGUAGES = ("he", "ar", "en")
_LONGEST_WORD = 24
_LONGEST_TEXT = 300
_PIECE = 20  # words; a longer text without full stops is cut here

_CHOICE = re.compile(r"\{([^{}]*)\}|\[(\w+)\]")
_NAMED = re.compile(r"^(\w+) = (.+)$")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|<[^<>]{1,80}>|https?://\S+")
_END = re.compile(r"(?<=[.!?\u061f])\s+|\s\|\s|\n+")
_CONTROL = re.compile(r"[\x00-\x1f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


@dataclass
class Gathered:
    """Sentences by language; how often each folded word came; those of lists; how each was written, by count."""

    sentences: dict[str, list[str]] = field(default_factory=lambda: {language: [] for language in LANGUAGES})
    counts: Counter[str] = field(default_factory=Counter)
    listed: set[str] = field(default_factory=set)
    written: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, text: str) -> str:
        """Count the words of a text; the language it is in, by its longest word, or ""."""
        for word in WORD.findall(text):
            folded = fold(word)
            if script_of(folded) and 1 < len(folded) <= _LONGEST_WORD:
                self.counts[folded] += 1
                self.written[folded][word.lower() if word.isascii() else word] += 1
        return script_of(max(WORD.findall(fold(text)), key=len, default=""))

    def spelling(self, word: str) -> str:
        """The commonest spelling of a folded word: what the teacher is asked about."""
        found = self.written.get(word)
        return found.most_common(1)[0][0] if found else word


def gather(
    paths: Iterable[Path], *, most: int, seed: int, fragments: int = 0, words_only: Iterable[Path] = ()
) -> Gathered:
    """Read all files; of each, at most `most` sentences of a language are kept, drawn by chance; all words count.

    Of each language, `fragments` are added: two to five neighbouring words, from which single words are learned best.
    """
    gathered, chance = Gathered(), random.Random(seed)
    for path in words_only:
        for text in texts_of(path, chance):
            gathered.add(text)
    for path in paths:
        sentences = sorted({piece for text in texts_of(path, chance) for piece in pieces_of(text)})
        chance.shuffle(sentences)
        room = dict.fromkeys(LANGUAGES, most)
        for sentence in sentences:
            language = gathered.add(sentence)
            if path.suffix == ".txt":
                gathered.listed.update(WORD.findall(fold(sentence)))
            if room.get(language) and " " in sentence:
                gathered.sentences[language].append(sentence)
                room[language] -= 1
    for sentences in gathered.sentences.values():
        sentences.extend(list(_fragments(sentences, fragments, chance)))
    return gathered


def _fragments(sentences: list[str], most: int, chance: random.Random) -> Iterator[str]:
    long = [words for words in map(str.split, sentences) if len(words) > 6]
    for words in chance.sample(long, min(most, len(long))):
        size = chance.randint(2, 5)
        start = chance.randint(0, len(words) - size)
        yield " ".join(words[start : start + size])


def texts_of(path: Path, chance: random.Random) -> Iterator[str]:
    """The texts of a file: `.jsonl` and `.jsonl.gz` (the field "text"), `.po` (both sides), `.txt` (alternatives)."""
    whole = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text("utf-8")
    if ".jsonl" in path.suffixes:
        yield from (str(json.loads(line).get("text", "")) for line in whole.split("\n") if line.strip())
    elif path.suffix == ".po":
        for entry in polib.pofile(whole):
            yield from (entry.msgid, entry.msgstr, *entry.msgstr_plural.values())
    else:
        yield from expanded(whole.splitlines(), chance)


def expanded(lines: Iterable[str], chance: random.Random, *, most: int = 90) -> Iterator[str]:
    """Each line with its alternatives written out, at most `most` of them; `name = a|b` lines name alternatives.

    A line that begins with a star gives all of them: forms of words.
    """
    named: dict[str, list[str]] = {}
    for line in map(str.strip, lines):
        name = _NAMED.match(line)
        if name and "|" in line:
            named[name[1]] = name[2].split("|")
        elif line and not line.startswith("#"):
            parts = _CHOICE.split(line.removeprefix("* "))
            choices = [
                [parts[at]] if at % 3 == 0 else parts[at].split("|") if parts[at] is not None else named[parts[at + 1]]
                for at in range(len(parts))
                if at % 3 != 2
            ]
            if line.startswith("* "):
                yield from map("".join, product(*choices))
                continue
            # Every alternative comes at least once; beyond that they are drawn.
            rounds = max(map(len, choices))
            times = max(rounds, min(most, math.prod(map(len, choices))))
            for number in range(times):
                yield "".join(c[number % len(c)] if number < rounds else chance.choice(c) for c in choices)


def pieces_of(text: str) -> Iterator[str]:
    """The sentences of a text, a long one cut every twenty words; without marks, links and placeholders."""
    for sentence in _END.split(_PLACEHOLDER.sub(" ", text)):
        words = _CONTROL.sub(" ", sentence).split()
        step = len(words) if len(sentence) < _LONGEST_TEXT * 0.6 else _PIECE
        for start in range(0, len(words), step or 1):
            yield " ".join(words[start : start + step])[:_LONGEST_TEXT]


def script_of(word: str) -> str:
    """The language whose letters a folded word is in: "he", "ar", "en", or "" for any other."""
    first = word[:1]
    if "\u05d0" <= first <= "\u05ea":
        return "he"
    if "\u0620" <= first <= "\u06d3":
        return "ar"
    return "en" if first.isascii() and first.isalpha() else ""
