from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amana.channels.email import delivering, sending
from amana.channels.email.composing import Draft, compose
from amana.channels.email.delivering import Patience, Server, connect, stuffed
from amana.channels.email.errors import SignInRefused, Unreachable
from amana.channels.email.keeping_secrets import lock
from amana.channels.email.mail import Address
from amana.channels.email.sending import send_due, try_again
from amana.channels.email.tests.peers import SmtpPeer
from amana.channels.models import FAILING, NEEDS_LOGIN, WORKING, Mailbox
from amana.people.models import Company
from amana.post.models import Outgoing, Recipient
from amana.team.models import Brand, Week
from tests.faults.invariants import broken
from tests.faults.outside import outside_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
QUICK = Patience(connect=2, answer=2, after_end=2, whole=3)


@pytest.fixture
def peer(settings):
    with SmtpPeer() as running:
        settings.SMTP_URL = f"smtp://127.0.0.1:{running.port}"
        yield running


@pytest.fixture(autouse=True)
def _all_holds(request, settings, tmp_path):
    """After each of these faults, what must always hold holds."""
    settings.FILES = tmp_path
    own = request.getfixturevalue("peer") if "peer" in request.fixturenames else None
    yield
    if "db" in request.fixturenames:
        wrong = list(broken(outside_of(smtp=own), at=NOW))
        assert [one for one in wrong if own or not one.startswith("V5")] == []


def post(*to: str, number: int = 1, text: str = "Hello\n", **more) -> Outgoing:
    own_id = f"m{number}@ours.example"
    draft = Draft(
        sender=Address("Us", "us@ours.example"), to=[Address("", one) for one in to or ["noa@example.com"]],
        subject="Hi", text=text, message_id=own_id, sent_at=NOW,
    )  # fmt: skip
    values = {"mime": compose(draft), "not_before": NOW} | more
    row = Outgoing.objects.create(
        what="reply", message_id=own_id, mail_from="us@ours.example", subject="Hi", created_at=NOW, **values
    )
    Recipient.objects.bulk_create([Recipient(outgoing=row, address=one) for one in to or ["noa@example.com"]])
    return row


def send(at=NOW, **more) -> int:
    return send_due(at=at, worker=more.pop("worker", "w1"), patience=QUICK, **more)


def states(row: Outgoing) -> dict[str, str]:
    return dict(row.recipients.values_list("address", "state"))


def test_the_bytes_sent_are_the_bytes_sealed(peer):
    row = post(text="one\n.two\n..three\n")

    assert send() == 1

    [taken] = peer.taken
    assert taken.content == bytes(row.mime) or taken.content == bytes(row.mime) + b"\r\n"
    assert (taken.sender, taken.recipients) == ("us@ours.example", ["noa@example.com"])
    row.refresh_from_db()
    assert (row.state, row.was_doubtful, row.lease_until, row.attempts) == (Outgoing.SENT, False, None, 1)
    assert states(row) == {"noa@example.com": "sent"}


def test_what_was_sent_is_not_sent_again(peer):
    post()
    send()
    assert send(NOW + timedelta(days=1)) == 0
    assert len(peer.taken) == 1


def test_several_mails_go_through_one_connection(peer):
    for number in range(5):
        post(number=number)
    assert send() == 5
    assert (len(peer.taken), peer.connections) == (5, 1)


def test_a_mail_waits_for_its_time(peer):
    post(not_before=NOW + timedelta(minutes=1))
    assert send() == 0
    assert send(NOW + timedelta(minutes=1)) == 1


def test_without_a_server_mail_waits_untouched(settings):
    settings.SMTP_URL = ""
    row = post()
    assert not sending.is_configured()
    assert send() == 0
    row.refresh_from_db()
    assert (row.state, row.attempts, row.fence) == (Outgoing.WAITING, 0, 0)


def test_f22_one_of_three_is_refused_and_the_others_get_it(peer):
    peer.says["RCPT sami@example.com"] = "550 5.1.1 no such user"
    told = []
    row = post("noa@example.com", "sami@example.com", "omar@example.com")

    send(on_refused=lambda mail, refused: told.append((mail.pk, [one.address for one in refused])))

    row.refresh_from_db()
    assert row.state == Outgoing.SENT
    assert states(row) == {"noa@example.com": "sent", "sami@example.com": "failed", "omar@example.com": "sent"}
    assert row.recipients.get(address="sami@example.com").status == "550 5.1.1 no such user"
    assert peer.taken[0].recipients == ["noa@example.com", "omar@example.com"]
    assert told == [(row.pk, ["sami@example.com"])]
    assert send(NOW + timedelta(days=2)) == 0


@pytest.mark.parametrize("where", ["MAIL", "RCPT", "DATA", "END"])
def test_f22_a_refusal_for_good_is_shown_and_not_repeated(peer, where):
    peer.says[where] = "554 5.6.0 no"
    row = post()
    send()
    row.refresh_from_db()
    assert (row.state, row.was_doubtful, row.last_error) == (Outgoing.FAILED, False, "554 5.6.0 no")
    assert states(row) == {"noa@example.com": "failed"}
    assert send(NOW + timedelta(days=2)) == 0


@pytest.mark.parametrize("where", ["MAIL", "RCPT", "DATA", "END"])
def test_f21_a_greylisted_mail_goes_out_later_and_once(peer, where):
    peer.says[where] = ["451 4.7.1 later", {"DATA": "354 go on"}.get(where, "250 ok")]
    row = post()
    assert send() == 1
    row.refresh_from_db()
    assert (row.state, row.was_doubtful) == (Outgoing.WAITING, False)
    assert timedelta(seconds=48) <= row.not_before - NOW <= timedelta(seconds=80)
    assert send(NOW + timedelta(seconds=40)) == 0

    assert send(NOW + timedelta(minutes=2)) == 1

    row.refresh_from_db()
    assert (row.state, len(peer.taken)) == (Outgoing.SENT, 1)


def test_f21_only_those_put_off_are_written_to_again(peer):
    peer.says["RCPT sami@example.com"] = ["451 later", "250 ok"]
    row = post("noa@example.com", "sami@example.com")
    send()
    send(NOW + timedelta(minutes=2))
    assert [one.recipients for one in peer.taken] == [["noa@example.com"], ["sami@example.com"]]
    row.refresh_from_db()
    assert row.state == Outgoing.SENT


def test_a_mail_put_off_ten_times_has_failed_within_a_day(peer):
    peer.says["RCPT"] = "451 later"
    row = post()
    at, tries = NOW, 0
    while send(at):
        tries += 1
        row.refresh_from_db()
        at = row.not_before
    assert (tries, row.state) == (10, Outgoing.FAILED)
    assert timedelta(hours=8) < at - NOW < timedelta(hours=24)
    assert try_again(row, at=at)
    peer.says.clear()
    send(at)
    row.refresh_from_db()
    assert row.state == Outgoing.SENT


def test_f20_a_server_that_refuses_the_connection_is_tried_again_for_as_long_as_it_takes(settings, peer):
    row = post()
    settings.SMTP_URL = "smtp://127.0.0.1:9"
    at = NOW
    for _ in range(15):
        assert send(at) == 1
        row.refresh_from_db()
        assert row.state == Outgoing.WAITING
        assert timedelta(seconds=48) <= row.not_before - at <= timedelta(hours=4.8)
        at = row.not_before
    settings.SMTP_URL = f"smtp://127.0.0.1:{peer.port}"
    send(at)
    row.refresh_from_db()
    assert row.state == Outgoing.SENT


def test_f20_a_name_that_cannot_be_found_is_no_connection(settings, db):
    settings.SMTP_URL = "smtp://nowhere.invalid:25"
    row = post()
    send()
    row.refresh_from_db()
    assert row.state == Outgoing.WAITING
    assert row.last_error


@pytest.fixture
def mailbox(db, settings):
    settings.SMTP_URL = ""
    company = Company.objects.create(name="Ours", is_ours=True)
    week = Week.objects.create(name="w", plan={})
    brand = Brand.objects.create(name="Ours", company=company, language="en", zone="UTC", week=week)
    return Mailbox.objects.create(
        brand=brand, address="us@ours.example", secret=lock({"password": "sesame"}),
        smtp_host="127.0.0.1", smtp_security="none", smtp_user="us@ours.example",
    )  # fmt: skip


@pytest.mark.parametrize("answer", ["535 5.7.8 wrong password", "534 5.7.9 use an app password"])
def test_f20_a_refused_sign_in_stops_the_mailbox_and_uses_up_no_try(mailbox, answer):
    with SmtpPeer(offers=["AUTH PLAIN"], says={"AUTH": answer}) as peer:
        Mailbox.objects.update(smtp_port=peer.port)
        row = post()
        for minutes in (0, 20, 40):
            assert send(NOW + timedelta(minutes=minutes)) == 1
        row.refresh_from_db()
        mailbox.refresh_from_db()
        assert (row.state, row.attempts) == (Outgoing.WAITING, 0)
        assert (mailbox.out_state, mailbox.in_state, mailbox.out_since) == (NEEDS_LOGIN, WORKING, NOW)
        assert answer[:3] in mailbox.out_reason
        assert peer.connections == 1
        assert "sesame" not in mailbox.out_reason + row.last_error


def test_f20_a_server_that_cannot_check_the_sign_in_now_is_tried_again(mailbox):
    with SmtpPeer(offers=["AUTH PLAIN"], says={"AUTH": ["454 4.7.0 temporary", "235 ok"]}) as peer:
        Mailbox.objects.update(smtp_port=peer.port)
        row = post()
        send()
        mailbox.refresh_from_db()
        assert mailbox.out_state == FAILING
        send(NOW + timedelta(minutes=2))
        row.refresh_from_db()
        mailbox.refresh_from_db()
        assert (row.state, mailbox.out_state) == (Outgoing.SENT, WORKING)


@pytest.mark.parametrize("end", ["hang up", "take and hang up", "garbage"])
def test_f23_a_server_that_closes_after_the_end_leaves_the_mail_doubtful(peer, end):
    peer.says["END"] = [end, "250 taken"]
    row = post()
    send()
    row.refresh_from_db()
    assert (row.state, row.was_doubtful) == (Outgoing.DOUBTFUL, True)

    send(NOW + timedelta(minutes=5))

    row.refresh_from_db()
    assert (row.state, row.was_doubtful) == (Outgoing.SENT, True)
    ids = {line for one in peer.taken for line in one.content.split(b"\r\n") if line.lower().startswith(b"message-id")}
    assert ids == {b"Message-ID: <m1@ours.example>"}


def test_f23_a_server_that_never_says_is_asked_three_times_and_then_a_person_decides(peer):
    peer.says["END"] = "take and hang up"
    row = post()
    at = NOW
    while send(at):
        row.refresh_from_db()
        at = row.not_before
        if row.state == Outgoing.HELD:
            break
    assert (row.state, row.was_doubtful, len(peer.taken)) == (Outgoing.HELD, True, 3)
    assert send(NOW + timedelta(days=3)) == 0


def test_f23_a_connection_lost_before_the_end_leaves_no_doubt(peer):
    peer.says["DATA"] = ["hang up", "354 go on"]
    row, other = post(), post(number=2)
    send()
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.state, row.was_doubtful, row.attempts) == (Outgoing.WAITING, False, 1)
    assert (other.state, other.attempts) == (Outgoing.WAITING, 0)
    send(NOW + timedelta(minutes=2))
    assert len(peer.taken) == 2


def test_f25_a_server_that_says_a_byte_a_second_is_left_at_the_deadline(settings):
    class Slow(SmtpPeer):
        def talk(self, connection):
            while True:
                connection.sendall(b"2")
                connection.settimeout(0.2)
                try:
                    if not connection.recv(10):
                        return
                except TimeoutError:
                    continue

    with Slow() as slow:
        patience = Patience(connect=2, answer=2, after_end=2, whole=1)
        with pytest.raises(Unreachable):
            connect(Server("127.0.0.1", slow.port, "none"), calling_from="localhost", patience=patience)


def test_f31_a_worker_that_lost_its_lease_sends_no_end_mark(peer, monkeypatch):
    row, following = post(), post(number=2)
    real = sending.may_arrive

    def overtaken(mail, run):
        Outgoing.objects.filter(pk=mail.pk).update(fence=mail.fence + 1, lease_owner="w2")
        real(mail, run)

    monkeypatch.setattr(sending, "may_arrive", overtaken)
    assert send() == 2
    row.refresh_from_db()
    following.refresh_from_db()
    assert (row.lease_owner, row.was_doubtful, peer.taken) == ("w2", False, [])
    assert (following.state, following.attempts) == (Outgoing.WAITING, 0)


def test_f31_a_worker_that_died_gives_its_mail_to_another(peer):
    row = post()
    Outgoing.objects.update(state="sending", was_doubtful=True, lease_owner="dead", lease_until=NOW, fence=1)
    assert send() == 0
    assert send(NOW + timedelta(seconds=1), worker="w2") == 1
    row.refresh_from_db()
    assert (row.state, row.was_doubtful) == (Outgoing.SENT, True)


def test_a46_a_mail_with_a_lone_line_feed_is_not_sent(peer):
    row = post(mime=b"Subject: a\r\n\r\nx\n.\nMAIL FROM:<evil@example.com>\r\n")
    following = post(number=2)
    send()
    row.refresh_from_db()
    following.refresh_from_db()
    assert (row.state, following.state) == (Outgoing.FAILED, Outgoing.SENT)
    assert len(peer.taken) == 1


@pytest.mark.parametrize("smuggled", [b"a\n.\r\nb", b"a\r.\rb", b"a\n.\nb", b"a\r\n.\rb"])
def test_a46_no_lone_break_travels(smuggled):
    with pytest.raises(ValueError):
        stuffed(smuggled)


def test_a46_a_dot_at_the_start_of_a_line_is_doubled():
    assert stuffed(b".a\r\n.\r\nb") == b"..a\r\n..\r\nb\r\n"


def test_a47_an_address_with_a_line_break_is_refused_and_nothing_is_said_to_the_server(peer):
    row = post("noa@example.com")
    row.recipients.update(address="noa@example.com>\r\nRCPT TO:<evil@example.com")
    send()
    row.refresh_from_db()
    assert row.state == Outgoing.FAILED
    assert not any("evil" in line for line in peer.heard)


def test_an_address_with_a_hebrew_domain_goes_by_its_ascii_name(peer):
    row = post()
    row.recipients.update(address="noa@דוגמה.example")
    send()
    assert peer.taken[0].recipients == ["noa@" + "דוגמה".encode("idna").decode() + ".example"]


def test_a_password_is_not_sent_in_the_open(monkeypatch):
    monkeypatch.setattr(delivering, "is_this_machine", lambda _host: False)
    with SmtpPeer(offers=["AUTH PLAIN"]) as peer:
        server = Server("127.0.0.1", peer.port, "none", user="u", password="p")
        with pytest.raises(SignInRefused, match="not encrypted"):
            connect(server, calling_from="localhost", patience=QUICK)
        assert not any(line.startswith("AUTH") for line in peer.heard)


def test_secrets_do_not_show():
    shown = repr(Server("h", 1, "tls", user="u", password="sesame", token="tokenz"))
    assert "sesame" not in shown
    assert "tokenz" not in shown
    assert "sesame" not in lock({"password": "sesame"})
