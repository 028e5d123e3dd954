"""What is promised in English without a verb to come: a thing and its time, a cost taken, a word given."""

from __future__ import annotations

import re

from amana.language.promises.en_words import FINITE, FIXED_THINGS, SAID, THINGS
from amana.language.promises.heads import Head, Words

_NAMED_FIRST = (THINGS | FIXED_THINGS) - {"you", "one", "call", "update", "repair"}


def _named_with_colon(sentence: str, words: Words) -> Head | None:
    """What is fixed, and when, parted by a colon: "Your appointment: Dr Osei, Tuesday 24 November, 14:20"."""
    colon = sentence.find(": ")
    last = sum(token.start < colon for token in words.tokens)
    named = words.among(0, last)
    if not 0 < last <= 8 or not named & (FIXED_THINGS | THINGS) - {"you"} or named & (FINITE | {"hours", "opening"}):
        return None
    return words.head(0, 0, "named_time", 0.6, by="company", needs_time=True)


def things_with_a_time(sentence: str, words: Words, found: list[Head]) -> list[Head]:
    """A thing the company gives, with a time and no verb of its own: "Next update from us: Friday 5pm"."""
    brief = 1 < len(words.tokens) <= 8 and words.at(0) in _NAMED_FIRST
    if words.side == "company" and not found and brief and not words.among(0, 8) & FINITE:
        return [words.head(0, 0, "named_time", 0.6, by="company", needs_time=True)]
    if words.side == "company" and not found and (named := _named_with_colon(sentence, words)):
        return [named]
    comma = sentence.find(", ")
    if any(comma < 0 or head.start < comma for head in found):
        return []
    last = sum(comma < 0 or token.start < comma for token in words.tokens)
    thing = next((place for place in range(last) if words.at(place) in THINGS), None)
    if thing is None or (words.side == "company" and not ({"next", "to"} & words.among(0, last))):
        return []
    begins = next((place + 1 for place in range(thing) if words.at(place) in SAID), 0)
    if words.among(begins, last) & FINITE:
        return []
    return [words.head(begins, thing, "named_time", 0.6, by="company", needs_time=True)]


def given(sentence: str, words: Words) -> Head | None:
    """Given without a verb: "dessert's on us", "new keys cut and with you by 5pm", "let me ask and come back to you"."""
    if _ON_US.search(sentence):
        return words.head(0, 0, "word_given", 0.6)
    if counted := _COUNT_ON_ME.search(sentence):
        return Head(counted.start(), counted.start(1), "company", "word_given", 0.75)
    if asked := _LET_ME.search(sentence):
        return Head(asked.start(), asked.start(1), "company", "first_person", 0.75)
    if (place := _WITH_YOU.search(sentence)) and not words.among(0, len(words.tokens)) & (
        FINITE | {"allow", "bring", "stay", "check"}
    ):
        return Head(0, place.start(), "company", "named_time", 0.6, needs_time=True)
    return None


_COUNT_ON_ME = re.compile(r"\b(?:count|rely) on (?:me|us) to (\w+)")
_ON_US = re.compile(r"(?:'s|\bis|\bare|\bwill be) on (?:us|the house)\b(?! to\b)")
_LET_ME = re.compile(
    r"\blet (?:me|us) .{2,60}?\b(?:and|then) (?:i'll )?((?:come|get|report|ring|call|write|text|e-?mail|revert) (?:straight |right )?(?:back|you)|let you know|update you)\b"
)
_WITH_YOU = re.compile(
    r"\b(?:with you|back (?:on|in|to) your|in your (?:inbox|account|hands)|on your (?:card|doorstep)|over to you|at your (?:door|place|hotel|home|desk))\b"
)
