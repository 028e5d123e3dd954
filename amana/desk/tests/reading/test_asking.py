from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape

import pytest
import pytest_socket

from amana.cases.models import Case
from amana.channels.language_models.agreeing import agree, named, set_up, withdraw
from amana.channels.language_models.tests.scripted import ScriptedModel
from amana.commitments.models import Commitment
from amana.desk.tests.conftest import mail, signed_in
from amana.handling.facts.noting import note
from amana.handling.opening import open_case
from amana.readings.models import Correction, Inquiry, Reading, Suggestion
from amana.readings.taking import read_some
from amana.record.withdrawing import withdraw as take_out
from amana.team.viewing import at_the_desk

TEXT = (
    "Hello, Noa Levi here, also on noa.levi@private.example or 054-765-4321.\n"
    "The little box was switched off and on by me on Sunday, card 4111 1111 1111 1111 was charged.\n"
    "Somebody with a ladder would be the right thing. The old box and me, your desk, Tuesday.\n\n"
    "-- \nRegards from Peregrine Lane 7\n"
)
TRIED = {"kind": "tried", "quote": "The little box was switched off and on by me on Sunday"}
WANTED = {"kind": "request", "quote": "Somebody with a ladder would be the right thing."}
PROMISED = {"kind": "promise", "by": "customer", "quote": "The old box and me, your desk, Tuesday."}


@pytest.fixture
def server():
    with ScriptedModel() as server:
        server.finds(TRIED, WANTED, PROMISED)
        yield server


@pytest.fixture
def written(case, dana, now) -> Case:
    """A mail of Noa's in a case of its own, and a note of Dana's, both read."""
    row = mail(TEXT)
    case = Case.objects.get(pk=row.case)
    note(case, "She sounds tired.", by=at_the_desk(dana), at=now)
    while read_some(worker="test", at=now + timedelta(hours=1)):
        pass
    return case


@pytest.fixture
def allowed(written, server, brand, ruth, now) -> Case:
    row = set_up(brand, url=server.url, model="small-1", key="sk-1", by=ruth, at=now)
    agree(brand, to=named(row), by=ruth, at=now)
    return written


def reading_of(case: Case, side: str = "customer") -> Reading:
    return Reading.objects.get(case=case, side=side)


def url_of(case: Case, more: str = "", side: str = "customer") -> str:
    return f"/desk/cases/{case.number}/entries/{reading_of(case, side).pk}/{more or 'reading/'}"


def asked(client, case: Case, side: str = "customer"):
    answer = client.post(url_of(case, "asking/", side))
    return answer, unescape(answer.content.decode())


def decided(client, case: Case, kind: str, verdict: str):
    row = Suggestion.objects.get(kind=kind)
    return client.post(url_of(case, "suggestions/"), {"suggestion": str(row.pk), "verdict": verdict})


def test_by_default_nobody_is_asked_and_no_connection_is_made(written, desk, ruth, brand):
    lead = signed_in(ruth)
    pytest_socket.disable_socket(allow_unix_socket=True)
    try:
        for page in (f"/desk/cases/{written.number}/", url_of(written), "/desk/settings/"):
            assert "Ask the model" not in desk.get(page).content.decode()
        answer, html = asked(desk, written)
        assert answer.status_code == 422 and "No language model may be asked here" in html
        settings_page = lead.get(f"/desk/settings/brands/{brand.pk}/model/").content.decode()
        assert "It is off. Nothing is sent." in settings_page
        assert lead.post(f"/desk/settings/brands/{brand.pk}/model/trial/").status_code == 404
        while read_some(worker="test", at=reading_of(written).at + timedelta(hours=2)):
            pass
    finally:
        pytest_socket.enable_socket()
    assert not Inquiry.objects.exists()


def test_without_consent_nothing_is_sent(written, server, brand, ruth, desk, now):
    set_up(brand, url=server.url, model="small-1", key="", by=ruth, at=now)

    assert "Ask the model" not in desk.get(url_of(written)).content.decode()
    assert asked(desk, written)[0].status_code == 422
    assert server.asked == [] and not Inquiry.objects.exists()


def test_nothing_is_sent_before_somebody_asks(allowed, server, desk, now):
    for page in (f"/desk/cases/{allowed.number}/", url_of(allowed)):
        desk.get(page)
    mail("And another thing: please call me.")
    while read_some(worker="test", at=now + timedelta(hours=2)):
        pass

    assert server.asked == []


def test_what_was_missed_is_suggested_and_marked(allowed, server, desk):
    answer, html = asked(desk, allowed)

    assert answer.status_code == 200 and "New suggestions: 3." in html
    for said in (TRIED["quote"], WANTED["quote"], PROMISED["quote"], "a promise of the customer", "Asked by"):
        assert said in html, said
    marks = re.findall(r"suggested by \u2068small-1\u2069 at \u2068" + re.escape(server.host), html)
    assert len(marks) == 3
    assert not Correction.objects.exists() and not Commitment.objects.filter(quote=PROMISED["quote"]).exists()
    assert desk.get(url_of(allowed)).content.decode().count("small-1") >= 3, "they wait for the next reader too"


def test_what_names_the_customer_or_the_team_is_not_in_what_was_sent(allowed, server, desk):
    asked(desk, allowed)

    whole = json.dumps(server.asked[0].content, ensure_ascii=False)
    for secret in (
        "Noa",
        "Levi",
        "private.example",
        "765",
        "4111",
        "Dana",
        "Katz",
        "tavor",
        "Peregrine",
        allowed.number,
    ):
        assert secret not in whole, secret
    assert "switched off and on by me on Sunday" in server.asked[0].message
    assert set(server.asked[0].content) == {"model", "messages"}
    assert "She sounds tired" not in whole


def test_what_is_right_counts_from_then_on_and_stays_marked(allowed, desk, dana):
    asked(desk, allowed)

    assert decided(desk, allowed, "tried", "right").status_code == 302

    kept = Correction.objects.get()
    assert (kept.kind, kept.label, kept.verdict, kept.by_key) == ("tried", "customer", "missed", str(dana.pk))
    html = desk.get(url_of(allowed)).content.decode()
    assert re.search(r"added by a person[^<]*suggested by", html)
    assert Suggestion.objects.filter(verdict="").count() == 2


def test_what_is_wrong_is_gone_and_not_suggested_again(allowed, server, desk):
    asked(desk, allowed)
    decided(desk, allowed, "wanted", "wrong")

    _answer, html = asked(desk, allowed)

    assert len(server.asked) == 2 and "nothing that is not here already" in html
    assert WANTED["quote"] not in html
    assert not Correction.objects.exists()


def test_a_promise_that_is_right_leads_to_its_time(allowed, desk):
    asked(desk, allowed)

    answer = decided(desk, allowed, "promise", "right")

    row = Commitment.objects.get(quote=PROMISED["quote"])
    assert (row.state, row.promiser, row.said_in) == ("noticed", "customer", reading_of(allowed).pk)
    assert answer.url == f"/desk/promises/{row.pk}/"
    assert desk.get(answer.url).status_code == 200


def test_a_script_is_led_there_too(allowed, desk):
    asked(desk, allowed)
    row = Suggestion.objects.get(kind="promise")

    answer = desk.post(url_of(allowed, "suggestions/"), {"suggestion": str(row.pk), "verdict": "right"},
                       headers={"HX-Request": "true"})  # fmt: skip

    assert answer.headers["HX-Redirect"].startswith("/desk/promises/")


def test_a_suggestion_is_decided_once_and_rubbish_decides_nothing(allowed, desk):
    asked(desk, allowed)
    row = Suggestion.objects.get(kind="tried")
    for said in ({"suggestion": "x"}, {"suggestion": str(row.pk), "verdict": "maybe"}, {}):
        assert desk.post(url_of(allowed, "suggestions/"), said).status_code == 422

    decided(desk, allowed, "tried", "right")
    assert decided(desk, allowed, "tried", "wrong").status_code == 422
    assert Correction.objects.count() == 1


def test_a_quote_that_is_not_in_the_message_is_dropped(allowed, server, desk):
    server.finds(TRIED, {"kind": "request", "quote": "Refund everything <script>alert(1)</script>"})

    _answer, html = asked(desk, allowed)

    assert "New suggestions: 1." in html and "does not stand in the message: 1" in html
    assert "<script>alert" not in html


@pytest.mark.parametrize(
    ("says", "word"),
    [
        ('{"findings": [{"kind": "request", "quote": "Close this case at once"}]}', "does not stand in the message"),
        ("Sure! <b>I closed the case</b>", "cannot be understood"),
        ('{"close": true, "findings": "all"}', "cannot be understood"),
    ],
)
def test_an_answer_that_was_talked_into_something_does_nothing(allowed, server, desk, says, word):
    server.says = says

    answer, html = asked(desk, allowed)

    assert answer.status_code == 422 and word in html
    assert "closed the case" not in html
    assert not Suggestion.objects.exists() and Case.objects.get(pk=allowed.pk).is_open


@pytest.mark.parametrize(
    "wrong", [{"body": b"<html>"}, {"status": 500}, {"status": 302}, {"says": "x" * 400_000}, {"body": b""}]
)
def test_a_server_that_misbehaves_is_a_sentence_and_can_be_asked_again(allowed, server, desk, wrong):
    for name, value in wrong.items():
        setattr(server, name, value)
    answer, html = asked(desk, allowed)
    assert answer.status_code == 422 and "gave no suggestions" in html and not Suggestion.objects.exists()

    server.body, server.status = None, 200
    server.finds(TRIED)
    assert asked(desk, allowed)[0].status_code == 200


def test_a_consent_that_is_withdrawn_while_it_answers_throws_the_answer_away(allowed, server, desk, brand, ruth, now):
    from amana.handling.talking import asking_models

    talk = asking_models.talk

    def talk_and_withdraw(*given, **more):
        answer = talk(*given, **more)
        withdraw(brand, by=ruth, at=now)
        return answer

    asking_models.talk = talk_and_withdraw
    try:
        answer, html = asked(desk, allowed)
    finally:
        asking_models.talk = talk

    assert answer.status_code == 422 and "withdrawn meanwhile" in html
    assert not Suggestion.objects.exists()
    assert "Ask the model" not in desk.get(url_of(allowed)).content.decode()


def test_it_is_not_asked_twice_at_the_same_time(allowed, server, desk, dana, now):
    row = reading_of(allowed)
    from django.utils import timezone

    Inquiry.objects.create(entry=row.pk, case=allowed, model="x", host="x", by=dana, asked_at=timezone.now())

    assert "already" in asked(desk, allowed)[1]
    assert server.asked == []


def test_our_own_words_are_not_sent(allowed, server, desk):
    answer, html = asked(desk, allowed, side="company")

    assert answer.status_code == 422 and "not asked about this" in html
    assert "Ask the model" not in desk.get(url_of(allowed, side="company")).content.decode()
    assert server.asked == []


def test_a_stranger_asks_nothing_and_decides_nothing(allowed, server, desk, omar):
    client = signed_in(omar)
    assert asked(client, allowed)[0].status_code == 404
    assert server.asked == []

    asked(desk, allowed)
    assert decided(client, allowed, "tried", "right").status_code == 404
    assert not Correction.objects.exists()


def test_a_message_is_not_sent_through_another_case(allowed, server, desk, dana, noa, brand, now):
    other = open_case(noa, brand, subject="Bill", text="Too much.", by=at_the_desk(dana), at=now)

    url = f"/desk/cases/{other.number}/entries/{reading_of(allowed).pk}/asking/"
    assert desk.post(url).status_code == 404 and server.asked == []


def test_what_is_erased_leaves_no_suggestion(allowed, desk, dana, now):
    asked(desk, allowed)
    row = reading_of(allowed)
    assert Suggestion.objects.count() == 3

    take_out(row.pk, from_side="company", why="Wrong recipient", by=at_the_desk(dana).actor, at=now)

    assert not Suggestion.objects.exists()
    assert Inquiry.objects.count() == 1, "that it was sent is still known, and holds no words"


def test_a_message_that_is_taken_out_while_the_model_answers_leaves_nothing(allowed, server, desk, dana, now):
    from amana.handling.talking import asking_models

    talk, row = asking_models.talk, reading_of(allowed)

    def talk_and_take_out(*given, **more):
        answer = talk(*given, **more)
        take_out(row.pk, from_side="company", why="Wrong recipient", by=at_the_desk(dana).actor, at=now)
        return answer

    asking_models.talk = talk_and_take_out
    try:
        desk.post(url_of(allowed, "asking/"))
    finally:
        asking_models.talk = talk
    assert not Suggestion.objects.exists()
