from __future__ import annotations

import errno
import imaplib
import smtplib
import socket
import ssl

import pytest
import requests
from django.utils import translation

from amana.channels.asking import NoAnswer, post_form
from amana.channels.email.explaining import explained


def bare(error: BaseException) -> str:
    """Return what is said without the marks that keep the directions of writing apart."""
    return explained(error).replace("\u2068", "").replace("\u2069", "")


def behind(error: Exception, cause: Exception) -> Exception:
    """Return an error as a library raises it from another."""
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "Nobody answers there"),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "no server of this name"),
        (TimeoutError("timed out"), "did not answer in time"),
        (ssl.SSLCertVerificationError(1, "self-signed certificate"), "certificate cannot be trusted"),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "no way to the server"),
        (ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"), "broke the connection off"),
        (behind(smtplib.SMTPServerDisconnected("unexpectedly closed"), TimeoutError("timed out")), "in time"),
        (requests.ConnectionError(ConnectionRefusedError(111, "refused")), "Nobody answers there"),
        (imaplib.IMAP4.error("command illegal"), "does not answer as it should"),
    ],
)
def test_each_common_cause_has_words_of_its_own(error, words):
    said = bare(error)

    assert words in said
    assert said.endswith(f"({str(error)[:120]})")


def test_an_error_without_words_is_called_by_its_name():
    assert bare(TimeoutError()).endswith("(TimeoutError)")


def test_what_a_server_says_is_one_line_and_not_long():
    assert "\n" not in explained(OSError("a\r\nb" * 200)) and len(explained(OSError("x" * 9999))) < 300


def test_an_error_that_is_its_own_cause_ends():
    one, other = ValueError("one"), ValueError("other")
    one.__context__, other.__context__ = other, one

    assert "does not answer as it should" in explained(one)


def test_a_server_that_is_not_there_is_told_in_the_readers_language():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NoAnswer) as raised:
        post_form(f"http://127.0.0.1:{port}/token", {})

    assert "Nobody answers there" in explained(raised.value)
    with translation.override("he"):
        assert "127.0.0.1: ConnectionError" in explained(raised.value)
