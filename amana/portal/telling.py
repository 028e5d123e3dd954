"""Telling the record as a story: each entry as the page shows it, day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from amana.cases.models import Case
from amana.handling.retelling import TITLES
from amana.record.kinds import Audience
from amana.record.reading import Read, head, read

# How many entries a page begins with, and how many more each time the reader asks for earlier ones.
AT_A_TIME = 30

Told = dict[str, Any]

# Entries about the record itself that say nothing to a reader; they are in the download.
FOLDED = {"message.sealed"}
SPOKEN = {"message", "call"}
PROMISE_STATES = {
    "promise.made": "open",
    "promise.claimed": "noticed",
    "promise.kept": "kept",
    "promise.broken": "broken",
    "promise.released": "released",
    "promise.late": "late",
    "promise.time_offered": "offered",
    "promise.time_agreed": "renegotiated",
    "promise.disputed": "disputed",
}


@dataclass
class Story:
    """The newest entries of a record, told by days; `earlier` is how many older ones there are."""

    days: list[Told]
    entries: Sequence[Read]
    earlier: int
    shown: int


@dataclass(frozen=True)
class Teller:
    """Who the story is told to, and where its files and answers are found."""

    case: Case
    zone: tzinfo
    file_url: Callable[[str], str]
    # What may be answered to an entry: the words of the link and its address; None for nothing.
    answer: Callable[[Read], tuple[str, str] | None] = lambda _entry: None
    # Who owns each promise by its key, as far as the entries on the page tell.
    owners: dict[str, str] = field(default_factory=dict)

    @property
    def company(self) -> str:
        return self.case.brand.name if self.case.brand else self.case.company.name


def tell(teller: Teller, *, audiences: Sequence[Audience], shown: int = AT_A_TIME) -> Story:
    """Read the newest `shown` entries that the customer's side may read, and tell them, the oldest first."""
    entries = read(teller.case.key, side="customer", audiences=audiences, most=shown)
    teller.owners.update((str(one["promise"]), str(one["owner"])) for one in entries if one.kind == "promise.made")
    total = sum(head(teller.case.key, audience)[0] for audience in audiences)
    told = [one for entry in entries if entry.kind not in FOLDED and (one := _told(entry, teller)) is not None]
    _fold_promises(told)
    return Story(_by_days(told, teller.zone), entries, max(0, total - len(entries)), len(entries))


def shown_of(asked: str | None) -> int:
    """Return how many entries a reader asked to see: a multiple of AT_A_TIME, whatever was typed."""
    wanted = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 6 else AT_A_TIME
    return max(AT_A_TIME, -(-wanted // AT_A_TIME) * AT_A_TIME)


def _by_days(told: Iterable[Told], zone: tzinfo) -> list[Told]:
    days: list[Told] = []
    for one in told:
        day = one["at"].astimezone(zone).date()
        if not days or days[-1]["day"] != day:
            days.append({"day": day, "at": one["at"], "entries": []})
        days[-1]["entries"].append(one)
    return days


def _fold_promises(told: list[Told]) -> None:
    """Show a promise with the words it was made or kept by, when both are on the page."""
    spoken = {one["id"]: one for one in told if one["family"] in SPOKEN}
    kept: list[Told] = []
    for one in told:
        home = spoken.get(one.get("belongs_to"))
        if home is None and one.get("is_by_itself") and kept and kept[-1]["family"] in SPOKEN:
            # What the product promises by itself follows the words that caused it, at the same moment.
            home = kept[-1] if kept[-1]["at"] == one["at"] else None
        if home is None:
            kept.append(one)
        else:
            home.setdefault("promises", []).append(one)
    told[:] = kept


def _told(entry: Read, teller: Teller) -> Told | None:
    common: Told = {
        "id": entry.id,
        "number": entry.number if entry.audience == "shared" else f"own-{entry.number}",
        "at": entry.at,
        "side": "customer" if entry.by.kind == "person" else "company",
        "actor_name": _actor(entry, teller),
        "family": "fact",
    }
    if entry.content is None:
        return common | {"family": "tombstone", "erased": entry.hidden_from == "both"}
    if entry.kind in PROMISE_STATES or entry.kind == "promise.settled":
        return common | _promise(entry, teller)
    tell_it = _FAMILIES.get(entry.kind)
    return common | (tell_it(entry, teller) if tell_it else _fact(entry, teller))


def _actor(entry: Read, teller: Teller) -> str:
    sender = entry["from"]
    named = sender.get("name") or sender.get("address") if isinstance(sender, dict) else ""
    if named or entry["by"]:
        return str(named or entry["by"])
    if entry.by.kind == "person":
        return teller.case.customer.name
    return str(entry["giver"] or teller.company) if entry.kind.startswith("handover.") else teller.company


def _message(entry: Read, teller: Teller) -> Told:
    files = [
        {"name": file["name"], "size": filesizeformat(file["size"]), "url": teller.file_url(file["id"])}
        for file in entry["files"] or []
    ]
    return {"family": "message", "text": entry["text"], "files": files}


def _automatic(entry: Read, _teller: Teller) -> Told:
    return {"family": "message", "text": entry["text"], "status": _("sent by itself")}


def _call(entry: Read, teller: Teller) -> Told:
    more_label, more_url = teller.answer(entry) or ("", "")
    return {
        "family": "call",
        "with_name": entry["who"],
        "text": entry["text"],
        "length": _minutes(entry["minutes"]),
        "waited": _minutes(entry["waited"]),
        "noted_by": entry["by"],
        "more_label": more_label,
        "more_url": more_url,
    }


def _minutes(count: int | None) -> timedelta | None:
    return timedelta(minutes=count) if count else None


def _promise(entry: Read, teller: Teller) -> Told:
    state = PROMISE_STATES.get(entry.kind) or str(entry["how"])
    why = entry["why"] if entry["why"] != "closed" else ""
    told: Told = {"family": "promise", "state": state, "what": entry["action"], "due_at": _instant(entry["due"])}
    told |= {"who_name": _owner(entry, teller), "text": why or entry["text"], "is_by_itself": False}
    if entry.kind == "promise.claimed":
        told |= {"who_name": entry["who"] or teller.company, "due_at": _instant(entry["when"])}
    if entry.kind == "promise.made":
        told |= {"belongs_to": _key(entry["said_in"]), "is_by_itself": entry.by.kind == "system"}
    if entry.kind == "promise.kept":
        told["belongs_to"] = _key(entry["shown_by"])
    return told


def _owner(entry: Read, teller: Teller) -> str:
    """Return who owns the promise an entry tells of, as the page knows it."""
    found = teller.owners.get(str(entry["promise"]))
    return str(entry["owner"] or found or entry["by"] or teller.company)


def _key(said: str | None) -> UUID | None:
    return UUID(said) if said else None


def _instant(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None


def _hand_over(entry: Read, _teller: Teller) -> Told:
    why = str(entry["why"] or "")
    return {"family": "hand_over", "to_name": entry["taker"], "text": why if len(why) > 1 else ""}


def _accepted(entry: Read, teller: Teller) -> Told:
    return _hand_over(entry, teller) | {"accepted_at": entry.at}


def _returned(entry: Read, teller: Teller) -> Told:
    return _hand_over(entry, teller) | {"is_returned": True}


def _closing(step: str) -> Callable[[Read, Teller], Told]:
    def told(entry: Read, _teller: Teller) -> Told:
        terms = "\n".join(f"– {term}" for term in entry["terms"] or [])
        words = [entry["text"] or entry["term"] or "", terms if step == "proposed" else ""]
        return {"family": "closing", "step": step, "text": "\n".join(word for word in words if word)}

    return told


def _goal(entry: Read, _teller: Teller) -> Told:
    parts = [
        (_("What happened"), "happened"),
        (_("What I want"), "wanted"),
        (_("What I would settle for"), "settle_for"),
    ]
    words = [f"{label}: {entry[name]}" for label, name in parts if entry[name]]
    return {"family": "note", "text": "\n".join(words)}


def _letter(entry: Read, _teller: Teller) -> Told:
    return {"family": "note", "text": f"{entry['subject']}\n\n{entry['text']}"}


def _fact(entry: Read, teller: Teller) -> Told:
    return {"sentence": _sentence(entry, teller), "text": entry["text"] or ""}


def _sentence(entry: Read, teller: Teller) -> str:
    said = {name: apart(str(value)) for name, value in (entry.content or {}).items() if isinstance(value, str | int)}
    said |= {"name": apart(_actor(entry, teller))}
    pattern = {
        "case.opened": _("The case was opened: %(subject)s"),
        "case.held": _("The case is in the hands of: %(holder)s"),
        "message.bounced": _("A mail could not be delivered and came back"),
        "version.added": _("%(name)s remembers entry %(number)s otherwise"),
        "promise.shown": _("%(name)s shows what was said about: %(action)s"),
        "promise.time_refused": _("%(name)s does not agree to the new time: %(action)s"),
        "promise.passed": _("In the hands of %(owner)s from now on: %(action)s"),
        "handover.taken_back": _("The hand-over to %(taker)s was taken back"),
        "rung.asked": _("%(name)s asks for the next person: %(to)s"),
        "rung.climbed": _("Also in the hands of %(to)s from now on, a rung higher, because this is late: %(why)s"),
        "closing.withdrawn": _("The question whether this is over was taken back"),
        "closing.as_history": _("This matter came in as history and is closed"),
        "entry.withdrawn": _("Entry %(number)s was withdrawn from one side: %(why)s"),
        "entry.erased": _("Entry %(number)s was erased: %(why)s"),
        "record.exported": _("The record was downloaded"),
    }.get(entry.kind)
    try:
        return pattern % said if pattern else str(TITLES.get(entry.kind, entry.kind))
    except KeyError:
        return str(TITLES.get(entry.kind, entry.kind))


def apart(words: str) -> str:
    """Set typed words apart, so that their direction touches nothing around them."""
    return f"\N{FIRST STRONG ISOLATE}{words}\N{POP DIRECTIONAL ISOLATE}"


_FAMILIES: dict[str, Callable[[Read, Teller], Told]] = {
    "message.received": _message,
    "message.sent": _message,
    "receipt.sent": _automatic,
    "notice.sent": _automatic,
    "call.noted": _call,
    "handover.offered": _hand_over,
    "handover.accepted": _accepted,
    "handover.returned": _returned,
    "closing.proposed": _closing("proposed"),
    "closing.agreed": _closing("accepted"),
    "closing.refused": _closing("refused"),
    "closing.lapsed": _closing("silent"),
    "case.reopened": _closing("reopened"),
    "goal.set": _goal,
    "letter.drafted": _letter,
}
