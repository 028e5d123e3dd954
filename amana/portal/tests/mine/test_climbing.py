"""The ladder of an own case: what opens each rung, who may be written to, and what became of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from amana.advocacy.climbing import send_letter
from amana.advocacy.composing import Wish, begin_letter
from amana.advocacy.following_up import fallen_due, follow_silence
from amana.advocacy.letters.letter import Letter
from amana.advocacy.letters.models import LetterDraft, SentLetter
from amana.advocacy.letters.sending import Leaving
from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.directory.models import Executive
from amana.directory.reaching import is_stopped, written
from amana.escalation.own.asking import Whom, ask
from amana.escalation.own.laddering import ladder
from amana.escalation.own.models import EXECUTIVE, FRONT, HEAD, SUPERVISOR, OwnRung
from amana.portal.tests.mine.stage import entries, url
from amana.team.viewing import owner

DAY = timedelta(days=1)


def at(days: float) -> object:
    return timezone.now() + days * DAY


def open_rungs(case: Case, days: float = 0) -> list[str]:
    return [step.rung for step in ladder(case, case.company, at=at(days)) if step.is_open]


def send(case: Case, kind: str, rung: str = "", *, days: float = 0, reader: str = "", to: str = "", how: str = "print"):
    draft = begin_letter(case, Wish(kind, rung=rung, reader=reader), at=at(days))
    letter = Letter(to, draft.subject, draft.text)
    return send_letter(draft, letter, Leaving(how, case.company), by=owner(case.customer), at=at(days))


def asked(case: Case, rung: str, *, days: float = 0, name: str = "") -> OwnRung:
    whom = Whom(rung, name)
    return ask(case, case.company, whom, answer_by=at(days + 3), by=owner(case.customer), at=at(days), text="Asked.")


def test_each_rung_opens_by_what_is_in_the_file(own, client):
    assert open_rungs(own) == [FRONT]
    send(own, "complaint")
    assert open_rungs(own) == [FRONT]
    assert open_rungs(own, 20) == [FRONT, SUPERVISOR]
    asked(own, SUPERVISOR, days=20, name="Ruth")
    assert open_rungs(own, 21) == [FRONT, SUPERVISOR]
    assert open_rungs(own, 24) == [FRONT, SUPERVISOR, HEAD]
    asked(own, HEAD, days=24, name="Dan")
    assert open_rungs(own, 25) == [FRONT, SUPERVISOR, HEAD]
    assert open_rungs(own, 28) == [FRONT, SUPERVISOR, HEAD, EXECUTIVE]


@pytest.mark.parametrize("rung", [SUPERVISOR, HEAD, EXECUTIVE, "", "king"])
def test_a_rung_that_is_not_open_is_not_asked(own, rung):
    with pytest.raises(Refused):
        asked(own, rung)


def test_a_call_without_a_result_opens_the_next_rung_and_a_promise_to_come_does_not(own, client):
    from amana.advocacy.calling import Call, log_call

    now = timezone.now()
    log_call(own, Call("Avi", "Nothing.", now), by=owner(own.customer), at=now)
    assert SUPERVISOR in open_rungs(own)
    log_call(own, Call("Avi", "Soon.", now, promised="A refund", due_at=now + 3 * DAY), by=owner(own.customer), at=now)
    assert SUPERVISOR not in open_rungs(own) and SUPERVISOR in open_rungs(own, 4)


def climbed_to_executives(own: Case) -> None:
    """The three rungs below are in the file, thirty days ago and later."""
    send(own, "complaint", days=-30)
    asked(own, SUPERVISOR, days=-20, name="Ruth")
    asked(own, HEAD, days=-15, name="Dan")


@pytest.fixture
def long_ago(own) -> Case:
    Case.objects.filter(pk=own.pk).update(opened_at=at(-40), last_word_at=at(-40))
    own.refresh_from_db()
    return own


def test_an_executive_is_written_to_by_name_once_and_counted(long_ago, client):
    climbed_to_executives(long_ago)
    send(long_ago, "executive", EXECUTIVE, reader="Noa Bar", to="noa.bar@kav.example", how="mailto")

    assert [row.kind for row in written(long_ago.key)] == ["letter"]
    with pytest.raises(Refused, match="ten working days"):
        send(long_ago, "executive", EXECUTIVE, reader="Noa Bar", to="noa.bar@kav.example", how="mailto")
    page = client.get(url(long_ago, "ladder/")).content.decode()
    assert "1 of 5" in page and "please stop" in page and "a follow-up from" in page


@pytest.mark.parametrize("to", ["noa@gmail.com", "bar.noa@walla.co.il"])
def test_a_private_address_is_not_written_to(long_ago, to):
    climbed_to_executives(long_ago)
    with pytest.raises(Refused):
        send(long_ago, "executive", EXECUTIVE, reader="Noa Bar", to=to, how="mailto")
    assert written(long_ago.key) == []


def test_a_sixth_person_is_not_written_to(long_ago):
    climbed_to_executives(long_ago)
    for number in range(5):
        send(long_ago, "executive", EXECUTIVE, reader=f"P{number}", to=f"p{number}@kav.example", how="mailto")
    with pytest.raises(Refused):
        send(long_ago, "executive", EXECUTIVE, reader="P6", to="p6@kav.example", how="mailto")


def test_please_stop_is_kept_with_one_click_and_enforced(long_ago, client):
    climbed_to_executives(long_ago)
    send(long_ago, "executive", EXECUTIVE, reader="Noa Bar", to="noa.bar@kav.example", how="mailto")
    client.post(url(long_ago, "ladder/stop/"), {"address": "somebody@else.example"})
    assert not is_stopped("somebody@else.example")
    client.post(url(long_ago, "ladder/stop/"), {"address": "noa.bar@kav.example"})

    assert is_stopped("noa.bar@kav.example")
    with pytest.raises(Refused, match="asked not to be written"):
        send(long_ago, "complaint", to="Noa.Bar@kav.example", how="mailto")


def test_the_letter_of_a_rung_is_one_click_and_a_closed_one_says_why(own, client):
    assert client.post(url(own, "ladder/letter/"), {"rung": "executive"}).status_code == 422
    assert client.post(url(own, "ladder/letter/"), {"rung": "king"}).status_code == 422
    answer = client.post(url(own, "ladder/letter/"), {"rung": "front"})
    assert LetterDraft.objects.get().kind == "complaint" and answer.status_code == 302


def test_whoever_is_chosen_from_the_directory_is_written_to_by_name_where_that_is_published(long_ago, client):
    climbed_to_executives(long_ago)
    noa = Executive.objects.create(company=long_ago.company, name="Noa Bar", role="CEO", mail="noa.bar@kav.example",
                                   source="kav.example/contact")  # fmt: skip
    page = client.get(url(long_ago, "ladder/")).content.decode()
    assert "Noa Bar" in page and str(noa.pk) in page
    client.post(url(long_ago, "ladder/letter/"), {"rung": "executive", "person": str(noa.pk), "reader": "Typed"})
    draft = LetterDraft.objects.get(kind="executive", ended_at=None)
    assert (draft.reader, draft.role, draft.to) == ("Noa Bar", "CEO", "noa.bar@kav.example")
    assert draft.source == "kav.example/contact" and "Noa Bar" in draft.text


def test_asking_in_a_call_is_written_down_and_told(own, client):
    send(own, "complaint", days=-20)
    answer = client.post(url(own, "ladder/asking/"), {"rung": "supervisor", "name": "Ruth", "text": "She will see."})

    assert answer.status_code == 302 and OwnRung.objects.get(rung=SUPERVISOR).name == "Ruth"
    said = entries(own, "rung.asked")[0]
    assert (said.audience, said["to"], said["rung"]) == ("shared", "Ruth", "supervisor")
    assert client.post(url(own, "ladder/asking/"), {"rung": "supervisor", "text": ""}).status_code == 422
    assert "Ruth" in client.get(url(own)).content.decode()


def test_an_answer_says_how_it_came_this_far_and_two_who_answer_are_told_of_each_other(own, client):
    send(own, "complaint", days=-30)
    first, second = asked(own, SUPERVISOR, days=-20, name="Ruth"), asked(own, SUPERVISOR, days=-19, name="Dan")
    said = {"text": "We look into it.", "how_far": "A form was lost.", "settled": "no"}
    client.post(url(own, f"ladder/{first.pk}/answer/"), said)
    assert (
        entries(own, "rung.answered")[0]["how_far"] == "A form was lost."
        and not LetterDraft.objects.filter(ended_at=None).exists()
    )

    client.post(url(own, f"ladder/{second.pk}/answer/"), said)
    drafts = {one.reader: one.text for one in LetterDraft.objects.filter(kind="two_answer")}
    assert "Dan" in drafts["Ruth"] and "Ruth" in drafts["Dan"]
    assert client.post(url(own, f"ladder/{first.pk}/answer/"), said | {"text": ""}).status_code == 422


def test_silence_after_a_letter_drafts_the_next_step_once(own):
    send(own, "complaint")
    assert follow_silence(at(1)) == 0
    assert follow_silence(at(12)) == 1 and follow_silence(at(13)) == 0

    draft = LetterDraft.objects.get(made_by_itself=True)
    assert (draft.kind, draft.rung) == ("supervisor", SUPERVISOR)
    assert SentLetter.objects.get().followed_at


def test_what_fell_due_while_nobody_looked_is_named_first(own):
    from amana.advocacy.calling import Call, log_call

    now = at(-5)
    Case.objects.filter(pk=own.pk).update(opened_at=at(-6))
    log_call(own, Call("Avi", "Soon.", now, promised="A refund", due_at=at(-2)), by=owner(own.customer), at=now)

    due = fallen_due(own.owner, at=timezone.now())
    assert [(one.what, one.is_theirs) for one in due] == [("A refund", True)]


def test_another_persons_ladder_is_nothing(own, client):
    from amana.portal.tests.mine.stage import somebody_else

    browser = somebody_else()
    for screen in ("ladder/", "ladder/asking/", "letters/", "adding/"):
        assert browser.get(url(own, screen)).status_code == 404


def test_a_day_to_answer_that_has_passed_is_asked_again(own, client):
    send(own, "complaint", days=-20)
    said = {"rung": "supervisor", "name": "Ruth", "text": "She will see.", "answer_by": "2001-01-01T10:00"}
    answer = client.post(url(own, "ladder/asking/"), said)
    assert answer.status_code == 422 and "By when?" in answer.content.decode()
    assert not OwnRung.objects.filter(rung=SUPERVISOR).exists()
