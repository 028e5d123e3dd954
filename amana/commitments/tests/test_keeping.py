from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.commitments.keeping import (
    admit_broken,
    dispute,
    keep,
    pass_on,
    release,
    settle_dispute,
)
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.handling.facts.noting import note
from amana.handling.talking.replying import Reply, reply
from amana.record.reading import entry_count, read
from amana.team.viewing import at_the_desk
from tests.letters import deliver

pytestmark = pytest.mark.django_db


@pytest.fixture
def technician(case, dana, desk, now):
    return make(case, [Draft("A technician", now + timedelta(hours=4), owner=dana)], by=desk, at=now)[0]


def last(case):
    return read(case.key, side="customer", audiences=["shared"])[-1]


def kept(commitment, by, at):
    return keep(commitment, by=by, at=at, note="done")


def test_a_kept_promise_names_what_shows_it(technician, desk, case, now):
    letter = next(entry for entry in read(case.key, side="company") if entry.kind == "message.received")
    keep(technician, by=desk, at=now, shown_by=letter.id)

    row = Commitment.objects.get(pk=technician.pk)
    said = next(entry for entry in read(case.key, side="customer") if entry.id == row.ended_in)
    assert (row.state, said["shown_by"], said["was_late"]) == ("kept", str(letter.id), False)


def test_keeping_twice_is_recorded_once(technician, desk, now):
    kept(technician, desk, now)
    before = entry_count()
    kept(technician, desk, now)
    assert entry_count() == before


def test_what_shows_it_must_be_read_by_both_and_belong_to_this_case(technician, desk, dana, case, now):
    inside = note(case, "He was there.", by=desk, at=now)
    other = deliver("sami@customer.example", "Another matter?", at=now)
    elsewhere = read(other.key, side="company")[0]
    for key in (inside.id, elsewhere.id):
        with pytest.raises(Refused):
            keep(technician, by=desk, at=now, shown_by=key)
    with pytest.raises(Refused):
        keep(technician, by=desk, at=now, note="  ")


def test_only_the_side_that_promised_says_what_became_of_it(technician, desk, link, now):
    with pytest.raises(Refused):
        kept(technician, link, now)
    with pytest.raises(Refused):
        admit_broken(technician, by=link, at=now, why="no")
    with pytest.raises(Refused):
        release(technician, by=desk, at=now)
    assert release(technician, by=link, at=now).state == "released"


def test_broken_needs_a_reason_and_ends_once(technician, desk, now):
    with pytest.raises(Refused):
        admit_broken(technician, by=desk, at=now, why=" ")
    admit_broken(technician, by=desk, at=now, why="no parts")
    with pytest.raises(Refused):
        kept(technician, desk, now)


def test_a_promise_the_customer_calls_unkept_is_open_again_until_both_agree(technician, desk, link, case, now):
    kept(technician, desk, now)
    row = dispute(technician, by=link, at=now, text="nobody came")
    case.refresh_from_db()
    assert (row.state, row.ended_at, case.next_reason) == ("disputed", None, "disputed")

    with pytest.raises(Refused):  # our word alone does not end it a second time
        kept(technician, desk, now)
    with pytest.raises(Refused):
        settle_dispute(technician, by=desk, at=now, was_kept=True, why="he was there")
    assert settle_dispute(technician, by=link, at=now, was_kept=True, why="").state == "kept"


def test_a_reply_does_not_keep_what_is_disputed(case, desk, link, now):
    answer = Commitment.objects.get(case=case)
    late = answer.due_at + timedelta(hours=1)
    dispute(answer, by=link, at=late, text="no answer came")
    reply(case, Reply("Here it is."), by=desk, at=late)
    assert Commitment.objects.get(pk=answer.pk).state == "disputed"
    assert settle_dispute(answer, by=desk, at=late, was_kept=False, why="").state == "broken"


def test_a_lead_decides_with_a_reason_both_read(technician, desk, link, ruth, case, now):
    kept(technician, desk, now)
    dispute(technician, by=link, at=now)
    with pytest.raises(Refused):
        settle_dispute(technician, by=at_the_desk(ruth), at=now, was_kept=True, why="")
    settle_dispute(technician, by=at_the_desk(ruth), at=now, was_kept=True, why="the photograph shows it")
    assert (last(case).kind, last(case)["why"]) == ("promise.settled", "the photograph shows it")


def test_what_is_not_due_yet_cannot_be_called_unkept_and_we_do_not_say_it_of_ourselves(technician, desk, link, now):
    with pytest.raises(Refused):
        dispute(technician, by=link, at=now)
    with pytest.raises(Refused):
        dispute(technician, by=desk, at=now + timedelta(days=1))


def test_a_promise_passed_on_has_one_owner_and_the_record_says_why(technician, omer, desk, case, now):
    pass_on([technician], to=omer, why="on leave", by=desk, at=now)
    assert Commitment.objects.get(pk=technician.pk).owner == omer
    assert (last(case)["owner"], last(case)["why"]) == ("Omer Dvir", "on leave")
