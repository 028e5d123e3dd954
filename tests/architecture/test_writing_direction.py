"""Right to left comes from logical CSS: nothing says left or right that means start or end."""

from __future__ import annotations

import re

import pytest

from tests.architecture.sources import files, text

SIDES = "left|right"
PHYSICAL = re.compile(
    rf"""
      (?<![\w-])(?:margin|padding|border|scroll-margin|scroll-padding)-(?:{SIDES})\b
    | (?<![\w-])border-(?:top|bottom)-(?:{SIDES})-radius\b
    | (?<![\w-])(?:{SIDES})\s*:
    | (?<![\w-])(?:text-align|float|clear)\s*:\s*(?:{SIDES})\b
    | (?<![\w-])(?:text-align-last|caption-side|justify-content|justify-items|justify-self)\s*:\s*(?:{SIDES})\b
    """,
    re.VERBOSE,
)
# A shift along the line turns round with the page: translateX(calc(var(--direction) * 4px)).
SHIFT = re.compile(r"translate(?:X|3d)?\((?![^;]*--direction)(?!\s*-?50%)(?!\s*0[\s,)])[^;]*", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def physical(style: str) -> list[str]:
    bare = COMMENT.sub("", style)
    return [match[0].strip() for match in PHYSICAL.finditer(bare)] + [match[0] for match in SHIFT.finditer(bare)]


@pytest.mark.parametrize(
    "style",
    [
        "p { margin-left: 1rem }",
        "p { left: 0 }",
        "p { text-align: right }",
        "p { border-top-left-radius: 3px }",
        "p{float:left}",
        "p { transform: translateX(4px) }",
    ],
)
def test_a_physical_side_is_noticed(style):
    assert physical(style)


@pytest.mark.parametrize(
    "style",
    [
        "p { margin-inline-start: 1rem }",
        "p { inset-inline-start: 0 }",
        "p { text-align: start }",
        "p { transform: translateX(calc(var(--direction) * 4px)) }",
        "p { transform: translate(0, 2px) }",
        ".align-left-icon { color: red } /* left: the side of the pen */",
    ],
)
def test_a_logical_side_passes(style):
    assert physical(style) == []


def test_style_sheets_name_no_physical_side():
    found = {str(path): physical(text(path)) for path in files(".css", under="amana/")}
    assert {path: sides for path, sides in found.items() if sides} == {}
