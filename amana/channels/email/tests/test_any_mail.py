"""Letters put together from what letters are made of, in any order, depth and damage."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amana.channels.email.mail import Mail, Unparseable
from amana.channels.email.parsing import parse
from amana.channels.email.tests.messages import HEADER

KINDS = [
    "text/plain", "text/plain; charset=windows-1255", "text/plain; charset=iso-2022-jp", "text/plain; format=flowed",
    'text/html; charset="utf-7"', "text/html", "text/calendar; method=REPLY", "text/rfc822-headers",
    "multipart/mixed; boundary=B", 'multipart/alternative; boundary="B C"', "multipart/related", "multipart/signed; boundary=B",
    "multipart/report; report-type=delivery-status; boundary=B", "message/rfc822", "message/delivery-status",
    "application/octet-stream; name*=utf-8''%D7%A9.pdf", "application/pkcs7-mime", "image/png; name==?utf-8?B?15k=?=", "x", "",
]  # fmt: skip
CODINGS = ["7bit", "base64", "quoted-printable", "x-uuencode", "binary", "8bit", "BASE64 ", "none"]
NAMES = [
    *HEADER, "Reply-To", "Return-Path", "References", "In-Reply-To", "Cc", "Delivered-To", "List-Id", "Auto-Submitted",
    "Precedence", "Content-Disposition", "Content-ID", "Authentication-Results", "Received", "X-Failed-Recipients",
]  # fmt: skip
WORDS = [
    "noa@customer.example", "<noa@customer.example>", '"Noa" <noa@customer.example>', "support@shop.example", "=?utf-8?Q?=D7=A9?=",
    "=?utf-7?B?+AAA?=", "=?iso-2022-jp?B?GyRC?=", "group:a@b.example,c@d.example;", "\\", '"', "(", ")", "<", ">", ",", ";", "@", ":",
    "Tue, 03 Nov 2026 10:00:00 +0200", "31 Feb 0 99:99", "<a1@customer.example>", "auto-replied", "attachment; filename=../../x.exe",
    "filename*0*=utf-8''a; filename*1=b", "mx.shop.example; dmarc=pass header.from=customer.example", "\r\n ", "\n\t", "\r", "\0", "\u202e",
    "שלום", "مرحبا", "é", "\ud7ff", "\U0001f600",
]  # fmt: skip
LINES = [
    "", "Hello", "> quoted", ">> twice", "On 3 Nov 2026, at 9:00, D <d@x.example> wrote:",
    "ב-3 בנוב׳ 2026, נועה כתבה:", "-- ", "From: d@x.example", "-----Original Message-----", "<p>word</p>",
    "<div class=gmail_quote>", "<blockquote>", "</div>", "<!--", "<style>", "<![CDATA[", "&#x110000;", "&nbsp", "--B",
    "--B--", "--B C", "--B C--", "aGVsbG8=", "aGVsbG8", "=D7=A9", "=", "=ZZ", "begin 644 x", "end",
    "Final-Recipient: rfc822; x@y.example", "Action: failed", "Status: 5.1.1",
    "Diagnostic-Code: smtp; 550 no such user", "Content-Type: text/html", "\0", "\x1b$B", "+AGE-",
]  # fmt: skip
ENDS = st.sampled_from([b"\r\n", b"\r\n", b"\n", b"\r"])

KNOWN = [f"Content-Type: {kind}" for kind in KINDS] + [f"Content-Transfer-Encoding: {coding}" for coding in CODINGS]

values = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)
headers = st.lists(st.sampled_from(KNOWN) | st.tuples(st.sampled_from(NAMES), values).map(": ".join), max_size=4)
bodies = st.lists(st.sampled_from(LINES) | values, max_size=6)


@st.composite
def letters(draw, depth: int = 2) -> bytes:
    """A header, words, and within them further letters; with one piece of it cut out or some bytes put in."""
    end = draw(ENDS)
    written = [line.encode() for line in [*draw(headers), "", *draw(bodies)]]
    inner = draw(st.lists(letters(depth - 1), max_size=2)) if depth else []
    boundary = draw(st.sampled_from([b"--B", b"--B C", b""]))
    raw = end.join([*written, *(part for one in inner for part in (boundary, one)), boundary + b"--"])
    start = draw(st.integers(0, len(raw)))
    return raw[:start] + draw(st.binary(max_size=4)) + raw[start + draw(st.sampled_from([0, 0, 0, 1, 40])) :]


def usable(mail: Mail) -> None:
    """What is read can be stored in any database, shown, and written as UTF-8."""
    texts = [mail.text, mail.text_new, mail.subject]
    texts += [one.address + one.name for one in (*mail.senders, *mail.to, *mail.cc, *mail.reply_to)]
    texts += [file.name for file in mail.files]
    for text in texts:
        text.encode()
        assert not set("\0\u202d\u202e") & set(text)
    assert mail.sent_at is None or mail.sent_at.utcoffset() is not None
    assert not any("/" in file.name or "\\" in file.name for file in mail.files)


@given(letters())
def test_whatever_a_letter_is_made_of_it_is_read_or_held_and_read_alike_again(raw: bytes) -> None:
    try:
        mail = parse(raw, authserv_id="mx.shop.example", ours={"support@shop.example"})
    except Unparseable:
        return
    usable(mail)
    assert parse(raw, authserv_id="mx.shop.example", ours={"support@shop.example"}) == mail
