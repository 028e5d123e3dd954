"""All my data: taking it home, a sealed copy of one's own machine, the way to the phone, and deleting it at once."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amana.advocacy.home.backing_up import NotPossible, back_up
from amana.advocacy.home.deleting import delete_case, delete_everything
from amana.advocacy.home.taking_home import take_home
from amana.cases.errors import Refused
from amana.kit.enciphering import LEAST
from amana.portal.acting import act
from amana.portal.keeping import as_download
from amana.portal.mine.owning import Keeper, Kept, by_keeper, by_owner, is_open
from amana.portal.understanding import typed_text
from amana.team.viewing import owner

AT_HOME = {"localhost", "127.0.0.1", "::1"}


@require_safe
@by_keeper
def my_data(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """What can be done with all of one's data, in one place."""
    return render(request, "mine/sharing/data.html", keeper.frame | _page())


def _page() -> dict[str, object]:
    return {"may_copy": is_open(), "least": LEAST, "back_url": reverse("portal:mine")}


@require_POST
@by_keeper
def all_of_it(_request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """POST answers everything somebody keeps here as one zip."""
    out = BytesIO()
    if keeper.person is not None:
        take_home(keeper.person, out, at=keeper.at)
    return as_download(out.getvalue(), "my-cases.zip", "application/zip")


@require_POST
@by_keeper
def sealed_copy(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """POST answers a sealed copy of one's own machine (`passphrase`, typed twice); 404 on a shared server."""
    if not is_open():
        return render(request, "mine/nothing.html", keeper.frame, status=404)
    passphrase, again = request.POST.get("passphrase", "")[:1000], request.POST.get("again", "")[:1000]
    out = BytesIO()
    try:
        if len(passphrase) < LEAST:
            raise Refused(_("Choose a passphrase of ten characters or more."))
        if passphrase != again:
            raise Refused(_("The two passphrases differ."))
        back_up(out, passphrase)
    except (Refused, NotPossible) as refused:
        page = keeper.frame | _page() | {"error": str(refused)}
        return render(request, "mine/sharing/data.html", page, status=422)
    return as_download(out.getvalue(), "amana.backup", "application/octet-stream")


@require_http_methods(["GET", "HEAD", "POST"])
@by_keeper
def everything(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """POST deletes every own case and the account, when the mail address is typed (`mail`)."""
    page = keeper.frame | {
        "title": _("Delete everything"),
        "sentence": _("Every case of yours, with its record, its papers and its promises, is destroyed now and cannot be brought back. "
                      "Take your data home first."),
        "back_url": reverse("portal:mine_data"),
        "fields": [{"name": "mail", "label": _("Type your mail address to confirm"), "value": "", "autocomplete": "off"}],
        "send_label": _("Delete everything now"),
    }  # fmt: skip
    if request.method != "POST":
        return act(request, page, str)

    def do() -> str:
        if typed_text(request, "mail", most=254).lower() != keeper.account.email:
            raise Refused(_("This is not your mail address."))
        if keeper.person is not None:
            delete_everything(keeper.account, by=owner(keeper.person), at=keeper.at)
        return ""

    answer = act(request, page, do)
    if answer.status_code == 302:
        logout(request)
        return redirect("/")
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def one_case(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST deletes one case at once, when its number is typed (`number`)."""
    page = kept.frame | {
        "title": _("Delete this case"),
        "sentence": _("What was said in it, its papers and its promises are destroyed now and cannot be brought back. What stays is "
                      "a chain of fingerprints that says nothing."),
        "fields": [{"name": "number", "label": _("Type the number of the case to confirm: %(number)s") % {"number": kept.case.number},
                    "value": ""}],
        "send_label": _("Delete it now"),
    }  # fmt: skip

    def do() -> str:
        if typed_text(request, "number", most=20).upper() != kept.case.number:
            raise Refused(_("This is not its number."))
        delete_case(kept.case, by=kept.viewer, at=kept.at)
        return _("The case is deleted.")

    if request.method == "POST":
        page = page | {"back_url": reverse("portal:mine")}
    return act(request, page, do)


@require_safe
@by_keeper
def phone(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """The way from a phone in the same house to this machine: a code to scan, or what has to be set first."""
    page = {"address": _address(), "is_here_alone": _is_here_alone(), "back_url": reverse("portal:mine")}
    return render(request, "mine/sharing/phone.html", keeper.frame | page)


@require_safe
@by_keeper
def phone_code(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """The code to scan, as a picture; 404 while this machine answers itself alone."""
    if _is_here_alone():
        return render(request, "mine/nothing.html", keeper.frame, status=404)
    out = BytesIO()
    segno.make(_address(), error="m").save(out, kind="svg", scale=6, border=4, dark="#000", light="#fff")
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


def _address() -> str:
    return settings.BASE_URL + reverse("portal:mine")


def _is_here_alone() -> bool:
    return urlsplit(settings.BASE_URL).hostname in AT_HOME
