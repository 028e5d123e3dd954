"""Which case a mail joins: only through what we signed, or what is in it already, and only for who takes part in it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import transaction

from amana.cases.models import Case, Participant
from amana.channels.email.signing import message_id, reply_address
from amana.handling.intake.gathering import gather
from amana.handling.intake.receiving import receive, receive_batch
from amana.handling.talking.replying import Reply, reply
from amana.kit.codes import new_id
from amana.people.models import Person
from amana.post.leasing import claim
from amana.post.models import HELD, Outgoing, RawMessage
from amana.record.reading import read
from amana.team.viewing import at_the_desk
from tests.letters import accept, letter, take_in
from tests.together import in_a_thread

pytestmark = pytest.mark.django_db

BORDER = "border.example.com"


def of_noa(text, *, at, **more):
    return letter("noa@customer.example", text, at=at, **more)


def received(case):
    return [e["text"].strip() for e in read(case.key, side="customer") if e.kind == "message.received"]


def through_the_border(raw, result="pass", name=BORDER):
    fields = (
        f"Authentication-Results: {name}; dmarc={result} header.from=customer.example\nReceived: from x by {name}\n"
    )
    return fields.encode() + raw


@pytest.fixture
def sent(case, dana, now):
    reply(case, Reply("We are on it."), by=at_the_desk(dana), at=now)
    return Outgoing.objects.get(what="reply")


def test_an_answer_to_our_signed_id_joins_the_case(case, sent, now):
    row = take_in(of_noa("Thanks!", at=now, answers=[sent.message_id]), at=now)
    assert row.case == case.key and received(case)[-1] == "Thanks!"


def test_an_answer_to_an_older_mail_joins_by_any_id_in_its_references(case, sent, now):
    ids = ["unknown@customer.example", sent.message_id, "later@customer.example"]
    assert take_in(of_noa("Thanks!", at=now, answers=ids), at=now).case == case.key


def test_a_signed_reply_address_joins_the_case(case, noa, now):
    to = reply_address(django_settings.MAIL_KEY.encode(), case.key, noa.pk, "support@example.com")
    assert take_in(of_noa("Hello again", at=now, to=to), at=now).case == case.key


def test_an_answer_to_their_own_first_mail_joins_only_once_their_domain_is_proved(case, now, settings):
    settings.AUTHSERV_ID = BORDER
    first = RawMessage.objects.get(case=case.key).message_id
    take_in(of_noa("unproved", at=now, answers=[first]), at=now)
    take_in(through_the_border(of_noa("proved", at=now, answers=[first])), at=now)
    assert received(case)[1:] == ["proved"]
    doubtful = [e for e in read(case.key, side="company") if e.kind == "message.doubtful"]
    assert [e["text"].strip() for e in doubtful] == ["unproved"]


def test_a_mail_whose_domain_disowns_it_is_held(case, sent, now, settings):
    settings.AUTHSERV_ID = BORDER
    raw = through_the_border(of_noa("Send it to another address", at=now, answers=[sent.message_id]), "fail")
    assert take_in(raw, at=now).state == HELD
    assert len(received(case)) == 1


def test_a01_a_number_in_the_subject_of_a_stranger_joins_nothing_and_tells_nothing(case, now):
    row = take_in(letter("mallory@evil.example", "Status?", at=now, subject=f"Re: [{case.number}] Router"), at=now)
    assert row.case not in {None, case.key}
    receipt = Outgoing.objects.get(case=row.case)
    assert receipt.recipients.get().address == "mallory@evil.example"
    assert "router is dead" not in bytes(receipt.mime).decode()


def test_a01_not_even_the_customer_joins_by_a_number_alone(case, now):
    row = take_in(of_noa("Status?", at=now, subject=f"[{case.number}]"), at=now)
    assert row.case not in {None, case.key}


def test_a01_a02_guessed_numbers_and_ids_of_the_collection_join_nothing(shared, case, now):
    for name in ("thread-guess-subject", "thread-guess-references"):
        row = take_in((shared / "mail/_synthetic" / f"{name}.eml").read_bytes(), at=now)
        assert row.case != case.key
    assert len(received(case)) == 1


def test_a02_an_id_of_the_right_shape_that_we_did_not_sign_joins_nothing(case, now):
    forged = message_id(b"another key", case.key, new_id(), "example.com")
    assert take_in(of_noa("Let me in", at=now, answers=[forged]), at=now).case != case.key


def test_a02_a_stranger_who_copies_a_customers_message_id_joins_nothing(case, now):
    first = RawMessage.objects.get(case=case.key).message_id
    row = take_in(letter("mallory@evil.example", "Me too", at=now, answers=[first]), at=now)
    assert row.case != case.key


def test_a03_a_signed_id_in_the_hands_of_a_third_person_is_held_and_tells_them_nothing(case, sent, now):
    before, mails = read(case.key, side="company"), Outgoing.objects.count()
    row = take_in(letter("friend@else.example", "I have this from Noa", at=now, answers=[sent.message_id]), at=now)
    assert (row.state, row.case, case.number in row.reason) == (HELD, case.key, True)
    assert read(case.key, side="company") == before and Outgoing.objects.count() == mails
    assert Participant.objects.filter(case=case).count() == 1
    assert not Person.objects.filter(addresses__value="friend@else.example").exists()


def test_a14_the_same_id_over_other_words_is_kept_and_joins_its_own_case(brand, dana, now):
    one = take_in(of_noa("first words", at=now, message_id="same@customer.example"), at=now)
    two = take_in(of_noa("other words", at=now, message_id="same@customer.example"), at=now)
    assert one.pk != two.pk and {one.state, two.state} == {"done"}
    assert sum(len(received(case)) for case in Case.objects.all()) == 2


def test_f28_the_same_mail_by_two_doors_is_one_entry(case, sent, now):
    raw = of_noa("Thanks!", at=now, answers=[sent.message_id])
    by_another_road = (
        b"Received: from x by y; Thu, 12 Nov 2026 10:00:00 +0200\nReturn-Path: <noa@customer.example>\n" + raw
    )
    for number, copy in enumerate([raw, by_another_road]):
        take_in(copy, at=now, door=f"door {number}")
    assert received(case).count("Thanks!") == 1
    assert RawMessage.objects.exclude(message_id="").get(entry__isnull=False, case=case.key,
                                                         received_at=now, arrivals__door="door 1")  # fmt: skip


# ── a parent and its reply in two workers ────────────────────────────────────


@pytest.fixture
def parent_and_reply(brand, dana, now):
    parent = of_noa("Parent", at=now, message_id="parent@customer.example")
    child = of_noa("Child", at=now, answers=["parent@customer.example"])
    return parent, child


def hands(which, at, worker):
    rows = claim(RawMessage.objects.waiting(at).filter(message_id=which), most=1, at=at, worker=worker)
    assert len(rows) == 1
    return rows


@pytest.mark.parametrize("accepted_first", ["parent", "reply"])
def test_a_reply_waits_for_the_parent_another_worker_has_in_hand(parent_and_reply, now, accepted_first):
    accept(*(parent_and_reply if accepted_first == "parent" else parent_and_reply[::-1]), at=now)
    parents = hands("parent@customer.example", now, "slow")
    receive(worker="quick", at=now)
    assert not Case.objects.exists()

    receive_batch(parents, at=now)
    receive(worker="quick", at=now + timedelta(seconds=2))
    assert (Case.objects.count(), Person.objects.filter(name="").count()) == (1, 1)
    assert set(RawMessage.objects.values_list("state", "attempts")) == {("done", 1)}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("order", ["parent first", "reply first"])
def test_two_workers_at_the_same_moment_make_one_case_and_one_person(parent_and_reply, now, order):
    accept(*parent_and_reply, at=now)
    people = Person.objects.count()
    child_id = RawMessage.objects.exclude(message_id="parent@customer.example").get().message_id
    first, second = ["parent@customer.example", child_id][:: 1 if order == "parent first" else -1]
    begun, other_done = threading.Event(), threading.Event()

    def slow():
        rows = hands(first, now, "slow")
        with transaction.atomic():
            receive_batch(rows, at=now)
            begun.set()
            other_done.wait(1)  # not committed yet while the other works

    def quick():
        begun.wait(5)
        receive_batch(hands(second, now, "quick"), at=now)
        other_done.set()

    for thread in [in_a_thread(slow), in_a_thread(quick)]:
        thread.result(60)
    for seconds in (2, 4):
        receive(worker="third", at=now + timedelta(seconds=seconds))

    assert set(RawMessage.objects.values_list("state", flat=True)) == {"done"}
    assert (Case.objects.count(), Person.objects.count()) == (1, people + 1)
    assert {
        person.takes_part_in.count() for person in Person.objects.filter(addresses__value="noa@customer.example")
    } == {1}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_new_senders_leave_no_person_behind(brand, dana, now):
    accept(*[letter(f"{who}@new.example", f"Hello {n}?", at=now) for n in range(5) for who in "abcde"], at=now)
    both = threading.Barrier(2)

    def worker(name):
        def deed():
            both.wait(5)
            while receive(worker=name, at=now, most=5):
                pass

        return deed

    for thread in [in_a_thread(worker("one")), in_a_thread(worker("two"))]:
        thread.result(30)
    assert set(RawMessage.objects.values_list("state", flat=True)) == {"done"}
    assert (Case.objects.count(), Person.objects.count()) == (25, 5)
    assert not Person.objects.filter(takes_part_in=None).exists()


def test_a_letter_that_answers_itself_or_goes_round_in_a_circle_waits_for_nothing(brand, dana, now):
    alone = of_noa("Me", at=now, message_id="me@customer.example", answers=["me@customer.example"])
    one = of_noa("One", at=now, message_id="one@customer.example", answers=["two@customer.example"])
    two = of_noa("Two", at=now, message_id="two@customer.example", answers=["one@customer.example"])
    accept(alone, one, two, at=now)
    receive(worker="test", at=now)
    assert not RawMessage.objects.filter(state="waiting").exists()


def test_looking_up_what_letters_refer_to_takes_a_fixed_number_of_questions(brand, now, django_assert_num_queries):
    from amana.handling.intake.letters import read_letters

    accept(*[of_noa(str(n), at=now, answers=[f"{n}@x.example"]) for n in range(30)], at=now)
    letters, _ = read_letters(list(RawMessage.objects.all()), [brand], ["support@example.com"], at=now)
    with django_assert_num_queries(2):  # ids seen before, colleagues; cases and who takes part where there are any
        gather(letters, at=now)
