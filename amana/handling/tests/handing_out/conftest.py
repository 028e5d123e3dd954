"""An export with its checkpoint, unpacked."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest

from amana.handling.facts.noting import note_call
from amana.handling.handing_out.exporting import export
from amana.handling.tests.handing_out.altering import (
    DAY,
    beside,
)
from amana.record.fixing.checkpointing import make


@pytest.fixture
def bundle(case, desk, now, settings, tmp_path):
    """Three checkpoints; the case stood still since the first, but for a call after the last."""
    settings.DATA = tmp_path
    for minute in range(4):
        note_call(case, f"What Noa said, {minute}", who="Noa", by=desk, at=now + timedelta(minutes=minute), minutes=2)
    make(at=now + DAY)
    for day in (2, 3):
        other = beside(now)
        make(at=now + day * DAY)
    assert other
    note_call(case, "Since then", who="Noa", by=desk, at=now + 3 * DAY, minutes=2)
    content = export(case.key, side="company", at=now + 4 * DAY, purpose="a court", by=desk)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}
