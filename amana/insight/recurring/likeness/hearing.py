"""Hearing what a first message asks: the sentences that ask, want or complain, without greetings and old letters."""

from __future__ import annotations

import re
from itertools import chain

from amana.language.detecting import language_of
from amana.language.findings import Language
from amana.language.normalising import fold_in_place, without_marks
from amana.language.questions import asks, requests
from amana.language.sentences import sentences
from amana.language.unquoting import split

# What is read of a letter, and what of it is kept as the question.
LONGEST_TEXT, LONGEST_QUESTION, MOST_SENTENCES = 4_000, 600, 4
SHORTEST = 8
_LETTER = re.compile(r"[^\W\d_]")
_REPLY = re.compile(r"^\s*(?:(?:re|fwd?|fw|aw|sv|הועבר|השב|תגובה|رد|إعادة توجيه)\s*:\s*)+", re.IGNORECASE)
_GREETING = re.compile(
    r"^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|thanks?|thank you|regards|best|"
    r"שלום|היי|הי|בוקר טוב|ערב טוב|תודה|בברכה|לכבוד|"
    r"مرحبا|السلام عليكم|سلام|صباح الخير|مساء الخير|تحيه|شكرا|عزيزي|السيد|الساده)\b",
    re.IGNORECASE,
)
_GREETING_WORDS = 6


def question_of(text: str, subject: str = "") -> tuple[str, Language]:
    """Return what a letter asks, in its own words, and in which language; an empty string when it asks nothing.

    Sentences that ask or request come first in importance, then what is told before them; of each letter at most four.
    The subject is read where the letter says less than a sentence of its own.
    """
    words = without_marks(split(text[:LONGEST_TEXT]).new)
    found = _told(words)
    if sum(len(one) for one in found) < 3 * SHORTEST:
        found = [one for one in (_REPLY.sub("", without_marks(subject)).strip(),) if _LETTER.search(one)] + found
    said = " ".join(chain(found))[:LONGEST_QUESTION].strip()
    return said, language_of(said)


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a letter that may tell what it asks, in their order."""
    return _told(without_marks(split(text[:LONGEST_TEXT]).new))


def _told(words: str) -> list[str]:
    folded, _places = fold_in_place(words)
    if len(folded) != len(words):
        words = folded
    kept: list[tuple[int, int, str]] = []
    for start, end in sentences(folded):
        sentence, shown = folded[start:end], " ".join(words[start:end].split())
        if not _LETTER.search(sentence) or _is_greeting(sentence):
            continue
        language = language_of(sentence)
        rank = 0 if asks(sentence, language) or requests(sentence, language) else 1
        kept.append((rank, start, shown))
    chosen = sorted(kept)[:MOST_SENTENCES]
    return [shown for _rank, _start, shown in sorted(chosen, key=lambda one: one[1])]


def _is_greeting(sentence: str) -> bool:
    return _GREETING.match(sentence) is not None and len(sentence.split()) < _GREETING_WORDS and "?" not in sentence
