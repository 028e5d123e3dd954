"""Reads the colours of tokens.css and computes their contrast as WCAG 2.2 defines it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[1] / "static/look/tokens.css"
PAIR = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
COLOURS = {name: {"light": light, "dark": dark} for name, light, dark in PAIR.findall(TOKENS.read_text())}

AAA, AA, SHAPE = 7.0, 4.5, 3.0
PAPERS = ("paper", "sheet", "well")
WANTED = [
    # message text, wherever a message can stand
    *[("ink", paper, AAA) for paper in (*PAPERS, "accent-wash", "broken-wash")],
    *[("ink-soft", paper, AAA) for paper in ("paper", "sheet")],
    ("ink-soft", "well", AA),
    *[("ink-faint", paper, AA) for paper in PAPERS],
    *[("accent", paper, AA) for paper in (*PAPERS, "accent-wash")],
    *[("accent-deep", paper, AA) for paper in PAPERS],
    *[("broken", paper, AA) for paper in (*PAPERS, "broken-wash")],
    ("on-accent", "accent", AA),
    ("on-accent", "accent-deep", AA),
    # the frame of what can be used (WCAG 1.4.11)
    *[("rule", paper, SHAPE) for paper in PAPERS],
]


def luminance(colour: str) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_standard_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "paper", "least"), WANTED)
def test_what_is_written_can_be_read(ink: str, paper: str, least: float, scheme: str):
    assert contrast(COLOURS[ink][scheme], COLOURS[paper][scheme]) >= least


def test_no_style_sheet_brings_colours_of_its_own():
    """White behind a sandboxed mail and on paper, and shadows, are the exceptions."""
    found = {
        (sheet.name, colour)
        for sheet in TOKENS.parent.rglob("*.css")
        if sheet.name != "tokens.css"
        for colour in re.findall(r"#[0-9a-f]{3,8}\b", sheet.read_text())
    }

    assert found <= {("story.css", "#fff"), ("print.css", "#fff"), ("paper.css", "#fff")}
