"""Strangers write on a brand's page: what is stored, who is named, and what is turned away."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.commitments.models import Slot
from amana.counter.models import Asked, WritingForm
from amana.counter.sites import Wanted, set_widget
from amana.counter.wording import put_question
from amana.counter.writing import LONGEST_TEXT, set_form
from amana.handling.opening import open_case
from amana.kit.codes import new_id
from amana.portal.tests.conftest import agent_named, code_sent
from amana.post.models import HELD, Outgoing, RawMessage
from amana.record.reading import read
from amana.record.verifying import verify
from amana.team.models import Agent, Team
from amana.team.viewing import at_the_desk
from tests.letters import last_mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted_before():
    cache.clear()


@pytest.fixture
def yossi(brand):
    return agent_named("Yossi", brand, role=Agent.MANAGER)


@pytest.fixture
def open_page(brand, dana, yossi, at):
    set_form(brand, is_on=True, by=at_the_desk(yossi), at=at)
    return f"/write/{brand.pk}/"


@pytest.fixture
def repairs(brand, at):
    """The one question of the brand, and a team of one that the second answer leads to."""
    team = Team.objects.create(name="Repairs")
    lior = agent_named("Lior", brand)
    Agent.objects.filter(pk=lior.pk).update(team=team)
    texts = {"en": "What is it about?", "he": "במה מדובר?", "ar": "ما الموضوع؟"}
    put_question(
        brand,
        None,
        texts,
        [({"en": "A bill", "he": "חשבון"}, None), ({"en": "A repair", "he": "תיקון"}, team.pk)],
        at=at,
    )
    return lior


def form(**said):
    return {
        "key": str(new_id()),
        "name": "Maya Stern",
        "mail": "maya@stern.example",
        "text": "My kettle leaks.\nIt is new.",
    } | said


def test_there_is_no_page_until_it_is_turned_on(client, brand, dana, ruth, yossi, at):
    assert client.get("/write/").status_code == 404
    assert client.get(f"/write/{brand.pk}/").status_code == 404
    assert client.post(f"/write/{brand.pk}/", form()).status_code == 404 and not RawMessage.objects.exists()
    with pytest.raises(Refused):
        set_form(brand, is_on=True, by=at_the_desk(ruth), at=at)
    set_form(brand, is_on=True, by=at_the_desk(yossi), at=at)
    set_form(brand, is_on=True, by=at_the_desk(yossi), at=at)
    assert client.get("/write/").url == f"/write/{brand.pk}/" and client.get(f"/write/{brand.pk}/").status_code == 200
    set_form(brand, is_on=False, by=at_the_desk(yossi), at=at)
    assert client.get(f"/write/{brand.pk}/").status_code == 404


def test_what_is_written_is_stored_and_becomes_a_case_and_who_has_it_is_said(client, open_page):
    answer = client.post(open_page, form())
    case = Case.objects.get()
    html = answer.content.decode()
    assert (
        answer.status_code == 200 and case.number in html and case.holder.name in html and "maya@stern.example" in html
    )
    raw = RawMessage.objects.get()
    assert (raw.state, raw.case, raw.arrivals.get().door) == ("done", case.key, "form")
    said = next(one for one in read(case.key, side="customer") if one.kind == "message.received")
    assert (said["text"], said["channel"], said["verified"]) == ("My kettle leaks.\nIt is new.", "form", "none")
    assert (case.customer.name, case.subject) == ("Maya Stern", "My kettle leaks.") and case.next_due_at
    assert list(verify()) == []


def test_the_link_goes_by_mail_and_opens_the_case_for_whoever_reads_that_mail(client, open_page):
    assert "/c/" not in client.post(open_page, form()).content.decode()
    url = re.search(r"https?://[^/]+(/c/[a-z0-9]{32}/)", last_mail("receipt"))[1]
    assert Outgoing.objects.filter(what="receipt").get().recipients.get().address == "maya@stern.example"
    client.post(f"{url}code/")
    client.post(f"{url}device/", {"code": code_sent()})
    assert "My kettle leaks." in client.get(url).content.decode()


def test_the_answer_to_the_one_question_leads_to_its_team(client, open_page, repairs):
    assert "A repair" in client.get(open_page).content.decode()
    assert client.post(open_page, form()).status_code == 422  # it has to be answered, if only with none of them
    html = client.post(open_page, form(place="2")).content.decode()
    case = Case.objects.get()
    assert case.holder == repairs and "Lior" in html and case.subject == "A repair"
    assert Asked.objects.get().chosen == 2
    client.post(open_page, form(place="0", mail="x@stern.example"))
    assert Asked.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize(("language", "words"), [("he", "מה קרה"), ("ar", "ما")])
def test_it_speaks_the_readers_language(client, open_page, repairs, language, words):
    client.cookies["django_language"] = language
    html = client.get(open_page).content.decode()
    assert f'lang="{language}"' in html and 'dir="rtl"' in html


def test_sent_twice_it_is_one_message_and_says_the_same(client, open_page, repairs):
    twice = form(place="2")
    first, second = (client.post(open_page, twice).content.decode() for _ in range(2))
    assert Case.objects.count() == RawMessage.objects.count() == Asked.objects.count() == 1
    assert "Lior" in first and "Lior" in second


def test_it_never_joins_a_case_that_is_there_and_tells_nobody_who_looks_after_it(
    client, open_page, noa, brand, dana, at
):
    before = open_case(noa, brand, subject="Router", text="Dead", by=at_the_desk(dana), at=at)
    html = client.post(open_page, form(mail="noa@dvarim.example", text=f"About {before.number}")).content.decode()
    assert Case.objects.count() == 2 and "Dana" not in html and before.number not in html
    assert not any(one["text"] == f"About {before.number}" for one in read(before.key, side="company"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"name": "\0\u202e"}, {"mail": ""}, {"mail": "maya"}, {"mail": "a@b@c"}, {"mail": "מיה@stern.example"},
        {"mail": "maya@stern.example\r\nBcc: all@else.example"}, {"mail": "x" * 300 + "@stern.example"}, {"text": ""},
        {"text": " \n\0 "}, {"text": "x" * (LONGEST_TEXT + 1)}, {"place": "9"}, {"place": "-1"}, {"place": "²"},
    ],
)  # fmt: skip
def test_rubbish_is_refused_with_a_sentence_and_what_was_typed_stays(client, open_page, repairs, wrong):
    answer = client.post(open_page, form(place="1") | wrong)
    assert answer.status_code == 422 and 'class="notice' in answer.content.decode()
    assert not RawMessage.objects.exists() and not Case.objects.exists()


@pytest.mark.parametrize(
    "odd",
    [
        {"key": "rubbish"}, {"key": ""}, {"name": "=?utf-8?q?x?= <a@b.example>"}, {"name": "שלום\nBcc: x@y.example"},
        {"text": "Subject: x\r\n\r\nFrom: y"}, {"text": "<script>alert(1)</script>"}, {"text": "> On Monday you wrote:\n> nothing"},
        {"text": "-- \nMaya"}, {"name": "א" * 500}, {"text": "😀" * 3000},
    ],
)  # fmt: skip
def test_what_is_odd_is_stored_as_words_and_nothing_else(client, open_page, odd):
    answer = client.post(open_page, form() | odd)
    assert answer.status_code == 200, answer.content.decode()
    assert RawMessage.objects.get().state in {"done", HELD}
    assert "<script>alert" not in answer.content.decode()
    assert all(
        "bcc" not in one["to"] for case in Case.objects.all() for one in read(case.key, side="company") if one["to"]
    )


def test_who_fills_in_what_nobody_sees_is_told_so_and_can_send_it_once_more(client, open_page):
    sent = form(website="https://spam.example")
    answer = client.post(open_page, sent)
    html = answer.content.decode()
    assert answer.status_code == 422 and not RawMessage.objects.exists()
    assert "My kettle leaks." in html and "spam.example" not in html
    assert client.post(open_page, sent | {"website": ""}).status_code == 200 and Case.objects.count() == 1


def test_a_call_is_offered_with_times_that_are_free_and_promised(client, open_page, brand, yossi, at):
    assert 'name="call_at"' not in client.get(open_page).content.decode()  # only where the brand offers it
    set_widget(brand, Wanted(["https://www.tahuna.example"]), by=at_the_desk(yossi), at=at)
    times = re.findall(r'<option value="(2[^"]+)"', client.get(open_page).content.decode())
    html = client.post(open_page, form(call_at=times[5], number="050-1234567")).content.decode()
    assert "We call you" in html and Slot.objects.get().starts_at.isoformat() == times[5]
    # Whoever holds the next one has no time then any more: nothing is lost, and another time is chosen.
    second = form(call_at=times[5], number="050-7654321", mail="x@stern.example")
    html = client.post(open_page, second).content.decode()
    assert Case.objects.count() == 2 and 'name="again"' in html
    other = re.findall(r'<option value="(2[^"]+)"', html)[5]
    again = {"again": "1", "key": second["key"], "number": "050-7654321", "call_at": other}
    assert "We call you" in client.post(open_page, again).content.decode() and Slot.objects.count() == 2
    for wrong in (
        {"call_at": "soon"},
        {"call_at": times[5], "number": "call pwn7.example 12345"},
        {"call_at": times[5]},
    ):
        assert client.post(open_page, form(mail="y@stern.example") | wrong).status_code == 422
    assert client.post(open_page, again | {"key": str(new_id()), "call_at": other}).status_code == 200
    assert Slot.objects.count() == 2


def test_too_much_from_one_place_waits(client, open_page):
    answers = [client.post(open_page, form(mail=f"m{n}@stern.example")).status_code for n in range(7)]
    assert answers == [200] * 5 + [429] * 2
    assert Case.objects.count() == 5


def test_one_address_cannot_be_flooded_from_many_places(open_page):
    answers = [Client(REMOTE_ADDR=f"192.0.2.{n}").post(open_page, form()).status_code for n in range(5)]
    assert answers == [200] * 3 + [429] * 2


def test_too_large_a_request_is_turned_away_before_it_is_read(client, open_page):
    assert client.post(open_page, form(text="x" * 300_000)).status_code == 413
    assert not RawMessage.objects.exists()


def test_who_writes_in_our_own_name_is_believed_nothing(client, open_page):
    html = client.post(open_page, form(mail="shop@tahuna.example")).content.decode()
    assert "A person reads it." in html and not Case.objects.exists()
    assert RawMessage.objects.get().state == "aside"


def test_only_forms_of_ours_are_taken(open_page):
    assert Client(enforce_csrf_checks=True).post(open_page, form()).status_code == 403


def test_where_several_brands_have_a_page_one_chooses(client, open_page, yossi, at):
    from amana.handling.intake.importing import new_brand
    from amana.team.models import BrandAddress

    other = new_brand("Other", at=at, language="en")
    BrandAddress.objects.create(value="hi@other.example", brand=other, added_at=at)
    WritingForm.objects.create(brand=other, by=yossi, since=at)
    html = client.get("/write/").content.decode()
    assert "Tahuna" in html and "Other" in html
    client.post(f"/write/{other.pk}/", form())
    assert Case.objects.get().brand == other


def test_a_brand_without_an_address_opens_no_page(yossi, brand, at):
    brand.addresses.all().delete()
    with pytest.raises(Refused):
        set_form(brand, is_on=True, by=at_the_desk(yossi), at=at)


def test_an_administrator_turns_it_on_in_the_settings_and_nobody_else(client, brand, yossi, ruth, dana):
    address = f"/desk/settings/brands/{brand.pk}/form/"
    for agent, status in ((dana, 404), (ruth, 422), (yossi, 302)):
        client.force_login(agent.account)
        assert client.post(address, {"is_on": "on"}).status_code == status
    assert WritingForm.objects.get().by == yossi
    assert f"/write/{brand.pk}/" in client.get(address).content.decode()
    assert "A page to write to us" in client.get("/desk/settings/changes/").content.decode()


def test_questions_are_compared_with_what_is_answered_only_so_often(client, open_page, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"answer_offer": "1/10m/ip"}
    answers_given = [client.post(open_page, form(mail=f"m{n}@stern.example")).status_code for n in range(2)]
    assert answers_given == [200, 200] and Case.objects.count() == 2


def test_another_time_for_a_call_is_asked_for_only_so_often_and_none_chosen_is_none(
    client, open_page, brand, yossi, at, settings
):
    set_widget(brand, Wanted(["https://www.tahuna.example"]), by=at_the_desk(yossi), at=at)
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"write_call": "2/10m/ip"}
    sent = form()
    client.post(open_page, sent)
    again = {"again": "1", "key": sent["key"], "number": "050-7654321", "call_at": ""}
    for _twice in range(3):
        answer = client.post(open_page, again)
        assert answer.status_code == 200 and 'name="again"' in answer.content.decode()
    assert not Slot.objects.exists()
