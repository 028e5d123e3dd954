"""What English says in the plain present, or without a verb of its own, of what is still to come."""

from __future__ import annotations

import re

from amana.language.promises.english.words import FINITE, FIXED_THINGS, FIXING, NOT_SHORTLY, THINGS
from amana.language.promises.heads import Head, Words

_DOING = set(
    "send write call phone ring text email bring come make do pay give take let meet deliver fix collect pick drop post look"
    " sign put hand return swap fit replace refund tell check see sort issue forward transfer".split()
)
DOES = {
    *(f"{verb}s" for verb in _DOING - {"do", "fix", "see", "let", "look", "make"}),
    *"does fixes lets goes keeps shows".split(),
}
_SHOWN = {"shows", "makes", "looks", "sees", "takes", "costs"}
_GETTING = {"get", "have", "hear"}
_GIVEN = set(
    "text call answer reply refund money email letter mail message response rest update credit voucher copy".split()
)
_OBJECTS = set(
    "you u your it them him her me us the a an this that these both one round back over by out off up down".split()
)
_WHEN = re.compile(
    r"\b(?:the (?:moment|minute|second|day) |when |as soon as |once |before |after|tomorrow|tonight|today|tmrw|by |on |at |this |next |first thing|until |till |from |\d)"
)
_BACK_LATER = re.compile(
    r"(?:[,;.] | - |\band )(?:be |will be )?(?:with (?:you|u)|there|back (?:to|with) (?:you|u)|round|over) (?=in |at |by |within |before |about |around |for |tomorrow|tmrw|tonight|this |first thing)"
)


def doing(words: Words, place: int) -> Head | None:
    """The writer's own act in the plain present: "I send you the papers on Monday"."""
    if place != 1 and words.at(place - 2) not in _BEFORE and not words.is_after_pause(place - 1):
        return None
    if words.at(place - 1) not in ("i", "we") or not _goes_on(words, place):
        return None
    return words.head(place - 1, place, "present", 0.65, needs_time=True)


def does(words: Words, place: int) -> Head | None:
    """The same of others: "the doctor calls you on Wednesday"."""
    if words.side == "customer" or not place or words.at(place - 1) in NOT_SHORTLY or not _goes_on(words, place):
        return None
    begins = words.subject(place - 1)
    if words.at(place) in _SHOWN or words.among(begins, place) & (FINITE | _NOT_ONE):
        return None
    return words.head(begins, place, "present", 0.6, by="company", needs_time=True)


def you_get(words: Words, place: int) -> Head | None:
    """What the reader gets, in the plain present: "you get a text the minute it is in"."""
    mine = words.side == "caller_note" and words.at(place - 1) in ("i", "i'll")
    if not mine and (words.side != "company" or words.at(place - 1) not in ("you", "u")):
        return None
    if words.at(place - 2) in ("if", "when", "once", "until", "do", "can", "as", "what", "where", "how", "did", "have"):
        return None
    if not words.among(place + 1, place + 5) & _GIVEN and (mine or words.at(place + 1) not in ("it", "them", "from")):
        return None
    later = words.among(place + 1, place + 9) & {"minute", "moment", "when", "once", "soon", "back"}
    return words.head(place - 1, place, "to_you", 0.6, by="company", needs_time=not later)


def is_to_be(words: Words, place: int) -> Head | None:
    """What is to be done: "a copy is to be emailed to you by tomorrow"."""
    if words.side == "customer" or words.at(place - 1) != "to" or words.at(place - 2) not in ("is", "are"):
        return None
    if not words.at(place + 1).endswith(("ed", "t", "d", "n")):
        return None
    return words.head(words.subject(place - 3), place, "third_person", 0.7, by="company", needs_time=True)


def fixed_thing(words: Words, place: int) -> Head | None:
    """A time fixed, said without a verb of its own: "Rebooked for Monday 9am", "Collection arranged for the 12th"."""
    before = words.at(place - 1)
    begins = place == 0 or words.is_after_pause(place)
    if words.side == "customer" or not (begins or before in FIXED_THINGS | THINGS):
        return None
    if words.at(place + 1) in ("by", "your", "a", "the", "not"):
        return None
    start = place if begins else words.subject(place - 1)
    if words.among(start, place) & FINITE:
        return None
    return words.head(start, place, "fixed", 0.6, by="company", needs_time=True)


def back_later(sentence: str, words: Words) -> Head | None:
    """After a pause, without "I will": "van has just left, be with you in 40 mins"."""
    if words.side == "caller_note" or not (brief := _BACK_LATER.search(sentence)):
        return None
    start = brief.start() + (5 if sentence.startswith("and ", brief.start()) else 2)
    start = next((token.start for token in words.tokens if token.start >= start - 1), start)
    return Head(start, start, words.side, "first_person", 0.6, needs_time=True)


def _goes_on(words: Words, place: int) -> bool:
    """Whether an object or a direction follows, and after that a time or another event."""
    rest = " ".join(token.word for token in words.tokens[place + 1 : place + 16])
    return words.at(place + 1) in _OBJECTS and _WHEN.search(rest + " ") is not None


_BEFORE = {"and", "then", "so", "but", "agreed", "right", "ok", "yes", "said", "says"}
_NOT_ONE = {
    "which",
    "what",
    "who",
    "that",
    "if",
    "when",
    "usually",
    "always",
    "often",
    "every",
    "each",
    "i",
    "you",
    "this",
}
DOING = _DOING
GETTING = _GETTING
FIXES = FIXING | {"swapped", "changed"}
