"""Turning what was written in plain text conventions into safe HTML: bold, lists, links, and a direction for each paragraph.

`**bold**`, lines that begin with `- ` or `1. `, `[words](https://…)` and a bare `https://…`; lines that begin with `>` are
somebody else's words and are only shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

import nh3
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Direction = Literal["rtl", "ltr"]
Shape = Literal["words", "quote", "points", "numbers"]

LONGEST = 200_000
LONGEST_URL = 500
BREAK = format_html("<{}>", "br")
MOST_ITEMS_OF_A_NUMBERED_LIST = 999
_POINT = re.compile(r"[ \t]{0,3}[-*•–][ \t]+(?=\S)")
_NUMBER = re.compile(r"[ \t]{0,3}(\d{1,3})[.)][ \t]+(?=\S)")
_QUOTE = re.compile(r"[ \t]{0,3}>[ \t]?")
# Each alternative is bounded and begins with letters of its own, so that no text makes it try again and again.
_INLINE = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,200})\]\((?P<url>https://[^\s()<>\[\]]{1,500})\)"
    r"|<(?P<angled>https://[^\s<>]{1,500})>"
    r"|(?P<bare>https://[^\s<>\"'`\[\]]{1,500})"
    r"|\*\*(?P<bold>(?=[^\s*])[^*\n]{1,1000}(?<=\S))\*\*"
)
# Marks that turn the direction of what follows: words with one in them could show the server's name as another.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TAIL = ".,;:!?)’”'\""
_TAGS = {"p", "br", "strong", "ul", "ol", "li", "a", "blockquote"}
_ATTRIBUTES = {"p": {"dir"}, "ul": {"dir"}, "ol": {"dir", "start"}, "li": {"dir"}, "blockquote": {"dir"}, "a": {"href"}}


@dataclass
class Block:
    """Lines that belong together: words of one direction, one list, one quote."""

    shape: Shape
    lines: list[str] = field(default_factory=list)
    first: int = 1  # of a numbered list
    direction: Direction | None = None  # of the first line of words that has one


def formatted(text: str) -> SafeString:
    """Return the text as HTML for a page: every word of it is escaped, and the few tags are ours."""
    text = (
        text[:LONGEST].encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    )
    direction: Direction = direction_of(text) or "ltr"
    parts = []
    for block in _blocks(text.split("\n")):
        direction = direction_of("\n".join(block.lines)) or direction
        parts.append(_html(block, direction))
    return _joined(parts, "\n")


def formatted_for_mail(text: str) -> str:
    """Return the text as HTML for a mail, which leaves our pages and their policy: cleaned once more of all but these tags."""
    return nh3.clean(
        formatted(text),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"https"},
        link_rel="noopener noreferrer nofollow",
    )


def direction_of(text: str) -> Direction | None:
    """Return the direction of the first letter that has one (UAX #9, P2), not counting lines that quote; None without any."""
    for line in text.split("\n"):
        if _QUOTE.match(line):
            continue
        for letter in line[:2000]:
            kind = unicodedata.bidirectional(letter)
            if kind in {"R", "AL"}:
                return "rtl"
            if kind == "L":
                return "ltr"
    return None


def without_signs(text: str) -> str:
    """Return a text with blanks in the place of the signs of bold, so that it reads, and every word stands where it stood."""
    return text.replace("**", "  ")


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    block: Block | None = None
    for line in lines:
        shape, words, number = _shape(line)
        if not line.strip():
            if block is not None:
                yield block
            block = None
            continue
        here = direction_of(words) if shape == "words" else None
        # Each direction is a paragraph of its own.
        turns = block is not None and bool(here and block.direction) and here != block.direction
        if block is not None and (block.shape != shape or turns):
            yield block
            block = None
        if block is None:
            block = Block(shape, first=number)
        block.lines.append(words)
        block.direction = block.direction or here
    if block is not None:
        yield block


def _shape(line: str) -> tuple[Shape, str, int]:
    """Return what a line is, its words, and its number in a list."""
    if found := _QUOTE.match(line):
        return "quote", line[found.end() :], 1
    if found := _POINT.match(line):
        return "points", line[found.end() :], 1
    if found := _NUMBER.match(line):
        return "numbers", line[found.end() :], min(int(found[1]), MOST_ITEMS_OF_A_NUMBERED_LIST)
    return "words", line, 1


def _html(block: Block, direction: Direction) -> SafeString:
    if block.shape == "quote":
        own = direction_of("\n".join(block.lines)) or direction
        return format_html('<blockquote dir="{}">{}</blockquote>', own, _joined(block.lines, BREAK))
    if block.shape == "words":
        return format_html('<p dir="{}">{}</p>', direction, _joined([_inline(line) for line in block.lines], BREAK))
    items = format_html_join(
        "", '<li dir="{}">{}</li>', [(direction_of(line) or direction, _inline(line)) for line in block.lines]
    )
    if block.shape == "points":
        return format_html('<ul dir="{}">{}</ul>', direction, items)
    return format_html('<ol dir="{}" start="{}">{}</ol>', direction, block.first, items)


def _joined(parts: Sequence[str], between: str) -> SafeString:
    """Join parts; those that are not markup of ours are escaped."""
    return format_html_join(between, "{}", [(part,) for part in parts])


def _inline(line: str, *, is_bold: bool = False) -> SafeString:
    parts: list[str] = []
    last = 0
    for found in _INLINE.finditer(line):
        parts.append(line[last : found.start()])
        last = found.end()
        if found["bold"] is not None:
            inner = found["bold"] if is_bold else _inline(found["bold"], is_bold=True)
            parts.append(format_html("<strong>{}</strong>", inner))
        elif found["words"] is not None:
            parts.append(_named_link(found["words"], found["url"], found[0]))
        else:
            parts.append(_bare_link(found["angled"] or found["bare"], found[0]))
    parts.append(line[last:])
    return _joined(parts, "")


def _link(url: str, words: str) -> SafeString:
    return format_html('<a href="{}" rel="noopener noreferrer nofollow">{}</a>', url, words)


def _named_link(words: str, url: str, written: str) -> str:
    """A link says where it leads: words that are not its address are followed by the server's name."""
    host = _host(url)
    if not host or _TURNING.search(words):
        return written
    return _link(url, words) if words.strip() == url else format_html("{} ({})", _link(url, words), host)


def _bare_link(url: str, written: str) -> str:
    kept = url.rstrip(_TAIL)
    if not _host(kept):
        return written
    return format_html("{}{}", _link(kept, kept), url[len(kept) :])


def _host(url: str) -> str:
    """Return the server an address leads to; "" for one that hides where it leads: a name in it, letters outside ASCII."""
    if len(url) > LONGEST_URL or not (url.isascii() and url.isprintable()):
        return ""
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        return ""
    if parts.username is not None or "\\" in url:
        return ""
    return parts.hostname if parts.hostname and "." in parts.hostname else ""
