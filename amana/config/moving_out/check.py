"""Checks an archive with Python's standard library alone: python check.py, in the folder that was unpacked.

It counts every line, compares every digest, and follows every chain of the record from its first entry to its last.
`verify.py` lies beside it and says how an entry is sealed.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

try:
    from amana.record import verify
except ImportError:  # beside verify.py, in an archive
    import verify  # type: ignore[import-not-found,no-redef]

Fault = verify.Fault


def check(folder: Path) -> dict[str, int]:
    """Return how much was found in order. Raises Fault with the first thing that is not."""
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Fault("There is no manifest.json that can be read here.") from error
    heads: dict[str, tuple[int, str]] = {}
    found = {"parts": 0, "lines": 0, "entries": 0, "chains": 0, "messages and files": 0}
    for part in manifest["parts"]:
        found["lines"] += _part(folder, part)
        found["parts"] += 1
        if part["name"].startswith("record/entries"):
            found["entries"] += _entries(folder / part["name"], heads)
        elif part["name"].startswith(("messages/", "files/")):
            found["messages and files"] += _named(folder, folder / part["name"])
    found["chains"] = len(heads)
    for name, count in manifest["counts"].items():
        if sum(part["lines"] for part in manifest["parts"] if part["kind"] == name) != count:
            raise Fault(f"The counts of {name} differ from the manifest.")
    return found


def _part(folder: Path, part: dict[str, Any]) -> int:
    digest, lines = hashlib.sha256(), 0
    try:
        with (folder / part["name"]).open("rb") as file:
            for line in file:
                digest.update(line)
                lines += line.endswith(b"\n")
    except OSError as error:
        raise Fault(f"{part['name']} is missing.") from error
    if digest.hexdigest() != part["sha256"] or lines != part["lines"]:
        raise Fault(f"{part['name']} was changed.")
    return lines


def _entries(path: Path, heads: dict[str, tuple[int, str]]) -> int:
    """Follow the chains of one part; a chain may begin in one part and go on in the next."""
    count = 0
    with path.open("rb") as file:
        for line in file:
            entry = verify._entry(count + 1, line.rstrip(b"\n"))
            chain = f"{entry['book']} {entry['audience']}"
            number, previous = heads.get(chain) or (0, _beginning(entry))
            verify._link(number + 1, entry, previous)
            hidden = {stone["hidden_from"] for stone in entry["tombstones"]}
            if entry["content"] is None and not hidden:
                raise Fault(f"{verify._name(entry)}: its content is gone and no tombstone says why.")
            heads[chain] = (entry["number"], entry["hash"])
            count += 1
    return count


def _beginning(entry: dict[str, Any]) -> str:
    named = verify.canonical({name: entry[name] for name in ("audience", "book")}).encode()
    return verify.digest_of(verify.BEGINNING, named)


def _named(folder: Path, path: Path) -> int:
    count = 0
    for line in path.read_text("utf-8").splitlines():
        said = json.loads(line)
        if not said.get("path"):
            continue  # what was not there to be taken along; the line says why
        try:
            content = (folder / said["path"]).read_bytes()
        except OSError as error:
            raise Fault(f"{said['path']} is missing.") from error
        if hashlib.sha256(content).hexdigest() != said["sha256"]:
            raise Fault(f"{said['path']} was changed.")
        count += 1
    return count


def main() -> int:
    """Check the folder named, or the one this lies in. Returns 0, or 1 with the first fault."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    try:
        found = check(folder)
    except Fault as fault:
        sys.stdout.write(f"Not in order. {fault}\n")
        return 1
    sys.stdout.write("In order: " + ", ".join(f"{count} {name}" for name, count in found.items()) + ".\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
