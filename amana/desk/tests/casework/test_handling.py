"""Hand-over, notes, calls, closing: what is said about a case in small forms."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from amana.cases.models import Case, Closing, HandOver
from amana.commitments.models import Commitment
from amana.desk.tests.conftest import signed_in
from amana.handling.talking.hearing import hear
from amana.record.reading import read
from amana.team.viewing import by_link


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("notes", {"en": "A note only we read", "he": "הערה"}),
        ("calls", {"en": "A call", "he": "שיחה"}),
        ("hand-overs", {"en": "Hand over", "he": "העברת הטיפול"}),
        ("closings", {"en": "Propose closing", "he": "סגירה"}),
    ],
)
@pytest.mark.parametrize("language", ["en", "he"])
def test_the_forms_are_read_in_both_directions(desk, dana, case, part, words, language):
    dana.account.language = language
    dana.account.save()

    html = desk.get(f"/desk/cases/{case.number}/{part}/").content.decode()

    assert words[language] in html
    assert 'dir="auto"' in html


def test_a_note_stays_with_us(desk, case):
    assert desk.post(f"/desk/cases/{case.number}/notes/", {"text": ""}).status_code == 422
    desk.post(f"/desk/cases/{case.number}/notes/", {"text": "Two are left in Haifa."})

    assert read(case.key, side="company")[-1]["text"] == "Two are left in Haifa."
    assert not [one for one in read(case.key, side="customer") if one["text"] == "Two are left in Haifa."]


def test_a_call_is_logged_with_what_was_promised_in_it(desk, case, dana, now):
    said = {"who": "Noa", "minutes": "14", "waited": "22", "text": "She needs it by Sunday.", "action_1": "Bring it",
            "by_1": "company", "action_2": "Send the number", "by_2": "customer"}  # fmt: skip
    url = f"/desk/cases/{case.number}/calls/"
    refused = desk.post(url, said)
    assert refused.status_code == 422
    assert "By when? A promise needs a time." in refused.content.decode()

    due = timezone.localtime(now + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert desk.post(url, said | {"due_1": due, "due_2": due}).status_code == 302

    assert Commitment.objects.get(action="Bring it").owner_agent == dana
    assert Commitment.objects.get(action="Send the number").owner_person == case.customer
    html = desk.get(f"/desk/cases/{case.number}/").content.decode()
    assert "14 min of talk" in html and "22 min of waiting" in html


def test_a_hand_over_is_finished_by_the_taker(desk, case, dana, omer):
    url = f"/desk/cases/{case.number}/hand-overs/"
    assert desk.post(url, {"taker": str(omer.pk), "why": ""}).status_code == 422
    desk.post(url, {"taker": str(omer.pk), "why": "She called twice."})
    row = HandOver.objects.get()
    assert Case.objects.get().holder == dana
    assert "answers for it until it is accepted" in desk.get(f"/desk/cases/{case.number}/").content.decode()

    refused = desk.post(f"/desk/hand-overs/{row.pk}/acceptance/", follow=True)
    assert "Only the one it was offered to can accept it." in refused.content.decode()
    signed_in(omer).post(f"/desk/hand-overs/{row.pk}/acceptance/")

    assert Case.objects.get().holder == omer


def test_a_hand_over_is_returned_with_a_reason_or_taken_back(desk, case, omer):
    for answer in ("return", "recall"):
        desk.post(f"/desk/cases/{case.number}/hand-overs/", {"taker": str(omer.pk), "why": "She called twice."})
        row = HandOver.objects.get(ended_at=None)
        client = signed_in(omer) if answer == "return" else desk
        assert client.post(f"/desk/hand-overs/{row.pk}/{answer}/", {"why": "I am away."}).status_code == 302
        assert not HandOver.objects.filter(ended_at=None).exists()


def test_a_case_closes_when_a_message_shows_that_the_customer_agreed(desk, case, noa, now):
    desk.post(f"/desk/cases/{case.number}/closings/", {"text": "All well?", "terms": "It works\n\nThe credit came"})
    closing = Closing.objects.get()
    assert closing.terms == ["It works", "The credit came"]
    url = f"/desk/closings/{closing.pk}/agreement/"
    assert "has written nothing since" in desk.get(url).content.decode()
    said = hear(case, "Yes, thank you.", by=by_link(noa, case.key), at=timezone.now())

    assert desk.post(url, {"shown_by": str(said.id)}).status_code == 302

    assert Case.objects.get().state == "closed"
    html = desk.get(f"/desk/cases/{case.number}/").content.decode()
    assert 'id="reply"' not in html
    assert desk.post(f"/desk/cases/{case.number}/reopening/", {"why": "It broke again."}).status_code == 302
    assert Case.objects.get().state == "open"


def test_a_proposal_is_taken_back(desk, case):
    desk.post(f"/desk/cases/{case.number}/closings/", {"text": "All well?"})

    desk.post(f"/desk/closings/{Closing.objects.get().pk}/withdrawal/")

    assert Closing.objects.get().ending == Closing.WITHDRAWN
