"""Checks an exported record with Python's standard library alone: python verify.py [FILE.zip or folder].

It shows that nothing was changed after it was written down, not that it is true; proofs.py beside it checks checkpoints.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import runpy
import struct
import sys
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

LEAF, LINK, BEGINNING = b"\x00", b"\x01", b"\x02"
HEADER = ("actor", "at", "audience", "book", "corrects", "entry", "kind", "leaf", "number", "previous", "version")
LINE = sorted([*HEADER, "content", "hash", "salt", "tombstones"])
LARGEST = 2**53 - 1
RECORD, MANIFEST = "record.jsonl", "manifest.json"
DISCLOSED = "disclosed.jsonl"  # single entries, each with its own proof, where the rest of a record is not shown
COPY = sorted([*HEADER, "content", "hash", "salt"])
_HEX = re.compile(r"[0-9a-f]{64}")
_KEY = re.compile(r"[\x20-\x7e]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CHUNK = 1 << 20


class Fault(Exception):
    """The first thing that does not fit; the sentence names it."""


class Folder:
    """An export that was unpacked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        files = [found for found in path.rglob("*") if found.is_file()]
        self.names = {found.relative_to(path).as_posix() for found in files if "__pycache__" not in found.parts}

    def read(self, name: str) -> bytes:
        return (self.path / name).read_bytes()

    def digest(self, name: str) -> str:
        with (self.path / name).open("rb") as file:
            return _digest_in(file)


class Archive:
    """An export as it came, in one file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.zip = zipfile.ZipFile(path)
        self.names = set(self.zip.namelist())
        if len(self.names) != len(self.zip.namelist()):
            raise Fault("The file holds two parts of one name.")

    def read(self, name: str) -> bytes:
        """Return a part; one stored as it is comes back even when damaged, so that the bad entry can be named."""
        info = self.zip.getinfo(name)
        if info.compress_type != zipfile.ZIP_STORED:
            return self.zip.read(name)
        with self.path.open("rb") as file:
            file.seek(info.header_offset)
            file.seek(sum(struct.unpack("<26x2H", file.read(30))), 1)
            return file.read(info.file_size)

    def digest(self, name: str) -> str:
        with self.zip.open(name) as file:
            return _digest_in(file)


def _digest_in(file: IO[bytes]) -> str:
    found = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        found.update(chunk)
    return found.hexdigest()


def opened(path: Path) -> Folder | Archive:
    """Return the export at a path. Raises Fault when there is none."""
    if path.is_dir() and ((path / RECORD).is_file() or (path / DISCLOSED).is_file()):
        return Folder(path)
    if path.is_file() and zipfile.is_zipfile(path):
        return Archive(path)
    raise Fault(f"{path} is not an exported record: neither a zip file nor a folder with {RECORD}.")


# canonical JSON (RFC 8785, without fractions)
def canonical(value: Any) -> str:
    """Return the one form in which a value is sealed. Raises ValueError for what has none."""
    _check(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _check(value: Any) -> None:
    if isinstance(value, dict):
        if not all(isinstance(key, str) and _KEY.fullmatch(key) for key in value):
            raise ValueError("a field name that cannot be sealed")
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            _check(item)
    elif isinstance(value, str):
        if _SURROGATE.search(value):
            raise ValueError("half a character")
    elif value is not None and (not isinstance(value, int) or abs(value) > LARGEST):
        raise ValueError(f"a {type(value).__name__}, or a number too large")


def parsed(line: str) -> Any:
    """Return what a line says. Raises ValueError when it is not written in the one canonical form."""
    value = json.loads(line, parse_float=_refuse, parse_constant=_refuse)
    if canonical(value) != line:
        raise ValueError("not in canonical form")
    return value


def _refuse(text: str) -> None:
    raise ValueError(f"{text} is no whole number")


def digest_of(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(parts)).hexdigest()


@dataclass
class Checked:
    """What was found to be in order; `left_out` are files this side's export does not hold, each with the reason."""

    manifest: dict[str, Any]
    entries: list[dict[str, Any]] = field(default_factory=list)
    files: int = 0
    left_out: list[str] = field(default_factory=list)
    fixed: list[str] = field(default_factory=list)  # what the checkpoint shows besides, a sentence each

    @property
    def head(self) -> str:
        if self.manifest.get("what") == "disclosure":
            return str(self.manifest.get("head", ""))
        return str(self.entries[-1]["hash"]) if self.entries else ""


def check(path: Path, **known: str) -> Checked:
    """Check an export; `known` is as proofs.py takes it. Raises Fault naming the first thing that does not fit."""
    try:
        export = opened(path)
        if DISCLOSED in export.names:
            return _disclosure(export, known)
        manifest = _manifest(export, RECORD)
        found = Checked(manifest, _chain(export.read(RECORD)))
        _tombstones(found.entries, str(manifest["side"]))
        _length(found)
        found.fixed = _checkpoint(found, export, known)
        _other_files(found, export, _evidence(found, export))
    except (OSError, zipfile.BadZipFile, zlib.error, struct.error, RecursionError) as error:
        raise Fault(f"It cannot be read: {error}.") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise Fault(f"It is not put together as an export is: {error}.") from error
    return found


def _disclosure(export: Folder | Archive, known: dict[str, str]) -> Checked:
    """Check single entries: each by its own proof, all of one shared record, in its order, and the files they name."""
    if any(known.values()):
        raise Fault("Single entries have no checkpoint: there is nothing here to compare with what you know.")
    manifest = _manifest(export, DISCLOSED)
    *lines, rest = export.read(DISCLOSED).split(b"\n")
    found = Checked(manifest, [_entry(number, line, COPY) for number, line in enumerate(lines, 1)])
    if rest or len(lines) != manifest.get("entries"):
        raise Fault(f"Entry {len(lines) + 1} is cut off or missing.")
    last = 0
    for entry in found.entries:
        if (entry["book"], entry["audience"]) != (manifest.get("book"), "shared"):
            raise Fault(f"{_name(entry)}: it belongs to another record.")
        if not isinstance(entry["content"], dict) or not last < entry["number"]:
            raise Fault(f"{_name(entry)}: it stands twice, out of its place, or without what it says.")
        last = entry["number"]
        _link(last, entry, entry["previous"])
    _other_files(found, export, _evidence(found, export))
    return found


def _manifest(export: Folder | Archive, record: str) -> dict[str, Any]:
    if missing := {record, MANIFEST} - export.names:
        raise Fault(f"{min(missing)} is missing.")
    try:
        manifest: dict[str, Any] = parsed(export.read(MANIFEST).decode().rstrip("\n"))
        seal = manifest.pop("seal")
        if digest_of(canonical(manifest).encode()) != seal or manifest["side"] not in {"company", "customer"}:
            raise ValueError("it was changed")
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        if record == RECORD:  # it comes first: whoever wants to know which entry was touched is told so
            _chain(export.read(RECORD))
        raise Fault(f"{MANIFEST} was changed or is damaged.") from error
    return manifest


def _chain(raw: bytes) -> list[dict[str, Any]]:
    *lines, rest = raw.split(b"\n")
    entries: list[dict[str, Any]] = []
    previous = ""
    for number, line in enumerate(lines, 1):
        entry = _entry(number, line)
        if number == 1:
            previous = digest_of(BEGINNING, canonical({name: entry[name] for name in ("audience", "book")}).encode())
        _link(number, entry, previous)
        previous = entry["hash"]
        entries.append(entry)
    if rest or not entries:
        raise Fault(f"Entry {len(entries) + 1} is cut off or missing.")
    return entries


def _entry(number: int, line: bytes, fields: list[str] = LINE) -> dict[str, Any]:
    try:
        entry: dict[str, Any] = parsed(line.decode())
        if sorted(entry) != fields or not isinstance(entry.get("tombstones", []), list):
            raise ValueError("not the fields of an entry")
        if not all(_HEX.fullmatch(entry[name]) for name in ("hash", "leaf", "previous")):
            raise ValueError("not a fingerprint")
    except (ValueError, TypeError, AttributeError) as error:
        raise Fault(f"Entry {number} was changed: it is not written as it was sealed.") from error
    return entry


def _link(number: int, entry: dict[str, Any], previous: str) -> None:
    name = _name(entry)
    if entry["number"] != number:
        raise Fault(f"Entry {number} is missing or out of its place: {name} stands where it should be.")
    if (entry["content"] is None) != (entry["salt"] is None):
        raise Fault(f"{name}: its content was taken away.")
    if entry["content"] is not None and _leaf(entry) != entry["leaf"]:
        raise Fault(f"{name}: its content was changed.")
    if entry["previous"] != previous:
        raise Fault(f"{name}: it does not follow the entry before it.")
    header = {field: entry[field] for field in HEADER}
    if digest_of(LINK, bytes.fromhex(previous), canonical(header).encode()) != entry["hash"]:
        raise Fault(f"{name}: it was changed.")


def _leaf(entry: dict[str, Any]) -> str:
    try:
        return digest_of(LEAF, bytes.fromhex(entry["salt"]), canonical(entry["content"]).encode())
    except (ValueError, TypeError):
        return ""


def _name(entry: dict[str, Any]) -> str:
    return f"Entry {entry['number']} ({entry['kind']}, {entry['at']})"


def _tombstones(entries: list[dict[str, Any]], side: str) -> None:
    """Content may be missing only where a tombstone says so, and a tombstone only where a later entry says so."""
    by_key = {entry["entry"]: entry for entry in entries}
    for entry in entries:
        for stone in entry["tombstones"]:
            said = by_key.get(stone.get("said_in")) if isinstance(stone, dict) else None
            if said is None or said["number"] <= entry["number"] or not _says_so(said, stone, entry):
                raise Fault(f"{_name(entry)}: its tombstone is not what the record says.")
        hidden = {stone["hidden_from"] for stone in entry["tombstones"]}
        if entry["content"] is None and not hidden & {"both", side}:
            raise Fault(f"{_name(entry)}: its content is gone and no tombstone says why.")
        if "both" in hidden and entry["content"] is not None:
            raise Fault(f"{_name(entry)}: it was erased, and yet here is its content.")


def _says_so(said: dict[str, Any], stone: dict[str, Any], entry: dict[str, Any]) -> bool:
    hidden_from, content = stone.get("hidden_from"), said["content"]
    kind = "entry.erased" if hidden_from == "both" else "entry.withdrawn"
    if said["kind"] != kind or said["at"] != stone.get("at") or sorted(stone) != ["at", "hidden_from", "said_in"]:
        return False
    if content is None:
        return hidden_from in {"both", "company", "customer"}
    return bool(content.get("about") == entry["entry"] and content.get("from_side", "both") == hidden_from)


def _length(found: Checked) -> None:
    length = found.manifest.get("length")
    if len(found.entries) != length or found.head != found.manifest.get("head"):
        raise Fault(f"Entry {len(found.entries) + 1} is missing: the record ended with entry {length}.")
    if (found.entries[0]["book"], found.entries[0]["audience"]) != (found.manifest.get("book"), "shared"):
        raise Fault(f"{MANIFEST} belongs to another record.")


def _checkpoint(found: Checked, export: Folder | Archive, known: dict[str, str]) -> list[str]:
    beside = Path(__file__).with_name("proofs.py")
    if not beside.exists():
        if any(known.values()):
            raise Fault("What you know cannot be compared: for that proofs.py must lie beside verify.py.")
        return ["NOT CHECKED: what the checkpoint shows. For that proofs.py must lie beside verify.py."]
    try:
        return list(runpy.run_path(str(beside))["check"](export, found.entries, parsed, **known))
    except ValueError as error:
        raise Fault(str(error)) from error


def _evidence(found: Checked, export: Folder | Archive) -> set[str]:
    """Check each message and file against the digest that is sealed in its entry; return the names of those here."""
    unreadable = {entry["entry"] for entry in found.entries if entry["content"] is None}
    reasons = {out["name"]: out["why"] for out in found.manifest.get("left_out", [])}
    here: set[str] = set()
    for entry in found.entries:
        for prefix, sha256, source in sealed_files(entry):
            name = next((name for name in sorted(export.names) if name.startswith(prefix)), "")
            if name:
                _same(_name(entry), export, name, sha256)
                here.add(name)
            elif source not in unreadable:
                if prefix not in reasons:
                    raise Fault(f"{_name(entry)}: {prefix} is missing.")
                found.left_out.append(f"{prefix} of entry {entry['number']}: {reasons[prefix]}")
    found.files = len(here)
    return here


def sealed_files(entry: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return (beginning of its name here, SHA-256, entry whose words it holds) for each file an entry names."""
    says, found = entry["content"], []
    if not isinstance(says, dict):
        return []
    raw, files, recording = says.get("raw"), says.get("files"), says.get("file")
    if isinstance(raw, dict):
        found.append((f"raw/{raw['id']}.eml", raw["sha256"], entry["entry"]))
    if entry["kind"] == "message.sealed":
        found.append((f"raw/{says['message']}.eml", says["sha256"], says["message"]))
    if isinstance(recording, dict):
        found.append((f"files/{recording['id']}-", recording["sha256"], entry["entry"]))
    if isinstance(files, list):
        found += [(f"files/{file['id']}-", file["sha256"], entry["entry"]) for file in files]
    return found


def _same(whose: str, export: Folder | Archive, name: str, sha256: str) -> None:
    try:
        digest = export.digest(name)
    except (OSError, zipfile.BadZipFile, zlib.error) as error:
        raise Fault(f"{whose}: {name} was changed or is damaged.") from error
    if digest != sha256:
        raise Fault(f"{whose}: {name} was changed.")


def _other_files(found: Checked, export: Folder | Archive, evidence: set[str]) -> None:
    listed = {file["name"]: file["sha256"] for file in found.manifest["files"]}
    for name in sorted(listed):
        if name not in export.names:
            raise Fault(f"{name} is missing.")
        if name not in evidence:
            _same("Beside the record", export, name, listed[name])
    added = export.names - set(listed) - {MANIFEST}
    if added:
        raise Fault(f"{min(added)} was added.")


def main(argv: list[str] | None = None, prog: str = "verify.py") -> int:
    """Check and say so; returns 0 when all is in order, 1 when something does not fit, 2 for a wrong call."""
    parser = argparse.ArgumentParser(prog=prog, description="Check that an exported record was not changed.")
    parser.add_argument("path", nargs="?", type=Path, help="the zip file or its folder; default: where this lies")
    parser.add_argument("--fingerprint", metavar="HEX", help="a fingerprint from the foot of a mail, to be found in it")
    parser.add_argument("--checkpoint", metavar="HEX", default="", help="one of a checkpoint, from a mail or on paper")
    parser.add_argument("--key", metavar="HEX", default="", help="the public key of the installation, from elsewhere")
    parser.add_argument("--published", metavar="FILE", default="", help="a list of checkpoints that was kept elsewhere")
    chosen = parser.parse_args(argv)
    known = {"seen": chosen.checkpoint.lower(), "key": chosen.key.lower(), "published": chosen.published}
    try:
        found = check(chosen.path or Path(__file__).resolve().parent, **known)
        after = _entry_with(found, chosen.fingerprint.lower()) if chosen.fingerprint else None
    except Fault as fault:
        sys.stderr.write(f"NOT IN ORDER. {fault}\n")
        return 1
    says = found.manifest
    lines = [f"OK: {len(found.entries)} entries and {found.files} files of case {says.get('case')} are in order."]
    if says.get("what") == "disclosure":
        lines.append(
            "They were chosen from a longer record; what it says besides, and that nothing is missing, is not shown."
        )
    lines += [f"Not in this export: {one}" for one in found.left_out]
    if after is not None:
        lines.append(f"The fingerprint is that of the record up to entry {after['number']} ({after['at']}).")
    lines.append(f"Fingerprint of the whole record: {found.head}")
    last = "This shows that nothing was changed after it was written down, not that what was written is true."
    sys.stdout.write("\n".join([*lines, *found.fixed, last]) + "\n")
    return 0


def _entry_with(found: Checked, fingerprint: str) -> dict[str, Any]:
    for entry in found.entries:
        if entry["hash"] == fingerprint:
            return entry
    raise Fault("No entry has this fingerprint: the record that the mail speaks of is another one, or was cut short.")


if __name__ == "__main__":
    sys.exit(main())
