"""One's own mailbox: connected and tried, so that letters go out from one's own address; and forgotten."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amana.advocacy.defining import person_of
from amana.advocacy.letters.connecting import Servers, connect, disconnect, mailbox_of, proposed, try_it
from amana.cases.errors import Refused
from amana.channels.models import STARTTLS, TLS
from amana.portal.mine.owning import Keeper, by_keeper
from amana.portal.understanding import typed_number, typed_text

PASSWORD_MOST = 500


@require_http_methods(["GET", "HEAD", "POST"])
@by_keeper
def mailbox(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """POST connects the mailbox and tries it at once: what was tried is shown step by step."""
    if request.method != "POST":
        return render(request, "mine/writing/mailbox.html", _page(keeper))
    try:
        servers = _typed(request)
        found = connect(person_of(keeper.account), servers, at=keeper.at)
    except Refused as refused:
        page = _page(keeper, _as_typed(request)) | {"error": refused.sentence}
        return render(request, "mine/writing/mailbox.html", page, status=422)
    steps = try_it(found, at=keeper.at)
    return render(request, "mine/writing/mailbox.html", _page(keeper) | {"steps": steps})


@require_POST
@by_keeper
def mailbox_removal(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """POST forgets the mailbox with its password."""
    if keeper.person is not None:
        disconnect(keeper.person)
    messages.success(request, _("The mailbox is forgotten, and its password with it."))
    return redirect("portal:mine_mailbox")


def _typed(request: HttpRequest) -> Servers:
    security = request.POST.get("smtp_security", TLS)
    return Servers(
        address=typed_text(request, "address", most=254).lower(),
        password=request.POST.get("password", "")[:PASSWORD_MOST].replace("\0", ""),
        smtp_host=typed_text(request, "smtp_host", most=253),
        smtp_port=typed_number(request, "smtp_port") or (587 if security == STARTTLS else 465),
        smtp_security=security,
        imap_host=typed_text(request, "imap_host", most=253),
        imap_port=typed_number(request, "imap_port") or 993,
        user=typed_text(request, "user", most=254),
    )


def _as_typed(request: HttpRequest) -> dict[str, str]:
    names = ("address", "smtp_host", "smtp_port", "smtp_security", "imap_host", "imap_port", "user")
    return {name: request.POST.get(name, "")[:254] for name in names}


def _page(keeper: Keeper, typed: dict[str, str] | None = None) -> dict[str, Any]:
    found = mailbox_of(keeper.person)
    guess = proposed(keeper.account.email)
    return keeper.frame | {
        "mailbox": found,
        "typed": typed or found or guess,
        "securities": [(TLS, _("encrypted from the start (TLS)")), (STARTTLS, "STARTTLS")],
        "action": reverse("portal:mine_mailbox"),
        "removal_url": reverse("portal:mine_mailbox_removal"),
    }
