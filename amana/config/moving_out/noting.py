"""How far an archive has come, noted beside it after each part: ended at any moment, the same command goes on there."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NOTE = "moving-out.json"


class CannotLeave(Exception):
    """The archive cannot be written there; the sentence says why."""


@dataclass
class Archive:
    """A folder that is being filled: its parts with their lines and digests, the last key of each kind, and what is done."""

    folder: Path
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    left_out: list[dict[str, str]] = field(default_factory=list)

    @classmethod
    def opened(cls, folder: Path) -> Archive:
        """Return the archive begun there, or a new one. Raises CannotLeave for a folder in which something else lies."""
        note = folder / NOTE
        if note.exists():
            try:
                said = json.loads(note.read_text("utf-8"))
                return cls(folder, said["parts"], said["after"], said["done"], said["left_out"])
            except (ValueError, KeyError, OSError) as error:
                raise CannotLeave(f"{note} cannot be read. Empty the folder and begin anew.") from error
        if folder.exists() and any(folder.iterdir()):
            raise CannotLeave(f"{folder} is not empty. Name a new folder, or one in which this was begun.")
        # In it lies all that people said, without any lock.
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(folder)

    def note(self) -> None:
        """Write down how far it has come."""
        draft = self.folder / f"{NOTE}.part"
        said = {"parts": self.parts, "after": self.after, "done": self.done, "left_out": self.left_out}
        draft.write_text(json.dumps(said), "utf-8")
        draft.replace(self.folder / NOTE)

    def add(self, name: str, lines: Iterable[str]) -> int:
        """Write a part line by line, whole or not at all; return how many lines it has."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.part")
        digest, count = hashlib.sha256(), 0
        with draft.open("wb") as out:
            for line in lines:
                raw = f"{line}\n".encode()
                out.write(raw)
                digest.update(raw)
                count += 1
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
        self.parts[name] = {"lines": count, "sha256": digest.hexdigest()}
        return count

    def put(self, name: str, content: bytes) -> None:
        """Write the bytes of a message or file; its digest stands in the list of its kind."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.part")
        draft.write_bytes(content)
        draft.replace(path)
