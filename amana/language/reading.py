"""Reading a text: its languages, promises, questions, requests and identifiers, each with its place and reason."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from amana.kit.working_time import WorkingWeek, week_in_zone
from amana.language.detecting import direction_of, language_of
from amana.language.findings import (
    Direction,
    Due,
    Finding,
    Language,
    Paragraph,
    Part,
    Party,
    Promise,
    Reading,
    Sentence,
    Side,
)
from amana.language.heads import Told, scores, versions
from amana.language.identifiers import identifiers_in
from amana.language.marks import marks_in
from amana.language.normalising import fold_in_place, without_marks
from amana.language.outcome import desired_in
from amana.language.parts import parts_of
from amana.language.promises.finding import Found, promises_in
from amana.language.promises.heads import REASONS
from amana.language.promises.noting import noted_by
from amana.language.questions import asks, is_urgent, requests, thanks
from amana.language.sentences import paragraphs, sentences
from amana.language.tactics import tactics_in, turns_of
from amana.language.tone import tone_of
from amana.language.tried import tried_in

VERSION = "rules-3"
LONGEST = 100_000  # characters read; what comes after is left unread
FIELDS = frozenset(
    "promises questions requests identifiers thanks urgency parts desired tried tone tactics marks".split()
)

_SIDES: dict[str, tuple[Party, Party]] = {"company": ("company", "customer"), "customer": ("customer", "company")}
_LOCALES: dict[str, Language] = {"he": "he", "iw": "he", "ar": "ar", "en": "en"}
_QUOTED_LINE = re.compile(r"\s*>")
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
F = TypeVar("F", bound=Finding)

# Where each of these is found, sentence by sentence, by rules alone.
_FINDERS: dict[str, Callable[[Sequence[Sentence]], Iterable[Finding]]] = {
    "marks": marks_in,
    "tried": tried_in,
    "desired": desired_in,
}


class _Text:
    """The text, folded for matching, and the way back to its own places."""

    def __init__(self, text: str) -> None:
        self.original = text
        self.folded, self._places = fold_in_place(text)

    @property
    def plain(self) -> str:
        """The text without invisible marks, each letter where it stands in the folded text."""
        return self.original if self._places is None else without_marks(self.original)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of a non-empty stretch of the folded text."""
        if self._places is None:
            return start, end
        return self._places[start], self._places[end - 1] + 1

    def placed(self, found: Iterable[F]) -> tuple[F, ...]:
        """What was found in the plain text, as found in the original."""
        return tuple(found) if self._places is None else tuple([self._placed(one) for one in found])

    def _placed(self, found: F) -> F:
        start, end = self.span(found.start, found.end)
        return replace(found, start=start, end=end, quote=self.original[start:end])


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
    wanted = _wanted(sent_at, side, only)
    week = week or _week_of(sent_at)
    body = _Text(text[:LONGEST])
    found = _paragraphs(body)
    language = _chief(found, locale)
    parts: tuple[Part, ...] = parts_of(body.original) if "parts" in wanted else ()
    places = list(_sentences(body, found)) if wanted & _BY_SENTENCE else []
    return Reading(
        language=language,
        languages=tuple(dict.fromkeys(paragraph.language for paragraph in found)),
        direction=direction_of(language, text[:200]),
        paragraphs=tuple(found),
        thanks="thanks" in wanted and thanks(body.folded),
        urgency="urgency" in wanted and is_urgent(body.folded),
        identifiers=tuple(identifiers_in(body.original, body.folded, body.span)) if "identifiers" in wanted else (),
        version=VERSION,
        parts=parts,
        **_by_rule(body, places, wanted, side, sent_at.astimezone(ZoneInfo(week.zone)), week),
        **_by_learning(body, places, wanted, parts),
    )


def read_many(
    texts: Iterable[tuple[str, datetime, Side] | Mapping[str, Any]],
    *,
    locale: str | None = None,
    week: WorkingWeek | None = None,
    only: Collection[str] | None = None,
) -> Iterator[Reading]:
    """Read texts one after the other, each given as (text, sent_at, side) or as the arguments of `read` by name.

    `locale`, `week` and `only` hold for each that does not name its own. Raises as `read` does, at the text's turn.
    """
    usual = {"locale": locale, "week": week, "only": only}
    for one in texts:
        given = one if isinstance(one, Mapping) else dict(zip(("text", "sent_at", "side"), one, strict=True))
        yield read(**(usual | dict(given)))


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


def _by_rule(
    body: _Text, places: list[tuple[int, int, Language]], wanted: frozenset[str], side: Side, sent: datetime, week: WorkingWeek
) -> dict[str, Any]:  # fmt: skip
    """What rules find sentence by sentence: promises, questions and requests."""
    promises: list[Promise] = []
    questions: list[Finding] = []
    asked: list[Finding] = []
    earlier: datetime | None = None
    writer = noted_by(body.folded) if side == "caller_note" and "promises" in wanted else "customer"
    for start, end, language in places:
        sentence = body.folded[start:end]
        if "promises" in wanted:
            found = promises_in(sentence, language, side=side, sent=sent, week=week, noted_by=writer, earlier=earlier)
            earlier = next((one.due.at for one in reversed(found) if one.due.at), earlier)
            promises += [_promise(one, start, body) for one in found]
        if "questions" in wanted and (question := asks(sentence, language)) is not None:
            questions.append(_finding(body, start, end, *question))
        elif "requests" in wanted and (request := requests(sentence, language)) is not None:
            asked.append(_finding(body, start, end, *request))
    return {"promises": tuple(promises), "questions": tuple(questions), "requests": tuple(asked)}


def _by_learning(
    body: _Text, places: list[tuple[int, int, Language]], wanted: frozenset[str], parts: tuple[Part, ...]
) -> dict[str, Any]:
    """What the finders of their own files find: tactics, marks, tone, what was tried and is desired."""
    asked_for = wanted & {"tactics", "marks", "tone", "tried", "desired"}
    if not asked_for:
        return {"versions": {"rules": VERSION}}
    sentences, told = _written(body, places, parts, scored=wanted & _SCORED)
    made_with = {"rules": VERSION, **(versions() if wanted & _SCORED else {})}
    result: dict[str, Any] = {"versions": made_with}
    for name in sorted(asked_for & _FINDERS.keys()):
        result[name] = body.placed(_FINDERS[name](sentences))
    if "tactics" in asked_for:
        result["tactics"] = body.placed(tactics_in(sentences, told))
    if "tone" in asked_for:
        tone = tone_of(sentences)
        result["tone"] = replace(tone, feelings=body.placed(tone.feelings)) if tone.feelings else tone
    return result


def _written(
    body: _Text, places: list[tuple[int, int, Language]], parts: tuple[Part, ...], *, scored: frozenset[str]
) -> tuple[list[Sentence], list[Told]]:
    """The sentences that the writer of this text wrote anew, with what the heads say of each, and of their turns."""
    plain = body.plain
    if len(parts) > 1 or (parts and parts[0].kind != "new"):
        begins = [part.start for part in parts]
        owners = [bisect_right(begins, body.span(start, end)[0]) - 1 for start, end, _language in places]
        places = [one for one, owner in zip(places, owners, strict=True) if owner < 0 or parts[owner].kind == "new"]
    said = [(body.folded[start:end], language) for start, end, language in places]
    told: list[Told] = [{}] * len(places)
    if scored:
        turns = turns_of(len(places)) if "tactics" in scored else []
        least = {head: value if head in scored else _NEVER for head, value in _LEAST.items()}
        told = scores(said, turns, least=least)
    sentences = [
        Sentence(start, end, plain[start:end], *one, own)
        for (start, end, _language), one, own in zip(places, said, told, strict=False)
    ]
    return sentences, told[len(places) :]


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
    folded = body.folded
    scripts = [one for one in _SCRIPTS if one[1].search(folded)] if several else []
    is_quoting = ">" in folded
    for start, end in sentences(folded):
        if is_quoting and _QUOTED_LINE.match(folded, start, end):
            continue
        yield start, end, _quick(folded, start, end, scripts) or main if scripts else main


_SCRIPTS: tuple[tuple[Language, re.Pattern[str]], ...] = (
    ("he", re.compile(r"[\u05d0-\u05ea]")),
    ("ar", re.compile(r"[\u0620-\u064a]")),
    ("en", re.compile(r"[a-z]")),
)


def _quick(folded: str, start: int, end: int, scripts: list[tuple[Language, re.Pattern[str]]]) -> Language | None:
    """The language of a stretch by its letters alone, of the scripts given; Latin letters are read as English."""
    found = [language for language, letter in scripts if letter.search(folded, start, end) is not None]
    if len(found) < 2:
        return found[0] if found else None
    counts = {language: len(letter.findall(folded, start, end)) for language, letter in scripts}
    hebrew, arabic, latin = counts.get("he", 0), counts.get("ar", 0), counts.get("en", 0)
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
        due=_due(one.due, offset, body),
        firmness=one.firmness,
        code=one.head.code,
    )


def _due(due: Due, offset: int, body: _Text) -> Due:
    """The due time in the words that the text has for it."""
    place = body.folded.find(due.words, offset) if due.words else -1
    if place < 0:
        return due
    start, end = body.span(place, place + len(due.words))
    words = body.original[start:end]
    return due if words == due.words else replace(due, words=words)


def _finding(body: _Text, start: int, end: int, reason: str, confidence: float) -> Finding:
    first, last = body.span(start, end)
    return Finding(first, last, body.original[first:last], reason, confidence)


def _week_of(sent_at: datetime) -> WorkingWeek:
    name = getattr(sent_at.tzinfo, "key", None)
    return _plain_week(name if isinstance(name, str) else "UTC")


@lru_cache(maxsize=64)
def _plain_week(zone: str) -> WorkingWeek:
    return week_in_zone(zone)
