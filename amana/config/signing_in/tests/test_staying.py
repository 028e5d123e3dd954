from __future__ import annotations

import time
from datetime import timedelta
from importlib import import_module

from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amana.config.signing_in.staying import KEPT, is_over
from amana.config.signing_in.tests.conftest import PASSWORD
from amana.handling.holding.standing_in import disable
from amana.kit.codes import new_id
from amana.people.models import Account, KnownBrowser, SignIn
from amana.people.staying import forget, signed_in
from amana.post.models import Outgoing
from amana.team.changing import change_place
from amana.team.models import Agent
from amana.team.viewing import at_the_desk
from tests.letters import last_mail

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EVIL = "Mozilla/5.0 <script>alert(1)</script> Firefox"


def changed(client, **values):
    """Change what the session keeps of the sign-in."""
    session = client.session
    session[KEPT] = {**session[KEPT], **values}
    session.save()


def test_where_i_am_signed_in_is_listed_and_ended_there(account, sign_in, is_inside):
    here = sign_in(account, headers={"user-agent": FIREFOX})
    there = sign_in(account, headers={"user-agent": EVIL})
    page = here.get(reverse("account_sign_ins")).content.decode()
    assert "Firefox, Linux" in page and "<script>alert" not in page and page.count("this browser") == 1

    row = SignIn.objects.exclude(session=here.session.session_key).get()
    here.post(reverse("account_sign_in_end", args=[row.pk]))
    assert is_inside(here) and not is_inside(there)


def test_nobody_ends_the_sign_in_of_another(account, sign_in, ruth, is_inside):
    here, other = sign_in(account), Client()
    other.force_login(ruth.account)
    row = SignIn.objects.get(account=account)
    assert other.post(reverse("account_sign_in_end", args=[row.pk])).status_code == 404
    assert is_inside(here)


def test_all_others_end_at_once(account, sign_in, is_inside):
    here, there = sign_in(account), sign_in(account)
    here.post(reverse("account_sign_ins_end"))
    assert is_inside(here) and not is_inside(there)


def test_a59_a_new_password_ends_all_others_and_keeps_the_one_that_chose_it(account, sign_in, is_inside):
    here, there = sign_in(account), sign_in(account)
    new = {"oldpassword": PASSWORD, "password1": "another kettle sings", "password2": "another kettle sings"}
    here.post(reverse("account_change_password"), new)
    assert is_inside(here) and not is_inside(there)
    assert SignIn.objects.filter(account=account).count() == 1
    assert "Your password was changed" in last_mail("account")


def test_a59_another_role_ends_every_sign_in(account, dana, ruth, sign_in, is_inside):
    here = sign_in(account)
    change_place(dana, role=dana.role, lead=ruth)
    assert is_inside(here), "another lead alone is no other role"
    change_place(dana, role=Agent.LEAD, lead=ruth)
    assert not is_inside(here)


def test_a59_who_is_disabled_is_out_and_stays_out_when_let_in_again(account, dana, ruth, sign_in, is_inside, now):
    here = sign_in(account)
    disable(dana, {}, by=at_the_desk(ruth), at=now)
    Account.objects.filter(pk=account.pk).update(is_active=True)
    assert not is_inside(here) and not SignIn.objects.filter(account=account).exists()


def test_a_sign_in_ends_by_itself(account, sign_in, is_inside):
    now = time.time()
    days, hours = configured.SIGNED_IN_AT_MOST.total_seconds(), configured.IDLE_AT_MOST.total_seconds()
    new = {"began": now, "seen": now}
    assert not is_over(new, closes_with_browser=True, now=now)
    assert is_over({**new, "began": now - days}, closes_with_browser=False, now=now)
    assert is_over({**new, "seen": now - hours}, closes_with_browser=True, now=now)
    assert not is_over({**new, "seen": now - hours}, closes_with_browser=False, now=now), "who asked to stay stays"

    here = sign_in(account)
    changed(here, seen=now - hours - 1)
    gone = here.get(reverse("desk:queue"))
    assert gone.url == "/accounts/login/?next=%2Fdesk%2F" and not is_inside(here)


def test_being_here_is_noted_every_few_minutes_and_not_with_every_page(account, sign_in, django_assert_max_num_queries):
    here = sign_in(account)
    before = SignIn.objects.get().seen_at
    here.get(reverse("account_sign_ins"))
    assert SignIn.objects.get().seen_at == before
    changed(here, seen=time.time() - 600)
    SignIn.objects.update(seen_at=timezone.now() - timedelta(minutes=10))
    here.get(reverse("account_sign_ins"))
    assert SignIn.objects.get().seen_at >= before


def test_a_session_from_before_is_taken_up(account, is_inside):
    here = Client()
    here.force_login(account)
    session = here.session
    del session[KEPT]
    session.save()
    SignIn.objects.all().delete()
    assert is_inside(here) and SignIn.objects.filter(account=account).count() == 1


def test_a_new_browser_is_told_of_by_mail_and_a_known_one_is_not(account, sign_in):
    first = sign_in(account)
    assert not Outgoing.objects.filter(what="account").exists(), "the first one is no news"
    first.post(reverse("account_logout"))
    sign_in(account, client=first)
    assert not Outgoing.objects.filter(what="account").exists()
    sign_in(account, headers={"user-agent": EVIL, "host": "127.0.0.1"})
    said = last_mail("account")
    assert "a browser that was not seen before" in said and "<script>" not in said
    assert "http://localhost:8000/accounts/sessions/" in said, "a56: our own address"


def test_nothing_is_posted_where_no_mail_can_leave(account, sign_in, settings):
    settings.SMTP_URL = ""
    sign_in(account), sign_in(account)
    assert not Outgoing.objects.exists()
    assert "code by mail" not in Client().get(reverse("account_login")).content.decode()


def test_what_has_run_out_is_forgotten(account, sign_in, now):
    sign_in(account)
    at = timezone.now()
    assert forget(at) == 0
    assert forget(at + configured.SIGNED_IN_AT_MOST + timedelta(minutes=1)) == 1 and not SignIn.objects.exists()
    assert forget(at + timedelta(days=401)) == 1 and not KnownBrowser.objects.exists()


def test_the_session_of_an_ended_sign_in_is_gone_from_the_store(account, sign_in):
    here = sign_in(account)
    key = here.session.session_key
    SignIn.objects.get().delete()
    store = import_module(configured.SESSION_ENGINE).SessionStore()
    assert store.exists(key)
    here.get(reverse("account_sign_ins"))
    here.post(reverse("account_logout"))
    assert not store.exists(key)


def test_where_i_am_signed_in_is_asked_in_one_query_however_often_that_is(account, sign_in, django_assert_num_queries):
    here, at = sign_in(account), timezone.now()
    for number in range(9):
        other = SignIn.objects.get(session=here.session.session_key)
        other.pk, other.session = None, f"gone-{number}"
        other._state.adding = True
        other.id = new_id()
        other.save(force_insert=True)
    sign_in(account)
    with django_assert_num_queries(1):
        rows = signed_in(account, at=at + timedelta(minutes=1))
    assert len(rows) == 2 and not any(row.session.startswith("gone") for row in rows)
