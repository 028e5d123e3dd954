"""Rungs outside a company: a regulator, an ombudsman, small claims; when each opens, what it needs, and turning to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.deadlines.matching import offices
from amana.deadlines.models import Clock, Matter, Office, Rule
from amana.deadlines.running import clocks_of, must_keep
from amana.record.appending import Appended, Line, append
from amana.record.reading import Read, read
from amana.team.viewing import Viewer

READ = 400
# What we said to the company, in whatever way.
SAID = {"call.noted", "message.sent", "letter.sent"}


@dataclass(frozen=True)
class OutsideRung:
    """One office as it stands for a case: whether it is open, from when it may be, what is missing, what it wants to see."""

    office: Office
    is_open: bool
    opens_on: date | None
    missing: Sequence[str]
    needs: Sequence[str]
    letter: str  # the kind of letter that goes there: "regulator", "before_claim", or "" for none
    asked_at: datetime | None
    is_unfit: bool  # it does not take what this case is about


def needs() -> Mapping[str, str]:
    """Return what an office can want to see, in the active language."""
    return {
        "complaint": _("your complaint to the company, with its date"),
        "answer": _("the company's final answer, or that none came in time"),
        "account": _("your account, order or policy number"),
        "papers": _("bills, receipts and letters, as copies"),
        "before_claim": _("your letter before claim, and how it was sent"),
        "sum": _("the sum you claim, and how it comes about"),
    }


def outside_rungs(case: Case, *, at: datetime) -> list[OutsideRung]:
    """Return the rungs outside the company for an own case, those that are open first; none before its matter is said.

    Sentences are in the active language. Reads the newest entries of the record, the clocks and the offices.
    """
    matter = Matter.objects.filter(case=case).first()
    if matter is None:
        return []
    entries = read(case.key, side="customer", audiences=["shared"], most=READ)
    clocks = clocks_of(case)
    rules = {rule.key: rule for rule in Rule.objects.filter(kind=Rule.ANSWER)[:500]}
    found = [
        _rung(office, matter, entries, clocks, rules, at=at)
        for office in offices(matter)
        if office.kind != Office.ADVICE
    ]
    kinds = [kind for kind, _name in Office.KINDS]
    return sorted(found, key=lambda one: (one.is_unfit, not one.is_open, kinds.index(one.office.kind), one.office.key))


def advisers(case: Case) -> list[Office]:
    """Return where a person gives free advice in the country of a case."""
    matter = Matter.objects.filter(case=case).first()
    return [office for office in offices(matter) if office.kind == Office.ADVICE] if matter else []


def _rung(
    office: Office, matter: Matter, entries: Sequence[Read], clocks: Sequence[Clock], rules: Mapping[str, Rule], *,
    at: datetime,
) -> OutsideRung:  # fmt: skip
    missing: list[str] = []
    opens_on: date | None = None
    if office.company_first and not any(one.kind in SAID for one in entries):
        missing.append(_("Ask the company first, and write down what came of it."))
    if office.opens_after:
        clock = next((one for one in clocks if one.rule_key == office.opens_after), None)
        rule = rules.get(office.opens_after)
        if clock is None and rule is not None:
            missing.append(_("Start the clock: %(rule)s") % {"rule": _(rule.title)})
        elif clock is not None and clock.ended_at is None and clock.ends_at > at:
            opens_on = clock.last_on
            missing.append(_("The company still has time to answer."))
    asked = [one.at for one in entries if one.kind == "rung.asked" and one["office"] == office.key]
    said = needs()
    return OutsideRung(
        office, not missing, opens_on, missing, [said[code] for code in office.needs if code in said],
        {Office.COURT: "before_claim", Office.ADVICE: ""}.get(office.kind, "regulator"), asked[-1] if asked else None,
        bool(office.not_taken) and set(matter.topics) <= set(office.not_taken),
    )  # fmt: skip


@transaction.atomic
def turn_to(case: Case, office: Office, *, text: str, by: Viewer, at: datetime) -> Appended:
    """Write down that its keeper turned to an office, and with which words; it becomes a rung of the ladder that was climbed.

    Raises Refused for an office that is not open yet for this case, and without words.
    """
    must_keep(case, by)
    case = take(case.key)
    rung = next((one for one in outside_rungs(case, at=at) if one.office.pk == office.pk), None)
    if rung is None:
        raise Refused(_("This office is for another country or sector."))
    if not rung.is_open:
        raise Refused(" ".join(rung.missing))
    if not text.strip():
        raise Refused(_("Write in a few words what you sent, and how."))
    says = {"text": text.strip()[:5000], "to": office.name, "by": by.name, "office": office.key, "outside": True}
    return append(Line(case.key, "rung.asked", by.actor, at, says))
