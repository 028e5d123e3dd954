"""What follows "will" in English, and whether it is a promise: by the writer, by others, or of what you get."""

from __future__ import annotations

import re
from typing import NamedTuple

from amana.language.promises.english.words import (
    ADVERBS,
    ADVERSE,
    AROUND,
    BEING,
    CALLERS,
    CHOOSING,
    CUSTOMERS_THINGS,
    DONE,
    FIRST,
    GIVING,
    HEDGING,
    MINE,
    NO_FIRST,
    NO_THIRD,
    PEOPLE,
    REFUSAL,
    SERVICE,
    THINGS,
    THREATS,
    TO_YOU,
    TO_YOU_BE,
    TRAVEL,
    YOURS,
)
from amana.language.promises.heads import Head, Words

_INFINITIVE = re.compile(r"[a-z][a-z'-]+$")
_SHOPS = set(
    "shop store branch office offices lines gym pool clinic surgery practice centre center library garage reception school"
    " nursery salon restaurant cafe site counter depot museum studio phones".split()
)


_READERS = {"you", "your", "u"}
_NOTED = _READERS | {"me", "us"}


_COSTS = set("fee fees interest charge charges penalty penalties cost costs".split())
_WITHHELD = set(
    "refund refunds compensation exceptions admission entry discount discounts claims liability cash".split()
)


class Future(NamedTuple):
    """A verb in the future: where its subject and the verb stand, the verb, the word after it, and how it is said."""

    start: int
    verb: int
    subject: str
    act: str
    after: str
    refusing: bool
    hedged: bool


def future(words: Words, start: int, verb: int, subject: str, *, refusing: bool = False) -> Head | None:
    """The head of a future whose subject starts at `start` and whose verb is at `verb`, or after adverbs from there."""
    hedged = False
    while (here := words.at(verb)) in ADVERBS or here.endswith("ly") or here in ("not", "never", "do", "try", "and"):
        if _begins_the_act(words, verb) or (here == "go" and words.at(verb + 1) != "ahead"):
            break
        refusing = refusing or here in ("not", "never")
        hedged = hedged or here in HEDGING
        if here in ("do", "try"):
            break
        verb += 1
    said = Future(start, verb, subject, words.at(verb), words.at(verb + 1), refusing, hedged)
    if not _INFINITIVE.match(said.act):
        return None
    if subject in FIRST or (subject == "and" and _goes_on_with_me(words, said)):
        return _first_person(words, said)
    if words.side == "customer":
        return _of_my_people(words, said)
    if words.side == "caller_note" and (theirs := _of_the_caller(words, said)):
        return theirs
    return _to_you(words, said) if subject in ("you", "u") else _third_person(words, said)


def _goes_on_with_me(words: Words, said: Future) -> bool:
    """Whether "and will" goes on with what the writer does: "I've checked and will call", not "it left and will be"."""
    return said.act != "be" and bool(words.among(0, said.start) & MINE or words.side == "customer" or said.start < 2)


def _begins_the_act(words: Words, verb: int) -> bool:
    here, after = words.at(verb), words.at(verb + 1)
    if here == "and":
        return words.at(verb - 1) != "ahead"
    if here == "do":
        return after not in ("my", "our", "everything", "all")
    return here == "try" and after == "again"


def _first_person(words: Words, said: Future) -> Head | None:
    act, after = said.act, said.after
    if act == "be" and after == "able":
        return None if said.refusing else words.head(said.start, said.verb, "first_person", 0.7)
    if act == "see" and after in ("what", "if", "whether"):
        return words.head(said.start, said.verb, "first_person", 0.7, hedged=True)
    got = words.side == "caller_note" and act in ("get", "receive", "have") and not said.refusing
    if got and not words.among(said.verb + 1, said.verb + 8) & {
        "to",
        "for",
        "them",
        "ready",
        "him",
        "her",
        "signed",
        "sent",
    }:
        return words.head(said.start, said.verb, "to_you", 0.65, by="company", needs_time=True)
    if _is_no_undertaking(words, said) or (said.refusing and words.side == "company" and _is_away(said)):
        return None
    if act in ("think", "consider"):
        return words.head(said.start, said.verb, "first_person", 0.6, needs_time=True)
    if said.refusing:
        done = after in DONE or after.endswith("ing")
        refused = act in REFUSAL - {"be"} or (act == "be" and not done)
        parting = words.side == "customer" and words.among(said.start, len(words.tokens)) & {"never", "again", "ever"}
        return None if refused or parting else words.head(said.start, said.verb, "refrain", 0.8)
    if (
        words.side == "customer"
        and act in THREATS
        and not (act == "leave" and after in ("the", "it", "my", "them", "keys"))
    ):
        return None
    hedged = said.hedged or (act == "look" and after == "into")
    return words.head(said.start, said.verb, "first_person", 0.9, hedged=hedged)


def _is_no_undertaking(words: Words, said: Future) -> bool:
    """Needs, opinions, states and orders: "I will need", "I'll be on holiday", "I'll have a coffee, please"."""
    act, after = said.act, said.after
    if act == "see" and after == "you":
        return False
    if act == "have" and (after in ("to", "no", "not") or words.at(len(words.tokens) - 1) == "please"):
        return True
    if words.side == "customer" and (own := _of_a_customer(words, said)) is not None:
        return own
    if act == "be":
        there = after in ("in", "at") and words.at(said.verb + 2) not in AROUND
        return there or after in NO_FIRST or not (after in BEING or after.endswith("ing"))
    return after in CHOOSING.get(act, ()) or (act in NO_FIRST and act != "have")


def _of_a_customer(words: Words, said: Future) -> bool | None:
    """Whether a customer only chooses, travels or waits; None when their words are read like anybody's."""
    act, after = said.act, said.after
    if act == "be" and after in TRAVEL:
        return True
    if act == "be" and after in ("out", "gone") and words.at(said.verb + 2) in ("by", "on", "before"):
        return False
    if act == "keep" and words.helps(said.verb, {"eye", "window", "aisle", "seat"}, within=3):
        return True
    if act in ("wait", "let"):
        return after not in ("in", "you", "your")
    if act in ("have", "take", "get"):
        return not words.among(said.verb + 1, said.verb + 9) & GIVING
    return True if act in ("enjoy", "manage", "choose", "prefer", "consider", "say") else None


def _of_my_people(words: Words, said: Future) -> Head | None:
    """A customer speaks for their own: "my husband will be at home"."""
    places = range(max(0, said.start - 3), said.start + 1)
    begins = next((place for place in places if words.at(place) in ("my", "our")), None)
    if said.subject in ("you", "u") and said.act in ("have", "get", "receive"):
        given = words.among(said.verb + 1, said.verb + 4) & (CUSTOMERS_THINGS | {"it", "them", "rest", "half"})
        needs_time = not words.among(said.verb + 1, said.verb + 3) & {"your", "it", "the"}
        return words.head(said.start, said.verb, "third_person", 0.6, needs_time=needs_time) if given else None
    if (
        said.subject in CUSTOMERS_THINGS
        and not said.refusing
        and (
            said.act in ("go", "leave", "arrive", "reach", "clear")
            or (said.act == "be" and said.after in ("with", "there", "paid", "sent", "left", "posted"))
        )
    ):
        return words.head(words.subject(said.start), said.verb, "third_person", 0.65, needs_time=True)
    if begins is None or (said.act == "be" and said.after not in BEING | {"waiting", "home", "paying", "sending"}):
        return None
    needs_time = not words.among(said.verb + 1, said.verb + 9) & YOURS
    return words.head(begins, said.verb, "third_person", 0.7, needs_time=needs_time)


def _of_the_caller(words: Words, said: Future) -> Head | None:
    """The company's own note of a call: "customer will send the photos"."""
    if words.at(said.start) not in CALLERS or said.act in ("be", "get", "receive", "have"):
        return None
    return words.head(words.subject(said.start), said.verb, "reported", 0.75, by="customer")


def _to_you(words: Words, said: Future) -> Head | None:
    act, after = said.act, said.after
    if (
        said.refusing
        and act in ("have", "need")
        and after == "to"
        and words.at(said.verb + 2) in ("pay", "return", "do", "chase", "call")
    ):
        return words.head(said.start, said.verb, "refrain", 0.7, by="company")
    if said.refusing:
        spared = act == "be" and after in ("charged", "billed", "asked", "disturbed", "contacted")
        return words.head(said.start, said.verb, "refrain", 0.8, by="company") if spared else None
    if act not in TO_YOU or after in ("to", "no", "extra") or words.at(said.verb - 1) == "still":
        return None
    if act == "be" and after == "able":
        return words.head(said.start, said.verb, "to_you", 0.5, by="company", needs_time=True)
    given = after in TO_YOU_BE or (after.endswith("ed") and after not in ADVERSE and not after.endswith("pointed"))
    if act == "be" and not given:
        return None
    return words.head(said.start, said.verb, "to_you", 0.8, by="company")


def _third_person(words: Words, said: Future) -> Head | None:
    begins = words.subject(said.start)
    what = said.after if said.act == "be" else said.act
    if what in ("not", "fully", "all", "then") or what.endswith("ly"):
        what = words.at(said.verb + 2)
    about = words.among(begins, said.start + 1)
    if said.refusing and _is_away(said):
        return None
    nothing = bool(about & {"no", "nothing", "none", "never", "nobody"})
    if nothing and about & (_WITHHELD | _COSTS):
        spared = about & _COSTS and said.act in ("accrue", "apply", "run", "fall", "be")
        return words.head(begins, said.verb, "refrain", 0.7, by="company") if spared else None
    refusing = said.refusing or nothing
    spoken = words.side == "caller_note" and said.subject in ("he", "she", "they")
    if _is_no_service(words, said, begins, what, spoken=spoken, refusing=refusing):
        return None
    if said.act == "happen" and refusing:
        return words.head(begins, said.verb, "refrain", 0.7, by="company")
    readers = _NOTED if words.side == "caller_note" else _READERS
    about_you = bool(readers & words.among(begins, said.verb + 9))
    known = _is_known(words, said, begins, what, about_you=about_you)
    if said.act == "be" and what == "available":
        return words.head(begins, said.verb, "third_person", 0.7, by="company", needs_time=True)
    if not known and not about_you:
        return _of_things(words, said, begins, what, spoken=spoken)
    care = what == "treated" or (what == "taken" and words.at(said.verb + 2) == "care")
    code, strength = "refrain" if refusing else "third_person", 0.8 if known and about_you else 0.7
    return words.head(begins, said.verb, code, strength, by="company", hedged=said.hedged or care)


def _is_away(said: Future) -> bool:
    """Whether somebody is only not there: "Dr Mehta won't be in next week"."""
    return said.act == "be" and said.after in ("in", "available", "here", "around", "working", "able", "open")


def _of_things(words: Words, said: Future, begins: int, what: str, *, spoken: bool) -> Head | None:
    """What is neither an act of service nor for the reader by its words: only of the company's things, with a time."""
    ours = words.side == "caller_note" or words.among(begins, said.start + 1) & (THINGS | PEOPLE)
    regular = said.subject in ("it", "they", "this") and what.endswith("ed")
    if said.act == "be" and not ours and not regular:
        return None
    needs_time = said.act == "be" or not spoken
    return words.head(begins, said.verb, "third_person", 0.55, by="company", needs_time=needs_time)


def _is_no_service(words: Words, said: Future, begins: int, what: str, *, spoken: bool, refusing: bool) -> bool:
    """Costs, rules, adverse notices and opening hours: nothing done for the reader."""
    act = said.act
    if (told := _told_by_its_verb(words, said, begins, refusing=refusing)) is not None:
        return told
    if act in NO_THIRD:
        return not (spoken and act in ("have", "take", "help"))
    if act != "be":
        return False
    if what in NO_THIRD or what[:1].isdigit():
        return True
    if what in ("charged", "debited", "passed"):
        return not refusing or what == "passed"
    if what in ("closed", "open") and words.among(begins, said.start + 1) & _SHOPS:
        return True
    return what in ADVERSE - {"closed"}


def _told_by_its_verb(words: Words, said: Future, begins: int, *, refusing: bool) -> bool | None:
    """What one verb alone tells: "will not happen again" and "will hear from us" are service, "will go up" is not."""
    act, after = said.act, said.after
    if (act == "happen" and refusing and after == "again") or (
        act == "hear" and after == "from" and words.at(said.verb + 2) in ("us", "me", "our")
    ):
        return False
    moving = act in ("go", "come", "move") and after in ("up", "down", "into")
    if moving and not words.helps(said.verb, YOURS, within=4):
        return True
    return True if act == "be" and words.among(begins, said.start + 1) & {"branch", "nearest"} else None


def _is_known(words: Words, said: Future, begins: int, what: str, *, about_you: bool) -> bool:
    """Whether it is an act of service; of "this", "that", "which" and "who" only when it is for the reader."""
    known = said.act in SERVICE - {"be"} or (said.act == "be" and (what in DONE or what.endswith("ing")))
    before = words.among(max(0, begins - 1), said.start + 1)
    if before & {"which", "who"} or said.subject in ("this", "there", "that"):
        return known and about_you
    return known
