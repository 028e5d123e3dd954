"""A place to move to: a brand, Dana who served there too, and the samples of each helpdesk."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from amana.config.moving_in.bringing import Asked, move_in

SAMPLES = Path(__file__).resolve().parent / "samples"
# After everything in the samples was written.
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def dana_there(dana):
    """Dana, whose address is the one she had in the other helpdesk."""
    dana.account.email = "dana@tahuna.example"
    dana.account.save()
    return dana


@pytest.fixture
def bring(brand, settings, tmp_path):
    """Move an export in; a name is one of the samples."""
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    from amana.team.models import Brand

    def bring(system, source, *, on_progress=lambda _what, _count: None, at=AT, **more):
        path = SAMPLES / source if isinstance(source, str) else source
        house = Brand.objects.select_related("week", "company").get(pk=brand.pk)
        asked = Asked(system, path, house, ZoneInfo("Asia/Jerusalem"), **more)
        return move_in(asked, at=at, on_progress=on_progress)

    return bring
