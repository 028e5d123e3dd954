"""What is promised in Hebrew without a verb: a thing and its time, a cost taken."""

from __future__ import annotations

from amana.language.promises.he_verbs import verb
from amana.language.promises.he_words import AT_YOURS, NAMED, ON_US, PAST, THE_THINGS, THINGS, YOU
from amana.language.promises.heads import Head, Words


def things_with_a_time(sentence: str, words: Words) -> list[Head]:
    """A thing the company gives, with a time and no verb: "החזר תוך 5 ימי עסקים"."""
    if ON_US.search(sentence):
        return [words.head(0, 0, "named_time", 0.6, by="company")]
    places = range(len(words.tokens))
    if (said := words.among(0, len(words.tokens))).isdisjoint(NAMED):
        return []
    thing = next((n for n in places if words.at(n) in THE_THINGS), None)
    there = next((n for n in places if words.at(n) in AT_YOURS), None)
    if words.side == "company" and there is not None and not any(_acts(words.at(n)) for n in range(there)):
        return [words.head(0, there, "named_time", 0.6, by="company", needs_time=True)]
    if thing is None:
        return []
    if words.side == "company":
        ours = said & (YOU | {"ממני", "ממנו", "מאיתנו", "הבא", "הבאה"}) or 0 < sentence.find(": ") < 40
        if not ours or thing > 1 or any(verb(words.at(n)) for n in places):
            return []
    must = words.among(0, thing) & {"צריך", "צריכה", "חייב", "חייבת", "עליי", "עלי"}
    if must or any(PAST.search(word) and len(word) > 4 for word in said - THE_THINGS):
        return []
    return [words.head(thing, thing, "named_time", 0.55, by="company", needs_time=True)]


def noted_beside(sentence: str, words: Words, found: list[Head]) -> list[Head]:
    """In a note, a thing after a comma with its own time: "המונה יוחלף, מכתב עם תאריך תוך 10 ימים"."""
    heads = []
    for place, token in enumerate(words.tokens):
        if token.word not in THINGS or not words.is_after_pause(place):
            continue
        end = sentence.find(", ", token.start)
        until = end if end > 0 else len(sentence)
        rest = [other.word for other in words.tokens[place:] if other.start < until]
        if not any(token.start <= head.action < until for head in found) and not any(_acts(word) for word in rest):
            heads.append(words.head(place, place, "named_time", 0.55, by="company", needs_time=True))
    return heads


def _acts(word: str) -> bool:
    """Whether a word is a verb, to come or past, as far as its letters tell."""
    past = len(word) > 4 and PAST.search(word) and not word.endswith(("ות", "ית"))
    return bool(past or verb(word) or word in ("לא", "כבר", "היה", "היתה", "הייתה", "יש", "אין"))
