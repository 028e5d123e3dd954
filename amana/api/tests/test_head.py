"""HEAD answers as GET does, without what it holds (RFC 9110, 9.3.2)."""

from __future__ import annotations

import re

import pytest

from amana.api.opening import operations
from amana.api.tests.conftest import program
from amana.kit.codes import new_id
from amana.record.reading import heads

pytestmark = pytest.mark.django_db


def head(caller, path: str, **headers: str):
    return caller.client.head(f"/api/v1/{path}", headers=caller._headers(headers))


def test_every_readable_route_answers_a_head_as_a_get_without_a_body(danas, case, dana):
    narrow = program(dana, scopes=["hooks:read"])
    asked = 0
    for route, method in operations():
        if method != "get":
            continue
        path = re.sub(r"\{number\}", case.number, route.removeprefix("/api/v1/"))
        path = re.sub(r"\{\w+\}", str(new_id()), path)
        for caller in (danas, narrow):
            whole, empty = caller.get(path), head(caller, path)
            assert (empty.status_code, b"".join(empty)) == (whole.status_code, b""), path
            assert empty.headers.get("Content-Type") == whole.headers.get("Content-Type"), path
            assert empty.headers.get("ETag") == whole.headers.get("ETag"), path
        asked += 1
    assert asked > 20


def test_a_head_hears_the_tag_the_caller_has_and_says_how_much_there_is(danas, case):
    path = f"cases/{case.number}"
    whole = danas.get(path)
    assert head(danas, path, If_None_Match=whole["ETag"]).status_code == 304
    assert head(danas, path)["Content-Length"] == str(len(whole.content))


def test_where_nothing_is_read_a_head_is_refused_and_changes_nothing(danas, case):
    before = heads(case.key)
    answer = head(danas, f"cases/{case.number}/notes")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert heads(case.key) == before
