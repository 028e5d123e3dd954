"""The end on one's own terms, what is looked at later, who helped, and the list that says what fell due."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from amana.advocacy.ending.checking_up import plan_check_up
from amana.advocacy.models import Ally, CheckUp
from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.escalation.own.models import OwnRung
from amana.handling.facts.stipulating import write_term
from amana.portal.tests.mine.stage import LANGUAGES, entries, in_language, shared, somebody_else, url
from amana.portal.tests.mine.test_climbing import asked, at, send
from amana.record.verifying import verify
from amana.team.viewing import owner


def close(client, own, **more: object):
    return client.post(url(own, "closing/"), more)


@pytest.fixture
def terms(own):
    by, at = owner(own.customer), timezone.now()
    return [write_term(own, text, by=by, at=at) for text in ("The money is back", "A letter came")]


def test_a_case_closes_on_terms_with_a_check_up_and_a_name(own, client, terms):
    answer = close(client, own, met=[str(terms[0].pk)], check_up="Is the credit on the next bill?", check_on="in three weeks",
                   name="Avi", reach="*6060, billing", did="Saw the receipt")  # fmt: skip
    assert answer.url == url(own)
    own.refresh_from_db()
    assert not own.is_open and entries(own, "closing.agreed")[0]["terms"] == ["The money is back"]
    for term in terms:
        term.refresh_from_db()
    assert terms[0].is_met and not terms[1].is_met
    assert CheckUp.objects.get().due_at > timezone.now() and Ally.objects.get().name == "Avi"
    assert "6060" not in shared(own) and "next bill" not in shared(own)
    page = client.get(url(own)).content.decode()
    assert "It is over." in page and "Avi" in page
    assert list(verify([own.key])) == []


@pytest.mark.parametrize("on", ["", "1.1.2001", "?"])
def test_nothing_is_closed_by_half(own, client, terms, on):
    answer = close(client, own, met=[str(terms[0].pk), "rubbish"], name="Avi", check_up="x", check_on=on)
    assert (
        answer.status_code == 422
        and "Avi" in answer.content.decode()
        and f'value="{terms[0].pk}" checked' in answer.content.decode()
    )
    own.refresh_from_db()
    terms[0].refresh_from_db()
    assert own.is_open and not terms[0].is_met and not Ally.objects.exists()


def test_it_came_back_goes_straight_to_the_last_person_who_helped(own, client):
    close(client, own, name="Avi", reach="*6060")
    assert "Avi" in client.get(url(own, "opening/")).content.decode()
    answer = client.post(url(own, "opening/"), {"text": "They charged again."})
    assert answer.url == url(own, "plan/")
    assert 'value="Avi (*6060)"' in client.get(answer.url).content.decode()


@pytest.mark.parametrize(("answer", "is_open"), [("yes", False), ("no", True), ("dropped", False)])
def test_a_check_up_stands_first_on_its_day_and_no_opens_the_case_again(own, client, answer, is_open):
    at = timezone.now()
    row = plan_check_up(own, "Is it paid?", due_at=at + timedelta(hours=1), by=owner(own.customer), at=at)
    close(client, own)
    CheckUp.objects.update(due_at=at - timedelta(hours=1))
    page = client.get("/mine/").content.decode()
    assert "1 thing fell due" in page and "Is it paid?" in page
    assert "Look today" in client.get(url(own)).content.decode()
    for _time in range(2):
        client.post(url(own, f"check-ups/{row.pk}/"), {"answer": answer, "text": "x"})
    own.refresh_from_db()
    assert own.is_open is is_open and len(entries(own, "checkup.answered")) == 1
    assert "Is it paid?" not in client.get("/mine/").content.decode()


@pytest.mark.parametrize("wrong", [{"answer": ""}, {"answer": "perhaps"}])
def test_a_check_up_is_answered_with_one_of_its_answers(own, client, wrong):
    at = timezone.now()
    row = plan_check_up(own, "Is it paid?", due_at=at + timedelta(hours=1), by=owner(own.customer), at=at)
    assert client.post(url(own, f"check-ups/{row.pk}/"), wrong).status_code == 422


def test_a_contract_end_is_written_down_once(own, client):
    for _time in range(2):
        client.post(url(own, "check-ups/"), {"kind": "contract", "what": "End it?", "check_on": "31.12.2030"})
    assert CheckUp.objects.get().kind == "contract" and len(entries(own, "checkup.planned")) == 1
    assert client.post(url(own, "check-ups/"), {"kind": "x", "what": "y", "check_on": "tomorrow"}).status_code == 422
    assert client.post(url(own, "allies/"), {"name": " "}).status_code == 422


def test_what_is_late_of_theirs_leads_the_page_and_the_list(own, client):
    here = timezone.now() - timedelta(minutes=20)
    client.post(url(own, "calls/"), {"spoke_with": "Avi", "said": "x", "promised": "A refund of 200", "act": "save",
                                     "due_at": (here + timedelta(days=2)).strftime("%Y-%m-%dT18:00")})  # fmt: skip
    assert "Nothing to do until then" in client.get(url(own)).content.decode()
    gone = timezone.now() - timedelta(hours=2)
    Commitment.objects.filter(case=own, action="A refund of 200").update(due_at=gone)
    type(own).objects.filter(pk=own.pk).update(next_due_at=gone)
    assert "has not kept this" in client.get(url(own)).content.decode()
    assert "1 thing fell due" in client.get("/mine/").content.decode()


@pytest.mark.parametrize("is_own", [True, False])
def test_the_page_says_who_can_read_this_installation(own, client, settings, is_own):
    settings.OPEN_MINE = is_own
    for page in (client.get("/mine/"), client.get(url(own))):
        assert ("This stays on this machine" in page.content.decode()) is is_own
        assert ("This is a shared server" in page.content.decode()) is not is_own


def test_another_persons_end_is_nothing(own, client):
    at = timezone.now()
    row = plan_check_up(own, "Is it paid?", due_at=at + timedelta(hours=1), by=owner(own.customer), at=at)
    stranger = somebody_else()
    for screen in ("closing/", "opening/", "check-ups/", f"check-ups/{row.pk}/", "allies/"):
        assert stranger.get(url(own, screen)).status_code == 404
        assert stranger.post(url(own, screen), {"answer": "no"}).status_code == 404
    own.refresh_from_db()
    assert own.is_open


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_end_speaks_the_language_of_its_reader(own, client, terms, language):
    in_language(own, language)
    at = timezone.now()
    row = plan_check_up(own, "Is it paid?", due_at=at + timedelta(hours=1), by=owner(own.customer), at=at)
    for screen in ("", "closing/", "check-ups/", f"check-ups/{row.pk}/", "allies/", "plan/", "call/"):
        assert f'<html lang="{language}"' in client.get(url(own, screen)).content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_of_thanks_is_one_click_goes_out_after_the_end_and_is_noted(own, client, language):
    in_language(own, language)
    client.post(url(own, "allies/"), {"name": "Rivka Bar", "reach": "rivka@kav.example", "did": "Found the receipt"})
    client.post(url(own, "closing/"))
    ally = Ally.objects.get()
    assert f'name="ally" value="{ally.pk}"' in client.get(url(own)).content.decode()
    draft = client.post(url(own, "letters/"), {"kind": "thanks", "ally": str(ally.pk)}).url
    assert "Rivka Bar" in client.get(draft).content.decode()
    assert client.post(f"{draft}sending/", {"how": "mailto"}).status_code == 302
    ally.refresh_from_db()
    assert ally.thanked_at is not None and 'name="ally"' not in client.get(url(own)).content.decode()
    assert len(entries(own, "letter.sent")) == 1


def test_any_other_letter_of_a_closed_case_waits_until_it_is_open_again(own, client):
    draft = client.post(url(own, "letters/"), {"kind": "complaint", "language": "en"}).url
    client.post(url(own, "closing/"))
    assert client.post(f"{draft}sending/", {"how": "print"}).status_code == 422
    assert not entries(own, "letter.sent")


@pytest.fixture
def climbed(own):
    """A case in which a head of service, Ruth Amit, was asked after the rungs below."""
    Case.objects.filter(pk=own.pk).update(opened_at=at(-40), last_word_at=at(-40))
    own.refresh_from_db()
    send(own, "complaint", days=-30)
    asked(own, "supervisor", days=-20, name="Dan")
    return asked(own, "head", days=-15, name="Ruth Amit")


def test_when_it_comes_back_whoever_answered_on_a_rung_is_asked_where_nobody_is_kept(climbed, own, client):
    row = climbed
    client.post(url(own, f"ladder/{row.pk}/answer/"), {"text": "We will see to it.", "settled": "yes"})
    client.post(url(own, "closing/"))
    assert "Ruth Amit" in client.get(url(own, "opening/")).content.decode()
    assert client.post(url(own, "opening/"), {"text": "It is back."}).url == url(own, "plan/")
    assert "Ruth Amit" in client.get(url(own, "plan/")).content.decode()


def test_an_open_door_is_not_abused(climbed, own, client):
    row = climbed
    OwnRung.objects.filter(pk=row.pk).update(address="ruth@kav.example")
    client.post(url(own, f"ladder/{row.pk}/answer/"), {"text": "No.", "settled": "no"})
    for _again in range(2):
        send(own, "head_of_service", "head", reader="Ruth Amit", to="ruth@kav.example", how="mailto")
    with pytest.raises(Refused, match="twice since"):
        send(own, "head_of_service", "head", reader="Ruth Amit", to="ruth@kav.example", how="mailto")
    send(own, "thanks", reader="Ruth Amit", to="ruth@kav.example", how="mailto")
