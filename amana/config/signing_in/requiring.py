"""Of whom a second factor is asked, and until when they may go on without one."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator

from amana.people.models import Account, SignInRules
from amana.team.models import Agent

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(account: Account) -> bool:
    """Whether they have a passkey or an authenticator app; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user_id=account.pk, type__in=FACTORS).exists())


def needs_factor_by(account: Account) -> datetime | None:
    """Return the moment from which this account goes on only with a second factor; None when it has one, or needs none.

    The days of grace begin with the rule, or with joining where that came later.
    """
    rules = SignInRules.objects.first()
    if rules is None or rules.asked_of == SignInRules.NOBODY:
        return None
    agent = Agent.objects.filter(account=account).only("role", "joined_at").first()
    if agent is None or not _is_asked(agent, rules) or has_second_factor(account):
        return None
    return max(rules.since, agent.joined_at) + timedelta(days=rules.grace_days)


def _is_asked(agent: Agent, rules: SignInRules) -> bool:
    """An auditor reads everything of their brands, and is asked like those who lead."""
    return rules.asked_of == SignInRules.ALL or agent.is_lead or agent.only_reads
