"""Reading a chat as WhatsApp exports it on Android and iOS, in any of its languages, or as it is pasted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

LARGEST = 5 * 1024 * 1024
MOST_MESSAGES = 5000
LONGEST_TEXT = 65_536

# Marks of direction that WhatsApp writes around names, dates and its own words.
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"))
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009"), " ")
_DATE = r"(?P<a>\d{1,4})[./-](?P<b>\d{1,2})[./-](?P<c>\d{1,4})"
_TIME = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?"
    r"(?:\s?(?P<half>[AaPp]\.?\s?[Mm]\.?|ص|م|לפנה[\"״]צ|אחה[\"״]צ))?"
)
_HEAD = re.compile(rf"\[?{_DATE}[,،]?\s+{_TIME}(?:\]\s?|\s+[-–]\s+)(?P<rest>.*)", re.DOTALL)
_SAID = re.compile(r"(?P<who>[^:\n]{1,100}):(?:\s(?P<text>.*)|$)", re.DOTALL)
_AFTERNOON = ("p", "م", "אחה")
_BY_ITSELF = (
    "end-to-end encrypted",
    "מוצפנות מקצה לקצה",
    "مشفرة تمامًا بين الطرفين",
    "مشفّرة تمامًا بين الطرفين",
)


class NotAChat(ValueError):
    """Nothing in the text is a message of a chat."""


@dataclass(frozen=True)
class Said:
    """One message of a chat. `at` has no zone: it is as the telephone showed it. `again` counts equal ones before it."""

    at: datetime
    who: str
    text: str
    again: int = 0


@dataclass
class _Open:
    numbers: tuple[int, int, int]
    clock: tuple[int, int, int]
    is_american: bool
    who: str
    lines: list[str]


def parse(chat: str, *, most: int = MOST_MESSAGES) -> list[Said]:
    """Return the messages of a chat in its order; what WhatsApp says itself is left out.

    Whether the day or the month comes first is read from the whole chat. Raises NotAChat when there is no message
    in it, or more than `most`.
    """
    rows = _rows(chat)
    if not rows:
        raise NotAChat("no message")
    if len(rows) > most:
        raise NotAChat("too many messages")
    order = _order(rows)
    seen: Counter[tuple[datetime, str, str]] = Counter()
    found = []
    for row in rows:
        at = _moment(row, order)
        text = "\n".join(row.lines).strip()[:LONGEST_TEXT]
        if at is None or not text:
            continue
        same = (at, row.who, text)
        found.append(Said(at, row.who, text, seen[same]))
        seen[same] += 1
    if not found:
        raise NotAChat("no message")
    return found


def names_in(messages: Sequence[Said]) -> list[str]:
    """Return who wrote in a chat, whoever wrote most first."""
    return [name for name, _count in Counter(one.who for one in messages).most_common()]


def _rows(chat: str) -> list[_Open]:
    rows: list[_Open] = []
    is_inside = False
    for raw in chat.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line = raw.translate(_MARKS)
        head = _HEAD.match(line.translate(_SPACES))
        if head is None:
            if is_inside:
                rows[-1].lines.append(line)
            continue
        said = _SAID.match(head["rest"])
        is_inside = said is not None and not any(words in head["rest"] for words in _BY_ITSELF)
        if said is not None and is_inside:
            rows.append(_opened(head, said))
    return rows


def _opened(head: re.Match[str], said: re.Match[str]) -> _Open:
    half = (head["half"] or "").lower()
    hour = int(head["hour"])
    if half:
        hour = hour % 12 + (12 if half.startswith(_AFTERNOON) else 0)
    numbers = (int(head["a"]), int(head["b"]), int(head["c"]))
    clock = (hour, int(head["minute"]), int(head["second"] or 0))
    return _Open(numbers, clock, half[:1] in {"a", "p"}, said["who"].strip(), [said["text"] or ""])


def _order(rows: Sequence[_Open]) -> str:
    """Return how the days of a chat are written: year first, or which of day and month comes first."""
    if any(row.numbers[0] > 31 for row in rows):
        return "ymd"
    possible = [order for order in ("dmy", "mdy") if all(_moment(row, order) is not None for row in rows)]
    if len(possible) != 2:
        return possible[0] if possible else "dmy"
    steps = {order: [_moment(row, order) for row in rows] for order in possible}
    rising = [order for order in possible if steps[order] == sorted(steps[order], key=str)]
    if len(rising) == 1:
        return rising[0]
    return "mdy" if rows[0].is_american else "dmy"


def _moment(row: _Open, order: str) -> datetime | None:
    numbers = dict(zip(order, row.numbers, strict=True))
    year = numbers["y"] + 2000 if numbers["y"] < 100 else numbers["y"]
    try:
        return datetime(year, numbers["m"], numbers["d"], *row.clock)  # noqa: DTZ001  # as the telephone showed it
    except ValueError:
        return None
