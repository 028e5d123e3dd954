from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.cases.models import Closing
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.commitments.recounting import recount
from amana.escalation.climbing import ask
from amana.handling.ending.closing import agree, close_own, lapse, propose, refuse, reopen, withdraw_proposal
from amana.handling.opening import open_own_case
from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import Reply, reply
from amana.people.models import Company
from amana.post.models import Outgoing
from amana.record.reading import entry_count, read
from amana.team.viewing import at_the_desk, by_link, owner
from tests.letters import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposed(case, desk, now):
    return propose(case, terms=["The router works", " "], text="It has been replaced.", by=desk, at=now)


def owed(case):
    return list(Commitment.objects.outstanding().filter(case=case).order_by("origin").values_list("origin", flat=True))


def test_the_customer_is_asked_by_mail_with_the_terms(proposed, case):
    mail = Outgoing.objects.get(case=case.key, what="notice")
    body = words_of(bytes(mail.mime))
    assert "It has been replaced." in body and "May we close this case?" in body
    assert proposed.terms == ["The router works"]
    assert owed(case) == ["closing"]


def test_a_reply_that_leaves_at_the_same_moment_has_asked_already(case, desk, now):
    reply(case, Reply("May we close this case?"), by=desk, at=now)
    propose(case, terms=[], by=desk, at=now)
    assert not Outgoing.objects.filter(what="notice").exists()


def test_no_case_closes_over_a_promise_that_is_open(case, desk, link, now):
    make(case, [Draft("A credit", now + timedelta(days=2))], by=desk, at=now)
    with pytest.raises(Refused):
        propose(case, terms=[], by=desk, at=now)


def test_nobody_closes_over_what_somebody_above_has_promised(case, desk, ruth, link, now):
    ask(case, text="", by=link, at=now)
    with pytest.raises(Refused):
        propose(case, terms=[], by=desk, at=now)
    propose(case, terms=[], by=at_the_desk(ruth), at=now)


def test_the_customer_agrees_and_every_promise_ends_with_the_case(proposed, case, link, now):
    agree(proposed, by=link, at=now)
    before = entry_count()
    agree(proposed, by=link, at=now)  # twice changes nothing
    case.refresh_from_db()
    assert (case.state, owed(case), entry_count()) == ("closed", [], before)
    assert list(recount(at=now)) == []


def test_nobody_agrees_for_the_customer_without_their_words(proposed, case, desk, link, noa, now):
    earlier = next(e for e in read(case.key, side="company") if e.kind == "message.received")
    ours = next(e for e in read(case.key, side="company") if e.kind == "closing.proposed")
    for key in (None, earlier.id, ours.id):
        with pytest.raises(Refused):
            agree(proposed, by=desk, at=now + timedelta(hours=1), shown_by=key if key != earlier.id else ours.id)
    said = hear(case, "Yes, close it.", by=link, at=now + timedelta(hours=1))
    agree(proposed, by=desk, at=now + timedelta(hours=2), shown_by=said.id)
    assert Closing.objects.get(pk=proposed.pk).ending == "agreed"


def test_a_term_that_is_not_met_brings_it_back_to_the_holder(proposed, case, link, dana, now):
    refuse(proposed, term="The router works", by=link, at=now)
    case.refresh_from_db()
    assert (case.state, case.holder, owed(case), case.next_reason) == ("open", dana, ["answer"], "answer")
    with pytest.raises(Refused):
        agree(proposed, by=link, at=now)


def test_one_answer_is_owed_after_words_and_a_refusal(proposed, case, link, now):
    hear(case, "It does not work.", by=link, at=now)
    refuse(proposed, term="The router works", by=link, at=now)
    assert owed(case) == ["answer"]


def test_only_who_proposed_takes_it_back_and_the_case_goes_on(proposed, case, desk, link, now):
    with pytest.raises(Refused):
        withdraw_proposal(proposed, why="", by=link, at=now)
    withdraw_proposal(proposed, why="too early", by=desk, at=now)
    assert owed(case) == ["follow_up"]
    assert list(recount(at=now)) == []


def test_silence_is_no_ending_before_two_reminders(proposed, now):
    with pytest.raises(Refused):
        lapse(proposed, at=now + timedelta(days=60))


def test_one_proposal_at_a_time_and_none_on_a_closed_case(proposed, case, desk, link, now):
    with pytest.raises(Refused):
        propose(case, terms=[], by=desk, at=now)
    agree(proposed, by=link, at=now)
    with pytest.raises(Refused):
        propose(case, terms=[], by=desk, at=now)


def test_reopening_is_for_the_same_holder_and_happens_once(proposed, case, link, dana, now):
    agree(proposed, by=link, at=now)
    reopen(case, why="broken again", by=link, at=now + timedelta(days=9))
    before = entry_count()
    reopen(case, why="broken again", by=link, at=now + timedelta(days=9))
    case.refresh_from_db()
    assert (case.holder, owed(case), entry_count()) == (dana, ["answer"], before)


def test_the_keeper_of_an_own_case_alone_ends_it(noa, sami, now):
    kav = Company.objects.create(name="Kav")
    case = open_own_case(noa, kav, happened="x", wanted="y", by=owner(noa), at=now)
    with pytest.raises(Refused):
        close_own(case, by=by_link(noa, case.key), at=now)
    assert close_own(case, by=owner(noa), at=now).state == "closed"


def test_a_proposal_in_an_own_case_ends_when_its_keeper_closes_it(noa, now):
    kav = Company.objects.create(name="Kav")
    case = open_own_case(noa, kav, happened="x", wanted="y", by=owner(noa), at=now)
    proposed = propose(case, terms=["It works"], by=owner(noa), at=now)

    assert close_own(case, by=owner(noa), at=now).state == "closed"
    proposed.refresh_from_db()
    assert proposed.ending == Closing.WITHDRAWN
