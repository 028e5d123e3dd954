"""Telling the entries of a record as a story: what belongs together stands together, the same for both sides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amana.cases.quoting import is_unproved
from amana.commitments.models import Commitment
from amana.look import acting_for, chatting
from amana.look.disclosing import shown_of
from amana.look.folding import folded_under
from amana.look.sentences import Lenient, sentence_of
from amana.people.models import Person
from amana.record.reading import Read, Side
from amana.team.models import Agent
from amana.wording.beginning import begun
from amana.wording.isolating import isolated

Told = dict[str, Any]

# What is said in a low voice: of interest to whoever looks for it.
ASIDE = {
    "reminder.sent", "case.tagged", "case.untagged", "case.linked", "case.unlinked", "case.described", "cost.noted",
    "cost.dropped", "paper.kept", "plan.written", "side.added", "side.dropped", "tactic.heard", "checkup.planned",
}  # fmt: skip
# These name whoever did it in their first line.
NAMED = {"message", "call", "note", "closing", "question"}
CLOSINGS = {
    "closing.proposed": "proposed",
    "closing.agreed": "accepted",
    "closing.refused": "refused",
    "closing.lapsed": "silent",
    "case.reopened": "reopened",
}
STATES = {
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


@dataclass(frozen=True)
class Links:
    """Where the parts of an entry are found, as far as this reader may follow: each function returns "" for nowhere."""

    file: Callable[[str], str]
    original: Callable[[Read], str] = lambda _entry: ""
    raw: Callable[[Read], str] = lambda _entry: ""
    preview: Callable[[Told], str] = lambda _file: ""  # where a file, as its entry names it, can be looked into
    more: Callable[[Read], Told] = lambda _entry: {}


class Line(dict[str, Any]):
    """What a template is told of an entry. It asks for twenty things of which most entries have five.

    Without this each of the others is looked for as a key, an attribute and a place in a list: a tenth of a long page.
    """

    def __missing__(self, name: str) -> str:
        return ""


@dataclass
class Teller:
    """What a story is told with: who reads it, what people are called, how the promises stand now."""

    side: Side
    links: Links
    now: datetime
    house: str  # what the company is called where no person wrote
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    promises: Mapping[str, Commitment] = field(default_factory=dict)
    fates: chatting.Fates = field(default_factory=dict)  # what became of messages by messengers


def story(entries: Sequence[Read], teller: Teller) -> list[Told]:
    """Return the days of look/_story.html; two queries for names and one for promises, however long it is.

    Of what the teller knows already nothing is asked.
    """
    teller.names = names_of(entries, known=teller.names)
    teller.promises = _promises_of(entries, known=teller.promises)
    teller.fates = chatting.fates_of(entries)
    folded, under = folded_under(entries)
    told = [_tell(entry, teller, under.get(str(entry.id), []), entries) for entry in entries if entry.id not in folded]
    days: list[Told] = []
    for one in told:
        day = timezone.localtime(one["at"]).date()
        if not days or days[-1]["date"] != day:
            days.append({"at": one["at"], "date": day, "entries": []})
        days[-1]["entries"].append(Line(one))
    return days


Names = Mapping[tuple[str, str], str]


def names_of(entries: Sequence[Read], *, known: Names | None = None) -> Names:
    """Return what those who wrote these entries are called, in two queries at most: of those not known yet."""
    names = dict(known or {})
    keys: dict[str, set[str]] = {"agent": set(), "person": set()}
    for by in {entry.by for entry in entries}:
        if by.kind in keys and by.key and (by.kind, by.key) not in names:
            keys[by.kind].add(by.key)
    if keys["agent"]:
        agents = Agent.objects.filter(pk__in=keys["agent"]).select_related("account")
        names |= {("agent", str(agent.pk)): agent.name for agent in agents}
    if keys["person"]:
        names |= {("person", str(row.pk)): str(row) for row in Person.objects.filter(pk__in=keys["person"])}
    return names


def _promises_of(entries: Sequence[Read], *, known: Mapping[str, Commitment]) -> Mapping[str, Commitment]:
    keys = {str(entry["promise"]) for entry in entries if entry["promise"]} - known.keys()
    if not keys:
        return known
    rows = Commitment.objects.select_related("owner_agent__account", "owner_person", "owner_company")
    return {**known, **{str(row.pk): row for row in rows.filter(pk__in=keys)}}


def _tell(entry: Read, teller: Teller, under: Sequence[Read], entries: Sequence[Read]) -> Told:
    told: Told = {
        # The shared record counts for itself; what only one side reads has a letter before its number.
        "number": entry.number if entry.audience == "shared" else f"{entry.audience[:2]}{entry.number}",
        "id": entry.id,
        "at": entry.at,
        "side": "customer" if entry.by.kind == "person" or entry.kind.endswith(("received", "doubtful")) else "company",
        "actor_name": _actor(entry, teller),
        "text": entry["text"] or "",
    }
    if entry.content is None:
        gone = _withdrawal(entry, entries)
        never_left = gone is not None and bool(gone["never_left"])
        reason = str(gone["why"]) if gone is not None and not never_left else ""
        return told | {
            "family": "tombstone",
            "erased": entry.hidden_from == "both",
            "never_left": never_left,
            "reason": reason,
        }
    family, _dot, _what = entry.kind.partition(".")
    told |= TELLERS.get(family, _fact)(entry, teller)
    both = acting_for.both_names(entry)
    told["signed_by"] = both if both not in str(told.get("sentence", "")) and told["family"] not in NAMED else ""
    told["promises"] = [shown for one in under if (shown := _line(one, teller))]
    if entry.kind == "handover.offered":
        accepted = next((one for one in under if one.kind == "handover.accepted"), None)
        told["accepted_at"] = accepted.at if accepted else None
    return told | teller.links.more(entry)


def _actor(entry: Read, teller: Teller) -> str:
    if both := acting_for.both_names(entry):
        return both
    sender = entry["from"]
    if isinstance(sender, Mapping) and (sender.get("name") or sender.get("address")):
        return str(sender.get("name") or sender.get("address"))
    return str(entry["by"] or "") or teller.names.get((entry.by.kind, entry.by.key), "") or teller.house


def _withdrawal(entry: Read, entries: Sequence[Read]) -> Read | None:
    """Return the entry that says why the content of another is gone, when it is among these."""
    about, gone = str(entry.id), {"entry.withdrawn", "entry.erased"}
    return next((one for one in entries if one.kind in gone and one["about"] == about), None)


def _message(entry: Read, teller: Teller) -> Told:
    files = [
        {
            "name": file["name"],
            "size": filesizeformat(file["size"]),
            "url": teller.links.file(file["id"]),
            "preview_url": teller.links.preview(file),
        }
        for file in entry["files"] or []
    ]
    told: Told = {
        "family": "message",
        "files": files,
        "html_url": teller.links.original(entry) if entry["raw"] else "",
        "raw_url": teller.links.raw(entry) if entry["raw"] else "",
        "is_unverified": entry.kind == "message.doubtful" or is_unproved(entry),
        # What one of us wrote here is shown as the mail shows it; everybody else's words as they came.
        "is_formatted": entry.kind == "message.sent" and entry.by.kind == "agent",
    }
    if entry["employee"]:
        sender = entry["from"] or {}
        told["status"] = _("by mail from %(address)s") % Lenient(address=sender.get("address", ""))
    if entry["brought_in_by"] and entry["sent_at"]:
        told["status"] = _brought_in(entry)
    elif entry["by_hand"]:
        told["status"] = _("on WhatsApp, sent by hand")
    elif (source := entry["source"]) and entry["sent_at"]:
        told["status"] = came_from(source, str(entry["sent_at"]), entry["missing_files"])
    elif chatting.is_chat(entry):
        told |= {"status": chatting.how(entry, teller.fates), "text": chatting.text_of(entry)}
    if entry.kind == "message.bounced":
        words = Lenient(to=entry["to"], why=entry["why"])
        is_mail = "@" in str(entry["to"])[1:]
        said = (
            _("The mail to %(to)s came back: %(why)s")
            if is_mail
            else _("The message to %(to)s did not arrive: %(why)s")
        )
        return {"family": "fact", "sentence": said % words}
    if entry.kind == "message.automatic":
        sender = entry["from"]
        name = sender.get("address", "") if isinstance(sender, Mapping) else str(sender)
        return {"family": "fact", "sentence": _("An automatic reply from %(name)s") % {"name": isolated(name)}}
    return told


def _brought_in(entry: Read) -> str:
    """When something from elsewhere was said, and by whom it was brought in; of what is public its address."""
    words = Lenient(name=entry["brought_in_by"], when=_when_said(str(entry["sent_at"])))
    by_mail, elsewhere = _("by mail, %(when)s; brought in by %(name)s"), _("%(when)s; brought in by %(name)s")
    on_chat = _("on WhatsApp, %(when)s; brought in by %(name)s")
    ways = {"email": by_mail, "words": elsewhere, "post": elsewhere}
    said = ways.get(str(entry["channel"]), on_chat) % words
    if not entry["post"]:
        return said
    return f"{said} · " + _("in public at %(address)s") % Lenient(address=entry["post"])


def _letter(entry: Read, teller: Teller) -> Told:
    """A letter of somebody's own case: as it left, or as it was kept for its writer's eyes alone."""
    if entry.kind != "letter.sent":
        return _fact(entry, teller)
    to = next(iter(entry["to"] or []), "") or entry["reader"] or teller.house
    ways = {
        "mailbox": _("sent to %(to)s from my mailbox"),
        "print": _("sent to %(to)s on paper"),
        "copy": _("sent to %(to)s through their web form"),
    }
    way = ways.get(str(entry["how"]), _("sent to %(to)s by mail"))
    return _message(entry, teller) | {"status": way % Lenient(to=to), "text": f"{entry['subject']}\n\n{entry['text']}"}


def _question(entry: Read, teller: Teller) -> Told:
    """What we asked somebody outside, and what they answered: told like a message, on our side alone."""
    if entry.kind not in {"question.asked", "question.answered"}:
        return _fact(entry, teller)
    is_answer = entry.kind == "question.answered"
    to = next(iter(entry["to"] or []), "")
    return _message(entry, teller) | {
        "family": "question",
        "side": "customer" if is_answer else "company",
        "is_answer": is_answer,
        "is_formatted": not is_answer,
        "to_name": str(entry["name"] or to),
        "html_url": "",
    }


def came_from(source: Any, sent_at: str, missing: Any) -> str:
    """Return where a message of another helpdesk stood, when it was written, and which of its files were not in the export."""
    words = Lenient(system=source.get("system", ""), number=source.get("case", ""), when=_when_said(sent_at))
    said = _("brought in from %(system)s, number %(number)s; written on %(when)s") % words
    return f"{said}. " + _("Files that are not here: %(names)s") % {"names": ", ".join(missing)} if missing else said


def _when_said(sealed: str) -> str:
    """Return a sealed moment (UTC) as day and hour in the reader's zone."""
    return date_format(timezone.localtime(datetime.fromisoformat(sealed)), pgettext("moment with year", "l j F Y, H:i"))


def _by_itself(_entry: Read, teller: Teller) -> Told:
    return {"family": "message", "actor_name": teller.house, "status": _("sent by itself")}


def _call(entry: Read, teller: Teller) -> Told:
    return {
        "family": "call",
        "with_name": entry["who"] if entry["who"] != _actor(entry, teller) else "",
        "length": timedelta(minutes=entry["minutes"]) if entry["minutes"] else None,
        "waited": timedelta(minutes=entry["waited"]) if entry["waited"] else None,
        "noted_by": _actor(entry, teller),
        "came_in": entry["direction"] == "in",
        "phone": entry["number"] or "",
    }


def _recording(entry: Read, teller: Teller) -> Told:
    if entry.kind != "recording.heard":
        return _fact(entry, teller)
    confidence = entry["confidence"]
    sure = _("%(percent)s%% sure of its words") % {"percent": confidence} if confidence is not None else ""
    return {"family": "heard", "sure": sure, "is_ours": entry.audience == "company"}


def _note(entry: Read, teller: Teller) -> Told:
    if entry.kind == "note.received":
        return _message(entry, teller) | {"family": "note"}
    return {"family": "note"}


def _closing(entry: Read, _teller: Teller) -> Told:
    if entry.kind not in CLOSINGS:
        return _fact(entry, _teller)
    done = [*(entry["done"] or []), *([""] * len(entry["terms"] or []))]
    named = [
        f"– {term}" + (f": {said}" if said else "") for term, said in zip(entry["terms"] or [], done, strict=False)
    ]
    terms = [str(entry["text"] or entry["term"] or ""), *named]
    return {"family": "closing", "step": CLOSINGS[entry.kind], "text": "\n".join(filter(None, terms))}


def _promise(entry: Read, teller: Teller) -> Told:
    shown = _line(entry, teller)
    text = str(entry["text"] or entry["why"] or "")
    if shown is None:
        return _fact(entry, teller)
    return {"family": "promise", "text": "" if text == "closed" else text} | shown


def _line(entry: Read, teller: Teller) -> Told | None:
    """Return a promise as one line with its state: as it stands now where it was made, else what the entry says."""
    if entry.kind == "promise.settled":
        state = "kept" if entry["how"] == "kept" else "broken"
    elif entry.kind in STATES:
        state = STATES[entry.kind]
    else:
        return None
    row = teller.promises.get(str(entry["promise"]))
    if entry.kind == "promise.made" and row is not None:
        state = standing_of(row, teller.now)
    due = entry["due"] or entry["when"]
    return {
        "state": state,
        "what": begun(str(entry["action"] or "")),
        "who_name": str(entry["owner"] or entry["who"] or (row.owner_name if row else "")),
        "due_at": datetime.fromisoformat(str(due)) if due else None,
    }


def standing_of(row: Commitment, now: datetime) -> str:
    """Return the state of a promise as the page shows it: an open one may be late or due today."""
    if row.state != Commitment.OPEN or row.due_at is None:
        return row.state if row.state != Commitment.DISMISSED else "released"
    if row.due_at < now:
        return "late"
    return "today" if timezone.localtime(row.due_at).date() == timezone.localtime(now).date() else "open"


def _hand_over(entry: Read, teller: Teller) -> Told:
    if entry.kind == "handover.offered":
        return {"family": "hand_over", "actor_name": entry["giver"], "to_name": entry["taker"], "text": entry["why"]}
    return _fact(entry, teller) | {"text": entry["why"] or ""}


def _fact(entry: Read, teller: Teller) -> Told:
    words = {"name": _actor(entry, teller), **(entry.content or {})}
    if both := acting_for.both_names(entry):
        words["by"] = both
    sentence = sentence_of(entry.kind, words)
    text = entry["text"] or entry["why"] or ""
    if entry["never_left"]:
        sentence, text = _("A reply was taken back by %(name)s before it was sent") % Lenient(words), ""
    family = "aside" if entry.kind in ASIDE else "fact"
    return {"family": family, "sentence": sentence or entry.kind, "text": text}


TELLERS: dict[str, Callable[[Read, Teller], Told]] = {
    "message": _message,
    "receipt": _by_itself,
    "notice": _by_itself,
    "call": _call,
    "note": _note,
    "recording": _recording,
    "question": _question,
    "closing": _closing,
    "letter": _letter,
    "entry": lambda entry, teller: (
        _message(entry, teller) | _fact(entry, teller) | shown_of(entry)
        if entry.kind == "entry.disclosed"
        else _fact(entry, teller)
    ),
    "exhibit": lambda entry, teller: _message(entry, teller) | _fact(entry, teller),
    "promise": _promise,
    "handover": _hand_over,
}
TELLERS["case"] = lambda entry, teller: (
    # What was brought in from elsewhere was never ended here, and goes on.
    _closing(entry, teller) if entry.kind in CLOSINGS and entry["why"] != "imported" else _fact(entry, teller)
)
