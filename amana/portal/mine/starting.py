"""Beginning to keep own cases on one's own machine, and the language of one's pages."""

from __future__ import annotations

from collections.abc import Mapping

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amana.advocacy.defining import person_of
from amana.cases.errors import Refused
from amana.channels.email.addresses import is_address
from amana.people.models import Account, Person
from amana.portal.door import set_language
from amana.portal.mine.owning import Keeper, by_keeper, is_open
from amana.portal.understanding import typed_text

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """POST makes an account for the consumer whose machine this is, and signs in; 404 on a shared server."""
    if not is_open():
        raise Http404
    if request.user.is_authenticated:
        return redirect("portal:mine")
    if request.method != "POST":
        return render(request, "mine/start.html", {})
    typed = {"name": typed_text(request, "name", most=120), "email": typed_text(request, "email", most=254).lower()}
    try:
        account = _account(request, typed, request.POST.get("password", "")[:1000])
    except Refused as refused:
        return render(request, "mine/start.html", typed | {"error": refused.sentence}, status=422)
    login(request, account, backend=BACKEND)
    person_of(account)
    return redirect("portal:mine_new" if not _has_cases(account) else "portal:mine")


def _account(request: HttpRequest, typed: Mapping[str, str], password: str) -> Account:
    """Return the account with this address and password, made when there is none yet.

    In no transaction: what is refused would take the count of the tries back with it.
    """
    name, email = typed["name"], typed["email"]
    if not name or not is_address(email):
        raise Refused(_("Write your name and your mail address."))
    if Account.objects.filter(email=email).exists():
        return _known(request, email, password)
    try:
        validate_password(password, Account(email=email, name=name))
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    return Account.objects.create_user(
        email, password, name=name, language=get_language() or settings.LANGUAGE_CODE, zone=settings.TIME_ZONE
    )


def _known(request: HttpRequest, email: str, password: str) -> Account:
    """Return the account, tried no more often than at the page for signing in; a second factor is asked for there."""
    try:
        known = get_adapter(request).authenticate(request, email=email, password=password)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    if not isinstance(known, Account):
        raise Refused(_("This address and this password do not open an account."))
    if is_mfa_enabled(known, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]):
        raise Refused(_("This account has a second factor. Sign in on the page for signing in."))
    return known


def _has_cases(account: Account) -> bool:
    return Person.objects.filter(account=account, own_cases__isnull=False).exists()


@require_POST
@by_keeper
def language(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """POST sets the language of one's pages, and of what is written from now on in new cases."""
    wanted, back = request.POST.get("language", ""), request.POST.get("next", "")
    inside = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/mine/")
    response = redirect(back if inside else "portal:mine")
    if wanted in dict(settings.LANGUAGES):
        set_language(response, wanted)
        Account.objects.filter(pk=keeper.account.pk).update(language=wanted)
        Person.objects.filter(account=keeper.account).update(language=wanted)
    return response
