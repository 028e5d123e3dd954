"""The case of the file on paper, for what its keeper does with all of it."""

from __future__ import annotations

from amana.advocacy.tests.filing.conftest import called, gil, own, viewer

__all__ = ["called", "gil", "own", "viewer"]
