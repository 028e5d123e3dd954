"""Asking a company that works here for one record, and proving with a code that one is its customer."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amana.advocacy.linking.finding import brands_for
from amana.advocacy.linking.joining import ask_with, link_of, linking_of, part, prove, write_first
from amana.advocacy.linkings import Linking
from amana.cases.errors import Refused
from amana.cases.links import follow
from amana.kit.codes import key_in, new_id
from amana.portal.acting import act
from amana.portal.mine.linking.reading import record_page
from amana.portal.mine.owning import Kept, by_owner
from amana.portal.proving import check_code, is_alive, masked, send_code
from amana.portal.recognising import device_of
from amana.portal.telling import apart
from amana.portal.understanding import typed_text

LONGEST_TEXT = 20_000
_LINK = re.compile(r"/c/([a-z2-7]{32})(?:/|\s|\Z)")


@require_http_methods(["GET", "HEAD"])
@by_owner
def linking(request: HttpRequest, kept: Kept) -> HttpResponse:
    """Where it stands: how to come to one record, the code that is waited for, or the record of both."""
    found = linking_of(kept.case)
    if found is None:
        return _ask_page(request, kept)
    if found.linked_at is None:
        return _proof_page(request, kept, found)
    return record_page(request, kept, found)


def _ask_page(request: HttpRequest, kept: Kept, typed: dict[str, Any] | None = None, error: str = "") -> HttpResponse:
    brands = brands_for(kept.case) if kept.case.is_open else []
    account = kept.keeper.account
    page = kept.frame | {
        "brands": brands, "company_name": kept.case.company.name, "mail": account.email, "form_key": new_id(),
        "write_url": kept.url("own_linking_written"), "known_url": kept.url("own_linking_known"), "error": error,
        "is_open": kept.case.is_open, "file_url": kept.url("own_showing"), "longest": LONGEST_TEXT, **(typed or {}),
    }  # fmt: skip
    return render(request, "mine/linking/asking.html", page, status=422 if error else 200)


@require_POST
@by_owner
def written(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST writes to the company (`text`, `brand`) as anybody may, and asks for one record from there on."""
    text, form = typed_text(request, "text", most=LONGEST_TEXT), key_in(request.POST.get("key")) or new_id()
    brands = {str(one.pk): one for one in brands_for(kept.case)}
    try:
        brand = brands.get(request.POST.get("brand", ""))
        if brand is None:
            raise Refused(_("This company does not work with Amana here."))
        found = write_first(kept.case, brand, form=form, text=text, by=kept.viewer, at=kept.at)
    except Refused as refused:
        return _ask_page(request, kept, {"text": text, "form_key": form}, str(refused.sentence))
    if found is None:
        messages.info(request, _("Your message has arrived, and a person there looks at it first. When their mail comes, copy the "
                                 "link in it and come back here."))  # fmt: skip
        return redirect(kept.url("own_linking"))
    _send(request, kept, found)
    return redirect(kept.url("own_linking"))


@require_POST
@by_owner
def known(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST asks for one record with the case whose link (`link`) the keeper has from a mail of theirs."""
    typed = {"link": typed_text(request, "link", most=500)}
    shaped = _LINK.search(typed["link"])
    try:
        found = ask_with(kept.case, follow(shaped[1]) if shaped else None, by=kept.viewer, at=kept.at)
        if device_of(request, found.person, at=kept.at) is not None:
            prove(found, by=kept.viewer, at=kept.at)
            messages.success(request, _("From now on you both keep this one record."))
            return redirect(kept.url("own_linking"))
    except Refused as refused:
        return _ask_page(request, kept, typed, str(refused.sentence))
    _send(request, kept, found)
    return redirect(kept.url("own_linking"))


# ── the code ─────────────────────────────────────────────────────────────────


def _slot(found: Linking) -> str:
    return f"linking-code-{found.pk}"


def _send(request: HttpRequest, kept: Kept, found: Linking) -> str:
    """Send a code to the address the company knows; return why it could not be, "" when it went."""
    try:
        code = send_code(link_of(found, at=kept.at), language=get_language() or kept.case.language, at=kept.at)
    except Refused as refused:
        return str(refused.sentence)
    request.session[_slot(found)] = str(code.pk)
    return ""


def _proof_page(request: HttpRequest, kept: Kept, found: Linking, error: str = "", status: int = 200) -> HttpResponse:
    link, key = link_of(found, at=kept.at), request.session.get(_slot(found))
    page = kept.frame | {
        "company_name": found.served.company.name,
        "address": masked(link),
        "is_sent": bool(key) and is_alive(UUID(key), link=link, at=kept.at),
        "code_url": kept.url("own_linking_code"),
        "proof_url": kept.url("own_linking_proof"),
        "end_url": kept.url("own_linking_end"),
        "error": error,
    }
    return render(request, "mine/linking/proving.html", page, status=status)


@require_POST
@by_owner
def code(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST sends another code to the address the company knows."""
    found = linking_of(kept.case)
    if found is None or found.linked_at is not None:
        return redirect(kept.url("own_linking"))
    error = _send(request, kept, found)
    return _proof_page(request, kept, found, error, 429) if error else redirect(kept.url("own_linking"))


@require_POST
@by_owner
def proof(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST types the code (`code`); when it is right both keep one record from now on."""
    found = linking_of(kept.case)
    if found is None or found.linked_at is not None:
        return redirect(kept.url("own_linking"))
    key = request.session.get(_slot(found))
    if not key:
        return _proof_page(request, kept, found, _("Ask for a code first, in this browser."), 403)
    try:
        if not check_code(UUID(key), request.POST.get("code", ""), link=link_of(found, at=kept.at), at=kept.at):
            return _proof_page(request, kept, found, _("That is not the code. Look at the newest mail again."), 403)
        prove(found, by=kept.viewer, at=kept.at)
    except Refused as refused:
        return _proof_page(request, kept, found, str(refused.sentence), 403)
    del request.session[_slot(found)]
    messages.success(request, _("From now on you both keep this one record."))
    return redirect(kept.url("own_linking"))


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def ended(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST ends it: each side keeps its own record from then on, and what was shared stays shared."""
    found = linking_of(kept.case)
    if found is None:
        return redirect(kept.url("own_linking"))
    page = kept.frame | {
        "title": _("Keep a record of my own again"),
        "sentence": _("From then on your own case and their record go separate ways. What stands in the shared record stays there, and "
                      "your case with %(name)s goes on by itself.") % {"name": apart(found.served.company.name)},
        "send_label": _("Go apart"),
    }  # fmt: skip

    def do() -> str:
        part(found, by=kept.viewer, at=kept.at)
        return _("From now on each side keeps its own record.")

    return act(request, page, do)
