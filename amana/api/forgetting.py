"""Letting go of what was answered about a case whose words were erased: that it was answered stays, so that nothing is done twice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BinaryField, F, Func, IntegerField, Q, Value
from django.db.models.lookups import GreaterThan
from django.db.models.sql.compiler import SQLCompiler

from amana.api.models import Answered
from amana.api.uploading import drop_of
from amana.cases.models import Case
from amana.record.appending import Appended


class _Place(Func):
    """Where bytes stand in others, counted from one; zero when they do not."""

    function = "INSTR"
    output_field = IntegerField()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any
    ) -> tuple[str, list[Any]]:
        turned = self.copy()
        turned.set_source_expressions(self.get_source_expressions()[::-1])
        sql, params = turned.as_sql(
            compiler,
            connection,
            function="POSITION",
            template="%(function)s(%(expressions)s)",
            arg_joiner=" IN ",
            **more,
        )
        return sql, list(params)


def forget(entries: Sequence[Appended]) -> None:
    """Reaction to `entry.erased`: answers of the last day that name the case say nothing any more, and files that wait for a
    message to its customer go. The caller holds the case."""
    books = {one.book for one in entries}
    drop_of(books)
    numbers = Case.objects.filter(pk__in=books).values_list("number", flat=True)
    names = [name.encode() for name in (*map(str, sorted(books)), *numbers)]
    naming = [Q(GreaterThan(_Place(F("body"), Value(name, output_field=BinaryField())), 0)) for name in names]
    Answered.objects.filter(reduce(or_, naming), status__isnull=False).update(body=b"")
