"""A file of chosen entries for a company whose Amana is elsewhere: made here, opened and checked there."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.email.naming import display_name
from amana.handling.tying.disclosing import MOST_AT_ONCE, Kept, kept_of
from amana.record import verify
from amana.record.copying import check_copy
from amana.record.errors import Malformed
from amana.record.reading import head
from amana.record.sealing import canonical, instant, moment_in
from amana.team.viewing import Viewer

FORMAT = 1
# What a file from elsewhere may unpack to, bytes in all, and how many parts it may have.
LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_PARTS = 5000
LARGEST_WORDS = 2 * 1024 * 1024
_README = """\
These entries were chosen from the record of one case by {name}, who kept it.

Each line of {disclosed} is one entry as it was sealed, with what proves it: its words and their salt give its leaf,
its header and the link before it give its fingerprint. To check them, with Python and nothing else:

    python verify.py

It shows that none of these entries was changed after it was written down. It does not show what else the record says,
nor that what was written is true. Whoever holds the whole record finds each fingerprint in it.
"""


@dataclass(frozen=True)
class Opened:
    """A file that is in order: of which record, whose, when it was made, and what is in it."""

    book: UUID
    number: str
    by: str
    made_at: datetime
    kept: Sequence[Kept]


def pack(case: Case, keys: Iterable[UUID], *, by: Viewer, at: datetime) -> bytes:
    """Return chosen entries of an own case with their proofs and files as a zip. Raises Refused as `kept_of`."""
    if by.kind != "owner" or by.person is None or case.owner_id != by.person.pk:
        raise Refused(_("There is no such case."))
    kept = kept_of(case, keys)
    parts: dict[str, bytes] = {verify.DISCLOSED: "".join(f"{canonical(one.copy)}\n" for one in kept).encode()}
    left_out = []
    for one in kept:
        for named in one.named_files:
            prefix = f"files/{named['id']}-"
            if named["sha256"] in one.files:
                parts[f"{prefix}{display_name(str(named.get('name', '')))}"] = one.files[named["sha256"]]
            else:
                left_out.append({"name": prefix, "why": "It is no longer kept."})
        raw = one.said.get("raw")
        if isinstance(raw, Mapping):
            left_out.append({"name": f"raw/{raw['id']}.eml", "why": "The mail itself stays with whoever kept it."})
    parts["README.txt"] = _README.format(name=by.name, disclosed=verify.DISCLOSED).encode()
    parts["verify.py"] = Path(verify.__file__).read_bytes()
    length, sealed = head(case.key)
    manifest: dict[str, Any] = {
        "format": FORMAT, "what": "disclosure", "case": case.number, "book": str(case.key), "side": "customer",
        "by": by.name, "exported_at": instant(at), "entries": len(kept), "length": length, "head": sealed,
        "files": [{"name": name, "sha256": hashlib.sha256(parts[name]).hexdigest()} for name in sorted(parts)],
        "left_out": left_out,
    }  # fmt: skip
    manifest["seal"] = hashlib.sha256(canonical(manifest).encode()).hexdigest()
    parts[verify.MANIFEST] = f"{canonical(manifest)}\n".encode()
    return _zipped(parts, at)


def _zipped(parts: Mapping[str, bytes], at: datetime) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, at.astimezone(UTC).timetuple()[:6])
            info.external_attr = 0o644 << 16
            packed.writestr(info, content)
    return out.getvalue()


def checked(content: bytes) -> tuple[verify.Checked, dict[str, bytes]]:
    """Check a record or a disclosure that came as a file; return what was found and its files by their digest.

    Raises Refused, naming what does not fit; nothing is unpacked that is larger than a record of its kind can be.
    """
    _must_be_small(content)
    with tempfile.TemporaryDirectory(prefix="amana-") as folder:
        path = Path(folder) / "came.zip"
        path.write_bytes(content)
        try:
            found = verify.check(path)
        except (verify.Fault, ValueError, RuntimeError, NotImplementedError, zlib.error) as fault:
            raise Refused(_("This file is not in order: %(fault)s") % {"fault": fault}) from None
        with zipfile.ZipFile(path) as packed:
            names = [name for name in packed.namelist() if name.startswith("files/")]
            files = [packed.read(name) for name in names]
    return found, {hashlib.sha256(one).hexdigest(): one for one in files}


def _must_be_small(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Refused(_("This is no file from Amana, or it was cut off. Choose the .zip as it was saved.")) from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Refused(_("This file is too large to be taken in."))
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(_("This file is locked with a password. Choose the .zip as it was saved."))


def opened(content: bytes) -> Opened:
    """Return what a disclosure from elsewhere holds, every entry proved. Raises Refused for anything that is none.

    A case of this very installation is shown from where it is kept, never from a file.
    """
    found, files = checked(content)
    if found.manifest.get("what") != "disclosure":
        raise Refused(_("This is a whole record. Choose the file that was saved for the company."))
    if not 0 < len(found.entries) <= MOST_AT_ONCE:
        raise Refused(_("Choose at most %(most)s entries at a time.") % {"most": MOST_AT_ONCE})
    if sum(len(canonical(copy)) for copy in found.entries) > LARGEST_WORDS:
        raise Refused(_("This file is too large to be taken in."))
    try:
        for copy in found.entries:
            _check_own(copy)
        book, made_at = _origin(found.manifest)
    except (Malformed, KeyError, ValueError):
        raise Refused(_("In this file is something that cannot be shown to the other side.")) from None
    if head(book)[0]:
        raise Refused(_("This case is kept here. Show its entries from its own page."))
    by = str(found.manifest.get("by") or "")[:200]
    kept = [Kept(copy, _noted_by(copy, by), _files_of(copy, files)) for copy in found.entries]
    return Opened(book, str(found.manifest.get("case") or "")[:40], by, made_at, kept)


def _check_own(copy: Mapping[str, Any]) -> None:
    check_copy(copy)
    if copy["actor"][0] == "agent":  # an own case has entries of its keeper and of the product alone
        raise Malformed("An entry of an agent is in the company's own record.")


def _origin(manifest: Mapping[str, Any]) -> tuple[UUID, datetime]:
    made_at = moment_in(manifest["exported_at"])
    if made_at is None:
        raise Malformed("It does not say when it was made.")
    return UUID(str(manifest["book"])), made_at


def _noted_by(copy: Mapping[str, Any], by: str) -> str:
    said = copy["content"]
    return str(said.get("brought_in_by") or said.get("by") or by)[:200]


def _files_of(copy: Mapping[str, Any], files: Mapping[str, bytes]) -> dict[str, bytes]:
    named = copy["content"].get("files")
    wanted = {one.get("sha256") for one in named if isinstance(one, dict)} if isinstance(named, list) else set()
    return {digest: content for digest, content in files.items() if digest in wanted}


def plain(copy: Mapping[str, Any]) -> str:
    """Return a sealed copy as it is sealed, set out to be read."""
    return json.dumps(copy, ensure_ascii=False, indent=1, sort_keys=True)
