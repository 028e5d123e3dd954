"""Understanding what was dropped: a chat, a mail, plain words, or a picture that nobody reads."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from amana.advocacy.adding.dropping import PICTURES, content_of, is_wide
from amana.advocacy.letters.models import Dropped
from amana.cases.errors import Refused
from amana.channels.email.mail import Mail, Unparseable
from amana.channels.email.reading_apart import read_opened
from amana.channels.whatsapp.parsing import LARGEST, NotAChat, Said, names_in
from amana.channels.whatsapp.parsing import parse as parse_chat

CHAT, MAIL, WORDS, EXHIBIT = "chat", "mail", "words", "exhibit"
# A megabyte of a chat has some twenty-five thousand short messages.
MOST_MESSAGES = 40_000
# With one of these a mail begins that was saved as text.
_FIRST_FIELDS = (
    "from:", "return-path:", "received:", "delivered-to:", "date:", "mime-version:", "message-id:", "x-", "subject:",
)  # fmt: skip


@dataclass(frozen=True)
class Understood:
    """What something dropped is: a chat with its messages, one mail, plain words, or a picture that nobody reads."""

    what: str
    chat: Sequence[Said] = ()
    mail: Mail | None = None
    text: str = ""

    @property
    def names(self) -> list[str]:
        return names_in(self.chat)


def understand(dropped: Dropped) -> Understood:
    """Return what something dropped is. Raises Refused with a sentence for what cannot be read."""
    content = content_of(dropped)
    if dropped.type in PICTURES:
        return Understood(EXHIBIT)
    if dropped.type == "message/rfc822":
        return Understood(MAIL, mail=_mail(content))
    text = _chat_in(content) if dropped.type == "application/zip" else _decoded(content)
    try:
        return Understood(CHAT, chat=parse_chat(text, most=MOST_MESSAGES))
    except NotAChat as refused:
        if "too many" in str(refused):
            raise Refused(
                _("There are more messages in this chat than can be taken in at once. Export a part of it.")
            ) from None
    if _looks_like_mail(text):
        return Understood(MAIL, mail=_mail(content))
    return Understood(WORDS, text=text.strip())


def _mail(content: bytes) -> Mail:
    try:
        found = read_opened(content)
    except Unparseable:
        raise Refused(
            _("This mail cannot be read: it may have been cut off. Save it once more, or paste its words.")
        ) from None
    if found.sender is None and not found.text.strip() and not found.files:
        raise Refused(_("This is no mail, or nothing of it can be read. Paste its words instead."))
    return found


def _chat_in(content: bytes) -> str:
    """Return the chat in a packed export, of which nothing else is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if "record.jsonl" in packed.namelist():
                raise Refused(
                    _("This is a company's whole record. Add it on the page of the case, as the record they gave you.")
                )
            inside = [one for one in packed.infolist() if one.filename.lower().endswith(".txt")][:1]
            if not inside:
                raise Refused(_("There is no chat in this file."))
            with packed.open(inside[0]) as file:
                text = file.read(LARGEST + 1)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError):
        raise Refused(_("This packed file cannot be opened. Unpack it and drop the text.")) from None
    if len(text) > LARGEST:
        raise Refused(_("This is too large. Export the chat without media, or a part of it."))
    return _decoded(text)


def _decoded(content: bytes) -> str:
    if is_wide(content):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What older programs of this part of the world write: Hebrew, else Arabic.
        guess = content.decode("cp1255", "replace")
        return guess if any("\u05d0" <= letter <= "\u05ea" for letter in guess) else content.decode("cp1256", "replace")


def _looks_like_mail(text: str) -> bool:
    head = text.lstrip()[:2000].lower().split("\n\n")[0].replace("\r", "")
    return "from:" in head and "date:" in head and head.startswith(_FIRST_FIELDS)
