"""Adding somebody who serves: an account to sign in with, a role, a lead, and the brands they speak for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from amana.people.models import Account
from amana.team.models import Agent, Brand


@transaction.atomic
def add_agent(  # noqa: PLR0913  # what is known of a person, by name
    email: str,
    *,
    name: str,
    brands: Iterable[Brand],
    at: datetime,
    role: str = Agent.AGENT,
    lead: Agent | None = None,
    password: str | None = None,
    language: str = "",
    zone: str = "",
) -> Agent:
    """Make an account and an agent with it; without a password nobody can sign in until one is set.

    An account that exists already, as of somebody who is served, becomes an agent too and keeps its password
    and its name. Raises ValidationError for an address, password, role or language that cannot be, and for
    somebody who already serves.
    """
    email = email.strip().lower()
    validate_email(email)
    _must_be_one_of(
        role, Agent.ROLES, _("There is no such role: %(value)s. Choose agent, lead, manager, admin or auditor.")
    )
    language = language or settings.LANGUAGE_CODE
    _must_be_one_of(language, settings.LANGUAGES, _("There is no such language: %(value)s. Choose he, ar or en."))
    account = Account.objects.filter(email=email).first()
    if account is not None and Agent.objects.filter(account=account).exists():
        raise ValidationError(_("%(email)s already serves here.") % {"email": email})
    if account is None:
        account = _new_account(email, name, password, language, zone or settings.TIME_ZONE, at)
    agent = Agent.objects.create(account=account, role=role, lead=lead, joined_at=at, assigned_at=at)
    agent.brands.set(brands)
    return agent


def _new_account(email: str, name: str, password: str | None, language: str, zone: str, at: datetime) -> Account:
    if not name.strip():
        raise ValidationError(_("Say what they are called; customers read this name."))
    account = Account(email=email, name=" ".join(name.split())[:120], language=language, zone=zone, created_at=at)
    if password is not None:
        validate_password(password, account)
    account.set_password(password)
    account.save(force_insert=True)
    return account


def _must_be_one_of(value: str, allowed: Iterable[tuple[str, object]], sentence: str) -> None:
    if value not in {key for key, _label in allowed}:
        raise ValidationError(sentence % {"value": value})
