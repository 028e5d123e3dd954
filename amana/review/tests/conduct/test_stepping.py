from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from amana.cases.errors import Refused
from amana.commitments.keeping import admit_broken
from amana.commitments.making import Draft, make
from amana.handling.talking.hearing import hear
from amana.notices.kinds import APPROVAL
from amana.notices.models import Notice
from amana.readings.models import Reading
from amana.record.reading import read
from amana.review.amends import Gift, give
from amana.review.conduct.answering import answer, take_back
from amana.review.conduct.hindering import owed_to
from amana.review.conduct.models import ConductIncident, ConductStep
from amana.review.conduct.noting import Noted, note_incident
from amana.review.conduct.parting import confirm, drop_proposal, propose_declining, propose_parting
from amana.review.conduct.pointing import distress_in
from amana.review.conduct.policies import set_policy
from amana.review.conduct.stepping import NOTHING, SOMETHING, UNASKED, set_conditions, warn
from amana.review.tests.conduct.conftest import HURT
from amana.team.models import Agent, Team
from amana.team.viewing import at_the_desk
from tests.letters import last_mail

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AGAIN = "Answer me, you idiot!"


@pytest.fixture
def warned(served, noted, desk, now):
    return warn(served, text="", care=NOTHING, care_words="Asked", by=desk, at=now + DAY)


@pytest.fixture
def conditions(served, warned, desk, now):
    return set_conditions(served, text="In writing only", by=desk, at=now + 5 * DAY)


@pytest.fixture
def again(served, conditions, link, desk, now):
    said = hear(served, AGAIN, by=link, at=now + 6 * DAY)
    return note_incident(served, Noted("abuse", AGAIN, said.id), by=desk, at=now + 6 * DAY)


def propose(case, ruth, desk, now, days=30):
    at = now + 7 * DAY
    return propose_parting(case, why="The words", ends_on=(at + days * DAY).date(), asks=ruth, by=desk, at=at)


def answered(case, desk, now):
    from amana.handling.talking.replying import Reply, reply

    reply(case, Reply("We hear you."), by=desk, at=now + 6 * DAY + HOUR)


# ── one after the other ──────────────────────────────────────────────────────


def test_each_step_rests_on_the_one_before(served, desk, ruth, now):
    with pytest.raises(Refused, match="note an incident"):
        warn(served, text="", care=NOTHING, care_words="Asked", by=desk, at=now)
    with pytest.raises(Refused, match="note an incident"):
        set_conditions(served, text="x", by=desk, at=now)
    with pytest.raises(Refused, match="warning and conditions"):
        propose(served, ruth, desk, now)


def test_distress_is_asked_about_before_a_warning(served, noted, desk, now):
    for care, words in ((UNASKED, "x"), ("", "x"), ("rubbish", "x"), (NOTHING, " "), (SOMETHING, "")):
        with pytest.raises(Refused):
            warn(served, text="", care=care, care_words=words, by=desk, at=now + DAY)
    warn(served, text="", care=SOMETHING, care_words="She is in hospital; Ruth called", by=desk, at=now + DAY)
    assert "hospital" not in str([dict(one.content or {}) for one in read(served.key, side="customer")])
    with pytest.raises(Refused, match="holds already"):
        warn(served, text="", care=NOTHING, care_words="Asked", by=desk, at=now + DAY)


def test_distress_in_the_readings_is_pointed_at(served, hurt, now):
    found = [
        {"kind": "feeling", "id": "distress", "quote": "I cannot go on"},
        {"kind": "question", "id": "", "quote": "?"},
    ]
    Reading.objects.update_or_create(
        entry=hurt.id, defaults={"case": served, "side": "customer", "at": now, "read_at": now, "found": found}
    )
    assert distress_in(served) == ["I cannot go on"]


def test_nothing_follows_before_the_customer_could_answer(served, warned, desk, link, now):
    with pytest.raises(Refused, match="three days"):
        set_conditions(served, text="x", by=desk, at=now + DAY + HOUR)
    answer(warned, "I was desperate", by=link, at=now + DAY + 2 * HOUR)
    with pytest.raises(Refused, match="Write the conditions"):
        set_conditions(served, text=" ", by=desk, at=now + DAY + 3 * HOUR)
    set_conditions(served, text="In writing only", by=desk, at=now + DAY + 3 * HOUR)


def test_an_answer_stands_in_the_shared_record_and_is_owed_a_word(served, warned, link, desk, now):
    answer(warned, "I was desperate", by=link, at=now + 2 * DAY)
    shared = read(served.key, side="customer")
    said = next(one for one in shared if one.kind == "conduct.answered")
    assert next(one for one in shared if str(one.id) == said["said_in"])["text"] == "I was desperate"
    for by, text in ((link, " "), (desk, "x")):
        with pytest.raises(Refused):
            answer(warned, text, by=by, at=now + 2 * DAY)


# ── taking back ──────────────────────────────────────────────────────────────


def test_a_step_taken_back_is_said_to_the_customer_too(served, warned, desk, link, omer, now):
    with pytest.raises(Refused, match="leads"):
        take_back(warned, why="x", by=at_the_desk(omer), at=now + 2 * DAY)
    with pytest.raises(Refused, match="reason"):
        take_back(warned, why=" ", by=desk, at=now + 2 * DAY)
    for _twice in range(2):
        take_back(warned, why="She was right", by=desk, at=now + 2 * DAY)
    assert "She was right" in last_mail("notice")
    assert [one.kind for one in read(served.key, side="customer")].count("conduct.taken_back") == 1
    with pytest.raises(Refused, match="taken back"):
        answer(warned, "x", by=link, at=now + 2 * DAY)
    with pytest.raises(Refused, match="First comes a warning"):
        set_conditions(served, text="x", by=desk, at=now + 9 * DAY)


def test_a_note_is_taken_back_after_what_rests_on_it(served, noted, warned, desk, now):
    with pytest.raises(Refused, match="rests on this alone"):
        take_back(noted, why="x", by=desk, at=now + 2 * DAY)
    take_back(warned, why="x", by=desk, at=now + 2 * DAY)
    take_back(noted, why="x", by=desk, at=now + 2 * DAY)
    assert ConductIncident.objects.get().taken_back_at is not None


# ── parting ──────────────────────────────────────────────────────────────────


def test_parting_takes_two_of_whom_the_second_leads(served, again, *, desk, dana, omer, ruth, yossi, now):
    answered(served, desk, now)
    with pytest.raises(Refused, match="leads in this brand"):
        propose(served, omer, desk, now)
    row = propose(served, ruth, desk, now)
    with pytest.raises(Refused, match="already"):
        propose(served, yossi, desk, now)
    at = now + 8 * DAY
    for by in (dana, omer):
        with pytest.raises(Refused, match="second person"):
            confirm(row, by=at_the_desk(by), at=at)
    for _twice in range(2):
        confirm(row, by=at_the_desk(yossi), at=at)
    row.refresh_from_db()
    assert (row.state, row.confirmed_by) == (ConductStep.TOLD, yossi)
    assert last_mail("notice").count("The ombudsman") == 1
    with pytest.raises(Refused, match="decided"):
        drop_proposal(row, why="x", by=at_the_desk(ruth), at=at)


def test_a_lead_who_proposes_does_not_confirm(served, again, desk, ruth, yossi, now):
    answered(served, desk, now)
    row = propose(served, yossi, at_the_desk(ruth), now)
    with pytest.raises(Refused, match="second person"):
        confirm(row, by=at_the_desk(ruth), at=now + 8 * DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConductStep.objects.filter(pk=row.pk).update(confirmed_by=ruth)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConductStep.objects.filter(pk=row.pk).update(state="told", told_at=now, entry=row.pk)


def test_a_proposal_not_confirmed_is_never_read_by_the_customer(served, again, desk, ruth, now):
    answered(served, desk, now)
    row = propose(served, ruth, desk, now)
    drop_proposal(row, why="Not yet", by=at_the_desk(ruth), at=now + 8 * DAY)
    assert {one["step"] for one in read(served.key, side="customer") if one.kind == "conduct.said"} == {
        "note", "warning", "conditions",
    }  # fmt: skip
    with pytest.raises(Refused, match="decided"):
        confirm(row, by=at_the_desk(ruth), at=now + 8 * DAY)


def test_notice_is_at_least_what_the_brand_settled_also_when_it_is_confirmed(served, again, desk, ruth, now):
    answered(served, desk, now)
    with pytest.raises(Refused, match="Notice is too short"):
        propose(served, ruth, desk, now, days=13)
    row = propose(served, ruth, desk, now, days=14)
    with pytest.raises(Refused, match="Notice is too short"):
        confirm(row, by=at_the_desk(ruth), at=now + 10 * DAY)


def test_nobody_parts_where_the_law_obliges(served, again, brand, desk, dana, ruth, now):
    answered(served, desk, now)
    row = propose(served, ruth, desk, now)
    team = Team.objects.create(name="Water")
    Agent.objects.filter(pk=dana.pk).update(team=team)
    for obliged, teams in ((True, []), (False, [team])):
        set_policy(brand, is_obliged=obliged, teams=teams, notice_days=14, elsewhere={"en": "x"}, by=ruth, at=now)
        with pytest.raises(Refused, match="law obliges"):
            confirm(row, by=at_the_desk(ruth), at=now + 7 * DAY)
        with pytest.raises(Refused, match="law obliges"):
            propose(served, ruth, desk, now)


def test_nobody_parts_while_our_own_word_is_late_or_broken(served, again, desk, dana, ruth, now):
    promise = make(served, [Draft("A credit note", now + 6 * DAY + 2 * HOUR, owner=dana)], by=desk, at=now + 6 * DAY)[0]
    answered(served, desk, now)
    with pytest.raises(Refused, match="A credit note"):
        propose(served, ruth, desk, now)
    admit_broken(promise, by=desk, at=now + 6 * DAY + 3 * HOUR, why="Nobody did it")
    assert [one.action for one in owed_to(served, at=now + 7 * DAY)] == ["A credit note"]
    give(served, Gift("A credit of 50", "We broke our word", Decimal(50)), by=desk, at=now + 6 * DAY + 4 * HOUR)
    assert owed_to(served, at=now + 7 * DAY) == []
    propose(served, ruth, desk, now)


def test_nobody_parts_without_saying_where_else_to_turn(served, again, brand, desk, ruth, now):
    answered(served, desk, now)
    set_policy(brand, is_obliged=False, teams=[], notice_days=14, elsewhere={"en": " "}, by=ruth, at=now)
    with pytest.raises(Refused, match="where else"):
        propose(served, ruth, desk, now)


def test_only_a_lead_settles_it_and_notice_is_some_days(brand, dana, ruth, omar, now):
    for by, days in ((dana, 14), (omar, 14), (ruth, 0), (ruth, 1000)):
        with pytest.raises(Refused):
            set_policy(brand, is_obliged=False, teams=[], notice_days=days, elsewhere={}, by=by, at=now)


# ── before it begins ─────────────────────────────────────────────────────────


def test_somebody_may_be_declined_decently_before_they_are_taken_on(case, settled, desk, link, ruth, now):
    said = hear(case, HURT, by=link, at=now)
    note_incident(case, Noted("abuse", HURT, said.id), by=desk, at=now)
    row = propose_declining(case, why="We cannot help well", asks=ruth, by=desk, at=now)
    confirm(row, by=at_the_desk(ruth), at=now + HOUR)
    assert "The ombudsman" in last_mail("notice") and "We cannot help well" in last_mail("notice")


def test_a_customer_we_serve_is_not_declined(served, noted, desk, ruth, now):
    with pytest.raises(Refused, match="taken on already"):
        propose_declining(served, why="x", asks=ruth, by=desk, at=now + DAY)


def test_whoever_is_asked_to_decide_is_told_that_an_approval_waits_and_not_twice(served, again, ruth, desk, now):
    answered(served, desk, now)
    propose(served, ruth, desk, now)
    told = Notice.objects.filter(agent=ruth, case=served, at=now + 7 * DAY)
    assert [row.kind for row in told] == [APPROVAL]
