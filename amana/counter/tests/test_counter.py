from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amana.cases.errors import Refused
from amana.cases.models import CLOSED, OPEN, Case
from amana.commitments.models import Commitment
from amana.counter.asking import ask, chosen_in, decide, greet, open_question
from amana.counter.choosing import candidates
from amana.counter.dealing import give, join, set_aside, skip, tag_it
from amana.counter.models import Asked, Choice, Question, Turn
from amana.counter.taking import LEASE, in_hand, take_next
from amana.counter.undoing import undo, undoable
from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import Reply, reply
from amana.post.models import Outgoing
from amana.record.appending import Actor, Line, append
from amana.record.reading import read
from amana.team.models import Agent, Team
from amana.team.viewing import at_the_desk, by_link
from tests.letters import deliver, last_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(brand, dana, now):
    """A case that came by mail; the machine gave it to Dana, who alone serves."""
    return deliver("noa@levi.example", "My router is dead.", name="Noa Levi", at=now)


@pytest.fixture
def omer(brand, now):
    return _agent("Omer Shaked", brand, now)


def _agent(name, brand, now, team=None):
    from amana.people.models import Account

    first = name.split(maxsplit=1)[0].lower()
    account = Account.objects.create_user(f"{first}@example.com", "a long password", name=name, language="en")
    made = Agent.objects.create(account=account, team=team, joined_at=now)
    made.brands.add(brand)
    return made


def before(agent, brand, now) -> Case:
    turn = take_next(agent, [brand.pk], at=now)
    assert turn is not None
    return Case.objects.get(pk=turn.pk)


@pytest.fixture
def question(brand, now):
    team = Team.objects.create(name="Repairs", created_at=now)
    row = Question.objects.create(brand=brand, texts={"en": "What is it about?", "he": "במה מדובר?"}, made_at=now)
    Choice.objects.create(question=row, place=1, texts={"en": "A repair"}, team=team)
    Choice.objects.create(question=row, place=2, texts={"en": "An invoice"})
    return row


# ── the line ─────────────────────────────────────────────────────────────────


def test_a_case_that_came_by_mail_stands_in_the_line(case):
    assert Turn.objects.waiting().get().pk == case.pk


def test_a_case_opened_by_hand_or_come_as_history_does_not(brand, dana, now):
    from amana.handling.opening import open_case
    from amana.people.recognising import recognise

    open_case(recognise("a@b.example", at=now), brand, subject="x", text="y", by=at_the_desk(dana), at=now)
    assert not Turn.objects.exists()


def test_two_agents_never_get_the_same_case(case, brand, dana, omer, now):
    mine = take_next(dana, [brand.pk], at=now)
    assert take_next(omer, [brand.pk], at=now) is None
    assert take_next(dana, [brand.pk], at=now) == mine
    with pytest.raises(Refused):
        give(case, omer, by=at_the_desk(omer), at=now)


def test_a_case_left_without_a_word_is_free_again_when_the_lease_runs_out(case, brand, dana, omer, now):
    take_next(dana, [brand.pk], at=now)
    later = now + LEASE + timedelta(seconds=1)
    assert in_hand(dana, at=later) is None
    assert take_next(omer, [brand.pk], at=later).pk == case.pk
    with pytest.raises(Refused):
        give(case, dana, by=at_the_desk(dana), at=later)


def test_another_brands_case_never_comes(case, dana, omer, now):
    assert take_next(omer, [], at=now) is None


def test_what_was_answered_elsewhere_leaves_the_line(case, dana, now):
    reply(case, Reply("We look at it."), by=at_the_desk(dana), at=now)
    assert Turn.objects.get().ending == Turn.ELSEWHERE


def test_taking_the_next_reads_no_more_of_a_longer_line(brand, dana, omer, now):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            take_next(omer, [brand.pk], at=now)
        Turn.objects.update(taken_by=None, taken_until=None)
        return len(queries)

    deliver("a@one.example", "One", at=now)
    first = asked()
    for number in range(5):
        deliver(f"b{number}@two.example", "Two", at=now)
    assert asked() == first


# ── giving ───────────────────────────────────────────────────────────────────


def test_giving_it_makes_a_holder_and_tells_the_customer_by_name(case, brand, dana, omer, now):
    given = before(dana, brand, now)
    give(given, omer, by=at_the_desk(dana), at=now)
    given.refresh_from_db()
    assert given.holder == omer
    assert Commitment.objects.get(case=case).owner_agent == omer
    assert "Omer Shaked" in last_mail("notice")
    assert in_hand(dana, at=now) is None


def test_confirming_who_has_it_already_writes_no_second_mail(case, brand, dana, now):
    given = before(dana, brand, now)
    give(given, dana, by=at_the_desk(dana), at=now)
    assert Turn.objects.get().ending == Turn.GIVEN
    assert not Outgoing.objects.filter(what="notice").exists()


def test_giving_it_to_a_team_names_the_one_of_them_who_takes_it(case, brand, dana, now):
    team = Team.objects.create(name="Repairs", created_at=now)
    with pytest.raises(Refused):
        give(before(dana, brand, now), team, by=at_the_desk(dana), at=now)
    member = _agent("Miri Paz", brand, now, team)
    give(before(dana, brand, now), team, by=at_the_desk(dana), at=now)
    case.refresh_from_db()
    assert (case.holder, case.team) == (member, team)


def test_nobody_gets_a_case_of_a_brand_they_do_not_serve(case, brand, dana, now):
    from amana.handling.intake.importing import new_brand

    stranger = _agent("Omar Aziz", new_brand("Other", at=now, language="en"), now)
    with pytest.raises(Refused):
        give(before(dana, brand, now), stranger, by=at_the_desk(dana), at=now)


def test_the_machine_names_its_choice_first_with_the_reason(case, brand, dana, omer, now):
    Case.objects.update(holder=None)
    case.refresh_from_db()
    found = candidates(case, "router", at=now)
    assert found[0].reason
    assert len({one.key for one in found}) == len(found) <= 9
    before_asking = list(Agent.objects.order_by("pk").values_list("assigned_at", flat=True))
    candidates(case, "router", at=now)
    assert before_asking == list(Agent.objects.order_by("pk").values_list("assigned_at", flat=True))


# ── the other keys, and undoing them ─────────────────────────────────────────


def test_giving_is_undone_and_the_mail_never_leaves(case, brand, dana, omer, now):
    mine = at_the_desk(dana)
    give(before(dana, brand, now), omer, by=mine, at=now)
    undo(undoable(dana, at=now), by=mine, at=now + timedelta(seconds=5))
    case.refresh_from_db()
    assert case.holder == dana
    assert Outgoing.objects.get(what="notice").state == Outgoing.HELD
    assert in_hand(dana, at=now).pk == case.pk
    assert undoable(dana, at=now) is None


def test_what_somebody_went_on_with_is_not_undone(case, brand, dana, omer, now):
    mine = at_the_desk(dana)
    step = give(before(dana, brand, now), omer, by=mine, at=now)
    case.refresh_from_db()
    reply(case, Reply("I look at it."), by=at_the_desk(omer), at=now + timedelta(minutes=1))
    Turn.objects.update(ended_at=now)
    from amana.handling.holding.handing_over import accept, offer

    accept(offer(case, taker=dana, why="x", by=at_the_desk(omer), at=now), by=mine, at=now)
    with pytest.raises(Refused):
        undo(step, by=mine, at=now + timedelta(minutes=2))


def test_what_is_set_aside_is_closed_owes_nothing_and_comes_back(case, brand, dana, now):
    mine = at_the_desk(dana)
    step = set_aside(before(dana, brand, now), by=mine, at=now)
    case.refresh_from_db()
    assert case.state == CLOSED
    assert not Commitment.objects.outstanding().exists()
    undo(step, by=mine, at=now)
    case.refresh_from_db()
    assert case.state == OPEN and Commitment.objects.outstanding().exists()
    assert in_hand(dana, at=now).pk == case.pk


def test_an_answer_opens_what_was_set_aside_again(case, brand, dana, now):
    set_aside(before(dana, brand, now), by=at_the_desk(dana), at=now)
    hear(case, "But I do need help!", by=by_link(case.customer, case.key), at=now + timedelta(hours=1))
    case.refresh_from_db()
    assert case.is_open


def test_a_skipped_case_comes_after_the_others(case, brand, dana, now):
    other = deliver("b@two.example", "Two", at=now + timedelta(minutes=1))
    later = now + timedelta(minutes=2)
    step = skip(before(dana, brand, later), by=at_the_desk(dana), at=later)
    assert before(dana, brand, later).pk == other.pk
    undo(step, by=at_the_desk(dana), at=later)
    assert in_hand(dana, at=later).pk == case.pk


def test_a_tag_keeps_the_case_where_it_is(case, brand, dana, now):
    step = tag_it(before(dana, brand, now), "warranty", by=at_the_desk(dana), at=now)
    assert in_hand(dana, at=now).pk == case.pk
    assert case.tagged.count() == 1
    undo(step, by=at_the_desk(dana), at=now)
    assert case.tagged.count() == 0


def test_it_goes_on_in_another_case_and_comes_out_again(brand, dana, now):
    old = deliver("noa@levi.example", "Router", at=now - timedelta(days=1))
    Turn.objects.all().delete()
    new = deliver("noa@levi.example", "Router again", at=now)
    mine = at_the_desk(dana)
    step = join(before(dana, brand, now), old, by=mine, at=now)
    new.refresh_from_db()
    assert new.state == CLOSED and Turn.objects.get().ending == Turn.MERGED
    undo(step, by=mine, at=now)
    new.refresh_from_db()
    assert new.is_open and in_hand(dana, at=now).pk == new.pk


# ── the one question ─────────────────────────────────────────────────────────


def test_the_question_names_who_goes_on_and_keeps_the_promise_to_answer(case, brand, dana, question, now):
    ask(before(dana, brand, now), by=at_the_desk(dana), at=now)
    mail = last_mail("reply")
    assert "What is it about?" in mail and "1. A repair" in mail and "Dana" in mail
    assert Commitment.objects.outstanding().filter(case=case, origin=Commitment.ANSWER).exists()
    assert Turn.objects.get().ending == Turn.ASKED


@pytest.mark.parametrize("answer", ["1", " 1. ", "١", "A repair", "a repair!"])
def test_an_answer_that_is_a_choice_decides_the_line(answer, case, brand, dana, question, now):
    member = _agent("Miri Paz", brand, now, Team.objects.get(name="Repairs"))
    ask(before(dana, brand, now), by=at_the_desk(dana), at=now)
    hear(case, answer, by=by_link(case.customer, case.key), at=now + timedelta(hours=1))
    case.refresh_from_db()
    assert case.holder == member
    assert Asked.objects.get().chosen == 1
    assert "Miri Paz" in last_mail("notice")


@pytest.mark.parametrize("answer", ["3", "0", "", "I have 1 question", "a repair or an invoice", "²³", "<b>1</b> x"])
def test_anything_else_is_for_a_person_to_read(answer):
    assert chosen_in(answer, ["A repair", "An invoice"]) is None


def test_a_question_is_over_once_somebody_has_answered(case, brand, dana, question, now):
    _agent("Miri Paz", brand, now, Team.objects.get(name="Repairs"))
    ask(before(dana, brand, now), by=at_the_desk(dana), at=now)
    reply(case, Reply("It is mended."), by=at_the_desk(dana), at=now + timedelta(minutes=1))
    hear(case, "1", by=by_link(case.customer, case.key), at=now + timedelta(hours=1))
    case.refresh_from_db()
    assert case.holder == dana and open_question(case) is None


def test_asking_is_undone_while_the_mail_waits(case, brand, dana, question, now):
    mine = at_the_desk(dana)
    step = ask(before(dana, brand, now), by=mine, at=now)
    undo(step, by=mine, at=now + timedelta(seconds=5))
    assert not Asked.objects.exists() and in_hand(dana, at=now).pk == case.pk


def test_a_mail_that_has_left_is_not_taken_back(case, brand, dana, question, now):
    mine = at_the_desk(dana)
    step = ask(before(dana, brand, now), by=mine, at=now)
    with pytest.raises(Refused):
        undo(step, by=mine, at=now + timedelta(minutes=2))
    assert Asked.objects.exists()


def test_without_a_question_nothing_is_asked(case, brand, dana, now):
    with pytest.raises(Refused):
        ask(before(dana, brand, now), by=at_the_desk(dana), at=now)
    assert in_hand(dana, at=now) is not None


def test_a_form_or_a_chat_greets_at_once_and_asks_once(case, dana, question, now):
    greeting = greet(case, at=now)
    assert "Dana" in greeting.sentence
    assert (greeting.question, greeting.choices) == ("What is it about?", ("A repair", "An invoice"))
    assert greet(case, at=now) == greeting
    assert Asked.objects.count() == 1 and not Outgoing.objects.filter(what="notice").exists()


def test_a_decision_made_twice_is_made_once(case, dana, question, now):
    greet(case, at=now)
    asked = Asked.objects.get()
    assert decide(asked, 2, at=now) == dana
    assert decide(asked, 1, at=now) is None
    assert Asked.objects.get().chosen == 2


def test_the_record_says_who_has_it_and_holds_together(case, brand, dana, omer, now):
    give(before(dana, brand, now), omer, by=at_the_desk(dana), at=now)
    held = [one for one in read(case.key, side="customer") if one.kind == "case.held"]
    assert held[-1]["holder"] == "Omer Shaked"


def test_a48_who_serves_the_brand_no_more_has_nothing_before_them_and_undoes_nothing(case, brand, dana, omer, now):
    before(dana, brand, now)
    step = give(case, omer, by=at_the_desk(dana), at=now)
    deliver("a@one.example", "Hello", at=now)
    before(dana, brand, now)
    assert in_hand(dana, at=now) is not None
    dana.brands.clear()
    assert in_hand(dana, at=now) is None and take_next(dana, [], at=now) is None
    with pytest.raises(Refused):
        undo(step, by=at_the_desk(dana), at=now)
    assert Case.objects.get(pk=case.pk).holder == omer


def test_history_that_is_brought_in_answers_no_question(case, dana, question, now):
    _agent("Miri Paz", case.brand, now, Team.objects.get(name="Repairs"))
    greet(case, at=now)
    says = {"from": {"name": "Noa"}, "text": "1", "channel": "email", "verified": "pass", "files": [], "imported": True}
    append(Line(case.key, "message.received", Actor("person", str(case.customer_id)), now, says))
    case.refresh_from_db()
    assert case.holder == dana and open_question(case) is not None
