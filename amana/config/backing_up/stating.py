"""What is known of the copies of an installation: where they go, when the last was made, whether the sheet was printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

NAME = "backup.json"


def noted(data: Path) -> dict[str, Any]:
    """Return what was noted in a data folder: `folder`, `at` (ISO 8601) and `sheet` (the mark of the printed key)."""
    try:
        found = json.loads((data / NAME).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def note(data: Path, **values: str) -> None:
    """Note more about the copies of the installation in a data folder."""
    draft = data / f"{NAME}.part"
    draft.write_text(json.dumps(noted(data) | values), "utf-8")
    draft.replace(data / NAME)
