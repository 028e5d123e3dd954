"""Hebrew said in the present of what is to come: "אני חוזר אליך היום", a thing that is ready at a time."""

from __future__ import annotations

from amana.language.findings import Party
from amana.language.promises.heads import Head, Words
from amana.language.promises.hebrew.given_word import clause_of
from amana.language.promises.hebrew.verbs import Verb, verb
from amana.language.promises.hebrew.words import (
    ARRIVING,
    BINDING,
    FROM_US,
    GIVING,
    ME,
    OPENERS,
    OTHERS,
    PRICES,
    SAID_OF_TIME,
    SAYING,
    SHORTLY,
    SOON_DAYS,
    STAFF,
    TAKING_CARE,
    WE,
    WORDS_OF_FORM,
    YOU,
)


def present(words: Words, place: int, read: Verb, *, first: bool) -> Head | None:
    """The present for what is to come: "אני חוזר אליך היום", "שולחת לך", "מגיע מחר"."""
    company = words.side == "company"
    if read.stem == "מקבל" and words.at(place - 1).lstrip("ו") in ("את", "אתה", "אתם"):
        sure = words.helps(place, FROM_US, within=3)
        return words.head(place - 1, place, "to_you", 0.65, by="company", needs_time=not sure) if company else None
    given = company and words.at(place + 1) in OTHERS
    subject = next((n for n in (place - 1, place - 2) if words.at(n).lstrip("שו") in WE), None)
    if subject is not None and words.at(place - 1) not in ("בלי", "לא", "כבר", "תמיד"):
        given = (given and read.stem != "מצרף") or (company and _binds(words, place, read))
        return words.head(subject, place, "present", 0.7 if given else 0.8, needs_time=not given)
    if _begins_with_its_act(words, place, read):
        by: Party | None = "company" if words.side == "caller_note" else None
        given = given or (by == "company" and words.at(place + 1) in ME)
        return words.head(
            place,
            place,
            "present",
            0.7,
            by=by,
            needs_time=not words.among(place, place + 9) & SHORTLY
            and not (given and (place == 0 or not first or words.at(place)[0] == "ו")),
        )
    noted = words.side == "caller_note" and words.at(place - 1).lstrip("וש") in ("הוא", "היא", "הם", "הן")
    if noted:
        known = read.stem in GIVING and words.at(place + 1) not in ("רק", "כל", "תמיד")
        return words.head(place - 1, place, "reported", 0.65, by="company", needs_time=not known)
    others = place and not words.is_after_pause(place) and words.at(place + 1) in (YOU if company else ME)
    staff = company and place and words.among(place - 4, place) & STAFF
    definite = (
        company
        and words.at(place - 1).startswith("ה")
        and len(words.at(place - 1)) > 3
        and words.at(place - 1) not in SAID_OF_TIME
    )
    others = others or (
        (staff or definite)
        and not words.is_after_pause(place)
        and words.at(place - 1) not in ("לא", "שלא", "אינו", "כבר")
    )
    if words.among(place - 2, place) & PRICES:
        return None
    if words.at(place - 1) in ("כבר", "לא", "הייתי", "היינו", "היה", "הייתה", "היו", "היית"):
        return None
    if words.side != "customer" and (read.stem in ARRIVING or (others and read.stem != "מצרף")):
        return words.head(clause_of(words, place), place, "present", 0.65, by="company", needs_time=True)
    return None


def _binds(words: Words, place: int, read: Verb) -> bool:
    """Whether the present binds though no time is said: "אני מכסה את העלות", "אני דואגת לזה אישית"."""
    if read.stem in TAKING_CARE:
        return words.at(place + 1).startswith(("לזה", "לכך", "ש", "על", "אישית"))
    return read.stem in BINDING and words.helps(place, {"את", "לך", "לכם", "על"}, within=2)


def _begins_with_its_act(words: Words, place: int, read: Verb) -> bool:
    """Whether the present opens a clause and its subject is the writer: "בודק ומעדכן", "שולחת לך"."""
    if words.side == "caller_note":
        timed = words.at(place - 1).rstrip("'") in (
            *"אבגדהו",
            "ראשון",
            "שני",
            "שלישי",
            "רביעי",
            "חמישי",
            "שישי",
            *SOON_DAYS,
        )
        return place == 0 or words.at(place)[0] == "ו" or words.is_after_pause(place) or timed
    if read.stem in ARRIVING - {"חוזר"}:
        return False
    opens = place == 0 or words.at(place).startswith("ו") or words.is_after_pause(place)
    opens = opens or (place == 1 and words.at(0) in OPENERS)
    helped = words.at(place + 1) in OTHERS or words.at(place + 1) == "את"
    helped = helped or (place == 0 and bool(words.among(1, 4) & SOON_DAYS))
    return opens and (helped or read.stem in ("מטפל", "בודק", "מעדכן"))


def ready(words: Words, place: int) -> list[Head]:
    """A thing that is ready at a time to come: "הרכב מוכן מחר בארבע"."""
    before, after = words.at(place - 1), words.at(place + 1)
    if words.side == "customer" or not place or before in WE | WORDS_OF_FORM or after.startswith(("ל", "כבר")):
        return []
    if any(verb(token.word) for token in words.tokens[max(0, place - 4) : place]):
        return []
    return [words.head(words.subject(place, SAYING), place, "third_person", 0.6, by="company", needs_time=True)]
