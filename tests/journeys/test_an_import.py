"""A mailbox that was kept elsewhere comes in: as history, told to nobody, and once however often it is brought."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import Case, Closing, Participant
from amana.commitments.models import Commitment
from amana.commitments.recounting import recount
from amana.handling.intake.importing import alive, bring_in, ensure_brand, go_on, undecided
from amana.people.models import Person
from amana.post.models import ASIDE, DONE, HELD, Outgoing, RawMessage
from amana.record.reading import entry_count, read
from amana.record.verifying import verify
from tests.letters import deliver, letter

pytestmark = pytest.mark.django_db


def box(folder, *mails):
    for number, raw in enumerate(mails):
        (folder / f"{number}.eml").write_bytes(raw)
    return folder


@pytest.fixture
def mailbox(tmp_path, brand, dana, now):
    """Two matters, each with our answer: one of last week, in which Noa had the last word, one of last year."""
    week, year = now - timedelta(days=7), now - timedelta(days=300)
    return box(
        tmp_path,
        letter("noa@customer.example", "When will it work?", at=week, message_id="n1@customer.example"),
        letter("support@example.com", "Tomorrow.", at=week + timedelta(hours=1), to="noa@customer.example",
               message_id="s1@example.com", answers=["n1@customer.example"]),
        letter("noa@customer.example", "It did not.", at=week + timedelta(days=2),
               answers=["n1@customer.example", "s1@example.com"]),
        letter("sami@customer.example", "Where is it?", at=year, message_id="m1@customer.example"),
        letter("support@example.com", "On its way.", at=year + timedelta(hours=1),
               to="Colleague <support@example.com>, sami@customer.example", answers=["m1@customer.example"]),
    )  # fmt: skip


def test_what_comes_in_is_history_and_nobody_is_told(mailbox, now):
    done = bring_in(mailbox, at=now)
    assert (done.messages, done.stored, done.duplicates, done.cases) == (5, 5, 0, 2)
    assert set(Case.objects.values_list("state", flat=True)) == {"closed"}
    assert not Outgoing.objects.exists() and not Commitment.objects.outstanding().exists()
    assert not Person.objects.filter(takes_part_in=None, account=None).exists()


def test_only_what_is_alive_goes_on_and_stands_as_its_last_word_says(mailbox, dana, now):
    bring_in(mailbox, at=now)
    assert alive(at=now).count() == 1
    assert go_on(at=now) == (1, 1)
    assert go_on(at=now) == (0, 0) and not undecided().exists()

    live = Case.objects.open().get()
    assert (live.customer.addresses.get().value, live.holder, live.next_reason) == (
        "noa@customer.example",
        dana,
        "answer",
    )
    assert live.last_word_at == now - timedelta(days=5) and live.next_due_at > now
    assert {row.ending for row in Closing.objects.all()} == {"history"}
    assert not Outgoing.objects.exists()
    assert list(recount(at=now)) == [] and list(verify()) == []


def test_a_matter_in_which_we_had_the_last_word_waits_for_the_customer(tmp_path, brand, dana, now):
    day = now - timedelta(days=1)
    bring_in(
        box(tmp_path, letter("noa@customer.example", "When?", at=day, message_id="n@c.example"),
            letter("support@example.com", "Now.", at=day + timedelta(hours=1), to="noa@customer.example", answers=["n@c.example"])),
        at=now,
    )  # fmt: skip
    go_on(at=now)
    live = Case.objects.open().get()
    assert (live.waiting_for, live.next_reason) == ("customer", "follow_up")
    assert list(recount(at=now)) == []


def test_what_is_older_does_not_take_the_last_word_in_a_case_that_is_open(tmp_path, case, now):
    first = RawMessage.objects.get(case=case.key).message_id
    old = letter(
        "support@example.com", "Try it again.", at=now - timedelta(days=9), to="noa@customer.example", answers=[first]
    )
    bring_in(box(tmp_path, old), at=now + timedelta(minutes=1))
    case.refresh_from_db()
    assert (case.last_word_at, case.last_word_by, case.state) == (now, "customer", "open")
    assert "message.sent" in [e.kind for e in read(case.key, side="customer")]


def test_whom_we_also_wrote_to_in_a_matter_is_nobody_new(tmp_path, brand, dana, now):
    day = now - timedelta(days=1)
    first = letter("noa@customer.example", "When?", at=day, message_id="n@c.example")
    on = letter("support@example.com", "Please deliver to Noa.", at=day + timedelta(hours=1), to="depot@else.example",
                answers=["n@c.example"])  # fmt: skip
    bring_in(box(tmp_path, first, on), at=now)
    assert not Person.objects.filter(addresses__value="depot@else.example").exists()
    assert Participant.objects.count() == 1


def test_mail_of_a_former_colleague_is_history_too(tmp_path, brand, dana, now):
    dana.account.is_active = False
    dana.account.save()
    bring_in(box(tmp_path, letter("dana@example.com", "I was here.", at=now - timedelta(days=90))), at=now)
    assert RawMessage.objects.get().state == DONE


def test_an_import_beside_daily_work_leaves_it_alone(tmp_path, brand, dana, now):
    case = deliver("noa@customer.example", "Today?", at=now)
    bring_in(box(tmp_path, letter("sami@customer.example", "Last year", at=now - timedelta(days=300))), at=now)
    go_on(at=now)
    assert list(Case.objects.open()) == [case]


def test_the_collection_comes_in_once_however_often_it_is_brought(shared, dana, now):
    ensure_brand(["help@desk.example"], at=now)
    folder = shared / "mail/_synthetic"
    first = bring_in(folder, at=now)
    entries = entry_count()
    again = bring_in(folder, at=now + timedelta(minutes=1))

    assert first.stored + first.duplicates == first.messages == again.messages
    assert (again.stored, again.duplicates, again.cases, again.held, again.set_aside) == (0, first.messages, 0, 0, 0)
    assert entry_count() == entries
    states = list(RawMessage.objects.values_list("state", "case", "reason"))
    assert len(states) == first.stored
    assert all(case for state, case, _ in states if state == DONE)
    assert all(reason for state, _, reason in states if state in {HELD, ASIDE})
    assert {state for state, _, _ in states} <= {DONE, HELD, ASIDE}
    assert not Outgoing.objects.exists() and list(verify()) == []
