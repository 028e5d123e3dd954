"""What is promised in Arabic without a verb: a cost taken, something expected, a thing and its time."""

from __future__ import annotations

from amana.language.findings import Party, Side
from amana.language.promises.arabic.words import (
    AGREED,
    AT_YOURS,
    BOOKED,
    COMMITTED,
    EXPECTED,
    FIXED_BY_US,
    NAMED,
    NOT_GIVEN,
    ON_THEM,
    ON_US,
    THINGS,
    TO_YOU,
)
from amana.language.promises.heads import Head, Words


def without_a_verb(sentence: str, words: Words, found: list[Head]) -> list[Head]:
    """The company takes a cost ("التركيب علينا"), something is expected, or a thing and its time are named."""
    if words.side == "company" and (given := _given(sentence, found)):
        return [given]
    if words.side == "caller_note" and (told := _told(sentence, found)):
        return told
    if not found and (given_word := committed(sentence, words.side)):
        return given_word
    if expected := EXPECTED.search(sentence) if "الم" in sentence else None:
        place = expected.start()
        yours = bool(words.among(0, len(words.tokens)) & TO_YOU)
        return [Head(place, place, "company", "third_person", 0.6, needs_time=not yours, hedged=True)]
    if words.side == "company":
        return [] if found else _named(sentence, words)
    return _noted(sentence, words, found)


def _told(sentence: str, found: list[Head]) -> list[Head]:
    """In a note: what was agreed, and what they pay."""
    if agreed := AGREED.search(sentence):
        return [Head(agreed.start(), agreed.start(), "company", "word_given", 0.65)]
    paid = None if found else ON_THEM.search(sentence)
    return [Head(paid.start(), paid.start(), "company", "word_given", 0.6)] if paid else []


def _noted(sentence: str, words: Words, found: list[Head]) -> list[Head]:
    """In a note: what was booked, or a thing and its time."""
    booked = next((n for n, token in enumerate(words.tokens) if n and BOOKED.fullmatch(token.word)), 0)
    if booked and not found:
        return [words.head(booked - 1, booked, "fixed", 0.6, by="company", needs_time=True)]
    comma = sentence.find("،")
    if any(comma < 0 or head.start < comma for head in found):
        return []
    last = sum(comma < 0 or token.start < comma for token in words.tokens)
    thing = next((place for place in range(last) if words.at(place) in THINGS), None)
    if thing is None or not {"موعد", "خلال"} & words.among(0, last):
        return []
    return [words.head(thing, thing, "named_time", 0.55, by="company", needs_time=True)]


def committed(sentence: str, side: Side) -> list[Head]:
    """A word of commitment that is no verb: "نؤكد التزامنا بتجميد الزيادة", "أنا ملتزم بالسداد"."""
    if "لتزا" not in sentence and "ملتزم" not in sentence and "تعهدنا" not in sentence:
        return []
    found = COMMITTED.search(sentence)
    by: Party = "company" if side == "company" else "customer"
    return [Head(found.start(), found.start(), by, "word_given", 0.65)] if found else []


def _given(sentence: str, found: list[Head]) -> Head | None:
    """What the company fixed, or pays for: "تم تثبيت حجزك", "التركيب علينا"."""
    if not found and "تم " in sentence and (fixed := FIXED_BY_US.search(sentence)):
        return Head(fixed.start(), fixed.start(), "company", "fixed", 0.7, needs_time=True)
    if "علي" in sentence and (on_us := ON_US.search(sentence)):
        return Head(on_us.start(), on_us.start(), "company", "word_given", 0.6)
    return None


def _named(sentence: str, words: Words) -> list[Head]:
    """A thing and its time: "موعدك: الثلاثاء", "المفاتيح عندك اليوم"."""
    yours = words.at(0) in ("موعدك", "موعدكم", "حجزك", "حجزكم", "زيارتك", "معادك", "ميعادك", "دورك")
    gone = words.among(1, 5) & {
        "كان",
        "انلغي",
        "الغي",
        "فات",
        "تغير",
        "اتلغي",
        "ملغي",
        "راح",
        "اذا",
        "لازم",
        "مو",
        "مش",
    }
    said = 0 < sentence.find(":") < 40 or words.at(1) in ("القادم", "الجاي", "التالي")
    if words.at(0) in NAMED and (said or (yours and not gone)):
        return [words.head(0, 0, "named_time", 0.6, needs_time=True)]
    there = next((n for n, token in enumerate(words.tokens) if AT_YOURS.fullmatch(token.word)), 0)
    if there and sentence[words.tokens[there].end :][:1] != ":" and not words.among(0, there) & NOT_GIVEN:
        return [words.head(0, there, "named_time", 0.55, needs_time=True)]
    return []
