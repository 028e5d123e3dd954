"""Coming into the team by an invitation: its link, and the page on which the invited choose their password."""

from __future__ import annotations

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from amana.cases.errors import Refused
from amana.desk.carrying.noting import noted
from amana.handling.holding.inviting import accept_invitation, digest_of, find_invitation
from amana.team.models import Agent, Invitation

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SLOT = "invitation"


class PasswordForm(forms.Form):
    """The one thing an invitation asks for."""

    password = forms.CharField(
        label=gettext_lazy("Choose a password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
        help_text=gettext_lazy("Ten characters or more. Nobody else learns it."),
    )


@require_safe
def invitation_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET leads on to a page whose address tells nothing; a link that a mail scanner opens stays unused.

    It leads there whatever stands in the place of the link, so that no page, no form and no log holds a good one.
    """
    # The digest and not the link: what is kept of a session can be read by whoever reads the database.
    request.session[SLOT] = digest_of(token.removesuffix("/"))
    response = redirect("invitation")
    response.headers["Referrer-Policy"] = "no-referrer"
    return _quiet(response)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """POST a password of one's own; whoever was invited is then at the desk."""
    digest = str(request.session.get(SLOT, ""))
    row = find_invitation(digest, at=timezone.now())
    if row is None:
        return _no_more(request)
    with translation.override(_language_of(request, row)):
        form = PasswordForm(request.POST if request.method == "POST" else None)
        agent = _accepted(request, form, digest, row) if form.is_valid() else None
        if agent is None:
            if form.is_valid():
                return _no_more(request)  # another was faster
            context = {"form": form, "invitation": row, "brand": row.brands.order_by("created_at", "pk").first()}
            return _quiet(
                render(request, "desk/administering/joining.html", context, status=422 if form.is_bound else 200)
            )
    request.session.pop(SLOT, None)
    login(request, agent.account, backend=BACKEND)
    return redirect("desk:queue")


def _accepted(request: HttpRequest, form: PasswordForm, digest: str, row: Invitation) -> Agent | None:
    """Return who has come in; None with an error in the form when it will not do, without one when the link is used."""
    if not ratelimit.consume(request, action="invitation_password"):
        form.add_error(None, _("Too many tries. Wait a minute."))
        return None
    at = timezone.now()
    try:
        with noted("people", by=None, at=at, called=row.name), noted("invitations", by=None, at=at, called=row.name):
            return accept_invitation(digest, form.cleaned_data["password"], at=at)
    except ValidationError as wrong:
        form.add_error("password", wrong)
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
    return None


def _language_of(request: HttpRequest, row: Invitation) -> str:
    """Return the language the reader has chosen in this browser, or the one they were invited in."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else row.language


def _no_more(request: HttpRequest) -> HttpResponse:
    """Answer the same for a link that never was, has run out, was used or was taken back."""
    return _quiet(render(request, "desk/administering/joining_over.html", status=404))


def _quiet(response: HttpResponse) -> HttpResponse:
    """Let nobody keep the answer, or learn from the log for which address it was given."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django's own mark
    return response
