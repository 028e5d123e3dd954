"""Helping from the terminal somebody who cannot get in: another password, no second factor, a place at the top."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from amana.api.tokens import revoke_all
from amana.people.models import Account
from amana.people.staying import forget_browsers, sign_out_everywhere
from amana.team.changing import CannotBe, change_place
from amana.team.models import Agent, SettingChange


@transaction.atomic
def take_factors_away(account: Account, *, at: datetime) -> str:
    """Delete passkeys, app and recovery codes, end every sign-in and token; return what there was, in words for a log."""
    rows = Authenticator.objects.filter(user=account)
    had = ", ".join(sorted(rows.values_list("type", flat=True))) or "none"
    rows.delete()
    forget_browsers(account)
    sign_out_everywhere(account)
    revoke_all(account, at=at)
    return had


@transaction.atomic
def new_password(account: Account, password: str, *, at: datetime) -> None:
    """Keep a password that the caller has checked, and end every sign-in and token."""
    account.set_password(password)
    account.save(update_fields=["password"])
    sign_out_everywhere(account)
    revoke_all(account, at=at)


@transaction.atomic
def let_in_again(account: Account, *, at: datetime) -> None:
    """Open an account that was closed; the tokens it had stay closed. Twice changes nothing."""
    if not account.is_active:
        revoke_all(account, at=at)
    account.is_active = True
    account.save(update_fields=["is_active"])


@transaction.atomic
def make(account: Account, role: str, *, at: datetime) -> None:
    """Give a role, administrator for one, to somebody who serves; whoever was disabled can sign in again.

    Raises CannotBe for somebody who does not serve here, and when nobody would lead.
    """
    agent = Agent.objects.select_related("account", "lead").filter(account=account).first()
    if agent is None:
        raise CannotBe(_("They do not serve here. With amana user add they get a place in the team."))
    let_in_again(account, at=at)
    change_place(agent, role=role, lead=agent.lead)


def note_act(account: Account, what: str, *, called: str, at: datetime, before: object = "") -> None:
    """Write down among the changes of settings what was done from the terminal; never a secret."""
    SettingChange.objects.create(
        at=at, by=None, by_name=called, part="people", about=f"{account.email} · {what}"[:300], brand=None,
        before=before, after="reset",
    )  # fmt: skip
