"""Reading a text: its languages, promises, questions, requests and identifiers, each with its place and reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from amana.kit.working_time import WorkingWeek, week_in_zone
from amana.language.detecting import direction_of, language_of
from amana.language.findings import Direction, Finding, Language, Paragraph, Party, Promise, Reading, Side
from amana.language.identifiers import identifiers_in
from amana.language.normalising import fold_in_place
from amana.language.promises.finding import Found, promises_in
from amana.language.promises.heads import REASONS
from amana.language.questions import asks, is_urgent, requests, thanks
from amana.language.sentences import paragraphs, sentences

VERSION = "rules-1"
LONGEST = 100_000  # characters read; what comes after is left unread

_SIDES: dict[str, tuple[Party, Party]] = {"company": ("company", "customer"), "customer": ("customer", "company")}
_LOCALES: dict[str, Language] = {"he": "he", "iw": "he", "ar": "ar", "en": "en"}
_QUOTED_LINE = re.compile(r"^\s*>")


class _Text:
    """The text, folded for matching, and the way back to its own places."""

    def __init__(self, text: str) -> None:
        self.original = text
        self.folded, self._places = fold_in_place(text)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of a non-empty stretch of the folded text."""
        if self._places is None:
            return start, end
        return self._places[start], self._places[end - 1] + 1


def read(
    text: str, *, sent_at: datetime, side: Side, locale: str | None = None, week: WorkingWeek | None = None
) -> Reading:
    """Read one text, written by `side` at `sent_at`, and give back what was found in it.

    `sent_at` must be aware. Days and hours are those of `week`; without one, of the zone of `sent_at`, in its usual
    working week and without holidays. `locale` is the language to assume where the letters do not tell. At most
    100,000 characters are read. Any text will do, also an empty one, one with NUL characters or lone surrogates.

    Raises ValueError if `sent_at` is naive or `side` is unknown.
    """
    if sent_at.tzinfo is None:
        raise ValueError("sent_at has no time zone")
    if side not in ("company", "customer", "caller_note"):
        raise ValueError(f"side is {side!r}; it must be company, customer or caller_note")
    week = week or _week_of(sent_at)
    body = _Text(text[:LONGEST])
    found = _paragraphs(body)
    promises: list[Promise] = []
    questions: list[Finding] = []
    asked: list[Finding] = []
    sent = sent_at.astimezone(ZoneInfo(week.zone))
    for start, end, language in _sentences(body, found):
        sentence = body.folded[start:end]
        promises.extend(
            _promise(one, start, body) for one in promises_in(sentence, language, side=side, sent=sent, week=week)
        )
        if (question := asks(sentence, language)) is not None:
            questions.append(_finding(body, start, end, *question))
        elif (request := requests(sentence, language)) is not None:
            asked.append(_finding(body, start, end, *request))
    language = _chief(found, locale)
    return Reading(
        language=language,
        languages=tuple(dict.fromkeys(paragraph.language for paragraph in found)),
        direction=direction_of(language, text[:200]),
        paragraphs=tuple(found),
        promises=tuple(promises),
        questions=tuple(questions),
        requests=tuple(asked),
        identifiers=tuple(identifiers_in(body.original, body.folded, body.span)),
        thanks=thanks(body.folded),
        urgency=is_urgent(body.folded),
        version=VERSION,
    )


def _paragraphs(body: _Text) -> list[Paragraph]:
    found = []
    for start, end in paragraphs(body.original):
        words = body.original[start:end]
        language = language_of(words)
        direction: Direction = direction_of(language, words)
        found.append(Paragraph(start, end, language, direction))
    return found


def _sentences(body: _Text, found: list[Paragraph]) -> Iterator[tuple[int, int, Language]]:
    """The sentences to read, as places in the folded text, each with the language of its own letters."""
    several = len({paragraph.language for paragraph in found}) > 1 or any(p.language != "en" for p in found)
    main: Language = next((paragraph.language for paragraph in found if paragraph.language != "unknown"), "en")
    for start, end in sentences(body.folded):
        sentence = body.folded[start:end]
        if _QUOTED_LINE.match(sentence):
            continue
        language = _quick(sentence, main) if several else main
        yield start, end, language


_HEBREW = re.compile(r"[\u05d0-\u05ea]+")
_ARABIC = re.compile(r"[\u0620-\u064a]+")
_LATIN = re.compile(r"[a-z]+")


def _quick(sentence: str, otherwise: Language) -> Language:
    """The language of a sentence by its letters alone; Latin letters are read as English."""
    hebrew, arabic, latin = (sum(map(len, letters.findall(sentence))) for letters in (_HEBREW, _ARABIC, _LATIN))
    if not hebrew + arabic + latin:
        return otherwise
    if 1.5 * max(hebrew, arabic) >= latin:
        return "he" if hebrew >= arabic else "ar"
    return "en"


def _chief(found: list[Paragraph], locale: str | None) -> Language:
    """The language of most of the text; the given locale when no letters tell."""
    lengths: dict[Language, int] = {}
    for paragraph in found:
        if paragraph.language != "unknown":
            lengths[paragraph.language] = lengths.get(paragraph.language, 0) + paragraph.end - paragraph.start
    if lengths:
        return max(lengths, key=lambda language: lengths[language])
    return _LOCALES.get((locale or "")[:2].lower(), "unknown") if not found else "unknown"


def _promise(one: Found, offset: int, body: _Text) -> Promise:
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
        due=replace(one.due, words=_words(one.due.words, offset, body)),
        firmness=one.firmness,
        code=one.head.code,
    )


def _words(folded: str, offset: int, body: _Text) -> str:
    """The words of the due time as the text has them."""
    place = body.folded.find(folded, offset) if folded else -1
    if place < 0:
        return folded
    start, end = body.span(place, place + len(folded))
    return body.original[start:end]


def _finding(body: _Text, start: int, end: int, reason: str, confidence: float) -> Finding:
    first, last = body.span(start, end)
    return Finding(first, last, body.original[first:last], reason, confidence)


def _week_of(sent_at: datetime) -> WorkingWeek:
    name = getattr(sent_at.tzinfo, "key", None)
    return _plain_week(name if isinstance(name, str) else "UTC")


@lru_cache(maxsize=64)
def _plain_week(zone: str) -> WorkingWeek:
    return week_in_zone(zone)
