"""What is not there, is damaged, is too large or came too late: a page that says so, and nothing written down."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from amana.advocacy.calling import Call, log_call
from amana.advocacy.defining import person_of
from amana.advocacy.home.backing_up import DATABASE, restore
from amana.advocacy.letters.models import Dropped, LetterDraft
from amana.advocacy.models import Making, Paper
from amana.advocacy.shares import Share
from amana.commitments.models import Commitment
from amana.handling.opening import open_own_case
from amana.kit.codes import new_id
from amana.people.models import Account, Company, Person
from amana.portal.tests.conftest import PASSWORD, lose_files
from amana.portal.tests.mine.stage import GOAL, entries, shared, url
from amana.portal.urls import urlpatterns
from amana.post.storing import keep
from amana.team.viewing import owner

BY_KEY = sorted(one.name for one in urlpatterns if one.name.startswith("own_") and "<uuid:key>" in str(one.pattern))


@pytest.mark.parametrize("name", BY_KEY)
def test_a_key_of_nothing_is_a_page_that_says_so(own, client, name):
    before = shared(own)
    address = reverse(f"portal:{name}", args=[own.number, new_id()])
    answers = {client.get(address).status_code, client.post(address, {"act": "keep"}).status_code}
    assert 404 in answers and answers <= {404, 405}
    assert shared(own) == before


def test_a_question_there_is_not_is_not_found_and_an_opened_problem_goes_on_in_its_case(own, client, keeper):
    assert client.get(url(own, "problem/nonsense/")).status_code == 404
    first = client.post("/mine/problem/", {"company": "Kav", "sector": "telecom"}).url
    answer = client.post(first, {"happened": "It broke", "began": ""})
    case_page = client.post(answer.url, {"wanted": "A refund"}).url
    assert client.get(first).url == case_page.replace("settle-for", "happened")


def test_too_many_unfinished_problems_are_refused_and_the_name_stays(keeper, client):
    for number in range(20):
        assert client.post("/mine/problem/", {"company": f"Kav {number}"}).status_code == 302
    answer = client.post("/mine/problem/", {"company": "The last straw"})
    assert answer.status_code == 422 and "The last straw" in answer.content.decode()


def test_a_case_begun_in_the_short_way_shows_its_goal_in_the_questions(own, client):
    page = client.get(url(own, "problem/wanted/")).content.decode()
    assert GOAL["wanted"] in page


def test_a_case_that_was_opened_without_any_question_shows_its_goal_in_them(keeper, client):
    person = person_of(keeper)
    made = open_own_case(person, Company.objects.create(name="Kav"), happened="Billed twice", wanted="The money back",
                         by=owner(person), at=timezone.now())  # fmt: skip
    assert "Billed twice" in client.get(url(made, "problem/happened/")).content.decode()


def test_the_company_of_a_case_stays_and_its_branch_can_be_chosen(own, client):
    answer = client.post(url(own, "problem/company/"), {"company": "Another", "sector": "telecom", "act": "keep"})
    own.refresh_from_db()
    assert answer.status_code == 204 and own.company.name == GOAL["company"]
    assert own.problem.sector == "telecom"


@pytest.mark.parametrize(("said", "is_a_day"), [("in two weeks", True), ("when pigs fly", False)])
def test_a_day_that_is_understood_is_said_and_one_that_is_not_too(own, client, said, is_a_day):
    client.post(url(own, "problem/by-when/"), {"by_when": said, "act": "keep"})
    page = client.get(url(own, "problem/by-when/"))
    assert page.context["is_not_understood"] is not is_a_day and bool(page.context["understood"]) is is_a_day


def test_a_document_is_taken_off_and_one_whose_file_is_lost_is_not_found(own, client, kept_alone):
    file = SimpleUploadedFile("receipt.png", b"\x89PNG of mine", content_type="image/png")
    client.post(url(own, "papers/"), {"files": file})
    row = Paper.objects.get(file__isnull=False)
    lose_files()
    assert client.get(url(own, f"papers/{row.pk}/file/")).status_code == 404
    assert client.post(url(own, f"papers/{row.pk}/removal/")).status_code == 302
    assert not Paper.objects.filter(pk=row.pk).exists()


def test_a_file_that_was_made_and_is_lost_is_not_found(own, client, kept_alone):
    row = Making.objects.create(
        case=own, choice={}, asked_at=timezone.now(), ended_at=timezone.now(), file_key=keep(b"%PDF-"), sha256="0" * 64
    )
    assert client.get(url(own, f"filing/{row.pk}/")).status_code == 404


def test_what_was_dropped_is_thrown_away_unread(own, client):
    page = client.post(url(own, "adding/"), {"text": "[12/10/2026, 09:00:00] Avi: Hello\n"}).url
    answer = client.post(page, {"act": "throw"}, follow=True)
    assert "It is thrown away." in answer.content.decode() and not Dropped.objects.exists()
    assert entries(own, "message.sent") == []


def test_a_chat_whose_sides_nobody_named_is_asked_about(own, client):
    page = client.post(
        url(own, "adding/"), {"text": "[12/10/2026, 09:00:00] Avi: Hello\n[12/10/2026, 09:05:00] Gil: Hi\n"}
    ).url
    answer = client.post(page, {"act": "take"})
    assert answer.status_code == 422 and "Say who is who first." in answer.content.decode()
    assert entries(own, "message.sent") == []


def test_a_file_too_large_to_be_dropped_is_refused(own, client, monkeypatch):
    from amana.portal.mine.adding import dropping

    monkeypatch.setattr(dropping, "LARGEST_MAIL", 100)
    answer = client.post(url(own, "adding/"), {"file": SimpleUploadedFile("chat.txt", b"x" * 101)})
    assert answer.status_code == 422 and "too large" in answer.content.decode() and not Dropped.objects.exists()


def test_their_record_too_large_to_be_taken_in_is_refused(own, client, monkeypatch):
    from amana.portal.mine.linking import their_record

    monkeypatch.setattr(their_record, "LARGEST_MAIL", 100)
    answer = client.post(url(own, "their-record/"), {"file": SimpleUploadedFile("record.zip", b"x" * 101)})
    assert answer.status_code == 422 and "too large" in answer.content.decode()


# ── calls ────────────────────────────────────────────────────────────────────


def test_what_is_typed_at_the_end_of_a_call_is_kept_before_it_is_written_down(own, client):
    client.post(url(own, "call/"))
    client.post(url(own, "call/over/"))
    assert client.post(url(own, "call/end/"), {"act": "keep", "said": "He saw it", "who": "Avi"}).status_code == 204
    assert "He saw it" in client.get(url(own, "call/end/")).content.decode() and entries(own, "call.noted") == []
    assert client.get(url(own, "call/")).url == url(own, "call/end/")


def test_without_its_script_the_page_of_a_call_keeps_what_was_typed_and_comes_back(own, client):
    client.post(url(own, "call/"))
    answer = client.post(url(own, "call/"), {"act": "keep", "said": "Typed by hand", "revision": "x"})
    assert answer.url == url(own, "call/") and "Typed by hand" in client.get(answer.url).content.decode()


def test_a_call_that_is_over_elsewhere_is_not_hung_up_again(own, client):
    assert client.post(url(own, "call/over/")).url == url(own)
    client.post(url(own, "call/"))
    client.post(url(own, "call/over/"), {"tapped_at": "2026-02-31T99:99:99+00:00"})
    assert client.get(url(own, "call/end/")).status_code == 200


def test_a_moment_that_cannot_be_read_is_asked_again_and_the_rest_stays(own, client):
    typed = {
        "spoke_with": "Avi",
        "spoke_at": "no moment",
        "said": "He saw the receipt.",
        "due_at": "neither",
        "act": "save",
    }
    answer = client.post(url(own, "calls/"), typed)
    assert answer.status_code == 422 and "He saw the receipt." in answer.content.decode()
    assert entries(own, "call.noted") == []


@pytest.mark.parametrize("missing", ["not_before", "until"])
def test_a_window_for_a_call_needs_both_ends(own, client, missing):
    window = {"not_before": "2031-05-06T10:00", "until": "2031-05-06T12:00"} | {missing: ""}
    answer = client.post(url(own, "waiting/"), window)
    assert answer.status_code == 422 and "Write the day and the hour" in answer.content.decode()


# ── promises ─────────────────────────────────────────────────────────────────


def promised(own) -> Commitment:
    now = timezone.now()
    log_call(own, Call("Avi", "He said so.", now, promised="A refund of 200", due_at=now + timedelta(days=3)),
             by=owner(own.customer), at=now)  # fmt: skip
    return Commitment.objects.get(case=own, action="A refund of 200")


def test_a_promise_that_has_ended_is_shown_without_anything_to_say_of_it(own, client):
    row = promised(own)
    page = url(own, f"promises/{row.pk}/")
    assert url(own, f"promises/{row.pk}/kept/") in client.get(page).content.decode()
    client.post(url(own, f"promises/{row.pk}/kept/"), {"text": "It is on my account."})
    assert url(own, f"promises/{row.pk}/kept/") not in client.get(page).content.decode()


def test_a_new_time_that_was_not_typed_is_asked_for(own, client):
    row = promised(own)
    answer = client.post(url(own, f"promises/{row.pk}/new-time/"), {"due_at": "", "answer": "agree"})
    row.refresh_from_db()
    assert answer.status_code == 422 and not row.offers.exists()


# ── beginning, and one's own account ─────────────────────────────────────────


def test_the_short_forms_are_shown_before_anything_is_typed(keeper, client):
    for page in ("/mine/new/", "/mine/asking/", "/mine/mailbox/"):
        answer = client.get(page)
        assert answer.status_code == 200 and "<form" in answer.content.decode()
    assert client.post("/mine/mailbox/removal/").url == "/mine/mailbox/"


def test_whoever_never_began_a_case_has_an_empty_list_an_empty_file_and_can_leave(keeper, client):
    assert not Person.objects.filter(account=keeper).exists()
    assert client.get("/mine/").status_code == 200 and client.post("/mine/data/all/").content == b""
    assert client.post("/mine/data/deleting/", {"mail": keeper.email}).status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_page_to_begin_on_ones_own_machine_is_passed_by_whoever_is_signed_in(client, db, settings):
    settings.OPEN_MINE = True
    assert "<form" in client.get("/mine/start/").content.decode()
    client.post("/mine/start/", {"name": "Gil", "email": "gil@bayit.example", "password": PASSWORD})
    assert client.get("/mine/start/").url == "/mine/"


def test_an_account_that_is_there_is_opened_by_its_own_password(client, keeper, settings):
    settings.OPEN_MINE = True
    client.logout()
    answer = client.post("/mine/start/", {"name": "Gil", "email": keeper.email, "password": PASSWORD})
    assert answer.status_code == 302 and client.session["_auth_user_id"] == str(keeper.pk)


def test_a_second_factor_is_not_passed_by_at_the_page_to_begin(client, keeper, settings):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    settings.OPEN_MINE = True
    TOTP.activate(keeper, generate_totp_secret())
    client.logout()
    answer = client.post("/mine/start/", {"name": "Gil", "email": keeper.email, "password": PASSWORD})
    assert answer.status_code == 422 and "second factor" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_guessing_the_password_of_an_account_is_slowed_down_at_the_page_to_begin(client, keeper, settings):
    settings.OPEN_MINE = True
    client.logout()
    wrong = {"name": "X", "email": keeper.email, "password": "another kettle 99"}
    for _again in range(12):
        answer = client.post("/mine/start/", wrong)
    assert answer.status_code == 422 and "Too many" in answer.content.decode()


def test_a_language_there_is_not_changes_nothing(keeper, client):
    client.post("/mine/language/", {"language": "xx"})
    keeper.refresh_from_db()
    assert keeper.language == "en" and Account.objects.get().language == "en"


def test_one_token_too_many_is_refused_with_a_sentence(own, client):
    from amana.api.models import Token

    wanted = {"name": "My notes", "scopes": ["own:read"], "days": "30"}
    for _again in range(60):
        answer = client.post("/mine/tokens/", wanted)
        if answer.status_code == 422:
            break
    assert answer.status_code == 422 and "too many tokens" in answer.content.decode()
    assert Token.objects.count() < 60


@pytest.mark.sqlite
def test_a_sealed_copy_opens_with_its_passphrase_and_shows_nothing_without(
    own, client, settings, tmp_path, monkeypatch
):
    settings.OPEN_MINE, settings.DATA = True, tmp_path / "data"
    settings.DATA.mkdir()
    with closing(sqlite3.connect(settings.DATA / DATABASE)) as made:
        made.execute("CREATE TABLE said (words)")
        made.execute("INSERT INTO said VALUES ('only mine')")
        made.commit()
    # What the tests keep in memory has no file to be copied.
    monkeypatch.setitem(connection.settings_dict, "NAME", str(settings.DATA / DATABASE))
    answer = client.post("/mine/data/copy/", {"passphrase": "a quiet kettle", "again": "a quiet kettle"})
    assert answer.status_code == 200 and b"only mine" not in answer.content
    restore(BytesIO(answer.content), tmp_path / "again", "a quiet kettle")
    with closing(sqlite3.connect(tmp_path / "again" / DATABASE)) as copy:
        assert copy.execute("SELECT words FROM said").fetchall() == [("only mine",)]


def test_a_share_shows_the_files_of_the_record_and_those_of_no_other(own, client, kept_alone):
    share = client.post(url(own, "sharing/"), {"name": "Adv. Levi", "scope": "reads",
                        "until": (timezone.now() + timedelta(days=7)).strftime("%Y-%m-%d")})  # fmt: skip
    token = share.content.decode().partition("/mine/shared/")[2][:32]
    assert Share.objects.count() == 1
    assert client.get(f"/mine/shared/{token}/files/{new_id()}/").status_code == 404


# ── letters ──────────────────────────────────────────────────────────────────


@pytest.fixture
def draft(own, client) -> LetterDraft:
    client.post(url(own, "letters/"), {"kind": "complaint", "language": "en"})
    return LetterDraft.objects.get()


def test_a_letter_is_thrown_away_and_an_empty_one_is_not_sent(own, client, draft):
    page = url(own, f"letters/drafts/{draft.pk}/")
    typed = {"to": "", "subject": "S", "text": " ", "act": "send", "reader": "Ruth  Amit"}
    answer = client.post(page, typed)
    assert answer.status_code == 422 and "The letter is empty." in answer.content.decode()
    draft.refresh_from_db()
    assert draft.reader == "Ruth Amit"
    assert client.post(page, typed | {"act": "throw"}).url == url(own, "letters/")
    assert client.get(page).status_code == 404


def test_a_letter_to_nobody_is_no_message_file(own, client, draft):
    LetterDraft.objects.update(to="ש@kav.example")
    answer = client.get(url(own, f"letters/drafts/{draft.pk}/file/"))
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()


def test_a_letter_that_was_kept_stands_in_the_story_for_its_writer_alone(own, client, draft):
    typed = {"to": "", "subject": "My complaint", "text": "Dear all, enough.", "act": "keep"}
    client.post(url(own, f"letters/drafts/{draft.pk}/"), typed)
    assert "Dear all, enough." in client.get(url(own)).content.decode()
    assert "Dear all, enough." not in shared(own)


def test_a_confirmation_is_kept_as_it_was_changed_and_not_written_down_twice(own, client):
    said = log_call(own, Call("Avi", "He saw it.", timezone.now()), by=owner(own.customer), at=timezone.now())
    page = url(own, f"letters/{said.id}/")
    typed = {"to": "a@kav.example", "subject": "S", "text": "What was said", "act": "keep"}
    for _again in range(2):
        assert client.post(page, typed).url == page
    assert len(entries(own, "letter.drafted")) == 1


def test_the_page_of_what_leaks_offers_the_letters_that_were_begun(own, client, draft):
    page = client.get(url(own, "leaks/"))
    assert [one["key"] for one in page.context["drafts"]] == [draft.pk]
