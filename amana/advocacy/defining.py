"""Saying what an own case is about: the company, what happened, what is wanted, and what would do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.advocacy.models import Problem
from amana.advocacy.problem.checklists import sector_like
from amana.advocacy.problem.introducing import introduction
from amana.advocacy.problem.naming import company_named, person_of
from amana.advocacy.problem.wishing import OUTCOMES, outcome_in
from amana.advocacy.questioning import (
    BY_WHEN,
    COMPANY,
    HAPPENED,
    LONGEST,
    SENTENCE,
    SETTLE_FOR,
    THEY_WANT,
    TRIED,
    WANTED,
    WHO,
    answers_of,
    say,
)
from amana.advocacy.siding import companies_of, first_company
from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.directory.models import Profile
from amana.handling.facts.stipulating import terms_of, write_term
from amana.handling.opening import open_own_case
from amana.people.models import Person
from amana.record.appending import Line, append
from amana.record.reading import Read, read
from amana.team.viewing import Viewer, owner

__all__ = ["LONGEST", "company_named", "define", "finish", "goal_of", "open_from", "person_of", "problem_of", "sentence_of",
           "terms_to_choose"]  # fmt: skip

# Of so many of its keeper's own newest entries the goal of a case is looked for.
LATEST = 200


@transaction.atomic
def define(person: Person, *, company: str, happened: str, wanted: str, settle_for: str = "", at: datetime) -> Case:
    """Open a person's own case against a company by its name; it has a next step from the start.

    What they would settle for goes into their own chain, which the other side never reads.
    """
    case = open_own_case(
        person,
        company_named(company, by=person.account, at=at),
        happened=happened[:LONGEST],
        wanted=wanted[:LONGEST],
        settle_for=settle_for[:LONGEST],
        by=owner(person),
        at=at,
    )
    first_company(case)
    problem = Problem.objects.create(person=person, case=case, sector=_sector_of(case), begun_at=at)
    said = {COMPANY: company, HAPPENED: happened, WANTED: wanted}
    say(problem, said | ({SETTLE_FOR: settle_for} if settle_for.strip() else {}), at=at)
    return case


@transaction.atomic
def open_from(problem: Problem, *, at: datetime) -> Case:
    """Open the case of a problem of which enough was said. Twice is one case; raises Refused while something is missing."""
    row = Problem.objects.select_for_update().select_related("person").get(pk=problem.pk)
    if row.case is not None:
        return row.case
    said = answers_of(row)
    company = company_named(said.get(COMPANY, ""), by=row.person.account, at=at)
    happened, wanted = said.get(HAPPENED, ""), said.get(WANTED, "")
    case = open_own_case(row.person, company, happened=happened, wanted=wanted, by=owner(row.person), at=at)
    first_company(case)
    row.case = case
    row.sector = row.sector or _sector_of(case)
    row.save(update_fields=["case", "sector"])
    return case


def _sector_of(case: Case) -> str:
    """Return the sector the directory knows of the company; "" when it knows none."""
    profile = Profile.objects.filter(company=case.company).only("sector").first()
    return sector_like(profile.sector) if profile is not None else ""


def problem_of(case: Case) -> Problem:
    """Return the problem behind an own case; one that is not saved yet where the case was opened in another way."""
    found = Problem.objects.filter(case=case).select_related("person").first()
    return found or Problem(person=case.customer, case=case, begun_at=case.opened_at)


def kept_problem(case: Case, *, at: datetime) -> Problem:
    """Return the saved problem behind an own case, with what its goal says when it is new."""
    problem = problem_of(case)
    if problem._state.adding:
        problem.save()
        goal = goal_of(case)
        said = {COMPANY: case.company.name, HAPPENED: goal["happened"], WANTED: goal["wanted"]}
        say(problem, said | ({SETTLE_FOR: goal["settle_for"]} if goal["settle_for"] else {}), at=at)
    return problem


def goal_of(case: Case) -> dict[str, str]:
    """Return what the case is about as its keeper last said: happened, wanted, settle_for, and what else the goal holds."""
    own = read(case.key, side="customer", audiences=["customer"], most=LATEST)
    found: Read | None = next((entry for entry in reversed(own) if entry.kind == "goal.set" and entry.content), None)
    empty = {"happened": case.subject, "wanted": "", "settle_for": ""}
    return {**empty, **{name: str(value) for name, value in (found.content or {}).items()}} if found else empty


def sentence_of(case: Case, problem: Problem, said: dict[str, str]) -> str:
    """Return the sentence to say at the start of any call, as its keeper left it or made from what was said."""
    if said.get(SENTENCE):
        return said[SENTENCE]
    wanted = said.get(WANTED) or case.subject
    account = companies_of(case)[0].account
    return introduction(case.customer.name, wanted, account=account, by_when=problem.wanted_by,
                        language=case.language, zone=case.zone or "UTC")  # fmt: skip


def terms_to_choose(case: Case, problem: Problem) -> list[str]:
    """Return what might have to be true for it to be over, as words to tick; those that stand already are left out."""
    standing = {term.text for term in terms_of(case)}
    codes = [code for code in (problem.outcome, "explanation") if code in OUTCOMES]
    return [text for code in dict.fromkeys(codes) if (text := str(OUTCOMES[code].term)) not in standing]


@transaction.atomic
def finish(problem: Problem, *, terms: Sequence[str] = (), by: Viewer, at: datetime) -> Case:
    """Take what was said as what the case is about from now on, in its keeper's own chain, with the terms of an ending.

    What changed nothing is not written down again. Raises Refused when what happened or what is wanted was emptied.
    """
    assert problem.case_id is not None
    case = take(problem.case_id)
    said = answers_of(problem)
    happened, wanted = said.get(HAPPENED, "").strip(), said.get(WANTED, "").strip()
    if not happened or not wanted:
        raise Refused(_("Write what happened and what you want."))
    says = {"happened": happened, "wanted": wanted, "settle_for": said.get(SETTLE_FOR, "").strip()}
    says |= {
        name: said[name].strip() for name in (BY_WHEN, TRIED, THEY_WANT, WHO, SENTENCE) if said.get(name, "").strip()
    }
    goal = goal_of(case)
    if any(goal.get(name, "") != words for name, words in says.items()):
        append(Line(case.key, "goal.set", by.actor, at, says))
    subject = " ".join(wanted.split())[:300]
    if case.subject != subject:
        case.subject = subject
        case.save(update_fields=["subject"])
    problem.outcome = outcome_in(wanted, at=at) or problem.outcome
    problem.ended_at = at
    problem.save(update_fields=["outcome", "ended_at"])
    for term in terms:
        write_term(case, term, by=by, at=at)
    return case
