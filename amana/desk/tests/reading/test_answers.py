"""What a message seems to answer, beside it on the page of the case."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import Case, Closing
from amana.desk.tests.conftest import mail, signed_in
from amana.handling.ending.closing import propose
from amana.handling.models import Suggestion
from amana.kit.codes import new_id
from amana.post.models import Outgoing
from amana.record.reading import read
from amana.team.viewing import at_the_desk


@pytest.fixture
def suggestion(case, dana, now) -> Suggestion:
    """Noa agrees to a closing and asks something in the same breath."""
    propose(case, terms=["It works"], by=at_the_desk(dana), at=now - timedelta(hours=2))
    sent = Outgoing.objects.get(what="notice").message_id
    mail("I agree. When does the refund come?", more=f"In-Reply-To: <{sent}>\r\n", at=now - timedelta(hours=1))
    return Suggestion.objects.get()


def url(case: Case, suggestion: Suggestion, what: str) -> str:
    return f"/desk/cases/{case.number}/answers/{suggestion.pk}/{what}/"


def test_it_stands_beside_the_message_with_the_words_it_rests_on(desk, case, suggestion):
    html = desk.get(f"/desk/cases/{case.number}/").content.decode()
    assert "This seems to be an answer:" in html and "<q><bdi>I agree.</bdi></q>" in html
    assert url(case, suggestion, "record") in html and url(case, suggestion, "dismissal") in html
    assert f'value="{Closing.objects.get().pk}"' in html


def test_one_click_records_it_with_the_message(desk, case, suggestion):
    answer = desk.post(url(case, suggestion, "record"), {"of": Closing.objects.get().pk})
    case.refresh_from_db()
    assert (answer.status_code, case.state) == (302, "closed")
    agreed = next(entry for entry in read(case.key, side="customer") if entry.kind == "closing.agreed")
    assert agreed["shown_by"] == str(suggestion.entry)
    again = desk.post(url(case, suggestion, "record"), {"of": Closing.objects.get().pk}, follow=True)
    assert "already been answered" in again.content.decode()


def test_what_it_is_not_is_gone_with_one_click(desk, case, suggestion):
    before = len(read(case.key, side="company"))
    desk.post(url(case, suggestion, "dismissal"))
    assert "This seems to be an answer:" not in desk.get(f"/desk/cases/{case.number}/").content.decode()
    assert len(read(case.key, side="company")) == before


@pytest.mark.parametrize("of", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_meaning_that_was_not_offered_is_refused(desk, case, suggestion, of):
    desk.post(url(case, suggestion, "record"), {"of": of})
    case.refresh_from_db()
    assert case.state == "open" and Suggestion.objects.get().ended_at is None


@pytest.mark.parametrize("what", ["record", "dismissal"])
def test_an_agent_of_another_brand_finds_nothing(case, suggestion, omar, what):
    assert signed_in(omar).post(url(case, suggestion, what)).status_code == 404
    assert Suggestion.objects.get().ended_at is None


def test_a_suggestion_of_another_case_is_not_reached_through_this_one(desk, brand, dana, noa, case, suggestion, now):
    from amana.handling.opening import open_case

    other = open_case(noa, brand, subject="Bill", text="The bill.", by=at_the_desk(dana), at=now)
    assert desk.post(url(other, suggestion, "record")).status_code == 404


def test_it_is_done_by_sending_a_form_alone(desk, case, suggestion):
    assert desk.get(url(case, suggestion, "record")).status_code == 405


def test_a_reply_that_asks_to_close_names_the_words(desk, case):
    sent = desk.post(
        f"/desk/cases/{case.number}/replies/", {"act": "close", "text": "It was replaced.", "key": new_id()}
    )
    assert sent.status_code == 302
    body = bytes(Outgoing.objects.get(what="reply").mime).decode()
    assert 'Answer "I agree", or "not solved"' in body
