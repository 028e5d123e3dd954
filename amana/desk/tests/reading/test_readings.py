from __future__ import annotations

import re
from datetime import timedelta

import pytest

from amana.cases.models import Case, HandOver
from amana.commitments.models import Commitment
from amana.desk.tests.conftest import agent, mail, signed_in
from amana.drafting.advising import ordeal_of
from amana.handling.facts.noting import note
from amana.handling.opening import open_case
from amana.handling.talking.replying import Reply, reply
from amana.kit.codes import new_id
from amana.readings.models import Correction, Reading
from amana.readings.taking import read_some
from amana.team.models import Agent
from amana.team.viewing import at_the_desk

TEXT = "I am furious. I restarted the router twice already. When will it work again? I want my money back."


@pytest.fixture
def written(case, dana, now) -> Case:
    """A mail of Noa's in a case of its own, and a note of Dana's, both read."""
    row = mail(TEXT)
    case = Case.objects.get(pk=row.case)
    note(case, "I am sorry you feel that way, but it is against our policy.", by=at_the_desk(dana), at=now)
    while read_some(worker="test", at=now + timedelta(hours=1)):
        pass
    return case


def reading_url(case: Case, side: str = "customer") -> str:
    row = Reading.objects.get(case=case, side=side)
    return f"/desk/cases/{case.number}/entries/{row.pk}/reading/"


def test_the_case_page_leads_to_what_was_read(written, desk):
    assert reading_url(written) in desk.get(f"/desk/cases/{written.number}/").content.decode()


def test_each_finding_has_its_words_its_reason_and_how_sure_it_is(written, desk):
    html = desk.get(reading_url(written)).content.decode()

    assert "Tone: hot" in html or "Tone: warm" in html
    for said in (
        "What they want",
        "Tried already",
        "restarted the router",
        "still open",
        "words of anger",
        "money back",
    ):
        assert said in html, said
    assert not re.search(r"\b0\.\d+\b|\b\d+ ?%", html), "never a number alone"
    ours = desk.get(reading_url(written, "company")).content.decode()
    assert "Marks of service" in ours and "possible" in ours and "Tone:" not in ours


def test_a_script_is_answered_with_the_part_alone(written, desk):
    html = desk.get(reading_url(written), headers={"HX-Request": "true"}).content.decode()

    assert "restarted the router" in html and "<html" not in html


def test_one_click_puts_it_right(written, desk, dana):
    row = Reading.objects.get(case=written, side="customer")
    for anger in [one for one in row.found if one["kind"] == "feeling"]:
        said = {"what": f"feeling:{anger['id']}", "quote": anger["quote"], "verdict": "wrong"}
        answer = desk.post(f"{reading_url(written)}corrections/", said)
        assert answer.status_code == 302

    assert "words of anger" not in desk.get(reading_url(written)).content.decode()
    assert Correction.objects.first().by_key == str(dana.pk)


def test_what_was_missed_is_typed_without_a_script_and_kept_when_it_is_not_there(written, desk):
    said = {"what": "feeling:threat_to_leave", "quote": "not in it <b>", "verdict": "missed"}
    answer = desk.post(f"{reading_url(written)}corrections/", said)
    assert answer.status_code == 422 and "not in it &lt;b&gt;" in answer.content.decode()

    desk.post(f"{reading_url(written)}corrections/", said | {"quote": "I am furious"})
    assert "added by a person" not in desk.get(reading_url(written, "company")).content.decode()
    assert "may leave" in desk.get(reading_url(written)).content.decode()


def test_a_later_reply_answers_the_question(written, desk, dana, now):
    words = Reply(text="Noa, it works again on Tuesday at 18:00.", promises=[], keeps=[], files=[], cc=[], key=new_id())
    reply(written, words, by=at_the_desk(dana), at=now + timedelta(minutes=5))

    html = desk.get(reading_url(written)).content.decode()
    assert "answered" in html and "still open" not in html


def test_a_stranger_finds_nothing_and_corrects_nothing(written, omar):
    client, url = signed_in(omar), reading_url(written)

    assert client.get(url).status_code == 404
    assert (
        client.post(f"{url}corrections/", {"what": "feeling:anger", "quote": "x", "verdict": "wrong"}).status_code
        == 404
    )
    assert not Correction.objects.exists()


def test_an_entry_is_not_reached_through_another_case(written, desk, dana, noa, brand, now):
    row = Reading.objects.get(case=written, side="customer")
    other = open_case(noa, brand, subject="Bill", text="Too much.", by=at_the_desk(dana), at=now)

    assert desk.get(f"/desk/cases/{other.number}/entries/{row.pk}/reading/").status_code == 404


def test_the_health_page_says_how_much_waits_to_be_read(written, brand):
    watching = signed_in(agent("Adi", brand, role=Agent.ADMIN))
    assert watching.get("/health/").json()["readings"] == "all"

    row = Reading.objects.filter(case=written).first()
    Reading.objects.filter(pk=row.pk).update(version=0)

    assert watching.get("/health/").json()["readings"] == "1 waiting"


def test_advice_is_three_at_a_time_and_can_be_taken_without_a_script(written, desk):
    draft = "As already said, calm down. This is your fault. The system does not let us. Please restart the router."
    html = desk.post(f"/desk/cases/{written.number}/replies/check/", {"text": draft}).content.decode()

    takes = re.findall(r'name="act" value="(take-[^"]+)"', html)
    assert 1 <= len(takes) <= 3 and html.count("data-take=") == len(takes)
    assert re.search(r"…and \d+ more", html)

    answer = desk.post(f"/desk/cases/{written.number}/replies/", {"text": draft, "key": "", "act": takes[0]})

    text = re.search(r'id="composer-text".*?>(.*?)</textarea>', answer.content.decode(), re.S)[1]
    wording = re.findall(r'data-take="([^"]*)"', html)[0]
    assert wording in text and text != draft


def test_what_was_tried_is_not_suggested_again(written, desk):
    html = desk.post(
        f"/desk/cases/{written.number}/replies/check/", {"text": "Please restart the router."}
    ).content.decode()

    assert "This was tried already" in html and "restarted the router" in html


def test_an_ordeal_is_told_whoever_erred(case, dana, now):
    Commitment.objects.outstanding().update(due_at=now + timedelta(hours=1))
    assert ordeal_of(case, [], at=now) == ""

    case.opened_at = now - timedelta(days=12)
    HandOver.objects.bulk_create(
        HandOver(case=case, giver=dana, taker=dana.lead, why="x", offered_at=now, ended_at=now, ending="accepted")
        for _number in range(2)
    )
    Commitment.objects.outstanding().update(due_at=now - timedelta(days=1))

    assert ordeal_of(case, [], at=now) == "12 days open, 2 hand-overs, a promise was late"
