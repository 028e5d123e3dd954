"""Mail servers that want something else than what is set up: nothing is told in the open, and the sentence says what to put right."""

from __future__ import annotations

import pytest

from amana.channels.email import opening_folders
from amana.channels.email.composing import Attached, Draft, Invited, compose
from amana.channels.email.delivering import Patience, Server, connect, is_this_machine
from amana.channels.email.errors import SignInRefused, Unreachable
from amana.channels.email.mail import Address
from amana.channels.email.opening_folders import ImapServer, signed_in
from amana.channels.email.parsing import parse
from amana.channels.email.tests.peers import ImapPeer, SmtpPeer
from tests.cast import NOW

QUICK = Patience(connect=2, answer=2, after_end=2, whole=3)


def greeted(peer: SmtpPeer, security: str = "none", **who: str):
    return connect(Server("127.0.0.1", peer.port, security, **who), calling_from="localhost", patience=QUICK)


def test_f20_a_server_that_says_no_before_anything_else_is_no_connection_and_its_words_are_told():
    with SmtpPeer(says={"HELLO": "554 no mail is taken here"}) as peer:
        with pytest.raises(Unreachable, match="554 no mail is taken here"):
            greeted(peer)
        assert peer.heard == []


def test_a_server_that_wants_a_sign_in_first_says_so_before_any_mail_is_given_to_it():
    with SmtpPeer(says={"MAIL": "530 5.7.0 authentication required"}) as peer, greeted(peer) as session:
        with pytest.raises(SignInRefused, match="asks to sign in first"):
            session.offer("us@ours.example", ["noa@example.com"], mime=b"Subject: x\r\n\r\nx")
        assert peer.taken == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_where_encryption_is_wanted_and_not_offered_no_password_is_told(security):
    with SmtpPeer(offers=["AUTH PLAIN"]) as peer:
        with pytest.raises(Unreachable):
            greeted(peer, security, user="us", password="sesame")
        assert not [line for line in peer.heard if line.startswith("AUTH")]


def test_a_mail_server_without_encryption_takes_mail_where_it_was_wanted_only_if_offered():
    with SmtpPeer() as peer, greeted(peer, "starttls_if_offered") as session:
        answers = session.offer("us@ours.example", ["noa@example.com"], mime=b"Subject: x\r\n\r\nx")
        assert answers["noa@example.com"].is_yes and "STARTTLS" not in peer.heard


def test_a_password_in_letters_the_server_cannot_be_told_is_named_and_not_shown():
    with SmtpPeer(offers=["AUTH PLAIN"]) as peer:
        with pytest.raises(SignInRefused, match="letters that this server cannot be told") as refused:
            greeted(peer, user="us", password="סיסמה")
        assert "סיסמה" not in str(refused.value)


def test_this_machine_is_known_by_its_name_and_by_its_numbers():
    assert [one for one in ("localhost", "127.0.0.1", "[::1]", "LOCALHOST") if not is_this_machine(one)] == []
    assert [one for one in ("mail.example", "192.0.2.1", "localhost.example") if is_this_machine(one)] == []


def test_a_mailbox_is_not_opened_by_a_password_in_the_open_nor_by_one_with_a_line_break(monkeypatch):
    with ImapPeer() as peer:
        broken = ImapServer("127.0.0.1", peer.port, "none", "us", "secret\r\nA1 DELETE INBOX")
        with pytest.raises(SignInRefused, match="line breaks"), signed_in(broken):
            pass
        monkeypatch.setattr(opening_folders, "is_this_machine", lambda _host: False)
        with pytest.raises(SignInRefused, match="not encrypted"), signed_in(
            ImapServer("127.0.0.1", peer.port, "none", "us", "secret")
        ):  # fmt: skip
            pass
        assert not [line for line in peer.heard if "secret" in line or "DELETE" in line]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mailbox_whose_server_offers_no_encryption_is_not_signed_in_to(security):
    with ImapPeer() as peer:
        with pytest.raises(Unreachable), signed_in(ImapServer("127.0.0.1", peer.port, security, "us", "secret")):
            pass
        assert not [line for line in peer.heard if "secret" in line]


def test_what_is_searched_for_in_a_mailbox_is_an_address_and_never_another_command():
    with ImapPeer() as peer:
        peer.add(b"Subject: x\r\n\r\nx")
        with signed_in(ImapServer("127.0.0.1", peer.port, "none", "us", "secret")) as folder:
            folder.uids_with(['a" DELETE "b', "noa@example.com\r\nA1 LOGOUT", "", "ö@example.com"])
        assert not [line for line in peer.heard if "SEARCH" in line]


def test_an_invitation_is_in_the_mail_as_calendars_look_for_it_and_as_a_file():
    content = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    draft = Draft(
        sender=Address("Us", "us@ours.example"), to=[Address("", "noa@example.com")], subject="A call", text="At ten.",
        message_id="one@ours.example", sent_at=NOW, invitation=Invited("REQUEST", content),
        files=[Attached("mail.eml", "message/rfc822", b"From: x\r\n\r\nx")],
    )  # fmt: skip
    mime = compose(draft)
    assert b"text/calendar; charset=utf-8; method=REQUEST" in mime
    read = parse(mime)
    assert [one.content for one in read.files if one.name == "invite.ics"] == [content]
    # A mail within a mail would be opened as one; it goes as the file it is.
    assert b"message/rfc822" not in mime and [one for one in read.files if one.name == "mail.eml"]
