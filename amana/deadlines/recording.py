"""What the law of a place says of recording a call one takes part in, where it is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from amana.deadlines.matching import checks_of, judged
from amana.deadlines.models import Rule
from amana.deadlines.seeding import seed_once
from amana.deadlines.topics import is_in
from amana.people.models import Person

# What the key of such a rule ends with.
ENDING = "-recording"


@dataclass(frozen=True)
class Recording:
    """A rule on recording. With `is_sure` false it is shown with "check this first"."""

    title: str
    what_to_do: str
    source: str
    trap: str
    is_sure: bool


def recording_rule(country: str, *, today: date, person: Person | None = None) -> Recording | None:
    """Return what is known of recording in a country, in the active language; None where nothing is.

    A few queries; the first call brings in the rules of the product.
    """
    seed_once()
    rules = Rule.objects.filter(kind=Rule.NOTE, key__endswith=ENDING, is_in_force=True, region="").order_by("key")[:50]
    rule = next((one for one in rules if is_in(country, one.countries)), None)
    if rule is None:
        return None
    check = checks_of(person, [rule.key], today=today).get(rule.key) if person is not None else None
    found = judged(rule, check, today=today)
    return Recording(_(rule.title), _(rule.what_to_do) if rule.what_to_do else "", found.source,
                     _(rule.trap) if rule.trap else "", found.is_sure)  # fmt: skip
