"""The paper a file is written on, and how its words look: sizes, colours, columns; the library with each run left whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fpdf import FPDF
from fpdf.line_break import Fragment

FONTS = Path(__file__).with_name("fonts")
# A4 in millimetres.
WIDTH, HEIGHT = 210.0, 297.0
SIDE, TOP, BOTTOM = 20.0, 24.0, 22.0
INK, QUIET, LINE, SHADE = (28, 27, 25), (100, 96, 90), (205, 200, 192), (244, 242, 238)
LEADING = 1.42
MILLIMETRES = 25.4 / 72
CELL = 1.6  # the space between the words of a cell and its edges
FEW_LINES = 3  # a row of a table begins on a page only where as many lines fit
KEPT_WHOLE = 90.0  # a row that is not taller than this does not go on over the page


@dataclass(frozen=True)
class Style:
    """Size in points, weight, colour, and the space after a paragraph in millimetres."""

    size: float = 10.0
    is_bold: bool = False
    colour: tuple[int, int, int] = INK
    after: float = 1.8

    @property
    def height(self) -> float:
        return self.size * MILLIMETRES * LEADING


BODY, SMALL, QUOTE = Style(), Style(8.5), Style(9.5, colour=QUIET)
STRONG, TITLE = Style(10.0, is_bold=True), Style(22.0, is_bold=True, after=4)
HEADINGS = {1: Style(15.0, is_bold=True, after=3), 2: Style(11.5, is_bold=True, after=2)}
NOTE = Style(8.5, colour=QUIET)


@dataclass(frozen=True)
class Column:
    """One column of a table: its heading and its part of the width."""

    title: str
    weight: float
    style: Style = field(default=SMALL)


@dataclass
class Place:
    """Something the contents name, and the page on which it stands."""

    title: str
    page: int
    level: int


# Words in an own style within a cell, one paragraph each.
Cell = str | Sequence[tuple[str, Style]]


class Paper(FPDF):
    """The writer of the library, with each run left whole.

    By itself it parts a run wherever the script of a letter differs: at every vowel mark too, which belongs to no script, so
    that the letters beside it no longer join. Runs come here in one font, parted by direction already.
    """

    def _preload_bidirectional_text(self, text: str, markdown: bool) -> Sequence[Fragment]:
        del markdown
        assert self.text_shaping is not None
        self.text_shaping["paragraph_direction"] = self.text_shaping["fragment_direction"] = self.text_shaping[
            "direction"
        ]
        return (Fragment(text, self._get_current_graphics_state(), self.k),) if text else ()
