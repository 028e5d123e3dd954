"""Reading a file of who stayed, left or bought more: a line each, in any of our languages; rubbish is named, never guessed."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.cases.errors import Refused
from amana.insight.models import Outcome
from amana.language.normalising import fold

LARGEST = 2_000_000  # bytes
MOST_LINES = 20_000
LONGEST_CELL = 300
NO_CELL = 100_000
KEPT = timedelta(days=365)

_SAID: Final = {
    Outcome.STAYED: "stayed stay stays staying active retained loyal kept renewed"
                    " נשאר נשארה נשארו פעיל פעילה ממשיך ממשיכה חידש חידשה"
                    " بقي بقيت باق باقي باقيه مستمر مستمره نشط نشطه جدد جددت",
    Outcome.LEFT: "left leave leaves leaving churned churn cancelled canceled gone lost closed"
                  " עזב עזבה עזבו ביטל ביטלה נטש נטשה סגר"
                  " غادر غادرت ترك تركت الغي الغت رحل رحلت",
    Outcome.MORE: "more upgraded upgrade grew increased"
                  " יותר שדרג שדרגה הגדיל הגדילה הרחיב הרחיבה"
                  " اكثر زاد زادت وسع رقي",
}  # fmt: skip
_WORDS: Final = {word: kind for kind, words in _SAID.items() for word in words.split()}
_PHRASES: Final = {
    "paid more": Outcome.MORE, "bought more": Outcome.MORE, "pays more": Outcome.MORE, "buys more": Outcome.MORE,
    "שילם יותר": Outcome.MORE, "שילמה יותר": Outcome.MORE, "קנה עוד": Outcome.MORE, "קנתה עוד": Outcome.MORE,
    "קנה יותר": Outcome.MORE, "קנתה יותר": Outcome.MORE, "دفع اكثر": Outcome.MORE,
    "دفعت اكثر": Outcome.MORE, "اشتري اكثر": Outcome.MORE, "اشترت اكثر": Outcome.MORE,
}  # fmt: skip
_HEADS: Final = {
    "who": "who customer mail email e-mail phone telephone number client account person לקוח דואל דוא\"ל מייל טלפון מספר"
           " عميل العميل زبون الزبون بريد البريد هاتف الهاتف رقم الرقم",
    "what": "what outcome status result state מה תוצאה מצב סטטוס ماذا النتيجه نتيجه الحاله حاله",
    "on": "on date day when since תאריך יום מתי التاريخ تاريخ اليوم يوم متي",
}  # fmt: skip
_COLUMNS: Final = {word: name for name, words in _HEADS.items() for word in words.split()}
# Why a line says nothing that can be used; kept by its key and read in the language of whoever looks.
WHYS: Final = {
    "nobody": gettext_lazy("It names nobody."),
    "nothing": gettext_lazy("It says neither stayed, left nor bought more."),
    "no_day": gettext_lazy("It has a day that is none, such as 2026-13-45."),
    "to_come": gettext_lazy("Its day is still to come."),
    "old": gettext_lazy("It is older than a year; nothing is kept so long."),
    "again": gettext_lazy("It names somebody a second time; the latest day counts."),
}
_DAYS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d")


@dataclass(frozen=True)
class Said:
    """One line: who, as the file names them, what became of them, and on which day."""

    line: int
    who: str
    kind: str
    on: date


@dataclass
class Read:
    """What a file says: its lines, and those that say nothing that can be used, each with the key of the reason."""

    said: list[Said] = field(default_factory=list)
    rubbish: list[tuple[int, str]] = field(default_factory=list)


def read_outcomes(content: bytes, *, today: date) -> Read:
    """Return what a file says. Raises Refused for what is no such file at all, with the reason."""
    if len(content) > LARGEST:
        raise Refused(_("The file is too large: two million bytes at most."))
    text = _decoded(content).replace("\0", "")
    if not text.strip():
        raise Refused(_("The file is empty."))
    try:
        return _read_table(text, today)
    except csv.Error as wrong:
        raise Refused(_("The file cannot be read as a table.")) from wrong


def _read_table(text: str, today: date) -> Read:
    first = text.lstrip().partition("\n")[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    if delimiter not in first:
        raise Refused(
            _("The file has no columns. It needs who, what and, if known, the day, with commas between them.")
        )
    found = Read()
    columns: dict[str, int] | None = None
    for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
        if number > MOST_LINES + 1:
            raise Refused(_("The file is too long: 20,000 lines at most."))
        # A quotation mark that is never closed makes one cell of all that follows.
        if any(len(cell) > NO_CELL for cell in cells):
            raise Refused(_("The file cannot be read as a table."))
        if not any(cell.strip() for cell in cells):
            continue
        if columns is None:
            headed = _columns(cells)
            columns = headed or {"who": 0, "what": 1, "on": 2}
            if headed is not None:
                continue
        _read(found, number, cells, columns, today)
    return found


def _decoded(content: bytes) -> str:
    """Return the text of a file as spreadsheets write them: UTF-8, UTF-16 with its mark, or the code page of Hebrew or Arabic."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1255", "cp1256"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text
    raise Refused(_("The file cannot be read: save it as CSV in UTF-8."))


def _columns(cells: list[str]) -> dict[str, int] | None:
    """Return where who, what and when stand, when the first line says so."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        for word in fold(cell[:LONGEST_CELL]).split():
            if (name := _COLUMNS.get(word.strip("():*"))) is not None:
                found.setdefault(name, place)
                break
    return found if {"who", "what"} <= found.keys() else None


def _read(found: Read, number: int, cells: list[str], columns: dict[str, int], today: date) -> None:
    cell = {name: cells[place].strip() if place < len(cells) else "" for name, place in columns.items()}
    who, what, day = cell["who"], cell["what"], cell.get("on", "")
    if not who or len(who) > LONGEST_CELL:
        found.rubbish.append((number, "nobody"))
    elif (kind := _kind(what)) is None:
        found.rubbish.append((number, "nothing"))
    elif (on := _day(day, today=today)) is None:
        found.rubbish.append((number, "no_day"))
    elif on > today:
        found.rubbish.append((number, "to_come"))
    elif on < today - KEPT:
        found.rubbish.append((number, "old"))
    else:
        found.said.append(Said(number, who, kind, on))


def _kind(what: str) -> str | None:
    folded = " ".join(fold(what[:LONGEST_CELL]).split())
    return _PHRASES.get(folded) or _WORDS.get(folded)


def _day(text: str, *, today: date) -> date | None:
    """Return a day as it is written, today where nothing is, None for what is no day."""
    if not text:
        return today
    for form in _DAYS:
        try:
            return datetime.strptime(text[:10], form).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    return None
