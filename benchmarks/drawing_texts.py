"""Texts by the million: real ones of three languages, drawn and varied, the same each time; and how long the processor was at it."""

from __future__ import annotations

import gzip
import json
import random
import resource

from measuring import SHARED

TEXTS = SHARED / "eval" / "bulk_texts.jsonl.gz"
IN_A_PART, SEED = 10_000, 7
_GREETINGS = {
    "en": ("Hello, ", "Hi there. ", ""),
    "he": ("שלום, ", "היי. ", ""),
    "ar": ("مرحبا، ", "السلام عليكم. ", ""),
}


def processor() -> float:
    """Return the seconds of the processor that this process and those it waited for have used."""
    own, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + theirs.ru_utime + theirs.ru_stime


_BASE: list[tuple[str, str]] = []


def read_texts() -> None:
    """Read the real texts, once in each process."""
    if not _BASE:
        with gzip.open(TEXTS, "rt", encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                _BASE.append((row["lang"], " ".join(row["text"].replace("|", ".").split())[:400]))


def drawn(start: int, end: int) -> list[str]:
    """Return the texts with these numbers, the same each time."""
    draw = random.Random(f"{SEED} {start}")
    found = []
    for number in range(start, end):
        language, text = _BASE[draw.randrange(len(_BASE))]
        words = text.split()
        for _change in range(1 + len(words) // 12):
            place = draw.randrange(len(words))
            if draw.random() < 0.5 and len(words) > 4:
                del words[place]
            else:
                words.insert(place, words[draw.randrange(len(words))])
        found.append(f"{draw.choice(_GREETINGS[language])}{' '.join(words)} #{number}")
    return found
