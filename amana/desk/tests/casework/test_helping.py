"""The desk knows who acts for the customer, and who only says so."""

from __future__ import annotations

from django.urls import reverse

from amana.cases.models import Helper
from amana.desk.tests.conftest import signed_in
from amana.handling.helping import Who, name_helper
from amana.team.viewing import by_link

FORM = {"name": "Adv. Lior Cohen", "mail": "lior@din.example", "relation": "lawyer", "scope": "writes",
        "text": "He called and says he acts for her."}  # fmt: skip


def page_of(client, case) -> str:
    return client.get(reverse("desk:case", args=[case.number])).content.decode()


def test_a_claim_is_written_down_marked_and_taken_back(desk, case):
    answer = desk.post(reverse("desk:helpers", args=[case.number]), FORM)
    helper = Helper.objects.get()
    assert answer.status_code == 302 and (helper.named_by, helper.confirmed_at) == ("other", None)
    page = page_of(desk, case)
    assert "Adv. Lior Cohen" in page and "Not confirmed by the customer" in page and "not confirmed yet" in page

    desk.post(reverse("desk:helper_removal", args=[case.number, helper.pk]))
    assert "Not confirmed by the customer" not in page_of(desk, case)


def test_whoever_the_customer_named_is_shown_with_what_they_may_do_and_cannot_be_taken_away(desk, case, noa, now):
    by = by_link(noa, case.key)
    helper = name_helper(case, Who("Maya Levi", "maya@levi.example"), scope="reads", until=None, by=by, at=now)
    page = page_of(desk, case)
    removal = reverse("desk:helper_removal", args=[case.number, helper.pk])
    assert "Maya Levi" in page and "reads the record" in page and removal not in page

    desk.post(removal)
    helper.refresh_from_db()
    assert helper.revoked_at is None


def test_what_is_refused_stays_in_the_form(desk, case):
    url = reverse("desk:helpers", args=[case.number])
    for change in ({"mail": "noa@levi.example"}, {"mail": "dana@tavor.example"}, {"text": " "}, {"scope": "rules"}):
        answer = desk.post(url, FORM | change)
        assert answer.status_code == 422 and "Adv. Lior Cohen" in answer.content.decode()
    assert not Helper.objects.exists()


def test_a48_a_stranger_writes_nothing_down(case, omar):
    assert signed_in(omar).post(reverse("desk:helpers", args=[case.number]), FORM).status_code == 404
    assert not Helper.objects.exists()
