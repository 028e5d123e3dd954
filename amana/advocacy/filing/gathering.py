"""Gathering what a file on paper tells: facts of the shared record, and of its keeper's own what they chose to show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amana.advocacy.filing.choosing import Choice
from amana.advocacy.filing.exhibits import Exhibit, exhibits_of
from amana.advocacy.filing.naming import Shortener
from amana.advocacy.models import CaseCompany, Claimant, Cost
from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.commitments.models import Commitment
from amana.handling.handing_out.retelling import TITLES
from amana.handling.mails.saying import zone_of
from amana.kit.codes import key_in
from amana.people.models import Person
from amana.record.fixing.checkpointing import Fixed
from amana.record.fixing.proving import fixed_to
from amana.record.reading import Read, head, read_page
from amana.team.models import Agent

MOST_ENTRIES = 2000
MOST_PROMISES = 500
MOST_ROWS = 300
# Of what somebody said, the table of events has this much; the whole of it is an exhibit.
LONGEST_QUOTE = 1200
# What the record says about itself is no event between the two sides.
UNTOLD = {"message.sealed", "record.exported", "promise.late", "case.held"}


@dataclass(frozen=True)
class Event:
    """One line of the table of events. `quote` is in the words of whoever said it, `sentence` in ours."""

    number: int
    id: UUID
    kind: str
    at: datetime
    who: str
    title: str
    sentence: str
    quote: str
    exhibits: Sequence[int]
    promised: Sequence[str]  # what was promised in it, each with its time


@dataclass(frozen=True)
class Promised:
    """One promise, where it was said, and how it stands."""

    action: str
    who: str
    said_at: datetime
    said_in: int | None
    due_at: datetime | None
    state: str
    ended_at: datetime | None
    is_theirs: bool


@dataclass
class Dossier:
    """Everything a file tells, in the language it is made in."""

    case: Case
    choice: Choice
    at: datetime
    zone: ZoneInfo
    happened: str
    wanted: str
    companies: Sequence[CaseCompany]
    claimants: Sequence[Claimant]
    costs: Sequence[Cost]
    events: list[Event]
    promises: list[Promised]
    exhibits: list[Exhibit]
    length: int
    fingerprint: str
    left_out: int
    # The latest checkpoint, and up to which entry it holds the record.
    fixed: tuple[Fixed, int] | None = None
    calls: int = 0
    messages: int = 0
    waited: int = 0
    minutes: int = 0
    names: Shortener = field(default_factory=lambda: Shortener(is_needed=False))

    def when(self, at: datetime) -> str:
        # Translators: a Django date format; as "Sunday 15 November 2026, 18:00".
        return date_format(at.astimezone(self.zone), pgettext("moment with year", "l j F Y, H:i"))

    def day(self, at: datetime) -> str:
        return date_format(at.astimezone(self.zone), "DATE_FORMAT")

    @property
    def rungs(self) -> list[Event]:
        return [event for event in self.events if event.kind.startswith("rung.")]

    @property
    def sums(self) -> list[tuple[Decimal, str]]:
        """The money it has cost, by currency."""
        found: dict[str, Decimal] = {}
        for cost in self.costs:
            if cost.kind == Cost.MONEY and cost.amount is not None:
                found[cost.currency] = found.get(cost.currency, Decimal(0)) + cost.amount
        return [(amount, currency) for currency, amount in sorted(found.items())]

    @property
    def hours(self) -> timedelta:
        return timedelta(minutes=sum(cost.minutes or 0 for cost in self.costs if cost.kind == Cost.TIME))


def gather(case: Case, choice: Choice, *, at: datetime, most: int = MOST_ENTRIES) -> Dossier:
    """Return what the file of an own case tells; call it in the language of the choice.

    Reads the shared chain, the newest `most` entries of it; of the keeper's own chain nothing but costs, claims and papers
    that were chosen.
    """
    page = read_page(case.key, side="customer", audiences=["shared"], most=most)
    opened = next((one for one in page.entries if one.kind == "case.opened" and one.content), None)
    length, fingerprint = head(case.key)
    companies = list(CaseCompany.objects.filter(case=case).select_related("company")[:MOST_ROWS])
    names = _names(case, companies, page.entries, is_needed=not choice.has_whole_names)
    exhibits = exhibits_of(case, page.entries, choice=choice, longest_quote=LONGEST_QUOTE, names=names)
    calls = [one for one in page.entries if one.kind == "call.noted" and one.content]
    dossier = Dossier(
        case=case, choice=choice, at=at, zone=zone_of(case), companies=companies, names=names, exhibits=exhibits,
        happened=names(str(opened["happened"] or "")) if opened else "",
        wanted=names(str(opened["wanted"] or "")) if opened else case.subject,
        claimants=list(Claimant.objects.filter(case=case)[:MOST_ROWS]) if choice.with_claims else [],
        costs=list(Cost.objects.filter(case=case).order_by("at")[:MOST_ROWS]) if choice.with_costs else [],
        events=[], promises=[], length=length, fingerprint=fingerprint, left_out=page.earlier, fixed=fixed_to(case.key, length=length),
        calls=len(calls), messages=sum(one.kind in {"message.received", "message.sent", "letter.sent"} for one in page.entries),
        waited=sum(_whole(one["waited"]) for one in calls), minutes=sum(_whole(one["minutes"]) for one in calls),
    )  # fmt: skip
    told, under = _folded(case, page.entries)
    people = _people(told)
    dossier.events = [_event(one, dossier, people, under.get(one.id, [])) for one in told]
    dossier.promises = _promises(dossier, {one.id: one for one in page.entries})
    return dossier


def _folded(case: Case, entries: Sequence[Read]) -> tuple[list[Read], dict[UUID, list[Read]]]:
    """Return what is told by itself, and the promises that are told with the words in which they were made.

    The steps the system sets for the keeper ("ask how it stands") are told nowhere.
    """
    steps = Commitment.objects.filter(case=case, promiser=CUSTOMER, origin=Commitment.FOLLOW_UP)
    reminders = {str(key) for key in steps.values_list("pk", flat=True)}
    here = {one.id for one in entries}
    told, under = [], dict[UUID, list[Read]]()
    for one in entries:
        if one.kind in UNTOLD or str(one["promise"]) in reminders:
            continue
        host = key_in(one["said_in"]) if one.kind == "promise.made" else None
        if host in here and host is not None:
            under.setdefault(host, []).append(one)
        else:
            told.append(one)
    return told, under


def _whole(number: Any) -> int:  # Any: what an entry says
    return int(number) if isinstance(number, int | float) else 0


def _names(case: Case, companies: Sequence[CaseCompany], entries: Sequence[Read], *, is_needed: bool) -> Shortener:
    """Return what shortens the names of those who spoke for a company in this case."""
    if not is_needed:
        return Shortener(is_needed=False)
    firms = {case.company_id, *[row.company_id for row in companies]}
    people = Person.objects.filter(company__in=firms, account=None)
    met = people.filter(Q(promises__case=case) | Q(takes_part_in__case=case)).distinct()
    said = {str(one["who"] or "") for one in entries if one.kind == "call.noted"}
    own = {case.customer.name, *[row.company.name for row in companies], case.company.name}
    return Shortener(({*met.values_list("name", flat=True)[:MOST_ROWS]} | said) - own)


def _people(entries: Sequence[Read]) -> Mapping[tuple[str, str], str]:
    keys = {kind: {one.by.key for one in entries if one.by.kind == kind} for kind in ("agent", "person")}
    agents = Agent.objects.filter(pk__in=keys["agent"]).select_related("account")
    people = Person.objects.filter(pk__in=keys["person"])
    return {("agent", str(a.pk)): a.name for a in agents} | {("person", str(p.pk)): p.name for p in people}


def _event(entry: Read, dossier: Dossier, people: Mapping[tuple[str, str], str], promises: Sequence[Read]) -> Event:
    quote, sentence = _words(entry, dossier)
    return Event(
        number=entry.number,
        id=entry.id,
        kind=entry.kind,
        at=_happened_at(entry),
        who=dossier.names(_who(entry, dossier, people)),
        title=str(TITLES.get(entry.kind, entry.kind)),
        sentence=dossier.names(sentence),
        quote=dossier.names(quote),
        exhibits=[exhibit.number for exhibit in dossier.exhibits if exhibit.entry == entry.id],
        promised=[dossier.names(_promise_line(one, dossier)) for one in promises if one.content],
    )


def _promise_line(entry: Read, dossier: Dossier) -> str:
    words = {"action": entry["action"], "when": _moment(str(entry["due"] or ""), dossier)}
    return _("Promised: %(action)s, by %(when)s") % words if entry["due"] else _("Promised: %(action)s") % words


def _happened_at(entry: Read) -> datetime:
    """Return when it happened, where an entry says so (a call written down later), else when it was written."""
    said = entry["called_at"] or entry["sent_at"]
    try:
        found = datetime.fromisoformat(str(said)) if said else entry.at
    except ValueError:
        return entry.at
    return found if found.tzinfo else entry.at


def _who(entry: Read, dossier: Dossier, people: Mapping[tuple[str, str], str]) -> str:
    sender = entry["from"]
    if isinstance(sender, Mapping) and (sender.get("name") or sender.get("address")):
        return str(sender.get("name") or sender.get("address"))
    who = str(entry["who"] or "")
    by = people.get((entry.by.kind, entry.by.key), "") or str(entry["by"] or "")
    if entry.kind == "call.noted" and who and who != by:
        return _("%(who)s, as noted by %(by)s") % {"who": who, "by": by or dossier.case.customer.name}
    return by or (_("noted by the system") if entry.by.kind == "system" else "")


def _words(entry: Read, dossier: Dossier) -> tuple[str, str]:
    """Return what was said, in the words of whoever said it, and what else there is to say of it."""
    if entry.content is None:
        return "", _("The words of this entry were taken out; the record says when and why.")
    quote = str(entry["text"] or entry["why"] or "").strip()
    if len(quote) > LONGEST_QUOTE:
        quote = quote[:LONGEST_QUOTE].rsplit(" ", 1)[0] + " […]"
    return quote, " · ".join(_details(entry, dossier))


def _details(entry: Read, dossier: Dossier) -> list[str]:
    found = []
    for name in ("subject", "action", "to", "what"):
        value = entry[name]
        words = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
        if words:
            found.append(words[:300])
    if entry["due"]:
        found.append(_("by %(when)s") % {"when": _moment(str(entry["due"]), dossier)})
    if entry["post"]:
        found.append(_("in public at %(address)s") % {"address": entry["post"]})
    if _whole(entry["waited"]):
        found.append(_("waited %(minutes)d min") % {"minutes": _whole(entry["waited"])})
    if _whole(entry["minutes"]):
        found.append(_("spoke for %(minutes)d min") % {"minutes": _whole(entry["minutes"])})
    return found


def _moment(sealed: str, dossier: Dossier) -> str:
    try:
        return dossier.when(datetime.fromisoformat(sealed))
    except ValueError:
        return sealed


def _promises(dossier: Dossier, entries: Mapping[UUID, Read]) -> list[Promised]:
    """Return what both sides promised, without the steps the system sets for its keeper by itself."""
    rows = Commitment.objects.filter(case=dossier.case).exclude(state__in=Commitment.UNCONFIRMED)
    rows = rows.exclude(promiser=CUSTOMER, origin=Commitment.FOLLOW_UP)
    rows = rows.select_related("owner_agent__account", "owner_person", "owner_company").order_by("made_at")
    return [_promised(row, dossier, entries) for row in rows[:MOST_PROMISES]]


def _promised(row: Commitment, dossier: Dossier, entries: Mapping[UUID, Read]) -> Promised:
    said = entries.get(row.said_in) if row.said_in else None
    state = "late" if row.is_late(dossier.at) else row.state
    return Promised(
        action=dossier.names(row.quote or row.action),
        who=dossier.names(row.owner_name),
        said_at=_happened_at(said) if said else row.made_at,
        said_in=said.number if said else None,
        due_at=row.due_at,
        state=state,
        ended_at=row.ended_at,
        is_theirs=row.promiser == COMPANY,
    )
