"""Saying that two companies are one, or that one is two."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.directory.editing import row_of
from amana.directory.errors import Refused
from amana.directory.finding import find
from amana.directory.joining import alike, join, part
from amana.directory.models import Executive, Fact, Name, Point, Profile, Tip
from amana.kit.codes import key_in
from amana.people.models import Company
from amana.portal.directory.door import Listed, by_company
from amana.portal.directory.searching import shown
from amana.portal.understanding import typed_text

MOST_ROWS = 200


@require_http_methods(["GET", "HEAD", "POST"])
@by_company
def joined(request: HttpRequest, listed: Listed) -> HttpResponse:
    """POST says that this company is another one (`into`); GET looks for that other (`q`)."""
    asked = request.GET.get("q", "")[:200].strip()
    found = (
        [shown(one) for one in find(asked, by=listed.keeper.account) if one.key != listed.company.pk] if asked else []
    )
    page: dict[str, Any] = {"asked": asked, "found": found, "alike": alike(listed.company)}
    if request.method == "POST":
        try:
            other = _other(request, listed)
            join(listed.company, other, by=listed.editor, at=listed.at)
        except Refused as refused:
            page["error"] = refused.sentence
            return render(request, "portal/directory/joining.html", listed.frame | page, status=422)
        messages.success(request, _("They are one now. In the history it can be taken back."))
        return redirect("portal:company", other.pk)
    return render(request, "portal/directory/joining.html", listed.frame | page)


def _other(request: HttpRequest, listed: Listed) -> Company:
    key = key_in(request.POST.get("into", ""))
    profile = Profile.objects.visible_to(listed.keeper.account).filter(company=key).select_related("company").first()
    if key is None or profile is None:
        raise Refused(_("Choose which company it is."))
    return profile.company


@require_http_methods(["GET", "HEAD", "POST"])
@by_company
def parted(request: HttpRequest, listed: Listed) -> HttpResponse:
    """POST makes a company of its own (`name`) out of the rows that were ticked (`rows`)."""
    page: dict[str, Any] = {"rows": _rows(listed), "name": typed_text(request, "name", most=200)}
    if request.method == "POST":
        ticked = [tuple(one.partition(":")[::2]) for one in request.POST.getlist("rows")[:MOST_ROWS]]
        rows = [row for thing, key in ticked if (row := row_of(listed.company, thing, key)) is not None]
        own = [row for row in rows if row.company_id == listed.company.pk]
        try:
            made = part(listed.company, page["name"], own, by=listed.editor, at=listed.at)
        except Refused as refused:
            page["error"] = refused.sentence
            return render(request, "portal/directory/parting.html", listed.frame | page, status=422)
        messages.success(request, _("These are two companies now. In the history it can be taken back."))
        return redirect("portal:company", made.pk)
    return render(request, "portal/directory/parting.html", listed.frame | page)


def _rows(listed: Listed) -> list[dict[str, str]]:
    models: list[tuple[str, type[Fact]]] = [("name", Name), ("point", Point), ("executive", Executive), ("tip", Tip)]
    found = []
    for thing, model in models:
        rows = model._default_manager.filter(company=listed.company)
        kept = [row for row in rows[:MOST_ROWS] if not (isinstance(row, Name) and row.kind == Name.NAME)]
        found += [{"value": f"{thing}:{row.pk}", "label": str(row)} for row in kept]
    return found
