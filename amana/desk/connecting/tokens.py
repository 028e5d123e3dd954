"""Words by which other programs act in one's name: made with what they may do and until when, shown once, revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from amana.api.models import Token
from amana.api.scopes import FOR_AGENTS, WRITING
from amana.api.tokens import Made, make_token, revoke
from amana.cases.errors import Refused
from amana.desk.acting import posted
from amana.desk.carrying.noting import noted
from amana.desk.entering import Seat, seated
from amana.desk.forms.fields import line
from amana.desk.framing import page
from amana.team.models import Agent

MOST_SHOWN = 100
DAYS = [
    (7, gettext_lazy("a week")), (30, gettext_lazy("a month")), (90, gettext_lazy("three months")),
    (365, gettext_lazy("a year")),
]  # fmt: skip
USUAL = 90


class TokenForm(forms.Form):
    """What a token is for, what it may do, and how long."""

    name = line(gettext_lazy("Name"), most=80, help_text=gettext_lazy("So that you know later what it is for."))
    service = line(
        gettext_lazy("Program"),
        most=80,
        required=False,
        help_text=gettext_lazy("Where a program works by itself: it acts in your name, and you answer for it."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Never more than you may yourself. The less, the better."),
    )
    days = forms.TypedChoiceField(label=gettext_lazy("It ends after"), choices=DAYS, coerce=int, initial=USUAL)

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes = self.fields["scopes"]
        assert isinstance(scopes, forms.MultipleChoiceField)
        scopes.choices = [(key, says) for key, says in FOR_AGENTS.items() if not (agent.only_reads and key in WRITING)]


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest, seat: Seat) -> HttpResponse:
    """One's own tokens, and making one; its word stands in that one answer and nowhere else. An administrator sees all."""
    form = TokenForm(posted(request), agent=seat.agent)
    made = _made(form, seat) if form.is_bound and form.is_valid() else None
    status = 422 if form.is_bound and form.errors else 200
    rows = _seen_by(seat).select_related("agent__account").order_by("-made_at")
    context = {
        "form": TokenForm(agent=seat.agent) if made else form,
        "made": made,
        "own": _shown(rows.filter(agent=seat.agent), seat),
        "others": _shown(rows.exclude(agent=seat.agent), seat),
    }
    return page(request, seat, "desk/connecting/tokens.html", context, name="settings", status=status)


def _seen_by(seat: Seat) -> QuerySet[Token]:
    """Return one's own tokens; for an administrator those of everybody, for a manager those of their brands' people."""
    rows = Token.objects.exclude(agent=None)
    if seat.agent.role == Agent.ADMIN:
        return rows
    if seat.agent.role == Agent.MANAGER:
        theirs = Agent.objects.filter(brands__in=seat.viewer.brands).values("pk")
        return rows.filter(Q(agent=seat.agent) | Q(agent__in=theirs))
    return rows.filter(agent=seat.agent)


def _made(form: TokenForm, seat: Seat) -> Made | None:
    said = form.cleaned_data
    ends = seat.at + timedelta(days=said["days"])
    try:
        with noted("tokens", by=seat.agent, at=seat.at, agent=seat.agent):
            return make_token(
                seat.agent, name=said["name"], service=said["service"], scopes=said["scopes"], expires_at=ends,
                at=seat.at,
            )  # fmt: skip
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return None


def _shown(rows: QuerySet[Token], seat: Seat) -> list[dict[str, Any]]:
    """Return tokens as the page lists them, the newest first."""
    return [
        {
            "row": row,
            "is_over": row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= seat.at),
            "is_revoked": row.revoked_at is not None,
            "may": [FOR_AGENTS[scope] for scope in row.scopes if scope in FOR_AGENTS],
        }
        for row in rows[:MOST_SHOWN]
    ]


@seated
@require_POST
def token_revocation(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Let a token open nothing any more: one's own, or anybody's by an administrator."""
    row = _seen_by(seat).filter(pk=key).first()
    if row is None:
        raise Http404
    with noted("tokens", by=seat.agent, at=seat.at, pk=row.pk):
        revoke(row, at=seat.at)
    messages.success(request, _("The token opens nothing any more."))
    return redirect("desk:tokens")
