"""English words that carry a promise."""

from __future__ import annotations

import re

from amana.language.due.en import ENGLISH as TIMES
from amana.language.findings import Side
from amana.language.promises.en_future import future
from amana.language.promises.en_words import (
    ADVERBS,
    AND_THEN,
    ARRIVING,
    BE_GOING,
    FINITE,
    GAVE_WORD,
    HOPES,
    MUST,
    NOT_SHORTLY,
    NOT_TO_COME,
    SAID,
    SERVICE,
    SHORT,
    THINGS,
    WILL,
    WOULD,
)
from amana.language.promises.heads import Grammar, Head, Token, Words

# Those that begin a word stand together: asked one by one whether a word begins here, they took a tenth of a reading.
_TEMPTED = re.compile(
    r"\b(?:will?\b|ill\b|shall\b|i am\b|we are\b|(?:i|we|he|she|they|it)'d\b|due\b|goes\b|go\b|one\b|hope|aim|try|plan|expect|call|it'?s yours)|"
    r"'ll\b|won't|going to|gonna|'m\b|'re\b|would|should|"
    r"promise|agree|guarantee|undertake|commit|scheduled|booked|arriv|lands?\b|ships?\b|leaves\b|comes?\b|"
    r"to be |update|refund|repl|respon|activation|technician|engineer|delivery|visit|the post|leave it with|fix|card|credit"
)


def heads(sentence: str, tokens: list[Token], side: Side) -> list[Head]:
    """The places of an English sentence that may carry a promise, in order."""
    words = Words(tokens, side)
    found: list[Head] = []
    for place, token in enumerate(tokens):
        head = _head_at(words, place, token.word)
        if head is None and token.word == "and" and found and words.at(place + 1) in AND_THEN:
            start = tokens[place + 1].start
            head = found[-1]._replace(start=start, action=start, hedged=False)
        if head is not None:
            found.append(head)
    if side != "customer" and (not found or side == "caller_note"):
        found = sorted([*found, *_things_with_a_time(sentence, words, found)])
    return found


def _head_at(words: Words, place: int, word: str) -> Head | None:
    """What one word says: the future first, then the ways of promising that do without it."""
    if word in SHORT:
        return future(words, place, place + 1, SHORT[word])
    if word in WILL:
        return _will(words, place, word)
    if word in BE_GOING and words.at(place + 1) in ("going", "gonna"):
        return _going_to(words, place, word)
    for fits, look in _OTHERS:
        if word in fits and (head := look(words, place)) is not None:
            return head
    return None


def _will(words: Words, place: int, word: str) -> Head | None:
    if not place:
        return None
    start = place - 1
    while start and words.at(start) in ("personally", "also", "then", "now", "still", "gladly"):
        start -= 1
    return future(words, start, place + 1, words.at(start), refusing=word in ("won't", "shan't"))


def _going_to(words: Words, place: int, word: str) -> Head | None:
    verb = place + (2 if words.at(place + 1) == "gonna" else 3)
    if words.at(verb - 1) not in ("to", "gonna"):
        return None
    if "'" in word or word == "im":
        return future(words, place, verb, "i" if word == "im" else word.partition("'")[0])
    return future(words, max(place - 1, 0), verb, words.at(place - 1))


def _note_begins_going(words: Words, place: int) -> Head | None:
    """A note that begins with it: "going to speak to her manager and text me"."""
    if place or words.side != "caller_note" or words.at(1) != "to":
        return None
    return future(words, place, place + 2, "he")


def _reported(words: Words, place: int) -> Head | None:
    """A note of what was said would be done: "I said I'd ring", "she would call"."""
    word = words.at(place)
    if words.side != "caller_note" or (word == "would" and not place):
        return None
    subject = WOULD.get(word) or words.at(place - 1)
    verb = words.after(place + 1, ADVERBS)
    act, own = words.at(verb), subject in ("i", "we")
    if act in ("have", "like", "rather", "prefer", "need", "not", "love") or (act == "be" and own):
        return None
    said = words.among(0, place) & (SAID | {"agreed", "it"})
    if not said and subject not in ("i", "he", "she", "they"):
        return None
    start = words.subject(place if word in WOULD else place - 1)
    return words.head(start, verb, "reported", 0.8, by="customer" if own else "company")


def _continuous(words: Words, place: int) -> Head | None:
    """The present with a time to come: "I'm swapping them on Sunday"."""
    word = words.at(place)
    if word in ("am", "are") and words.at(place - 1) not in ("i", "we"):
        return None
    verb = words.after(place + 1, ADVERBS)
    act = words.at(verb)
    leaves = words.side == "customer" and act in ("cancelling", "leaving", "canceling")
    if not act.endswith("ing") or act in NOT_TO_COME or leaves:
        return None
    return words.head(place if "'" in word else place - 1, verb, "present", 0.75, needs_time=True)


def _word_given(words: Words, place: int) -> Head | None:
    """A word of promising: "I promise to", and in a note "she agreed to"."""
    if words.at(place + 1) not in ("to", "you", "that"):
        return None
    who = ("i", "we", "he", "she", "they", "it", "i've")
    start = next((back for back in range(place - 1, max(-1, place - 6), -1) if words.at(back) in who), place)
    subject = words.at(start) if start != place else ""
    noted = words.side == "caller_note"
    if words.at(place) in ("promised", "agreed") and not noted:
        return None
    if subject in ("i", "we", "i've") or (words.side == "customer" and not subject):
        return words.head(start, place, "word_given", 0.8)
    return words.head(start, place, "word_given", 0.75, by="company") if noted else None


def _expected(words: Words, place: int) -> Head | None:
    """What is to be expected: "you can expect a call today" is given, "we expect it to be back by six" a hope."""
    before, after = words.at(place - 1), words.at(place + 1)
    if words.side == "customer":
        return None
    if before == "can" or (not place and after not in ("to", "that")):
        return words.head(max(place - 2, 0), place + 1, "to_you", 0.65, by="company", needs_time=True)
    if before in ("we", "i", "engineers", "and", "they") and "to" in (words.at(place + n) for n in (2, 3, 4)):
        return words.head(place, place, "third_person", 0.55, by="company", needs_time=True, hedged=True)
    return None


def _hoped(words: Words, place: int) -> Head | None:
    """Hoping, trying, planning to: an undertaking, and a vague one."""
    subject, after = words.at(place - 1), words.at(place + 1)
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


def _to_be_done(words: Words, place: int) -> Head | None:
    """A note of what is to be done: "voucher to be emailed within 72 hours"."""
    if words.side != "caller_note" or words.at(place - 1) != "to" or words.at(place - 2) in MUST:
        return None
    return words.head(words.subject(max(place - 2, 0)), place, "named_time", 0.65, by="company", needs_time=True)


def _should(words: Words, place: int) -> Head | None:
    subject, act, after = words.at(place - 1), words.at(place + 1), words.at(place + 2)
    if words.side == "customer" or not place:
        return None
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


def _left_with_me(words: Words, place: int) -> Head | None:
    if words.side == "customer" or [words.at(place + n) for n in (1, 2, 3)] != ["it", "with", "me"]:
        return None
    return words.head(place, place, "word_given", 0.6, hedged=True)


def _arriving(words: Words, place: int) -> Head | None:
    """Said in the present of what will come: "the washing machine arrives Tuesday"."""
    if words.side == "customer" or not place or words.at(place - 1) in NOT_SHORTLY:
        return None
    begins = words.subject(place - 1)
    if words.among(begins, place) & (FINITE - {"is", "are", "have"}):
        return None
    return words.head(begins, place, "present", 0.65, by="company", needs_time=True)


_OTHERS = (
    ({"going"}, _note_begins_going),
    ({*WOULD, "would"}, _reported),
    ({"i'm", "we're", "am", "are"}, _continuous),
    (GAVE_WORD, _word_given),
    ({"expect"}, _expected),
    (HOPES, _hoped),
    ({"be"}, _to_be_done),
    ({"should"}, _should),
    ({"leave"}, _left_with_me),
    (ARRIVING, _arriving),
)


def _things_with_a_time(sentence: str, words: Words, found: list[Head]) -> list[Head]:
    """A thing the company gives, with a time and no verb of its own: "Next update from us: Friday 5pm"."""
    comma = sentence.find(", ")
    if any(comma < 0 or head.start < comma for head in found):
        return []
    last = sum(comma < 0 or token.start < comma for token in words.tokens)
    thing = next((place for place in range(last) if words.at(place) in THINGS), None)
    if thing is None or (words.side == "company" and not ({"next", "to"} & words.among(0, last))):
        return []
    begins = next((place + 1 for place in range(thing) if words.at(place) in SAID), 0)
    if words.among(begins, last) & FINITE:
        return []
    return [words.head(begins, thing, "named_time", 0.6, by="company", needs_time=True)]


ENGLISH = Grammar(
    heads=heads,
    tempted=_TEMPTED,
    times=TIMES.parts,
    condition=re.compile(
        r"\b(?:if(?! not too)|unless|provided(?: that)?|providing|as long as|assuming|subject to|in case|should you|"
        r"once (?!i've\b|i have\b|we've spoken|i'm\b|i get\b)|as soon as (?!possible|we can|i can|we possibly|i possibly|i'm|we're able)|depending on)"
    ),
    hedge=re.compile(
        r"\b(?:try|trying|hope|hoping|hopefully|should|aim|aiming|(?<!can )expect(?:ing|ed)? (?=\w+ to\b|to\b|service|that)|endeavou?r|attempt|do (?:my|our) (?:best|utmost)|do everything|"
        r"see (?:what|if|whether)|look(?:ing)? into(?!.*\band (?:will |i'll |we'll )?(?:get|call|come|email|e-mail|let|update|write|ring|reply|send|text|report|revert))|probably|possibly|likely|as a priority|taken? care of|planning to|plan to|intend)\b"
    ),
    never=re.compile(
        r"\b(?:usually|normally|typically|generally|often|sometimes|on average|as a rule|in most cases|may|might|could|maybe|perhaps|no doubt|"
        r"would you|shall (?:i|we)|customers who|otherwise|or else|can take|all (?:e-?mails|requests|orders|queries)|every (?:e-?mail|request|query|order))\b"
    ),
    never_sentence=re.compile(
        r"\b(?:would have|had (?:you|we|i|it) |if you'd|wish (?:i|we) could|can't (?:promise|guarantee)|cannot (?:promise|guarantee)|not (?:something|able to) (?:i|we)? ?(?:can )?(?:guarantee|promise)|"
        r"(?:unless|if) (?:payment|the balance|the debt|we do not receive|we don't receive payment)|would you like|do you want|would it help|take effect|tariff changes|open(?:ing)? hours)\b"
    ),
    never_customer=re.compile(
        r"\b(?:(?:you|he|she|they|your \w+|agent|colleague|someone|whoever|nobody|\w+) (?:said|told|promised|assured|claimed|swore)|was told|were told|promised (?:me|us)|"
        r"if (?:you|this|it|that|i) (?:don't|do not|can't|won't|isn't|is not|doesn't|hasn't)|chargeback|ombudsman|lawyer|solicitor|court|unless you|or i'll|or i will|otherwise)\b"
    ),
    joins=re.compile(
        r"(?:^|\s)(?:and|but|so|that|said|says|told (?:me|her|him|them|us)|because|as|confirmed|reckons|claims)\s+(?=(?:i|we|you|he|she|they|it|the|a|an|my|our|your|new|this|no|someone|refund)\b|(?:i|we|you|he|she|they|it)')"
    ),
)
