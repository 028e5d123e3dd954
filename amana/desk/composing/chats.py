"""A chat that took place on WhatsApp: dropped on a case, looked at, and brought in; and a reply sent there by hand."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.whatsapp.parsing import LARGEST, NotAChat, Said, names_in, parse
from amana.desk.composing.composer import others_shown
from amana.desk.composing.others import accepted_in, others_of
from amana.desk.composing.undertaking import Undertaking, as_drafts, undertakings
from amana.desk.entering import Seat, case_of, seated
from amana.desk.framing import page
from amana.drafting.mentioning import must_be_meant
from amana.handling.confidence.sending_anyway import note_sent_anyway
from amana.handling.talking.bringing_in import SIDES, Heard, bring_in, sent_by_hand
from amana.handling.talking.calling_back import number_of
from amana.kit.codes import key_in, new_id

# Messages and names shown before a chat is brought in.
SHOWN = 6
MOST_NAMES = 20
LONGEST_LINK = 4000


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def chats(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """A chat as it was exported or pasted: first who is who, then it enters the record."""
    case = case_of(seat, number)
    if request.method != "POST":
        return _asks(request, seat, case)
    try:
        text = _text(request)
        said = parse(text)
        if "names" not in request.POST:
            return _shows(request, seat, case, text, said)
        new = bring_in(case, _heard(request, said), by=seat.viewer, at=seat.at)
    except NotAChat:
        return _asks(request, seat, case, error=_("This is not a chat that WhatsApp exported, or it is too long."))
    except Refused as refused:
        return _asks(request, seat, case, error=str(refused.sentence))
    done = ngettext("%(count)s message was brought in.", "%(count)s messages were brought in.", new) % {"count": new}
    messages.success(request, done if new else _("Everything in this chat is in the record already."))
    return redirect("desk:case", number=case.number)


def _text(request: HttpRequest) -> str:
    """Return the chat: from the file, from what was packed on the page before, or as it was pasted."""
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        if (file.size or 0) > LARGEST:
            raise Refused(_("The chat is larger than 5 MB. Export it without media, or a part of it."))
        content: bytes = file.read()
        return content.decode("utf-8-sig", "replace")
    packed = request.POST.get("packed", "")
    return _unpacked(packed) if packed else request.POST.get("text", "")


def _packed(text: str) -> str:
    return base64.b64encode(zlib.compress(text.encode("utf-8", "replace"), 9)).decode()


def _unpacked(packed: str) -> str:
    try:
        return zlib.decompressobj().decompress(base64.b64decode(packed), LARGEST).decode("utf-8", "replace")
    except (binascii.Error, zlib.error, ValueError):
        raise NotAChat("not packed by us") from None


def _heard(request: HttpRequest, said: list[Said]) -> list[Heard]:
    names = names_in(said)
    sides = {name: request.POST.get(f"side-{number}", "") for number, name in enumerate(names[:MOST_NAMES])}
    if not any(side in SIDES for side in sides.values()):
        raise Refused(_("Say who is who first."))
    return [
        Heard(timezone.make_aware(one.at), sides[one.who], one.who, one.text, one.again)
        for one in said
        if sides.get(one.who) in SIDES
    ]


def _asks(request: HttpRequest, seat: Seat, case: Case, *, error: str = "") -> HttpResponse:
    context = {**_about(case), "error": error, "text": request.POST.get("text", "")}
    return page(request, seat, "desk/composing/chat.html", context, name="queue", status=422 if error else 200)


def _shows(request: HttpRequest, seat: Seat, case: Case, text: str, said: list[Said]) -> HttpResponse:
    names = names_in(said)[:MOST_NAMES]
    ours = {seat.agent.name, case.brand.name if case.brand else "", case.holder.name if case.holder else ""}
    if case.customer.name in names:
        ours |= {*names} - {case.customer.name}
    context = {
        **_about(case),
        "packed": _packed(text),
        "names": [{"field": f"side-{n}", "name": one, "is_ours": one in ours} for n, one in enumerate(names)],
        "count": len(said),
        "since": timezone.make_aware(said[0].at),
        "until": timezone.make_aware(said[-1].at),
        "shown": [{"who": one.who, "text": one.text, "at": timezone.make_aware(one.at)} for one in said[:SHOWN]],
    }
    return page(request, seat, "desk/composing/chat.html", context, name="queue")


def _about(case: Case) -> dict[str, Any]:
    number = [case.number]
    reply_url = reverse("desk:chat_reply", args=number)
    return {"about": case.subject, "back_url": reverse("desk:case", args=number), "reply_url": reply_url}


# ── a reply by hand ──────────────────────────────────────────────────────────


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def chat_reply(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """A reply for WhatsApp: written here with its promises, opened or copied there, and marked as sent."""
    case = case_of(seat, number)
    text, error = request.POST.get("text", ""), ""
    lines = _lines(request, case, seat)
    others, known = others_of(text, "", (), case, seat), request.POST.get("others_known", "")
    if request.method == "POST" and request.POST.get("act") == "sent":
        try:
            key = _key(request.POST.get("key", ""))
            drafts = as_drafts(lines, case, seat.agent, said_in=key)
            to = request.POST.get("number", "")[:40]
            must_be_meant(others, accepted_in(known))
            with transaction.atomic():
                sent_by_hand(case, text, key=key, by=seat.viewer, at=seat.at, number=to, promises=drafts)
                if others:
                    note_sent_anyway(case, key, others, by=seat.viewer, at=seat.at)
        except Refused as refused:
            error = str(refused.sentence)
        else:
            messages.success(request, _("It stands in the record as sent by hand."))
            return redirect("desk:case", number=case.number)
    to, shown = request.POST.get("number", "") or number_of(case), others_shown(others, known)
    context = {
        **_about(case),
        "text": text,
        "number": to,
        "key": request.POST.get("key", "") or str(new_id()),
        "error": error,
        "open_url": _open_url(to, text) if text.strip() and shown["others_known"] else "",
        "composer": {"promises": lines, "is_call": True, **shown},
    }
    return page(request, seat, "desk/composing/chat_reply.html", context, name="queue", status=422 if error else 200)


def _lines(request: HttpRequest, case: Case, seat: Seat) -> list[Undertaking]:
    given = {name: request.POST.get(name, "") for name in request.POST}
    return undertakings(request.POST.get("text", ""), case, seat.agent, given, at=seat.at)


def _open_url(number: str, text: str) -> str:
    """Return the link that opens WhatsApp with these words; "" without an international number."""
    digits = "".join(letter for letter in number if letter.isascii() and letter.isdigit())
    if not number.strip().startswith("+") or not 7 <= len(digits) <= 15:
        return ""
    return f"https://wa.me/{digits}?text={quote(text.strip()[:LONGEST_LINK], safe='')}"


def _key(value: str) -> UUID:
    key = key_in(value)
    if key is None:
        raise Refused(_("This form is too old to be sent. Copy your words and open the case again."))
    return key
