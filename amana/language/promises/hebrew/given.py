"""What is promised in Hebrew without a verb: a thing and its time, a cost taken."""

from __future__ import annotations

from amana.language.promises.heads import Head, Words
from amana.language.promises.hebrew.verbs import verb
from amana.language.promises.hebrew.words import AT_YOURS, NAMED, ON_US, PAST, THE_THINGS, THINGS, YOU


def things_with_a_time(sentence: str, words: Words) -> list[Head]:
    """A thing the company gives, with a time and no verb: "החזר תוך 5 ימי עסקים"."""
    if ON_US.search(sentence):
        return [words.head(0, 0, "named_time", 0.6, by="company")]
    places = range(len(words.tokens))
    if (said := words.among(0, len(words.tokens))).isdisjoint(NAMED | {"צפי", "הצפי"}):
        return []
    if words.side == "company" and (given := _there_or_expected(words, said)):
        return [given]
    thing = next((n for n in places if words.at(n) in THE_THINGS), None)
    if thing is None or (words.side == "company" and not _is_ours(sentence, words, thing)):
        return []
    must = words.among(0, thing) & {"צריך", "צריכה", "חייב", "חייבת", "עליי", "עלי"}
    if must or any(PAST.search(word) and len(word) > 4 for word in said - THE_THINGS):
        return []
    return [words.head(thing, thing, "named_time", 0.55, by="company", needs_time=True)]


def _there_or_expected(words: Words, said: set[str]) -> Head | None:
    """What will be at the reader's place, "חוזה מעודכן אצלך במייל", and when something is expected, "צפי הגעה"."""
    places = range(len(words.tokens))
    there = next((n for n in places if words.at(n) in AT_YOURS), None)
    if there is not None:
        begin = next((n for n in range(there, 0, -1) if words.is_after_pause(n)), 0)
        if not any(acts(words.at(n)) for n in range(begin, there)) and words.at(there - 1) not in ("לי", "יש", "אין"):
            return words.head(begin, there, "named_time", 0.6, by="company", needs_time=True)
    expects = next((n for n in places if words.at(n) in ("צפי", "הצפי")), None)
    if expects is None or said & {"אין", "ללא", "בלי", "לא"}:
        return None
    return words.head(expects, expects, "named_time", 0.55, by="company", needs_time=True, hedged=True)


def _is_ours(sentence: str, words: Words, thing: int) -> bool:
    """Whether a thing at the beginning is given to the reader, and not gone or done."""
    said = words.among(0, len(words.tokens))
    ours = said & (YOU | {"שלך", "שלכם", "ממני", "ממנו", "מאיתנו", "הבא", "הבאה"}) or 0 < sentence.find(": ") < 40
    gone = said & {"לא", "אינו", "אינה", "בוטל", "בוטלה", "נדחה", "נדחתה", "היה", "הייתה", "היתה", "אם"}
    done = any(verb(token.word) for token in words.tokens)
    return bool(ours) and not gone and not done and thing <= 1


def noted_beside(sentence: str, words: Words, found: list[Head]) -> list[Head]:
    """In a note, a thing after a comma with its own time: "המונה יוחלף, מכתב עם תאריך תוך 10 ימים"."""
    heads = []
    for place, token in enumerate(words.tokens):
        if token.word not in THINGS or not words.is_after_pause(place):
            continue
        end = sentence.find(", ", token.start)
        until = end if end > 0 else len(sentence)
        rest = [other.word for other in words.tokens[place:] if other.start < until]
        if not any(token.start <= head.action < until for head in found) and not any(acts(word) for word in rest):
            heads.append(words.head(place, place, "named_time", 0.55, by="company", needs_time=True))
    return heads


def acts(word: str) -> bool:
    """Whether a word is a verb, to come or past, as far as its letters tell."""
    past = len(word) > 4 and PAST.search(word) and not word.endswith(("ות", "ית"))
    return bool(past or verb(word) or word in ("לא", "כבר", "היה", "היתה", "הייתה", "יש", "אין"))
