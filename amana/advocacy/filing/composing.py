"""Composing the file of an own case as one PDF: cover, contents, chapters, exhibits; and a letter on one sheet."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from amana.advocacy.filing import chapters
from amana.advocacy.filing.choosing import Choice
from amana.advocacy.filing.gathering import Dossier, gather
from amana.advocacy.filing.ordering import Direction
from amana.advocacy.filing.preparing import Ready, join, prepare
from amana.advocacy.filing.sheets import Sheets
from amana.advocacy.filing.styling import BOTTOM, HEIGHT, SIDE, TOP, WIDTH
from amana.cases.models import Case
from amana.record.appending import Line, append
from amana.team.viewing import Viewer, the_system

PER_PAGE = 36
# Of the making of a file, beside one for each exhibit: its words are gathered, its pages are written.
LAST_STEPS = 3
FRAME = (SIDE, BOTTOM, WIDTH - 2 * SIDE, HEIGHT - TOP - BOTTOM)


@dataclass(frozen=True)
class Filed:
    """A file as it was made: its bytes, their digest, and how many sheets."""

    content: bytes
    sha256: str
    pages: int


def file_pdf(
    case: Case, choice: Choice, *, by: Viewer, at: datetime, on_step: Callable[[int, int], None] = lambda _done, _of: None
) -> Filed:  # fmt: skip
    """Return the file of an own case as a PDF, and note in its keeper's own chain that it was made, and for whom.

    `on_step` is told how many of how many steps are done. Holds at most 2,000 entries and 200 exhibits; attached PDFs and
    pictures are read in a process with limits. Takes no lock while it writes.
    """
    with translation.override(choice.language), tempfile.TemporaryDirectory(prefix="amana-file-") as folder:
        dossier = gather(case, choice, at=at)
        steps = len(dossier.exhibits) + LAST_STEPS
        on_step(1, steps)
        ready = prepare(dossier.exhibits, Path(folder), on_done=lambda done: on_step(1 + done, steps))
        on_step(steps - 1, steps)
        content, pages = _joined(dossier, ready, Path(folder))
    digest = hashlib.sha256(content).hexdigest()
    says = {"sha256": digest, "purpose": f"file for {choice.reader}", "side": "customer", "by": by.name,
            "entries": dossier.length}  # fmt: skip
    append(Line(case.key, "record.exported", the_system().actor, at, says, audience="customer"))
    return Filed(content, digest, pages)


def _joined(dossier: Dossier, ready: list[Ready], folder: Path) -> tuple[bytes, int]:
    main, places, pages = _written(dossier, ready)
    if not places:
        return main, pages
    joined = join(main, places, folder, FRAME)
    if joined is not None:
        return joined, pages
    # One of them breaks when it is placed: all are listed with their fingerprint instead.
    listed = [Ready(one.exhibit, why="damaged") if one.pages else one for one in ready]
    main, _places, pages = _written(dossier, listed)
    return main, pages


def direction_of_language(language: str) -> Direction:
    return "rtl" if translation.get_language_info(language)["bidi"] else "ltr"


def _foot(dossier: Dossier) -> str:
    """Name the latest checkpoint at the foot of each page, so that every copy on paper keeps it."""
    if dossier.fixed is None:
        return ""
    latest, _length = dossier.fixed
    return _("Checkpoint %(number)d: %(fingerprint)s") % {"number": latest.number, "fingerprint": latest.short}


def _written(dossier: Dossier, ready: list[Ready]) -> tuple[bytes, list[tuple[int, int]], int]:
    case, language = dossier.case, dossier.choice.language
    head = _("%(customer)s and %(company)s") % {"customer": case.customer.name, "company": case.company.name}
    sheets = Sheets(language=language, direction=direction_of_language(language),
                    title=_("File of case %(number)s") % {"number": case.number},
                    head=f"{head} · {case.number}", at=dossier.at, foot=_foot(dossier))  # fmt: skip
    sheets.sheet(is_headed=False)
    chapters.cover(sheets, dossier)
    named = len(chapters.CHAPTERS) + 1 + len(ready)
    contents = [sheets.sheet() for _index in range(-(-named // PER_PAGE))]
    sheets.sheet()
    for chapter in chapters.CHAPTERS:
        chapter(sheets, dossier)
    places = chapters.appendix(sheets, dossier, ready)
    sheets.fill_contents(contents, PER_PAGE)
    return sheets.finish(), places, sheets.page
