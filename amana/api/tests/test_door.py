"""The door: who is let in, how often, what is done once, what is changed only as it was read."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone

from amana.api.calling import caller_of
from amana.api.erring import Problem
from amana.api.models import Answered, Token
from amana.api.once import BROKEN_OFF, forget_answers, once
from amana.api.opening import operations
from amana.api.tests.conftest import Program, program
from amana.api.tokens import make_token, note_use, revoke, token_of
from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.handling.facts.noting import note
from amana.handling.opening import open_case
from amana.kit.codes import new_id
from amana.record.reading import heads
from tests.cast import agent

pytestmark = pytest.mark.django_db


def test_a54_only_the_exact_word_opens(dana):
    at = timezone.now()
    word = make_token(dana, name="x", scopes=["cases:read"], expires_at=at + timedelta(days=1), at=at).word
    assert token_of(word, at=at) is not None
    wrong = ["", " ", "\0", f"{word}\0", f" {word}", f"{word} ", word.upper(), word.lower(), word[:-1], f"{word}a", "None",
             "null", "amana_", f"{word}\n"]  # fmt: skip
    assert [one for one in wrong if one != word and token_of(one, at=at)] == []
    assert len(word) == 49 and word not in str(list(Token.objects.values()))


def test_a_token_ends_with_its_time_its_revocation_and_its_owners_account(dana):
    at = timezone.now()
    made = make_token(dana, name="x", scopes=["cases:read"], expires_at=at + timedelta(days=1), at=at)
    assert token_of(made.word, at=at + timedelta(days=1)) is None
    dana.account.is_active = False
    dana.account.save()
    assert token_of(made.word, at=at) is None
    dana.account.is_active = True
    dana.account.save()
    revoke(made.token, at=at)
    assert token_of(made.word, at=at) is None


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"scopes": []}, {"scopes": ["all"]}, {"scopes": ["own:write"]}, {"expires_at": None}]
)
def test_no_token_is_made_without_a_name_a_right_and_an_end(dana, wrong):
    at = timezone.now()
    said = {"name": "x", "scopes": ["cases:read"], "expires_at": at + timedelta(days=1)} | wrong
    with pytest.raises(Refused):
        make_token(dana, **said, at=at)


def test_its_use_is_written_down_once_a_minute_at_most(dana, django_assert_num_queries):
    at = timezone.now()
    token = make_token(dana, name="x", scopes=["cases:read"], expires_at=at + timedelta(days=1), at=at).token
    note_use(token, at=at)
    token.refresh_from_db()
    with django_assert_num_queries(0):
        note_use(token, at=at + timedelta(seconds=59))
    note_use(token, at=at + timedelta(seconds=60))
    token.refresh_from_db()
    assert token.last_used_at == at + timedelta(seconds=60)


def test_a48_no_route_opens_to_whoever_may_not(case, desk, dana, omar, brand, ruth, settings):
    """Every operation, as the routes have it, for each kind of caller; a new one is in it by itself."""
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"api_refused": "10000/m/ip"}
    reader = agent("Avi Auditor", brand, "auditor")
    at = timezone.now()
    old = make_token(dana, name="x", scopes=["cases:read"], expires_at=at + timedelta(days=1), at=at)
    Token.objects.filter(pk=old.token.pk).update(expires_at=at - timedelta(seconds=1), made_at=at - timedelta(days=2))
    gone = agent("Gil Gone", brand)
    gones = program(gone)
    gone.account.is_active = False
    gone.account.save()
    callers = {
        "none": (Program(""), {401}),
        "expired": (Program(old.word), {401}),
        "disabled": (gones, {401}),
        "wrong scope": (program(dana, scopes=["hooks:read"]), {403}),
        "other brand": (program(omar), {404, 415, 422, 400, 428}),
        "only reads": (program(reader, scopes=["cases:read", "people:read", "insight:read"]), {403}),
    }
    before = (Case.objects.count(), heads(case.key))
    opened, number = [], 0
    for (route, method), operation in operations().items():
        for name, (caller, allowed) in callers.items():
            if not concerns(name, route, method, operation):
                continue
            path = re.sub(r"\{number\}", case.number, route.removeprefix("/api/v1/"))
            path = re.sub(r"\{\w+\}", str(new_id()), path)
            said = caller.get(path) if method == "get" else caller.post(path, {"why": "x", "text": "x"})
            number += 1
            if said.status_code not in allowed:
                opened.append((name, method, route, said.status_code))
    assert opened == []
    assert number > 150
    assert before == (Case.objects.count(), heads(case.key))


def concerns(name: str, route: str, method: str, operation: dict) -> bool:
    """Whether a kind of caller is refused here: some things are everybody's, and a list is filtered, not refused."""
    scope, changes = operation.get("x-scope", ""), method != "get" and not operation.get("x-asks")
    if name in {"none", "expired", "disabled"}:
        return True
    if name == "wrong scope":
        return scope not in {"", "hooks:read"}
    if name == "only reads":
        return changes
    return "{" in route and not route.startswith(("/api/v1/companies", "/api/v1/web-hooks"))


def test_a48_every_route_of_the_api_stands_behind_the_door():
    found = next(one for one in get_resolver().url_patterns if str(one.pattern) == "api/v1/")
    open_to_all = {"openapi", "nothing", "nothing_at"}
    named = {one.name for one in found.url_patterns} - open_to_all
    assert {operation["operationId"] for operation in operations().values()} >= named


def test_a_stranger_to_the_address_learns_nothing_in_any_language(danas, case):
    for language, title in (("he", "אין כאן דבר"), ("ar", ""), ("en", "There is nothing here.")):
        danas.language = language
        answer = danas.get("cases/AM-XXXXXX")
        assert answer.status_code == 404 and answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "not_found" and answer["Content-Language"] == language
        assert not title or language == "he" or answer.json()["detail"] == title
    assert danas.get("nothing/here").status_code == 404
    assert Client().get("/api/v1/cases", headers={"Cookie": "amana=x"}).status_code == 401


def test_a_signed_in_browser_is_no_token(dana):
    client = Client()
    client.force_login(dana.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/api/v1/cases").status_code == 401


def test_calls_are_counted_and_too_many_are_told_how_long_to_wait(danas, settings):
    settings.API_PER_MINUTE = 3
    # The minute may turn between two calls: what is left is compared within it.
    answers = [danas.get("token") for _call in range(8)]
    left = [int(one["RateLimit-Remaining"]) for one in answers]
    assert left[0] == 2 and all(one["RateLimit-Limit"] == "3" for one in answers)
    late = [one for one in answers if one.status_code == 429]
    assert late and all(0 < int(one["Retry-After"]) <= 60 and one.json()["code"] == "too_many" for one in late)


def test_words_that_open_nothing_are_slowed_down(settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"api_refused": "3/m/ip"}
    statuses = [Program(f"amana_{number:043d}").get("token").status_code for number in range(5)]
    assert statuses == [401, 401, 401, 429, 429]


def test_a63_what_an_address_does_not_know_is_refused_and_never_passed_over(danas, case):
    for name in ("order_by", "customer__name__startswith", "_connector", "most[]", "brand__isnull", "%00"):
        answer = danas.get("cases", {name: "1"})
        assert (answer.status_code, answer.json()["code"]) == (422, "not_understood"), name
    assert danas.client.get("/api/v1/cases?most=1&most=2", headers=danas._headers({})).status_code == 422
    said = danas.post(f"cases/{case.number}/notes", {"text": "x", "by": "somebody"})
    assert (said.status_code, said.json()["errors"][0]["field"]) == (422, "body.given.by")


def test_cursors_are_nobodys_but_ours(danas, case):
    for word in ("x", "AAAA", "\0", "a" * 400, "🙂", f"{timezone.now().isoformat()}_{case.key.hex}"):
        assert danas.get("cases", {"after": word}).status_code == 422
        assert danas.get(f"cases/{case.number}/entries", {"before": word[:200]}).status_code == 422


def test_v4_a_method_is_what_it_is(danas, case):
    answer = danas.client.post(
        "/api/v1/cases/x", "{}", content_type="application/json",
        headers=danas._headers({"X-HTTP-Method-Override": "GET"}),
    )  # fmt: skip
    assert answer.status_code == 405 and answer["Allow"] == "GET, HEAD"
    assert danas.delete(f"cases/{case.number}").status_code == 405


def test_bodies_are_bounded_whole_and_json(danas, case):
    path = f"cases/{case.number}/notes"
    assert danas.post(path, "x" * (3 * 2**20)).status_code == 413
    assert danas.post(path, "[" * 100_000).status_code == 400
    assert danas.post(path, b"\xff\xfe").status_code == 400
    assert danas.post(path, "text=x", kind="application/x-www-form-urlencoded").status_code == 415
    assert danas.post(path, {"text": "a\0b"}).status_code == 422


def test_the_same_write_twice_is_done_once_and_another_with_its_key_is_refused(danas, case):
    path, text = f"cases/{case.number}/notes", {"text": "Called the depot."}
    first = danas.post(path, text, Idempotency_Key="k1")
    again = danas.post(path, text, Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content and again["Idempotency-Replayed"] == "true"
    assert danas.post(path, {"text": "Another"}, Idempotency_Key="k1").status_code == 422
    assert danas.post(path, text, Idempotency_Key="k2").json()["entry"] != first.json()["entry"]
    # The key of another program is another key.
    assert "Idempotency-Replayed" not in danas.post(path, text, Idempotency_Key="a" * 255)
    assert danas.post(path, text, Idempotency_Key="a" * 256).status_code == 422


def test_while_the_first_is_under_way_the_second_waits_and_one_broken_off_is_begun_anew(danas, dana, case):
    path, text = f"cases/{case.number}/notes", {"text": "Called."}
    danas.post(path, text, Idempotency_Key="k")
    row = Answered.objects.get(key="k")
    Answered.objects.filter(pk=row.pk).update(status=None)
    answer = danas.post(path, text, Idempotency_Key="k")
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (409, "under_way", "1")
    Answered.objects.filter(pk=row.pk).update(at=timezone.now() - BROKEN_OFF)
    assert danas.post(path, text, Idempotency_Key="k").status_code == 201


def test_a_call_that_took_so_long_that_another_took_its_place_leaves_nothing(dana, case, desk):
    at = timezone.now()
    token = make_token(dana, name="x", scopes=["cases:write"], expires_at=at + timedelta(days=1), at=at).token
    request = RequestFactory().post(
        "/api/v1/x", b"{}", content_type="application/json", headers={"Idempotency-Key": "k"}
    )
    before = heads(case.key)

    def slow() -> HttpResponse:
        note(case, "Called.", by=desk, at=at)
        # The same call, sent again after BROKEN_OFF, takes the row of this one for broken off.
        Answered.objects.filter(key="k").delete()
        return HttpResponse("{}", status=201)

    with pytest.raises(Problem) as told:
        once(request, caller_of(token, at=at), slow)
    assert (told.value.status, told.value.code, heads(case.key)) == (409, "under_way", before)


def test_what_is_refused_is_not_kept_so_that_it_can_be_put_right(danas, case):
    refused = danas.post(f"cases/{case.number}/notes", {"text": " "}, Idempotency_Key="k")
    assert (refused.status_code, refused.json()["code"]) == (409, "refused")
    assert not Answered.objects.exists()
    assert danas.post(f"cases/{case.number}/notes", {"text": "x"}, Idempotency_Key="k").status_code == 201
    Answered.objects.update(at=timezone.now() - timedelta(hours=24))
    assert forget_answers(timezone.now()) == 1


def test_a_message_is_sent_by_whoever_read_the_newest_and_its_promises_are_named(danas, case):
    path = f"cases/{case.number}/messages"
    words = {"text": "We will call you back by tomorrow at 12:00."}
    assert danas.post(path, words).status_code == 428
    etag = danas.get(f"cases/{case.number}")["ETag"]
    danas.post(f"cases/{case.number}/notes", {"text": "She called."})
    stale = danas.post(path, words, If_Match=etag)
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")

    unread = danas.post(path, words, If_Match=stale["ETag"])
    assert (unread.status_code, unread.json()["code"]) == (409, "refused")
    found = danas.post(f"{path}/check", words).json()["promises"]
    assert len(found) == 1 and found[0]["due_at"]
    sent = danas.post(path, words | {"promises": [{"key": found[0]["key"]}]}, If_Match=stale["ETag"])
    assert sent.status_code == 201, sent.content
    assert sent.json()["kind"] == "message.sent"
    owed = danas.get(f"cases/{case.number}/promises").json()["promises"]
    assert [one["due_at"] for one in owed if one["origin"] == "read"] == [found[0]["due_at"]]


def test_lists_ask_the_same_number_of_questions_however_long_they_are(danas, dana, noa, brand, desk, case):
    paths = ("cases", "cases?holder=me", "promises?whose=all", "people", "hand-overs", f"cases/{case.number}/entries",
             f"cases/{case.number}/promises")  # fmt: skip

    def asked() -> list[int]:
        numbers = []
        for path in paths:
            with CaptureQueriesContext(connection) as seen:
                answer = danas.client.get(f"/api/v1/{path}", headers=danas._headers({}))
            assert answer.status_code == 200, answer.content
            # That the token was used is written once a minute: which of these calls it is, hangs on the clock.
            numbers.append(len([one for one in seen if 'UPDATE "api_token"' not in one["sql"]]))
        return numbers

    asked()
    few = asked()
    for number in range(8):
        open_case(noa, brand, subject=f"{number}", text="More.", by=desk, at=timezone.now())
    many = asked()
    assert few == many and max(many) < 20, list(zip(paths, few, many, strict=True))
