"""Telling a record again as a page that opens without a server, and saying what an export proves."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from amana.cases.models import Case
from amana.handling.mails.saying import zone_of
from amana.people.models import Person
from amana.record.fixing.checkpointing import Fixed
from amana.record.reading import Side
from amana.team.models import Agent

STYLE = Path(__file__).with_name("record_page.css")

TITLES = {
    "case.opened": gettext_lazy("The case was opened"),
    "case.came_by": gettext_lazy("By which page the case came"),
    "case.held": gettext_lazy("Somebody took the case in hand"),
    "case.reopened": gettext_lazy("The case was opened again"),
    "case.merged": gettext_lazy("Two cases were put together"),
    "case.unmerged": gettext_lazy("Two cases were taken apart again"),
    "case.split": gettext_lazy("A part goes on as a case of its own"),
    "case.standstill": gettext_lazy("It was said whether something stands still"),
    "offer.noted": gettext_lazy("Something was offered"),
    "helper.named": gettext_lazy("Somebody was named who acts for the customer"),
    "helper.claimed": gettext_lazy("Somebody says that they act for the customer"),
    "helper.confirmed": gettext_lazy("The customer confirmed who acts for them"),
    "helper.changed": gettext_lazy("What somebody may do for the customer was changed"),
    "helper.revoked": gettext_lazy("Somebody acts for the customer no longer"),
    "message.received": gettext_lazy("A message came in"),
    "message.sent": gettext_lazy("A message went out"),
    "message.sealed": gettext_lazy("The bytes of the mail were sealed"),
    "message.bounced": gettext_lazy("A mail came back"),
    "receipt.sent": gettext_lazy("A receipt went out"),
    "notice.sent": gettext_lazy("A notice went out"),
    "call.noted": gettext_lazy("A call was noted"),
    "recording.shared": gettext_lazy("The recording of a call was shared"),
    "recording.heard": gettext_lazy("What a machine heard in the recording of a call; nobody read it"),
    "recording.deleted": gettext_lazy("The recording of a call was deleted"),
    "version.added": gettext_lazy("The other side added its version"),
    "promise.made": gettext_lazy("A promise was made"),
    "promise.claimed": gettext_lazy("A promise was remembered by the other side"),
    "promise.shown": gettext_lazy("The entry that was asked for was shown"),
    "promise.kept": gettext_lazy("A promise was kept"),
    "promise.broken": gettext_lazy("A promise was broken"),
    "promise.released": gettext_lazy("A promise was released"),
    "promise.late": gettext_lazy("A promise was late"),
    "promise.time_offered": gettext_lazy("A new time was offered"),
    "invitation.answered": gettext_lazy("A calendar answered the invitation to a call"),
    "promise.time_agreed": gettext_lazy("A new time was agreed"),
    "promise.time_refused": gettext_lazy("A new time was refused"),
    "promise.disputed": gettext_lazy("A promise was disputed"),
    "promise.settled": gettext_lazy("A dispute was settled"),
    "promise.passed": gettext_lazy("A promise was given another owner"),
    "handover.offered": gettext_lazy("A hand-over was offered"),
    "handover.accepted": gettext_lazy("A hand-over was accepted"),
    "handover.returned": gettext_lazy("A hand-over was returned"),
    "handover.taken_back": gettext_lazy("A hand-over was taken back"),
    "rung.asked": gettext_lazy("The next person was asked for"),
    "rung.climbed": gettext_lazy("The case went a rung up"),
    "rung.answered": gettext_lazy("Somebody who was asked answered"),
    "letter.sent": gettext_lazy("A letter was sent"),
    "exhibit.added": gettext_lazy("A file was added as evidence"),
    "closing.proposed": gettext_lazy("Closing was proposed"),
    "closing.agreed": gettext_lazy("Closing was agreed"),
    "closing.refused": gettext_lazy("A closing term is not met"),
    "closing.lapsed": gettext_lazy("The case ended without an answer"),
    "closing.withdrawn": gettext_lazy("The proposal to close was withdrawn"),
    "closing.as_history": gettext_lazy("The case came in as history"),
    "term.written": gettext_lazy("A term of the ending was written down"),
    "term.met": gettext_lazy("A term of the ending is met"),
    "term.dropped": gettext_lazy("A term of the ending was dropped"),
    "followup.answered": gettext_lazy("It was answered whether it is still solved"),
    "care.answered": gettext_lazy("It was answered whether the customer felt taken care of"),
    "fault.admitted": gettext_lazy("The company said that the mistake was its own"),
    "amends.given": gettext_lazy("Amends were made"),
    "gesture.given": gettext_lazy("A gesture was made"),
    "conduct.said": gettext_lazy("Something was said about the way words were used here"),
    "conduct.answered": gettext_lazy("The customer answered what was said about their words"),
    "conduct.taken_back": gettext_lazy("What was said about words was taken back"),
    "conduct.lapsed": gettext_lazy("What was said about words counts no longer"),
    "entry.corrected": gettext_lazy("An entry was corrected"),
    "entry.withdrawn": gettext_lazy("An entry was withdrawn from one side"),
    "entry.erased": gettext_lazy("An entry was erased"),
    "record.linked": gettext_lazy("Both sides keep one record from here on"),
    "record.parted": gettext_lazy("Each side keeps its own record from here on"),
    "entry.disclosed": gettext_lazy("An entry of another record was shown"),
}

# What is told of an entry besides its text, in this order.
DETAILS = {
    "subject": gettext_lazy("Subject"),
    "to": pgettext_lazy("a mail", "To"),
    "who": gettext_lazy("With"),
    "action": gettext_lazy("What"),
    "owner": gettext_lazy("Owner"),
    "due": gettext_lazy("By when"),
    "due_words": gettext_lazy("In these words"),
    "holder": gettext_lazy("In the hands of"),
    "giver": pgettext_lazy("a hand-over", "From"),
    "taker": pgettext_lazy("a hand-over", "To"),
    "why": gettext_lazy("Why"),
    "terms": gettext_lazy("Terms"),
    "term": gettext_lazy("Term"),
    "done": gettext_lazy("What was done for each"),
    "answer": gettext_lazy("Answer"),
    "what": gettext_lazy("What"),
    "amount": gettext_lazy("Amount"),
    "currency": gettext_lazy("Currency"),
    "minutes": gettext_lazy("Minutes on the line"),
    "waited": gettext_lazy("Minutes of waiting"),
    "words": gettext_lazy("In these words"),
    "ends_on": gettext_lazy("Until"),
    "elsewhere": gettext_lazy("Where else to turn"),
    "happened": gettext_lazy("What happened"),
    "wanted": gettext_lazy("What is wanted"),
    "next": gettext_lazy("Next step"),
    "message_id": gettext_lazy("Message-ID"),
    "sha256": gettext_lazy("SHA-256"),
    "noted_by": gettext_lazy("As noted by"),
    "said_at": gettext_lazy("Noted on"),
    "fingerprint": gettext_lazy("Fingerprint there"),
}


@dataclass(frozen=True)
class Told:
    """One entry as it stands on the page; `missing` says why there are no words."""

    number: int
    at: str
    when: str
    title: str
    who: str
    text: str
    missing: str
    details: Sequence[tuple[str, str]]
    files: Sequence[tuple[str, str]]
    fingerprint: str


def page_of(
    case: Case,
    entries: Sequence[Mapping[str, Any]],
    *,
    side: Side,
    names: Mapping[str, str],
    at: datetime,
    fixed: Fixed | None = None,
) -> str:
    """Return the record as one page of HTML in the case's language, without script; `names` are the files beside it."""
    zone, people = zone_of(case), _people(entries)
    with translation.override(case.language):
        told = [_told(entry, zone=zone, people=people, names=names) for entry in entries]
        style = base64.b64encode(STYLE.read_bytes()).decode()
        seen = {"case": case, "entries": told, "side": side, "when": _moment(at, zone), "zone": str(zone)}
        seen |= {"style": style, "language": case.language, "direction": _direction(case.language), "fixed": fixed}
        return render_to_string("handling/record.html", seen)


def readme_of(case: Case, entries: Sequence[Mapping[str, Any]], *, at: datetime, fixed: Fixed | None = None) -> str:
    """Return what an export holds and proves, in the case's language and in English."""
    texts = []
    for language in dict.fromkeys([case.language, "en"]):
        with translation.override(language):
            seen = {
                "case": case,
                "length": len(entries),
                "head": entries[-1]["hash"] if entries else "",
                "when": _moment(at, UTC),
                "fixed": fixed,
                "fixed_when": _moment(fixed.at, UTC) if fixed else "",
            }
            texts.append(render_to_string("handling/record_readme.txt", seen).strip())
    return "\n\n\n".join(texts) + "\n"


def _direction(language: str) -> str:
    return "rtl" if translation.get_language_info(language)["bidi"] else "ltr"


def _moment(at: datetime, zone: Any) -> str:
    return date_format(at.astimezone(zone), "DATETIME_FORMAT")


def _people(entries: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    keys = {kind: {e["actor"][1] for e in entries if e["actor"][0] == kind} for kind in ("agent", "person")}
    agents = Agent.objects.filter(pk__in=keys["agent"]).select_related("account")
    people = Person.objects.filter(pk__in=keys["person"])
    return {("agent", str(a.pk)): a.name for a in agents} | {("person", str(p.pk)): p.name for p in people}


def _told(
    entry: Mapping[str, Any], *, zone: ZoneInfo, people: Mapping[tuple[str, str], str], names: Mapping[str, str]
) -> Told:
    says: Mapping[str, Any] = entry["content"] or {}
    at = datetime.fromisoformat(entry["at"])
    return Told(
        number=entry["number"],
        at=entry["at"],
        when=_moment(at, zone),
        title=str(TITLES.get(entry["kind"], entry["kind"])),
        who=_who(entry, says, people),
        text=str(says.get("text") or ""),
        missing=_missing(entry),
        details=details_of(says, zone),
        files=_files(entry, says, names),
        fingerprint=entry["hash"],
    )


def _who(entry: Mapping[str, Any], says: Mapping[str, Any], people: Mapping[tuple[str, str], str]) -> str:
    sender = says.get("from")
    if isinstance(sender, dict) and (sender.get("name") or sender.get("address")):
        return str(sender.get("name") or sender.get("address"))
    return str(says.get("by") or people.get((entry["actor"][0], entry["actor"][1]), ""))


def _missing(entry: Mapping[str, Any]) -> str:
    if entry["content"] is not None:
        return ""
    if any(stone["hidden_from"] == "both" for stone in entry["tombstones"]):
        return _("The words of this entry were erased. A later entry says who did so, and why.")
    return _("The words of this entry were withdrawn from this side. A later entry says who did so, and why.")


def details_of(says: Mapping[str, Any], zone: tzinfo) -> list[tuple[str, str]]:
    """Return what an entry says besides its text, each with its label."""
    found = []
    for name, label in DETAILS.items():
        value = says.get(name)
        if value in (None, "", [], 0):
            continue
        if name in {"due", "said_at"}:
            value = _moment(datetime.fromisoformat(str(value)), zone)
        words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        found.append((str(label), words))
    return found


def _files(entry: Mapping[str, Any], says: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (what it is called, where it lies beside the page) for what came with an entry."""
    files = [one] if isinstance(one := says.get("file"), Mapping) else says.get("files")
    found = [
        (str(file.get("name", "")), next((name for name in names if name.startswith(f"files/{file['id']}-")), ""))
        for file in (files if isinstance(files, list) else [])
    ]
    key = entry["entry"] if "raw" not in says else says["raw"]["id"]
    if f"raw/{key}.eml" in names:
        found.append((_("The mail as it was"), f"raw/{key}.eml"))
    return found
