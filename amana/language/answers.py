"""Reading a customer's mail as an answer: “I agree”, “not solved”, “the new time is fine”, in plain words or among others."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from amana.kit.working_time import WorkingWeek
from amana.language.answer_words import (
    BUT,
    CONDITION,
    COURTESY,
    FAREWELLS,
    GREETINGS,
    HINTS,
    LOOSE,
    NEGATION,
    OPENERS,
    OTHERWISE,
    OTHERWISE_HINTS,
    OTHERWISE_NAMED,
    PLAIN,
    PROMISED,
    Act,
)
from amana.language.due.resolving import due_from
from amana.language.findings import Language
from amana.language.normalising import fold_in_place

LONGEST_PLAIN = 400  # characters; what is longer says more than one thing
LONGEST = 8_000  # characters in which an answer among other words is looked for

_PIECE = re.compile(r"[^.!;\n?\u061f\u061b]+[.!;?\u061f\u061b]*")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# Marks that change nothing: an approving picture, a smile, stars and quotation marks around the words.
_HARMLESS = re.compile(
    "[\U0001f44d\U0001f64f\U0001f60a\U0001f642\u2764\u2665\u2705\u2714\u2713\ufe0f\U0001f3fb-\U0001f3ff]|:-?\\)"
)
_ORDINARY = re.compile(r"[\w\s.,!;:'\"\-\u060c\u061b*]*\Z")
_GENDERED = re.compile(r"(?<=[א-ת])[/.(](?:ה|ת|י|ית|ים|ות)\)?(?![א-ת])")
_NEGATION, _CONDITION, _BUT = re.compile(NEGATION), re.compile(CONDITION), re.compile(BUT)
_UNFINAL = re.compile("[מנכ](?![א-ת])")
_FINAL = {"מ": "ם", "נ": "ן", "כ": "ך"}
_ASKS = re.compile("[?\u061f]")
# Asked for as often as demanded: "can I speak to a manager?" is the wish itself.
_WISHES: frozenset[Act] = frozenset(("climb", "send_record"))
_YES: frozenset[Act] = frozenset(("agree", "accept_time"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a mail seems to say, at `text[start:end] == quote`; `is_plain` when the mail says nothing else, in words we named.

    A "version" is plain when the mail begins with our words for it; its quote is the account that follows them.
    """

    act: Act
    quote: str
    start: int
    end: int
    is_plain: bool


class _Piece(NamedTuple):
    """One sentence of the folded text, by its place in it."""

    start: int
    end: int
    folded: str


def answers_in(new_part: str, language: Language, *, names: Collection[str] = ()) -> tuple[Answer, ...]:
    """What the new part of a mail answers, in the order of the text, each act once.

    Plain answers are the whole mail: greeting, thanks and the given `names` aside it holds nothing but phrases of the
    closed list. A question, a condition, a negation or any other word makes an answer loose, or none. An "unknown"
    language is read in all three. Any text will do.
    """
    folded, places = fold_in_place(new_part[:LONGEST])
    pieces = [piece for piece in _pieces(folded) if not piece.folded.startswith(">")]
    tables: list[str] = [language] if language in PLAIN else [*PLAIN]
    found = _plain(folded, pieces, tables, names) if len(new_part) <= LONGEST_PLAIN else []
    is_plain = bool(found)
    answers: dict[Act, Answer] = {}
    own = _version(folded, pieces, tables, names)
    for act, start, end in [*own, *(found or _loose(folded, pieces, tables))]:
        begin, until = _span(start, end, places, new_part)
        is_own = act == "version" and len(new_part) <= LONGEST and "\n>" not in folded[start:end]
        answers.setdefault(act, Answer(act, new_part[begin:until], begin, until, is_plain or is_own))
    return tuple(answers.values())


def _span(start: int, end: int, places: list[int] | None, text: str) -> tuple[int, int]:
    """The place in the text of a stretch of the folded one, with the points and vowel signs on its last letter."""
    if places is None:
        return start, end
    begin, until = places[start], places[end] if end < len(places) else len(text)
    return begin, begin + len(text[begin:until].rstrip())


def named(act: Act, language: str) -> str:
    """The words for an act that our mails name, in a language; in English where we name none in that one."""
    table = language if language in PLAIN else "en"
    by_opening = {"promised_me": PROMISED, "version": OTHERWISE_NAMED}
    return by_opening[act][table] if act in by_opening else PLAIN[table][act][0]


def promised(quote: str, language: str, *, sent_at: datetime, week: WorkingWeek) -> tuple[str, datetime | None]:
    """What “you promised me …” says was promised, in its own words, and the moment it names (UTC), if any."""
    from amana.language.promises.finding import GRAMMARS  # most answers need none of them

    folded, places = fold_in_place(quote)
    tables: list[str] = [language] if language in OPENERS else [*OPENERS]
    opened = next((m for table in tables if (m := re.search(rf"(?<!\w)(?:{OPENERS[table]})(?!\w)", folded))), None)
    begin = opened.end() if opened else 0
    action = quote[(places[begin] if places is not None and begin < len(folded) else begin) :]
    grammar = GRAMMARS.get(tables[0])
    sent = sent_at.astimezone(ZoneInfo(week.zone))
    due = due_from(grammar.times(folded), folded, sent=sent, week=week) if grammar else None
    return action.strip(" .,:;!…\n-–"), due.at if due else None


# ── the pieces of a mail ─────────────────────────────────────────────────────


def _pieces(folded: str) -> Iterator[_Piece]:
    for match in _PIECE.finditer(folded):
        start, end = match.span()
        while start < end and folded[start].isspace():
            start += 1
        while end > start and folded[end - 1].isspace():
            end -= 1
        if start < end:
            yield _Piece(start, end, folded[start:end])


def _words(folded: str) -> tuple[str, ...]:
    bare = _GENDERED.sub("", folded)
    return tuple(_WORD.findall(_UNFINAL.sub(lambda letter: _FINAL[letter[0]], bare)))


def _phrases() -> tuple[dict[str, dict[tuple[str, ...], Act]], frozenset[tuple[str, ...]]]:
    phrases = {
        table: {_words(fold_in_place(phrase)[0]): act for act, spelled in acts.items() for phrase in spelled}
        for table, acts in PLAIN.items()
    }
    return phrases, frozenset(_words(fold_in_place(phrase)[0]) for phrase in COURTESY)


_PHRASES, _COURTESY = _phrases()
_FAREWELLS = frozenset(_words(fold_in_place(farewell)[0]) for farewell in FAREWELLS)
_LONGEST_PHRASE = max(len(phrase) for table in _PHRASES.values() for phrase in table)

Found = tuple[Act, int, int]

# ── plain ────────────────────────────────────────────────────────────────────


def _plain(folded: str, pieces: Sequence[_Piece], tables: Sequence[str], names: Collection[str]) -> list[Found]:
    """What the mail answers when it says nothing else, or nothing."""
    marks = _HARMLESS.sub(" ", folded)
    if not _ORDINARY.match(_GENDERED.sub("", marks)) or ".." in folded:
        return _promised_me(folded, pieces, tables)
    known = frozenset(word for name in names for word in _words(fold_in_place(name)[0]))
    found: list[Found] = []
    is_signed = False
    for number, piece in enumerate(pieces):
        words, after = _words(piece.folded), _words(pieces[number - 1].folded) if number else ()
        acts = _answered(piece.folded, tables, known)
        if acts and is_signed:
            return []  # what stands below the name is a motto, and nobody's answer
        is_signed |= words in _FAREWELLS or bool(number and words and known.issuperset(words))
        if acts is None:
            is_name = number == len(pieces) - 1 and after in _FAREWELLS and _is_a_name(piece.folded)
            if not is_name and not (number == 0 and len(pieces) > 1 and _greets(piece.folded)):
                return _promised_me(folded, pieces, tables)
            continue
        found += [(act, piece.start, piece.end) for act in acts]
    return found


def _answered(piece: str, tables: Sequence[str], known: Collection[str]) -> list[Act] | None:
    """The acts of a piece made of phrases and courtesy alone; None when there is anything else in it."""
    bare = _HARMLESS.sub(" ", piece).strip(" \n*\"'.,!;:-\u060c\u061b")
    if '"' in bare or "*" in bare or re.search(r"(?<!\w)'|'(?!\w)", bare):
        return None  # marks around a word within the phrase say that it is not meant
    acts = _covered(_words(bare), tables, known)
    if acts is not None:
        return acts
    together: list[Act] = []
    for number, part in enumerate(re.split("[,\u060c:]", bare)):
        if number == 0 and _greets(part):
            continue
        acts = _covered(_words(part), tables, known)
        if acts is None:
            return None
        together += acts
    return together


def _covered(words: Sequence[str], tables: Sequence[str], known: Collection[str]) -> list[Act] | None:
    acts: list[Act] = []
    place = 0
    while place < len(words):
        for length in range(min(_LONGEST_PHRASE, len(words) - place), 0, -1):
            phrase = tuple(words[place : place + length])
            act = next((_PHRASES[table][phrase] for table in tables if phrase in _PHRASES[table]), None)
            if act is not None:
                acts.append(act)
            if act is not None or phrase in _COURTESY or (length == 1 and phrase[0] in known):
                place += length
                break
        else:
            return None
    return acts


def _greets(piece: str) -> bool:
    """Whether it is a greeting with a name of at most two words."""
    words = _words(piece)
    return 0 < len(words) <= 3 and words[0] in GREETINGS and not _NEGATION.search(piece)


def _is_a_name(piece: str) -> bool:
    return len(_words(piece)) <= 3 and not re.search(r"\d", piece) and not _doubts(piece)


def _promised_me(folded: str, pieces: Sequence[_Piece], tables: Sequence[str]) -> list[Found]:
    """“You promised me …” and what was promised, when that is the whole mail and states it without a but."""
    rest = [p for p in pieces if _covered(_words(p.folded), tables, ()) is None and not _greets(p.folded)]
    if len(rest) != 1 or _ASKS.search(folded) or _doubts(rest[0].folded) or '"' in rest[0].folded:
        return []
    opener = _opener(rest[0].folded, tables)
    is_whole = opener is not None and not _words(rest[0].folded[: opener.start()])
    if opener is None or not is_whole or not _words(rest[0].folded[opener.end() :]):
        return []
    others = [p for p in pieces if p is not rest[0] and _covered(_words(p.folded), tables, ())]
    return [] if others else [("promised_me", rest[0].start, rest[0].end)]


_OTHERWISE = {
    table: re.compile(rf"(?:{opening})(?!\w)\s*[:.,;!\-\n\u060c\u061b][\s\-:]*") for table, opening in OTHERWISE.items()
}
_GREETING = re.compile(r"([^,\u060c]*)[,\u060c]\s*")


def _version(folded: str, pieces: Sequence[_Piece], tables: Sequence[str], names: Collection[str]) -> list[Found]:
    """The account after “I remember it otherwise:”, where a mail begins with these words; up to the farewell."""
    if not any(hint in folded for table in tables for hint in OTHERWISE_HINTS[table]):
        return []
    known = frozenset(word for name in names for word in _words(fold_in_place(name)[0]))
    first = next((p for p in pieces if _covered(_words(p.folded), tables, known) != [] and not _greets(p.folded)), None)
    if first is None:
        return []
    greeting = _GREETING.match(first.folded)
    start = first.start + (greeting.end() if greeting and _greets(greeting[1]) else 0)
    opened = next((m for table in tables if (m := _OTHERWISE[table].match(folded, start))), None)
    if opened is None:
        return []
    begin, until, states = opened.end(), 0, False
    for piece in pieces:
        said = folded[max(begin, piece.start) : piece.end]
        if _words(said) in _FAREWELLS:
            break
        if said and _covered(_words(said), tables, known) != []:
            until, states = piece.end, states or not _ASKS.search(said)
    # Nothing but questions is no account of anything.
    return [("version", begin, until)] if states else []


def _opener(piece: str, tables: Sequence[str]) -> re.Match[str] | None:
    return next((m for table in tables if (m := re.search(rf"(?<!\w)(?:{OPENERS[table]})(?!\w)", piece))), None)


def _doubts(piece: str) -> bool:
    return bool(_NEGATION.search(piece) or _CONDITION_WITHOUT_TIME.search(piece))


# In "you promised me that somebody would call before Sunday" these are part of the promise and of its time.
_CONDITION_WITHOUT_TIME = re.compile(
    re.sub(r"\|(?:would|before|after|until|לפני|אחרי|לאחר|עד|بعد|قبل|حتي)(?=\||\))", "", CONDITION)
)

# ── among other words ────────────────────────────────────────────────────────

_LOOSE: dict[str, list[tuple[Act, Sequence[str], re.Pattern[str]]]] = {
    table: [(act, HINTS[table][act], re.compile(pattern)) for act, pattern in acts.items()]
    for table, acts in LOOSE.items()
}


def _loose(folded: str, pieces: Sequence[_Piece], tables: Sequence[str]) -> Iterator[Found]:
    for table in tables:
        # Most mails hold none of the words, and are not gone through sentence by sentence.
        wanted = [(act, pattern) for act, hints, pattern in _LOOSE[table] if any(hint in folded for hint in hints)]
        has_opener = any(hint in folded for hint in HINTS[table]["promised_me"])
        if not wanted and not has_opener:
            continue
        for piece in pieces:
            if _words(piece.folded) in _FAREWELLS:
                break
            asks = _ASKS.search(piece.folded) is not None
            yield from ((act, piece.start, piece.end) for act in _seen_in(piece.folded, wanted, asks=asks))
            if has_opener and not asks and _opener(piece.folded, [table]):
                yield "promised_me", piece.start, piece.end


def _seen_in(piece: str, wanted: Sequence[tuple[Act, re.Pattern[str]]], *, asks: bool) -> Iterator[Act]:
    """The acts a sentence seems to say: what is denied, asked or made dependent on something is no consent."""
    bare = piece.strip(" \n*.,!;:-\u060c\u061b?\u061f")
    denied = False
    for act, pattern in wanted:
        match = pattern.search(bare)
        if match is None or (asks and act not in _WISHES):
            continue
        if '"' in bare[: match.start()] and '"' in bare[match.end() :]:
            continue  # somebody's words, repeated
        before, rest = bare[: match.start()], bare[match.start() :]
        if act == "release":
            around = _BUT.sub(" ", before) + bare[match.end() :]
            if not (_CONDITION.search(around) or _NEGATION.search(before)):
                yield act
            continue
        depends = _CONDITION.search(_BUT.sub(" ", before) + rest)
        if act in _YES and (denied or depends or _NEGATION.search(bare)):
            continue
        denied |= act in ("not_kept", "refuse_time", "not_solved")
        yield act
