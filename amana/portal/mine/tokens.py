"""Words by which a program of one's own acts in one's own cases: made, shown once, revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from amana.advocacy.defining import person_of
from amana.api.models import Token
from amana.api.scopes import FOR_OWNERS
from amana.api.tokens import Made, make_token, revoke
from amana.cases.errors import Refused
from amana.kit.codes import key_in
from amana.portal.mine.owning import Keeper, by_keeper

MOST_SHOWN = 50
DAYS = [(30, gettext_lazy("a month")), (90, gettext_lazy("three months")), (365, gettext_lazy("a year"))]


class TokenForm(forms.Form):
    """What a token is for, what it may do, and how long."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("So that you know later what it is for."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"), widget=forms.CheckboxSelectMultiple, choices=list(FOR_OWNERS.items())
    )
    days = forms.TypedChoiceField(label=gettext_lazy("It ends after"), choices=DAYS, coerce=int, initial=90)


@require_http_methods(["GET", "HEAD", "POST"])
@by_keeper
def tokens(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """POST makes a token and shows its word once, or ends one (`end`, its key)."""
    if request.method == "POST" and "end" in request.POST:
        return _ended(request, keeper)
    form = TokenForm(request.POST if request.method == "POST" else None)
    made = _made(form, keeper) if form.is_bound and form.is_valid() else None
    status = 422 if form.is_bound and form.errors else 200
    context: dict[str, Any] = {"form": TokenForm() if made else form, "made": made, "rows": _rows(keeper)}
    return render(request, "mine/tokens.html", keeper.frame | context, status=status)


def _made(form: TokenForm, keeper: Keeper) -> Made | None:
    said = form.cleaned_data
    ends = keeper.at + timedelta(days=said["days"])
    try:
        person = person_of(keeper.account)
        return make_token(person, name=said["name"], scopes=said["scopes"], expires_at=ends, at=keeper.at)
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return None


def _rows(keeper: Keeper) -> list[dict[str, Any]]:
    """Return the tokens of this keeper, the newest first."""
    if keeper.person is None:
        return []
    rows = Token.objects.filter(person=keeper.person).order_by("-made_at")[:MOST_SHOWN]
    return [
        {"row": row, "is_over": row.revoked_at is not None or row.expires_at is None or row.expires_at <= keeper.at}
        for row in rows
    ]


def _ended(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    key = key_in(request.POST["end"])
    row = Token.objects.filter(pk=key, person=keeper.person).first() if key and keeper.person else None
    if row is not None:
        revoke(row, at=keeper.at)
        messages.success(request, _("The token opens nothing any more."))
    return redirect("portal:mine_tokens")
