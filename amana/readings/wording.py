"""What a finding is called, why it was found and how sure that is, in the reader's words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, gettext, gettext_noop

from amana.language.marks import KINDS
from amana.language.tactics import techniques
from amana.readings.finding import Kept

SURE, LIKELY = 0.9, 0.7
# The heat of words from which they are called warm, and hot.
WARM, HOT = 25, 60

KIND_NAMES = {
    "wanted": gettext_noop("what they want"),
    "tried": gettext_noop("tried already"),
    "question": gettext_noop("a question"),
}
FEELINGS = {
    "anger": gettext_noop("anger"),
    "distress": gettext_noop("distress"),
    "sarcasm": gettext_noop("sarcasm"),
    "thanks": gettext_noop("thanks"),
    "threat_to_leave": gettext_noop("may leave"),
    "threat_of_law": gettext_noop("may go to court or to an authority"),
    "threat_to_smear": gettext_noop("may tell the public"),
}
OUTCOMES = {
    "refund": gettext_noop("money back"),
    "compensation": gettext_noop("compensation"),
    "replacement": gettext_noop("a replacement"),
    "repair": gettext_noop("a repair"),
    "cancel": gettext_noop("to cancel"),
    "delivery": gettext_noop("the delivery"),
    "correction": gettext_noop("a correction"),
    "apology": gettext_noop("an apology"),
    "call_back": gettext_noop("a call"),
    "answer": gettext_noop("an answer"),
}
TRIED = {"customer": gettext_noop("done already"), "told": gettext_noop("told to do it")}
# What the reader gives as its reasons; others are shown as they are.
REASONS = {
    "a question mark": gettext_noop("a question mark"),
    "a word of asking at the start": gettext_noop("a word of asking at the start"),
    "a word of asking for something": gettext_noop("a word of asking for something"),
    "told to do it": gettext_noop("told to do it"),
    "did it already": gettext_noop("did it already"),
    "words of anger": gettext_noop("words of anger"),
    "words of distress": gettext_noop("words of distress"),
    "praise for what went wrong": gettext_noop("praise for what went wrong"),
    "words of thanks": gettext_noop("words of thanks"),
    "says that they may leave": gettext_noop("says that they may leave"),
    "speaks of courts, lawyers or authorities": gettext_noop("speaks of courts, lawyers or authorities"),
    "speaks of telling the public": gettext_noop("speaks of telling the public"),
    "the sentence as a whole reads so": gettext_noop("the sentence as a whole reads so"),
    "its words": gettext_noop("its words"),
    "the sentence as a whole": gettext_noop("the sentence as a whole"),
}


def language() -> str:
    """The reader's language, as tables of words name it."""
    code = (get_language() or "en")[:2]
    return code if code in {"he", "ar"} else "en"


def name_of(kind: str, label: str) -> str:
    """Return what a finding is called."""
    if kind == "tactic":
        technique = techniques().get(label)
        return technique.names[language()] if technique else label
    if kind == "mark":
        return str(getattr(KINDS[label], language())) if label in KINDS else label
    tables = {"feeling": FEELINGS, "wanted": OUTCOMES, "tried": TRIED}
    named = tables.get(kind, {}).get(label) or KIND_NAMES.get(kind, "")
    return gettext(named) if named else label


def reason_of(one: Kept) -> str:
    """Return why it was found; what a person added says so."""
    if one["verdict"] == "missed":
        return gettext("added by a person")
    if one["kind"] == "tactic":
        technique = techniques().get(one["id"])
        return technique.definition[language()] if technique else ""
    if one["kind"] == "wanted":
        return gettext("words of wanting")
    reason = str(one["reason"])
    _name, _colon, how = reason.rpartition(": ")
    known = REASONS.get(reason) or REASONS.get(how)
    return gettext(known) if known else reason


def sure_of(one: Kept) -> str:
    """Return how sure it is. Wording that may press somebody is likely at most, and a mark of service possible: both accuse nobody."""
    if one["verdict"]:
        return gettext("confirmed")
    if one["kind"] == "tactic":
        return gettext("likely") if one["more"].get("certainty") == "likely" else gettext("possible")
    if one["kind"] == "mark" or one["confidence"] < LIKELY:
        return gettext("possible")
    return gettext("sure") if one["confidence"] >= SURE else gettext("likely")


def tone_of(heat: int | None) -> str:
    """Return how hot words are, in a word."""
    if heat is None or heat < WARM:
        return gettext("calm")
    return gettext("warm") if heat < HOT else gettext("hot")


def shown(one: Kept) -> dict[str, Any]:
    """Return what a page needs of a finding."""
    return {
        "kind": one["kind"], "label": one["id"], "quote": one["quote"], "name": name_of(one["kind"], one["id"]),
        "reason": reason_of(one), "sure": sure_of(one), "is_confirmed": bool(one["verdict"]),
        "source": one.get("source", ""),
    }  # fmt: skip
