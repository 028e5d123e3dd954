from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from amana.channels.email import fetching, opening_folders
from amana.channels.email.fetching import fetch
from amana.channels.email.keeping_secrets import lock
from amana.channels.email.tests.peers import ImapPeer
from amana.channels.models import FAILING, NEEDS_LOGIN, WORKING, Mailbox
from amana.people.models import Company
from amana.post.bodies import raw_bytes
from amana.post.models import HELD, Arrival, RawMessage
from amana.team.models import Brand, Week
from tests.faults.invariants import broken
from tests.faults.outside import outside_of

pytestmark = pytest.mark.django_db

CONNECTED = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
NOW = CONNECTED + timedelta(hours=2)


def mail(number: int, words: str = "Hello") -> bytes:
    return f"From: noa@example.com\r\nMessage-ID: <{number}@example.com>\r\n\r\n{words} {number}\r\n".encode()


@pytest.fixture
def peer():
    with ImapPeer() as running:
        yield running


@pytest.fixture(autouse=True)
def _all_holds(db, peer, settings, tmp_path):
    """After each of these faults, what must always hold holds."""
    settings.FILES = tmp_path
    yield
    assert list(broken(outside_of(imap=peer), at=NOW)) == []


@pytest.fixture
def mailbox(db, peer):
    return mailbox_at(peer)


def mailbox_at(peer, **more):
    company = Company.objects.create(name="Ours", is_ours=True)
    week = Week.objects.create(name="w", plan={})
    brand = Brand.objects.create(name="Ours", company=company, language="en", zone="UTC", week=week)
    return Mailbox.objects.create(
        brand=brand, address="us@ours.example", secret=lock({"password": "secret"}), connected_at=CONNECTED,
        fetch_at=CONNECTED, imap_host="127.0.0.1", imap_port=peer.port, imap_security="none", imap_user="us", **more,
    )  # fmt: skip


def run(mailbox, minutes=0, **more) -> int:
    return fetch(mailbox, at=NOW + timedelta(minutes=minutes), worker=more.pop("worker", "w1"), **more)


def stored() -> set[bytes]:
    return {raw_bytes(row) for row in RawMessage.objects.all()}


def test_what_is_new_is_stored_as_it_came(peer, mailbox):
    for number in range(3):
        peer.add(mail(number))

    assert run(mailbox) == 3

    assert stored() == {mail(0), mail(1), mail(2)}
    mailbox.refresh_from_db()
    assert (mailbox.last_uid, mailbox.uidvalidity, mailbox.in_state, mailbox.lease_until) == (3, 1, WORKING, None)
    assert mailbox.caught_up_at == NOW


def test_a_second_look_takes_nothing(peer, mailbox):
    peer.add(mail(1))
    run(mailbox)
    peer.heard.clear()
    assert run(mailbox, minutes=5) == 0
    assert not any("BODY" in line for line in peer.heard)
    peer.add(mail(2))
    assert run(mailbox, minutes=10) == 1


def test_nothing_is_marked_moved_or_deleted(peer, mailbox):
    peer.add(mail(1))
    run(mailbox)
    said = "\n".join(peer.heard).upper()
    assert "EXAMINE" in said
    assert "BODY.PEEK[]" in said
    assert not any(word in said for word in ("STORE", "EXPUNGE", "MOVE", "UNSEEN", "SELECT "))


def test_a_mailbox_is_looked_at_when_it_is_due(peer, mailbox):
    run(mailbox)
    assert run(mailbox) == 0
    assert peer.connections == 1
    run(mailbox, minutes=2)
    assert peer.connections == 2


def test_many_messages_come_in_groups_each_committed(peer, mailbox, monkeypatch):
    groups = []
    real = fetching.accept_all
    monkeypatch.setattr(fetching, "GROUP_BYTES", 20_000)
    monkeypatch.setattr(fetching, "accept_all", lambda came, *, at: groups.append(len(came)) or real(came, at=at))
    for number in range(120):
        peer.add(mail(number))
    peer.add(mail(121, "x" * 15_000))
    peer.add(mail(122, "x" * 15_000))
    assert run(mailbox, most=1000) == 122
    assert groups == [50, 50, 21, 1]


def test_no_more_are_taken_than_asked_for_and_the_rest_follows_at_once(peer, mailbox):
    for number in range(7):
        peer.add(mail(number))
    assert [run(mailbox, most=3) for _ in range(4)] == [3, 3, 1, 0]
    assert len(stored()) == 7


def test_what_arrived_before_connecting_comes_in_as_history(peer, mailbox):
    peer.add(mail(1), arrived="21-Nov-2026 23:00:00 +0000")
    peer.add(mail(2), arrived="22-Nov-2026 09:00:00 +0000")
    run(mailbox)
    assert dict(RawMessage.objects.values_list("message_id", "history_until")) == {
        "1@example.com": CONNECTED,
        "2@example.com": None,
    }


def test_mail_is_brought_in_from_the_day_that_was_chosen(peer):
    mailbox = mailbox_at(peer, import_from=date(2026, 11, 10))
    peer.add(mail(1), arrived="01-Nov-2026 23:00:00 +0000")
    peer.add(mail(2), arrived="10-Nov-2026 09:00:00 +0000")
    assert run(mailbox) == 1
    assert RawMessage.objects.get().message_id == "2@example.com"
    # Later looks ask for nothing older either.
    assert run(mailbox, minutes=5) == 0


def test_when_nothing_is_recent_enough_old_mail_is_not_taken_later(peer, mailbox):
    for number in range(5):
        peer.add(mail(number), arrived="01-Jan-2020 00:00:00 +0000")
    assert run(mailbox) == 0
    assert run(mailbox, minutes=5) == 0
    peer.add(mail(9))
    assert run(mailbox, minutes=10) == 1


def test_an_old_mail_moved_into_the_folder_later_is_taken(peer, mailbox):
    peer.add(mail(1))
    run(mailbox)
    peer.add(mail(2), arrived="01-Jan-2020 00:00:00 +0000")
    assert run(mailbox, minutes=5) == 1


def test_f27_a_folder_numbered_anew_is_read_again_and_nothing_doubles(peer, mailbox):
    peer.add(mail(1))
    peer.add(mail(2))
    run(mailbox)
    peer.number_anew()
    peer.add(mail(3))
    assert run(mailbox, minutes=5) == 3
    assert len(stored()) == 3
    assert Arrival.objects.count() == 5
    mailbox.refresh_from_db()
    assert (mailbox.uidvalidity, mailbox.last_uid) == (2, 103)


def test_f27_a_server_without_a_validity_is_not_read(peer, mailbox):
    peer.add(mail(1))
    run(mailbox)
    peer.uidvalidity = 0
    peer.add(mail(2))
    assert run(mailbox, minutes=5) == 0
    mailbox.refresh_from_db()
    assert (mailbox.in_state, mailbox.uidvalidity, mailbox.last_uid) == (FAILING, 1, 1)


def test_f27_gaps_between_numbers_do_not_matter(peer, mailbox):
    peer.next_uid = 5
    peer.add(mail(1))
    peer.next_uid = 4_000_000_000
    peer.add(mail(2))
    assert run(mailbox) == 2
    mailbox.refresh_from_db()
    assert mailbox.last_uid == 4_000_000_000


def test_f29_what_a_person_deletes_meanwhile_is_passed_by(peer, mailbox):
    for number in range(1, 4):
        peer.add(mail(number))

    def delete_one(line):
        if "BODY.PEEK" in line:
            peer.messages.pop(2, None)

    peer.on_command = delete_one
    run(mailbox)
    assert stored() == {mail(1), mail(3)}
    mailbox.refresh_from_db()
    assert (mailbox.in_state, mailbox.last_uid) == (WORKING, 3)


def test_f28_the_same_mail_in_two_mailboxes_is_one_with_two_arrivals(peer, mailbox):
    peer.add(mail(1))
    run(mailbox)
    with ImapPeer() as second:
        second.add(b"Received: by another\r\n" + mail(1))
        other = Mailbox.objects.create(
            brand=mailbox.brand, address="sales@ours.example", secret=mailbox.secret, connected_at=CONNECTED,
            fetch_at=CONNECTED, imap_host="127.0.0.1", imap_port=second.port, imap_security="none", imap_user="us",
        )  # fmt: skip
        run(other)
    assert (RawMessage.objects.count(), Arrival.objects.count()) == (1, 2)


@pytest.mark.parametrize("cut_after", [0, 5, 30, 120, 200, 250, 300, 340, 400, 460, 520, 600])
def test_f26_a_connection_cut_anywhere_stores_nothing_half(peer, mailbox, cut_after):
    for number in range(3):
        peer.add(mail(number))
    peer.cut_after = cut_after
    run(mailbox)
    assert stored() <= {mail(0), mail(1), mail(2)}
    mailbox.refresh_from_db()
    assert mailbox.lease_until is None
    peer.cut_after = None
    run(mailbox, minutes=5)
    assert stored() == {mail(0), mail(1), mail(2)}


@pytest.mark.parametrize("lie", [-30, -3, -1, 1, 3, 40, 10_000_000_000])
def test_f26_a_server_that_lies_about_a_length_stores_nothing(peer, mailbox, lie, monkeypatch):
    monkeypatch.setattr(opening_folders, "TIMEOUT", 0.5)
    peer.add(mail(1))
    peer.add(mail(2))
    peer.lie_by = lie
    assert run(mailbox) == 0
    assert stored() == set()
    mailbox.refresh_from_db()
    assert (mailbox.in_state, mailbox.last_uid) == (FAILING, 0)
    assert mailbox.in_reason
    peer.lie_by = 0
    assert run(mailbox, minutes=5) == 2


def test_f25_a_server_that_dribbles_is_left_at_the_deadline(mailbox, monkeypatch):
    class Dribbling(ImapPeer):
        def talk(self, connection):
            while True:
                connection.sendall(b"*")
                connection.settimeout(0.1)
                try:
                    if not connection.recv(1):
                        return
                except TimeoutError:
                    continue

    monkeypatch.setattr(opening_folders._Bounded.give_time, "__defaults__", (0.5,))
    with Dribbling() as slow:
        Mailbox.objects.update(imap_port=slow.port)
        assert run(mailbox) == 0
    mailbox.refresh_from_db()
    assert mailbox.in_state == FAILING


def test_a_failing_server_is_asked_less_and_less_often(peer, mailbox):
    peer.says["EXAMINE"] = "NO [OVERQUOTA] full"
    waits, at = [], NOW
    for _ in range(8):
        fetch(mailbox, at=at, worker="w1")
        mailbox.refresh_from_db()
        waits.append((mailbox.fetch_at - at).total_seconds() / 60)
        at = mailbox.fetch_at
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]
    assert (mailbox.in_state, mailbox.in_since) == (FAILING, NOW)


def test_f30_a_refused_sign_in_stops_the_mailbox_until_somebody_signs_in(peer, mailbox):
    peer.password = "another"
    run(mailbox)
    mailbox.refresh_from_db()
    assert (mailbox.in_state, mailbox.in_since) == (NEEDS_LOGIN, NOW)
    assert "secret" not in mailbox.in_reason
    assert run(mailbox, minutes=60) == 0
    assert peer.connections == 1


def test_a_server_that_cannot_check_passwords_now_is_no_refusal(peer, mailbox):
    peer.says["LOGIN"] = "NO [UNAVAILABLE] the directory is away"
    run(mailbox)
    mailbox.refresh_from_db()
    assert mailbox.in_state == FAILING


def test_f31_a_mailbox_in_the_hands_of_another_is_left_alone(peer, mailbox):
    Mailbox.objects.update(lease_owner="w2", lease_until=NOW + timedelta(minutes=1), fence=7)
    assert run(mailbox) == 0
    assert peer.connections == 0
    assert run(mailbox, minutes=2) == 0
    assert peer.connections == 1


def test_f31_a_worker_that_lost_the_mailbox_moves_nothing_on(peer, mailbox, monkeypatch):
    peer.add(mail(1))
    real = fetching.accept_all

    def overtaken(came, *, at):
        Mailbox.objects.update(lease_owner="w2", fence=99)
        return real(came, at=at)

    monkeypatch.setattr(fetching, "accept_all", overtaken)
    run(mailbox)
    mailbox.refresh_from_db()
    assert (mailbox.last_uid, mailbox.lease_owner, mailbox.fence) == (0, "w2", 99)
    assert len(stored()) == 1


def test_a45_one_too_large_leaves_a_trace_and_the_others_come_in(peer, mailbox, settings):
    settings.MAIL_LARGEST = 100_000
    peer.add(mail(1))
    peer.add(mail(2, "x" * 100_001))
    peer.add(mail(3))
    assert run(mailbox) == 3
    trace = RawMessage.objects.get(state=HELD)
    assert raw_bytes(trace) == mail(2).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert "still in the mailbox" in trace.reason
    assert RawMessage.objects.count() == 3
    # Once the limit is raised and the folder is read again, the whole of it comes in.
    settings.MAIL_LARGEST = 200_000
    peer.number_anew()
    run(mailbox, minutes=5)
    assert mail(2, "x" * 100_001) in stored()


def test_f32_a_message_the_server_never_gives_out_holds_up_no_other_for_long(peer, mailbox):
    for number in range(1, 4):
        peer.add(mail(number))
    peer.withheld = {2}
    at = NOW
    for _ in range(20):
        fetch(mailbox, at=at, worker="w1")
        mailbox.refresh_from_db()
        at = mailbox.fetch_at
        if mailbox.in_state == WORKING:
            break
    assert {mail(1), mail(3)} <= stored()
    assert "does not give out" in RawMessage.objects.get(state=HELD).reason


def test_a_password_with_other_letters_or_marks_signs_in(peer, mailbox):
    peer.password = 'a"b\\c'
    Mailbox.objects.update(secret=lock({"password": 'a"b\\c'}))
    peer.password = 'a\\"b\\\\c'
    run(mailbox)
    mailbox.refresh_from_db()
    assert mailbox.in_state == WORKING


@pytest.mark.parametrize("verdict", ["NO [OVERQUOTA] no room", "NO [INUSE] later", "BAD what", "BYE going down"])
@pytest.mark.parametrize("command", ["EXAMINE", "SEARCH", "FETCH"])
def test_f26_a_server_that_refuses_in_the_middle_stores_nothing_half_and_is_asked_again(
    peer, mailbox, command, verdict
):
    for number in range(3):
        peer.add(mail(number))
    peer.says[command] = verdict
    assert run(mailbox) == 0
    mailbox.refresh_from_db()
    assert (stored(), mailbox.last_uid, mailbox.in_state) == (set(), 0, FAILING)
    peer.says.clear()
    assert run(mailbox, minutes=5) == 3
