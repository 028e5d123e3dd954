"""How far moving has come, on disk after every group of rows, so that it goes on after whatever ended it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from amana.config.moving.lifting import ForeignKey

NAME = "moving.json"


class NotMoved(Exception):
    """It cannot be moved as things are; the sentence says what to do."""


@dataclass
class Way:
    """From where to where, by whose account of the source; of each table the last key that came along, and which are done."""

    source: str
    target: str
    mark: str
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    last: dict[str, Any] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    is_cleared: bool = False

    def write(self, folder: Path) -> None:
        """Keep it, synced."""
        draft = folder / f"{NAME}.part"
        with draft.open("w", encoding="utf-8") as file:
            json.dump(asdict(self), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / NAME)


def begun(folder: Path) -> Way | None:
    """Return the way that was begun in a data folder and not ended, if any."""
    try:
        found = json.loads((folder / NAME).read_text("utf-8"))
    except FileNotFoundError:
        return None
    found["foreign_keys"] = [(table, name, definition) for table, name, definition in found["foreign_keys"]]
    return Way(**found)


def forget(folder: Path) -> None:
    """Moving has ended."""
    (folder / NAME).unlink(missing_ok=True)
