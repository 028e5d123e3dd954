"""Changing what is known of the team: a brand and its week, a colleague's place, who is away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from amana.kit.working_time import WorkingWeek
from amana.people.staying import sign_out_everywhere
from amana.team.models import Absence, Agent, Brand, BrandAddress, Team, Week
from amana.team.policies import BOUNDS, NAMES, is_rule, usual


class CannotBe(Exception):
    """What was asked for cannot be; the message is a sentence for the reader."""


@transaction.atomic
def change_brand(  # noqa: PLR0913  # the fields of one page, by name
    brand: Brand,
    *,
    name: str,
    language: str,
    zone: str,
    signature: str,
    addresses: Sequence[str],
    week: WorkingWeek,
    at: datetime,
) -> None:
    """Write what a brand is called, how it is reached and when it works.

    Addresses are in lower case; the first is written from. An address left out is ours no longer.
    Raises CannotBe when another brand has one of them.
    """
    brand.name, brand.language, brand.zone, brand.signature = name.strip(), language, zone, signature
    brand.save(update_fields=["name", "language", "zone", "signature"])
    Week.objects.filter(pk=brand.week_id).update(plan=week.to_json())
    taken = BrandAddress.objects.filter(value__in=addresses).exclude(brand=brand).first()
    if taken is not None:
        raise CannotBe(_("%(address)s belongs to another brand.") % {"address": taken.value})
    if list(brand.addresses.order_by("added_at", "value").values_list("value", flat=True)) == list(addresses):
        return
    brand.addresses.all().delete()
    # One moment later each, so that the order in which they were written stays.
    rows = [
        BrandAddress(value=value, brand=brand, added_at=at.replace(microsecond=n)) for n, value in enumerate(addresses)
    ]
    BrandAddress.objects.bulk_create(rows)


def set_policy(brand: Brand, own: Mapping[str, Any]) -> None:
    """Set the rules of a brand; what is not named, or as usual, goes by what is usual, also when that changes.

    They count for what begins from now on: a promise that was made keeps its time. Raises CannotBe for a rule there is
    not, or one outside its bounds.
    """
    for name, value in own.items():
        if name not in NAMES:
            raise CannotBe(_("There is no such rule: %(name)s.") % {"name": name})
        if not is_rule(name, value):
            least, most = BOUNDS[name]
            words = {"name": name, "value": value, "least": f"{least:g}", "most": f"{most:g}"}
            raise CannotBe(_("The rule %(name)s cannot be %(value)s: from %(least)s to %(most)s.") % words)
    wont = usual()
    brand.policy = {name: own[name] for name in NAMES if name in own and own[name] != getattr(wont, name)}
    brand.save(update_fields=["policy"])


@transaction.atomic
def change_place(agent: Agent, *, role: str, lead: Agent | None) -> None:
    """Give a colleague another role and somebody else to work for.

    Raises CannotBe when the two would lead each other, or nobody would lead.
    """
    above = lead
    seen = set()
    while above is not None and above.pk not in seen:
        if above.pk == agent.pk:
            raise CannotBe(_("Nobody can work for themselves, nor for somebody who works for them."))
        seen.add(above.pk)
        above = above.lead
    is_last = agent.is_lead and role in {Agent.AGENT, Agent.AUDITOR} and not _others_who_lead(agent)
    if is_last:
        raise CannotBe(_("Somebody has to lead. Make another colleague a lead first."))
    is_other = agent.role != role
    agent.role, agent.lead = role, lead
    agent.save(update_fields=["role", "lead"])
    if is_other:
        # What an open page still shows belongs to the role before.
        sign_out_everywhere(agent.account)


@transaction.atomic
def change_work(
    agent: Agent, *, team: Team | None, languages: Sequence[str], skills: Sequence[str], most_cases: int | None
) -> None:
    """Write what new work a colleague gets: of which team, in which languages, about what, and how many cases at most."""
    agent.team, agent.languages, agent.skills, agent.most_cases = team, list(languages), list(skills), most_cases
    agent.save(update_fields=["team", "languages", "skills", "most_cases"])


def _others_who_lead(agent: Agent) -> bool:
    leads = Agent.objects.active().filter(role__in=[Agent.LEAD, Agent.MANAGER, Agent.ADMIN])
    return leads.exclude(pk=agent.pk).exists()


def note_absence(agent: Agent, *, since: datetime, until: datetime | None, at: datetime) -> Absence:
    """Write down that somebody is away; `until` is None when nobody knows."""
    return Absence.objects.create(agent=agent, since=since, until=until, noted_at=at)


def end_absence(agent: Agent, *, at: datetime) -> None:
    """They are back: what covers this moment ends now, what had not begun is dropped."""
    Absence.objects.filter(agent=agent, since__gte=at).delete()
    Absence.objects.covering(at).filter(agent=agent).update(until=at)
