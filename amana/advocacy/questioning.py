"""The guided questions of a problem, one at a time: saved as they are answered, passed over, come back to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.advocacy.models import Answer, Problem
from amana.advocacy.problem.dating import day_gone, moment_typed
from amana.advocacy.problem.wishing import OUTCOMES, outcome_in
from amana.cases.errors import Refused
from amana.people.models import Person

LONGEST = 20_000
MOST_UNOPENED = 20

COMPANY, HAPPENED, BEGAN, WANTED, SETTLE_FOR, BY_WHEN, TRIED, THEY_WANT, WHO, SENTENCE = (
    "company", "happened", "began", "wanted", "settle_for", "by_when", "tried", "they_want", "who", "sentence",
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """One page of the guide: its name in addresses, the answers typed on it, and whether the case needs it."""

    name: str
    answers: tuple[str, ...] = ()
    is_needed: bool = False


# In the order they are asked. The first three make a case; the others make it stronger, and each can be passed over.
QUESTIONS: tuple[Question, ...] = (
    Question("company", (COMPANY,), is_needed=True),
    Question("happened", (HAPPENED, BEGAN), is_needed=True),
    Question("wanted", (WANTED,), is_needed=True),
    Question("settle-for", (SETTLE_FOR,)),
    Question("by-when", (BY_WHEN,)),
    Question("costs"),
    Question("tried", (TRIED,)),
    Question("papers"),
    Question("they-want", (THEY_WANT,)),
    Question("who", (WHO,)),
    Question("sides"),
    Question("sentence", (SENTENCE,)),
)
NAMES = [question.name for question in QUESTIONS]
LAST = NAMES[-1]
# What is not written down as words is passed over by a row of this name with no words in it.
NEEDED = [question.name for question in QUESTIONS if question.is_needed]


def question_named(name: str) -> Question | None:
    return next((question for question in QUESTIONS if question.name == name), None)


def after(name: str) -> str:
    """Return the question after this one; the last stays the last."""
    return NAMES[min(NAMES.index(name) + 1, len(NAMES) - 1)]


def before(name: str) -> str:
    """Return the question before this one; "" before the first."""
    place = NAMES.index(name)
    return NAMES[place - 1] if place else ""


def progress(name: str) -> str:
    """Say in words how far one has come."""
    left = len(NAMES) - NAMES.index(name) - 1
    if left == 0:
        return _("This is the last one.")
    if name in NEEDED:
        return _("The first three make a case; the rest can wait, and each can be passed over.")
    if left == 1:
        return _("One more after this.")
    if left <= 4:
        return _("Nearly there: a few more after this.")
    return _("The case is kept. From here each answer makes it stronger, and each can be passed over.")


@transaction.atomic
def begin(person: Person, *, company: str, sector: str = "", at: datetime) -> Problem:
    """Begin to define a problem with the name of the company. Raises Refused without one, or when too many wait unfinished."""
    if not company.strip():
        raise Refused(_("Write the name of the company."))
    unopened = Problem.objects.filter(person=person, case=None)
    if unopened.count() >= MOST_UNOPENED:
        raise Refused(_("Finish one of those you began, or take it away, before another."))
    problem = Problem.objects.create(person=person, sector=sector[:20], begun_at=at)
    say(problem, {COMPANY: company[:200]}, at=at)
    return problem


@transaction.atomic
def say(problem: Problem, said: dict[str, str], *, at: datetime) -> None:
    """Keep answers as they stand; empty words are a question passed over. What they name is worked out anew."""
    for question, words in said.items():
        Answer.objects.update_or_create(
            problem=problem, question=question, defaults={"text": words.strip()[:LONGEST], "at": at}
        )
    changed = []
    zone, language = problem.person.zone or "UTC", problem.person.language or "en"
    if BEGAN in said or HAPPENED in said:
        words = said.get(BEGAN) or said.get(HAPPENED, "")
        problem.began_on = day_gone(words, at=at, zone=zone, language=language)
        changed.append("began_on")
    if BY_WHEN in said:
        problem.wanted_by = moment_typed(said[BY_WHEN], at=at, zone=zone, language=language)
        changed.append("wanted_by")
    if WANTED in said:
        problem.outcome = outcome_in(said[WANTED], at=at) or problem.outcome
        changed.append("outcome")
    if changed:
        problem.save(update_fields=changed)


def wish_for(problem: Problem, code: str) -> str:
    """Take up one of the outcomes to choose from; return the words of wanting it. Raises Refused for none."""
    chosen = OUTCOMES.get(code)
    if chosen is None:
        raise Refused(_("Choose one of these."))
    problem.outcome = code
    problem.save(update_fields=["outcome"])
    return str(chosen.words)


def answers_of(problem: Problem) -> dict[str, str]:
    """Return what was said so far, by answer; what was passed over is there with no words."""
    return dict(Answer.objects.filter(problem=problem).values_list("question", "text"))


def unanswered(said: dict[str, str]) -> list[str]:
    """Return the questions nobody has answered or passed over, in their order; those without words of their own are left out."""
    return [one.name for one in QUESTIONS if one.answers and one.answers[0] not in said and one.name != LAST]
