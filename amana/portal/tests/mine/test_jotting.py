"""What is typed into a plan or a cost is kept as it is typed, without pressing a button."""

from __future__ import annotations

import pytest

from amana.advocacy.models import Cost, Jotting, Plan
from amana.portal.tests.mine.stage import LANGUAGES, entries, in_language, shared, somebody_else, url

KEPT = {"headers": {"X-Kept": "1"}}
PLAN = {
    "whom": "Avi",
    "goal": "A day for the technician",
    "opening": "Good morning",
    "asks": "A name",
    "carry": "",
    "fallback": "Write",
}
COST = {"sort": "time", "amount": "2:30", "currency": "EUR", "what": "Waiting at home"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_half_typed_is_there_when_its_page_is_opened_again(own, client, language):
    in_language(own, language)
    assert client.post(url(own, "plan/"), PLAN | {"act": "keep"}, **KEPT).status_code == 204
    client.post(url(own, "plan/"), PLAN | {"act": "keep", "goal": "A day, and an hour"}, **KEPT)
    page = client.get(url(own, "plan/")).content.decode()
    assert "A day, and an hour" in page and "Good morning" in page
    assert not Plan.objects.exists() and not entries(own, "plan.written")
    assert "A day, and an hour" not in shared(own)


def test_a_plan_that_was_sent_is_half_typed_no_more(own, client):
    client.post(url(own, "plan/"), PLAN | {"act": "keep"}, **KEPT)
    client.post(url(own, "plan/"), PLAN | {"act": "save"})
    assert not Jotting.objects.exists() and len(entries(own, "plan.written")) == 1
    # The last words of the form may arrive after its button.
    client.post(url(own, "plan/"), PLAN | {"act": "keep"}, **KEPT)
    assert not Jotting.objects.exists()


def test_another_plan_is_proposed_beside_what_was_typed(own, client):
    client.post(url(own, "plan/"), PLAN | {"act": "keep"}, **KEPT)
    assert "Good morning" not in client.get(url(own, "plan/?new")).content.decode()
    assert "Good morning" in client.get(url(own, "plan/")).content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cost_half_typed_is_there_when_its_page_is_opened_again(own, client, language):
    in_language(own, language)
    assert client.post(url(own, "costs/"), COST | {"act": "keep"}, **KEPT).status_code == 204
    page = client.get(url(own, "problem/costs/")).content.decode()
    assert 'value="2:30"' in page and "Waiting at home" in page and 'value="time" checked' in page
    assert not Cost.objects.exists()
    client.post(url(own, "costs/"), COST | {"act": "add"})
    assert Cost.objects.get().minutes == 150 and not Jotting.objects.exists()
    assert "2:30" not in client.get(url(own, "problem/costs/")).content.decode()


def test_what_cannot_be_added_stays_typed(own, client):
    client.post(url(own, "costs/"), COST | {"act": "keep", "amount": "many"}, **KEPT)
    assert client.post(url(own, "costs/"), COST | {"act": "add", "amount": "many"}).status_code == 422
    assert 'value="many"' in client.get(url(own, "problem/costs/")).content.decode()


def test_rubbish_is_kept_as_rubbish_and_nobody_else_keeps_anything(own, client):
    other = somebody_else()
    rubbish = "\0" + "<script>" * 9000
    for screen in ("plan/", "costs/"):
        assert (
            client.post(url(own, screen), {"act": "keep", "goal": rubbish, "what": rubbish}, **KEPT).status_code == 204
        )
        assert other.post(url(own, screen), {"act": "keep"}, **KEPT).status_code == 404
    for screen in ("plan/", "problem/costs/"):
        page = client.get(url(own, screen))
        assert page.status_code == 200 and "<script><script>" not in page.content.decode()
