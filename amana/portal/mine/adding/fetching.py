"""Choosing messages in one's own mailbox to be added; nothing but those from or to the company is listed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from amana.advocacy.fetching import addresses_of, fetch_chosen, list_messages
from amana.advocacy.letters.connecting import mailbox_of
from amana.advocacy.letters.models import OwnMailbox
from amana.cases.errors import Refused
from amana.portal.mine.owning import Kept, by_owner


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def from_mailbox(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST `list` asks the mailbox for the heads of messages; POST `uid` fetches those chosen, to be looked at."""
    box = mailbox_of(kept.case.customer)
    if box is None or not box.imap_host:
        messages.error(request, _("Connect your mailbox with its receiving server first."))
        return redirect("portal:mine_mailbox")
    page: dict[str, Any] = kept.frame | {"addresses": addresses_of(kept.case), "adding_url": kept.url("own_adding")}
    if request.method != "POST":
        return render(request, "mine/adding/mailbox.html", page)
    try:
        return _asked(request, kept, box, page)
    except Refused as refused:
        return render(request, "mine/adding/mailbox.html", page | {"error": refused.sentence}, status=422)


def _asked(request: HttpRequest, kept: Kept, box: OwnMailbox, page: dict[str, Any]) -> HttpResponse:
    addresses = page["addresses"]
    if "list" in request.POST:
        found = list_messages(box, addresses, at=kept.at)
        return render(request, "mine/adding/mailbox.html", page | {"listed": found, "is_listed": True})
    uids = {int(one) for one in request.POST.getlist("uid")[:50] if one.isascii() and one.isdigit() and len(one) < 11}
    dropped = fetch_chosen(kept.case, box, uids, addresses, at=kept.at)
    said = ngettext(
        "%(count)s message waits to be looked at.", "%(count)s messages wait to be looked at.", len(dropped)
    )
    messages.success(request, said % {"count": len(dropped)})
    return redirect(kept.url("own_adding"))
