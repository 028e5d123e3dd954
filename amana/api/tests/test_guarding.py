"""What the door holds against when something before it gave way: a route past it, a token that says too much, a body."""

from __future__ import annotations

import logging

import pytest
from django.db import connection
from django.test import RequestFactory
from django.urls import URLPattern

from amana.api.models import Token
from amana.api.opening import api
from amana.api.scopes import CASES_WRITE, INSIGHT_READ
from amana.api.tests.conftest import program
from amana.commitments.models import Commitment
from amana.kit.codes import new_id
from amana.people.models import Account, Person
from amana.record.reading import heads
from amana.team.models import Agent

pytestmark = pytest.mark.django_db


def test_a48_a_route_that_somebody_mounts_past_the_door_lets_nobody_in(case, dana):
    """The framework asks each operation for its right as well: without a caller from the door there is none."""
    word = program(dana).word
    opened = []
    routes = [one for one in api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
    for one in routes:
        names = one.pattern.converters
        said = {name: case.number if name == "number" else new_id() for name in names}
        for ask in (RequestFactory().get, RequestFactory().post):
            answer = one.callback(ask("/past/", headers={"Authorization": f"Bearer {word}"}), **said)
            if answer.status_code not in {401, 405}:
                opened.append((str(one.pattern), answer.status_code))
    assert opened == [] and len(routes) > 50


def test_a48_whoever_only_reads_from_now_on_writes_nothing_with_the_token_of_before(danas, dana, case):
    note = f"cases/{case.number}/notes"
    assert danas.post(note, {"text": "She called."}).status_code == 201
    Agent.objects.filter(pk=dana.pk).update(role=Agent.AUDITOR)
    before = heads(case.key)
    refused = danas.post(note, {"text": "She called again."})
    assert (refused.status_code, refused.json()["code"]) == (403, "only_reads") and heads(case.key) == before
    assert danas.get(f"cases/{case.number}").status_code == 200


def test_a48_a_keepers_token_into_which_somebody_wrote_the_rights_of_an_agent_is_still_no_agents(case, now):
    account = Account.objects.create_user("gil@bayit.example", "a quiet kettle", name="Gil", language="en")
    gils = program(Person.objects.create(account=account, name="Gil"))
    Token.objects.update(scopes=[CASES_WRITE, INSIGHT_READ])
    assert gils.post("insight/report", {}).status_code == 404
    assert gils.post(f"cases/{case.number}/notes", {"text": "x"}).status_code in {403, 404}


def test_where_an_installation_takes_less_a_body_beyond_that_is_too_large_and_not_a_failure(danas, case, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 500
    before = heads(case.key)
    refused = danas.post(f"cases/{case.number}/notes", {"text": "x" * 600})
    assert (refused.status_code, refused.json()["code"], heads(case.key)) == (413, "too_large", before)


def test_what_fails_here_is_told_as_every_error_is_and_written_down_without_what_was_sent(danas, caplog):
    """A database that a migration left half-way."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {Commitment._meta.db_table} RENAME TO not_there")
    with caplog.at_level(logging.ERROR, logger="amana.api.opening"):
        answer = danas.get("promises")
    assert (answer.status_code, answer.json()["code"]) == (500, "failed")
    assert "not_there" not in answer.content.decode() and Commitment._meta.db_table not in answer.content.decode()
    (written,) = [one for one in caplog.records if one.name == "amana.api.opening"]
    assert written.exc_info and "/api/v1/promises" in written.getMessage() and danas.word not in caplog.text


def test_whoever_has_no_token_reads_what_the_api_offers_and_nothing_else(client, case):
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200 and answer.json()["paths"] and answer["Content-Type"] == "application/json"
    assert case.number not in answer.content.decode() and client.get(f"/api/v1/cases/{case.number}").status_code == 401
