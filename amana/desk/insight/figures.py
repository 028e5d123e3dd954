"""Figures as they are shown: a table with its definition, a chart that is drawn from it, and a way to the very cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from amana.desk.insight.words import Text
from amana.insight.summing import Lens

# How a chart is drawn; without one there is the table alone.
COLUMNS, BARS, TABLE = "columns", "bars", ""
# How a series looks, by what it says: red is for a word that was not kept, and for nothing else.
MAIN, PALE, BROKEN, SOFT, DARK = "main", "pale", "broken", "soft", "dark"


@dataclass(frozen=True)
class Cell:
    """One figure as it is read, and the address of the cases behind it."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Row:
    """A line: of a week, or of what its name says. `why_not` stands in place of figures that are not shown; a week that
    still `runs` says so."""

    name: str
    cells: list[Cell] = field(default_factory=list)
    week_on: date | None = None
    why_not: str = ""
    runs: bool = False


@dataclass(frozen=True)
class Column:
    """A column of figures, and how it is drawn; one without a tone is in the table alone."""

    name: Text
    tone: str = ""
    is_words: bool = False


@dataclass(frozen=True)
class Figure:
    """A table with its heading and its definition in words; `shape` says how it is drawn."""

    key: str
    heading: Text
    definition: Text
    head: Text
    columns: Sequence[Column]
    rows: list[Row]
    shape: str = TABLE

    @property
    def is_empty(self) -> bool:
        return not any(cell.text not in {"0", "–", ""} for row in self.rows for cell in row.cells)

    @property
    def tones(self) -> str:
        """The tones of the columns, for the script that draws them."""
        return ",".join(column.tone for column in self.columns)


def week_row(day: date, cells: list[Cell], lens: Lens) -> Row:
    """Return the line of a week; the latest one still runs."""
    return Row("", cells, week_on=day, runs=day == lens.weeks[0])


def counted(number: int, lens: Lens, **asked: object) -> Cell:
    """Return a number that leads to the cases behind it; nothing leads nowhere."""
    return Cell(str(number), address(lens, **asked) if number else "")


def address(lens: Lens, **asked: object) -> str:
    """Return the address of the cases behind a figure of this lens."""
    said = {name: str(value) for name, value in asked.items() if value not in {None, ""}}
    if lens.chosen:
        said.setdefault("team", lens.chosen.key)
    if "week" not in said:
        said["weeks"] = str(len(lens.weeks))
    return f"{reverse('desk:insight_cases')}?{urlencode(said)}"


def share(part: int, whole: int) -> Cell:
    """Return how many in a hundred, as it is read; a dash where there is nothing to divide."""
    return Cell(f"{part * 100 // whole} %" if whole else "–")


def by_column(found: Mapping[tuple[str, ...], int], *key: str, columns: Iterable[str]) -> list[int]:
    """Return the numbers of one line in the order of its columns."""
    return [found.get((*key, column), 0) for column in columns]
