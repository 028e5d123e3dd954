"""Sheets of paper: headings, paragraphs, tables and pictures in the direction of their language, numbered at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from io import BytesIO
from typing import Literal

from django.utils.translation import gettext as _
from fpdf.fonts import TTFFont

from amana.advocacy.filing.ordering import (
    Direction,
    Letter,
    broken,
    clean,
    covered,
    direction_of,
    drawn,
    levelled,
    paragraphs,
    with_codes_whole,
)
from amana.advocacy.filing.styling import (
    BODY,
    BOTTOM,
    CELL,
    FEW_LINES,
    FONTS,
    HEADINGS,
    HEIGHT,
    INK,
    KEPT_WHOLE,
    LINE,
    NOTE,
    QUIET,
    SHADE,
    SIDE,
    SMALL,
    STRONG,
    TOP,
    WIDTH,
    Cell,
    Column,
    Paper,
    Place,
    Style,
)


class Sheets:
    """A document as it is being written, from the top of its first sheet on."""

    def __init__(
        self, *, language: str, direction: Direction, title: str, head: str, at: datetime, foot: str = ""
    ) -> None:
        self.direction, self.head, self.foot = direction, head, foot
        self.places: list[Place] = []
        self.is_substituted = False
        self._pdf = Paper(format="A4", unit="mm")
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margins(0, 0, 0)
        self._pdf.c_margin = 0
        for style, name in (("", "Regular"), ("B", "Bold")):
            self._pdf.add_font("Rubik", style, FONTS / f"Rubik-{name}.ttf")
        self._pdf.set_lang(language)
        self._pdf.set_title(clean(title))
        self._pdf.set_producer("Amana")
        self._pdf.set_creation_date(at)
        self._widths: dict[tuple[str, bool, Direction], float] = {}
        self._y = TOP
        self._unheaded: set[int] = set()
        self._extent = WIDTH - 2 * SIDE
        self._begin = SIDE
        self._repeat: Callable[[], None] | None = None

    # ── pages ────────────────────────────────────────────────────────────────

    @property
    def page(self) -> int:
        return int(self._pdf.page)

    @property
    def left(self) -> float:
        """The height left on this sheet, in millimetres."""
        return HEIGHT - BOTTOM - self._y

    def sheet(self, *, is_headed: bool = True) -> int:
        """Begin a new sheet and return its number; the first of a document or a cover has no running head."""
        self._pdf.add_page()
        self._y = TOP
        if not is_headed:
            self._unheaded.add(self.page)
        return self.page

    def need(self, height: float) -> None:
        """Begin a new sheet unless this much height is left."""
        if self.left < height:
            self.sheet()
            if self._repeat is not None:
                self._repeat()

    def space(self, height: float) -> None:
        self._y += height

    def finish(self) -> bytes:
        """Number every sheet and return the document."""
        total = self._pdf.pages_count
        for number in range(1, total + 1):
            self._return_to(number)
            self._frame(number, total)
        self._pdf.page = total
        return bytes(self._pdf.output())

    def fill_contents(self, pages: Sequence[int], per_page: int) -> None:
        """Write the contents onto sheets that were left empty for them."""
        for index, number in enumerate(pages):
            self._return_to(number)
            self._y = TOP
            if index == 0:
                self._write(_("Contents"), HEADINGS[1])
            for place in self.places[index * per_page : (index + 1) * per_page]:
                self._line_of_contents(place)

    def _return_to(self, number: int) -> None:
        self._pdf.page = number
        # What was set on another sheet does not hold on this one.
        self._pdf.font_family = ""
        self._pdf.current_font_is_set_on_page = False
        self._pdf.set_draw_color(*INK)
        self._pdf.set_line_width(0.1)

    def _frame(self, number: int, total: int) -> None:
        foot = _("Page %(page)d of %(total)d") % {"page": number, "total": total}
        self._at(foot, NOTE, HEIGHT - 14, align="end")
        if self.foot:
            self._at(self.foot, NOTE, HEIGHT - 14, align="start", most=self._extent * 0.8)
        if number in self._unheaded:
            return
        self._at(self.head, NOTE, 11, align="start", most=self._extent)
        self._rule(17)

    def _line_of_contents(self, place: Place) -> None:
        style = STRONG if place.level == 1 else BODY
        indent = 0.0 if place.level == 1 else 5.0
        begin, extent = self._begin, self._extent
        top = self._y
        inner = extent - indent - 16
        self._begin = begin + indent if self.direction == "ltr" else begin + 16
        self._at(place.title, style, top, align="start", most=inner, extent=inner)
        self._begin = begin
        self._at(str(place.page), style, top, align="end")
        link = self._pdf.add_link(page=place.page)
        self._pdf.link(SIDE, top, extent, style.height, link)
        self._y = top + style.height + 0.9

    def _rule(self, y: float) -> None:
        self._pdf.set_draw_color(*LINE)
        self._pdf.set_line_width(0.2)
        self._pdf.line(self._begin, y, self._begin + self._extent, y)

    # ── words ────────────────────────────────────────────────────────────────

    def heading(self, text: str, level: int = 1, *, is_listed: bool = True, follows: float = 22.0) -> None:
        """Write a heading, on a sheet that holds something of what follows, and remember it for the contents."""
        style = HEADINGS[level]
        self.need(style.height + follows)
        if self._y > TOP + 1:
            self.space(5 if level == 1 else 3)
        if is_listed:
            self.places.append(Place(text, self.page, level))
            self._pdf.start_section(clean(text)[:200] or "–", level - 1)
        self._write(text, style)

    def write(self, text: str, style: Style = BODY, *, own_direction: bool = False) -> None:
        """Write paragraphs; with `own_direction` each goes by its own first letter, as words of somebody else do."""
        self._write(text, style, own_direction=own_direction)

    def bullets(self, items: Sequence[str], style: Style = BODY) -> None:
        for item in items:
            self.need(style.height)
            self._at("•", style, self._y, align="start")
            self._indented(5, item, style)

    def pairs(self, rows: Sequence[tuple[str, str]], style: Style = BODY) -> None:
        """Write labels with what they say beside them, as wide as the widest needs; a row that says nothing is left out."""
        rows = [row for row in rows if row[1]]
        quiet = Style(style.size, colour=QUIET)
        measure = self._measured(quiet)
        label = min(max((measure(name, self.direction) for name, _value in rows), default=0) + 6, self._extent * 0.6)
        begin = self._begin if self.direction == "ltr" else self._begin + self._extent - label
        for name, value in rows:
            self.need(style.height)
            self._at(name, quiet, self._y, align="start", most=label, extent=label, begin=begin)
            self._indented(label, value, style)

    def _indented(self, indent: float, text: str, style: Style) -> None:
        begin, extent = self._begin, self._extent
        self._begin, self._extent = (begin + indent if self.direction == "ltr" else begin), extent - indent
        self._write(text, style)
        self._begin, self._extent = begin, extent

    def _write(self, text: str, style: Style, *, own_direction: bool = False) -> None:
        for line, direction in self._lines(text, style, self._extent, own_direction=own_direction):
            self.need(style.height)
            self._draw(line, direction, style, self._y, self._begin, self._extent)
            self._y += style.height
        self._y += style.after

    def _lines(
        self, text: str, style: Style, width: float, *, own_direction: bool = False
    ) -> Iterator[tuple[Sequence[Letter], Direction]]:
        plain = covered(clean(text), self._known)
        self.is_substituted = self.is_substituted or plain.count("?") > text.count("?")
        for paragraph in map(with_codes_whole, paragraphs(plain)):
            direction = direction_of(paragraph, otherwise=self.direction) if own_direction else self.direction
            measure = self._measured(style)
            for line in broken(levelled(paragraph, direction), width, measure):
                yield line, direction

    @cached_property
    def _known(self) -> frozenset[int]:
        font = self._pdf.fonts["rubik"]
        return frozenset(font.cmap) if isinstance(font, TTFFont) else frozenset()

    def _measured(self, style: Style) -> Callable[[str, Direction], float]:
        def measure(text: str, direction: Direction) -> float:
            key = (text, style.is_bold, direction)
            if key not in self._widths:
                self._set(Style(10, style.is_bold), direction)
                self._widths[key] = self._pdf.get_string_width(text)
            return self._widths[key] * style.size / 10

        return measure

    def _set(self, style: Style, direction: Direction) -> None:
        self._pdf.set_text_shaping(True, direction=direction)
        self._pdf.set_font("Rubik", "B" if style.is_bold else "", style.size)
        self._pdf.set_text_color(*style.colour)

    def _draw(
        self, line: Sequence[Letter], direction: Direction, style: Style, y: float, begin: float, extent: float,
        *, align: Literal["start", "end"] = "start",
    ) -> None:  # fmt: skip
        measure = self._measured(style)
        runs = drawn(line)
        widths = [measure(run.text, run.direction) for run in runs]
        is_right = (direction == "rtl") == (align == "start")
        x = begin + extent - sum(widths) if is_right else begin
        for run, width in zip(runs, widths, strict=True):
            self._set(style, run.direction)
            self._pdf.set_xy(x, y)
            self._pdf.cell(width, style.height, run.text)
            x += width

    def _at(
        self, text: str, style: Style, y: float, *, align: Literal["start", "end"], most: float = 0.0,
        extent: float = 0.0, begin: float | None = None,
    ) -> None:  # fmt: skip
        """Draw one line at a height, cut to a width, without moving on."""
        width = most or self._extent
        lines = list(self._lines(" ".join(text.split()), style, width))
        if not lines:
            return
        line, direction = lines[0]
        if len(lines) > 1:
            line = [*line[:-1], Letter("…", line[-1].level if line else 0)]
        self._draw(line, direction, style, y, self._begin if begin is None else begin, extent or self._extent,
                   align=align)  # fmt: skip

    # ── tables ───────────────────────────────────────────────────────────────

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
        """Write a table whose first column stands where reading begins; a long row goes on over the page."""
        total = sum(column.weight for column in columns)
        widths = [self._extent * column.weight / total for column in columns]

        def head() -> None:
            self._row(columns, widths, [[(column.title, Style(column.style.size, is_bold=True))] for column in columns],
                      is_shaded=True)  # fmt: skip

        self.need(24)
        head()
        self._repeat = head
        try:
            for row in rows:
                self._row(columns, widths, row)
        finally:
            self._repeat = None
        self.space(3)

    def _row(
        self, columns: Sequence[Column], widths: Sequence[float], row: Sequence[Cell], *, is_shaded: bool = False
    ) -> None:
        cells = [
            self._cell_lines(cell, column.style, width)
            for cell, column, width in zip(row, columns, widths, strict=True)
        ]
        longest = max((len(cell) for cell in cells), default=0)
        whole = max((sum(line[2].height for line in cell) for cell in cells), default=0) + 2 * CELL
        if not is_shaded and whole < KEPT_WHOLE:
            self.need(whole)
        at = 0
        while at < longest or at == 0:
            tall = max((line[2].height for cell in cells for line in cell[at:]), default=SMALL.height)
            if not is_shaded:
                self.need(tall * min(longest - at, FEW_LINES) + 2 * CELL)
            fit = max(1, int((self.left - 2 * CELL) / tall))
            part = [cell[at : at + fit] for cell in cells]
            self._band(part, widths, is_shaded=is_shaded)
            at += fit
            if longest == 0:
                break

    def _band(
        self, cells: Sequence[Sequence[tuple[Sequence[Letter], Direction, Style]]], widths: Sequence[float], *,
        is_shaded: bool,
    ) -> None:  # fmt: skip
        heights = [sum(style.height for _line, _direction, style in cell) for cell in cells]
        height = max(heights, default=0) + 2 * CELL
        if is_shaded:
            self._pdf.set_fill_color(*SHADE)
            self._pdf.rect(self._begin, self._y, self._extent, height, style="F")
        x = self._begin if self.direction == "ltr" else self._begin + self._extent
        for cell, width in zip(cells, widths, strict=True):
            left = x if self.direction == "ltr" else x - width
            y = self._y + CELL
            for line, direction, style in cell:
                self._draw(line, direction, style, y, left + CELL, width - 2 * CELL)
                y += style.height
            x = left + width if self.direction == "ltr" else left
        self._y += height
        self._rule(self._y)

    def _cell_lines(self, cell: Cell, style: Style, width: float) -> list[tuple[Sequence[Letter], Direction, Style]]:
        parts = [(cell, style)] if isinstance(cell, str) else cell
        return [
            (line, direction, own)
            for text, own in parts
            if text
            for line, direction in self._lines(text, own, width - 2 * CELL, own_direction=own.colour == QUIET)
        ]

    # ── pictures ─────────────────────────────────────────────────────────────

    def picture(self, jpeg: bytes, *, wide: int, high: int) -> None:
        """Place a picture as large as the rest of a sheet lets it be."""
        if self.left < 60:
            self.sheet()
        scale = min(self._extent / wide, self.left / high, 0.35)
        width, height = wide * scale, high * scale
        x = self._begin if self.direction == "ltr" else self._begin + self._extent - width
        self._pdf.image(BytesIO(jpeg), x=x, y=self._y, w=width, h=height)
        self._y += height + 3
