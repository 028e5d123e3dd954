"""Makes the two fonts of printed files (regular and bold) from the web fonts of the pages, which lie in four parts.

    uv run --no-project --with fonttools --with brotli python scripts/static_fonts.py

A file on paper holds Latin, Hebrew and Arabic in one line, so each weight is one font. The parts are cut to what the
earlier ones do not have already, set to one weight, and put together; nothing is drawn or changed.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from fontTools.merge import Merger  # type: ignore[import-untyped]  # it has no types
from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]  # it has no types
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it has no types
from fontTools.varLib.instancer import instantiateVariableFont  # type: ignore[import-untyped]  # it has no types

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "amana/look/static/look/fonts"
TARGET = ROOT / "amana/advocacy/filing/fonts"
PARTS = ("latin", "latin-ext", "hebrew", "arabic")
WEIGHTS = {"Regular": 400, "Bold": 600}
# Joining and marks need these; stylistic sets and fractions are left out.
FEATURES = ["ccmp", "locl", "init", "medi", "fina", "rlig", "liga", "mark", "mkmk", "kern", "tnum", "curs"]


def main() -> None:
    for name, weight in WEIGHTS.items():
        made = _merged(weight)
        _name(made, name)
        made.save(TARGET / f"Rubik-{name}.ttf")
        print(name, (TARGET / f"Rubik-{name}.ttf").stat().st_size, "bytes", len(made.getBestCmap()), "characters")
    shutil.copy(SOURCE / "OFL.txt", TARGET / "OFL.txt")


def _merged(weight: int) -> Any:  # Any: a font, of a library without types
    parts, known = [], set[int]()
    for part in PARTS:
        font = instantiateVariableFont(TTFont(SOURCE / f"rubik-{part}.woff2"), {"wght": weight})
        font.flavor = None
        wanted = set(font.getBestCmap()) - known
        known |= wanted
        cut = Subsetter(Options(layout_features=FEATURES, hinting=False, name_IDs=["*"], notdef_outline=True))
        cut.populate(unicodes=wanted)
        cut.subset(font)
        for table in ("STAT", "gasp", "prep", "MVAR", "HVAR", "avar"):
            if table in font:
                del font[table]
        path = TARGET / f".{part}.ttf"
        font.save(path)
        parts.append(path)
    made = Merger().merge([str(path) for path in parts])
    for path in parts:
        path.unlink()
    return made


def _name(font: Any, style: str) -> None:
    names = {1: "Rubik", 2: style, 4: f"Rubik {style}", 6: f"Rubik-{style}", 16: "Rubik", 17: style}
    for number, words in names.items():
        font["name"].setName(words, number, 3, 1, 0x409)


if __name__ == "__main__":
    main()
