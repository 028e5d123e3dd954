from __future__ import annotations

import email
from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.insight.causes.fixing import Plan, agree_time, ask_time, break_fix, keep_fix, promise_fix
from amana.insight.causes.measuring import reopen
from amana.insight.causes.opening import withdraw
from amana.insight.causes.reminding import remind_due
from amana.insight.models import Cause, Fix
from amana.insight.tests.causes.conftest import DAY
from amana.post.models import Outgoing
from amana.team.viewing import at_the_desk
from tests.letters import words_of

WEEK = timedelta(days=7)


@pytest.fixture
def fix(cause, ruth, yossi, now) -> Fix:
    return promise_fix(cause, Plan("Send the code at once", yossi, now + WEEK), by=at_the_desk(ruth), at=now)


def state(cause) -> str:
    return Cause.objects.get(pk=cause.pk).state


def told() -> list[str]:
    return [
        email.message_from_bytes(bytes(mail.mime))["To"].rpartition("<")[2].partition("@")[0]
        for mail in Outgoing.objects.filter(what="reminder").order_by("created_at", "pk")
    ]


def test_from_found_to_mended(cause, fix, yossi, now):
    assert state(cause) == Cause.MENDING
    keep_fix(fix, text="The code goes out with the order", by=at_the_desk(yossi), at=now + DAY)
    keep_fix(fix, text="Again", by=at_the_desk(yossi), at=now + 2 * DAY)
    cause.refresh_from_db()
    assert (cause.state, cause.mended_at) == (Cause.MENDED, now + DAY)
    assert [step.what for step in cause.steps.order_by("pk")] == ["opened", "promised", "kept", "mended"]


def test_a_good_answer_retires_no_cause(cause, ruth, dana, now):
    plan = Plan("An article that says when the code comes", dana, now + DAY, eases=True)
    article = promise_fix(cause, plan, by=at_the_desk(ruth), at=now)
    assert state(cause) == Cause.FOUND
    keep_fix(article, text="It is on the web", by=at_the_desk(dana), at=now + timedelta(hours=1))
    assert state(cause) == Cause.FOUND


def test_it_is_mended_with_the_last_fix_that_ends_it(cause, fix, ruth, dana, now):
    second = promise_fix(cause, Plan("Change the letter", dana, now + WEEK), by=at_the_desk(ruth), at=now)
    keep_fix(fix, text="Done", by=at_the_desk(ruth), at=now + DAY)
    assert state(cause) == Cause.MENDING
    keep_fix(second, text="Done", by=at_the_desk(dana), at=now + DAY)
    assert state(cause) == Cause.MENDED


def test_a_fix_that_will_not_be_done_leaves_the_cause(cause, fix, ruth, now):
    with pytest.raises(Refused, match="why"):
        break_fix(fix, text=" ", by=at_the_desk(ruth), at=now)
    break_fix(fix, text="No money for it", by=at_the_desk(ruth), at=now + DAY)
    assert state(cause) == Cause.FOUND
    with pytest.raises(Refused, match="already ended"):
        keep_fix(fix, text="Done after all", by=at_the_desk(ruth), at=now + DAY)


def test_only_its_owner_and_those_who_lead_say_what_became_of_it(cause, fix, dana, omar, yossi, now):
    for stranger in (dana, omar):
        with pytest.raises(Refused):
            keep_fix(fix, text="Done", by=at_the_desk(stranger), at=now)
    with pytest.raises(Refused):
        keep_fix(fix, text="", by=at_the_desk(yossi), at=now)


@pytest.mark.parametrize("what", ["Teach users, as customers do not read", " "])
def test_a_fix_says_what_is_done_and_blames_nobody(what, cause, ruth, now):
    with pytest.raises(Refused):
        promise_fix(cause, Plan(what, ruth, now + DAY), by=at_the_desk(ruth), at=now)


def test_a_fix_needs_a_time_to_come_and_somebody_of_the_brand(cause, ruth, omar, now):
    for plan in (Plan("Mend it", ruth, now), Plan("Mend it", omar, now + DAY)):
        with pytest.raises(Refused):
            promise_fix(cause, plan, by=at_the_desk(ruth), at=now)


def test_a_new_time_counts_when_somebody_else_agrees(cause, fix, ruth, yossi, now):
    with pytest.raises(Refused, match="Nobody asks"):
        agree_time(fix, by=at_the_desk(ruth), at=now)
    ask_time(fix, due_at=now + 2 * WEEK, why="The supplier is late", by=at_the_desk(yossi), at=now + DAY)
    fix.refresh_from_db()
    assert fix.due_at == now + WEEK and fix.is_late(now + WEEK + DAY)
    with pytest.raises(Refused, match="Somebody else"):
        agree_time(fix, by=at_the_desk(yossi), at=now + DAY)
    fresh = agree_time(fix, by=at_the_desk(ruth), at=now + WEEK + DAY)
    fix.refresh_from_db()
    assert (fix.state, fresh.due_at, fresh.owner, state(cause)) == (Fix.MOVED, now + 2 * WEEK, yossi, Cause.MENDING)


def test_who_leads_alone_agrees_with_themselves(cause, fix, ruth, yossi, now):
    ruth.brands.clear()
    ask_time(fix, due_at=now + 2 * WEEK, why="The supplier is late", by=at_the_desk(yossi), at=now)
    assert agree_time(fix, by=at_the_desk(yossi), at=now).due_at == now + 2 * WEEK


def test_it_is_brought_to_mind_before_it_is_due_and_said_once_that_it_is_late(cause, ruth, dana, now):
    fix = promise_fix(cause, Plan("Change the letter", dana, now + WEEK), by=at_the_desk(ruth), at=now)
    assert remind_due(now) == 0
    stages = []
    for _turn in range(4):
        fix.refresh_from_db()
        if fix.alarm_at is None:
            break
        stages.append((fix.alarm_stage, now + WEEK - fix.alarm_at))
        assert remind_due(fix.alarm_at) == 1
        assert remind_due(fix.alarm_at - timedelta(seconds=1)) == 0
    assert stages[-1][1] == timedelta(0) and len(stages) == 3
    # Dana before; then Ruth, whom she works for, and Yossi, whose cause it is; then all three that it is late.
    assert told() == ["dana", "ruth", "yossi", "ruth", "yossi", "dana"]
    last = words_of(bytes(Outgoing.objects.filter(what="reminder").last().mime))
    assert "Late: Change the letter" in last and "It ends a cause: The activation code comes after three days" in last
    assert remind_due(now + 3 * WEEK) == 0


def test_what_is_done_is_not_brought_to_mind(cause, fix, yossi, now):
    keep_fix(fix, text="Done", by=at_the_desk(yossi), at=now)
    assert remind_due(now + 2 * WEEK) == 0 and told() == []


def test_a_cause_with_a_promised_fix_is_not_taken_back(cause, fix, ruth, now):
    with pytest.raises(Refused):
        withdraw(cause, why="A mistake", by=at_the_desk(ruth), at=now)


def test_a_person_opens_a_mended_cause_again_with_a_reason(cause, fix, ruth, dana, now):
    keep_fix(fix, text="Done", by=at_the_desk(ruth), at=now)
    with pytest.raises(Refused):
        reopen(cause, why="Three more today", by=at_the_desk(dana), at=now)
    with pytest.raises(Refused):
        reopen(cause, why="", by=at_the_desk(ruth), at=now)
    reopen(cause, why="Three more today", by=at_the_desk(ruth), at=now)
    cause.refresh_from_db()
    assert (cause.state, cause.mended_at, cause.came_back) == (Cause.FOUND, None, 1)
