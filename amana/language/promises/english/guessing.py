"""Where the promise of an English sentence is, when only the weight of its words tells that there is one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from amana.language.due.parts import Part
from amana.language.due.resolving import CONCRETE
from amana.language.findings import Party, Side
from amana.language.promises.english.weighing import ENGLISH, form_of
from amana.language.promises.heads import Head, Token
from amana.language.promises.weighing import weights

_PAUSE = re.compile(
    r"[,;:()]\s|\s-\s|[.!?]+\s|\b(?:and|but|so)\s(?=(?:i|we|you|he|she|they|it|the|your|my|our|will|then)\b)"
)
# With these odds nine in ten of all that was found were right, in sentences of voices the weights were not learned from.
CHIEF = -1.0  # from which a clause may hold the only promise of a sentence that is likely to have one
PLAIN = 0.7  # from which a sentence needs neither a word for what is to come nor a time
PLAIN_OF_THE_PAST = 1.8  # the same where a clause speaks of what is over: "I've asked Lyn to phone you"
ALONE = 1.5  # the odds from which a clause beside a promise holds another
_NAMING = CONCRETE | {"week", "weekend", "vague"}
_COMING = re.compile(
    r"\b(?:will|shall|won't|shan't|going|gonna|to be|to follow|to come|expect|on (?:its|the|their|his|her|my) way|(?:is|are|'s|'re|'m|am) \w+ing|is on us"
    r"|(?:as soon as|once|when|if|until|till)\b.*)\b|'ll\b"
)
_OVER = re.compile(
    r"\b(?:(?:we|i|he|she|they|you) (?:sent|rang|called|packed|posted|repaired|replaced)|packed up|was|were|wasn't|weren't|did|didn't|had|hadn't|went|came|left|found|thought|tried|told us|said|asked|wanted|scanned|received|"
    r"(?:has|have|'ve|'s) (?:already )?(?:been|had|gone)|(?:i|we)(?:'ve| have) (?:now |just |already |also )?(?:re)?(?:set|put|cut|let|read)|(?:was|were|is|are) \w+ed (?:on|at|by|to|in|this|last|yesterday)|would have|'d have|could not|cannot|unable)\b"
)
_SHUT = re.compile(
    r"\b(?:will|'ll|going to) not be (?:in|here|at work|available)\b|\bwon't be (?:in|here|back|at work|available)\b|"
    r"\b(?:will|'ll|going to) be (?:down|off|closed|shut|unavailable|out of (?:use|order)|without)\b"
)
_NO_ACT = re.compile(
    r"^(?:so (?:that )?)?you(?:'ll| will| won't) (?:not |never )?(?:miss|notice|need|love|enjoy|forget|regret)\b|"
    r"^(?:that|it|this|everything|all)(?:'s| is| has been)? (?:now |all )*(?:booked|sorted|done|confirmed|in order)$|"
    r"^(?:consider it (?:done|sorted)|you have my word on (?:that|it)|(?:call|chat|spoke|spk|talked) (?:w|with|to)\b)|"
    r"\byou(?:'ve| have) (?:now |just |already )?(?:bought|purchased|booked|reserved|paid|selected|chosen|ordered)\b|"
    r"\b(?:is|are|has been|have been) (?:now |all )?(?:booked|reserved|confirmed|completed?|sorted|done)$|"
    r"\b(?:(?:this|that|which) (?:will|'ll) (?:also )?(?:let|allow|help|enable|make|give|take|mean)|(?:i'm|we're|are|be) here (?:for you|to help)|"
    r"happy to (?:help|assist)\b(?! you (?:on|at|with (?:it|that|this) (?:on|at))\b)|(?:look|looking) forward|(?:love|hope|enjoy) \w+ing\b|"
    r"(?:shall|will|'ll) be (?:travell?ing|away|in (?:town|meetings)|on (?:leave|holiday|vacation)|out of)|expired|'ve been|have been \w+ (?:with|to|for))\b"
)
_ORDER = re.compile(
    r"(?:please|kindly|you (?:can|could|may|should|must|need)|make sure|remember|don't|do not|bring|keep (?:the|this|it|your)|hold (?:the|down|it)|take (?:the|one|it)|pay|sign up|join|restart|"
    r"press|click|fill|plug|scan|turn|store|switch|upgrade|buy|book|refer|spend|wait|thanks?|thank you|hope|great|to (?:get|make|avoid|claim)|with a|if you)\b"
)
_OWN_NOTE = re.compile(
    r"\b(?:i|i'll|i'd|i'm|i've|my (?:side|homework|action)|cust|customer|cx|client|caller|tenant|guest|patient|pt|debtor|member|ptp|"
    r"husband|wife)\b"
)
_THEIRS_TO_ME = re.compile(
    r"\b(?:to|for|with|ring|rings|call|calls|phone|text|email|refund|pay|send|tell|told|promised|assured|get|let) (?:me|us|my)\b|"
    r"\b(?:told|advised|informed|assured|promised) (?:the )?(?:cust|customer|cx|client|caller|tenant|guest|patient|pt|member)\b|"
    r"\b(?:we|us|he|she|they|i'll get|i'll have|i should get|i get)\b|\bour\b|\b(?:appointment|meeting|slot) (?:with|on|at|for)\b"
)


def weigh(tokens: Sequence[Token], side: Side, asks: bool) -> float:
    """The odds, as a logarithm, that a sentence of these words holds a promise."""
    return weigh_words([token[0] for token in tokens], side, asks)


def weigh_words(words: Sequence[str], side: Side, asks: bool) -> float:
    """As `weigh`, by the words alone."""
    return weights(ENGLISH).of(words, side, asks=asks) if words else -9.0


def guess(
    sentence: str, tokens: list[Token], side: Side, parts: Callable[[], list[Part]], taken: Sequence[tuple[int, int]]
) -> list[Head]:
    """Heads at the clauses of a folded sentence that speak for a promise; none for the past and for orders.

    `parts` tells the times of the sentence, `taken` where promises were found: beside them every clause that speaks
    for itself is told, without any the one that speaks most and those that name a time of their own.
    """
    clauses = [
        (weigh(clause, side, False), clause)
        for clause in _clauses(sentence, tokens)
        if not any(start < clause[-1].end and clause[0].start < end for start, end in taken)
    ]
    least, whole = (ALONE, -9.0) if taken else (CHIEF, weigh(tokens, side, False))
    clauses = [one for one in clauses if one[0] >= least]
    fit = [one for one in clauses if _fits(sentence, one[1], parts, beside=bool(taken))]
    fit = fit or [one for one in clauses if _is_plain(sentence, one[1], whole)]
    best = max((odds for odds, _clause in fit), default=0.0)
    chosen = [
        (odds, clause)
        for odds, clause in fit
        if taken or odds == best or (odds >= ALONE and _names_a_time(clause, parts()))
    ]
    return [
        Head(clause[0].start, clause[0].start, _by(sentence[clause[0].start : clause[-1].end], side), "weighed", 0.6)
        for _odds, clause in chosen
    ]


def _fits(sentence: str, clause: list[Token], parts: Callable[[], list[Part]], *, beside: bool) -> bool:
    """Whether a clause is no order and not about the past, and has a word for what is to come, or a time."""
    start, end = clause[0].start, clause[-1].end
    words = sentence[start:end]
    if _ORDER.match(words) or _SHUT.search(words) or _NO_ACT.search(words):
        return False
    if _COMING.search(words):
        return True
    if _OVER.search(words) or _is_told(clause):
        return False
    return _names_a_time(clause, parts()) if beside else any(part.kind in _NAMING for part in parts())


def _names_a_time(clause: Sequence[Token], parts: Sequence[Part]) -> bool:
    """Whether a time stands in the clause."""
    start, end = clause[0].start, clause[-1].end
    return any(part.kind in _NAMING and start <= part.start < end for part in parts)


def _is_plain(sentence: str, clause: list[Token], odds: float) -> bool:
    """Whether a sentence speaks so much for a promise that its clause needs no word for what is to come, and no time."""
    words = sentence[clause[0].start : clause[-1].end]
    if odds < PLAIN or _ORDER.match(words) or _SHUT.search(words) or _NO_ACT.search(words):
        return False
    return odds >= PLAIN_OF_THE_PAST or not (_OVER.search(words) or _is_told(clause))


def _is_told(clause: Sequence[Token]) -> bool:
    """Whether it tells what somebody did: "I paid the balance on Monday"."""
    return any(
        first.word in _WHO and form_of(second.word)[0] == "did" and second.word not in _DID_OR_DO
        for first, second in pairwise(clause)
    )


_WHO = {"i", "we", "he", "she", "they", "you"}
_DID_OR_DO = {"come", "run", "let", "put", "set", "cut"}


def _clauses(sentence: str, tokens: list[Token]) -> list[list[Token]]:
    """The words between pauses, leaving out what is too short to say anything."""
    borders = [0, *(pause.end() for pause in _PAUSE.finditer(sentence)), len(sentence) + 1]
    parts = [[token for token in tokens if first <= token.start < last] for first, last in pairwise(borders)]
    long = [part for part in parts if len(part) > 2]
    return long or [part for part in parts if part]


def _by(clause: str, side: Side) -> Party:
    if side != "caller_note":
        return side
    return "customer" if _OWN_NOTE.search(clause) and not _THEIRS_TO_ME.search(clause) else "company"
