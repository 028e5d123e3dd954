"""Who may do what with a reading."""

from __future__ import annotations

from typing import Literal

from amana.cases.models import Case
from amana.team.viewing import Viewer

Verb = Literal["read", "correct"]


def may(viewer: Viewer, verb: Verb, case: Case) -> bool:
    """Whether the viewer may read, or put right, what was read in a case: whoever keeps it, and nobody else."""
    if verb == "correct" and viewer.kind == "agent" and not (viewer.agent and viewer.agent.account.is_active):
        return False
    if viewer.kind == "agent":
        return case.kept_by == "company" and case.brand_id in viewer.brands
    return viewer.kind == "owner" and viewer.person is not None and case.owner_id == viewer.person.pk
