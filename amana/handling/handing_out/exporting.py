"""Handing out the shared record as one file that proves by itself that nothing in it was changed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from amana.cases.models import Case
from amana.channels.email.naming import display_name
from amana.handling.handing_out.retelling import page_of, readme_of
from amana.post.bodies import raw_bytes
from amana.post.models import File, Outgoing, RawMessage
from amana.post.storing import Damaged, fetch
from amana.record import proofs, verify
from amana.record.appending import Line, append
from amana.record.exporting import snapshot
from amana.record.fixing.checkpointing import Fixed
from amana.record.fixing.proving import proof_of
from amana.record.reading import Side
from amana.record.sealing import canonical, instant
from amana.team.viewing import Viewer, the_system

FORMAT = 1
_BLIND = re.compile(rb"^(?:resent-)?bcc\s*:", re.IGNORECASE | re.MULTILINE)
_HEADER_END = re.compile(rb"\r?\n\r?\n")


@dataclass
class _Parts:
    """A zip as it is being filled: the digest of each part, and what is left out and why."""

    zip: zipfile.ZipFile
    at: datetime
    digests: dict[str, str] = field(default_factory=dict)
    left_out: list[dict[str, str]] = field(default_factory=list)

    def add(self, name: str, content: bytes, *, is_packed: bool = True) -> None:
        info = zipfile.ZipInfo(name, self.at.astimezone(UTC).timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
        info.external_attr = 0o644 << 16
        self.zip.writestr(info, content)
        self.digests[name] = hashlib.sha256(content).hexdigest()

    def leave_out(self, name: str, why: str) -> None:
        self.left_out.append({"name": name, "why": why})


def export(case_key: UUID, *, side: Side, at: datetime, purpose: str, by: Viewer | None = None) -> bytes:
    """Return the shared record of a case as a zip, as one side may read it; as `write_export`."""
    out = BytesIO()
    write_export(case_key, out, side=side, at=at, purpose=purpose, by=by)
    return out.getvalue()


def export_to(path: Path, case_key: UUID, *, side: Side, at: datetime, purpose: str, by: Viewer | None = None) -> str:
    """Write the zip to a path, whole or not at all, and return its SHA-256; as `write_export`."""
    draft = path.with_name(f"{path.name}.part")
    try:
        with draft.open("w+b") as out:
            digest = write_export(case_key, out, side=side, at=at, purpose=purpose, by=by)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return digest


def write_export(
    case_key: UUID, out: IO[bytes], *, side: Side, at: datetime, purpose: str, by: Viewer | None = None
) -> str:
    """Write the zip, note it in the keeper's own chain (who, purpose, digest), and return its SHA-256.

    What is withdrawn from this side is left out with its files. `out` must be able to seek and read.
    Raises Case.DoesNotExist. Takes no lock while it writes; the record's is held while it is read.
    """
    by = by or the_system()
    case = Case.objects.select_related("brand", "company", "customer").get(pk=case_key)
    lines = snapshot(case.key, side)
    with zipfile.ZipFile(out, "w") as packed:
        parts = _Parts(packed, at)
        # Stored as it is: a damaged byte can then still be traced to its entry.
        parts.add(verify.RECORD, "".join(f"{line}\n" for line in lines).encode(), is_packed=False)
        entries = [json.loads(line) for line in lines]
        fixed = _add_proof(parts, case, length=len(entries))
        _add_evidence(parts, entries, side=side)
        parts.add("index.html", page_of(case, entries, side=side, names=parts.digests, at=at, fixed=fixed).encode())
        parts.add("README.txt", readme_of(case, entries, at=at, fixed=fixed).encode())
        for checker in (verify, proofs):
            parts.add(f"{checker.__name__.rpartition('.')[2]}.py", Path(str(checker.__file__)).read_bytes())
        _add_manifest(parts, case, entries, side=side)
    digest = _digest_of(out)
    _note(case, entries, digest, side=side, at=at, purpose=purpose, by=by)
    return digest


def _add_proof(parts: _Parts, case: Case, *, length: int) -> Fixed | None:
    """Add what shows that the record stands in the latest checkpoint, and return that; None as long as there is none."""
    proof = proof_of(case.key, length=length)
    if proof is None:
        return None
    parts.add(proofs.FILE, f"{canonical(proof.says)}\n".encode(), is_packed=False)
    for name, content in proof.files.items():
        parts.add(name, content)
    return proof.latest


def _digest_of(out: IO[bytes]) -> str:
    out.seek(0)
    found = hashlib.sha256()
    while chunk := out.read(1 << 20):
        found.update(chunk)
    return found.hexdigest()


def _note(
    case: Case, entries: Sequence[dict[str, Any]], digest: str, *, side: Side, at: datetime, purpose: str, by: Viewer
) -> None:
    says = {"sha256": digest, "purpose": purpose, "side": side, "by": by.name, "entries": len(entries)}
    # The kind is the company's or the product's to write; who asked for it is said in its content.
    actor = by.actor if by.kind == "agent" else the_system().actor
    append(Line(case.key, "record.exported", actor, at, says, audience="customer" if case.is_own else "company"))


def _add_manifest(parts: _Parts, case: Case, entries: Sequence[dict[str, Any]], *, side: Side) -> None:
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "case": case.number,
        "book": str(case.key),
        "side": side,
        "exported_at": instant(parts.at),
        "length": len(entries),
        "head": entries[-1]["hash"] if entries else "",
        # A list, as file names may be in any script and the names of sealed fields may not.
        "files": [{"name": name, "sha256": sha256} for name, sha256 in sorted(parts.digests.items())],
        "left_out": parts.left_out,
    }
    manifest["seal"] = hashlib.sha256(canonical(manifest).encode()).hexdigest()
    parts.add(verify.MANIFEST, f"{canonical(manifest)}\n".encode(), is_packed=False)


# ── messages and files ───────────────────────────────────────────────────────


def _add_evidence(parts: _Parts, entries: Sequence[dict[str, Any]], *, side: Side) -> None:
    """Add the bytes behind each entry this side may read, in the order of the entries."""
    readable = {entry["entry"] for entry in entries if entry["content"] is not None}
    named = [
        (entry, prefix, sha256)
        for entry in entries
        for prefix, sha256, source in verify.sealed_files(entry)
        if source in readable
    ]
    files = {str(row.pk): row for row in File.objects.filter(pk__in=_ids(named, "files/"))}
    deleted = {
        entry["content"].get("call") for entry in entries if entry["kind"] == "recording.deleted" and entry["content"]
    }
    raws = {str(row.pk): row for row in RawMessage.objects.filter(pk__in=_ids(named, "raw/")).defer("body")}
    for entry, prefix, sha256 in named:
        key = _id(prefix)
        name = prefix if prefix.startswith("raw/") else f"{prefix}{_file_name(files, key)}"
        if name in parts.digests:
            continue
        try:
            content = _bytes(entry, key, files, raws)
        except Damaged as error:
            is_over = entry["content"].get("call") in deleted
            parts.leave_out(prefix, "It was deleted; the record says when and why." if is_over else str(error))
            continue
        if hashlib.sha256(content).hexdigest() != sha256:
            parts.leave_out(prefix, "Its bytes on disk are not those that were sealed.")
        elif side == "customer" and entry["kind"] == "message.sent" and _names_blind_copies(content):
            parts.leave_out(prefix, "It names people who were written to without the others knowing.")
        else:
            parts.add(name, content)


def _id(prefix: str) -> str:
    return prefix.partition("/")[2].removesuffix("-").removesuffix(".eml")


def _ids(named: Sequence[tuple[dict[str, Any], str, str]], folder: str) -> list[str]:
    return [_id(prefix) for _entry, prefix, _sha256 in named if prefix.startswith(folder)]


def _file_name(files: dict[str, File], key: str) -> str:
    row = files.get(key)
    return display_name(row.name, media_type=row.type) if row else "file"


def _bytes(entry: dict[str, Any], key: str, files: dict[str, File], raws: dict[str, RawMessage]) -> bytes:
    if entry["kind"] == "message.sealed":
        mime = Outgoing.objects.filter(entry=key).values_list("mime", flat=True).first()
        if mime is None:
            raise Damaged("The mail is missing in the outbox.")
        return bytes(mime)
    if key in files:
        return fetch(files[key].key, sha256=files[key].sha256)
    if key in raws:
        return raw_bytes(raws[key])
    raise Damaged("The file is missing on disk. Restore it from a backup.")


def _names_blind_copies(raw: bytes) -> bool:
    return bool(_BLIND.search(_HEADER_END.split(raw, maxsplit=1)[0]))
