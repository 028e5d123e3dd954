from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.cases.links import token_of
from amana.cases.models import CaseLink, Closing, Participant
from amana.cases.tracing import goes_on_in, onward
from amana.cases.tying import Follow, Tie
from amana.commitments.keeping import dispute, keep
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.commitments.offering import offer_time
from amana.commitments.recounting import recount
from amana.escalation.ringing import ring
from amana.handling.ending.closing import agree, propose, reopen
from amana.handling.facts.noting import note_call
from amana.handling.facts.standing_still import note_standstill
from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import Reply, reply
from amana.handling.tying.merging import merge, readers, unmerge
from amana.post.models import HELD, Outgoing, RawMessage
from amana.record.reading import read
from amana.record.verifying import verify
from amana.team.viewing import at_the_desk, by_link
from tests.letters import deliver, letter, take_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(case, now):
    """A second mail of Noa about the same router, in a case of its own."""
    made = deliver("noa@customer.example", "It is still dead, by the way.", at=now, subject="Router again")
    assert made.pk != case.pk
    return made


@pytest.fixture
def samis(brand, dana, now):
    return deliver("sami@customer.example", "Where is my part?", at=now, subject="Part", name="Sami")


@pytest.fixture
def sent(twin, desk, now):
    """A reply of ours on the twin, whose id a later answer names."""
    reply(twin, Reply("We look at it."), by=desk, at=now)
    return Outgoing.objects.get(case=twin.key, what="reply").message_id


def said(case):
    return [e["text"].strip() for e in read(case.key, side="customer") if e.kind in {"message.received", "call.noted"}]


def kinds(case, side="customer"):
    return [entry.kind for entry in read(case.key, side=side)]


def again(*cases):
    for case in cases:
        case.refresh_from_db()


def is_whole(at):
    return list(verify()) == [] and list(recount(at=at)) == []


def test_a_merged_case_is_closed_in_its_own_way_and_both_records_say_so(case, twin, desk, now):
    merge(twin, into=case, why="the same router", by=desk, at=now)
    again(case, twin)
    assert (twin.state, case.state) == ("closed", "open")
    assert Closing.objects.get(case=twin).ending == Closing.MERGED
    for one in (case, twin):
        (entry,) = [entry for entry in read(one.key, side="customer") if entry.kind == "case.merged"]
        assert (entry["merged"], entry["into"], entry["here"]) == (twin.number, case.number, one.number)
    assert is_whole(now)


def test_a_promise_goes_on_with_its_owner_and_due_time(case, twin, desk, omer, now):
    due = now + timedelta(days=2)
    call = make(twin, [Draft("a call", due, owner=omer)], by=desk, at=now)[0]
    offer_time(call, due_at=now + timedelta(days=3), why="", by=at_the_desk(omer), at=now)
    merge(twin, into=case, by=desk, at=now + timedelta(hours=1))
    call.refresh_from_db()
    fresh = Commitment.objects.get(case=case, action="a call")
    assert (call.state, call.replaced_by) == ("released", fresh)
    assert (fresh.owner_agent, fresh.due_at, fresh.made_at) == (omer, due, now)
    assert fresh.offers.get().ended_at is None
    released = [e for e in read(twin.key, side="customer") if e.kind == "promise.released"]
    assert case.number in {e["why"][-len(case.number) - 1 : -1] for e in released}
    made = [e for e in read(case.key, side="customer") if e["promise"] == str(fresh.pk)]
    assert [(e.kind, e["moved_from"]) for e in made] == [("promise.made", twin.number)]
    assert is_whole(now)


def test_a_late_promise_stays_late_and_is_told_no_second_time(case, twin, desk, now):
    Commitment.objects.filter(case=case).update(alarm_at=None)
    make(twin, [Draft("a call", now + timedelta(hours=3))], by=desk, at=now)
    later = now + timedelta(hours=4)
    for _turn in range(4):
        ring(at=later)
    notices = Outgoing.objects.filter(what="notice").count()
    merge(twin, into=case, by=desk, at=later)
    fresh = Commitment.objects.get(case=case, action="a call")
    assert fresh.is_late(later)
    ring(at=later + timedelta(minutes=1))
    assert Outgoing.objects.filter(what="notice").count() == notices
    assert is_whole(later)


def test_a_reply_by_our_signed_id_lands_in_the_other_case(case, twin, sent, desk, now):
    merge(twin, into=case, by=desk, at=now)
    row = take_in(letter("noa@customer.example", "Thanks!", at=now, answers=[sent]), at=now)
    assert row.case == case.key and said(case)[-1] == "Thanks!"
    again(twin)
    assert not twin.is_open and "case.reopened" not in kinds(twin)
    assert is_whole(now)


def test_a_reply_to_their_own_first_mail_lands_there_too_once_it_is_proved(case, twin, desk, now, settings):
    settings.AUTHSERV_ID = "border.example.com"
    first = RawMessage.objects.get(case=twin.key).message_id
    merge(twin, into=case, by=desk, at=now)
    head = (
        b"Authentication-Results: border.example.com; dmarc=pass header.from=customer.example\n"
        b"Received: from x by border.example.com\n"
    )
    row = take_in(head + letter("noa@customer.example", "Any news?", at=now, answers=[first]), at=now)
    assert row.case == case.key and said(case)[-1] == "Any news?"


def test_an_automatic_reply_to_a_merged_case_stands_in_the_other(case, twin, sent, desk, now):
    merge(twin, into=case, by=desk, at=now)
    away = letter("noa@customer.example", "away", at=now, answers=[sent], headers=[("Auto-Submitted", "auto-replied")])
    take_in(away, at=now)
    assert "message.automatic" in kinds(case, "company") and "message.automatic" not in kinds(twin, "company")


def test_words_from_the_portal_and_a_call_land_in_the_other_case(case, twin, noa, desk, now):
    merge(twin, into=case, by=desk, at=now)
    hear(twin, "By the old link.", by=by_link(noa, twin.key), at=now)
    note_call(twin, "She called.", who="Noa", by=desk, at=now)
    assert said(case)[-2:] == ["By the old link.", "She called."]
    again(twin)
    assert not twin.is_open and is_whole(now)


def test_replies_follow_a_case_through_one_merge_after_another(case, twin, sent, desk, now):
    third = deliver("noa@customer.example", "And a third time.", at=now, subject="Third")
    merge(twin, into=case, by=desk, at=now)
    merge(case, into=third, by=desk, at=now)
    assert onward([twin.key, case.key]) == {twin.key: third.key, case.key: third.key}
    assert take_in(letter("noa@customer.example", "Thanks!", at=now, answers=[sent]), at=now).case == third.key


def test_looking_where_mail_goes_on_takes_one_query_however_many_letters(
    case, twin, sent, desk, now, django_assert_num_queries
):
    with django_assert_num_queries(1):
        assert onward([case.key, twin.key]) == {}
    merge(twin, into=case, by=desk, at=now)
    with django_assert_num_queries(2):
        assert onward([twin.key] * 40) == {twin.key: case.key}


# ── what is refused ──────────────────────────────────────────────────────────


def test_no_circle_is_made(case, twin, desk, now):
    merge(twin, into=case, by=desk, at=now)
    with pytest.raises(Refused, match=case.number):
        reopen(twin, why="x", by=desk, at=now)
    for one, into in ((case, twin), (twin, case), (case, case)):
        with pytest.raises(Refused):
            merge(one, into=into, by=desk, at=now)
    assert Tie.objects.count() == 1


def test_a_ring_in_the_data_does_not_go_round_for_ever(case, twin, dana, now):
    for one, other in ((case, twin), (twin, case)):
        Tie.objects.create(case=one, other=other, kind=Tie.MERGED, by=dana, made_at=now)
    assert goes_on_in(case.key) in {case.key, twin.key}


def test_a49_cases_of_different_customers_are_not_merged(case, samis, desk, now):
    with pytest.raises(Refused, match="different customers"):
        merge(samis, into=case, knowing=True, by=desk, at=now)
    assert not Tie.objects.exists() and Participant.objects.filter(case=case).count() == 1


def test_whoever_would_read_more_is_named_before(case, samis, noa, sami, desk, now):
    Participant.objects.create(case=samis, person=noa, added_at=now)
    found = readers(samis, case)
    assert (found.joining, found.there) == ([sami], [])
    with pytest.raises(Refused, match="would read more"):
        merge(samis, into=case, by=desk, at=now)
    merge(samis, into=case, knowing=True, by=desk, at=now)
    assert set(Participant.objects.filter(case=case).values_list("person", flat=True)) == {noa.pk, sami.pk}


def test_a49_an_agent_of_another_brand_merges_nothing(case, twin, omar, now):
    with pytest.raises(Refused, match="There is no such case"):
        merge(twin, into=case, by=at_the_desk(omar), at=now)


def test_a_customer_merges_nothing(case, twin, noa, now):
    with pytest.raises(Refused):
        merge(twin, into=case, by=by_link(noa, twin.key), at=now)


def test_a_disputed_promise_is_settled_first(case, twin, noa, desk, now):
    call = make(twin, [Draft("a call", now + timedelta(hours=3))], by=desk, at=now)[0]
    keep(call, by=desk, at=now, note="called")
    dispute(call, by=by_link(noa, twin.key), at=now, text="no")
    with pytest.raises(Refused, match="disputed"):
        merge(twin, into=case, by=desk, at=now)


def test_a_case_is_merged_into_an_open_one(case, twin, desk, now):
    closed = deliver("noa@customer.example", "Third", at=now, subject="Third")
    merge(closed, into=case, by=desk, at=now)
    with pytest.raises(Refused, match="goes on in"):
        merge(twin, into=closed, by=desk, at=now)


def test_what_stands_still_stands_still_in_the_other_case(case, twin, desk, now):
    note_standstill(twin, stands_still=True, text="the shop", by=desk, at=now)
    merge(twin, into=case, by=desk, at=now)
    again(case)
    assert case.is_standstill and is_whole(now)


def test_a_proposal_to_close_is_over_and_nobody_agreed(case, twin, sent, desk, now):
    propose(twin, terms=["It works"], by=desk, at=now)
    merge(twin, into=case, by=desk, at=now)
    assert [row.ending for row in Closing.objects.filter(case=twin)] == [Closing.MERGED]
    assert is_whole(now)


def test_who_follows_the_one_follows_the_other(case, twin, omer, desk, now):
    Follow.objects.create(case=twin, agent=omer, since=now)
    merge(twin, into=case, by=desk, at=now)
    assert Follow.objects.filter(case=case, agent=omer).exists()


# ── taken apart ──────────────────────────────────────────────────────────────


def test_taken_apart_later_replies_go_to_the_old_case_again_and_the_rest_stays(case, twin, sent, desk, omer, now):
    make(twin, [Draft("a call", now + timedelta(days=2), owner=omer)], by=desk, at=now)
    merge(twin, into=case, by=desk, at=now)
    take_in(letter("noa@customer.example", "Meanwhile", at=now, answers=[sent]), at=now)
    later = now + timedelta(hours=1)
    unmerge(twin, why="another router", by=desk, at=later)
    take_in(letter("noa@customer.example", "Afterwards", at=later, answers=[sent]), at=later)
    again(case, twin)
    assert said(case)[-1] == "Meanwhile" and said(twin)[-1] == "Afterwards"
    assert twin.is_open and twin.closed_at is None
    call = Commitment.objects.outstanding().get(action="a call")
    assert (call.case, call.owner_agent) == (twin, omer)
    for one in (case, twin):
        (entry,) = [entry for entry in read(one.key, side="customer") if entry.kind == "case.unmerged"]
        assert (entry["here"], entry["why"]) == (one.number, "another router")
    assert is_whole(later)


def test_taken_apart_a_case_that_owed_nothing_of_its_own_has_a_next_step(case, twin, sent, desk, now):
    merge(twin, into=case, by=desk, at=now)
    unmerge(twin, by=desk, at=now)
    again(twin)
    assert twin.next_commitment is not None and is_whole(now)


def test_taken_apart_from_a_case_that_went_on_elsewhere_its_promise_comes_back_from_there(case, twin, desk, omer, now):
    third = deliver("noa@customer.example", "And a third time.", at=now, subject="Third")
    make(twin, [Draft("a call", now + timedelta(days=2), owner=omer)], by=desk, at=now)
    merge(twin, into=case, by=desk, at=now)
    merge(case, into=third, by=desk, at=now)
    unmerge(twin, by=desk, at=now)
    assert Commitment.objects.outstanding().get(action="a call").case == twin
    assert onward([case.key]) == {case.key: third.key} and is_whole(now)


def test_a_case_closed_before_it_was_merged_stays_closed(case, twin, sent, noa, desk, now):
    agree(propose(twin, terms=[], by=desk, at=now), by=by_link(noa, twin.key), at=now)
    merge(twin, into=case, by=desk, at=now)
    row = take_in(letter("noa@customer.example", "One more thing", at=now, answers=[sent]), at=now)
    assert row.case == case.key
    unmerge(twin, by=desk, at=now)
    again(twin)
    assert not twin.is_open and is_whole(now)
    with pytest.raises(Refused, match="by itself already"):
        unmerge(twin, by=desk, at=now)


def test_a52_whoever_came_in_by_the_merge_reads_no_more_once_it_is_undone(case, samis, noa, sami, desk, now):
    Participant.objects.create(case=samis, person=noa, added_at=now)
    later = now + timedelta(minutes=1)
    merge(samis, into=case, knowing=True, by=desk, at=later)
    link = CaseLink.objects.get(case=case, person=sami, revoked_at=None)
    assert token_of(link.pk)
    unmerge(samis, by=desk, at=later + timedelta(minutes=1))
    assert not Participant.objects.filter(case=case, person=sami).exists()
    link.refresh_from_db()
    assert link.revoked_at is not None
    assert Participant.objects.filter(case=case, person=noa).exists()


def test_a03_words_of_somebody_who_takes_no_part_in_the_other_case_stay_where_they_were_said(
    case, samis, noa, sami, desk, now
):
    reply(samis, Reply("It is on its way."), by=desk, at=now)
    ours = Outgoing.objects.get(case=samis.key, what="reply").message_id
    Participant.objects.create(case=samis, person=noa, added_at=now)
    merge(samis, into=case, knowing=True, by=desk, at=now)
    Participant.objects.filter(case=case, person=sami).delete()
    row = take_in(letter("sami@customer.example", "Thanks", at=now, answers=[ours]), at=now)
    assert row.case == samis.key and "Thanks" not in said(case)
    hear(samis, "And now?", by=by_link(sami, samis.key), at=now)
    assert said(samis)[-1] == "And now?"
    stranger = take_in(letter("mallory@evil.example", "Me too", at=now, answers=[ours]), at=now)
    assert stranger.state == HELD
    assert is_whole(now)
