from __future__ import annotations

import pytest
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from amana.config.signing_in.peers import Peers, is_proxy, visitor
from amana.config.signing_in.tests.conftest import PASSWORD
from amana.post.models import Outgoing
from tests.together import in_a_thread

PEER = "203.0.113.7"


def tries(account, times, *, ip=PEER, **headers):
    said = {}
    for _ in range(times):
        said = Client(REMOTE_ADDR=ip, headers=headers).post(
            reverse("account_login"), {"login": account.email, "password": "wrong"}
        )
    return said


def test_a58_who_guesses_from_afar_locks_out_nobody(account, sign_in, is_inside):
    tries(account, 6)
    assert not is_inside(sign_in(account, client=Client(REMOTE_ADDR=PEER)))
    assert is_inside(sign_in(account, client=Client(REMOTE_ADDR="198.51.100.9")))


def test_a58_from_however_many_places_an_account_is_guessed_at_no_more_than_sixty_times(account, sign_in, is_inside):
    for number in range(15):
        tries(account, 4, ip=f"198.51.100.{number}")
    assert not is_inside(sign_in(account, client=Client(REMOTE_ADDR="192.0.2.1")))
    # The door of passkeys and of a code by mail is another one.
    asked = Client(REMOTE_ADDR="192.0.2.1").get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    assert asked.status_code == 200 and "challenge" in asked.content.decode()
    mailed = Client(REMOTE_ADDR="192.0.2.1").post(reverse("account_request_login_code"), {"email": account.email})
    assert mailed.status_code == 302


def test_a58_who_signs_in_rightly_uses_up_no_try(account, sign_in, is_inside):
    for _ in range(8):
        assert is_inside(sign_in(account, client=Client(REMOTE_ADDR=PEER)))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a58_fifty_tries_at_once_count_as_fifty(account):
    cache.clear()
    under_way = [in_a_thread(lambda: tries(account, 1)) for _ in range(50)]
    for one in under_way:
        one.result()
    assert "Too many" in tries(account, 1).content.decode()


def test_a58_ten_thousand_names_push_out_no_count(account):
    assert cache._max_entries >= 100_000


def test_f48_without_the_cache_nobody_signs_in_and_who_is_inside_reads_on(account, sign_in, is_inside, monkeypatch):
    here = sign_in(account)
    monkeypatch.setattr(ratelimit, "CACHE_LOCK_WAIT_TIMEOUT", 0)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cache RENAME TO cache_gone")
    try:
        answer = Client().post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
        assert answer.status_code in {200, 429} and "sessionid" not in answer.cookies
        assert Client().get(reverse("account_login")).status_code == 200
        assert is_inside(here) and here.get(reverse("desk:queue")).status_code == 200
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE cache_gone RENAME TO cache")
    assert is_inside(sign_in(account))


def test_a60_what_a_visitor_says_of_themselves_is_not_believed(account, sign_in, is_inside):
    made_up = {"remote-user": account.email, "x-forwarded-user": account.email, "x-remote-user": account.email,
               "cf-connecting-ip": "192.0.2.66", "x-forwarded-for": "192.0.2.66", "x-real-ip": "192.0.2.66"}  # fmt: skip
    assert not is_inside(Client(headers=made_up)) and not is_inside(Client(REMOTE_USER=account.email))
    for number in range(6):
        tries(account, 1, **dict.fromkeys(("x-forwarded-for", "x-real-ip", "cf-connecting-ip"), f"192.0.2.{number}"))
    assert not is_inside(sign_in(account, client=Client(REMOTE_ADDR=PEER))), (
        "each try counted for one and the same place"
    )
    here = Client(REMOTE_ADDR="198.51.100.1", headers={"x-forwarded-for": "<script>, 192.0.2.66"})
    sign_in(account, client=here)
    page = here.get(reverse("account_sign_ins")).content.decode()
    assert "198.51.100.1" in page and "192.0.2.66" not in page


def test_a60_a_configured_proxy_is_believed_and_only_the_last_it_saw(settings):
    settings.PROXIES = ["10.0.0.0/8", "::1"]
    assert is_proxy("10.1.2.3") and is_proxy("::1") and is_proxy("::ffff:10.1.2.3") and not is_proxy(PEER)
    assert visitor("10.1.2.3", f"192.0.2.66, {PEER}, 10.9.9.9") == PEER
    for said in ("", "rubbish", "192.0.2.1, rubbish", ",,,", "\x00"):
        assert visitor("10.1.2.3", said) == "10.1.2.3"


def test_a60_without_a_proxy_nothing_a_proxy_says_is_left(rf, settings):
    settings.PROXIES = ["10.0.0.1"]
    seen = []
    keep = Peers(lambda request: seen.append(dict(request.META)))
    said = {
        "HTTP_X_FORWARDED_FOR": "192.0.2.66",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_REMOTE_USER": "x",
        "REMOTE_USER": "x",
    }
    keep(rf.get("/", REMOTE_ADDR=PEER, **said))
    keep(rf.get("/", REMOTE_ADDR="10.0.0.1", **said))
    assert not set(said) & set(seen[0]) and seen[0]["REMOTE_ADDR"] == PEER
    assert seen[1]["HTTP_X_FORWARDED_PROTO"] == "https" and seen[1]["REMOTE_ADDR"] == "192.0.2.66"
    assert "REMOTE_USER" not in seen[1] and "HTTP_REMOTE_USER" not in seen[1]


def test_a57_ways_of_coming_in_say_the_same_of_who_is_there_and_who_is_not(account):
    def said(email):
        client = Client()
        first = client.post(reverse("account_request_login_code"), {"email": email})
        page = client.get(first.url).content.decode()
        wrong = client.post(reverse("account_confirm_login_code"), {"code": "AAAA-AAAA"}).status_code
        return first.status_code, first.url, "on its way there" in page, wrong

    assert said(account.email) == said("nobody@else.example")


def test_a57_nothing_is_sent_to_an_address_without_account(account):
    for name in ("account_request_login_code", "account_reset_password"):
        Client().post(reverse(name), {"email": "nobody@else.example"})
    assert not Outgoing.objects.exists()
