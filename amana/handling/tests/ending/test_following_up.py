from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amana.cases.errors import Refused
from amana.commitments.models import Commitment
from amana.commitments.recounting import recount
from amana.handling.ending.caring import FEWEST, answer_care, felt_by_week, may_be_asked
from amana.handling.ending.closing import agree, propose, reopen
from amana.handling.ending.confirming import answer_follow_up
from amana.handling.ending.following_up import ask_due, open_question
from amana.handling.models import Care, CareWeek, FollowUp
from amana.post.models import Outgoing
from amana.record.reading import read
from tests.letters import last_mail

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def closed(case, desk, link, now):
    """Agreed on Thursday, 11:00 in Jerusalem."""
    agree(propose(case, terms=[], by=desk, at=now), by=link, at=now + HOUR)
    case.refresh_from_db()
    return case


def said(case, kind):
    return [entry for entry in read(case.key, side="customer") if entry.kind == kind]


def test_it_is_asked_three_working_days_later_and_only_then(closed, now):
    row = FollowUp.objects.get(case=closed)
    assert row.due_at == datetime(2026, 11, 17, 9, tzinfo=UTC)  # Sunday, Monday, Tuesday; the hour of the closing
    assert ask_due(row.due_at - HOUR) == 0
    assert ask_due(row.due_at) == 1
    assert ask_due(row.due_at + HOUR) == 0
    assert open_question(closed) == row and len(said(closed, "notice.sent")) == 2


@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_the_question_is_in_the_language_of_the_case_with_one_link(closed, language):
    type(closed).objects.filter(pk=closed.pk).update(language=language)
    ask_due(FollowUp.objects.get(case=closed).due_at)
    mail = last_mail("notice")
    assert mail.count("http") == 1
    if language == "en":
        assert "Is it still solved?" in mail and "did you feel taken care of?" in mail


def test_nobody_is_asked_at_night_or_on_a_day_of_rest_even_by_a_late_clock(closed, now):
    row = FollowUp.objects.get(case=closed)
    friday = datetime(2026, 11, 20, 20, tzinfo=UTC)
    assert ask_due(friday) == 0
    row.refresh_from_db()
    assert row.due_at == datetime(2026, 11, 22, 6, tzinfo=UTC)  # Sunday, 08:00 in Jerusalem
    assert ask_due(row.due_at) == 1
    assert Outgoing.objects.latest("created_at").not_before == row.due_at


def test_a_case_that_was_opened_again_is_not_asked_about(closed, link, now):
    reopen(closed, why="broken", by=link, at=now + 2 * HOUR)
    row = FollowUp.objects.get(case=closed)
    assert ask_due(row.due_at) == 0
    row.refresh_from_db()
    assert row.ending == FollowUp.MOOT


def test_zero_days_ask_nobody(case, desk, link, now, settings):
    settings.FOLLOW_UP_DAYS = 0
    agree(propose(case, terms=[], by=desk, at=now), by=link, at=now)
    assert not FollowUp.objects.exists()


def test_yes_leaves_it_closed_and_is_in_the_record_once(closed, link, desk):
    row = FollowUp.objects.get(case=closed)
    with pytest.raises(Refused):
        answer_follow_up(row, is_solved=True, by=link, at=row.due_at)
    ask_due(row.due_at)
    with pytest.raises(Refused):
        answer_follow_up(row, is_solved=True, by=desk, at=row.due_at + HOUR)
    for _twice in range(2):
        assert not answer_follow_up(row, is_solved=True, by=link, at=row.due_at + HOUR).is_open
    assert [one["is_solved"] for one in said(closed, "followup.answered")] == [True]
    with pytest.raises(Refused):
        answer_follow_up(row, is_solved=False, by=link, at=row.due_at + HOUR)


def test_no_opens_it_again_for_the_same_holder_who_owes_an_answer(closed, link, dana):
    row = FollowUp.objects.get(case=closed)
    ask_due(row.due_at)
    at = row.due_at + HOUR
    case = answer_follow_up(row, is_solved=False, text="Dead again", by=link, at=at)
    assert (case.is_open, case.holder) == (True, dana)
    assert list(Commitment.objects.outstanding().filter(case=case).values_list("origin", flat=True)) == ["answer"]
    assert said(case, "case.reopened")[-1]["why"] == "Dead again" and list(recount(at=at)) == []


def test_care_is_asked_once_after_an_agreement_and_kept_in_the_record(case, desk, link, now):
    assert not may_be_asked(case)
    with pytest.raises(Refused):
        answer_care(case, "yes", by=link, at=now)
    agree(propose(case, terms=[], by=desk, at=now), by=link, at=now)
    case.refresh_from_db()
    with pytest.raises(Refused):
        answer_care(case, "perfect", by=link, at=now)
    with pytest.raises(Refused):
        answer_care(case, "yes", by=desk, at=now)
    row = answer_care(case, "partly", text="It took long", by=link, at=now)
    assert answer_care(case, "partly", by=link, at=now).pk == row.pk
    with pytest.raises(Refused):
        answer_care(case, "yes", by=link, at=now)
    entry = said(case, "care.answered")
    assert [(one["answer"], one["text"], one.id) for one in entry] == [("partly", "It took long", row.entry)]
    assert (Care.objects.count(), CareWeek.objects.get().partly) == (1, 1)


def test_fewer_answers_than_five_in_a_week_are_not_summed(brand, now):
    row = CareWeek.objects.create(brand=brand, week=now.date() - DAY * 4, yes=FEWEST - 1)
    assert [one.yes for one in felt_by_week([brand.pk], at=now)] == [None]
    CareWeek.objects.filter(pk=row.pk).update(no=1)
    assert [(one.yes, one.no) for one in felt_by_week([brand.pk], at=now)] == [(FEWEST - 1, 1)]
    assert felt_by_week([], at=now) == []
