from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.cases.models import Closing
from amana.commitments.keeping import keep
from amana.commitments.making import Draft, make
from amana.commitments.recounting import recount
from amana.handling.ending.closing import agree, propose, refuse, withdraw_proposal
from amana.handling.facts.stipulating import done_for, drop_term, meet_term, terms_of, write_term
from amana.handling.models import Point, Term
from amana.record.reading import read
from amana.record.verifying import verify
from tests.letters import last_mail

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def kinds(case, family="term."):
    return [entry.kind for entry in read(case.key, side="customer") if entry.kind.startswith(family)]


@pytest.fixture
def term(case, link, now):
    return write_term(case, "The refund of 149.90 is on the card", by=link, at=now)


def test_either_side_writes_a_term_down_and_the_same_words_are_one(case, desk, link, now):
    first = write_term(case, "The  router works", by=desk, at=now)
    assert write_term(case, "The router works", by=link, at=now).pk == first.pk
    assert (first.written_by, first.agent, kinds(case)) == ("company", desk.agent, ["term.written"])
    with pytest.raises(Refused):
        write_term(case, "   ", by=link, at=now)


def test_only_who_wrote_a_term_drops_it_and_says_why(case, term, desk, link, now):
    with pytest.raises(Refused):
        drop_term(term, why="not needed", by=desk, at=now)
    with pytest.raises(Refused):
        drop_term(term, why=" ", by=link, at=now)
    drop_term(term, why="I took the new one", by=link, at=now)
    drop_term(term, why="again", by=link, at=now)
    assert terms_of(case) == [] and kinds(case) == ["term.written", "term.dropped"]
    with pytest.raises(Refused):
        meet_term(term, "Booked", by=desk, at=now)


def test_a_term_is_met_once_in_words_both_sides_read(case, term, desk, now):
    with pytest.raises(Refused):
        meet_term(term, "", by=desk, at=now)
    meet_term(term, "Booked on 3 November", by=desk, at=now)
    meet_term(term, "Again", by=desk, at=now)
    said = next(entry for entry in read(case.key, side="customer") if entry.kind == "term.met")
    assert (said["text"], kinds(case).count("term.met")) == ("Booked on 3 November", 1)


def test_what_was_done_is_the_promise_kept_whose_words_are_like_the_term():
    kept = ["A call to Noa", "A refund of 149.90 to your card", "A new router"]
    assert done_for("The refund of 149.90 is on the card", kept) == "A refund of 149.90 to your card"
    assert done_for("The invoice is corrected", kept) == ""
    assert done_for("ההחזר של 149.90 הגיע לכרטיס", ["החזר של 149.90 לכרטיס"]) == "החזר של 149.90 לכרטיס"
    assert done_for("وصول المبلغ 149.90 إلى البطاقة", ["تحويل المبلغ 149.90 للبطاقة"]) != ""


def test_a_proposal_names_for_each_term_what_was_done(case, term, desk, now):
    promise = make(case, [Draft("A refund of 149.90 to your card", now + 9 * HOUR)], by=desk, at=now)[0]
    keep(promise, by=desk, at=now + HOUR, note="Booked")
    row = propose(case, terms=["The bill is right"], by=desk, at=now + 2 * HOUR)
    points = [(point.text, point.done) for point in Point.objects.filter(closing=row).order_by("place")]
    assert points == [
        ("The refund of 149.90 is on the card", "A refund of 149.90 to your card"),
        ("The bill is right", ""),
    ]
    assert "– The refund of 149.90 is on the card: A refund of 149.90 to your card" in last_mail("notice")
    with pytest.raises(Refused):
        drop_term(term, why="x", by=desk, at=now + 2 * HOUR)


def test_nobody_proposes_over_a_written_term_without_saying_what_was_done(case, term, desk, now):
    with pytest.raises(Refused) as refused:
        propose(case, terms=[], by=desk, at=now)
    assert "149.90" in str(refused.value.sentence)
    propose(case, terms=[], done={term.pk: "Booked today"}, by=desk, at=now)


def test_who_agrees_agrees_that_the_terms_are_met(case, term, desk, link, now):
    row = propose(case, terms=[], done={term.pk: "Booked today"}, by=desk, at=now)
    agree(row, by=link, at=now + HOUR)
    term.refresh_from_db()
    said = {entry.kind: entry for entry in read(case.key, side="customer")}
    assert term.done == "Booked today" and str(said["closing.agreed"].id) == said["term.met"]["shown_by"]
    assert list(verify()) == [] and list(recount(at=now + HOUR)) == []


def test_a_term_that_is_not_met_is_named_and_stands_from_then_on(case, term, desk, link, now):
    meet_term(term, "Booked", by=desk, at=now)
    row = propose(case, terms=["The bill is right"], by=desk, at=now)
    refuse(row, unmet=[0, 1], term="I see neither", by=link, at=now + HOUR)
    said = next(entry for entry in read(case.key, side="customer") if entry.kind == "closing.refused")
    assert said["unmet"] == ["The refund of 149.90 is on the card", "The bill is right"]
    assert said["term"].endswith("– I see neither")
    standing = {one.text: (one.is_met, one.written_by) for one in terms_of(case)}
    assert standing == {
        "The refund of 149.90 is on the card": (False, "customer"),
        "The bill is right": (False, "customer"),
    }
    assert set(Point.objects.values_list("is_refused", flat=True)) == {True}


def test_a_refusal_that_says_nothing_is_none(case, desk, link, now):
    row = propose(case, terms=[], by=desk, at=now)
    with pytest.raises(Refused):
        refuse(row, by=link, at=now + HOUR)


def test_no_term_is_written_on_a_closed_case(case, desk, link, now):
    agree(propose(case, terms=[], by=desk, at=now), by=link, at=now)
    with pytest.raises(Refused):
        write_term(case, "More", by=link, at=now)
    assert not Term.objects.exists() and Closing.objects.get().points.count() == 0


def test_a_term_can_be_dropped_once_the_proposal_is_taken_back(case, desk, now):
    term = write_term(case, "It works", by=desk, at=now)
    row = propose(case, terms=[], done={term.pk: "Replaced"}, by=desk, at=now)
    withdraw_proposal(row, why="too early", by=desk, at=now)
    assert drop_term(term, why="not needed", by=desk, at=now).dropped_at == now
