from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from amana.people.models import Account
from tests.letters import last_mail

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough pass phrase"


@pytest.fixture(autouse=True)
def _as_in_an_installation(db, settings):
    """Mail goes to our outbox, where the test runner would catch it; no attempt of another test is remembered."""
    settings.EMAIL_BACKEND = "amana.config.posting.Outbox"
    cache.clear()


@pytest.fixture
def account(dana):
    dana.account.set_password(PASSWORD)
    dana.account.save()
    return dana.account


def sign_in(account, password=PASSWORD):
    client = Client()
    client.post(reverse("account_login"), {"login": account.email, "password": password})
    return client


def is_inside(client):
    return client.get(reverse("desk:queue")).status_code == 200


def ask(email, **headers):
    return Client().post(reverse("account_reset_password"), {"email": email}, headers=headers)


def test_a_reset_leaves_by_the_outbox_with_a_link_on_our_own_address(account, settings):
    ask(account.email)

    assert f"{settings.BASE_URL}/accounts/password/reset/key/" in last_mail("account")


def test_a56_a_forged_host_changes_no_link_and_an_unknown_one_is_refused(account, settings):
    assert ask(account.email, host="evil.example").status_code == 400
    ask(account.email, host="127.0.0.1:9999", x_forwarded_host="evil.example")

    links = re.findall(r"https?://\S+", last_mail("account"))
    assert links and all(link.startswith(settings.BASE_URL + "/") for link in links)


def link_in_mail():
    return re.search(r"/accounts/password/reset/key/\S+", last_mail("account"))[0]


def choose(link, password):
    client = Client()
    form = client.get(link, follow=True).redirect_chain[-1][0]
    return client.post(form, {"password1": password, "password2": password})


def test_a55_a_reset_works_once_and_dies_with_a_change_of_the_password(account):
    ask(account.email)
    first = link_in_mail()
    choose(first, "another long pass phrase")
    assert is_inside(sign_in(account, "another long pass phrase"))

    again = Client().get(first, follow=True)
    assert not again.redirect_chain or "set-password" not in again.redirect_chain[-1][0]
    assert is_inside(sign_in(account, "another long pass phrase"))


def test_a57_asking_for_a_reset_tells_nobody_who_has_an_account(account):
    known, unknown = ask(account.email), ask("nobody@example.com")

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_a57_a_wrong_password_and_an_unknown_address_get_the_same_words(account):
    def words(email):
        page = Client().post(reverse("account_login"), {"login": email, "password": "wrong"}).content.decode()
        return re.sub(r"csrfmiddlewaretoken\S* value=\S+|CSRFToken\S* \S+|" + re.escape(email), "", page)

    assert words(account.email) == words("nobody@example.com")


def test_a59_the_session_gets_a_new_key_at_sign_in(account):
    client = Client()
    client.get(reverse("account_login"))
    client.cookies["amana"] = "planted-by-somebody-else-1234567"
    client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})

    assert is_inside(client)
    assert client.cookies["amana"].value != "planted-by-somebody-else-1234567"


def test_a59_a_changed_password_ends_all_other_sessions_and_so_does_disabling(account):
    one, other = sign_in(account), sign_in(account)
    assert is_inside(one) and is_inside(other)
    account.set_password("a third long pass phrase")
    account.save()
    assert not is_inside(one) and not is_inside(other)

    third = sign_in(account, "a third long pass phrase")
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert not is_inside(third)


def test_nobody_signs_up_by_themselves(db):
    page = Client().get(reverse("account_signup")).content.decode()

    assert "password1" not in page


def test_a58_guessing_is_slowed_down(account):
    for _ in range(6):
        Client().post(reverse("account_login"), {"login": account.email, "password": "wrong"})

    assert not is_inside(sign_in(account))
