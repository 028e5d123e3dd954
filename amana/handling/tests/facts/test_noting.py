from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.commitments.making import Draft
from amana.commitments.models import Commitment
from amana.handling.facts.noting import add_version, note, note_call
from amana.kit.codes import new_id
from amana.record.reading import read
from amana.team.viewing import by_link

pytestmark = pytest.mark.django_db


def test_a_note_is_read_by_colleagues_alone(case, desk, now):
    said = note(case, " Careful here. ", by=desk, at=now)
    assert said.content["text"] == "Careful here."
    assert said.id in {e.id for e in read(case.key, side="company")}
    assert said.id not in {e.id for e in read(case.key, side="customer")}
    with pytest.raises(Refused):
        note(case, " ", by=desk, at=now)


def test_a_call_keeps_the_answer_and_holds_its_promises(case, desk, now):
    answer = Commitment.objects.get(case=case)
    said = note_call(case, "We spoke.", who="Noa", by=desk, at=now, minutes=4, waited=1,
                     promises=[Draft("A credit", now + timedelta(days=2))])  # fmt: skip

    answer.refresh_from_db()
    assert answer.state == "kept"
    assert Commitment.objects.get(action="A credit").said_in == said.id
    case.refresh_from_db()
    assert (case.last_word_by, case.waiting_for) == ("company", "company")


def test_a_call_says_something_and_takes_no_negative_time(case, desk, now):
    for words, more in ((" ", {}), ("We spoke.", {"minutes": -1}), ("We spoke.", {"waited": -1})):
        with pytest.raises(Refused):
            note_call(case, words, who="Noa", by=desk, at=now, **more)


def test_the_other_side_puts_its_version_beside_a_call(case, desk, noa, now):
    call = note_call(case, "She agreed.", who="Noa", by=desk, at=now)
    link = by_link(noa, case.key)
    said = add_version(case, call.id, "I did not agree.", by=link, at=now)
    assert said.content["number"] == call.number
    with pytest.raises(Refused):
        add_version(case, new_id(), "x", by=link, at=now)


def test_nobody_answers_an_entry_they_cannot_read(case, desk, noa, now):
    hidden = note(case, "Careful.", by=desk, at=now)
    with pytest.raises(Refused):
        add_version(case, hidden.id, "x", by=by_link(noa, case.key), at=now)
