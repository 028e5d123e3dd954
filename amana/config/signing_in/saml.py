"""Signing in by a firm's directory that speaks SAML: led there, answered once, and let in by the rules of every directory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import Provider, ProviderAccount
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from amana.channels.email.errors import SignInRefused
from amana.channels.email.keeping_secrets import unlock
from amana.people.models import Account, SamlAnswer, SamlSignIn
from amana.people.saml import is_spoken
from amana.people.saml.answers import Answer, Ours, question
from amana.people.saml.errors import AnswerNotTaken
from amana.people.saml.metadata import Directory

# Under this name its links stand in the list of linked accounts.
SAML = "saml"
# How long an answer that was taken waits for the browser to come on with its own cookie.
WAITS = timedelta(minutes=2)


class SamlProvider(Provider):  # type: ignore[misc]  # allauth ships no types
    """The directory as allauth knows it; of what it says only the address is kept."""

    id = SAML
    name = "SAML"
    account_class = ProviderAccount
    supports_redirect = True

    def __init__(self, *given: Any, **said: Any) -> None:
        super().__init__(*given, **said)
        self.name = self.app.name

    def get_login_url(self, request: HttpRequest, **asked: Any) -> str:
        url = reverse("saml_login")
        return f"{url}?{urlencode(asked)}" if asked else url

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **asked: Any
    ) -> HttpResponse:
        """Lead there with a signed question; what was begun is kept in this browser's session, under the question's name."""
        row = the_directory()
        if row is None:
            raise AnswerNotTaken("no directory")
        address, asking = question(ours(row), theirs(row))
        self.stash_redirect_state(request, process, next_url, data, state_id=asking, **asked)
        return HttpResponseRedirect(address)

    def extract_uid(self, data: Mapping[str, Any]) -> str:
        return str(data["uid"])

    def extract_extra_data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {"email": data.get("email")}


def apps_of(provider: str | None, client_id: str | None) -> list[Any]:
    """Return the directory as allauth asks for it, or nothing: where none is in use, or the package is not here."""
    row = the_directory() if provider in {None, SAML} else None
    if row is None or client_id not in {None, row.entity_id}:
        return []
    return [SocialApp(provider=SAML, provider_id=SAML, name=row.name, client_id=row.entity_id)]


def the_directory() -> SamlSignIn | None:
    """Return the directory people sign in by, if there is one that can be spoken with."""
    return SamlSignIn.objects.exclude(entity_id="").first() if is_spoken() else None


def ours(row: SamlSignIn) -> Ours:
    """Return who we are to the directory; our addresses are those of AMANA_BASE_URL. Raises AnswerNotTaken without our key."""
    try:
        key = unlock(row.key).get("key", "")
    except SignInRefused as error:
        raise AnswerNotTaken("our key cannot be opened") from error
    name, answers_to = (f"{settings.BASE_URL}{reverse(path)}" for path in ("saml_metadata", "saml_answer"))
    return Ours(name, answers_to, row.certificate, key)


def theirs(row: SamlSignIn) -> Directory:
    return Directory(row.entity_id, row.sign_in_url, tuple(row.certificates))


def note_answer(answer: Answer, *, at: datetime) -> None:
    """Write down that an answer was taken; those that ended are forgotten. Raises AnswerNotTaken for one seen before."""
    SamlAnswer.objects.filter(ends_at__lt=at).delete()
    try:
        with transaction.atomic():
            SamlAnswer.objects.create(digest=answer.digest, ends_at=answer.ends_at)
    except IntegrityError:
        raise AnswerNotTaken("seen before") from None


def finish_answer(digest: str, *, at: datetime) -> None:
    """Use an answer up. Raises AnswerNotTaken when that was done before."""
    if not SamlAnswer.objects.filter(digest=digest, finished_at=None).update(finished_at=at):
        raise AnswerNotTaken("used up")


def account_of(said: Mapping[str, Any]) -> Account | None:
    """Return the account with the address that is said, if it is at a domain the directory answers for."""
    row, email = the_directory(), said.get("email")
    if row is None or not isinstance(email, str) or email.rpartition("@")[2] not in row.domains:
        return None
    return Account.objects.filter(email=email, is_active=True).first()
