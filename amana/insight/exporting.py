"""The report as a file: one figure a line, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator

from django.utils.translation import gettext as _

from amana.insight.joining import FEWEST
from amana.insight.reporting import Group, Period, by_week, people_in

# What a spreadsheet takes for a formula, also after white space (OWASP, CSV injection).
_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_csv(groups: Collection[Group], period: Period) -> str:
    """Return the report in lines that end in CRLF (RFC 4180): week, team, what, figure, value; begins with a byte order mark.

    What is hidden on the page is left out here, and so is a group of fewer than five people, which the page shows where
    there are no others it could be joined with.
    """
    many = [group for group in groups if people_in(group, period) >= FEWEST]
    lines = list(_lines(many, period))
    if len(many) < len(groups):
        said = _("Fewer than five people serve here: figures stay on the screen, or they would be somebody’s.")
        lines.append(["", said, "", "", ""])
    return written([_("Week from"), _("Team"), _("What"), _("Figure"), _("Value")], lines)


def written(heads: list[str], lines: Iterable[list[str]]) -> str:
    """Return lines as a file: each cell safe, ended by CRLF (RFC 4180), after a byte order mark."""
    text = io.StringIO()
    text.write("\ufeff")
    file = csv.writer(text)
    file.writerow([safe(cell) for cell in heads])
    for cells in lines:
        file.writerow([safe(cell) for cell in cells])
    return text.getvalue()


def _lines(groups: Collection[Group], period: Period) -> Iterator[list[str]]:
    for group in groups:
        for table in by_week(group, period):
            for row in table.rows:
                if row.is_hidden or row.week_on is None:
                    continue
                for column, value in zip(table.columns, row.cells, strict=True):
                    yield [row.week_on.isoformat(), group.name, str(table.section.heading), column, value]


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before one that begins like it."""
    return f"'{cell}" if cell.lstrip(" \u00a0\u200e\u200f\u2066\u2067\u2068").startswith(_BEGINNINGS) else cell
