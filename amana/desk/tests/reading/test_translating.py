from __future__ import annotations

import json
from datetime import timedelta
from html import unescape

import pytest

from amana.cases.models import Case
from amana.channels.language_models.agreeing import agree, named, set_up, withdraw
from amana.channels.language_models.talking import talk
from amana.channels.language_models.tests.scripted import ScriptedModel
from amana.desk.tests.conftest import mail
from amana.handling.talking import translating
from amana.readings.models import Inquiry, Reading, Translation
from amana.readings.taking import read_some
from amana.record.appending import Actor
from amana.record.withdrawing import erase

TEXT = "שלום, הראוטר של נועה לוי מת כבר שבוע. חייגתי אל 054-765-4321 ואיש לא ענה. מתי זה יתוקן?"


@pytest.fixture
def server():
    with ScriptedModel() as server:
        yield server


@pytest.fixture
def written(case, now) -> Case:
    row = mail(TEXT)
    while read_some(worker="test", at=now + timedelta(hours=1)):
        pass
    written = Case.objects.get(pk=row.case)
    written.customer.name = "נועה לוי"
    written.customer.save()
    return written


@pytest.fixture
def allowed(written, server, brand, ruth, now) -> Case:
    row = set_up(brand, url=server.url, model="small-1", key="sk-1", by=ruth, at=now)
    agree(brand, to=named(row), by=ruth, at=now)
    return written


def url_of(case: Case, more: str) -> str:
    return f"/desk/cases/{case.number}/entries/{Reading.objects.get(case=case).pk}/{more}/"


def translates(server: ScriptedModel, words: object) -> None:
    server.says = json.dumps({"translation": words}, ensure_ascii=False)


def asked(client, case: Case) -> tuple[int, str]:
    answer = client.post(url_of(case, "translation"))
    return answer.status_code, unescape(answer.content.decode())


def speaks(agent, *languages: str) -> None:
    agent.languages = list(languages)
    agent.save()


def test_a_message_in_a_foreign_language_is_translated_at_a_click_and_marked(allowed, server, desk, dana):
    speaks(dana, "en")
    server.while_asked = lambda: translates(server, f"It says: {server.asked[-1].message}")

    page = desk.get(url_of(allowed, "reading")).content.decode()
    assert "Translate into <bdi>English</bdi>" in page and server.asked == []
    status, html = asked(desk, allowed)

    assert status == 200
    assert f"It says: {TEXT}" in html
    assert "Translated by a machine" in html and "The original is what counts." in html
    assert "Translate into" not in html


def test_what_leaves_names_nobody_and_asks_for_the_language_of_the_reader(allowed, server, desk, dana):
    speaks(dana, "en")
    translates(server, "A router.")
    asked(desk, allowed)

    [call] = server.asked
    assert "נועה" not in call.message and "4321" not in call.message and "[number" in call.message
    assert "into English" in call.content["messages"][0]["content"]


def test_what_was_translated_once_is_not_sent_again(allowed, server, desk, dana):
    speaks(dana, "en")
    translates(server, "A router.")
    assert [asked(desk, allowed)[0] for _time in range(2)] == [200, 200]

    assert len(server.asked) == Inquiry.objects.count() == Translation.objects.count() == 1


def test_nobody_is_offered_their_own_language(allowed, desk, dana):
    speaks(dana, "he", "en")

    assert "Translate into" not in desk.get(url_of(allowed, "reading")).content.decode()


def test_without_consent_nothing_leaves(allowed, server, desk, dana, brand, ruth, now):
    speaks(dana, "en")
    withdraw(brand, by=ruth, at=now)

    assert "Translate into" not in desk.get(url_of(allowed, "reading")).content.decode()
    status, html = asked(desk, allowed)
    assert status == 422 and "No language model may be asked here" in html
    assert server.asked == [] and not Translation.objects.exists()


@pytest.mark.parametrize(
    "says",
    ["", "Sure! Here it is.", "{", '{"translation": 7}', '{"translation": "  "}', '{"translation": "[name 1]"}', "[]"],
)
def test_an_answer_of_no_use_is_thrown_away(allowed, server, desk, dana, says):
    speaks(dana, "en")
    server.says = says

    status, html = asked(desk, allowed)
    assert status == 422 and "cannot be understood" in html
    assert not Translation.objects.exists()
    assert Inquiry.objects.get().answered_at is not None


def test_markup_and_nul_in_an_answer_stay_words(allowed, server, desk, dana):
    speaks(dana, "en")
    translates(server, "<img src=x onerror=alert(1)> \0 \ud800 dead")

    answer = desk.post(url_of(allowed, "translation"))
    assert answer.status_code == 200
    assert b"<img src=x" not in answer.content and b"&lt;img src=x" in answer.content


def test_a_consent_withdrawn_meanwhile_keeps_nothing(
    allowed, server, desk, dana, brand, ruth, monkeypatch: pytest.MonkeyPatch
):
    speaks(dana, "en")
    translates(server, "A router.")

    def talk_and_withdraw(*given):
        answer = talk(*given)
        withdraw(brand, by=ruth, at=allowed.last_word_at)
        return answer

    monkeypatch.setattr(translating, "talk", talk_and_withdraw)
    status, html = asked(desk, allowed)
    assert status == 422 and "withdrawn meanwhile" in html and not Translation.objects.exists()


def test_what_is_erased_leaves_no_translation(allowed, server, desk, dana, now):
    speaks(dana, "en")
    translates(server, "A router.")
    asked(desk, allowed)
    assert Translation.objects.exists()

    erase(Reading.objects.get(case=allowed).pk, why="law", by=Actor("agent", "1"), at=now)

    assert not Translation.objects.exists()
