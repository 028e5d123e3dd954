"""Writing the archive: table after table, the record, messages and files, then what says and checks what it holds."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models

from amana import __version__
from amana.cases.models import CUSTOMER, Case
from amana.channels.email.naming import display_name
from amana.config.moving_out import check
from amana.config.moving_out.listing import name_of, rows_of, says, tables, told
from amana.config.moving_out.noting import NOTE, Archive
from amana.desk.carrying.exporting import write_settings
from amana.handling.beside import written
from amana.kit.codes import key_in
from amana.kit.crashing import point
from amana.post.bodies import raw_bytes
from amana.post.models import File, Outgoing, RawMessage
from amana.post.storing import Damaged, fetch
from amana.record import verify
from amana.record.exporting import chain_keys, chain_lines
from amana.record.sealing import instant

FORMAT = 1
# Rows of one part; chains of one part of the record; messages or files listed in one part.
ROWS, CHAINS, LISTED = 20_000, 2_000, 2_000

Progress = Callable[[str, int], None]


def leave(target: Path, *, at: datetime, on_progress: Progress = lambda _what, _count: None) -> dict[str, int]:
    """Write everything into a folder, or into a zip where its name ends so; return how many lines of each kind.

    Ended at any moment, the same call goes on. Nothing here is changed by it. Raises CannotLeave, or OSError when the
    disk takes no more.
    """
    is_packed = target.suffix.lower() == ".zip"
    archive = Archive.opened(target.with_name(f"{target.name}.parts") if is_packed else target)
    for model in tables():
        _table(archive, model, on_progress)
    _record(archive, on_progress)
    _listed(archive, "messages", _messages, RawMessage.objects.all(), on_progress)
    _listed(archive, "messages/sent", _sent, Outgoing.objects.all(), on_progress)
    _listed(archive, "files", _files, File.objects.all(), on_progress)
    counts = _finish(archive, at)
    if is_packed:
        _pack(archive.folder, target)
    return counts


def _own_cases() -> list[UUID]:
    """Return the cases that are their keepers' alone, and go nowhere with the company's."""
    return [] if settings.OPEN_MINE else list(Case.objects.filter(kept_by=CUSTOMER).values_list("pk", flat=True))


def _table(archive: Archive, model: type[models.Model], on_progress: Progress) -> None:
    kind = name_of(model)
    rows = rows_of(model)
    while kind not in archive.done:
        after = archive.after.get(kind)
        group = list((rows.filter(pk__gt=_key(after)) if after is not None else rows)[:ROWS])
        if group:
            number = sum(part["kind"] == kind for part in archive.parts.values()) + 1
            name = f"tables/{kind}-{number:04d}.ndjson"
            archive.add(name, (_line(told(row)) for row in group))
            archive.parts[name]["kind"] = kind
            archive.after[kind] = _noted(group[-1].pk)
        if len(group) < ROWS:
            archive.done.append(kind)
        archive.note()
        point("V3")
        on_progress(kind, sum(part["lines"] for part in archive.parts.values()))


def _noted(key: Any) -> Any:
    return [_noted(one) for one in key] if isinstance(key, tuple) else key if isinstance(key, int) else str(key)


def _key(noted: Any) -> Any:
    return tuple(map(_key, noted)) if isinstance(noted, list) else noted


def _line(said: dict[str, Any]) -> str:
    # As `written` says moments, keys and numbers, on one line.
    return json.dumps(json.loads(written(said)), ensure_ascii=False, separators=(",", ":"))


def _record(archive: Archive, on_progress: Progress) -> None:
    kind, hidden = "record_entries", set(_own_cases())
    while kind not in archive.done:
        after = key_in(archive.after.get(kind, ""))
        chains = chain_keys(after=after, most=CHAINS)
        if chains:
            number = sum(part["kind"] == kind for part in archive.parts.values()) + 1
            name = f"record/entries-{number:04d}.ndjson"
            served = [
                key
                for key, book, audience in chains
                if book not in hidden and (settings.OPEN_MINE or audience != CUSTOMER)
            ]
            archive.add(name, chain_lines(served, None if settings.OPEN_MINE else "company"))
            archive.parts[name]["kind"] = kind
            archive.after[kind] = str(chains[-1][0])
        if len(chains) < CHAINS:
            archive.done.append(kind)
        archive.note()
        point("V3")
        on_progress(kind, sum(part["lines"] for part in archive.parts.values()))


Listing = Callable[[Archive, Sequence[Any]], Iterator[str]]


def _listed(archive: Archive, kind: str, listing: Listing, rows: models.QuerySet[Any], on_progress: Progress) -> None:
    """Write the bytes of messages or files, and a list that names each with its digest."""
    own = set(_own_cases())
    rows = rows.order_by("pk")
    while kind not in archive.done:
        after = archive.after.get(kind)
        found = (rows.filter(pk__gt=after) if after is not None else rows).iterator(chunk_size=100)
        group = list(islice((row.pk for row in found), LISTED))
        if group:
            number = sum(part["kind"] == kind for part in archive.parts.values()) + 1
            name = f"{kind}/list-{number:04d}.ndjson"
            mine = (
                row
                for row in rows.filter(pk__gte=group[0], pk__lte=group[-1]).iterator(chunk_size=50)
                if row.case not in own
            )
            archive.add(name, listing(archive, mine))  # type: ignore[arg-type]  # gone through once
            archive.parts[name]["kind"] = kind
            archive.after[kind] = str(group[-1])
        if len(group) < LISTED:
            archive.done.append(kind)
        archive.note()
        point("V3")
        on_progress(kind, sum(part["lines"] for part in archive.parts.values()))


def _messages(archive: Archive, rows: Sequence[RawMessage]) -> Iterator[str]:
    for row in rows:
        said = {"id": row.pk, "message_id": row.message_id, "received_at": row.received_at, "state": row.state,
                "reason": row.reason, "sender": row.sender, "subject": row.subject, "case": row.case, "entry": row.entry}  # fmt: skip
        yield _with_bytes(
            archive, said, f"messages/{str(row.pk)[-2:]}/{row.pk}.eml", partial(raw_bytes, row), row.sha256
        )


def _sent(archive: Archive, rows: Sequence[Outgoing]) -> Iterator[str]:
    for row in rows:
        said = {"id": row.pk, "message_id": row.message_id, "created_at": row.created_at, "sent_at": row.sent_at, "what": row.what,
                "state": row.state, "subject": row.subject, "case": row.case, "entry": row.entry}  # fmt: skip
        yield _with_bytes(archive, said, f"messages/sent/{str(row.pk)[-2:]}/{row.pk}.eml", partial(bytes, row.mime), "")


def _files(archive: Archive, rows: Sequence[File]) -> Iterator[str]:
    for row in rows:
        said = {"id": row.pk, "name": row.name, "type": row.type, "size": row.size, "at": row.at, "case": row.case,
                "entry": row.entry}  # fmt: skip
        path = f"files/{str(row.pk)[-2:]}/{row.pk}-{display_name(row.name, media_type=row.type)}"
        yield _with_bytes(archive, said, path, partial(fetch, row.key, sha256=row.sha256), row.sha256)


def _with_bytes(archive: Archive, said: dict[str, Any], path: str, content: Callable[[], bytes], sha256: str) -> str:
    """Write the bytes beside and return the line that names them; what is damaged is said so, and the rest goes on."""
    try:
        raw = content()
    except Damaged as error:
        archive.left_out.append({"name": path, "why": str(error)})
        return _line({**said, "path": "", "sha256": sha256, "why": str(error)})
    archive.put(path, raw)
    return _line({**said, "path": path, "sha256": hashlib.sha256(raw).hexdigest()})


def _finish(archive: Archive, at: datetime) -> dict[str, int]:
    counts: dict[str, int] = {}
    for part in archive.parts.values():
        counts[part["kind"]] = counts.get(part["kind"], 0) + part["lines"]
    kept = [{"name": name, **part} for name, part in sorted(archive.parts.items())]
    archive.put("settings.json", write_settings().encode())
    for checker in (check, verify):
        archive.put(f"{checker.__name__.rpartition('.')[2]}.py", Path(str(checker.__file__)).read_bytes())
    archive.put("README.txt", _readme(counts, at, len(_own_cases())).encode())
    manifest = {"format": FORMAT, "product": f"Amana {__version__}", "at": instant(at), "counts": counts, "parts": kept,
                "left_out": archive.left_out}  # fmt: skip
    archive.put("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    (archive.folder / NOTE).unlink(missing_ok=True)
    return counts


def _readme(counts: dict[str, int], at: datetime, own: int) -> str:
    lines = [
        f"Everything that was kept in Amana {__version__}, written on {at:%d %B %Y %H:%M} UTC.",
        "",
        "Each .ndjson file holds one JSON object a line, in UTF-8. Moments are ISO 8601 with their zone. Keys are UUIDs:",
        "a column that ends in _id names the row with that id in another table; the key of a case is its book_id.",
        "",
        "To check all of it, with Python 3.11 or later and nothing else:  python check.py",
        "It compares every digest and follows every chain of the record from its first entry to its last.",
        "",
        "record/     the sealed record: every entry of every case with who, when, what it says, its salt and its proof",
        "            (fields as in verify.py). `book` is the key of the case; `audience` says who reads it: shared by both",
        "            sides, or the company's own.",
        "messages/   every mail as it came (.eml, byte for byte) and, in sent/, as it left; list-….ndjson names each",
        "files/      every file somebody sent; list-….ndjson gives its name, type, case and entry",
        "settings.json  all settings, without a secret (amana settings import reads it)",
        "tables/     everything else, one kind a name:",
        "",
    ]  # fmt: skip
    there = [model for model in tables() if counts.get(name_of(model))]
    lines += [f"  {name_of(model)} ({counts[name_of(model)]:,}): {says(model)}" for model in there]
    lines += ["", "Not in it: passwords, keys and other secrets; who was signed in where; indexes and readings, which are",
              "worked out of the rest again."]  # fmt: skip
    if own:
        lines.append(
            f"Not in it either: {own} own cases, which belong to the people who keep them; each takes out their own."
        )
    return "\n".join(lines) + "\n"


def _pack(folder: Path, target: Path) -> None:
    """Put the folder into one zip, whole or not at all, and remove it."""
    draft = target.with_name(f"{target.name}.part")
    draft.touch(mode=0o600)
    draft.chmod(0o600)
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                packed.write(path, path.relative_to(folder).as_posix())
    with draft.open("rb") as done:
        os.fsync(done.fileno())
    draft.replace(target)
    shutil.rmtree(folder)
