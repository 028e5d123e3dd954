"""Setting up the language model of a brand, agreeing that words of customers are sent to it, and taking that back."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.channels.asking import NoAnswer, check_url
from amana.channels.email.keeping_secrets import lock
from amana.channels.models import LanguageModel, ModelConsent
from amana.channels.systems.reaching import may_be_asked
from amana.team.models import Agent, Brand
from amana.wording.isolating import isolated


@transaction.atomic
def set_up(brand: Brand, *, url: str, model: str, key: str, by: Agent, at: datetime) -> LanguageModel:
    """Keep which model a brand would ask, and with which key; an empty key keeps the one there is.

    Another address or model ends a consent that stands, as that one named the old; another server never gets the old
    key. Only who is above all names one inside the house. Raises Refused when the address or the key cannot be meant.
    """
    _must_be_meant(url, key)
    row = _locked(brand) or LanguageModel(brand=brand)
    if row.url != url and _is_inside(url) and by.role not in Agent.ABOVE_ALL:
        raise Refused(_("Only a manager or an administrator can allow an address inside a private network."))
    if (row.url, row.model) != (url, model):
        _end(row, by=by, at=at)
    if _origin(row.url) != _origin(url):
        row.secret = ""
    row.url, row.model = url, model
    row.secret = lock({"key": key}) if key else row.secret
    row.save()
    return row


def _must_be_meant(url: str, key: str) -> None:
    try:
        parts = urlsplit(url)
        _port = parts.port
        check_url(url)
    except (NoAnswer, ValueError) as error:
        raise Refused(_("Write an address that begins with https; http only for this machine itself.")) from error
    if parts.username is not None or parts.fragment or not (url.isascii() and url.isprintable()) or " " in url:
        raise Refused(_("Write an address without a name, a password or a # in it."))
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise Refused(_("A key has no spaces, and only letters, digits and signs of the Latin script."))


def _is_inside(url: str) -> bool:
    """Say whether an address is plainly this machine's or the house's: by http, a number of theirs, or a name without a dot."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    is_number = host.replace(".", "").isdigit() or ":" in host
    is_public = may_be_asked(host, allows_private=False) if is_number else "." in host
    return (
        parts.scheme != "https" or not is_public or host.endswith((".local", ".internal", ".localhost", ".home.arpa"))
    )


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()


def _locked(brand: Brand) -> LanguageModel | None:
    return LanguageModel.objects.select_for_update().filter(brand=brand).first()


def words_of_consent(row: LanguageModel) -> str:
    """Return the sentence that is agreed to: what is sent, and where."""
    return _(
        "When somebody of this brand asks the model about a message of a customer, or for its translation, the text of "
        "that one message is sent to %(model)s at %(host)s, without its signature and what it quotes. Before that, the names of the "
        "customer and of the team, mail addresses, telephone numbers, links, and the numbers of cards, accounts, "
        "orders and identity papers are covered. Names and addresses that we do not know may stay in it. Nothing else "
        "is sent, and nothing without being asked."
    ) % {"model": isolated(row.model), "host": isolated(row.host)}


@transaction.atomic
def agree(brand: Brand, *, to: str, by: Agent, at: datetime) -> ModelConsent:
    """Let the model of a brand be asked from now on. `to` is what the page named: see `named`.

    Raises Refused when that is no longer what is set up. Agreeing twice changes nothing.
    """
    row = _locked(brand)
    if row is None or named(row) != to:
        raise Refused(_("What is set up has changed meanwhile. Read the sentence again."))
    standing = row.consents.filter(withdrawn_at=None).first()
    if standing is not None:
        return standing
    return ModelConsent.objects.create(
        language_model=row, url=row.url, model=row.model, sentence=words_of_consent(row), given_by=by, given_at=at
    )


def named(row: LanguageModel) -> str:
    """Return what a consent is about, as a form carries it."""
    return f"{row.model} {row.url}"


@transaction.atomic
def withdraw(brand: Brand, *, by: Agent, at: datetime) -> None:
    """Let the model of a brand be asked no more, from this moment; the key is forgotten."""
    row = _locked(brand)
    if row is not None:
        _end(row, by=by, at=at)
        row.secret = ""
        row.save(update_fields=["secret"])


def _end(row: LanguageModel, *, by: Agent, at: datetime) -> None:
    ModelConsent.objects.filter(language_model=row.pk, withdrawn_at=None).update(withdrawn_by=by, withdrawn_at=at)


def agreed(brand: UUID | None, *, holding: bool = False) -> ModelConsent | None:
    """Return the consent that stands for what is set up, with its model; None when nothing may be asked.

    `holding` keeps a withdrawal waiting until the transaction ends.
    """
    rows = ModelConsent.objects.filter(language_model__brand=brand, withdrawn_at=None)
    if holding:
        rows = rows.select_for_update(of=("self",))
    found = rows.select_related("language_model").first()
    if found is None or (found.url, found.model) != (found.language_model.url, found.language_model.model):
        return None
    return found
