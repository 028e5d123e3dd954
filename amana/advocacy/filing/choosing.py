"""What somebody chooses when they have their file made: its language, who reads it, and what of their own goes in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Reader = Literal["company", "office", "court"]
READERS: tuple[Reader, ...] = ("company", "office", "court")


@dataclass(frozen=True)
class Choice:
    """`reader` decides whether names are whole; costs and papers are the keeper's own and stay out unless chosen."""

    language: str
    reader: Reader = "company"
    with_costs: bool = False
    with_claims: bool = True
    papers: frozenset[UUID] = frozenset()  # of post.File, among those its keeper put beside the case
    with_exhibits: bool = True

    @property
    def has_whole_names(self) -> bool:
        """Whether people who answered are named whole: an office or a court has to know whom it may ask."""
        return self.reader != "company"
