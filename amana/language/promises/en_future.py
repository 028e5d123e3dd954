"""What follows "will" in English, and whether it is a promise: by the writer, by others, or of what you get."""

from __future__ import annotations

import re
from typing import NamedTuple

from amana.language.promises.en_words import (
    ADVERBS,
    ADVERSE,
    BEING,
    DONE,
    FIRST,
    HEDGING,
    NO_FIRST,
    NO_THIRD,
    PEOPLE,
    REFUSAL,
    SERVICE,
    THINGS,
    THREATS,
    TO_YOU,
    TO_YOU_BE,
)
from amana.language.promises.heads import Head, Words

_INFINITIVE = re.compile(r"[a-z][a-z'-]+$")
_SHOPS = {"shop", "store", "branch", "office", "offices", "lines"}


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
        if _begins_the_act(words, verb):
            break
        refusing = refusing or here in ("not", "never")
        hedged = hedged or here in HEDGING
        if here in ("do", "try"):
            break
        verb += 1
    said = Future(start, verb, subject, words.at(verb), words.at(verb + 1), refusing, hedged)
    if not _INFINITIVE.match(said.act):
        return None
    if subject in FIRST or subject == "and":
        return _first_person(words, said)
    if words.side == "customer":
        return _of_my_people(words, said)
    return _to_you(words, said) if subject in ("you", "u") else _third_person(words, said)


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
    if _is_no_undertaking(words, said):
        return None
    if said.refusing:
        done = after in DONE or after.endswith("ing")
        refused = act in REFUSAL - {"be"} or (act == "be" and not done)
        return None if refused else words.head(said.start, said.verb, "refrain", 0.8)
    if words.side == "customer" and act in THREATS:
        return None
    hedged = said.hedged or (act == "look" and after == "into")
    return words.head(said.start, said.verb, "first_person", 0.9, hedged=hedged)


def _is_no_undertaking(words: Words, said: Future) -> bool:
    """Needs, opinions, states and orders: "I will need", "I'll be on holiday", a customer's "I'll have a coffee"."""
    act, after = said.act, said.after
    if act == "have" and after in ("to", "no", "not"):
        return True
    if act == "be":
        return after in NO_FIRST or not (after in BEING or after.endswith("ing"))
    if words.side == "customer" and act in ("wait", "consider", "say", "let"):
        return True
    if words.side == "customer" and act in ("have", "take", "get"):
        given = words.among(said.verb + 1, said.verb + 9)
        return not given & {"ready", "you", "sent", "signed", "back", "to", "husband", "wife", "in"}
    return act in NO_FIRST and act != "have"


def _of_my_people(words: Words, said: Future) -> Head | None:
    """A customer speaks for their own: "my husband will be at home"."""
    places = range(max(0, said.start - 3), said.start + 1)
    begins = next((place for place in places if words.at(place) in ("my", "our")), None)
    if begins is None:
        return None
    return words.head(begins, said.verb, "third_person", 0.7, needs_time=True)


def _to_you(words: Words, said: Future) -> Head | None:
    act, after = said.act, said.after
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
    nothing = words.at(begins) in ("no", "nothing", "none", "never", "nobody")
    refusing = said.refusing or nothing
    spoken = words.side == "caller_note" and said.subject in ("he", "she", "they")
    if _is_no_service(words, said, begins, what, spoken=spoken, refusing=refusing):
        return None
    about_you = bool({"you", "your", "u"} & words.among(begins, said.verb + 9))
    known = _is_known(words, said, begins, what, about_you=about_you)
    if said.act == "be" and what == "available":
        return words.head(begins, said.verb, "third_person", 0.7, by="company", needs_time=True)
    if not known and not about_you:
        ours = words.side == "caller_note" or words.among(begins, said.start + 1) & (THINGS | PEOPLE)
        if said.act == "be" and not ours:
            return None
        needs_time = said.act == "be" or not spoken
        return words.head(begins, said.verb, "third_person", 0.55, by="company", needs_time=needs_time)
    care = what == "treated" or (what == "taken" and words.at(said.verb + 2) == "care")
    code, strength = "refrain" if refusing else "third_person", 0.8 if known and about_you else 0.7
    return words.head(begins, said.verb, code, strength, by="company", hedged=said.hedged or care)


def _is_no_service(words: Words, said: Future, begins: int, what: str, *, spoken: bool, refusing: bool) -> bool:
    """Costs, rules, adverse notices and opening hours: nothing done for the reader."""
    act = said.act
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


def _is_known(words: Words, said: Future, begins: int, what: str, *, about_you: bool) -> bool:
    """Whether it is an act of service; of "this", "that", "which" and "who" only when it is for the reader."""
    known = said.act in SERVICE - {"be"} or (said.act == "be" and (what in DONE or what.endswith("ing")))
    before = words.among(max(0, begins - 1), said.start + 1)
    if before & {"which", "who"} or said.subject in ("this", "there", "that"):
        return known and about_you
    return known
