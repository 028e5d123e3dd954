"""English words that carry a promise in a note of a call: what was said would be done, and by whom."""

from __future__ import annotations

from amana.language.promises.english.future import future
from amana.language.promises.english.words import (
    ADVERBS,
    AND_THEN,
    ASKING,
    CALLERS,
    FINITE,
    MUST,
    SAID,
    SERVICE,
    STAFF,
    WOULD,
)
from amana.language.promises.heads import Head, Words


def note_begins_going(words: Words, place: int) -> Head | None:
    """A note that begins with it: "going to speak to her manager and text me"."""
    if place or words.side != "caller_note" or words.at(1) != "to":
        return None
    return future(words, place, place + 2, "he")


def reported(words: Words, place: int) -> Head | None:
    """A note of what was said would be done: "I said I'd ring", "she would call"."""
    word = words.at(place)
    if words.side != "caller_note" or (word == "would" and not place):
        return None
    subject = WOULD.get(word) or words.at(place - 1)
    verb = words.after(place + 1, ADVERBS)
    act, own = words.at(verb), subject in ("i", "we")
    given = act == "have" and not own and words.among(verb + 1, verb + 8) & _HAVING
    if (not given and act in ("have", "like", "rather", "prefer", "need", "not", "love")) or (
        act == "be" and own and words.at(verb + 1) not in ("there", "in", "home", "back")
    ):
        return None
    if act in ("think", "consider"):
        return None
    if own and act == "be" and words.at(verb + 1) in ("there", "in", "home", "back"):
        return words.head(place if word in WOULD else place - 1, verb, "reported", 0.7, by="customer")
    said = words.among(0, place) & (SAID | {"agreed", "it"})
    if not said and subject not in ("i", "he", "she", "they"):
        return None
    start = words.subject(place if word in WOULD else place - 1)
    return words.head(start, verb, "reported", 0.8, by="customer" if own else "company")


_HAVING = set("me us my ready back out over sorted done fixed finished there".split())


def am_to(words: Words, place: int) -> Head | None:
    """A note of what was asked of its writer and taken on: "I'm to send the photos by Wednesday"."""
    if words.side != "caller_note" or words.at(place + 1) != "to" or words.at(place + 2) in ("blame", "understand"):
        return None
    if words.at(place) == "am" and words.at(place - 1) != "i":
        return None
    return words.head(place, place + 2, "reported", 0.65, by="customer", needs_time=True)


def to_be_done(words: Words, place: int) -> Head | None:
    """A note of what is to be done: "voucher to be emailed within 72 hours"."""
    if words.side != "caller_note" or words.at(place - 1) != "to" or words.at(place - 2) in MUST:
        return None
    return words.head(words.subject(max(place - 2, 0)), place, "named_time", 0.65, by="company", needs_time=True)


def to_do(words: Words, place: int) -> Head | None:
    """The same of what others are to do: "meter people to ring me within 5 working days"."""
    before, act = words.at(place - 1), words.at(place + 1)
    known = before in _SENT | CALLERS | {"we"}
    sent = act in AND_THEN or (act in SERVICE | _SIGNING and known)
    if words.side != "caller_note" or not place or not sent or before in MUST | ASKING:
        return None
    return words.head(words.subject(place - 1), place + 1, "named_time", 0.6, by="company", needs_time=True)


def noted_coming(words: Words, place: int) -> Head | None:
    """A note of who comes when: "inventory clerk coming Weds at 9.30"."""
    if words.side != "caller_note" or not place:
        return None
    begins = words.subject(place - 1)
    if words.among(begins, place) & (FINITE | {"no", "not", "nobody", "i", "keep", "keeps", "about", "for", "to"}):
        return None
    return words.head(begins, place, "present", 0.65, by="company", needs_time=True)


_SIGNING = {"sign", "resend", "submit", "confirm", "supply", "email", "advise", "speak"}


_SENT = STAFF | set(
    "technician engineer eng engr tech contractor driver courier plumber electrician manager team surveyor nurse gp"
    " landlord bailiff inspector fitter crew supervisor agent rep adviser advisor colleague".split()
)
