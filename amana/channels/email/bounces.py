"""Delivery reports: which recipient, which status, and of which message."""

from __future__ import annotations

import re

from amana.channels.email.addresses import is_address
from amana.channels.email.decoding import words
from amana.channels.email.mail import Bounce, Undelivered
from amana.channels.email.sparing import has_one
from amana.channels.email.splitting import Part, fields_and_body

_MAX_TEXT = 60_000
_MAX_RECIPIENTS = 50
_FIELD = re.compile(r"^([A-Za-z-]{3,40})[ \t]*:[ \t]*(.{0,1000})$", re.MULTILINE)
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,200}[A-Za-z0-9])?")
_IN_BRACKETS = re.compile(f"<({_ADDRESS.pattern})>")
_FINAL_RECIPIENT = re.compile(rf"^final-recipient[ \t]*:[^;\n]{{0,20}};[ \t]*({_ADDRESS.pattern})", re.M | re.I)
_AT_LINE_START = re.compile(
    rf"^[ \t>\"'<(*-]{{0,12}}(?:to|rcpt to:?|recipient|address|user)?[ \t]{{0,4}}[:<]?[ \t<]{{0,4}}({_ADDRESS.pattern})",
    re.M | re.I,
)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,2}\.\d{1,3})(?![\d.])")
_MESSAGE_ID = re.compile(r"^message-id[ \t]*:[ \t\r\n]*<([^<>\s]{3,500})>", re.IGNORECASE | re.MULTILINE)
_DAEMON = re.compile(
    r"mailer[-_ ]?daemon|postmaster|mail ?delivery|mail[-_ ]?daemon|mail (?:subsystem|administrator)|delivery[- ](?:subsystem|system)"
    r"|^bounces?[-+@]|postoffice|nonresponder|^staff@hotmail\.com",
    re.IGNORECASE,
)
# One of these is in whatever `_DAEMON` finds.
_DAEMON_NEEDS = ("daemon", "tma", "del", "tem", "adm", "bounce", "toff", "nonre", "@hotma")
_SUBJECT = re.compile(
    r"undeliver|undelivered|not (?:be )?delivered|delivery (?:status|failure|has failed|report|problem|error|notification|incomplete|delayed)"
    r"|returned (?:mail|to sender)|return(?:ed|ing)? (?:message|mail)|mail (?:delivery|system error|failure|could not)|failure (?:notice|report|delivery)"
    r"|failed (?:mail|message|delivery)|(?:message|mail|email) (?:delivery|status|undeliverable|could not|bounced|error)|non[- ]?(?:delivery|remis)"
    r"|complaint about message|(?:returning|returned) to sender|mail failed|メールエラー|user unknown|unzustellbar|nicht zugestellt|rückgabe|delivery to .{1,100} failed|could not send|unable to deliver|permanent error|bounce|rejected"
    r"|הודעה שלא נמסרה|לא ניתן היה למסור|מסירה? נכשלה|תعذر التسليم|تعذر تسليم|فشل (?:في )?(?:تسليم|التسليم|إرسال)|لم يتم تسليم",
    re.IGNORECASE,
)
_TEXT = re.compile(
    r"this is the (?:qmail-send|mail (?:system|delivery)|postfix|mlmmj|machine generated)|could not be delivered|was(?: not|n't) (?:able to )?deliver|unable to deliver|no valid recipients|junk e-?mail report|送信できません"
    r"|delivery (?:to the following|has failed|failed|attempts?)|did not reach the following|returned (?:to sender|message|mail)|undeliverable"
    r"|message (?:could not|was not|cannot|has not been) (?:be )?(?:delivered|sent)|permanent(?:ly)? (?:error|fail)|failed (?:permanently|recipients?|to deliver)"
    r"|the following (?:address|recipient|user|destination|message)|user(?:s)? (?:unknown|not found)|unknown user|mailbox (?:full|unavailable|not found)|no such user"
    r"|failure reasons|transcript of session|returned message|mail (?:not )?delivered|undelivered|over quota|quota exceeded|delivery failure|rejected by",
    re.IGNORECASE,
)
_END_OF_REPORT = re.compile(
    r"^\W{0,12}(?:below this line is a copy|this is a copy of (?:the|your) message|original message (?:follows|headers|attached|below|header)|returned message|"
    r"unsent message (?:below|follows)|(?:your|the) (?:original )?message (?:header|text|follows|is|was)|message (?:headers?|text) follow|copy of (?:the )?(?:original )?message"
    r"|the (?:header|body|text) of the|included is a copy|original message|start of returned|received\s?: from)",
    re.IGNORECASE | re.MULTILINE,
)


def read_bounce(message: Part, *, sender: str, subject: str, text: str) -> Bounce | None:
    """Return the report when this is one, None else. `text` is the readable text of the message.

    Machine-readable reports first (RFC 3464, Exim's X-Failed-Recipients), then what older and odder servers write in
    words. Read or delivered receipts are reports too: their `action` says so. Whether the original id was ours is for
    the caller to prove by its signature; reports are easily forged (attack A40).
    """
    reports = [part for part in message.walk() if part.type in _REPORTS]
    is_feedback = any(part.type == "message/feedback-report" for part in reports)
    statuses = [line for part in reports if part.type != "message/feedback-report" for line in _from_status(part)]
    failed = message.first("x-failed-recipients")
    if failed is not None and not any(found.address for found in statuses):
        statuses = [Undelivered(address, _first_status(text), "failed") for address in _ADDRESS.findall(words(failed))]
    if not reports and failed is None and not _sounds_like_one(message, sender, subject, text):
        return None
    if not _distinct(statuses):
        statuses = _from_feedback(reports) if is_feedback else _from_words(text, message)
    return Bounce(_distinct(statuses), _original_message_id(message, text))


_REPORTS = {"message/delivery-status", "message/global-delivery-status", "message/feedback-report"}
_REPORTS |= {"message/disposition-notification"}


def _from_status(part: Part) -> list[Undelivered]:
    """One finding for each block of fields that names a recipient (RFC 3464, 2.3)."""
    found = []
    for block in re.split(r"\n[ \t]*\r?\n", _body(part)):
        fields = {name.lower(): value.strip() for name, value in reversed(_FIELD.findall(block.replace("\r", "")))}
        named = fields.get("final-recipient") or fields.get("original-recipient") or fields.get("x-actual-recipient")
        if not named:
            continue
        status = _STATUS.search(fields.get("status", "")) or _STATUS.search(fields.get("diagnostic-code", ""))
        address = _ADDRESS.search(named) or _ADDRESS.search(fields.get("original-recipient", ""))
        action = fields.get("action", "failed").partition(" ")[0].lower().strip(";,()")
        if "disposition" in fields:
            action = "displayed" if "displayed" in fields["disposition"].lower() else "processed"
        name = address.group() if address else named.partition(";")[2].strip()
        found.append(Undelivered(name, status.group(1) if status else None, action))
    return found


def _from_feedback(reports: list[Part]) -> list[Undelivered]:
    for part in reports:
        fields = {name.lower(): value for name, value in _FIELD.findall(_body(part).replace("\r", ""))}
        found = _ADDRESS.search(fields.get("original-rcpt-to", "") or fields.get("removal-recipient", ""))
        if found:
            return [Undelivered(found.group(), None, "complained")]
    return []


def _from_words(text: str, message: Part) -> list[Undelivered]:
    """Addresses in the server's own words: above the copy of our message, in brackets or at the head of a line first."""
    end = _END_OF_REPORT.search(text)
    own = text[: end.start() if end and end.start() > 40 else 6_000]
    own = own[:_MAX_TEXT]
    status = _first_status(own) or _first_status(text)
    named = _FINAL_RECIPIENT.findall(text[:_MAX_TEXT])
    if named:
        return [Undelivered(address, status, "failed") for address in named]
    known = {
        found.lower()
        for name in ("to", "from", "delivered-to")
        for found in _ADDRESS.findall(words(message.first(name) or b""))
    }
    for candidates in (_AT_LINE_START.findall(own), _IN_BRACKETS.findall(own), _ADDRESS.findall(own)):
        addresses = [address for address in candidates if address.lower() not in known and not _DAEMON.search(address)]
        if addresses:
            return [Undelivered(address, status, "failed") for address in addresses]
    original = _original_to(text, message)
    return [Undelivered(address, status, "failed") for address in original if address.lower() not in known]


def _original_to(text: str, message: Part) -> list[str]:
    for part in message.walk():
        if part.type in ("message/rfc822", "text/rfc822-headers") and part is not message:
            fields, _, _ = fields_and_body(part.body.lstrip())
            return _ADDRESS.findall(words(dict(reversed(fields)).get("to", b"")))
    found = re.search(r"^to[ \t]*:(.{0,500})$", text[:_MAX_TEXT], re.IGNORECASE | re.MULTILINE)
    return _ADDRESS.findall(found.group(1)) if found else []


def _sounds_like_one(message: Part, sender: str, subject: str, text: str) -> bool:
    if message.parameters.get("report-type", "").lower() == "delivery-status":
        return True
    from_field = words((message.first("from") or b"")[:500])
    return_path = (message.first("return-path") or b"x").replace(b" ", b"").lower()
    if return_path in (b"<>", b"<mailer-daemon>") or _is_daemon(sender) or _is_daemon(from_field):
        return bool(_SUBJECT.search(subject) or _TEXT.search(text, 0, 3_000))
    if "reply" not in sender or not any(part.type == "message/rfc822" for part in message.walk()):
        return False
    return bool(_SUBJECT.search(subject) and _TEXT.search(text, 0, 3_000))


def _is_daemon(written: str) -> bool:
    return has_one(written, _DAEMON_NEEDS) and _DAEMON.search(written) is not None


def _original_message_id(message: Part, text: str) -> str | None:
    for part in message.walk():
        if part.type in (
            "message/rfc822",
            "text/rfc822-headers",
            "message/rfc822-headers",
            "message/global",
            "message/global-headers",
        ):
            found = _MESSAGE_ID.search(_body(part))
            if found:
                return found.group(1)
    found = _MESSAGE_ID.search(text[:_MAX_TEXT])
    return found.group(1) if found else None


def _body(part: Part) -> str:
    return part.content()[0][:_MAX_TEXT].decode("utf-8", "replace")


def _first_status(text: str) -> str | None:
    found = _STATUS.search(text[:_MAX_TEXT])
    return found.group(1) if found else None


def _distinct(found: list[Undelivered]) -> tuple[Undelivered, ...]:
    kept: dict[str, Undelivered] = {}
    for one in found:
        if one.address and is_address(one.address) and len(kept) < _MAX_RECIPIENTS:
            kept.setdefault(one.address.lower(), one)
    return tuple(kept.values())
