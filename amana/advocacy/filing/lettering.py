"""A letter on paper: from whom, to whom, the day, what it is about, and its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format

from amana.advocacy.filing.composing import direction_of_language
from amana.advocacy.filing.sheets import Sheets
from amana.advocacy.filing.styling import BODY, NOTE, QUIET, STRONG, Style

WORDS = Style(11.0, after=3.2)


@dataclass(frozen=True)
class OnPaper:
    """What stands on a printed letter; `sender` and `receiver` are a line each (name, address, telephone)."""

    sender: tuple[str, ...]
    receiver: tuple[str, ...]
    subject: str
    text: str
    about: str = ""  # the account or case number it goes by


def letter_pdf(letter: OnPaper, *, language: str, zone: str, at: datetime) -> bytes:
    """Return a letter as a PDF in the direction of its language, on as many sheets as it needs.

    `at` is the day that stands on it, in `zone` (IANA). Writes nothing anywhere.
    """
    with translation.override(language):
        sheets = Sheets(language=language, direction=direction_of_language(language), title=letter.subject,
                        head=letter.subject, at=at)  # fmt: skip
        sheets.sheet(is_headed=False)
        first, *more = [line for line in letter.sender if line.strip()] or [""]
        sheets.write(first, Style(11.0, is_bold=True, after=0))
        for line in more:
            sheets.write(line, Style(9.5, colour=QUIET, after=0))
        sheets.space(8)
        sheets.write(date_format(at.astimezone(ZoneInfo(zone)), "DATE_FORMAT"), NOTE)
        sheets.space(3)
        for line in letter.receiver:
            if line.strip():
                sheets.write(line, Style(10.5, after=0))
        sheets.space(8)
        sheets.write(letter.subject, STRONG if len(letter.subject) > 80 else Style(12.5, is_bold=True, after=2))
        if letter.about:
            sheets.write(letter.about, BODY)
        sheets.space(3)
        for paragraph in letter.text.replace("\r\n", "\n").split("\n\n"):
            sheets.write(paragraph, WORDS, own_direction=True)
        return sheets.finish()
