"""Reading a text: its languages, promises, questions, requests and identifiers, each with its place and reason."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import compress
from typing import Any
from zoneinfo import ZoneInfo

from amana.kit.working_time import WorkingWeek, week_in_zone
from amana.language.detecting import direction_of
from amana.language.findings import (
    Due,
    Finding,
    Language,
    Paragraph,
    Party,
    Promise,
    Reading,
    Sentence,
    Side,
)
from amana.language.heads import Asked as Scored
from amana.language.heads import Told, scores_together, versions
from amana.language.identifiers import identifiers_in
from amana.language.marks import marks_in
from amana.language.matching import forget_sentences
from amana.language.outcome import desired_in
from amana.language.parts import parts_of
from amana.language.placing import Text, chief_of, paragraphs_of, sentences_of
from amana.language.promises.finding import Found, Now, Weighed, promises_of, weighed_first
from amana.language.promises.heads import REASONS
from amana.language.promises.noting import noted_by
from amana.language.questions import asks, is_urgent, requests, thanks
from amana.language.seeking import forget_texts
from amana.language.sentences import chunks
from amana.language.tactics import tactics_in, turns_of
from amana.language.tone import tone_of
from amana.language.tried import tried_in

VERSION = "rules-3"
LONGEST = 100_000  # characters read; what comes after is left unread
_TOGETHER = 64  # texts, or as many as have so many characters
FIELDS = frozenset(
    "promises questions requests identifiers thanks urgency parts desired tried tone tactics marks".split()
)

_SIDES: dict[str, tuple[Party, Party]] = {"company": ("company", "customer"), "customer": ("customer", "company")}
_SCORED = frozenset({"tactics", "marks", "tone"})
_BY_SENTENCE = FIELDS - {"identifiers", "thanks", "urgency", "parts"}
# The probability below which the finder of a head does not ask for a label.
_LEAST = {"tactics": 0.01, "marks": 0.5, "tone": 0.5}
_NEVER = 2.0
# In whose words each of these is looked for.
_OF_SIDE: dict[str, frozenset[str]] = {
    "company": frozenset({"tactics", "marks", "tone"}),
    "caller_note": frozenset({"tactics", "tried"}),
    "customer": frozenset({"tone", "tried", "desired"}),
}
_ALL_OF_SIDE = {side: FIELDS - (frozenset().union(*_OF_SIDE.values()) - own) for side, own in _OF_SIDE.items()}
# Where each of these is found, sentence by sentence, by rules alone.
_FINDERS: dict[str, Callable[[Sequence[Sentence]], Iterable[Finding]]] = {
    "marks": marks_in,
    "tried": tried_in,
    "desired": desired_in,
}


class _Asked:
    """A text to be read, and what was found in it so far, by the fields of a reading."""

    def __init__(
        self,
        text: str,
        *,
        sent_at: datetime,
        side: Side,
        locale: str | None = None,
        week: WorkingWeek | None = None,
        only: Collection[str] | None = None,
    ) -> None:
        self.wanted = _wanted(sent_at, side, only)
        self.week = week or _week_of(sent_at)
        self.sent = sent_at.astimezone(ZoneInfo(self.week.zone))
        self.side, self.locale, self.text = side, locale, text
        self.scored = self.wanted & _SCORED
        self.found: dict[str, Any] = {"version": VERSION}
        self.body: Text
        self.paragraphs: list[Paragraph]
        self.places: list[tuple[int, int, Language]]
        self.texts: list[str]  # of the sentences at these places
        self.weighed: list[Weighed | None] = []
        self.said: list[tuple[str, Language]]
        self.sentences: list[Sentence]
        self.turns: Sequence[Told]


def read(
    text: str,
    *,
    sent_at: datetime,
    side: Side,
    locale: str | None = None,
    week: WorkingWeek | None = None,
    only: Collection[str] | None = None,
) -> Reading:
    """Read one text, written by `side` at `sent_at`, and give back what was found in it.

    `sent_at` must be aware. Days and hours are those of `week`; without one, of the zone of `sent_at`, in its usual
    working week and without holidays. `locale` is the language to assume where the letters do not tell. `only` names
    the fields of the reading to find (languages and paragraphs always are); by default all that the side may hold:
    tactics in words of the company and in a caller's note, marks in words of the company, what was tried and is
    desired in words of the customer. At most 100,000 characters are read. Any text will do, also an empty one, one
    with NUL characters or lone surrogates.

    Raises ValueError if `sent_at` is naive, or `side` or a name in `only` is unknown.
    """
    (found,) = _together([_Asked(text, sent_at=sent_at, side=side, locale=locale, week=week, only=only)])
    return found


def read_many(
    texts: Iterable[tuple[str, datetime, Side] | Mapping[str, Any]],
    *,
    locale: str | None = None,
    week: WorkingWeek | None = None,
    only: Collection[str] | None = None,
) -> Iterator[Reading]:
    """Read texts, each given as (text, sent_at, side) or as the arguments of `read` by name; their readings in order.

    `locale`, `week` and `only` hold for each that does not name its own. Raises as `read` does, at the text's turn.
    Up to 64 texts are taken in before the first of them is given back, as together they are read more quickly.
    """
    usual = {"locale": locale, "week": week, "only": only}
    waiting: list[_Asked] = []
    try:
        for one in texts:
            given = one if isinstance(one, Mapping) else dict(zip(("text", "sent_at", "side"), one, strict=True))
            waiting.append(_Asked(**(usual | dict(given))))
            if len(waiting) >= _TOGETHER or sum([len(asked.text) for asked in waiting]) > LONGEST:
                ready, waiting = waiting, []
                yield from _together(ready)
    except Exception:
        yield from _together(waiting)
        raise
    yield from _together(waiting)


def _together(texts: Sequence[_Asked]) -> list[Reading]:
    """Read texts step by step, each step for all of them: what a step needs is then at hand, which is a fifth quicker."""
    for step in _STEPS:
        for asked in texts:
            step(asked)
    by_head = [asked for asked in texts if asked.scored]
    told = dict(zip(map(id, by_head), scores_together([*map(_to_score, by_head)]), strict=True))
    for asked in texts:
        _be_told(asked, told.get(id(asked)) or [{}] * len(asked.said))
    for step in _LAST_STEPS:
        for asked in texts:
            step(asked)
    chunks.cache_clear()
    forget_sentences()
    forget_texts()
    return [Reading(**asked.found) for asked in texts]


def _wanted(sent_at: datetime, side: Side, only: Collection[str] | None) -> frozenset[str]:
    if sent_at.tzinfo is None:
        raise ValueError("sent_at has no time zone")
    if side not in _OF_SIDE:
        raise ValueError(f"side is {side!r}; it must be company, customer or caller_note")
    if only is None:
        return _ALL_OF_SIDE[side]
    if not FIELDS.issuperset(only):
        raise ValueError(f"a reading has no {sorted(set(only) - FIELDS)[0]!r}; it has {sorted(FIELDS)}")
    return _ALL_OF_SIDE[side].intersection(only)


def _take_apart(asked: _Asked) -> None:
    """The paragraphs of a text, their languages, and its parts."""
    body = asked.body = Text(asked.text[:LONGEST])
    own = asked.paragraphs = paragraphs_of(body)
    language = chief_of(own, asked.locale)
    asked.found.update(
        language=language,
        languages=tuple(dict.fromkeys([paragraph.language for paragraph in own])),
        direction=direction_of(language, asked.text[:200]),
        paragraphs=tuple(own),
        parts=parts_of(body.original) if "parts" in asked.wanted else (),
    )


def _part_sentences(asked: _Asked) -> None:
    asked.places = list(sentences_of(asked.body, asked.paragraphs)) if asked.wanted & _BY_SENTENCE else []
    folded = asked.body.folded
    # Cut out once: each finder looks them up, which is quicker where it is the very same.
    asked.texts = [folded[start:end] for start, end, _language in asked.places]


def _look_at_the_whole(asked: _Asked) -> None:
    """What is looked for in the text as a whole: identifiers, thanks and urgency."""
    body, wanted = asked.body, asked.wanted
    asked.found.update(
        thanks="thanks" in wanted and thanks(body.folded),
        urgency="urgency" in wanted and is_urgent(body.folded),
        identifiers=tuple(identifiers_in(body.original, body.folded, body.span)) if "identifiers" in wanted else (),
    )


def _weigh(asked: _Asked) -> None:
    """Which of the sentences may hold a promise."""
    if "promises" in asked.wanted:
        asked.weighed = [
            weighed_first(sentence, place[2], asked.side)
            for place, sentence in zip(asked.places, asked.texts, strict=True)
        ]


def _find_promises(asked: _Asked) -> None:
    body, side = asked.body, asked.side
    promises: list[Promise] = []
    earlier: datetime | None = None
    if any(asked.weighed):
        writer = noted_by(body.folded) if side == "caller_note" else "customer"
        for (start, _end, language), sentence, weighed in zip(asked.places, asked.texts, asked.weighed, strict=True):
            if weighed is None:
                continue
            now = Now(asked.sent, asked.week, earlier)
            found = promises_of(sentence, language, weighed, side=side, noted_by=writer, now=now)
            earlier = next((one.due.at for one in reversed(found) if one.due.at), earlier)
            promises += [_promise(one, start, body) for one in found]
    asked.found["promises"] = tuple(promises)


def _find_questions(asked: _Asked) -> None:
    """Questions, and among the other sentences requests."""
    body, wanted = asked.body, asked.wanted
    questions: list[Finding] = []
    requested: list[Finding] = []
    asking, requesting = "questions" in wanted, "requests" in wanted
    for (start, end, language), sentence in zip(asked.places, asked.texts, strict=True):
        if asking and (question := asks(sentence, language)) is not None:
            questions.append(_finding(body, start, end, *question))
        elif requesting and (request := requests(sentence, language)) is not None:
            requested.append(_finding(body, start, end, *request))
    asked.found.update(questions=tuple(questions), requests=tuple(requested))


def _leave_out_quotes(asked: _Asked) -> None:
    """From here on only what the writer of this text wrote anew is looked at."""
    parts, places, texts = asked.found["parts"], asked.places, asked.texts
    if len(parts) > 1 or (parts and parts[0].kind != "new"):
        begins = [part.start for part in parts]
        owners = [bisect_right(begins, asked.body.span(start, end)[0]) - 1 for start, end, _language in places]
        kept = [owner < 0 or parts[owner].kind == "new" for owner in owners]
        places, texts = list(compress(places, kept)), list(compress(texts, kept))
    asked.places = places
    asked.said = [(text, place[2]) for text, place in zip(texts, places, strict=True)]
    asked.found["versions"] = {"rules": VERSION, **(versions() if asked.scored else {})}


def _to_score(asked: _Asked) -> Scored:
    """What the heads are asked about a text."""
    turns = turns_of(len(asked.said)) if "tactics" in asked.scored else []
    return asked.said, turns, _least_of(asked.scored)


@lru_cache(maxsize=16)
def _least_of(scored: frozenset[str]) -> Mapping[str, float]:
    return {head: value if head in scored else _NEVER for head, value in _LEAST.items()}


def _be_told(asked: _Asked, told: Sequence[Told]) -> None:
    """The sentences with what the heads say of each, and what they say of their turns."""
    plain = asked.body.plain
    asked.sentences = [
        Sentence(start, end, plain[start:end], *one, own)
        for (start, end, _language), one, own in zip(asked.places, asked.said, told, strict=False)
    ]
    asked.turns = told[len(asked.places) :]


def _find_tactics(asked: _Asked) -> None:
    if "tactics" in asked.wanted:
        asked.found["tactics"] = asked.body.placed(tactics_in(asked.sentences, asked.turns))


def _find_tone(asked: _Asked) -> None:
    if "tone" in asked.wanted:
        tone = tone_of(asked.sentences)
        own = replace(tone, feelings=asked.body.placed(tone.feelings)) if tone.feelings else tone
        asked.found["tone"] = own


def _find_by_rule(name: str) -> Callable[[_Asked], None]:
    def find(asked: _Asked) -> None:
        if name in asked.wanted:
            asked.found[name] = asked.body.placed(_FINDERS[name](asked.sentences))

    return find


def _promise(one: Found, offset: int, body: Text) -> Promise:
    start, end = body.span(offset + one.start, offset + one.end)
    action_start, action_end = body.span(offset + one.action[0], offset + max(one.action[1], one.action[0] + 1))
    action = " ".join(body.original[action_start:action_end].split()).strip(" ,.;:-")
    by, to = _SIDES[one.head.by]
    return Promise(
        start=start,
        end=end,
        quote=body.original[start:end],
        reason=REASONS[one.head.code],
        confidence=one.confidence,
        by=by,
        to=to,
        action=action if len(action) <= 80 else action[:79].rsplit(" ", 1)[0] + "…",
        due=_due(one.due, offset, body),
        firmness=one.firmness,
        code=one.head.code,
    )


def _due(due: Due, offset: int, body: Text) -> Due:
    """The due time in the words that the text has for it."""
    place = body.folded.find(due.words, offset) if due.words else -1
    if place < 0:
        return due
    start, end = body.span(place, place + len(due.words))
    words = body.original[start:end]
    return due if words == due.words else replace(due, words=words)


def _finding(body: Text, start: int, end: int, reason: str, confidence: float) -> Finding:
    first, last = body.span(start, end)
    return Finding(first, last, body.original[first:last], reason, confidence)


def _week_of(sent_at: datetime) -> WorkingWeek:
    name = getattr(sent_at.tzinfo, "key", None)
    return _plain_week(name if isinstance(name, str) else "UTC")


@lru_cache(maxsize=64)
def _plain_week(zone: str) -> WorkingWeek:
    return week_in_zone(zone)


_STEPS: tuple[Callable[[_Asked], None], ...] = (
    _take_apart,
    _part_sentences,
    _look_at_the_whole,
    _weigh,
    _find_promises,
    _find_questions,
    _leave_out_quotes,
)
_LAST_STEPS = (*map(_find_by_rule, _FINDERS), _find_tone, _find_tactics)
