"""Which rules fit a case, and which of them may be relied on; the others say what has to be looked at first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from amana.deadlines.models import FRESH_FOR, Check, Known, Matter, Office, Rule
from amana.deadlines.topics import is_in
from amana.people.models import Person

UNSURE, OLD, NOT_IN_FORCE = "unsure", "old", "not_in_force"


@dataclass(frozen=True)
class Match:
    """A rule that fits a case. With `reasons` it is shown to be checked first, starts no clock and enters no letter."""

    rule: Rule
    reasons: tuple[str, ...]
    check: Check | None = None

    @property
    def is_sure(self) -> bool:
        return not self.reasons

    @property
    def amount(self) -> Decimal | None:
        """The number of the rule, or the one its reader found when they checked it."""
        found = self.check.amount if self.check is not None else None
        return self.rule.amount if found is None else found

    @property
    def source(self) -> str:
        return self.check.where if self.check is not None else self.rule.source

    @property
    def checked_on(self) -> date | None:
        return self.check.at.date() if self.check is not None else self.rule.checked_on

    @property
    def why(self) -> list[str]:
        """The reasons as sentences."""
        said = {
            UNSURE: _("The source is not certain enough."),
            OLD: _("Nobody has checked it within the last 12 months."),
            NOT_IN_FORCE: _("It is not in force, or was not on that day."),
        }
        return [said[reason] for reason in self.reasons]


def matches(matter: Matter, person: Person, *, today: date) -> list[Match]:
    """Return the rules of a case's country, sector and topics, those one may rely on first; three queries."""
    rules = [rule for rule in Rule.objects.all()[:1000] if fits(rule, matter) and _has_topic(rule, matter)]
    checks = checks_of(person, [rule.key for rule in rules], today=today)
    found = [judged(rule, checks.get(rule.key), today=today) for rule in rules]
    order = [kind for kind, _name in Rule.KINDS]
    return sorted(found, key=lambda one: (not one.is_sure, order.index(one.rule.kind), one.rule.key))


def offices(matter: Matter) -> list[Office]:
    """Return whom one can turn to outside a company in this country and sector."""
    return [office for office in Office.objects.all()[:1000] if fits(office, matter)]


def fits(known: Known, matter: Matter) -> bool:
    """Whether a rule or an office is of this country, part of it, and sector."""
    return (
        is_in(matter.country, known.countries)
        and known.region in {"", matter.region}
        and (not known.sectors or matter.sector in known.sectors)
    )


def _has_topic(rule: Rule, matter: Matter) -> bool:
    return not rule.topics or bool(set(rule.topics) & set(matter.topics))


def checks_of(person: Person, keys: Sequence[str], *, today: date) -> dict[str, Check]:
    """Return the newest check of each rule that somebody made within the last 12 months."""
    rows = Check.objects.filter(person=person, rule_key__in=keys).order_by("at")
    return {row.rule_key: row for row in rows if row.at.date() >= today - FRESH_FOR}


def judged(rule: Rule, check: Check | None, *, today: date, began: date | None = None) -> Match:
    """Say whether one may rely on a rule today, for something that began on a day (today where none is given)."""
    reasons = []
    if not rule.is_in_force or (rule.in_force_from is not None and (began or today) < rule.in_force_from):
        reasons.append(NOT_IN_FORCE)
    if check is None:
        if rule.confidence != Rule.HIGH:
            reasons.append(UNSURE)
        if not rule.is_fresh(today):
            reasons.append(OLD)
    return Match(rule, tuple(reasons), check)


def match_of(rule: Rule, person: Person, *, at: datetime, began: date | None = None) -> Match:
    """Judge one rule for one person; one query."""
    found = checks_of(person, [rule.key], today=at.date()).get(rule.key)
    return judged(rule, found, today=at.date(), began=began)
