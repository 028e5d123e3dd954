"""The record is tested alone: its books belong to no case, so nothing above it may react."""

from __future__ import annotations

import pytest

from amana.record import reacting


@pytest.fixture(autouse=True)
def _nobody_reacts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reacting, "_table", {})
