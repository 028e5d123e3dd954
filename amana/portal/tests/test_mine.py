"""A consumer's own cases: begun, called about, written about and ended by their keeper, and seen by nobody else."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amana.advocacy.defining import define, person_of
from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.people.models import Account, Company, Person
from amana.portal.tests.conftest import PASSWORD
from amana.portal.urls import urlpatterns
from amana.record.reading import read
from amana.record.verifying import verify

GOAL = {"company": "Kav Telecom", "happened": "Charged for a router I gave back.", "wanted": "A refund of 200.",
        "settle_for": "150 would do."}  # fmt: skip


@pytest.fixture
def own(keeper, client) -> Case:
    client.post("/mine/new/", GOAL)
    return Case.objects.get(kept_by="customer")


def url(case: Case, screen: str = "") -> str:
    return f"/mine/{case.number}/{screen}"


def entries(case: Case, kind: str) -> list:
    return [entry for entry in read(case.key, side="customer") if entry.kind == kind]


def call(**more: str) -> dict[str, str]:
    here = (timezone.now() - timedelta(minutes=20)).astimezone(ZoneInfo("Asia/Jerusalem"))
    due = here + timedelta(days=2)
    typed = {"spoke_with": "Avi", "spoke_at": here.strftime("%Y-%m-%dT%H:%M"), "waited_minutes": "38", "minutes": "12",
             "said": "He saw the receipt.", "promised": "A refund of 200", "due_at": due.strftime("%Y-%m-%dT18:00"),
             "act": "save"}  # fmt: skip
    return typed | more


def test_a_new_case_has_a_next_step_and_keeps_the_floor_to_itself(own, client):
    assert own.owner.account.email == "gil@bayit.example" and own.company.name == "Kav Telecom"
    assert not own.company.is_ours and own.is_open and own.next_commitment
    assert [e["settle_for"] for e in entries(own, "goal.set")] == ["150 would do."]
    assert "150 would do" not in str([e.content for e in read(own.key, side="company")])
    page = client.get(url(own)).content.decode()
    assert "Charged for a router" in page and "150 would do." in page


def test_the_company_is_found_again_and_never_our_own(keeper, client, brand):
    Company.objects.filter(is_ours=True).update(name="Kav Telecom")
    client.post("/mine/new/", GOAL)
    client.post("/mine/new/", GOAL | {"company": " kav  telecom "})

    assert (
        Company.objects.filter(is_ours=False).count() == 1 and Case.objects.filter(company__is_ours=True).count() == 0
    )


@pytest.mark.parametrize("missing", ["company", "happened", "wanted"])
def test_what_is_missing_is_asked_for_and_the_rest_stays(keeper, client, missing):
    answer = client.post("/mine/new/", GOAL | {missing: " "})

    assert answer.status_code == 422 and not Case.objects.exists()
    assert "150 would do." in answer.content.decode()


def test_a_call_and_its_promise_enter_record_and_ledger(own, client):
    client.post(url(own, "calls/"), call(read_back="1"))

    said = entries(own, "call.noted")[0]
    assert (said["who"], said["waited"], said["minutes"]) == ("Avi", 38, 12) and "Read back" in said["text"]
    promise = Commitment.objects.get(case=own, action="A refund of 200")
    assert promise.promiser == "company" and promise.owner_person.name == "Avi"
    assert promise.owner_person.company == own.company and promise.said_in == said.id and promise.alarm_at
    own.refresh_from_db()
    assert own.next_commitment == promise.pk


def test_the_same_speaker_is_one_person(own, client):
    client.post(url(own, "calls/"), call())
    client.post(url(own, "calls/"), call(promised="A letter", spoke_with="avi"))
    client.post(url(own, "calls/"), call(promised="A call", spoke_with=""))

    assert Person.objects.filter(company=own.company).count() == 1
    assert Commitment.objects.get(action="A call").owner_company == own.company


@pytest.mark.parametrize(
    "wrong",
    [{"due_at": ""}, {"waited_minutes": "-3"}, {"minutes": "x"}, {"minutes": "99999"}, {"spoke_at": "2031-01-01T10:00"},
     {"due_at": "2001-01-01T10:00"}, {"said": "", "promised": "", "due_at": ""}, {"promised": ""}],
)  # fmt: skip
def test_a_call_that_makes_no_sense_is_asked_again(own, client, wrong):
    typed = call(**wrong) | ({"asked": "1"} if "promised" in wrong else {})
    answer = client.post(url(own, "calls/"), typed)

    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert entries(own, "call.noted") == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "He said: I will call you back tomorrow at 18:00."),
        ("he", "הוא אמר: אני אחזור אלייך מחר עד 18:00."),
        ("ar", "قال: سأتصل بك غداً الساعة 18:00."),
    ],
)
def test_a_promise_nobody_typed_is_asked_about_once(own, client, language, said):
    Account.objects.update(language=language)
    Case.objects.filter(pk=own.pk).update(language=language)
    typed = call(said=said, promised="", due_at="")
    answer = client.post(url(own, "calls/"), typed)
    page = answer.content.decode()
    assert answer.status_code == 200 and 'name="asked"' in page and "T18:00" in page
    assert entries(own, "call.noted") == []

    client.post(url(own, "calls/"), typed | {"asked": "1"})
    assert len(entries(own, "call.noted")) == 1


def test_a_letter_confirms_the_call_in_the_language_of_its_keeper(own, client):
    answer = client.post(url(own, "calls/"), call(act="confirm"))
    page = client.get(answer.url).content.decode()

    assert "A refund of 200" in page and "Minutes of waiting before it: 38." in page
    assert "150 would do" not in page
    link = page.partition('href="mailto:')[2].partition('"')[0].replace("&amp;", "&")
    body = parse_qs(urlsplit("mailto:" + link).query)["body"][0]
    assert "\r\n" in body and "A refund of 200" in body


@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_the_letter_is_saved_as_a_message_file(own, client, language):
    Account.objects.update(language=language)
    Case.objects.filter(pk=own.pk).update(language=language)
    letter = client.post(url(own, "calls/"), call(act="confirm")).url
    typed = {"to": "service@kav.example", "subject": "A\r\nBcc: x@y.example", "text": "שלום Hello مرحبا", "act": "eml"}
    answer = client.post(letter, typed)

    mail = message_from_bytes(answer.content, policy=policy.default)
    assert mail["To"] == "service@kav.example" and "gil@bayit.example" in mail["From"] and mail["Bcc"] is None
    assert mail["X-Unsent"] == "1" and "مرحبا" in mail.get_body(("plain",)).get_content()
    assert entries(own, "letter.drafted")[0].audience == "customer"
    assert "service@kav.example" in client.get(letter).content.decode()


@pytest.mark.parametrize("to", ["", "nobody", "ש@x.example"])
def test_a_message_file_needs_an_address_that_can_be_written_to(own, client, to):
    letter = client.post(url(own, "calls/"), call(act="confirm")).url

    assert client.post(letter, {"to": to, "subject": "S", "text": "T", "act": "eml"}).status_code == 422


def promise_of(own: Case, client: Client) -> Commitment:
    client.post(url(own, "calls/"), call())
    return Commitment.objects.get(case=own, action="A refund of 200")


def test_a_promise_is_said_to_be_kept_with_a_word_on_how(own, client):
    promise = promise_of(own, client)
    assert client.post(url(own, f"promises/{promise.pk}/kept/"), {"text": ""}).status_code == 422
    client.post(url(own, f"promises/{promise.pk}/kept/"), {"text": "It is on my account."})

    promise.refresh_from_db()
    assert promise.state == Commitment.KEPT


def test_a_promise_is_said_to_be_broken(own, client):
    promise = promise_of(own, client)
    client.post(url(own, f"promises/{promise.pk}/broken/"), {"text": "Nothing came."})

    promise.refresh_from_db()
    own.refresh_from_db()
    assert promise.state == Commitment.BROKEN and own.next_commitment


@pytest.mark.parametrize(("answer", "state"), [("agree", Commitment.RENEGOTIATED), ("refuse", Commitment.OPEN)])
def test_a_new_time_counts_only_with_consent(own, client, answer, state):
    promise = promise_of(own, client)
    client.post(url(own, f"promises/{promise.pk}/new-time/"), {"due_at": "2031-05-06T10:00", "answer": answer})

    promise.refresh_from_db()
    assert promise.state == state
    assert promise.offers.get().ending == {"agree": "agreed", "refuse": "refused"}[answer]


def test_ones_own_step_is_moved_without_asking_anybody(own, client):
    client.post(url(own, f"promises/{own.next_commitment}/new-time/"), {"due_at": "2031-05-06T10:00"})

    own.refresh_from_db()
    assert own.next_due_at.year == 2031


def test_a_case_is_closed_opened_again_and_downloaded(own, client):
    client.post(url(own, "closing/"))
    own.refresh_from_db()
    assert not own.is_open
    assert url(own, "opening/") in client.get(url(own)).content.decode()

    client.post(url(own, "opening/"), {"text": "They charged again."})
    own.refresh_from_db()
    assert own.is_open and own.next_commitment

    answer = client.post(url(own, "record/"))
    assert answer.content.startswith(b"PK") and b"150 would do" not in answer.content


def test_the_record_of_an_own_case_holds_together(own, client):
    promise = promise_of(own, client)
    client.post(url(own, f"promises/{promise.pk}/broken/"), {"text": "Nothing came."})
    client.post(url(own, "closing/"))

    assert list(verify([own.key])) == []


def test_the_list_names_the_next_step_of_each_case(own, client):
    promise_of(own, client)
    page = client.get("/mine/").content.decode()

    assert "Kav Telecom" in page and "A refund of 200" in page and "Avi" in page


def test_the_list_asks_no_more_for_many_cases(own, client, keeper):
    with CaptureQueriesContext(connection) as few:
        client.get("/mine/")
    for number in range(12):
        define(own.owner, company=f"C{number}", happened="x", wanted="y", at=timezone.now())
    with CaptureQueriesContext(connection) as many:
        client.get("/mine/")
    assert len(many) == len(few)


def test_a48_another_persons_own_case_is_nothing(own, dana, noa, settings, client):
    other = Account.objects.create_user("other@x.example", PASSWORD, name="Other")
    person_of(other)
    promise = promise_of(own, client)
    anonymous, stranger, agent = Client(), Client(), Client()
    stranger.force_login(other, backend=settings.AUTHENTICATION_BACKENDS[0])
    agent.force_login(dana.account, backend=settings.AUTHENTICATION_BACKENDS[0])
    for pattern in urlpatterns:
        route = str(pattern.pattern)
        if "<str:number>" not in route:
            continue
        path = "/" + route.replace("<str:number>", own.number).replace("<uuid:key>", str(promise.pk))
        path = path.replace("<slug:name>", "wanted")
        for browser, expected in ((anonymous, {302, 405}), (stranger, {404, 405}), (agent, {404, 405})):
            for answer in (browser.get(path), browser.post(path, {"text": "x"})):
                assert answer.status_code in expected, (path, answer.status_code)
                assert (
                    b"Kav Telecom" not in answer.content
                    and "/mine/AM" not in answer.headers.get("Location", "").split("?")[0]
                )
    promise.refresh_from_db()
    assert promise.state == Commitment.OPEN


def test_a64_looking_changes_nothing(own, client):
    promise = promise_of(own, client)
    before = len(read(own.key, side="customer"))
    for screen in ("", "closing/", "opening/", "record/", "calls/", f"promises/{promise.pk}/", f"promises/{promise.pk}/kept/",
                   f"promises/{promise.pk}/broken/", f"promises/{promise.pk}/new-time/"):  # fmt: skip
        client.get(url(own, screen))
        client.head(url(own, screen))
    assert len(read(own.key, side="customer")) == before


def test_on_ones_own_machine_a_consumer_begins_without_anybody(client, db, settings):
    settings.OPEN_MINE = True
    assert client.get("/mine/").url == "/mine/start/"
    answer = client.post("/mine/start/", {"name": "Gil", "email": "Gil@Bayit.example", "password": PASSWORD})

    assert answer.url == "/mine/new/"
    assert Person.objects.get(account__email="gil@bayit.example").name == "Gil"
    assert client.get("/mine/").status_code == 200


def test_on_a_shared_server_nobody_begins_by_themselves(client, db, settings):
    settings.OPEN_MINE = False
    assert client.get("/mine/start/").status_code == 404
    assert client.post("/mine/start/", {"name": "x", "email": "x@y.example", "password": PASSWORD}).status_code == 404
    assert client.get("/mine/").url.startswith("/accounts/login/")


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "short"},
        {"password": "password12"},
        {"email": "nobody"},
        {"name": " "},
        {"email": "x\0@y.example "},
    ],
)
def test_a_start_that_cannot_be_is_asked_again(client, db, settings, wrong):
    settings.OPEN_MINE = True
    answer = client.post("/mine/start/", {"name": "Gil", "email": "gil@bayit.example", "password": PASSWORD} | wrong)

    assert answer.status_code == 422 or "\0" in wrong.get("email", "")


def test_an_account_that_is_there_is_not_taken_over(client, keeper, settings):
    settings.OPEN_MINE = True
    somebody = Client()
    answer = somebody.post("/mine/start/", {"name": "X", "email": keeper.email, "password": "another kettle 99"})

    assert answer.status_code == 422 and "_auth_user_id" not in somebody.session
    keeper.refresh_from_db()
    assert keeper.check_password(PASSWORD) and keeper.name == "Gil"


@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_the_pages_speak_the_language_of_the_account(own, client, language):
    client.post("/mine/language/", {"language": language, "next": url(own)})
    promise = promise_of(own, client)
    for screen in ("", "closing/", "record/", f"promises/{promise.pk}/", f"promises/{promise.pk}/new-time/"):
        assert f'<html lang="{language}"' in client.get(url(own, screen)).content.decode()
    assert Account.objects.get().language == language
