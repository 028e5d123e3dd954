"""The one thing to do next in an own case, and why, in the order in which it matters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _

from amana.advocacy.defining import problem_of
from amana.advocacy.ending.checking_up import due_check_ups
from amana.advocacy.models import CheckUp
from amana.advocacy.phoning import call_under_way
from amana.advocacy.questioning import answers_of, unanswered
from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.commitments.models import Commitment
from amana.wording.isolating import isolated

Code = Literal["call", "look", "late", "define", "ask", "plan", "wait", "closed"]


@dataclass(frozen=True)
class Lead:
    """What to do next: its code (an address goes with it), the sentence, and what it is about, if that is one thing."""

    code: Code
    sentence: str
    about: Commitment | CheckUp | None = None
    question: str = ""


def lead_of(case: Case, owed: list[Commitment], *, at: datetime) -> Lead:
    """Return what to do next. `owed` are the promises still owed in this case, the earliest first, by both sides."""
    company = isolated(case.company.name)
    if call_under_way(case) is not None:
        return Lead("call", _("You are on the telephone with %(company)s. Go on with the call.") % {"company": company})
    if (due := next(iter(due_check_ups(case, at=at)), None)) is not None:
        return Lead("look", _("Look today: %(what)s") % {"what": isolated(due.text)}, due)
    if not case.is_open:
        return Lead(
            "closed", _("It is over. If it comes back, open it here: it begins where it ended, with whoever helped.")
        )
    return _of_open(case, owed, company, at)


def _of_open(case: Case, owed: list[Commitment], company: str, at: datetime) -> Lead:
    theirs = [row for row in owed if row.promiser == COMPANY]
    late = next((row for row in theirs if row.is_late(at)), None)
    if late is not None:
        words = {"company": company, "action": isolated(late.action)}
        return Lead(
            "late", _("%(company)s has not kept this: %(action)s. Plan the next call, or write about it.") % words, late
        )
    problem = problem_of(case)
    said = answers_of(problem) if not problem._state.adding else {}
    left = unanswered(said) if problem.ended_at is None else []
    if left and not theirs:
        return Lead(
            "define", _("Say a little more, and you will have one sentence to begin every call with."), question=left[0]
        )
    mine = next((row for row in owed if row.promiser == CUSTOMER), None)
    if mine is not None and mine.is_late(at):
        return Lead(
            "ask",
            _("You meant to ask %(company)s again by now. Plan the call, then make it.") % {"company": company},
            mine,
        )
    if theirs:
        words = {"company": company, "action": isolated(theirs[0].action)}
        return Lead("wait", _("Nothing to do until then: %(company)s owes you this: %(action)s.") % words, theirs[0])
    return Lead(
        "plan",
        _("Plan the next contact with %(company)s: whom, what for, which words first.") % {"company": company},
        mine,
    )
