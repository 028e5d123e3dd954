"""Clocks on a case: what it is about, a clock started by a rule one may rely on, and its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.deadlines.counting import ends
from amana.deadlines.matching import fits, match_of
from amana.deadlines.models import Clock, Matter, Rule
from amana.deadlines.reminding import next_reminder
from amana.deadlines.topics import COUNTRIES, REGIONS, TOPICS
from amana.directory.sectors import SECTORS
from amana.people.models import Person
from amana.record.appending import Line, append
from amana.team.viewing import Viewer

MOST_CLOCKS = 30


@transaction.atomic
def say_matter(
    case: Case, *, country: str, region: str, sector: str, topics: Sequence[str], by: Viewer, at: datetime
) -> Matter:
    """Say where a case belongs, so that rules can be found for it. Raises Refused for what nobody offers."""
    must_keep(case, by)
    if country not in dict(COUNTRIES) or sector not in dict(SECTORS) or region not in dict(REGIONS):
        raise Refused(_("Choose a country and a sector."))
    known = [code for code, _name in TOPICS if code in topics]
    if not known:
        raise Refused(_("Choose at least one thing it is about."))
    facts = {"country": country, "region": region, "sector": sector, "topics": known, "at": at}
    return Matter.objects.update_or_create(case=take(case.key), defaults=facts)[0]


def must_keep(case: Case, by: Viewer) -> Person:
    """Return the keeper of an own case, when it is they. Raises Refused for everybody else."""
    if by.kind != "owner" or by.person is None or case.owner_id != by.person.pk:
        raise Refused(_("There is no such case."))
    return by.person


@transaction.atomic
def start(case: Case, rule: Rule, *, began_at: datetime, by: Viewer, at: datetime) -> Clock:
    """Start the clock of a rule from a moment; its words are kept with it, whatever becomes of the rule.

    Raises Refused when the rule is of another country, sector or topic, when it has to be checked first, was not in force on
    that day, when the day lies ahead, or when its clock is running already.
    """
    person = must_keep(case, by)
    case = take(case.key)
    matter = Matter.objects.filter(case=case).first()
    if matter is None or not fits(rule, matter) or (rule.topics and not set(rule.topics) & set(matter.topics)):
        raise Refused(_("This rule is for another country, sector or matter."))
    if rule.kind not in Rule.CLOCKS:
        raise Refused(_("This rule has no time that could run."))
    if began_at > at:
        raise Refused(_("This day is still to come. A clock counts from something that has been."))
    zone = case.zone or "UTC"
    found = match_of(rule, person, at=at, began=began_at.astimezone(ZoneInfo(zone)).date())
    if not found.is_sure or found.amount is None or found.checked_on is None:
        raise Refused(_("Check this rule first: %(why)s") % {"why": " ".join(found.why)})
    if Clock.objects.filter(case=case, ended_at=None, rule_key=rule.key).exists():
        raise Refused(_("This clock is running already."))
    if Clock.objects.filter(case=case).count() >= MOST_CLOCKS:
        raise Refused(_("There are thirty clocks on this case already."))
    try:
        last_on, ends_at = ends(began_at, found.amount, rule.unit, country=matter.country, zone=zone)
    except ValueError:
        raise Refused(_("This time cannot be counted. Put the rule right first.")) from None
    made = Clock.objects.create(
        case=case, rule=rule, rule_key=rule.key, kind=rule.kind, title=rule.title, what_to_do=rule.what_to_do,
        counts_from=rule.counts_from, amount=found.amount, unit=rule.unit, source=found.source,
        checked_on=found.checked_on, began_at=began_at, last_on=last_on, ends_at=ends_at, started_at=at,
        remind_at=next_reminder(rule.kind, last_on, zone=zone, after=at),
    )  # fmt: skip
    says = {"clock": str(made.pk), "title": rule.title, "last_on": last_on.isoformat(), "source": found.source,
            "rule": rule.key, "began_at": began_at.isoformat()}  # fmt: skip
    append(Line(case.key, "clock.started", by.actor, at, says))
    return made


@transaction.atomic
def end(clock: Clock, *, how: str, by: Viewer, at: datetime) -> None:
    """Say that a clock was met ("done") or does not apply ("dropped"). Twice changes nothing; raises Refused for others."""
    must_keep(clock.case, by)
    if how not in dict(Clock.ENDINGS):
        raise Refused(_("Choose how it ended."))
    take(clock.case_id)
    row = Clock.objects.select_for_update(of=("self",)).get(pk=clock.pk)
    if row.ended_at is not None:
        return
    row.ended_at, row.ending, row.remind_at = at, how, None
    row.save(update_fields=["ended_at", "ending", "remind_at"])
    append(Line(clock.case_id, "clock.ended", by.actor, at, {"clock": str(row.pk), "title": row.title, "how": how}))


def clocks_of(case: Case) -> list[Clock]:
    """Return the clocks of a case: last days to claim first, the nearest before the others, those that ended at the end."""
    rows = Clock.objects.filter(case=case)[:MOST_CLOCKS]
    return sorted(rows, key=lambda one: (one.ended_at is not None, one.kind != Rule.CLAIM, one.ends_at))


def clocks_for_letter(case: Case, *, at: datetime) -> list[Clock]:
    """Return the clocks a letter may name: running, and each of a rule that was sure when it began."""
    return [clock for clock in clocks_of(case) if clock.ended_at is None and clock.started_at <= at]
