"""A keeper finds what stands in their own cases as soon as it is written, and nobody else finds any of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from amana.cases.models import Case
from amana.language.normalising import fold
from amana.people.models import Account
from amana.portal.tests.conftest import PASSWORD
from amana.portal.tests.mine.stage import GOAL, LANGUAGES, entries, in_language, somebody_else, url
from amana.portal.tests.mine.test_climbing import send
from amana.record.withdrawing import erase
from amana.search.asking import understand
from amana.search.finding import Search, hits
from amana.search.models import Indexed, Word
from amana.search.narrowing import narrow
from amana.search.owning import find
from amana.search.walking import begin_again, walk_some
from amana.team.viewing import owner

CALL = {
    "spoke_with": "Avigdor Stern", "said": "The technician was delayed by a flood in Netanya.", "minutes": "5", "waited_minutes": "12",
    "promised": "A refund of the installation fee", "due_at": "2027-01-10T10:00", "asked": "1",
}  # fmt: skip


def found(client: Client, query: str) -> str:
    answer = client.get("/mine/search/", {"q": query})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def told(own, client) -> Case:
    assert client.post(url(own, "calls/"), CALL).status_code == 302
    send(own, "complaint")
    paper = SimpleUploadedFile("receipt-zanzibar-2026.pdf", b"%PDF-1.4", content_type="application/pdf")
    client.post(url(own, "papers/"), {"files": [paper], "name": "The receipt", "act": "add"})
    return own


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", ["Netanya", "avigdor", '"installation fee"', "zanzibar", "router", "150"])
def test_calls_promises_letters_and_names_of_files_are_found(told, client, query, language):
    in_language(told, language)
    page = found(client, query)
    assert "<mark>" in page and "Kav Telecom" in page and "/entries/" in page


def test_what_was_found_leads_to_its_place_in_the_story(told, client):
    key = Indexed.objects.filter(entry__in=[one.id for one in entries(told, "call.noted")]).get().entry
    answer = client.get(url(told, f"entries/{key}/"))
    assert answer.status_code == 302 and "#entry-" in answer.url
    assert "Netanya" in client.get(answer.url).content.decode()


def test_hebrew_and_arabic_words_are_found_in_any_form(own, client):
    client.post(url(own, "calls/"), CALL | {"said": "הטכנאי לא הגיע בגלל השביתה", "promised": "", "due_at": ""})
    client.post(url(own, "calls/"), CALL | {"said": "لم يحضر الفنّيّ بسبب الإضراب", "promised": "", "due_at": ""})
    assert "<mark>" in found(client, "שביתה") and "<mark>" in found(client, "اضراب")
    assert fold("الإضراب") == fold("الاضراب")


def test_nobody_else_finds_any_of_it(told, client):
    other = somebody_else()
    other.post(
        "/mine/new/", GOAL | {"company": "Another", "happened": "Nothing came.", "wanted": "A word", "settle_for": ""}
    )
    for query in ("Netanya", "zanzibar", "refund", "Kav"):
        assert "<mark>" not in found(other, query)
    assert "<mark>" in found(other, "nothing came") and "<mark>" not in found(client, "nothing came")
    key = entries(told, "call.noted")[0].id
    theirs = Case.objects.get(company__name="Another")
    assert other.get(url(theirs, f"entries/{key}/")).status_code == 404
    assert other.get(url(told, f"entries/{key}/")).status_code == 404


def test_whoever_serves_finds_nothing_of_an_own_case(told):
    from amana.handling.intake.importing import new_brand
    from amana.team.models import Agent
    from amana.team.viewing import at_the_desk

    brand = new_brand("Kav Telecom", at=timezone.now(), language="en")
    account = Account.objects.create_user("dana@kav.example", PASSWORD, name="Dana")
    agent = Agent.objects.create(account=account, joined_at=timezone.now())
    agent.brands.add(brand)
    viewer = at_the_desk(agent)
    for query in ("Netanya", "zanzibar", "150"):
        asked = understand(query)
        assert hits(Search(asked, narrow(asked, viewer), viewer)).rows == [] and find(asked, viewer) == []
    assert not Indexed.objects.visible_to(viewer).exists() and not Word.objects.exists()
    assert not Indexed.objects.filter(worked_at=None).exists()


def test_what_was_erased_is_found_no_more(told, client):
    call = entries(told, "call.noted")[0]
    erase(call.id, why="mine", by=owner(told.customer).actor, at=timezone.now())
    assert "<mark>" not in found(client, "Netanya") and "<mark>" in found(client, "zanzibar")


def test_own_cases_of_before_are_found_when_somebody_looks_and_when_all_is_gone_through(told, client):
    begin_again(timezone.now(), afresh=True)
    assert not Indexed.objects.exists()
    assert "<mark>" in found(client, "Netanya")
    begin_again(timezone.now(), afresh=True)
    while walk_some(worker="w", at=timezone.now() + timedelta(seconds=1)):
        pass
    viewer = owner(told.customer)
    assert [row.case_id for row in find(understand("Netanya"), viewer)] == [told.pk]
    assert not Indexed.objects.filter(worked_at=None).exists()


@pytest.mark.parametrize(
    "query", ["", " ", "\0", "'; DROP TABLE", '"', "§o", "-x", "state:open", "a" * 5000, "OR AND NOT *", "\u202e%"]
)
def test_rubbish_finds_nothing_and_breaks_nothing(told, client, query):
    page = found(client, query)
    assert "<mark>" not in page


def test_whoever_is_not_signed_in_is_asked_to(db):
    assert Client().get("/mine/search/", {"q": "x"}).status_code == 302


def test_the_list_has_a_box_to_search_in(told, client):
    assert 'action="/mine/search/"' in client.get("/mine/").content.decode()
