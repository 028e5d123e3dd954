"""What hangs on a case, learned of many tables in one query: of what is not there no card has to ask."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeAlias

from django.db import connection
from django.db.models import Field as ModelField
from django.db.models import Model

from amana.cases.models import Case, Closing, Field, Follow, HandOver, Mention, Tag, Tagged, Tie, TimeSpent, Value
from amana.channels.models import Correspondent, Invitation, PhoneSystem, System
from amana.desk.entering import Seat
from amana.desk.models import Draft, Later
from amana.handling.models import Care, Question, Suggestion, Term
from amana.insight.models import CauseCase, Member
from amana.readings.models import Reading
from amana.recordings.models import Recording, Rule
from amana.review.models import Amends, Change, ConductStep, Fault, Leak

# By column: whose key it holds, or None for NULL. Each has an index; where that holds a part of the rows, it is this one.
QUESTIONS: tuple[tuple[type[Model], dict[str, str | None]], ...] = (
    (Mention, {"agent": "agent", "case": "case", "seen_at": None}),
    (Follow, {"case": "case"}),
    (Draft, {"agent": "agent", "case": "case"}),
    (Later, {"case": "case", "ended_at": None}),
    (HandOver, {"case": "case", "ended_at": None}),
    (Closing, {"case": "case", "ended_at": None}),
    (Suggestion, {"case": "case", "ended_at": None}),
    (Tag, {"brand": "brand"}),
    (Tagged, {"case": "case"}),
    (Leak, {"case": "case"}),
    (Field, {"brand": "brand"}),
    (Value, {"case": "case"}),
    (System, {"brand": "brand"}),
    (PhoneSystem, {"brand": "brand"}),
    (Invitation, {"case": "case", "ended_at": None}),
    (Correspondent, {"person": "customer"}),
    (Tie, {"case": "case", "ended_at": None}),
    (Tie, {"other": "case", "ended_at": None}),
    (Question, {"case": "case"}),
    (Recording, {"case": "case"}),
    (Rule, {"brand": "brand"}),
    (Term, {"case": "case", "dropped_at": None}),
    (Care, {"case": "case"}),
    (Fault, {"case": "case"}),
    (Amends, {"case": "case"}),
    (ConductStep, {"customer": "customer", "brand": "brand"}),
    (TimeSpent, {"case": "case"}),
    (Reading, {"case": "case"}),
    (Change, {"case": "case"}),
    (Member, {"case": "case"}),
    (CauseCase, {"case": "case"}),
)
Hanging: TypeAlias = frozenset[type[Model]]
Column: TypeAlias = "ModelField[Any, Any]"
# For whoever asks for one card alone.
ALL: Hanging = frozenset(model for model, _where in QUESTIONS)


def hanging_on(case: Case, seat: Seat) -> Hanging:
    """Return which of these tables hold a row of this case, of its brand, or that waits on it for this agent.

    To ask twenty tables one by one, of which most have nothing to say of a case, took longer than all else on its page.
    Nothing is kept: what was learned holds for the page that asked.
    """
    keys = {"case": case.pk, "brand": case.brand_id, "customer": case.customer_id, "agent": seat.agent.pk}
    statement, values = _statement()
    with connection.cursor() as cursor:
        cursor.execute(statement, [field.get_db_prep_value(keys[whose], connection) for field, whose in values])
        found = cursor.fetchone() or ()
    return frozenset(model for (model, _where), is_there in zip(QUESTIONS, found, strict=False) if is_there)


@cache
def _statement() -> tuple[str, list[tuple[Column, str]]]:
    """Return one SELECT for all questions, and what stands in its places: a column, and whose key it is compared with.

    It is asked from the row of the case: so there is a table to ask, of which nothing but its key is looked at.
    """
    named = connection.ops.quote_name
    questions, values = [], []
    for model, where in QUESTIONS:
        columns = {name: _column(model, name) for name in where}
        values += [(columns[name], whose) for name, whose in where.items() if whose]
        said = [f"{named(str(columns[name].column))} {'= %s' if whose else 'IS NULL'}" for name, whose in where.items()]
        table = named(model._meta.db_table)
        questions.append(f"EXISTS (SELECT 1 FROM {table} WHERE {' AND '.join(said)})")  # noqa: S608  # names of ours
    key = _column(Case, "book")
    asked = f"SELECT {', '.join(questions)} FROM {named(Case._meta.db_table)} WHERE {named(str(key.column))} = %s"  # noqa: S608  # names of ours
    return asked, [*values, (key, "case")]


def _column(model: type[Model], name: str) -> Column:
    field = model._meta.get_field(name)
    assert isinstance(field, ModelField)
    return field
