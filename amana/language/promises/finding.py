"""From sentences to promises: what is said, by whom, until when, and how firmly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from importlib import import_module
from itertools import pairwise
from typing import Any, ClassVar, NamedTuple

from amana.kit.working_time import WorkingWeek
from amana.language.due.parts import Part
from amana.language.due.resolving import CONCRETE, due_from
from amana.language.findings import Due, Firmness, Party, Side
from amana.language.promises.believing import LIKELY, PAUSE, UNLIKELY, Times, doubted, is_believed, odds_of
from amana.language.promises.heads import Grammar, Head, Token, tokens
from amana.language.promises.noting import as_the_company_notes
from amana.language.promises.trusting import confidence


class _Grammars(dict[str, Grammar]):
    """The grammar of each language, loaded when first asked: that of one is no small part of the time to start."""

    _NAMES: ClassVar = {"en": "ENGLISH", "he": "HEBREW", "ar": "ARABIC"}

    def __missing__(self, language: str) -> Grammar:
        module = import_module(f"amana.language.promises.{language}") if language in self._NAMES else None
        if module is None:
            raise KeyError(language)
        grammar: Grammar = getattr(module, self._NAMES[language])
        self[language] = grammar
        return grammar

    def get(self, language: str, default: Any = None) -> Any:
        """The grammar of the language, or the default where it has none."""
        return self[language] if language in self._NAMES else default


GRAMMARS = _Grammars()

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
# Asked at the end of something said, without a mark before it: "I'm coming tomorrow will you be home?"
_WHETHER_IT_SUITS = re.compile(
    r"(?<=\S)[\s,.-]+(?:(?:ת?הי[הי]|תהיו|יש\s+מישהו|נמצא(?:ת|ים)?|אתה|את|אתם)\s+(?:שם|ב?ה?בית|בדירה|זמינ?(?:ה|ים)?|בעבודה|במשרד|באזור)|(?:זה\s+)?(?:מתאים|מסתדר|נוח|טוב|בסדר|סבבה|אוקיי?|או\s?קיי?|מקובל|סגור)(?:\s+(?:לך|לכם|מבחינתך|איתך|עליך))?|"
    r"(?:بتكون\w?|هتكون\w?|راح\s+تكون\w?|حتكون\w?|موجود\w*|انت\w?|في\s+حدا|فيه?\s+احد)\s*(?:موجود\w*|بال?بيت|في\s+ال(?:بيت|منزل)|فاضي\w?|هناك|عندك)?|(?:هذا\s+)?(?:مناسب|يناسب|بناسب|بيناسب|يصلح|تمام|ماشي|اوكي|اوك|زين|طيب|منيح|كويس)(?:\s*(?:ل?ك|ل?كم|معك|معاك|لك|لكم))?)\s*[?\u061f]+$"
)
_LAST_JOINER = re.compile(r"[\s,،]*(?:\band|[וو])?\s*$")
_JOINER = re.compile(r"\W*(?:and(?:\s+then)?|then|ו|و|ואז|وبعدين)?\W*")
_EDGE = ' \t,;:.!-"()\u060c\u061b'
# Times that tell two promises of one sentence apart; "now" and "soon" do not.
_SEPARATING = CONCRETE | {"week", "weekend", "event"}


_PAUSES = frozenset(",.،;-")
_ANOTHER_BEGINS = re.compile(r"[,;] and\s*$")
_SAID_PLAINLY = {"present", "third_person"}  # of which two with subjects of their own are two promises
FAR = 60  # characters from a thing to its time
_ANOTHER_BEGINS = re.compile(r"[,;] and\s*$")
_SAID_PLAINLY = {"present", "third_person"}  # of which two with subjects of their own are two promises
FAR = 60  # characters from a thing to its time
_DATED = {"day", "weekday", "date", "workdays", "days", "end"}


class Found(NamedTuple):
    """A promise in a folded sentence, before its place in the whole text is known."""

    start: int
    end: int
    action: tuple[int, int]
    head: Head
    due: Due
    firmness: Firmness
    confidence: float


class Span(NamedTuple):
    """A stretch of the sentence and what carries a promise in it."""

    start: int
    end: int
    head: Head
    conditional: bool


def promises_in(
    sentence: str,
    language: str,
    *,
    side: Side,
    sent: datetime,
    week: WorkingWeek,
    noted_by: Party = "customer",
) -> list[Found]:
    """The promises of one folded sentence in that language; `sent` is aware and in the zone of `week`.

    `noted_by` tells of a caller's note whether the customer wrote it or the company (`noting.noted_by` of the whole).
    """
    grammar: Grammar | None = GRAMMARS.get(language)
    if grammar is None or (grammar.tempted is not None and not grammar.tempted.search(sentence)):
        return []
    if grammar.weigh is None:
        heads = _heads(sentence, tokens(sentence), language, side=side, noted_by=noted_by)
        return list(_found(sentence, heads, grammar.times(sentence), grammar, sent=sent, week=week)) if heads else []
    return _weighed(sentence, language, side=side, sent=sent, week=week, noted_by=noted_by)


def _weighed(
    sentence: str, language: str, *, side: Side, sent: datetime, week: WorkingWeek, noted_by: Party
) -> list[Found]:
    """What the rules find and the weight of the words allows, and what that weight alone tells."""
    grammar, words = GRAMMARS[language], tokens(sentence)
    if (odds := odds_of(sentence, words, side, grammar)) < UNLIKELY:
        return []
    parts = Times(sentence, grammar)
    heads = _heads(sentence, words, language, side=side, noted_by=noted_by)
    believed = _found(sentence, heads, parts(), grammar, sent=sent, week=week) if heads else ()
    found = [
        one._replace(confidence=doubted(one.confidence, odds))
        for one in believed
        if is_believed(one.head, odds, grammar)
    ]
    if found and grammar.threatens is not None and grammar.threatens(sentence):
        return []
    if odds < LIKELY or grammar.guess is None or (found and not PAUSE.search(sentence)):
        return found
    guessed = grammar.guess(sentence, words, side, parts, [(one.start, one.end) for one in found])
    if not guessed or _is_excluded(sentence, grammar, side):
        return found
    for head in guessed:
        more = _found(sentence, [head], parts(), grammar, sent=sent, week=week)
        found += [one for one in more if all(one.end <= other.start or other.end <= one.start for other in found)]
    return sorted(found, key=lambda one: one.start)


def _heads(sentence: str, words: list[Token], language: str, *, side: Side, noted_by: Party) -> list[Head]:
    """The words that carry promises by the rules of a language; none when the sentence as a whole speaks against it."""
    grammar = GRAMMARS[language]
    heads = grammar.heads(sentence, words, side)
    if not heads or _is_excluded(sentence, grammar, side):
        return []
    if side == "caller_note" and noted_by == "company":
        heads = [as_the_company_notes(sentence, head, language) for head in heads]
    return heads


def _is_excluded(sentence: str, grammar: Grammar, side: Side) -> bool:
    if _is_question(sentence) or grammar.never_sentence.search(sentence):
        return True
    if side == "caller_note":
        return grammar.never_note.search(sentence) is not None
    return side == "customer" and grammar.never_customer.search(sentence) is not None


def _is_question(sentence: str) -> bool:
    """Whether it asks; a short tag after a comma ("..., ok?") does not make a question of what comes before."""
    end = sentence.rstrip(" \"')")
    if not end.endswith(("?", "\u061f")):
        return False
    before, comma, tag = end.rpartition(",")
    return not ((comma and before and len(tag) <= 12) or _WHETHER_IT_SUITS.search(end))


def _found(
    sentence: str, heads: Sequence[Head], parts: list[Part], grammar: Grammar, *, sent: datetime, week: WorkingWeek
) -> Iterator[Found]:
    clauses = _clauses(sentence)
    conditions = _conditions(sentence, heads, clauses, grammar)
    open_heads = [head for head in heads if not _inside(head.action, conditions)]
    open_parts = [part for part in parts if not _inside(part.start, conditions)]
    anchor: date | None = None
    for span in _spans(sentence, open_heads, open_parts, clauses, conditions, grammar):
        own = [part for part in open_parts if span.start <= part.start < span.end]
        timed = any(part.kind not in ("by", "vague", "event", "now") for part in own)
        clause = _clause_of(span.head.action, clauses)[0]
        if grammar.never.search(sentence, clause, span.end) or (
            span.head.needs_time
            and not timed
            and not (span.conditional and span.head.code in ("first_person", "present"))
        ):
            continue
        if span.head.code in ("third_person", "fixed", "present") and grammar.usual.search(sentence, clause, span.end):
            continue
        if all(part.kind in ("by", "event") for part in own):
            own = _leading(sentence, span, open_parts, open_heads, clauses, grammar) or own
        cut = _second_without_a_verb(sentence, own, span)
        for start, end in ((span.start, cut or span.end), (cut or span.end, span.end)):
            if start >= end:
                continue
            piece = [part for part in own if start <= part.start < end] if cut else own
            due = due_from(piece, sentence, sent=sent, week=week, anchor=anchor)
            anchor = due.at.astimezone(sent.tzinfo).date() if due.at else anchor
            yield _one(_piece(sentence, span, start, end), sentence[start:end], due, piece, grammar)


def _second_without_a_verb(sentence: str, parts: Sequence[Part], span: Span) -> int:
    """Where a second thing with its own day begins that has no verb: "the sample by Wednesday, and the quote by Friday"."""
    dated = [part for part in parts if part.kind in _DATED and part.start > span.head.action]
    for first, second in pairwise(dated):
        joined = _AND_A_THING.match(sentence, first.end, second.start)
        if joined and first.value != second.value and second.start - joined.end() >= 3:
            return joined.end()
    return 0


def _piece(sentence: str, span: Span, start: int, end: int) -> Span:
    """The span, or the part of it from `start` to `end` without the joining word and the marks around it."""
    start, end = _trimmed(sentence, start, end)
    if end < span.end:
        end = max(_LAST_JOINER.sub("", sentence[start:end]).__len__() + start, start + 1)
        start, end = _trimmed(sentence, start, end)
    action = span.head.action if start <= span.head.action < end else start
    return Span(start, end, span.head._replace(start=start, action=action), span.conditional)


def _one(span: Span, words: str, due: Due, own: Sequence[Part], grammar: Grammar) -> Found:
    hedged = span.head.hedged or grammar.hedge.search(words) is not None
    firmness: Firmness = "vague" if hedged else "conditional" if span.conditional else "firm"
    score = span.head.strength + (0.05 if due.at else 0) - (0.1 if hedged else 0)
    sure = confidence(span.head.code, timed=due.at is not None, score=score)
    until = min((part.start for part in own if part.start > span.head.action + 2), default=span.end)
    action = (span.head.action, until if until - span.head.action > 3 else span.end)
    return Found(span.start, span.end, action, span.head, due, firmness, sure)


def _clauses(sentence: str) -> list[tuple[int, int]]:
    found, start = [], 0
    for mark in _CLAUSE_END.finditer(sentence):
        if mark.start() > start:
            found.append((start, mark.start()))
        start = mark.end()
    return found


def _clause_of(place: int, clauses: Sequence[tuple[int, int]]) -> tuple[int, int]:
    for clause in clauses:
        if clause[0] <= place < clause[1]:
            return clause
    return place, place


class Condition(NamedTuple):
    """A stretch that states a condition, and whether it can belong to what stands before it."""

    start: int
    end: int
    trails: bool


def _conditions(
    sentence: str, heads: Sequence[Head], clauses: Sequence[tuple[int, int]], grammar: Grammar
) -> list[Condition]:
    """Where conditions stand: to the end of their clause, or to the verb that follows theirs when no comma parts them."""
    found = []
    for word in grammar.condition.finditer(sentence):
        start, end = word.start(), _clause_of(word.start(), clauses)[1]
        joined = _JOINED_BEFORE.search(sentence[max(0, start - 5) : start]) or word.group().startswith(("ו", "و"))
        before = [head for head in heads if head.action < start]
        within = [head for head in heads if start <= head.action < end]
        after = [head for head in heads if head.action >= end]
        if within and not after and (joined or not before):
            # Without a comma the last verb is the main one: "once I have it I'll send it".
            end = within[-1].start if within[-1].start > start else within[-1].action
        found.append(Condition(start, max(end, word.end()), not joined))
    return found


def _inside(place: int, conditions: Sequence[Condition]) -> bool:
    return any(condition.start <= place < condition.end for condition in conditions)


def _spans(
    sentence: str,
    heads: Sequence[Head],
    parts: Sequence[Part],
    clauses: Sequence[tuple[int, int]],
    conditions: Sequence[Condition],
    grammar: Grammar,
) -> Iterator[Span]:
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
        clause = _clause_of(first.start, clauses)
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
        and after.action - between[-1].end <= 3
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
        if (
            last is None
            or head.by != last.by
            or (head.code == "named_time" != last.code and head.start > last.action)
            or _has_own_time(last, head, parts)
            or _is_another_matter(last, head, parts)
            or (_ANOTHER_BEGINS.search(sentence, last.action, head.start) and {last.code, head.code} <= _SAID_PLAINLY)
        ):
            groups.append([head])
        else:
            groups[-1].append(head)
    return groups


def _has_own_time(last: Head, head: Head, parts: Sequence[Part]) -> bool:
    """Whether a time stands between the two verbs; one before both belongs to both, unless the second has another."""
    places = [part.start for part in parts if part.kind in _SEPARATING]
    between = any(last.action <= place < head.action for place in places)
    leading = any(last.start <= place < last.action for place in places)
    return between or (leading and any(place > head.action for place in places))


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
    end = _clause_of(head.action, clauses)[1]
    end = max(end, _clause_of(head.start, clauses)[1])
    if head.code in ("named_time", "fixed"):
        places = [part.start for part in parts if part.start > head.action and part.kind in CONCRETE]
        end = max([end, *(_clause_of(place, clauses)[1] for place in places if place - end < FAR)])
    for start, later in clauses:
        dated = next((part.start for part in parts if part.kind in _DATED and start <= part.start < later), 0)
        if dated and 0 <= start - end <= 3 and dated - start < 32 and _AND_A_THING.match(" " + sentence[start:dated]):
            return later
        first = next((part.start for part in parts if start <= part.start < later), None) if start >= end else None
        if first is not None and (first - start <= 2 or _BEFORE_A_TIME.fullmatch(sentence, start, first)):
            return later if start - end <= 3 else end
    return end


def _leading(
    sentence: str,
    span: Span,
    parts: Sequence[Part],
    heads: Sequence[Head],
    clauses: Sequence[tuple[int, int]],
    grammar: Grammar,
) -> list[Part]:
    """The time of the clause just before, when nothing else happens there: "tomorrow morning I have a meeting, I'll …"."""
    before = [clause for clause in clauses if clause[1] <= span.start]
    if not before or any(before[-1][0] <= head.action < before[-1][1] for head in heads):
        return []
    words = sentence[before[-1][0] : before[-1][1]]
    if grammar.hedge.search(words) or grammar.never.search(words) or span.head.code in ("refrain", "word_given"):
        return []
    return [part for part in parts if before[-1][0] <= part.start < before[-1][1] and part.kind in CONCRETE]


def _trimmed(sentence: str, start: int, end: int) -> tuple[int, int]:
    while start < end and sentence[start] in _EDGE:
        start += 1
    while end > start and sentence[end - 1] in _EDGE:
        end -= 1
    return start, end
