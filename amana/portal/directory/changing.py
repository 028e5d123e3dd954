"""Adding, changing and removing what is said of a company, and taking that back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amana.directory import reaching
from amana.directory.editing import add, add_company, change, decide, remove, row_of, undo
from amana.directory.errors import Refused
from amana.directory.family import family
from amana.directory.models import Change, Executive, Name, Profile
from amana.kit.codes import key_in
from amana.portal.directory.door import Listed, by_company, editor_of
from amana.portal.directory.forms import fields_of, typed_in, values_of
from amana.portal.directory.recounting import recounted
from amana.portal.mine.owning import Keeper, by_keeper, is_open

THINGS = {"name", "point", "executive", "tip"}
FORM = "portal/directory/form.html"
SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
@by_keeper
def new_company(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """POST enters a company that everybody here finds."""
    title = _("A company that is not here yet")
    page = keeper.frame | {
        "title": title,
        "asks_name": True,
        "send_label": _("Add the company"),
        "is_shared": not is_open(),
    }
    if request.method != "POST":
        values = {"name": request.GET.get("name", "")[:200], "confidence": "unverified", "kind": Profile.COMPANY}
        return render(request, FORM, page | {"fields": fields_of("profile", values), "name": values["name"]})
    typed = typed_in(request, "profile")
    try:
        company = add_company(typed, by=editor_of(keeper), at=keeper.at)
    except Refused as refused:
        again = {"fields": fields_of("profile", typed), "name": typed["name"], "error": refused.sentence}
        return render(request, FORM, page | again, status=422)
    messages.success(request, _("The company is here now. Add the first way to reach it."))
    return redirect("portal:company", company.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@by_company
def new_row(request: HttpRequest, listed: Listed, thing: str) -> HttpResponse:
    """POST adds a name, a contact point, a person or a tip."""
    if thing not in THINGS:
        return render(request, "portal/directory/nothing.html", listed.frame, status=404)
    page = {"title": _titles()[thing], "send_label": _("Add it")}

    def do(typed: dict[str, str]) -> Change:
        return add(listed.company, thing, typed, by=listed.editor, at=listed.at)

    return _form(request, listed, thing, page, do)


@require_http_methods(["GET", "HEAD", "POST"])
@by_company
def row(request: HttpRequest, listed: Listed, thing: str, key: str) -> HttpResponse:
    """POST changes a row, or removes it (`act` is remove)."""
    found = listed.profile if thing == "profile" else row_of(listed.company, thing, key)
    if found is None:
        return render(request, "portal/directory/nothing.html", listed.frame, status=404)
    is_fixed = isinstance(found, Profile) or (isinstance(found, Name) and found.kind == Name.NAME)
    page = {
        "title": _("What kind of company it is") if thing == "profile" else str(found),
        "send_label": _("Save"), "may_remove": not is_fixed, "is_proposal": not listed.editor.may(found),
        "values": values_of(found),
    }  # fmt: skip

    def do(typed: dict[str, str]) -> Change:
        if request.POST.get("act") == "remove" and not is_fixed:
            return remove(found, by=listed.editor, at=listed.at)
        if isinstance(found, Name) and found.kind == Name.NAME:
            typed = typed | {"kind": Name.NAME}
        return change(found, typed, by=listed.editor, at=listed.at)

    return _form(request, listed, thing, page, do)


def _form(
    request: HttpRequest, listed: Listed, thing: str, page: dict[str, Any], do: Callable[[dict[str, str]], Change]
) -> HttpResponse:
    """Show the form of a kind of row; when it is sent, do it and go back to the company."""
    values = page.get("values", values_of(None))
    if request.method != "POST":
        return render(request, FORM, listed.frame | page | {"fields": fields_of(thing, values)})
    typed = typed_in(request, thing)
    try:
        made = do(typed)
    except Refused as refused:
        again = {"fields": fields_of(thing, typed), "error": refused.sentence}
        return render(request, FORM, listed.frame | page | again, status=422)
    is_proposed = made.state == Change.PROPOSED
    messages.success(request, _("Proposed. Those who keep the directory decide.") if is_proposed else _("Saved."))
    return redirect(listed.url())


@require_safe
@by_company
def history(request: HttpRequest, listed: Listed) -> HttpResponse:
    """All changes, the newest first; `?before=` goes on."""
    changes = recounted(listed, most=SHOWN, before=key_in(request.GET.get("before", "")))
    last = changes[-1]["change"].pk if len(changes) == SHOWN else None
    return render(request, "portal/directory/history.html", listed.frame | {"changes": changes, "older": last})


@require_POST
@by_company
def undone(request: HttpRequest, listed: Listed, change_key: UUID) -> HttpResponse:
    """POST takes a change back, with all that was done in the same act."""
    return _done(request, listed, change_key, lambda one: undo(one, by=listed.editor, at=listed.at), _("Taken back."))


@require_POST
@by_company
def decided(request: HttpRequest, listed: Listed, change_key: UUID) -> HttpResponse:
    """POST puts a proposed change into force (`act` is accept), or declines it."""
    is_accepted = request.POST.get("act") == "accept"

    def do(one: Change) -> None:
        decide(one, is_accepted=is_accepted, by=listed.editor, at=listed.at)

    return _done(request, listed, change_key, do, _("Accepted.") if is_accepted else _("Declined."))


def _done(request: HttpRequest, listed: Listed, key: UUID, do: Callable[[Change], None], said: str) -> HttpResponse:
    one = Change.objects.filter(pk=key, company__in=family(listed.company)).first()
    if one is None:
        return render(request, "portal/directory/nothing.html", listed.frame, status=404)
    try:
        do(one)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, said)
    return redirect(listed.url())


@require_POST
@by_company
def stopped(request: HttpRequest, listed: Listed, person: UUID) -> HttpResponse:
    """POST keeps that somebody asked not to be written to; nobody of this installation writes to the address again."""
    found = Executive.objects.filter(pk=person, company__in=family(listed.company)).first()
    if found is None:
        return render(request, "portal/directory/nothing.html", listed.frame, status=404)
    reaching.stop(found.mail or found.name, at=listed.at, by=listed.keeper.account)
    messages.success(request, _("Kept. Nobody here writes to them any more."))
    return redirect(listed.url())


def _titles() -> dict[str, str]:
    return {
        "name": _("Another name of it"),
        "point": _("A way to reach it"),
        "executive": _("Somebody who answers there"),
        "tip": _("What you learned"),
    }
