"""What a message seems to answer, by the API: listed, written down as a person says, or put aside."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amana.advocacy.defining import define
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.tests.conftest import program
from amana.commitments.making import Draft, make
from amana.counter.asking import CHOOSE, open_question
from amana.counter.models import Asked
from amana.escalation.tests.conftest import answer
from amana.handling.ending import closing
from amana.handling.models import Suggestion
from amana.kit.codes import new_id
from amana.record.reading import heads, read
from amana.team.models import Team
from tests.letters import deliver

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
CARD = "4580 4580 4580 4580"


@pytest.fixture
def path(case, desk) -> str:
    """Where the answers of a case are whose closing was proposed, and to which the customer wrote what may be a yes."""
    at = timezone.now() - 3 * HOUR
    closing.propose(case, terms=[], by=desk, at=at)
    answer("I agree. My card is 4580 4580 4580 4580. When does the refund come?", at=at + HOUR)
    return f"cases/{case.number}/answers"


def agreed(case) -> list:
    return [one for one in read(case.key, side="customer") if one.kind == "closing.agreed"]


def test_an_answer_is_listed_and_nothing_of_it_is_done(danas, case, path):
    before = heads(case.key)
    (one,) = danas.get(path).json()["answers"]

    assert (one["act"], one["quote"]) == ("agree", "I agree.")
    assert [meaning["act"] for meaning in one["meanings"]] == ["agree"]
    assert not agreed(case) and heads(case.key) == before


def test_what_a_person_chooses_is_written_down_once_and_shown_by_the_message(danas, case, path):
    (one,) = danas.get(path).json()["answers"]
    chosen = {"of": one["meanings"][0]["of"]}
    left = danas.post(f"{path}/{one['key']}/record", chosen)

    assert left.status_code == 200 and left.json() == {"case": case.number, "answers": []}
    (said,) = agreed(case)
    assert (said.by.kind, said["shown_by"]) == ("agent", one["entry"])
    again = danas.post(f"{path}/{one['key']}/record", chosen)
    assert (again.status_code, again.json()["code"]) == (409, "refused") and len(agreed(case)) == 1


def test_one_that_is_put_aside_is_gone_and_twice_changes_nothing(danas, case, path):
    (one,) = danas.get(path).json()["answers"]
    before = heads(case.key)
    for _twice in range(2):
        assert danas.post(f"{path}/{one['key']}/dismissal").json()["answers"] == []

    assert heads(case.key) == before
    assert danas.post(f"{path}/{one['key']}/record", {"of": one["meanings"][0]["of"]}).status_code == 409


@pytest.mark.parametrize("said", [{}, {"of": ""}, {"of": "nothing"}, {"of": "x" * 5000}, {"of": 3}, {"as": "agree"}])
def test_a63_a_meaning_it_has_not_is_refused(danas, case, path, said):
    (one,) = danas.get(path).json()["answers"]
    before = heads(case.key)

    assert danas.post(f"{path}/{one['key']}/record", said).status_code in {409, 422}
    assert heads(case.key) == before and len(danas.get(path).json()["answers"]) == 1


def test_a48_one_of_another_case_and_of_another_brand_is_not_found(danas, case, path, omar, now):
    (one,) = danas.get(path).json()["answers"]
    other = deliver("sami@customer.example", "A lamp.", at=now, name="Sami")
    of = {"of": one["meanings"][0]["of"]}
    for caller, where in ((danas, f"cases/{other.number}/answers"), (program(omar), path)):
        assert caller.post(f"{where}/{one['key']}/record", of).status_code == 404
        assert caller.post(f"{where}/{one['key']}/dismissal").status_code == 404
    assert danas.post(f"{path}/{new_id()}/record", of).status_code == 404
    assert len(danas.get(path).json()["answers"]) == 1 and not agreed(case)


def test_who_has_not_seen_the_case_as_it_is_now_records_nothing(danas, case, path):
    (one,) = danas.get(path).json()["answers"]
    stale = danas.post(f"{path}/{one['key']}/record", {"of": one["meanings"][0]["of"]}, If_Match='"of-before"')

    assert stale.status_code == 412 and not agreed(case)


@pytest.fixture
def late(case, desk, dana):
    """A promise of ours that is late, with a number in it."""
    at = timezone.now() - 3 * HOUR
    (row,) = make(case, [Draft(f"Put 100 back on card {CARD}", at + HOUR, owner=dana)], by=desk, at=at)
    answer(f"You did not keep your promise to put it back on {CARD}! Where is my money?", at=at + 2 * HOUR)
    return row


def test_a_promise_it_can_mean_is_named_with_its_numbers_covered_and_disputed_with_their_words(danas, case, late):
    path = f"cases/{case.number}/answers"
    listed = danas.get(path)
    (one,) = [one for one in listed.json()["answers"] if one["act"] == "not_kept"]

    assert CARD not in listed.content.decode() and "•••• 4580" in one["quote"]
    assert {"act": "not_kept", "of": str(late.pk), "about": "Put 100 back on card •••• •••• •••• 4580"} in one[
        "meanings"
    ]
    assert danas.post(f"{path}/{one['key']}/record", {"of": str(late.pk)}).status_code == 200
    late.refresh_from_db()
    (said,) = [one for one in read(case.key, side="customer") if one.kind == "promise.disputed"]
    assert late.state == "disputed" and said["shown_by"] == one["entry"]


def test_a48_a_promise_of_another_case_is_nothing_it_can_mean(danas, case, late, desk, dana, now):
    other = deliver("sami@customer.example", "A lamp.", at=now, name="Sami")
    at = timezone.now() - 3 * HOUR
    (theirs,) = make(other, [Draft("A lamp", at + HOUR, owner=dana)], by=desk, at=at)
    path, before = f"cases/{case.number}/answers", heads(other.key)
    (one,) = [one for one in danas.get(path).json()["answers"] if one["act"] == "not_kept"]

    assert danas.post(f"{path}/{one['key']}/record", {"of": str(theirs.pk)}).status_code == 409
    theirs.refresh_from_db()
    assert theirs.state == "open" and heads(other.key) == before


def test_more_messages_cost_no_more_statements(danas, case, path):
    danas.get(path)
    with CaptureQueriesContext(connection) as first:
        danas.get(path)
    for number in range(3):
        answer("I agree. And when does the money come?", at=timezone.now() - HOUR + timedelta(minutes=number))
    with CaptureQueriesContext(connection) as later:
        assert len(danas.get(path).json()["answers"]) == 4

    assert len(later) <= len(first) + 1


def test_without_the_right_nothing_is_listed_written_down_or_put_aside(danas, dana, case, path):
    (one,) = danas.get(path).json()["answers"]
    reads, writes = program(dana, scopes=[CASES_READ]), program(dana, scopes=[CASES_WRITE])
    before = heads(case.key)

    assert writes.get(path).json()["code"] == "forbidden"
    for verb in ("record", "dismissal"):
        refused = reads.post(
            f"{path}/{one['key']}/{verb}", {"of": one["meanings"][0]["of"]} if verb == "record" else {}
        )
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert heads(case.key) == before and len(danas.get(path).json()["answers"]) == 1


def test_a48_in_an_own_case_nothing_is_to_be_answered_here(danas, keepers, noa, now, path):
    own = define(noa, company="Kav", happened="Charged twice.", wanted="A refund.", at=now)
    (one,) = danas.get(path).json()["answers"]
    of = {"of": one["meanings"][0]["of"]}

    assert danas.get(f"cases/{own.number}/answers").status_code == 404
    assert danas.post(f"cases/{own.number}/answers/{one['key']}/record", of).status_code == 404
    for answered in (keepers.get(path), keepers.post(f"{path}/{one['key']}/record", of)):
        assert answered.status_code in {403, 404}


@pytest.fixture
def chosen(case, ruth) -> Suggestion:
    """A message with the number of a choice of the question that waits, sent by anybody; that choice is Ruth's team."""
    team = Team.objects.create(name="Repairs")
    type(ruth).objects.filter(pk=ruth.pk).update(team=team)
    at = timezone.now() - 2 * HOUR
    answer("2", at=at + HOUR)
    said = [one for one in read(case.key, side="company") if one.kind == "message.received"][-1]
    choices = [{"text": "A bill", "team": ""}, {"text": f"Card {CARD}", "team": str(team.pk)}]
    Asked.objects.create(case=case, text="What is it about?", choices=choices, asked_at=at)
    return Suggestion.objects.create(case=case, entry=said.id, act=CHOOSE, start=0, end=1, noticed_at=at)


def test_what_they_seem_to_choose_leads_the_case_there_once_somebody_goes_by_it(danas, case, chosen, ruth):
    row = chosen
    (one,) = danas.get(f"cases/{case.number}/answers").json()["answers"]
    assert (one["key"], one["act"], one["quote"]) == (str(row.pk), CHOOSE, "2")
    assert one["meanings"] == [{"act": "choose", "of": "", "about": "Card •••• •••• •••• 4580"}]

    url = f"cases/{case.number}/answers/{row.pk}/record"
    assert danas.post(url).json()["answers"] == [] and open_question(case) is None
    again = danas.post(url)
    assert (again.status_code, again.json()["code"]) == (409, "refused") and again.json()["detail"]
    case.refresh_from_db()
    assert (
        case.holder == ruth
        and [one.by.kind for one in read(case.key, side="customer") if one.kind == "case.held"][-1] == "agent"
    )
