from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.commitments.keeping import keep
from amana.commitments.models import Commitment
from amana.escalation.gathering import go_on_telling
from amana.escalation.models import Gathered, Incident
from amana.handling.ending.closing import agree, propose
from amana.insight.causes.gathering import add_group
from amana.insight.causes.telling import begin_waiting, take_back, waiting_by_language, write_to_all
from amana.insight.models import Message
from amana.post.models import Outgoing
from amana.team.viewing import at_the_desk, by_link

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TEXTS = {"en": "The codes come late because of us.", "he": "הקודים מתעכבים בגללנו."}


@pytest.fixture
def known(cause, group, cases, ruth, now):
    add_group(cause, group, by=at_the_desk(ruth), at=now)
    Case.objects.filter(pk=cases[0].pk).update(language="he")
    return cause


def write(cause, by, at, **changes):
    said = {"texts": TEXTS, "action": "You have your code", "due_at": at + 3 * DAY} | changes
    return write_to_all(cause, said.pop("texts"), by=at_the_desk(by), at=at, **said)


def told(case):
    return Outgoing.objects.filter(case=case.key, what="reply").count()


def test_who_waits_is_known_before_anything_is_sent(known, cases, now):
    assert waiting_by_language(known) == {"en": 4, "he": 1}


def test_each_who_waits_is_told_in_their_language_and_gets_a_promise_of_their_own(known, cases, case, ruth, now):
    row = write(known, ruth, now)
    assert row.goes_at == now and begin_waiting(now) == 1 and begin_waiting(now) == 0
    assert go_on_telling(now + HOUR) == 5
    assert [told(one) for one in cases] == [1] * 5 and told(case) == 0
    made = Commitment.objects.filter(action="You have your code")
    assert made.values("case").distinct().count() == 5 and {one.owner_agent_id for one in made} == {ruth.pk}
    row.refresh_from_db()
    assert (row.round.sent, row.round.left_out) == (5, [])
    known.refresh_from_db()
    assert known.incident.title == known.what


def test_at_night_it_waits_for_the_morning_and_can_be_taken_back(known, cases, ruth, dana, now):
    night = now + 14 * HOUR  # midnight in Jerusalem
    row = write(known, ruth, night)
    assert row.goes_at > night and begin_waiting(night + HOUR) == 0
    with pytest.raises(Refused, match="waits already"):
        write(known, ruth, night + HOUR)
    with pytest.raises(Refused):
        take_back(row, by=at_the_desk(dana), at=night)
    take_back(row, by=at_the_desk(ruth), at=night)
    assert begin_waiting(row.goes_at) == 0
    second = write(known, ruth, night)
    assert begin_waiting(second.goes_at) == 1
    with pytest.raises(Refused, match="on its way"):
        take_back(second, by=at_the_desk(ruth), at=second.goes_at)


def test_what_is_promised_comes_after_the_message_has_gone(known, ruth, now):
    with pytest.raises(Refused):
        write(known, ruth, now + 14 * HOUR, due_at=now + 15 * HOUR)


@pytest.mark.parametrize("changes", [{"texts": {"en": " "}}, {"action": ""}, {"texts": {"en": "It was user error."}}])
def test_nothing_goes_out_without_words_and_a_promise_nor_with_blame(known, ruth, now, changes):
    with pytest.raises(Refused):
        write(known, ruth, now, **changes)
    assert not Message.objects.exists()


def test_who_leads_nobody_writes_to_nobody(known, dana, now):
    with pytest.raises(Refused):
        write(known, dana, now)


def test_a_second_message_goes_to_those_who_still_wait(known, cases, ruth, dana, now):
    write(known, ruth, now)
    begin_waiting(now)
    go_on_telling(now + HOUR)
    keep(
        Commitment.objects.get(case=cases[1], action="You have your code"),
        by=at_the_desk(ruth),
        at=now + HOUR,
        note="Sent",
    )
    closing = propose(cases[1], terms=[], by=at_the_desk(dana), at=now + HOUR)
    agree(closing, by=by_link(cases[1].customer, cases[1].key), at=now + HOUR)
    write(known, ruth, now + 2 * HOUR)
    begin_waiting(now + 2 * HOUR)
    go_on_telling(now + 3 * HOUR)
    assert [told(one) for one in cases] == [2, 1, 2, 2, 2]
    assert Incident.objects.count() == 1 and Gathered.objects.count() == 4


def test_where_nobody_waits_the_message_says_that_it_was_not_sent(cause, ruth, now):
    row = write(cause, ruth, now)
    begin_waiting(now)
    row.refresh_from_db()
    assert row.refused and row.round is None
