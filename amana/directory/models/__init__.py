"""What is known of companies: how to reach them, who answers there, where each fact is from, and what was changed."""

from __future__ import annotations

from amana.directory.models.companies import Joined, Key, Name, Part, Profile, number
from amana.directory.models.facts import CONFIDENCE, Fact
from amana.directory.models.history import Change, Run
from amana.directory.models.reach import Executive, Point, Tip, Wait
from amana.directory.models.writing import Lifted, Stop, Written

__all__ = [
    "CONFIDENCE",
    "Change",
    "Executive",
    "Fact",
    "Joined",
    "Key",
    "Lifted",
    "Name",
    "Part",
    "Point",
    "Profile",
    "Run",
    "Stop",
    "Tip",
    "Wait",
    "Written",
    "number",
]
