"""Leaks as rows: asked for by an entry or the clock, looked at in the background, gone when the record no longer shows them."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.commitments.making import Draft, make
from amana.handling.facts.noting import note, note_call
from amana.handling.handing_out.exporting import export
from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import Reply, reply
from amana.readings.taking import read_some
from amana.record.appending import SYSTEM, Actor, Line, append
from amana.record.reading import read
from amana.record.withdrawing import erase, withdraw
from amana.review.leaks import keeping
from amana.review.leaks.disputing import dispute, reinstate
from amana.review.leaks.gathering import gather
from amana.review.leaks.keeping import SETTLES, claim, look_around, look_at
from amana.review.leaks.wording import reason_of
from amana.review.models import Change, Leak, Look
from amana.review.weighing import WEIGHTS
from amana.team.viewing import at_the_desk, by_link
from tests.letters import deliver

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.django_db


def standing(case):
    return {row.kind: row for row in Leak.objects.filter(case=case).standing()}


def read_all(at):
    while read_some(worker="test", at=at):
        pass


@pytest.fixture
def promised(case, desk, now):
    """Dana spoke with Noa and promised something, and wrote nothing."""
    draft = Draft("A new router", now + 3 * DAY)
    note_call(case, "We spoke; she gets a new router.", who="Noa", by=desk, at=now + HOUR, promises=[draft])
    read_all(now + HOUR)
    return case


def test_an_entry_asks_for_a_look_and_the_clock_finds_what_time_alone_brings(promised, now):
    row = Look.objects.get(pk=promised.pk)
    assert row.asked_at is not None
    assert look_around(now + HOUR + SETTLES) == 1
    assert "no_paper" not in standing(promised), "there is an hour for it"
    row.refresh_from_db()
    assert row.asked_at is None and row.look_at is not None and row.look_at <= now + 2 * HOUR + timedelta(minutes=2)
    assert look_around(row.look_at - timedelta(seconds=1)) == 0
    assert look_around(row.look_at) == 1
    found = standing(promised)["no_paper"]
    assert found.words["reason"] == "promised_aloud" and found.brand == promised.brand and found.gone_at is None
    assert found.entries == [str(one.id) for one in read(promised.key, side="company") if one.kind == "call.noted"]
    assert found.channel == "phone"


def test_looking_twice_changes_nothing(promised, now):
    look_at(promised.key, at=now + 3 * HOUR)
    before = list(Leak.objects.order_by("pk").values())
    look_at(promised.key, at=now + 3 * HOUR)
    assert list(Leak.objects.order_by("pk").values()) == before and before


def test_a_leak_the_record_no_longer_shows_is_gone_and_comes_back_as_the_same_row(case, desk, now):
    Case.objects.filter(pk=case.pk).update(next_due_at=now + HOUR)
    look_at(case.key, at=now + 3 * HOUR)
    row = standing(case)["opacity"]
    reply(case, Reply("Your new router is on its way."), by=desk, at=now + 4 * HOUR)
    read_all(now + 4 * HOUR)
    look_at(case.key, at=now + 5 * HOUR)
    row.refresh_from_db()
    assert row.gone_at == now + 5 * HOUR and "opacity" not in standing(case)


def test_history_counts_for_nothing_and_asks_for_nothing(case, now):
    Look.objects.all().delete()
    said = {"from": {"name": "Noa"}, "text": "Any news? Nobody called me back.", "channel": "email", "files": [],
            "imported": True}  # fmt: skip
    append(Line(case.key, "message.received", SYSTEM, now + HOUR, said))
    assert not Look.objects.exists()
    picture = gather(case, at=now + 2 * HOUR)
    assert [one.kind for one in picture.entries if one.kind == "message.received"] == ["message.received"]
    look_at(case.key, at=now + 2 * HOUR)
    assert not standing(case)


def test_what_came_before_a_case_was_woken_from_history_is_left_out(case, now):
    hear(case, "Any news? Nobody called me back.", by=by_link(case.customer, case.key), at=now + HOUR)
    append(Line(case.key, "case.reopened", SYSTEM, now + DAY, {"why": "imported"}))
    picture = gather(case, at=now + 2 * DAY)
    assert [one.kind for one in picture.entries] == ["case.reopened"] and picture.began_at == now + DAY
    assert not picture.promises


def test_words_are_waited_for_until_they_are_read(case, now):
    hear(case, "Any news? Nobody called me back.", by=by_link(case.customer, case.key), at=now + HOUR)
    look_at(case.key, at=now + HOUR)
    assert Look.objects.get(pk=case.pk).look_at == now + HOUR + timedelta(minutes=1)
    read_all(now + HOUR)
    look_at(case.key, at=now + HOUR + timedelta(minutes=1))
    assert {"opacity", "no_follow_up"} <= set(standing(case))


def test_a_case_is_in_one_pair_of_hands_and_comes_back_when_they_die(promised, now):
    at = now + 2 * HOUR
    assert claim(at=at) == [promised.pk]
    assert claim(at=at) == []
    hear(promised, "Hello?", by=by_link(promised.customer, promised.key), at=at)
    assert claim(at=at + timedelta(minutes=1)) == [], "asked again while somebody looks"
    assert claim(at=at + keeping.LEASE) == [promised.pk]


def test_a_case_that_cannot_be_judged_stops_no_other_and_is_left_alone_after_three_tries(
    promised, sami, now, monkeypatch
):
    other = deliver("sami@customer.example", "Where is it?", at=now + HOUR, name="Sami")
    whole = keeping.gather

    def fails(case, *, at):
        if case.pk == promised.pk:
            raise ValueError("bad")
        return whole(case, at=at)

    monkeypatch.setattr(keeping, "gather", fails)
    at = now + 2 * HOUR
    assert look_around(at) == 2
    assert Look.objects.get(pk=other.pk).tries == 0
    for _again in range(3):
        at += keeping.LEASE
        look_around(at)
    row = Look.objects.get(pk=promised.pk)
    assert row.tries == 0 and row.look_at == at + keeping.LEFT_ALONE


def test_never_more_than_a_batch_is_taken(case, now):
    for number in range(3):
        deliver(f"n{number}@customer.example", "Where is it?", at=now, name=f"N{number}")
    assert len(claim(at=now + HOUR, most=2)) == 2


def test_looking_at_a_long_case_asks_no_more_than_at_a_short_one(case, now):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            gather(Case.objects.select_related("brand__week").get(pk=case.pk), at=now + 9 * DAY)
        return len(asked)

    short = cost()
    for number in range(12):
        hear(case, f"Hello {number}?", by=by_link(case.customer, case.key), at=now + number * HOUR)
    read_all(now + DAY)
    assert cost() <= short + 1 <= 11


# ── not so ───────────────────────────────────────────────────────────────────


@pytest.fixture
def leak(promised, now):
    look_at(promised.key, at=now + 3 * HOUR)
    return standing(promised)["no_paper"]


def test_not_so_counts_with_its_reason_and_stands_in_our_own_chain_alone(leak, promised, desk, dana, now):
    dispute(leak, why="She has it in a text message.", by=desk, at=now + 4 * HOUR)
    assert "no_paper" not in standing(promised)
    entry = next(one for one in read(promised.key, side="company") if one.kind == "leak.disputed")
    assert (entry["leak"], entry["why"], entry["by"]) == ("no_paper", "She has it in a text message.", dana.name)
    assert entry.by.key == str(dana.pk) or entry.by.kind == "agent"
    assert not [one for one in read(promised.key, side="customer") if one.kind.startswith("leak.")]
    again = dispute(leak, why="Another reason", by=desk, at=now + 5 * HOUR)
    assert again.disputed_why == "She has it in a text message.", "twice changes nothing"


def test_a_disputed_leak_stays_so_when_it_is_found_again(leak, promised, desk, now):
    dispute(leak, why="She has it.", by=desk, at=now + 4 * HOUR)
    look_at(promised.key, at=now + 2 * DAY)
    leak.refresh_from_db()
    assert leak.disputed_at is not None
    reinstate(leak, by=desk, at=now + 3 * DAY)
    assert "no_paper" in standing(promised)


@pytest.mark.parametrize("why", ["", "  ", "\n"])
def test_without_a_reason_nothing_is_not_so(leak, desk, now, why):
    with pytest.raises(Refused):
        dispute(leak, why=why, by=desk, at=now)


def test_neither_a_stranger_nor_the_customer_says_not_so(leak, promised, omar, link, now):
    for nobody in (at_the_desk(omar), link):
        with pytest.raises(Refused):
            dispute(leak, why="x", by=nobody, at=now)


def test_the_export_for_the_customer_holds_no_leak(leak, promised, desk, now):
    dispute(leak, why="She has it in a text message.", by=desk, at=now + 4 * HOUR)
    assert b"text message" not in export(promised.key, side="customer", at=now + DAY, purpose="x", by=desk)


def test_a_note_among_colleagues_can_show_a_leak(case, desk, now):
    note(case, "This idiot again, let him wait.", by=desk, at=now + HOUR)
    read_all(now + HOUR)
    look_at(case.key, at=now + 2 * HOUR)
    assert standing(case)["indifference"].words["reason"] == "contempt"


def test_an_answer_in_time_leaks_nothing(case, desk, dana, now):
    make(case, [Draft("Call", now + 2 * DAY, owner=dana)], by=desk, at=now)
    reply(
        case,
        Reply("Hello Noa, your router was replaced in our system; it works from now on. Dana"),
        by=desk,
        at=now + HOUR,
    )
    read_all(now + HOUR)
    look_at(case.key, at=now + 3 * HOUR)
    assert not standing(case)


# ── patience ─────────────────────────────────────────────────────────────────


def taken(case):
    return list(Change.objects.filter(case=case, reason="leaked").values_list("points", flat=True))


def test_a_leak_takes_patience_once_and_gives_it_back_when_it_is_not_so(leak, promised, desk, now):
    left = Case.objects.get(pk=promised.pk).patience
    look_at(promised.key, at=now + 4 * HOUR)
    assert taken(promised) == [WEIGHTS["leaked"]]
    dispute(leak, why="She has it.", by=desk, at=now + 5 * HOUR)
    assert taken(promised) == []
    assert Case.objects.get(pk=promised.pk).patience >= left + 1
    reinstate(leak, by=desk, at=now + 6 * HOUR)
    assert taken(promised) == [WEIGHTS["leaked"]]


def test_what_was_felt_where_it_happened_is_not_taken_a_second_time(case, now):
    Case.objects.filter(pk=case.pk).update(next_due_at=now + HOUR)
    look_at(case.key, at=now + DAY)
    assert set(standing(case)) == {"opacity", "no_follow_up"} and taken(case) == []


def test_what_is_erased_or_withdrawn_lends_no_leak_its_words(promised, desk, now):
    """One that stands is judged by what is left; one that is gone would keep them."""
    look_at(promised.key, at=now + 4 * DAY)
    row = standing(promised)["no_follow_up"]
    assert row.words["values"]["action"] == "A new router"
    shown = [one for one in read(promised.key, side="company") if one.kind == "call.noted"]
    Leak.objects.filter(pk=row.pk).update(gone_at=now + 4 * DAY, entries=[str(shown[0].id), "another"])
    hidden = Actor("agent", str(desk.agent.pk))
    withdraw(shown[0].id, from_side="customer", why="x", by=hidden, at=now + 4 * DAY)
    row.refresh_from_db()
    assert row.words["values"]["action"] == "A new router", "whoever keeps the case reads it still"
    erase(shown[0].id, why="law", by=hidden, at=now + 4 * DAY)
    row.refresh_from_db()
    assert row.entries == ["another"] and "A new router" not in str(row.words) and row.words["reason"]
    assert reason_of(row, zone=UTC, now=now)
