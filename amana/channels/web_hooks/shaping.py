"""What a web hook says: an entry as the interface for programs shows it, with the case it belongs to, in JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from amana.cases.models import Case
from amana.language.masking import masked_within
from amana.record.reading import Read

# Raised when a field is taken away or means something else; a new field is no new version.
VERSION = 1
TEST = "hook.test"


def entry_shown(entry: Read) -> dict[str, Any]:
    """Return an entry as plain data; `content` is None where it was withdrawn from the company or erased.

    Numbers of payment cards and national ids are covered in it but for their end (`is_covered`), as on every screen.
    """
    plain = None if entry.content is None else dict(entry.content)
    content = masked_within(plain)
    return {
        "entry": str(entry.id),
        "case": str(entry.book),
        "audience": entry.audience,
        "number": entry.number,
        "kind": entry.kind,
        "version": entry.version,
        "at": moment_shown(entry.at),
        "by": {"kind": entry.by.kind, "key": entry.by.key},
        "corrects": str(entry.corrects) if entry.corrects else None,
        "hash": entry.hash,
        "content": content,
        "is_covered": content != plain,
    }


def told(entry: Read, case: Case) -> bytes:
    """Return the body that tells of an entry."""
    shown = {"key": str(case.key), "number": case.number, "brand": str(case.brand_id), "state": case.state}
    return _body(entry.kind, entry.at, {"case": shown, "entry": entry_shown(entry)})


def told_for_test(hook: UUID, *, at: datetime) -> bytes:
    """Return the body of a test: of no case."""
    return _body(TEST, at, {"hook": str(hook)})


def moment_shown(at: datetime) -> str:
    """Return a moment in UTC, as `2026-11-22T20:15:30.123456Z`."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _body(kind: str, at: datetime, content: dict[str, Any]) -> bytes:
    said = {"type": kind, "version": VERSION, "at": moment_shown(at), "data": content}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
