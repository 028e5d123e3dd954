from __future__ import annotations

import stat
from datetime import UTC, datetime

import pytest

from amana.config.backing_up.keying import mark, written
from amana.config.backing_up.restoring import NotPossible
from amana.config.backing_up.sheet import write_sheet
from amana.config.backing_up.storing import Store

KEY = bytes(range(32))
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.mark.parametrize("ending", ["html", "txt"])
def test_the_sheet_holds_the_key_for_its_owner_alone(tmp_path, ending):
    file = tmp_path / f"sheet.{ending}"
    write_sheet(file, KEY, at=NOW)
    said = file.read_text("utf-8")
    assert mark(KEY) in said and all(group in said for group in written(KEY).split("-"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    if ending == "html":
        assert 'dir="rtl"' in said and "data:image/png;base64," in said and "http-equiv" not in said
    with pytest.raises(NotPossible, match="already"):
        write_sheet(file, KEY, at=NOW)


def test_the_sheet_does_not_lie_beside_the_copies(tmp_path):
    Store(tmp_path, KEY)
    with pytest.raises(NotPossible, match="beside the copies"):
        write_sheet(tmp_path / "sheet.html", KEY, at=NOW)
