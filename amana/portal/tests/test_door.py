"""A link alone shows nothing: who comes in has typed a code from the mail the case already had."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from amana.cases.errors import Refused
from amana.cases.models import CaseLink, Participant
from amana.portal.models import Code, Device, Look
from amana.portal.proving import MOST_AN_HOUR, MOST_TRIES, check_code, masked, send_code
from amana.portal.recognising import COOKIE
from amana.portal.tests.conftest import code_sent
from amana.post.models import Outgoing
from amana.record.reading import head

PERSONAL = ["Noa", "Levi", "Router", "AM-", "Dana", "dvarim", "October"]


def test_a53_a_new_device_sees_no_personal_content(client, door):
    page = client.get(door.url)

    assert page.status_code == 200
    assert [word for word in PERSONAL if word in page.content.decode()] == []
    assert "n•••@…" in page.content.decode()


def test_a53_a_new_device_can_do_nothing(client, door, late):
    for screen in ("message", "not-kept", "claim", "next-person", "record", "link", "link/new", "link/none", "devices"):
        assert client.get(door.of(screen)).status_code == 403
        assert client.post(door.of(screen), {"text": "x", "promise": str(late.pk)}).status_code in {403, 405}
    assert door.entries("message.received") == []
    assert CaseLink.objects.get(case=door.case, person=door.person).revoked_at is None


def test_the_right_code_opens_the_case_and_is_remembered(client, door):
    door.enter(client)
    page = client.get(door.url).content.decode()

    assert "Noa Levi" in page and "Router dead" in page
    cookie = client.cookies[COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == 90 * 24 * 3600


def test_a53_every_look_is_written_down_once_in_a_while(inside, door):
    inside.get(door.url)
    inside.get(door.url)
    assert Look.objects.filter(case=door.case, person=door.person).count() == 1

    inside.head(door.url)
    page = inside.get(door.of("link")).content.decode()
    assert Look.objects.count() == 1 and "Noa Levi" in page


def test_a_code_is_good_once(client, door):
    door.enter(client)
    spent = code_sent()
    other = Client()
    other.post(door.of("code"))

    assert other.post(door.of("device"), {"code": spent}).status_code == 403


def test_a55_a_code_expires(client, door, link):
    client.post(door.of("code"))
    Code.objects.update(asked_at=timezone.now() - timedelta(hours=1), expires_at=timezone.now() - timedelta(seconds=1))

    assert client.post(door.of("device"), {"code": code_sent()}).status_code == 403
    assert not Device.objects.exists()


def test_five_wrong_tries_spend_a_code(client, door):
    client.post(door.of("code"))
    right = code_sent()
    wrong = "00000000" if right != "0000 0000" else "11111111"
    for _ in range(MOST_TRIES):
        assert client.post(door.of("device"), {"code": wrong}).status_code == 403

    assert client.post(door.of("device"), {"code": right}).status_code == 403
    assert Code.objects.get().tries == MOST_TRIES


@pytest.mark.parametrize("typed", ["12 34 56 78", " 1234-5678 ", "١٢٣٤٥٦٧٨", "۱۲۳۴ ۵۶۷۸"])
def test_a_code_is_understood_however_it_is_typed(link, typed, monkeypatch):
    monkeypatch.setattr("amana.portal.proving.new_code", lambda: "12345678")
    at = timezone.now()
    code = send_code(link, language="en", at=at)

    assert check_code(code.pk, typed, link=link, at=at)


def test_a_code_lies_as_a_digest_and_a_browser_of_its_own_is_asked_for(client, door):
    client.post(door.of("code"))
    digits = code_sent().replace(" ", "")

    assert digits not in Code.objects.get().digest
    assert Client().post(door.of("device"), {"code": digits}).status_code == 403


def test_a_code_of_one_link_opens_no_other(client, door, samis, link):
    at = timezone.now()
    code = send_code(link, language="en", at=at)
    other = CaseLink.objects.get(case=samis.case, person=samis.person)

    with pytest.raises(Refused):
        check_code(code.pk, code_sent(), link=other, at=at)


def test_no_more_than_five_codes_an_hour(client, door, link):
    for _ in range(MOST_AN_HOUR):
        assert client.post(door.of("code")).status_code == 302
    assert client.post(door.of("code")).status_code == 429
    assert Outgoing.objects.filter(what="code").count() == MOST_AN_HOUR

    # A new link to the same address does not begin to count again.
    CaseLink.objects.filter(pk=link.pk).update(revoked_at=timezone.now())
    fresh = CaseLink.objects.create(case=door.case, person=door.person, digest="d", made_at=timezone.now())
    with pytest.raises(Refused):
        send_code(fresh, language="en", at=timezone.now())
    assert send_code(fresh, language="en", at=timezone.now() + timedelta(hours=1, minutes=1))


def test_who_has_no_mail_address_is_told_how_to_go_on(client, door, link):
    link.person.addresses.all().delete()
    page = client.get(door.url)

    assert masked(link) == "" and b"Send me a code" not in page.content
    assert client.post(door.of("code")).status_code == 429


def test_a64_a_scanner_that_opens_the_link_changes_nothing(client, door):
    before = head(door.case.key)
    for _ in range(3):
        client.get(door.url)
        client.head(door.url)
        client.get(door.of("code"))
        client.get(door.of("device"))
        client.get(door.of("language"))

    assert head(door.case.key) == before
    assert not Code.objects.exists() and not Outgoing.objects.filter(what="code").exists()
    assert not Look.objects.exists() and not client.session.keys()


def test_a64_forms_need_their_token_even_where_the_origin_is_hidden(door):
    careful = Client(enforce_csrf_checks=True)
    page = careful.get(door.url).content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    hidden = {"HTTP_ORIGIN": "null"}

    assert careful.post(door.of("code"), **hidden).status_code == 403
    assert (
        careful.post(door.of("code"), {"csrfmiddlewaretoken": token}, HTTP_ORIGIN="https://evil.example").status_code
        == 403
    )
    crossing = hidden | {"HTTP_SEC_FETCH_SITE": "cross-site"}
    assert careful.post(door.of("code"), {"csrfmiddlewaretoken": token}, **crossing).status_code == 403
    ours = hidden | {"HTTP_SEC_FETCH_SITE": "same-origin"}
    assert careful.post(door.of("code"), {"csrfmiddlewaretoken": token}, **ours).status_code == 302


def test_a52_pages_of_a_link_leave_no_trace(client, door):
    for response in (client.get(door.url), client.get("/c/" + "a" * 32 + "/"), door.enter(client).get(door.url)):
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == "no-store"
        assert "noindex" in response.headers["X-Robots-Tag"]


def test_a54_nothing_but_the_token_itself_opens(client, door):
    token = door.token
    tried = [token.upper(), f" {token}", f"{token}%20", f"{token}%00", f"%00{token}", token[:-1], f"{token}a", "null",
             "None", "%00", token.title(), f"{token}%0a", token[::-1], "א" * 32]  # fmt: skip
    bodies = set()
    for one in tried:
        response = client.get(f"/c/{one}/")
        assert response.status_code == 404, one
        bodies.add(_without_tokens(response.content.decode()))
    assert len(bodies) == 1


def _without_tokens(page: str) -> str:
    return re.sub(r'"X-CSRFToken": "\w+"', "", page)


def test_a52_a_revoked_link_looks_like_one_that_never_was(client, door, link):
    never = client.get("/c/" + "b" * 32 + "/")
    CaseLink.objects.filter(pk=link.pk).update(revoked_at=timezone.now())
    revoked = client.get(door.url)

    assert revoked.status_code == never.status_code == 404
    assert _without_tokens(revoked.content.decode()) == _without_tokens(never.content.decode())


def test_a52_whoever_no_longer_takes_part_finds_nothing(inside, door):
    Participant.objects.filter(case=door.case, person=door.person).delete()

    assert inside.get(door.url).status_code == 404
    assert inside.post(door.of("message"), {"text": "hello"}).status_code == 404


def test_a57_an_unknown_link_asks_the_database_as_often_as_a_revoked_one(client, door, link, django_assert_num_queries):
    CaseLink.objects.filter(pk=link.pk).update(revoked_at=timezone.now())
    for url in (door.url, "/c/" + "b" * 32 + "/", "/c/x/", "/c/%00/"):
        with django_assert_num_queries(1):
            assert client.get(url).status_code == 404


def test_a56_forged_hosts_are_refused_and_reach_no_mail(client, door):
    assert client.post(door.of("code"), HTTP_HOST="evil.example").status_code == 400
    client.post(door.of("code"), HTTP_X_FORWARDED_HOST="evil.example")

    assert b"evil.example" not in bytes(Outgoing.objects.get(what="code").mime)


def test_a_cookie_that_was_planted_is_not_the_one_that_becomes_known(client, door, samis):
    planted = Client()
    samis.enter(planted)
    client.cookies[COOKIE] = planted.cookies[COOKIE].value
    door.enter(client)

    assert client.cookies[COOKIE].value != planted.cookies[COOKIE].value
    assert b"Noa Levi" not in planted.get(door.url).content


def test_a_device_of_one_person_is_none_of_another(inside, samis):
    assert "سامي" not in inside.get(samis.url).content.decode()
    assert inside.get(samis.of("message")).status_code == 403


@pytest.mark.parametrize("change", [{"revoked_at": timezone.now()}, {"until": timezone.now() - timedelta(days=1)}])
def test_a_device_can_be_forgotten_and_grows_old(inside, door, change):
    Device.objects.update(**change)

    assert b"Noa Levi" not in inside.get(door.url).content


def test_a_forged_device_cookie_is_nothing(client, door):
    client.cookies[COOKIE] = "made:up:here"
    assert b"Noa Levi" not in client.get(door.url).content


def test_a59_the_session_gets_a_new_name_when_the_code_was_right(client, door):
    client.post(door.of("code"))
    before = client.session.session_key
    client.post(door.of("device"), {"code": code_sent()})

    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("language", "word", "direction"), [("he", "עברית", "rtl"), ("ar", "العربية", "rtl"), ("en", "English", "ltr")]
)
def test_the_language_is_remembered_for_the_person(inside, door, language, word, direction):
    inside.post(door.of("language"), {"language": language, "next": door.of("message")})
    del inside.cookies[settings.LANGUAGE_COOKIE_NAME]
    page = inside.get(door.url).content.decode()

    assert f'<html lang="{language}" dir="{direction}"' in page and word in page
    door.person.refresh_from_db()
    assert door.person.language == language


def test_the_language_of_the_door_is_the_browsers_choice_and_leads_nowhere_else(client, door):
    answer = client.post(door.of("language"), {"language": "ar", "next": "https://evil.example/"})

    assert answer.url == door.url
    assert 'lang="ar"' in client.get(door.url).content.decode()[:300]
    door.person.refresh_from_db()
    assert door.person.language == "en"


@pytest.mark.django_db(transaction=True)
def test_codes_tried_at_once_are_all_counted(door, link):
    at = timezone.now()
    code = send_code(link, language="en", at=at)

    def attempt(_number: int) -> bool:
        try:
            while True:
                try:
                    return check_code(code.pk, "99999999 0", link=link, at=at)
                except OperationalError:
                    # The tests' database in memory refuses where one in a file waits.
                    continue
        except Refused:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert not any(pool.map(attempt, range(12)))
    assert Code.objects.get().tries == MOST_TRIES


def test_every_row_has_a_name_for_whoever_looks_into_the_database(inside, door):
    inside.get(door.url)
    rows = [*Code.objects.all(), *Device.objects.all(), *Look.objects.all()]
    assert {type(row) for row in rows} == {Code, Device, Look}
    assert all(str(row).strip() for row in rows)
    assert str(CaseLink.objects.get().pk) in {str(row).split()[0] for row in Code.objects.all()}
