from __future__ import annotations

import re
from pathlib import Path

import pytest

LOOK = Path(__file__).resolve().parents[1] / "static/look"
SHEETS = sorted(LOOK.rglob("*.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_style_sheet_knows_no_side_but_start_and_end(sheet: Path):
    physical = re.compile(
        r"\b(left|right)\b|(?<![-\w])(margin|padding|border)-(top|bottom)\b|translateX", re.IGNORECASE
    )

    assert physical.findall(sheet.read_text()) == []


def test_every_style_sheet_is_taken_in_once_and_exists():
    taken = re.findall(r'@import url\("([^"]+)"\)', (LOOK / "look.css").read_text())

    assert sorted(taken) == sorted(str(sheet.relative_to(LOOK)) for sheet in SHEETS if sheet.name != "look.css")


def test_type_and_space_keep_to_the_scale():
    tokens = (LOOK / "tokens.css").read_text()
    sizes = {int(name): float(rem) for name, rem in re.findall(r"--text-(\d+): ([\d.]+)rem", tokens)}
    spaces = [float(rem) * 16 for rem in re.findall(r"--space-\d+: ([\d.]+)rem", tokens)]

    assert {name: rem * 16 for name, rem in sizes.items()} == {13: 13, 14: 14, 16: 16, 20: 20, 28: 28}
    assert all(space % 4 == 0 for space in spaces)
