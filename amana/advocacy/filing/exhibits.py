"""The exhibits of a file: every paper that came with an entry, numbered in the order in which it came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, Literal
from uuid import UUID

from amana.advocacy.filing.choosing import Choice
from amana.advocacy.filing.naming import Shortener
from amana.advocacy.models import Paper
from amana.cases.models import Case
from amana.kit.codes import key_in
from amana.post.models import File
from amana.record.reading import Read

MOST_EXHIBITS = 200
LONGEST_NAME = 120
Form = Literal["pdf", "image", "text", "other"]
_IMAGES = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/tiff"}
_TEXTS = {"text/plain", "text/csv", "message/rfc822", "text/markdown", "application/json"}
_ENDINGS: dict[str, Form] = {
    ".pdf": "pdf", ".png": "image", ".jpg": "image", ".jpeg": "image", ".gif": "image", ".webp": "image",
    ".txt": "text", ".csv": "text", ".eml": "text", ".log": "text", ".md": "text",
}  # fmt: skip


@dataclass(frozen=True)
class Exhibit:
    """One exhibit. `file` is None for words that were too long for the table of events; those are in `text`."""

    number: int
    name: str
    entry: UUID | None
    entry_number: int | None
    at: datetime
    form: Form
    sha256: str = ""
    size: int = 0
    file: File | None = None
    text: str = ""


def exhibits_of(
    case: Case, entries: Sequence[Read], *, choice: Choice, longest_quote: int, names: Shortener
) -> list[Exhibit]:
    """Return the exhibits of a file, 200 at most: files of the shared record, long words, and papers that were chosen."""
    if not choice.with_exhibits:
        return []
    rows = {row.pk: row for row in File.objects.filter(case=case.key)[: 10 * MOST_EXHIBITS]}
    found: list[Exhibit] = []
    for entry in entries:
        if entry.content is None:
            continue
        text = str(entry["text"] or "")
        if len(text.strip()) > longest_quote:
            found.append(Exhibit(len(found) + 1, "", entry.id, entry.number, entry.at, "text", text=names(text)))
        for named in _named(entry):
            row = rows.pop(key, None) if (key := key_in(named.get("id"))) else None
            if row is not None:
                found.append(_of_file(row, len(found) + 1, entry))
    found += [_of_file(row, len(found) + index, None) for index, row in enumerate(_papers(case, choice, rows), 1)]
    return found[:MOST_EXHIBITS]


def _named(entry: Read) -> list[Mapping[str, Any]]:
    files = [entry["file"]] if isinstance(entry["file"], Mapping) else entry["files"]
    return [one for one in files if isinstance(one, Mapping)] if isinstance(files, list) else []


def _papers(case: Case, choice: Choice, rows: Mapping[UUID, File]) -> list[File]:
    """Return what its keeper put beside the case and chose to show, as far as it did not come with an entry."""
    chosen = Paper.objects.filter(case=case, file__in=choice.papers).order_by("at").values_list("file", flat=True)
    return [rows[key] for key in dict.fromkeys(chosen) if key is not None and key in rows]


def papers_of(case: Case) -> list[tuple[Paper, File]]:
    """Return the papers of a case that have a file, to choose among."""
    papers = list(Paper.objects.filter(case=case, file__isnull=False).order_by("at")[:MOST_EXHIBITS])
    files = {row.pk: row for row in File.objects.filter(case=case.key, pk__in=[paper.file for paper in papers])}
    return [(paper, files[paper.file]) for paper in papers if paper.file is not None and paper.file in files]


def _of_file(row: File, number: int, entry: Read | None) -> Exhibit:
    return Exhibit(
        number, short_name(row.name), entry.id if entry else None, entry.number if entry else None,
        entry.at if entry else row.at, form_of(row), row.sha256, row.size, row,
    )  # fmt: skip


def form_of(row: File) -> Form:
    """Return how a file is shown, by what it is said to be and by how it is called."""
    kind = row.type.lower().partition(";")[0].strip()
    if kind == "application/pdf":
        return "pdf"
    if kind in _IMAGES:
        return "image"
    if kind in _TEXTS:
        return "text"
    return _ENDINGS.get(PurePosixPath(row.name.lower().replace("\\", "/")).suffix, "other")


def short_name(name: str) -> str:
    """Return the last part of a file name, without anything that is no letter on paper, shortened in its middle."""
    last = " ".join("".join(c if c.isprintable() else " " for c in name).replace("\\", "/").rpartition("/")[2].split())
    return last if len(last) <= LONGEST_NAME else f"{last[: LONGEST_NAME - 20]}…{last[-19:]}"
