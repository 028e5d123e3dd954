"""Every call of the API, asked with what its own description allows and with what it does not."""

from __future__ import annotations

import json
import logging
import os
from datetime import timedelta

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from amana.advocacy.defining import define
from amana.api.opening import DESCRIPTION
from amana.api.tests.conftest import program
from amana.commitments.making import Draft, make
from amana.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
# The same ones each time; more of them, and other ones each time, by hand: scripts/fuzzing.py.
EXAMPLES = int(os.environ.get("API_EXAMPLES", "5"))
IS_BY_HAND = "API_EXAMPLES" in os.environ
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)


def test_v4_a63_no_call_fails_whatever_it_is_sent_and_every_answer_is_as_described(
    case, desk, dana, noa, brand, settings
):
    settings.API_PER_MINUTE = 100_000
    now = timezone.now()
    (promise,) = make(case, [Draft("Call back", now + timedelta(days=2), owner=dana)], by=desk, at=now)
    description = json.loads(DESCRIPTION.read_text("utf-8"))
    known = {"number": case.number, "key": str(promise.pk)}
    logging.disable(logging.ERROR)
    try:
        failures = sweep(description, program(dana).word, known)
        gil = Person.objects.create(name="Gil", language="he", zone="Asia/Jerusalem", account=dana.account)
        own = define(gil, company="Kav", happened="Charged twice.", wanted="A refund.", at=now)
        failures += sweep(description, program(gil).word, {"number": own.number}, examples=2)
    finally:
        logging.disable(logging.NOTSET)
    assert failures == [], "\n\n".join(failures[:10])


@schemathesis.serializer("application/x-ndjson")
def as_lines(_context, value) -> bytes:
    """Lines as they are written out."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


def sweep(description, word: str, known: dict[str, str], *, examples: int = EXAMPLES) -> list[str]:
    """Ask every operation some times; every second time of a thing that is there. Returns what went wrong."""
    schema = schemathesis.openapi.from_dict(description)
    schema.app = get_wsgi_application()
    return [wrong for one in schema.get_all_operations() for wrong in ask(one.ok(), word, known, examples)]


def ask(operation, word: str, known: dict[str, str], examples: int) -> list[str]:
    asked, failures = [], []

    @settings(
        max_examples=examples, derandomize=not IS_BY_HAND, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def one(case):
        asked.append(case)
        if len(asked) % 2 and case.path_parameters:
            case.path_parameters = {**case.path_parameters, **{n: known[n] for n in case.path_parameters if n in known}}
        try:
            case.call_and_validate(headers={"Authorization": f"Bearer {word}"}, checks=CHECKS)
        except FailureGroup as group:
            failures.extend(f"{operation.label}: {wrong} {type(wrong).__name__}" for wrong in group.exceptions)

    one()
    return failures
