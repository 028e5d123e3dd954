"""Drawing the entries of a story: those of one shape go through their template once, and are filled in one by one."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from itertools import count
from typing import Any

from django.utils.html import conditional_escape

from amana.look.telling import Line
from amana.wording.formatting import formatted

# What a template only shows, or leaves out where there is none: of an entry, and of what lies in the lists of one.
SHOWN = {
    "number", "id", "text", "body", "sentence", "status", "what", "who_name", "html_url", "raw_url", "withdraw_url",
    "reading_url", "unmask_url", "recording_url", "sound_url", "release_url", "thread_url", "not_so_url",
}  # fmt: skip
SHOWN_IN = {"promises": {"what", "who_name", "sentence"}, "files": {"name", "size", "url", "preview_url"}}
# Moments, and the form in which the templates say them.
SAID = {"at": "clock", "due_at": "long"}
# What stands under an entry, and is no part of it.
BESIDE = {"more_url", "more_label", "pressing"}

# Nobody outside this process knows what stands in the place of a value, so nobody's words are taken for it.
_MARK = f"place{secrets.token_hex(12)}n"
_SPLIT = re.compile(rf"{_MARK}(\d+)n")


@dataclass
class Sheet:
    """What is known while one page is written, and no longer: how it says a moment, and what it drew before."""

    say: Callable[[datetime, str], str]
    template: Callable[[Line], str]
    # By shape a text, then in turns the place of a value and the text after it.
    drawn: dict[Hashable, list[str]] = field(default_factory=dict)


def draw(entry: Mapping[str, Any], sheet: Sheet) -> str:
    """Return an entry as HTML, as its template has it.

    A template takes ten times as long as filling in, and the entries of a long story are of a few shapes.
    """
    line = Line(entry)
    if line["is_formatted"]:
        line["body"] = formatted(str(line["text"]))
    shape: list[Hashable] = []
    values: list[str] = []
    if not _take_apart(line, SHOWN, sheet, (shape, values)):
        return sheet.template(line)
    key = tuple(shape)
    if key not in sheet.drawn:
        marks = (f"{_MARK}{place}n" for place in count())
        sheet.drawn[key] = _SPLIT.split(sheet.template(_marked(line, SHOWN, marks)))
    parts = sheet.drawn[key].copy()
    parts[1::2] = [values[int(place)] for place in parts[1::2]]
    return "".join(parts)


def _take_apart(
    said: Mapping[str, Any], shown: Collection[str], sheet: Sheet, into: tuple[list[Hashable], list[str]]
) -> bool:
    """Put what is shown among the values, as HTML, and everything else into the shape; False for what is drawn alone."""
    shape, values = into
    for name, value in said.items():
        if name in shown or name in SAID:
            shape.append((name, bool(value)))
            if value:
                values.append(_escaped(sheet.say(value, SAID[name]) if name in SAID else value))
        elif isinstance(value, (list, tuple, dict)):
            shape.append((name, len(value)))
            if not all(name in SHOWN_IN and _take_apart(one, SHOWN_IN[name], sheet, into) for one in value):
                return False
        elif hasattr(value, "__html__"):
            return False  # it equals the same words that are no markup
        elif name not in BESIDE:
            shape.append((name, value))
    return True


def _escaped(value: str) -> str:
    """Return `conditional_escape(value)`; of a plain text, of which a story has most, without asking whether it is a lazy one."""
    return escape(value) if type(value) is str else conditional_escape(value)


def _marked(said: Mapping[str, Any], shown: Collection[str], marks: Iterator[str]) -> Line:
    """Return what is told with a mark for each value, in the order in which they are taken apart."""
    line = Line(said)
    for name, value in said.items():
        if value and (name in shown or name in SAID):
            line[name] = next(marks)
        elif value and name in SHOWN_IN:
            line[name] = [_marked(one, SHOWN_IN[name], marks) for one in value]
    return line
