"""What the tests of one record share."""

from __future__ import annotations

from amana.cases.models import Case
from amana.portal.tests.mine.stage import GOAL, entries
from amana.record.reading import read

AGAINST = GOAL | {"company": "Tahuna"}


def called(case: Case):
    return entries(case, "call.noted")[0]


def shown(case: Case) -> list:
    return [one for one in read(case.key, side="company") if one.kind == "entry.disclosed"]
