"""What Hebrew promises without a verb to come: hoping, expecting, a time fixed, a word given, being there."""

from __future__ import annotations

from amana.language.findings import Party
from amana.language.promises.heads import LONGEST_SUBJECT, Head, Words
from amana.language.promises.hebrew.given import acts
from amana.language.promises.hebrew.verbs import verb
from amana.language.promises.hebrew.words import (
    AT_PLACES,
    AT_YOURS,
    BEING,
    FIXED_THINGS,
    GOING,
    ME,
    OPENING_WORDS,
    OWN_PROMISED,
    SAYING,
    SET,
    STAFF,
    WE,
    YOU,
)


def hoped(words: Words, place: int, begin: str = "ל") -> Head | None:
    """Hoping and trying, the writer's own: "אנו מקווים לפתוח"."""
    if words.side == "caller_note" or not words.at(place + 1).startswith(begin):
        return None
    if words.at(place - 1).lstrip("ו") in WE:
        return words.head(place - 1, place, "first_person", 0.6, needs_time=True, hedged=True)
    if words.side == "company" and words.among(0, place) & STAFF:
        return words.head(0, place, "third_person", 0.6, needs_time=True, hedged=words.at(place + 1) != "שוב")
    if place and not words.is_after_pause(place):
        return None
    return words.head(place, place, "first_person", 0.6, needs_time=True, hedged=True)


def expected(words: Words, place: int) -> Head | None:
    """What others are expected to do: "הצוות צפוי לסיים"."""
    if words.side == "customer" or not words.at(place + 1).startswith("ל"):
        return None
    start, yours = clause_of(words, place), words.among(place - 3, place + 5) & (YOU | ME)
    if words.side == "caller_note" and words.at(place - 1).lstrip("וש") == "אני":
        return words.head(start, place, "reported", 0.6, by="customer", hedged=True)
    return words.head(start, place, "third_person", 0.6, by="company", needs_time=not yours, hedged=True)


def fixed_for_you(words: Words, place: int) -> Head | None:
    """A time fixed by the company: "רשמתי אותך ליום חמישי", "נקבע לך תור"."""
    if (
        words.side == "customer"
        or words.at(place - 1) in ("לא", "כבר", "דואר", "בדואר", "מכתב", "במכתב")
        or "אתמול" in words.among(0, place)
    ):
        return None
    if not SET.fullmatch(words.at(place)) and not words.among(place - 2, place + 5) & (YOU | ME | FIXED_THINGS):
        return None
    if words.among(0, place - 1) & {"את", "אתה", "אתם"} or words.among(0, place) & {"מחיר", "שער"}:
        return None
    return words.head(clause_of(words, place), place, "fixed", 0.7, by="company", needs_time=True)


def word_given(words: Words, place: int) -> list[Head]:
    """A word of promising, and each further act it is followed by: "מבטיחה לבטל … ולשלוח"."""
    before = words.at(place - 1)
    if before in ("לא", "אינו", "אינה", "איני", "אינני"):
        return []
    if words.at(place) in OWN_PROMISED:
        return [words.head(place, place, "reported", 0.6, by="customer")]
    own = words.side != "caller_note" or before == "אני"
    by: Party | None = None if own else "company"
    further = [n for n in range(place + 1, len(words.tokens)) if words.at(n).startswith("ול") and len(words.at(n)) > 4]
    return [
        words.head(place, place, "word_given", 0.8, by=by),
        *(words.head(n, n, "word_given", 0.7, by=by) for n in further),
    ]


def broken(words: Words, place: int) -> Head | None:
    """A newcomer's future, "אני לשלוח לך היום", and what one is about to do: "אני הולך לשלוח"."""
    after = words.at(place + 1)
    if after in GOING and words.at(place + 2).startswith("ל"):
        return words.head(place, place + 2, "first_person", 0.65, needs_time=True)
    if len(after) < 4 or after[0] != "ל" or words.at(place - 1) in ("לא", "אם"):
        return None
    reads = (verb("א" + after[1:]), verb("א" + after[1:].replace("ו", "")))
    known = any(read is not None and read.tense == "future" for read in reads)
    return words.head(place, place + 1, "first_person", 0.65, needs_time=True) if known else None


def there_for_you(words: Words, place: int, *, first: bool) -> Head | None:
    """Who can be or is at a place at a time: "אנחנו יכולים להיות אצלך ב-4", a customer's "אני בבית ביום חמישי"."""
    word, after = words.at(place), words.at(place + 1)
    if word in AT_YOURS:
        mine = words.at(place - 1) in WE
        return words.head(place - 1, place, "present", 0.65, needs_time=True) if mine else _at_yours(words, place)
    if word not in WE:
        start, noted = words.subject(place, SAYING), words.side == "caller_note" and first
        return words.head(start, place, "named_time", 0.55, by="company", needs_time=True) if noted else None
    if later := broken(words, place):
        return later
    can = after in ("יכול", "יכולה", "יכולים", "יכולות") and words.at(place + 2) in ("להיות", "להגיע", "לבוא")
    if can and words.side == "company" and words.helps(place + 2, {*AT_YOURS, *YOU, "שם"}, within=2):
        return words.head(place, place, "first_person", 0.6, needs_time=True)
    if words.side == "customer" and (after in AT_PLACES or (after in BEING and words.at(place + 2) in ("בבית", "שם"))):
        return words.head(place, place, "present", 0.65, needs_time=True)
    return None


def _at_yours(words: Words, place: int) -> Head | None:
    """A thing at the reader's place, after what else is done: "האטם מגיע בראשון ובשני הרכב אצלך"."""
    if words.side != "company" or (
        words.at(place + 1).startswith(("ב", "ה")) is False and place + 1 < len(words.tokens)
    ):
        return None
    begin = next((n for n in range(place, 0, -1) if words.is_after_pause(n) or words.at(n)[0] == "ו"), 0)
    if not begin or place - begin > LONGEST_SUBJECT or any(acts(words.at(n)) for n in range(begin, place)):
        return None
    return words.head(begin, place, "named_time", 0.6, by="company", needs_time=True)


def clause_of(words: Words, place: int) -> int:
    """Where the clause of the verb begins; a verb with ש ("that he will") opens its own."""
    word = words.at(place).removeprefix("ו")
    if len(word) > 3 and word[0] == "ש" and word[1] in "אניתל":
        return place
    start = words.subject(place, SAYING)
    return next((n for n in range(place - 1, start, -1) if _opens(words.at(n))), start)


def _opens(word: str) -> bool:
    """Whether a clause begins with the word: "and I", "and that the manager"."""
    return word in OPENING_WORDS or (word.startswith("וש") and len(word) > 4)
