"""English words of hope and expectation: what is undertaken, but not for certain."""

from __future__ import annotations

from amana.language.promises.english.words import SERVICE, STAFF
from amana.language.promises.heads import Head, Words


def expected(words: Words, place: int) -> Head | None:
    """What is to be expected: "you can expect a call today" is given, "we expect it to be back by six" a hope."""
    before, after = words.at(place - 1), words.at(place + 1)
    if words.side == "customer":
        return None
    if before == "can" or (not place and after not in ("to", "that")):
        return words.head(max(place - 2, 0), place + 1, "to_you", 0.65, by="company", needs_time=True)
    if before in ("we", "i", "engineers", "and", "they") and "to" in (words.at(place + n) for n in (1, 2, 3, 4)):
        return words.head(place, place, "third_person", 0.55, by="company", needs_time=True, hedged=True)
    return None


def hoped(words: Words, place: int) -> Head | None:
    """Hoping, trying, planning to: an undertaking, and a vague one."""
    subject, after = words.at(place - 1), words.at(place + 1)
    if words.side != "customer" and subject in STAFF and (after == "to" or words.at(place).endswith("ing")):
        return words.head(
            words.subject(place - 1), place, "third_person", 0.6, by="company", needs_time=True, hedged=True
        )
    if subject not in ("i", "we", "i'm", "we're", "he", "she", "they"):
        return None
    if after not in ("to", "that", "we", "i", "we'll", "i'll", "we'd", "and"):
        return None
    if after == "to" and words.at(place + 2) in ("see", "hear", "answer", "welcome", "understand", "know"):
        return None
    if subject not in ("he", "she", "they"):
        needs_time = words.side == "customer"
        return words.head(place - 1, place, "first_person", 0.65, hedged=True, needs_time=needs_time)
    if words.side != "caller_note":
        return None
    return words.head(place - 1, place, "third_person", 0.5, by="company", needs_time=True, hedged=True)


def should(words: Words, place: int) -> Head | None:
    """What should happen: "you should have it by Friday" is an undertaking, and a vague one."""
    subject, verb = words.at(place - 1), place + (2 if words.at(place) == "ought" else 1)
    act, after = words.at(verb), words.at(verb + 1)
    if words.side == "company" and not place and act in ("have", "be") and after not in ("i", "we", "the", "any"):
        return words.head(0, 1, "first_person", 0.6, hedged=True, needs_time=True)
    if words.side == "customer" or not place:
        return None
    if subject == "and" and act in ("be", "reach", "arrive", "get", "come", "land", "show", "appear", "clear"):
        yours = words.helps(place + 1, {"you", "your"}, within=3)
        return words.head(place, place, "third_person", 0.6, by="company", needs_time=not yours, hedged=True)
    if subject in ("i", "we"):
        fits = act in ("be", "have", "get", "know", "hear") and after != "happy"
        return words.head(place - 1, place + 1, "first_person", 0.7, hedged=True) if fits else None
    if subject == "you":
        fits = act in ("receive", "get", "have", "see", "hear") and after != "to"
        return words.head(place - 1, place + 1, "to_you", 0.6, by="company", hedged=True) if fits else None
    if act not in SERVICE or act in ("check", "contact", "call", "help"):
        return None
    start = words.subject(place - 1)
    return words.head(start, place + 1, "third_person", 0.55, by="company", needs_time=True, hedged=True)
