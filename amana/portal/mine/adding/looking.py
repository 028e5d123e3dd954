"""Looking at what was dropped, saying who is who, and taking it into the record."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from amana.advocacy.adding.dropping import end
from amana.advocacy.adding.taking import (
    LONGEST_TEXT,
    heard_in,
    promises_in,
    side_of,
    take_chat,
    take_exhibit,
    take_mail,
)
from amana.advocacy.adding.understanding import CHAT, EXHIBIT, MAIL, Understood, understand
from amana.advocacy.letters.models import Dropped
from amana.cases.errors import Refused
from amana.cases.models import COMPANY, CUSTOMER
from amana.handling.talking.bringing_in import Heard
from amana.portal.mine.owning import Kept, by_owner, not_yours
from amana.portal.understanding import typed_moment, typed_text

SHOWN = 6
MOST_NAMES = 20
LONGEST_SHOWN = 600


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def added(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """POST takes it into the record as was said (`act` = take), shows its promises first (look), or discards it (throw)."""
    row = Dropped.objects.filter(case=kept.case, pk=key).first()
    if row is None:
        return not_yours(request, kept.keeper)
    if request.POST.get("act") == "throw":
        end(row)
        messages.success(request, _("It is thrown away."))
        return redirect(kept.url("own_adding"))
    try:
        found = understand(row)
    except Refused as refused:
        page = kept.frame | {
            "row": row,
            "error": refused.sentence,
            "is_unreadable": True,
            "adding_url": kept.url("own_adding"),
        }
        return render(request, "mine/adding/added.html", page, status=422 if request.method == "POST" else 200)
    if request.method != "POST":
        return render(request, "mine/adding/added.html", _page(request, kept, row, found))
    return _taken(request, kept, row, found)


def _taken(request: HttpRequest, kept: Kept, row: Dropped, found: Understood) -> HttpResponse:
    try:
        if found.what == CHAT and request.POST.get("act") == "look":
            return render(
                request, "mine/adding/added.html", _page(request, kept, row, found, _chat(request, kept, found))
            )
        said = _take(request, kept, row, found)
    except Refused as refused:
        page = _page(request, kept, row, found) | {"error": refused.sentence}
        return render(request, "mine/adding/added.html", page, status=422)
    end(row)
    messages.success(request, said)
    return redirect(kept.url())


def _take(request: HttpRequest, kept: Kept, row: Dropped, found: Understood) -> str:
    if found.what == CHAT:
        chat = _chat(request, kept, found)
        chosen = [one for number, one in enumerate(promises_in(kept.case, chat))
                  if f"promise-{number}" in request.POST]  # fmt: skip
        return _counted(take_chat(kept.case, chat, by=kept.viewer, at=kept.at, promises=chosen))
    if found.what == EXHIBIT:
        shown_at = typed_moment(request.POST.get("at", "")) or kept.at
        take_exhibit(kept.case, row, what=typed_text(request, "what", most=200), text=typed_text(request, "text", most=LONGEST_TEXT),
                     shown_at=shown_at, by=kept.viewer, at=kept.at)  # fmt: skip
        return _("The picture is in the file, with what you typed about it.")
    side = _side(request)
    if found.what == MAIL:
        assert found.mail is not None
        when = typed_moment(request.POST.get("at", "")) or found.mail.sent_at or kept.at
        return _counted(
            take_mail(kept.case, found.mail, side=side, sent_at=_not_ahead(when, kept), by=kept.viewer, at=kept.at)
        )
    moment = typed_moment(request.POST.get("at", ""))
    if moment is None:
        raise Refused(_("When was this said? Write the day and the hour."))
    name = " ".join(typed_text(request, "name", most=200).split()) or (
        kept.case.company.name if side == COMPANY else kept.case.customer.name
    )
    said = [Heard(moment, side, name, part) for part in _parts(found.text)]
    said = [Heard(one.at, one.side, one.name, one.text, number) for number, one in enumerate(said)]
    return _counted(take_chat(kept.case, said, by=kept.viewer, at=kept.at, channel="words"))


def _parts(text: str) -> list[str]:
    """Return words in pieces that an entry holds, cut at line ends where there are any: nothing of them is lost."""
    parts: list[str] = []
    while text:
        cut = len(text) if len(text) <= LONGEST_TEXT else text.rfind("\n", 1, LONGEST_TEXT) + 1 or LONGEST_TEXT
        parts.append(text[:cut])
        text = text[cut:]
    return [part for part in parts if part.strip()]


def _not_ahead(when: datetime, kept: Kept) -> datetime:
    """A clock at the sender's that is a little ahead makes no mail of tomorrow."""
    return min(when, kept.at) if (when - kept.at).total_seconds() < 86_400 else when


def _counted(new: int) -> str:
    if not new:
        return _("Everything in it is in the record already.")
    return ngettext("%(count)s message is in the record now.", "%(count)s messages are in the record now.", new) % {
        "count": new
    }


def _side(request: HttpRequest) -> str:
    side = request.POST.get("side", "")
    if side not in {COMPANY, CUSTOMER}:
        raise Refused(_("Say whose words these are."))
    return side


def _chat(request: HttpRequest, kept: Kept, found: Understood) -> list[Heard]:
    sides = {name: request.POST.get(f"side-{number}", "") for number, name in enumerate(found.names[:MOST_NAMES])}
    chat = heard_in(found, sides, zone=ZoneInfo(kept.case.zone or "UTC"))
    if not chat:
        raise Refused(_("Say who is who first."))
    return chat


def _page(
    request: HttpRequest, kept: Kept, row: Dropped, found: Understood, chat: list[Heard] | None = None
) -> dict[str, Any]:
    page = kept.frame | {
        "row": row, "what": found.what, "company_name": kept.case.company.name, "adding_url": kept.url("own_adding"),
        "typed": {name: request.POST.get(name, "")[:5000] for name in ("side", "at", "name", "what", "text")},
    }  # fmt: skip
    if found.what == CHAT:
        return page | _chat_page(request, kept, found, chat)
    if found.mail is not None:
        return page | {"mail": found.mail, "shown_text": (found.mail.text_new or found.mail.text)[:LONGEST_SHOWN * 5],
                       "side": request.POST.get("side") or side_of(found.mail, kept.case)}  # fmt: skip
    return page | {"shown_text": found.text[: LONGEST_SHOWN * 5], "is_longer": len(found.text) > LONGEST_SHOWN * 5}


def _chat_page(request: HttpRequest, kept: Kept, found: Understood, chat: list[Heard] | None) -> dict[str, Any]:
    own = kept.case.customer.name.casefold()
    names = found.names[:MOST_NAMES]
    own_name = next((name for name in names if name.casefold() == own or own in name.casefold()), "")
    zone = ZoneInfo(kept.case.zone or "UTC")

    def side(number: int, name: str) -> str:
        return request.POST.get(f"side-{number}") or (CUSTOMER if name == own_name else COMPANY if own_name else "")

    return {
        "names": [{"field": f"side-{n}", "name": name, "side": side(n, name)} for n, name in enumerate(names)],
        "count": len(found.chat),
        "since": timezone.make_aware(found.chat[0].at, zone),
        "until": timezone.make_aware(found.chat[-1].at, zone),
        "shown": [{"who": one.who, "text": one.text[:LONGEST_SHOWN], "at": timezone.make_aware(one.at, zone)}
                  for one in found.chat[:SHOWN]],
        "promises": [{"field": f"promise-{n}", "offered": one}
                     for n, one in enumerate(promises_in(kept.case, chat))] if chat else [],
        "is_looked_at": chat is not None,
    }  # fmt: skip
