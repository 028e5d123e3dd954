"""What a brand has settled about parting, before anybody is angry."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.review.conduct.models import LONGEST_TEXT, ConductPolicy
from amana.team.models import Agent, Brand, Team

# What is usual; a judgement of ours, not measured.
NOTICE_DAYS = 14
LONGEST_NOTICE = 365


def policy_of(brand: Brand) -> ConductPolicy:
    """Return what a brand has settled; what is usual, unsaved, where it has settled nothing."""
    row = ConductPolicy.objects.filter(pk=brand.pk).first()
    return row or ConductPolicy(brand=brand, notice_days=NOTICE_DAYS, elsewhere={})


def is_obliged(case: Case) -> bool:
    """Say whether law obliges the case's brand, its team, or the team of its holder, to serve."""
    assert case.brand is not None
    policy = ConductPolicy.objects.filter(pk=case.brand.pk).first()
    if policy is None or policy.is_obliged:
        return policy is not None
    teams = [key for key in (case.team_id, case.holder.team_id if case.holder else None) if key is not None]
    return policy.obliged_teams.filter(pk__in=teams).exists() if teams else False


def elsewhere_for(case: Case) -> str:
    """Return where else this customer can turn, in their language where it is written in it; "" when nothing is."""
    assert case.brand is not None
    texts = {language: str(text) for language, text in policy_of(case.brand).elsewhere.items() if text}
    return texts.get(case.language) or texts.get(case.brand.language) or next(iter(texts.values()), "")


@transaction.atomic
def set_policy(  # each named at the call
    brand: Brand, *, is_obliged: bool, teams: Collection[Team], notice_days: int, elsewhere: Mapping[str, str], by: Agent,
    at: datetime,
) -> ConductPolicy:  # fmt: skip
    """Settle it for a brand. Raises Refused for whoever does not lead in it, or a notice that is none."""
    if not by.is_lead or not by.brands.filter(pk=brand.pk).exists():
        raise Refused(_("Only a lead of this brand settles this."))
    if not 1 <= notice_days <= LONGEST_NOTICE:
        raise Refused(_("Notice is between 1 and %(most)s days.") % {"most": LONGEST_NOTICE})
    texts = {language: text.strip()[:LONGEST_TEXT] for language, text in elsewhere.items() if text.strip()}
    values = {
        "is_obliged": is_obliged,
        "notice_days": notice_days,
        "elsewhere": texts,
        "changed_by": by,
        "changed_at": at,
    }
    row, _made = ConductPolicy.objects.update_or_create(brand=brand, defaults=values)
    row.obliged_teams.set(teams)
    return row
