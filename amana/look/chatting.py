"""Telling of a message by which messenger it went, how far it got, and what of it cannot be shown here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from amana.channels.messaging.finding import channels
from amana.channels.models import ChatPart
from amana.look.sentences import Lenient
from amana.record.reading import Read
from amana.wording.isolating import isolated
from amana.wording.times import moment

Fates = Mapping[UUID, list[ChatPart]]


def fates_of(entries: Iterable[Read]) -> Fates:
    """Return what became of those of these messages that went by a messenger; one query where there are any, else none."""
    keys = [entry.id for entry in entries if entry.kind in {"message.sent", "receipt.sent"} and is_chat(entry)]
    found: dict[UUID, list[ChatPart]] = {}
    for part in ChatPart.objects.filter(entry__in=keys).order_by("number") if keys else ():
        found.setdefault(part.entry, []).append(part)
    return found


def is_chat(entry: Read) -> bool:
    """Whether a message came or went by a messenger that is connected here."""
    return not entry["by_hand"] and not entry["brought_in_by"] and str(entry["channel"]) in channels()


def how(entry: Read, fates: Fates) -> str:
    """Return by which messenger it went and, of ours, how far it got."""
    title = {"channel": channels()[str(entry["channel"])].title}
    said = (_("by %(channel)s, in public") if entry["is_public"] else _("by %(channel)s")) % title
    if entry["post"]:
        said = f"{said} · {isolated(str(entry['post']))}"
    if missing := entry["missing_files"]:
        names = isolated(", ".join(str(one) for one in missing))
        return f"{said} · " + _("files that could not be fetched: %(names)s") % {"names": names}
    parts = fates.get(entry.id, [])
    if not parts:
        return said
    # A message has got as far as the part of it that got least far.
    worst = min(parts, key=lambda one: -1 if one.state == ChatPart.FAILED else ChatPart.RANKS[one.state])
    return f"{said} · {_state(worst)}"


def _state(part: ChatPart) -> str:
    if part.state == ChatPart.FAILED:
        return _("not delivered: %(why)s") % {"why": isolated(part.why)}
    if part.state in {ChatPart.WAITING, ChatPart.ASKED}:
        return str(part.get_state_display())
    zone = timezone.get_current_timezone()
    words = Lenient(when=moment(part.at, zone=zone, now=timezone.now()))
    return {
        ChatPart.SENT: _("sent %(when)s"),
        ChatPart.DELIVERED: _("delivered %(when)s"),
        ChatPart.READ: _("read %(when)s"),
    }[part.state] % words


def text_of(entry: Read) -> str:
    """Return the words of a message, or that there is something in it that cannot be shown here."""
    text = str(entry["text"] or "")
    if not entry["unshown"]:
        return text
    said = _("Something that cannot be shown here (%(what)s).") % {"what": isolated(str(entry["unshown"]))}
    return f"{text}\n{said}".strip()
