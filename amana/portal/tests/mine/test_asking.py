"""One form: the case, the address, the letter and the hours for a call, and nothing sent before a yes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from amana.advocacy.letters.models import LetterDraft, SentLetter
from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.people.models import Account
from amana.portal.tests.mine.stage import url

FORM = {"company": "Kav Telecom", "wants": "complaint", "wanted": "My line back", "account": "8841", "phone": "+972501234567",
        "hours": "Sunday to Thursday, 9 to 12", "language": "en"}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "he", "ar"])
def test_the_form_writes_the_letter_and_sends_nothing(keeper, client, language):
    Account.objects.update(language=language)
    answer = client.post("/mine/asking/", FORM | {"language": language, "to": "service@kav.example"})

    draft = LetterDraft.objects.get()
    assert answer.url == url(draft.case, f"letters/drafts/{draft.pk}/")
    for part in ("My line back", "8841", "+972501234567", "Sunday to Thursday, 9 to 12"):
        assert part in draft.text
    assert draft.to == "service@kav.example" and not SentLetter.objects.exists()
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize("wrong", [{"company": " "}, {"wants": ""}, {"wants": "x"}, {"wanted": ""}, {"to": "nobody"}])
def test_a_form_that_says_too_little_is_asked_again_with_what_was_typed(keeper, client, wrong):
    answer = client.post("/mine/asking/", FORM | wrong)

    assert answer.status_code == 422 and not Case.objects.exists()
    assert "Sunday to Thursday, 9 to 12" in answer.content.decode()


def test_the_address_is_looked_up_in_the_directory(keeper, client):
    from amana.directory.listing import company_named
    from amana.directory.models import Point
    from amana.directory.pointing import same

    company = company_named("Kav Telecom", by=None, at=timezone.now(), is_private=False)
    Point.objects.create(company=company, kind=Point.MAIL, value="complaints@kav.example", purpose=Point.COMPLAINTS,
                         same=same(Point.MAIL, "complaints@kav.example"))  # fmt: skip
    client.post("/mine/asking/", FORM)
    assert LetterDraft.objects.get().to == "complaints@kav.example"


def moment(days: float) -> str:
    return timezone.localtime(timezone.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def test_a_window_for_a_call_has_a_clock(own, client):
    client.post(url(own, "waiting/"), {"not_before": moment(1), "until": moment(1.1), "who": "Avi"})

    promise = Commitment.objects.get(case=own, promiser="company")
    assert promise.window_from and promise.alarm_at and "Avi" in promise.action
    assert "They are calling now" in client.get(url(own)).content.decode()


@pytest.mark.parametrize(("start", "end"), [(1.1, 1), (-2, -1)])
def test_a_window_that_cannot_be_is_asked_again(own, client, start, end):
    answer = client.post(url(own, "waiting/"), {"not_before": moment(start), "until": moment(end)})
    assert answer.status_code == 422 and not Commitment.objects.filter(case=own, promiser="company").exists()
    assert client.post(url(own, "waiting/"), {"not_before": "x", "until": ""}).status_code == 422
