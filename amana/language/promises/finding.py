"""From sentences to promises: what is said, by whom, until when, and how firmly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any, ClassVar, NamedTuple

from amana.kit.working_time import WorkingWeek
from amana.language.due.parts import Part
from amana.language.due.resolving import GONE_BY, due_from
from amana.language.findings import Due, Firmness, Party, Side
from amana.language.promises.believing import PAUSE, UNLIKELY, Times, doubted, is_believed, odds_of
from amana.language.promises.heads import Grammar, Head, Token, tokens, words_of
from amana.language.promises.noting import as_the_company_notes
from amana.language.promises.parting import (
    Span,
    clause_at,
    clauses_of,
    conditions_in,
    is_inside,
    leading,
    needs_its_day,
    piece,
    second_without_a_verb,
    spans,
)
from amana.language.promises.relating import related
from amana.language.promises.retelling import retold_in
from amana.language.promises.trusting import confidence
from amana.language.seeking import sought


class _Grammars(dict[str, Grammar]):
    """The grammar of each language, loaded when first asked: that of one is no small part of the time to start."""

    _NAMES: ClassVar = {"en": "english", "he": "hebrew", "ar": "arabic"}

    def __missing__(self, language: str) -> Grammar:
        name = self._NAMES[language]
        grammar: Grammar = getattr(import_module(f"amana.language.promises.{name}.grammar"), name.upper())
        self[language] = grammar
        return grammar

    def get(self, language: str, default: Any = None) -> Any:
        """The grammar of the language, or the default where it has none."""
        return self[language] if language in self._NAMES else default


GRAMMARS = _Grammars()
_OF_OTHERS = {"third_person", "fixed", "present"}
_A_DAY = {"day", "weekday", "date"}
# Asked at the end of something said, without a mark before it: "I'm coming tomorrow will you be home?"

_WHETHER_IT_SUITS = re.compile(
    r"(?<=\S)[\s,.-]+(?:(?:ת?הי[הי]|תהיו|יש\s+מישהו|נמצא(?:ת|ים)?|אתה|את|אתם)\s+(?:שם|ב?ה?בית|בדירה|זמינ?(?:ה|ים)?|בעבודה|במשרד|באזור)|(?:זה\s+)?(?:מתאים|מסתדר|נוח|טוב|בסדר|סבבה|אוקיי?|או\s?קיי?|מקובל|סגור)(?:\s+(?:לך|לכם|מבחינתך|איתך|עליך))?|"
    r"(?:بتكون\w?|هتكون\w?|راح\s+تكون\w?|حتكون\w?|موجود\w*|انت\w?|في\s+حدا|فيه?\s+احد)\s*(?:موجود\w*|بال?بيت|في\s+ال(?:بيت|منزل)|فاضي\w?|هناك|عندك)?|(?:هذا\s+)?(?:مناسب|يناسب|بناسب|بيناسب|يصلح|تمام|ماشي|اوكي|اوك|زين|طيب|منيح|كويس)(?:\s*(?:ل?ك|ل?كم|معك|معاك|لك|لكم))?)\s*[?\u061f]+$"
)


_AWAY = sought(
    r"\b(?:out of (?:the )?office|on (?:annual |parental |sick )?(?:leave|holiday|vacation)|away|closed)\b|(?<![א-ת])(?:בחופש(?:ה|ת)?|מחוץ למשרד|סגורי?(?:ם|ה)?)(?![א-ת])|"
    r"(?<!\w)(?:في\s+اجازه|باجازه|اجازتي|خارج\s+المكتب|مغلق(?:ه|ين)?|مسكر(?:ين)?)(?!\w)"
)
_THEN = sought(r"\bthen\b|(?<![א-ת])אז(?![א-ת])|(?<!\w)(?:وقتها|حينها|ساعتها|بعدها)(?!\w)")


class Found(NamedTuple):
    """A promise in a folded sentence, before its place in the whole text is known."""

    start: int
    end: int
    action: tuple[int, int]
    head: Head
    due: Due
    firmness: Firmness
    confidence: float


class Now(NamedTuple):
    """When a text was sent, in which working week, and the last moment for which it promised something before."""

    sent: datetime
    week: WorkingWeek
    earlier: datetime | None


Weighed = tuple[list[Token], float]  # the words of a sentence, and the odds of a promise, as a logarithm


def promises_in(
    sentence: str,
    language: str,
    *,
    side: Side,
    sent: datetime,
    week: WorkingWeek,
    noted_by: Party = "customer",
    earlier: datetime | None = None,
) -> list[Found]:
    """The promises of one folded sentence in that language; `sent` is aware and in the zone of `week`.

    `noted_by` tells of a caller's note whether the customer wrote it or the company (`noting.noted_by` of the whole);
    `earlier` is the last moment for which the text promised something before this sentence.
    """
    weighed = weighed_first(sentence, language, side)
    if weighed is None:
        return []
    return promises_of(sentence, language, weighed, side=side, noted_by=noted_by, now=Now(sent, week, earlier))


def weighed_first(sentence: str, language: str, side: Side) -> Weighed | None:
    """The words of a folded sentence and the odds that it holds a promise; None where it can hold none."""
    grammar: Grammar | None = GRAMMARS.get(language)
    if grammar is None or (grammar.tempted is not None and not grammar.tempted.search(sentence)):
        return None
    words = words_of(sentence)
    odds = odds_of(sentence, words, side, grammar)
    return (tokens(sentence, words), odds) if odds >= UNLIKELY else None


def promises_of(
    sentence: str, language: str, weighed: Weighed, *, side: Side, noted_by: Party, now: Now
) -> list[Found]:
    """The promises of a sentence that was weighed first, as `promises_in` tells them."""
    grammar, (words, odds) = GRAMMARS[language], weighed
    if grammar.weigh is None:
        heads = _heads(sentence, words, language, side=side, noted_by=noted_by)
        return list(_found(sentence, heads, grammar.times(sentence), grammar, now)) if heads else []
    parts = Times(sentence, grammar)
    heads = _heads(sentence, words, language, side=side, noted_by=noted_by)
    believed = _found(sentence, heads, parts(), grammar, now) if heads else ()
    found = [
        one._replace(confidence=doubted(one.confidence, odds))
        for one in believed
        if is_believed(one.head, odds, grammar)
    ]
    if found and grammar.threatens is not None and grammar.threatens(sentence):
        return []
    if odds < grammar.likely or grammar.guess is None or (found and not PAUSE.search(sentence)):
        return found
    guessed = grammar.guess(sentence, words, side, parts, [(one.start, one.end) for one in found])
    if not guessed or _is_excluded(sentence, grammar, side):
        return found
    free = [part for part in parts() if not any(one.start <= part.start < one.end for one in found)]
    for heads in [[head] for head in guessed] if found else [guessed]:
        more = list(_found(sentence, heads, free, grammar, now))
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


def _found(sentence: str, heads: Sequence[Head], parts: list[Part], grammar: Grammar, now: Now) -> Iterator[Found]:
    clauses, (sent, week, earlier) = clauses_of(sentence), now
    conditions = conditions_in(sentence, heads, clauses, grammar)
    retold = retold_in(sentence)
    open_heads = [
        head
        for head in heads
        if not is_inside(head.action, conditions) and not any(start <= head.action < end for start, end in retold)
    ]
    open_parts = [part for part in parts if not is_inside(part.start, conditions)]
    anchor: date | None = None
    for span in spans(sentence, open_heads, open_parts, clauses, conditions, grammar):
        own = _its_own([part for part in open_parts if span.start <= part.start < span.end], span, sentence)
        if _is_no_promise(sentence, span, own, clauses, grammar):
            continue
        if needs_its_day(own):
            before = leading(sentence, span, open_parts, open_heads, clauses, grammar)
            own = [*before, *own] if own and before and own[0].kind != "by" else before or own
        cut = second_without_a_verb(sentence, own, span)
        for start, end in ((span.start, cut or span.end), (cut or span.end, span.end)):
            if start >= end:
                continue
            times = [part for part in own if start <= part.start < end] if cut else own
            times = [_on_that_day(part, parts, sentence, sent, week, anchor) for part in times]
            due = _due(times, span.head.action, sentence, sent, week, anchor)
            if due.rule == GONE_BY:
                continue
            due = related(sentence[start:end], due, times, earlier=earlier, sent=sent, week=week)
            anchor = due.at.astimezone(sent.tzinfo).date() if due.at else anchor
            earlier = due.at or earlier
            yield _one(piece(sentence, span, start, end), sentence[start:end], due, times, grammar)


def _due(times: Sequence[Part], act: int, sentence: str, sent: datetime, week: WorkingWeek, anchor: date | None) -> Due:
    """When it is due; where that is gone by, what is named after the act tells: "closed on the 15th, we answer by …"."""
    due = due_from(times, sentence, sent=sent, week=week, anchor=anchor)
    after = [part for part in times if part.start > act] if due.rule == GONE_BY else []
    return due_from(after, sentence, sent=sent, week=week, anchor=anchor) if after else due


def _its_own(parts: list[Part], span: Span, sentence: str) -> list[Part]:
    """The times of a stretch, without a day before its act when it has one after: "not here today, we'll get it by Friday".

    How long somebody is away is not when they will act: "on leave this week and will reply on my return".
    """
    act = span.head.action
    if _AWAY.search(sentence, span.start, act) and not _THEN.search(sentence, act, span.end):
        return [part for part in parts if part.start > act]
    if not any(part.start > act and part.kind in _A_DAY | {"workdays", "days"} for part in parts):
        return parts
    return [part for part in parts if part.start > act or part.kind not in _A_DAY]


def _is_no_promise(
    sentence: str, span: Span, own: Sequence[Part], clauses: Sequence[tuple[int, int]], grammar: Grammar
) -> bool:
    """Whether the clause says that it is usual or only possible, or the time is missing that its head needs."""
    head, clause = span.head, clause_at(span.head.action, clauses)[0]
    if grammar.never.search(sentence, clause, span.end):
        return True
    timed = any(part.kind not in ("by", "vague", "event", "now") for part in own)
    if head.needs_time and not timed and not (span.conditional and head.code in ("first_person", "present")):
        return True
    return head.code in _OF_OTHERS and grammar.usual.search(sentence, clause, span.end) is not None


def _on_that_day(
    part: Part, parts: Sequence[Part], sentence: str, sent: datetime, week: WorkingWeek, anchor: date | None
) -> Part:
    """The part as a date, where it is "that day" or "the day after" and a day was named before it."""
    if part.kind != "event" or not part.value:
        return part
    for before in reversed([one for one in parts if one.kind in _A_DAY and one.start < part.start]):
        if at := due_from([before], sentence, sent=sent, week=week).at:
            anchor = at.astimezone(sent.tzinfo).date()
            break
    if anchor is None:
        return part
    day = anchor + timedelta(days=int(part.value[0] or 0))
    return part._replace(kind="date", value=(day.day, day.month, day.year))


def _one(span: Span, words: str, due: Due, own: Sequence[Part], grammar: Grammar) -> Found:
    hedged = span.head.hedged or grammar.hedge.search(words) is not None
    firmness: Firmness = "vague" if hedged else "conditional" if span.conditional else "firm"
    score = span.head.strength + (0.05 if due.at else 0) - (0.1 if hedged else 0)
    sure = confidence(span.head.code, timed=due.at is not None, score=score)
    until = min((part.start for part in own if part.start > span.head.action + 2), default=span.end)
    action = (span.head.action, until if until - span.head.action > 3 else span.end)
    return Found(span.start, span.end, action, span.head, due, firmness, sure)
