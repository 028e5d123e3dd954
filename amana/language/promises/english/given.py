"""What is promised in English without a verb to come: a thing and its time, a cost taken, a word given."""

from __future__ import annotations

import re

from amana.language.findings import Party
from amana.language.promises.english.words import FINITE, FIXED_THINGS, FIXING, SAID, THINGS
from amana.language.promises.heads import Head, Words

_NAMED = THINGS | FIXED_THINGS
_NAMED_FIRST = (THINGS | FIXED_THINGS) - {"you", "one", "call", "update", "repair"}


def _named_with_colon(sentence: str, words: Words) -> Head | None:
    """What is fixed, and when, parted by a colon: "Your appointment: Dr Osei, Tuesday 24 November, 14:20"."""
    colon = sentence.find(": ")
    if colon < 0:
        return None
    last = sum(token.start < colon for token in words.tokens)
    named = words.among(0, last)
    if not 0 < last <= 8 or not named & (FIXED_THINGS | THINGS) - {"you"} or named & (FINITE | {"hours", "opening"}):
        return None
    return words.head(0, 0, "named_time", 0.6, by="company", needs_time=True)


def things_with_a_time(sentence: str, words: Words, found: list[Head]) -> list[Head]:
    """A thing the company gives, with a time and no verb of its own: "Next update from us: Friday 5pm"."""
    if words.at(0) in _ABOUT or (words.side == "company" and _NAMED.isdisjoint([token.word for token in words.tokens])):
        return []
    brief = 1 < len(words.tokens) <= 8 and words.at(0) in _NAMED_FIRST
    if words.side == "company" and not found and brief and not words.among(0, 8) & FINITE:
        return [words.head(0, 0, "named_time", 0.6, by="company", needs_time=True)]
    if words.side == "company" and not found and (named := _named_with_colon(sentence, words)):
        return [named]
    if words.side == "caller_note" and (told := _noted_beside(sentence, words, found)):
        return told
    comma = sentence.find(", ")
    if any(comma < 0 or head.start < comma for head in found):
        return []
    last = sum(comma < 0 or token.start < comma for token in words.tokens)
    thing = next((place for place in range(last) if words.at(place) in THINGS), None)
    if thing is None or (words.side == "company" and not ({"next", "to"} & words.among(0, last))):
        return []
    begins = next((place + 1 for place in range(thing) if words.at(place) in SAID), 0)
    if words.among(begins, last) & FINITE or _is_over(words, thing):
        return []
    return [words.head(begins, thing, "named_time", 0.6, by="company", needs_time=True)]


def _noted_beside(sentence: str, words: Words, found: list[Head]) -> list[Head]:
    """In a note, what stands after a comma with its own time: "raised as urgent, engineer out within 4 hrs"."""
    heads = []
    for comma in _COMMA.finditer(sentence):
        end = sentence.find(", ", comma.end())
        end = end if end > 0 else len(sentence)
        if any(comma.end() <= head.action < end for head in found):
            continue
        inside = [n for n, token in enumerate(words.tokens) if comma.end() <= token.start < end]
        named = [n for n in inside[:4] if words.at(n) in THINGS]
        if not named and not _WITH_ME.match(sentence, comma.end()):
            continue
        if not inside or words.among(inside[0], inside[-1] + 1) & FINITE or _is_over(words, named[0] if named else -1):
            continue
        heads.append(words.head(inside[0], inside[0], "named_time", 0.6, by="company", needs_time=True))
    return heads


def _is_over(words: Words, thing: int) -> bool:
    """Whether the thing is said to have been done: "card declined"."""
    after = words.at(thing + 1)
    return thing >= 0 and after.endswith("ed") and after not in FIXING | {"scheduled", "expected"}


def given(sentence: str, words: Words) -> Head | None:
    """Given without a verb: "dessert's on us", "new keys cut and with you by 5pm", "let me ask and come back to you"."""
    if " on " in sentence and (free := _ON_US.search(sentence)):
        last = max(place for place, token in enumerate(words.tokens) if token.start <= free.start() + 1)
        start = words.subject(last)
        return words.head(start, start, "word_given", 0.6)
    if " on " in sentence and (counted := _COUNT_ON_ME.search(sentence)):
        return Head(counted.start(), counted.start(1), "company", "word_given", 0.75)
    if "let " in sentence and (asked := _LET_ME.search(sentence)):
        return Head(asked.start(), asked.start(1), "company", "first_person", 0.75)
    if "there" in sentence and (there := _THERE.search(sentence)):
        return Head(there.start(), there.start(), "company", "to_you", 0.65)
    for needed, said, code in _BRIEF:
        if needed in sentence and (brief := said.search(sentence)):
            at = brief.end() if code == "named_time" and brief.group().endswith(" ") else brief.start()
            return Head(at, at, "company", code, 0.6, needs_time=True)
    if (place := _WITH_YOU.search(sentence)) and not words.among(0, len(words.tokens)) & (
        FINITE | {"allow", "bring", "stay", "check"}
    ):
        return Head(0, place.start(), "company", "named_time", 0.6, needs_time=True)
    return None


def soon_back(sentence: str, words: Words) -> Head | None:
    """Said without "I will": "back in 10", "with you by five", "will do"."""
    if words.side == "caller_note" or words.at(0) not in _BACK_BEGINS or not (brief := _BACK.match(sentence)):
        return None
    own: Party = "company" if words.side == "company" else "customer"
    return Head(0, 0, own, "first_person", 0.65, needs_time=not brief["do"])


_COUNT_ON_ME = re.compile(r"\b(?:count|rely) on (?:me|us) to (\w+)")
_ON_US = re.compile(r"(?:'s|\bis|\bare|\bwill be) on (?:us|the house)\b(?! to\b)")
_THERE = re.compile(
    r"\bthere(?:'s| is| are|'re) (?:an? |some |two |another )(?:[\w-]+ ){1,3}(?:(?:being|going|coming) (?:put |sent |brought |delivered |made |set )?(?:to|into|in|out|up|on|round|over|for|your|with)\b|on (?:its|the|their) way\b)"
)
_LET_ME = re.compile(
    r"\blet (?:me|us) .{2,60}?\b(?:and|then) (?:i'll )?((?:come|get|report|ring|call|write|text|e-?mail|revert) (?:straight |right )?(?:back|you)|let you know|update you)\b"
)
_WITH_YOU = re.compile(
    r"\b(?:with you|to you (?=by |on |tomorrow|today|tonight|before |within |this )|back (?:on|in|to) your|in your (?:inbox|account|hands)|on your (?:card|doorstep)|over to you|at your (?:door|place|hotel|home|desk)|at yours)\b"
)
_TIME = r"(?:on |by |at |after |before |between )?(?:mon|tue|wed|thu|fri|sat|sun|tomorrow|tmrw|today|tonight|this |next |first thing|\d)"
_BACK_BEGINS = set("ok okay yes yep sure right will see be back with there round over".split())
_BACK = re.compile(
    r"(?:ok(?:ay)?,? |yes,? |yep,? |sure,? |right,? )?(?:(?P<do>will do\b)|see (?:you|u) (?=\w)|(?:be )?(?:back|with you|there|round|over)(?: with you| to you| at yours)? "
    r"(?=(?:in|at|by|within|before|about|around|on|for) |tomorrow|tmrw|tonight|this |first thing|(?:mon|tue|wed|thu|fri|sat|sun)))"
)
_ABOUT = {"further", "regarding", "re", "concerning", "following", "with", "thank", "thanks"}
_COMMA = re.compile(r", |; | - ")
_WITH_ME = re.compile(
    r"(?:money |funds )?(?:back on (?:my |the )?(?:card|account)|(?:back )?with me|in my (?:account|hands))\b"
)
_BRIEF = (
    (": ", re.compile(rf"^(?:mr|mrs|ms|miss|dr|prof)\.? [\w' -]{{2,30}}?: (?={_TIME}.{{0,40}}$)"), "named_time"),
    (" yours", re.compile(r"\b(?:is|are) yours\b"), "named_time"),
    (
        "your ",
        re.compile(
            r"^your (?!deadline|bill|payment|direct|contract|policy|renewal|subscription|balance|statement|next|last|nearest|limit)(?:[\w-]+ ){1,4}(?:is|are) "
            r"(?:now |still |all )?(?=(?:on |at |for )?(?:the \d|mon|tue|wed|thu|fri|sat|sun|tomorrow|today|\d))"
        ),
        "named_time",
    ),
    (" for you", re.compile(r"\b(?:held|reserved|saved|set aside|put (?:by|aside)|kept)\b.{0,20}\bfor you\b"), "fixed"),
    (
        "your name",
        re.compile(r"\b(?:held|reserved|saved|set aside|put (?:by|aside)|kept)\b.{0,20}\b(?:in|under) your name\b"),
        "fixed",
    ),
    (" you", re.compile(r"\b(?:(?:got|have|popped|put|booked) you (?:down|in)|you're (?:down|in) for)\b"), "fixed"),
    (
        " can ",
        re.compile(
            r"\b(?:i|we|he|she|they) can (?:both |all )?(?:be (?:there|with you|over|round|at yours)|(?:fit|squeeze|slot) you in)\b(?!.*\bif you(?:'d)? (?:like|want|prefer))"
        ),
        "first_person",
    ),
    ("can ", re.compile(r"\bcan (?:see|take) (?:you|your \w+) (?=at |on |today|tomorrow)(?!.* or )"), "fixed"),
    (" on the ", re.compile(r"(?:'s|\bis|\bare) (?:all )?on the (?:van|lorry|truck)\b"), "named_time"),
    (
        " to ",
        re.compile(
            r"\b(?:put|set|made) (?:a |myself a )?(?:reminder|note|task)(?: in)? to (?=ring|call|phone|email|chase|text|check)"
        ),
        "fixed",
    ),
    (
        "ve ",
        re.compile(
            r"\b(?:i|we)(?:'ve| have) (?:asked|told|instructed|got|arranged for|booked) (?!you\b)(?:[\w'-]+ ){1,5}to (?=(?:ring|call|phone|visit|come|deliver|redeliver|collect|send|email|e-mail|text|post|contact|fix|fit|repair|be|get|swap|pick|drop|issue|refund|investigate)\b)"
        ),
        "third_person",
    ),
)
