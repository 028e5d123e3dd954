"""A sentence parted into its clauses, its conditions and a stretch for each promise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from amana.language.due.parts import Part
from amana.language.due.resolving import CONCRETE
from amana.language.promises.heads import Grammar, Head

_CLAUSE_END = re.compile(r"[,;:()\u060c\u061b]\s*(?!\d)|\s-\s|[.!?\u061f]+(?=\s|$)|$")
_JOINED_BEFORE = re.compile(r"(?:\b(?:and|but)|\sו|\sو)\s*$")
_AND_A_THING = re.compile(
    r"[^.;]{0,20}?(?:\band\s+(?!by\b|no\b|at\b|then\b|again\b)(?:the|a|an|your|our|my)\s|\sו(?:את\s+)?(?=ה?[א-ת]{3})|\sو(?=(?:ال)?\w{3}))"
)
_A_THING_MORE = re.compile(r"\s+[וو](?=[^\W\d_]{2})")
_BEFORE_A_TIME = re.compile(
    r"(?:\s|likely|probably|most|hopefully|ideally|so|around|roughly|say|possibly|and|or|at|on|latest|the|כנראה|ככל|הנראה|בערך|לכל|היותר|"
    r"בסביבות|אולי|غالبا|بالكثير|تقريبا|ان|شاء|الله|حوالي|علي|اكثر|تقدير){1,9}"
)
_LAST_JOINER = re.compile(r"[\s,،]*(?:\band|[וو])?\s*$")
_JOINER = re.compile(r"\W*(?:and(?:\s+then)?|then|ו|و|ואז|وبعدين)?\W*")
_EDGE = ' \t,;:.!-"()\u060c\u061b'
# Times that tell two promises of one sentence apart; "now" and "soon" do not.
_SEPARATING = CONCRETE | {"week", "weekend", "event"}
_PAUSES = frozenset(",.،;-")
_ANOTHER_BEGINS = re.compile(r"[,;] and\s*$")
_SAID_PLAINLY = {"present", "third_person", "refrain"}  # of which two with subjects of their own are two promises
FAR = 60  # characters from a thing to its time
# What is over in the clause before, whose day is not that of an hour after it.
_OVER = re.compile(
    r"\b(?:was|were|did|had|has|have|been|came|went|got|said|told|last|ago|since|\w{3,}ed)\b|(?<!\w)(?:אתמול|امس|امبارح|مبارح)(?!\w)|[א-ת]{2,}(?:תי|נו)(?![א-ת])|"
    r"[ء-ي]{3,}(?:نا|وا|ت)(?!\w)"
)
_BUT = re.compile(r"\s(?:but|אבל|بس|لكن|ولكن)\s*$")
_A_DAY = {"day", "weekday", "date"}
_DATED = {"day", "weekday", "date", "workdays", "days", "end"}


class Span(NamedTuple):
    """A stretch of the sentence and what carries a promise in it."""

    start: int
    end: int
    head: Head
    conditional: bool


class Condition(NamedTuple):
    """A stretch that states a condition, and whether it can belong to what stands before it."""

    start: int
    end: int
    trails: bool


def clauses_of(sentence: str) -> list[tuple[int, int]]:
    """Where the stretches between pauses begin and end."""
    found, start = [], 0
    for mark in _CLAUSE_END.finditer(sentence):
        if mark.start() > start:
            found.append((start, mark.start()))
        start = mark.end()
    return found


def clause_at(place: int, clauses: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The clause that holds the place, or nothing at it."""
    for clause in clauses:
        if clause[0] <= place < clause[1]:
            return clause
    return place, place


def conditions_in(
    sentence: str, heads: Sequence[Head], clauses: Sequence[tuple[int, int]], grammar: Grammar
) -> list[Condition]:
    """Where conditions stand: to the end of their clause, or to the verb that follows theirs when no comma parts them."""
    found = []
    for word in grammar.condition.finditer(sentence):
        start, end = word.start(), clause_at(word.start(), clauses)[1]
        joined = _JOINED_BEFORE.search(sentence[max(0, start - 5) : start]) or word.group().startswith(("ו", "و"))
        before = [head for head in heads if head.action < start]
        within = [head for head in heads if start <= head.action < end]
        after = [head for head in heads if head.action >= end]
        if within and not after and (joined or not before):
            # Without a comma the last verb is the main one: "once I have it I'll send it".
            end = within[-1].start if within[-1].start > start else within[-1].action
        found.append(Condition(start, max(end, word.end()), not joined))
    return found


def is_inside(place: int, conditions: Sequence[Condition]) -> bool:
    """Whether the place is in a condition."""
    return any(condition.start <= place < condition.end for condition in conditions)


def spans(
    sentence: str,
    heads: Sequence[Head],
    parts: Sequence[Part],
    clauses: Sequence[tuple[int, int]],
    conditions: Sequence[Condition],
    grammar: Grammar,
) -> Iterator[Span]:
    """A stretch for each promise: its subject, its act and its time."""
    groups = _grouped(heads, parts, sentence)
    if not groups:
        return
    borders = [
        0,
        *(_border(before[-1], group[0], parts, sentence) for before, group in pairwise(groups)),
        len(sentence),
    ]
    for group, (border, limit) in zip(groups, pairwise(borders), strict=True):
        first = group[0]
        if first.code == "word_given" and first.hedged and len(group) > 1:
            first = group[1]._replace(start=first.start)
        if first.needs_time and (sure := next((head for head in group if not head.needs_time), None)):
            first = first._replace(code=sure.code, strength=sure.strength, needs_time=False)
        clause = clause_at(first.start, clauses)
        start = _start(sentence, max(clause[0], border), first, grammar)
        end = min(_end(group[-1], parts, clauses, sentence), limit)
        start, end = _trimmed(sentence, start, end)
        conditional = any(
            condition.end <= first.action + 1 or (condition.trails and first.action < condition.start < limit)
            for condition in conditions
        )
        if end > start:
            yield Span(start, end, first, conditional)


def _border(before: Head, after: Head, parts: Sequence[Part], sentence: str) -> int:
    """Where one promise ends and the next begins: before its subject or the time that goes with it, after the other's."""
    between = [part for part in parts if before.action <= part.start < after.action and part.kind in _SEPARATING]
    for first, second in pairwise(between):
        parted = sentence[first.end : second.start]
        if second.end - 2 <= after.start + 40 and parted.strip() and _JOINER.fullmatch(parted):
            return second.start
    if (
        between
        and min(after.action, max(after.start, between[-1].end)) - between[-1].end <= 3
        and (
            _JOINED_BEFORE.search(sentence, before.action, between[-1].start)
            or (sentence[after.action] in "וو" and sentence[: between[-1].start].rstrip()[-1:] in _PAUSES)
        )
    ):
        return between[-1].start
    if after.start > before.action:
        told = next((part for part in between if 0 <= part.start - after.start <= 3), None)
        if told is not None and _A_THING_MORE.match(sentence, told.end):
            return told.end  # the time of the first, before the subject of the second
        return after.start
    return max((part.end for part in parts if before.action <= part.start < after.action), default=after.action)


def _grouped(heads: Sequence[Head], parts: Sequence[Part], sentence: str) -> list[list[Head]]:
    """One group per promise: a second verb begins a new one when the other side acts, or both have a time."""
    groups: list[list[Head]] = []
    for head in heads:
        last = groups[-1][0] if groups else None
        if last is not None and head.by == last.by and _is_said_again(last, head, parts, sentence):
            groups[-1].append(head)
        elif (
            last is None
            or head.by != last.by
            or (head.code == "named_time" != last.code and head.start > last.action)
            or _has_own_time(last, head, parts, last.start if len(groups) > 1 else 0)
            or _is_another_matter(last, head, parts)
            or _is_after_a_comma(last, head, sentence)
            or _has_its_subject(head, parts, sentence)
            or (_ANOTHER_BEGINS.search(sentence, last.action, head.start) and {last.code, head.code} <= _SAID_PLAINLY)
        ):
            groups.append([head])
        else:
            groups[-1].append(head)
    return groups


_HE_WILL = re.compile(
    r",\s+(?:he|she|they|we|it|i)(?:'ll|\s+will|'s|'re)\b|,\s+(?:הוא|היא|הם|אנחנו|זה)\s|[,،]\s*(?:هو|هي|هم|راح|سي|بي|سن|بن)"
)


def _is_said_again(last: Head, head: Head, parts: Sequence[Part], sentence: str) -> bool:
    """Whether after a comma the same coming is told once more, with the hour of its day: "he's fitting it tomorrow, he'll be there at 10"."""
    comma = sentence.rfind(",", last.action, head.action)
    if comma < 0 or not _HE_WILL.match(sentence, comma) or not _TO_BE_THERE.search(sentence, comma, head.action + 16):
        return False
    before = {part.kind for part in parts if last.action <= part.start < head.action} - {"by"}
    after = {part.kind for part in parts if part.start >= head.action} - {"by"}
    return bool(before) and before <= _A_DAY and bool(after) and after <= {"clock", "daytime"}


_TO_BE_THERE = re.compile(
    r"\b(?:be (?:with|there|at|round)|arrive|come|coming|expect)\b|(?:יהיה|תהיה|יהיו|נהיה|יגיע|תגיע|מגיע)|(?:يكون|تكون|نكون|يوصل|نوصل|يجي)"
)


def _has_own_time(last: Head, head: Head, parts: Sequence[Part], since: int) -> bool:
    """Whether a time stands between the two verbs; one before both, from `since` on, belongs to both, unless the second has another."""
    places = [part.start for part in parts if part.kind in _SEPARATING]
    between = any(last.action <= place < head.action for place in places)
    leading = any(since <= place < last.action for place in places)
    return between or (leading and any(place > head.action for place in places))


def _is_after_a_comma(last: Head, head: Head, sentence: str) -> bool:
    """Whether a comma parts two Hebrew acts, "יבטלו לי את המנוי, לא יחייבו אותי".

    What is only expected, and that the thing will arrive or be seen, goes with the first act.
    """
    if head.hedged or not "א" <= sentence[head.action] <= "ת" or _SAID_AGAIN.match(sentence, head.start):
        return False
    return sentence.find(", ", last.action, head.action) > last.action + 8


_SAID_AGAIN = re.compile(
    r"[ית]גיע|תרא[הי]ו?\s+אות[והם]|(?:זה\s+)?(?:[ית]י?יקח|[ית]קח|[ית]ארך|[ית]ימשך|לוקח|אורך)(?!\w)"
)
_IT = re.compile(r"ו(?:הוא|היא|הם|הן|אני|אנחנו|אנו|אז|כש|אם|מיד|גם|עד|בינתיים)")


def _has_its_subject(head: Head, parts: Sequence[Part], sentence: str) -> bool:
    """Whether a Hebrew act brings its own subject, by a noun, and its own time: "הפרמיה תופחת ופוליסה תישלח עד ראשון"."""
    if sentence[head.start] != "ו" or head.action - head.start < 3 or _IT.match(sentence, head.start):
        return False
    return any(part.start > head.action for part in parts if part.kind in _SEPARATING)


def _is_another_matter(last: Head, head: Head, parts: Sequence[Part]) -> bool:
    """Whether something is spared first and something else is to be done by a time: "no fee, and a bill by Monday"."""
    if last.code != "refrain" or head.code == "refrain":
        return False
    return any(part.start > head.action for part in parts if part.kind in _SEPARATING)


def _start(sentence: str, start: int, head: Head, grammar: Grammar) -> int:
    """Where the quote starts: after the last joining word before the subject, if a new clause begins there."""
    for word in grammar.joins.finditer(sentence, start, max(start, head.start + 8)):
        if word.end() <= head.start and not sentence.startswith(("give ", "allow ", "just give "), start):
            start = word.end()
    return start


def _end(head: Head, parts: Sequence[Part], clauses: Sequence[tuple[int, int]], sentence: str) -> int:
    """The end of the head's clause, or of the one after it where that begins with the time."""
    end = clause_at(head.action, clauses)[1]
    end = max(end, clause_at(head.start, clauses)[1])
    if head.code in ("named_time", "fixed"):
        places = [part.start for part in parts if part.start > head.action and part.kind in CONCRETE]
        end = max([end, *(clause_at(place, clauses)[1] for place in places if place - end < FAR)])
    for start, later in clauses:
        dated = next((part.start for part in parts if part.kind in _DATED and start <= part.start < later), 0)
        if dated and 0 <= start - end <= 3 and dated - start < 32 and _AND_A_THING.match(" " + sentence[start:dated]):
            return later
        first = next((part.start for part in parts if start <= part.start < later), None) if start >= end else None
        if first is not None and (first - start <= 2 or _BEFORE_A_TIME.fullmatch(sentence, start, first)):
            return later if start - end <= 3 else end
    return end


def needs_its_day(own: Sequence[Part]) -> bool:
    """Whether these times name no day: nothing, only an event, or an hour alone."""
    kinds = {part.kind for part in own} - {"by"}
    return kinds <= {"event"} or kinds == {"clock"}


def leading(
    sentence: str,
    span: Span,
    parts: Sequence[Part],
    heads: Sequence[Head],
    clauses: Sequence[tuple[int, int]],
    grammar: Grammar,
) -> list[Part]:
    """The time of the clause just before, when nothing else happens there: "tomorrow morning I have a meeting, I'll …"."""
    before = [clause for clause in clauses if clause[1] <= span.start]
    within = clause_at(span.start, clauses)[0]
    if within < span.start and (joined := _BUT.search(sentence, within, span.start)):
        before.append((within, joined.start()))  # "I'm not in tomorrow but my son will let him in"
        if _OVER.search(sentence, within, joined.start()):
            return []
    if not before or any(before[-1][0] <= head.action < before[-1][1] for head in heads):
        return []
    words = sentence[before[-1][0] : before[-1][1]]
    if grammar.hedge.search(words) or grammar.never.search(words) or span.head.code in ("refrain", "word_given"):
        return []
    named = [part for part in parts if before[-1][0] <= part.start < before[-1][1] and part.kind in CONCRETE]
    clock = any(part.kind == "clock" and span.start <= part.start < span.end for part in parts)
    if not clock:
        return named
    return [part for part in named if part.kind in _A_DAY] if not _OVER.search(words) else []


def second_without_a_verb(sentence: str, parts: Sequence[Part], span: Span) -> int:
    """Where a second thing with its own day begins that has no verb: "the sample by Wednesday, and the quote by Friday"."""
    dated = [part for part in parts if part.kind in _DATED and part.start > span.head.action]
    for first, second in pairwise(dated):
        joined = _AND_A_THING.match(sentence, first.end, second.start)
        if joined and first.value != second.value and second.start - joined.end() >= 3:
            return joined.end()
    return 0


def piece(sentence: str, span: Span, start: int, end: int) -> Span:
    """The span, or the part of it from `start` to `end` without the joining word and the marks around it."""
    start, end = _trimmed(sentence, start, end)
    if end < span.end:
        end = max(_LAST_JOINER.sub("", sentence[start:end]).__len__() + start, start + 1)
        start, end = _trimmed(sentence, start, end)
    action = span.head.action if start <= span.head.action < end else start
    return Span(start, end, span.head._replace(start=start, action=action), span.conditional)


def _trimmed(sentence: str, start: int, end: int) -> tuple[int, int]:
    while start < end and sentence[start] in _EDGE:
        start += 1
    while end > start and sentence[end - 1] in _EDGE:
        end -= 1
    return start, end
