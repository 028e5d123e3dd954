"""Telling what somebody wrote now from what their mail program repeated below it.

Each line is looked at a fixed number of times, so the time grows with the text and not with its shape.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from amana.language import mail_words

Kind = Literal["new", "quoted", "signature", "disclaimer"]

MAX_TEXT = 100_000
_MAX_LINE = 400
_MAX_JOINED = 2 * _MAX_LINE
_MARKS = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of whole lines of one kind, by its place in the text that was split."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parts:
    """A letter taken apart. The strings are trimmed; `spans` cover the whole text, in order, without gaps."""

    new: str
    quoted: str
    signature: str
    disclaimer: str
    spans: tuple[Span, ...]
    is_forwarded: bool


@dataclass(slots=True)
class _Letter:
    """The lines of a letter: the trimmed text, the end and the kind of each, and the next one that is not blank."""

    texts: list[str]
    ends: list[int]
    kinds: list[Kind]
    filled: list[int]
    is_forwarded: bool = False
    has_attribution: bool = False
    has_signature: bool = False

    def next_filled(self, index: int) -> int:
        """The number of the first line from `index` on that is not blank, or the number of lines."""
        return self.filled[index] if index < len(self.filled) else len(self.texts)

    def mark(self, start: int, end: int, kind: Kind) -> None:
        self.kinds[start:end] = [kind] * (end - start)
        self.has_signature |= kind == "signature"


def split(text: str) -> Parts:
    """Return the new words of a letter, what it quotes, its signature and its legal notice.

    Knows how Gmail, Outlook, Apple Mail, Thunderbird, Yahoo and Samsung mark the earlier letter in Hebrew, Arabic and
    English, and the commonest European forms. A line that begins with `>` is never new, unless the letter holds
    nothing else and no sign of a reply. Beyond 100,000 characters nothing is looked at: the rest belongs to the kind
    of the last line before. Display only: the whole letter is to be kept.
    """
    spans, is_forwarded = spans_of(text)
    texts: dict[Kind, list[str]] = {"new": [], "quoted": [], "signature": [], "disclaimer": []}
    for span in spans:
        texts[span.kind].append(text[span.start : span.end].strip("\r\n"))
    joined = {kind: "\n".join(pieces).strip() for kind, pieces in texts.items()}
    return Parts(
        new=joined["new"],
        quoted=joined["quoted"],
        signature=joined["signature"],
        disclaimer=joined["disclaimer"],
        spans=tuple(spans),
        is_forwarded=is_forwarded,
    )


def spans_of(text: str) -> tuple[list[Span], bool]:
    """The stretches of whole lines of each kind, as `split` tells them, and whether the letter was forwarded."""
    letter = _read_lines(text[:MAX_TEXT])
    _mark_quotes(letter)
    _mark_signatures(letter)
    lines = zip(letter.texts, letter.kinds, strict=True)
    if not letter.has_attribution and all(kind == "quoted" or not text for text, kind in lines):
        letter.mark(0, len(letter.texts), "new")
    return _spans(letter, len(text)), letter.is_forwarded


def _read_lines(text: str) -> _Letter:
    texts: list[str] = []
    ends: list[int] = []
    end = 0
    for whole in text.splitlines(keepends=True):
        shown = whole[:_MAX_LINE].strip()
        if not shown.isprintable():  # as none of the marks is
            shown = _MARKS.sub("", whole[:_MAX_LINE]).strip()
        end += len(whole)
        texts.append(shown)
        ends.append(end)
    following = len(texts)
    filled = [following] * following
    for index in range(following - 1, -1, -1):
        if texts[index]:
            following = index
        filled[index] = following
    return _Letter(texts, ends, ["new"] * len(texts), filled)


def _mark_quotes(letter: _Letter) -> None:
    index, is_first = letter.next_filled(0), True
    while index < len(letter.texts):
        if letter.texts[index].startswith(">"):
            index = _mark_quoted_block(letter, index)
        elif _begins_earlier_letter(letter, index):
            letter.has_attribution = True
            letter.mark(index, len(letter.texts), "quoted")
            return
        elif length := _attribution(letter, index):
            letter.has_attribution = True
            index = _mark_attributed(letter, index, length, is_first=is_first)
        else:
            is_first = False
            index = letter.next_filled(index + 1)


def _mark_attributed(letter: _Letter, index: int, length: int, *, is_first: bool) -> int:
    """Mark what "On …, Dana wrote:" introduces; return where to go on.

    Without `>` below it, all to the end is quoted when it stands below new words, and the line alone when it stands at
    the top; but only a line made by a machine (it holds an address or a time), as people too write "on 3 May your
    colleague wrote:" and go on in their own words.
    """
    after = letter.next_filled(index + length)
    if after < len(letter.texts) and letter.texts[after].startswith((">", "|")):
        letter.mark(index, after, "quoted")
        return _mark_quoted_block(letter, after)
    if not mail_words.MADE_BY_MACHINE.search(_joined(letter, index, length)):
        return after
    end = after if is_first else len(letter.texts)
    letter.mark(index, end, "quoted")
    return end


def _mark_quoted_block(letter: _Letter, index: int) -> int:
    """Mark lines that begin with the mark of the first, and blank lines between them; return where others begin."""
    mark = letter.texts[index][0]
    start = end = index
    while index < len(letter.texts) and letter.texts[index].startswith(mark):
        end = index + 1
        index = letter.next_filled(end)
    letter.mark(start, end, "quoted")
    return index


def _attribution(letter: _Letter, index: int) -> int:
    """How many lines from `index` on say who wrote when ("On …, Dana wrote:"); 0 when they do not."""
    first = letter.texts[index]
    if "<" not in first and not (_may_begin(first) and mail_words.BEGINS.match(first)):
        return 0
    size = 0
    for length in range(1, 7):
        if index + length > len(letter.texts):
            return 0
        last = letter.texts[index + length - 1]
        if not last:
            following = letter.next_filled(index + length)
            if following >= len(letter.texts) or not letter.texts[following].startswith("<"):
                return 0
            continue
        size += len(last) + 1
        # Joined they end as the last of them does, unless they are cut.
        if (last[-1] in mail_words.ENDS or size > _MAX_JOINED) and _says_who_wrote(_joined(letter, index, length)):
            return length
    return 0


def _may_begin(line: str) -> bool:
    return line[0] in mail_words.FIRST_LETTERS or line[0].isdecimal()


def _joined(letter: _Letter, index: int, length: int) -> str:
    return " ".join(filter(None, letter.texts[index : index + length]))[:_MAX_JOINED]


def _says_who_wrote(line: str) -> bool:
    if line[-1] not in mail_words.ENDS or len(line) < 12 or not any(character.isdigit() for character in line):
        return False
    if line[-1] in ":：-" and mail_words.BEGINS.match(line) and mail_words.ENDS_WROTE.search(line[-60:]):
        return True
    if line[-1] in ":：" and mail_words.BEGINS.match(line) and mail_words.WROTE_THEN_ADDRESS.search(line):
        return True
    if line[-1] not in ":：>":
        return False
    return any(
        form.match(line)
        for form in (mail_words.DATE_THEN_ADDRESS, mail_words.ADDRESS_THEN_DATE, mail_words.BY_THEN_ADDRESS)
    )


def _begins_earlier_letter(letter: _Letter, index: int) -> bool:
    """True for a line such as "Original Message", or the first of a block such as From, Sent, To, Subject."""
    text = letter.texts[index]
    if text[0] not in "-_=*" and ":" not in text and "：" not in text:
        return False
    separator = mail_words.SEPARATOR.match(text)
    if separator:
        letter.is_forwarded |= "forward" in text.lower() or separator.group("forward") is not None
        return True
    after_rule = bool(mail_words.RULE.match(text))
    start = letter.next_filled(index + 1) if after_rule else index
    if start >= len(letter.texts):
        return False
    label = mail_words.LABEL.match(letter.texts[start])
    if label is None or label.group(1).lower() not in mail_words.FIRST_LABELS:
        return False
    return _labels_from(letter, start) >= (2 if after_rule else 3)


def _labels_from(letter: _Letter, index: int) -> int:
    """How many different header labels stand in the next lines; another line between two of them is let pass."""
    seen: set[str] = set()
    misses = 0
    for _ in range(9):
        if index >= len(letter.texts) or misses > 1:
            break
        label = mail_words.LABEL.match(letter.texts[index])
        misses = 0 if label else misses + 1
        if label:
            seen.add(label.group(1).lower())
        index = letter.next_filled(index + 1)
    return len(seen)


def _mark_signatures(letter: _Letter) -> None:
    """Look at each stretch of new lines by itself: a signature may stand above the quote or below the answer."""
    start, kinds = 0, letter.kinds
    while start < len(kinds):
        end = start
        while end < len(kinds) and kinds[end] == "new":
            end += 1
        if end > start:
            _mark_signature(letter, start, end)
        start = end + 1


def _mark_signature(letter: _Letter, start: int, end: int) -> None:
    index = letter.next_filled(start)
    is_first = True
    while index < end:
        text = letter.texts[index]
        if not is_first and _begins_disclaimer(letter, index, end):
            letter.mark(index, end, "disclaimer")
            return
        if text in mail_words.SIGNATURE_RULES:
            letter.mark(index, _before_disclaimer(letter, index + 1, end), "signature")
            index = _before_disclaimer(letter, index + 1, end)
            is_first = False
            continue
        if _is_device_line(text) or (not is_first and _follows_signature(letter, index) and _names_device(text)):
            letter.mark(index, index + 1, "signature")
        elif len(text) <= mail_words.LONGEST_FAREWELL and mail_words.FAREWELL.match(text):
            _mark_contacts(letter, index, end)
        is_first = False
        index = letter.next_filled(index + 1)


def _is_device_line(text: str) -> bool:
    """ "Sent from my iPhone" and its cousins; a longer line has to name the device."""
    if len(text) > 160 or text.endswith("?") or not mail_words.SENT_FROM.match(text):
        return False
    return len(text) <= 60 or mail_words.DEVICE.search(text) is not None


def _names_device(text: str) -> bool:
    return len(text) <= 100 and mail_words.DEVICE.search(text) is not None


def _begins_disclaimer(letter: _Letter, index: int, end: int) -> bool:
    is_like_one = mail_words.DISCLAIMER.match(letter.texts[index]) is not None
    return is_like_one and mail_words.SECRET.search(_joined(letter, index, min(12, end - index))) is not None


def _before_disclaimer(letter: _Letter, start: int, end: int) -> int:
    index = letter.next_filled(start)
    while index < end:
        if _begins_disclaimer(letter, index, end):
            return index
        index = letter.next_filled(index + 1)
    return end


def _follows_signature(letter: _Letter, index: int) -> bool:
    if not letter.has_signature:
        return False
    previous = index - 1
    while previous > max(0, index - 3) and not letter.texts[previous]:
        previous -= 1
    return letter.kinds[previous] == "signature"


def _mark_contacts(letter: _Letter, farewell: int, end: int) -> None:
    """After "Best regards" and a name, lines with a telephone or an address are a signature, when little follows."""
    filled = [index for index in range(farewell + 1, min(end, farewell + 30)) if letter.texts[index]]
    contacts = [index for index in filled[:8] if mail_words.CONTACT.search(letter.texts[index])]
    if not contacts:
        return
    stop = contacts[-1] + 1
    if all(len(letter.texts[index]) <= 90 for index in filled if contacts[0] <= index < stop):
        letter.mark(contacts[0], stop, "signature")


def _spans(letter: _Letter, length: int) -> list[Span]:
    """Neighbouring lines of one kind as one span; blank lines go with the line before them."""
    if not letter.texts:
        return [Span("new", 0, length)] if length else []
    spans: list[Span] = []
    start = end = 0
    kind = letter.kinds[0]
    for text, own, line_end in zip(letter.texts, letter.kinds, letter.ends, strict=True):
        if text and own != kind:
            spans.append(Span(kind, start, end))
            kind, start = own, end
        end = line_end
    return [*spans, Span(kind, start, length)]
