"""The page of one guided question: what it asks, how far one has come, and the way back."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from amana.advocacy.models import Problem
from amana.advocacy.problem.checklists import SECTORS
from amana.advocacy.problem.wishing import LEADS, OUTCOMES
from amana.advocacy.questioning import Question, before, progress
from amana.portal.mine.owning import Keeper, Kept
from amana.portal.mine.problem.words import ASKED


def page_of_question(
    keeper: Keeper,
    question: Question,
    said: dict[str, str],
    kept: Kept | None,
    *,
    action: str,
    problem: Problem | None = None,
) -> dict[str, Any]:
    """Return what `mine/problem/question.html` needs."""
    page: dict[str, Any] = keeper.frame | {
        "question": question, "asked": ASKED[question.name], "said": said, "action": action,
        "progress": progress(question.name), "before_url": _before(question, kept, problem), "is_case": kept is not None,
        "case_url": kept.url() if kept else reverse("portal:mine"), "sectors": SECTORS,
        "sector": problem.sector if problem else "",
    }  # fmt: skip
    if question.name == "wanted":
        page |= {
            "leads": [(lead, [OUTCOMES[code] for code in codes]) for lead, codes in LEADS],
            "outcomes": OUTCOMES.values(),
        }
    return page


def _before(question: Question, kept: Kept | None, problem: Problem | None) -> str:
    name = before(question.name)
    if not name:
        return ""
    if kept is not None:
        return kept.url("own_question", name)
    return reverse("portal:problem_question", args=[problem.pk, name]) if problem else ""
