"""The tables of insight."""

from __future__ import annotations

from amana.insight.models.causes import (
    ArrivalDay,
    Cause,
    CauseCase,
    CauseGroup,
    DayLook,
    Fix,
    Message,
    Notable,
    Recurrence,
    Step,
)
from amana.insight.models.costs import Assumption, Earning, LeakCost, Outcome, OutcomeImport
from amana.insight.models.counting import CountedWeek, Export, Look, OwnTally, Tally
from amana.insight.models.knowledge import Article, ArticleDay, ArticleGroup, Version
from amana.insight.models.measures import Climb, Part, PartedWeek, ShownUnit, Strained, StrainedWalk, WeeklyLetter
from amana.insight.models.recurring import (
    Asked,
    Centre,
    Frame,
    Group,
    GroupDay,
    Member,
    Regrouping,
    RegroupingPart,
    Ruling,
    Telling,
)

__all__ = [
    "ArrivalDay", "Article", "ArticleDay", "ArticleGroup",
    "Asked", "Assumption", "Cause", "CauseCase", "CauseGroup", "Centre", "Climb", "CountedWeek",
    "DayLook", "Earning", "Export", "Fix", "Frame", "Group", "GroupDay", "LeakCost", "Look", "Member", "Message", "Notable",
    "Outcome", "OutcomeImport", "OwnTally", "Part", "PartedWeek", "Recurrence", "Regrouping", "RegroupingPart",
    "Ruling", "ShownUnit", "Step", "Strained", "StrainedWalk", "Tally", "Telling", "Version", "WeeklyLetter",
]  # fmt: skip
