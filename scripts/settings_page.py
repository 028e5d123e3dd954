"""Write docs/reference/settings.md from the comments of amana/config/settings.py, so that both say the same."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "amana" / "config" / "settings.py"
PAGE = ROOT / "docs" / "reference" / "settings.md"
HEADING = re.compile(r"^# ── (.+?) ─+$")
NAME = re.compile(r'"(AMANA_[A-Z_]+)"')

INTRODUCTION = """# Settings

Everything is set by environment variables; each has a default that works on one machine. A value that cannot be meant stops
the start with a sentence. This page is made from the comments of `amana/config/settings.py` by `scripts/settings_page.py`, and
a test holds the two together.
"""
OTHERS = """
## For tests alone

| variable | what it is |
|---|---|
| `AMANA_CRASH_AT` | a named point (`I5`, `S6:2`) at which the process ends at once, as in a power failure; never set it |
"""


def page() -> str:
    """Return the whole page."""
    lines: list[str] = [INTRODUCTION]
    comment: list[str] = []
    pending, was_comment = "", False
    for line in SOURCE.read_text("utf-8").splitlines():
        heading = HEADING.match(line)
        is_comment = heading is None and line.strip().startswith("# ")
        if heading:
            pending = f"\n## {heading[1][0].upper()}{heading[1][1:]}\n\n| variable | what it is |\n|---|---|"
        elif is_comment:
            comment = [*(comment if was_comment else []), line.strip()[2:]]
        for name in NAME.findall(line) if comment else []:
            # A second variable under the same comment is spoken of there too.
            lines += [pending] if pending else []
            pending = ""
            lines.append(f"| `{name}` | {' '.join(comment)} |")
        was_comment = is_comment
        if not line.strip():
            comment = []
    return "\n".join(lines) + "\n" + OTHERS


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
