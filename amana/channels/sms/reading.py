"""Reading what Twilio pushes: one message, or what became of one of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast
from urllib.parse import parse_qsl, urlsplit

from amana.channels.messaging.words import Fate, Heard, Line, Media, Read, State, Unreadable

MOST_MEDIA = 10
STATES = {"sent": "sent", "delivered": "delivered", "read": "read", "undelivered": "failed", "failed": "failed"}
_TELEPHONE = re.compile(r"\+[1-9][0-9]{3,14}")
_REF = re.compile(r"[A-Za-z0-9]{2,64}")
# Where the files of a message lie, below the address of Twilio; nothing else is fetched.
_MEDIA = re.compile(r"/2010-04-01/Accounts/[A-Za-z0-9]{2,64}/Messages/[A-Za-z0-9]{2,64}/Media/[A-Za-z0-9]{2,64}")


def read(body: bytes, line: Line) -> Read:
    """Return the message or state in a push. Raises Unreadable for what is no push of Twilio's."""
    try:
        said = dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))
    except ValueError as error:
        raise Unreadable("not a form") from error
    ref = said.get("MessageSid") or said.get("SmsSid", "")
    if not _REF.fullmatch(ref):
        raise Unreadable("no message is named")
    if (state := said.get("MessageStatus", "")) and state != "received":
        return _fate(ref, state, said)
    sender = said.get("From", "")
    if said.get("To", "") != line.account:
        return Read(ignored="another number")
    if not _TELEPHONE.fullmatch(sender):
        return Read(ignored="a sender that cannot be answered")
    return Read([_heard(ref, sender, said)])


def _fate(ref: str, state: str, said: Mapping[str, str]) -> Read:
    if state not in STATES:
        return Read(ignored="on its way")
    why = " ".join(filter(None, [said.get("ErrorCode", ""), said.get("ErrorMessage", "")]))
    return Read(fates=[Fate(ref, cast("State", STATES[state]), why=why[:300], to=said.get("To", "")[:64])])


def _heard(ref: str, sender: str, said: Mapping[str, str]) -> Heard:
    text, media = said.get("Body", "").strip(), _media(said)
    return Heard(
        ref=ref, identity=sender, address=sender, text=text, media=media,
        unshown="" if text or media else "empty",
    )  # fmt: skip


def _media(said: Mapping[str, str]) -> list[Media]:
    found = []
    for number in range(MOST_MEDIA):
        path = urlsplit(said.get(f"MediaUrl{number}", "").replace("[", "").replace("]", "")).path
        if _MEDIA.fullmatch(path):
            found.append(Media(path, said.get(f"MediaContentType{number}", "")[:120]))
    return found
