"""Makes the bytes of a mail as its sender's client would have made them (RFC 5322, MIME)."""

from __future__ import annotations

from collections.abc import Mapping
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from amana.sample.happenings import Mail
from amana.sample.quoting import html_body, plain_body

# Characters that the older charsets lack, with what their users type instead.
_ASCII = str.maketrans(
    {"–": "-", "—": "-", "״": '"', "׳": "'", "’": "'", "“": '"', "”": '"', "…": "...", "₪": 'ש"ח'}
    | {chr(0x0660 + digit): str(digit) for digit in range(10)}
    | dict.fromkeys("\u200e\u200f\u202a\u202b\u202c\u202d\u202e", "")
)
_MX = "mx.tahuna.example"
_MARKS = {
    "out_of_office": (
        ("Auto-Submitted", "auto-replied"),
        ("X-Auto-Response-Suppress", "All"),
        ("Precedence", "bulk"),
    ),
    "bounce": (("Auto-Submitted", "auto-replied"),),
    "notice": (("Auto-Submitted", "auto-generated"),),
    "newsletter": (
        ("List-Unsubscribe", "<https://news.{domain}/out>, <mailto:out@{domain}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Precedence", "bulk"),
    ),
    "list": (
        ("List-Id", "Menders <menders.lists.{domain}>"),
        ("List-Post", "<mailto:menders@lists.{domain}>"),
        ("Precedence", "list"),
    ),
    "spam": (("X-Spam-Flag", "YES"), ("X-Spam-Status", "Yes, score=14.2 required=5.0")),
    "phishing": (("Reply-To", "<collect@fast-forms.example>"),),
}


def render(mail: Mail, *, message_ids: Mapping[str, str] | None = None) -> bytes:
    """Return the mail as it arrived, CRLF line ends.

    `message_ids` gives the Message-ID (with its angle brackets) under which each reply or notice of the shop was really
    sent, by event id; In-Reply-To and References need it. Without one, an id of our own making stands in.
    """
    body = _body(mail, message_ids or {})
    for number, part in enumerate(part for part in body.walk() if part.is_multipart() and part.get_boundary() is None):
        if part.get_content_maintype() == "multipart":
            part.set_boundary(f"=_{mail.message_id[1:17]}_{number}")
    headers = [*_transport(mail), *_letterhead(mail), *_thread(mail, message_ids or {}), *_marks(mail)]
    head = "".join(f"{name}: {_encoded(value, mail.charset, name)}\r\n" for name, value in headers)
    return head.encode("ascii") + bytes(body)


def sent_id(event_id: str, message_ids: Mapping[str, str]) -> str:
    """Return the Message-ID of one of our replies."""
    return message_ids.get(event_id) or f"<{event_id}@tahuna.example>"


def _transport(mail: Mail) -> list[tuple[str, str]]:
    domain = mail.from_address.rpartition("@")[2]
    verdict = "pass" if mail.verified else "fail"
    bounce_path = "<>" if mail.automatic in ("bounce", "out_of_office") else f"<{mail.from_address}>"
    if mail.automatic == "list":
        bounce_path = "<menders-bounces@lists.espresso-menders.example>"
    arrived = format_datetime(mail.at)
    return [
        ("Return-Path", bounce_path),
        ("Delivered-To", "shop@tahuna.example"),
        ("Received", f"from out.{domain} (out.{domain} [192.0.2.25]) by {_MX} with ESMTPS id {mail.id};\r\n {arrived}"),
        (
            "Authentication-Results",
            f"{_MX};\r\n spf={verdict} smtp.mailfrom={domain};\r\n dmarc={verdict} header.from={domain}",
        ),
    ]


def _letterhead(mail: Mail) -> list[tuple[str, str]]:
    return [
        ("From", f"{mail.from_name}\0<{mail.from_address}>"),
        ("To", f"<{mail.to}>"),
        ("Subject", mail.subject),
        ("Date", format_datetime(mail.written_at)),
        ("Message-ID", mail.message_id),
    ]


def _thread(mail: Mail, message_ids: Mapping[str, str]) -> list[tuple[str, str]]:
    if not mail.reply_to or mail.automatic == "bounce":
        return []
    parent = sent_id(mail.reply_to, message_ids)
    older = [quoted.message_id for quoted in reversed(mail.history) if quoted.message_id]
    return [("In-Reply-To", parent), ("References", " ".join([*older, parent]))]


def _marks(mail: Mail) -> list[tuple[str, str]]:
    """What machines say about themselves in headers (RFC 3834, RFC 2369, RFC 8058), and clients about their make."""
    makes = {"apple": "iPhone Mail (22B91)", "outlook": "Microsoft Outlook 16.0"}
    if not mail.automatic and mail.client in makes:
        return [("X-Mailer", makes[mail.client])]
    domain = mail.from_address.rpartition("@")[2]
    return [(name, value.format(domain=domain)) for name, value in _MARKS.get(mail.automatic, ())]


def _encoded(value: str, charset: str, name: str) -> str:
    if name == "From":
        shown, _, address = value.partition("\0")
        quoted = '"' + shown.replace('"', "") + '"'
        return f"{quoted if shown.isascii() else _encoded(shown, charset, '')} {address}"
    if value.isascii():
        return value
    known = _codec(charset)
    return str(Header(folded(value, known), known, header_name=name or "From").encode(linesep="\r\n"))


def _codec(charset: str) -> str:
    """Python has no name for the logical-order variant; its bytes are those of ISO 8859-8 (RFC 1556)."""
    return charset.removesuffix("-i")


def folded(text: str, charset: str) -> str:
    """Return `text` with what `charset` cannot say in its plain form; UTF-8 text is returned as it is."""
    return text if charset == "utf-8" else "".join(_fitting(letter, charset) for letter in text)


def _fitting(letter: str, charset: str) -> str:
    try:
        letter.encode(charset)
    except UnicodeEncodeError:
        return letter.translate(_ASCII)
    return letter


def _body(mail: Mail, message_ids: Mapping[str, str]) -> EmailMessage:
    if mail.automatic == "bounce":
        return _delivery_report(mail, message_ids)
    message = EmailMessage(policy=SMTP)
    if mail.parts == "html":
        _put(message, html_body(mail), "html", mail=mail)
    else:
        _put(message, plain_body(mail), "plain", mail=mail)
    if mail.parts == "both":
        other = EmailMessage(policy=SMTP)
        _put(other, html_body(mail), "html", mail=mail)
        del other["MIME-Version"]
        message.make_alternative()
        message.attach(other)
    for file in mail.files:
        kind, _, subtype = file.media_type.partition("/")
        message.add_attachment(file.content, maintype=kind, subtype=subtype, filename=file.name)
    if "MIME-Version" not in message:
        message["MIME-Version"] = "1.0"
    return message


def _put(part: EmailMessage, text: str, subtype: str, *, mail: Mail) -> None:
    codec = _codec(mail.charset)
    part.set_content(folded(text, codec), subtype=subtype, charset=codec, cte=mail.encoding)
    if codec != mail.charset:
        part.set_param("charset", mail.charset)


def _delivery_report(mail: Mail, message_ids: Mapping[str, str]) -> EmailMessage:
    """A non-delivery report (RFC 3464) about the reply in `mail.history`."""
    lost = mail.history[0]
    message = EmailMessage(policy=SMTP)
    message.set_content(f"{mail.text}\n", cte="7bit")
    message.make_mixed()
    message.set_type("multipart/report")
    message.set_param("report-type", "delivery-status")
    host = mail.from_address.rpartition("@")[2]
    about = _fields({"Reporting-MTA": f"dns; {host}", "Arrival-Date": format_datetime(lost.at)})
    outcome = _fields(
        {
            "Final-Recipient": f"rfc822; {lost.to}",
            "Action": "failed",
            "Status": "5.2.2",
            "Diagnostic-Code": "smtp; 552 5.2.2 Mailbox full",
        }
    )
    original = _fields(
        {
            "From": f"{lost.name} <{lost.address}>",
            "To": f"<{lost.to}>",
            "Subject": lost.subject,
            "Date": format_datetime(lost.at),
            "Message-ID": sent_id(lost.event, message_ids),
        }
    )
    report = EmailMessage(policy=SMTP)
    report["Content-Type"] = "message/delivery-status"
    report.set_payload([about, outcome])
    copy = EmailMessage(policy=SMTP)
    copy["Content-Type"] = "text/rfc822-headers"
    copy.set_payload(original.as_string().rstrip() + "\r\n")
    message.attach(report)
    message.attach(copy)
    return message


def _fields(fields: Mapping[str, str]) -> EmailMessage:
    part = EmailMessage(policy=SMTP)
    for name, value in fields.items():
        part[name] = value
    return part
