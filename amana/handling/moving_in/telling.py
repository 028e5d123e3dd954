"""What the record says of a matter that came from another helpdesk: its lines, and the files beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from amana.cases.models import Case
from amana.channels.email.naming import display_name
from amana.handling.filing import said_of
from amana.handling.intake.entering import LONGEST_TEXT, MOST_NAMED
from amana.handling.moved import Origin
from amana.handling.moving_in.knowing import Known
from amana.handling.moving_in.matters import Attached, Matter, Said
from amana.kit.codes import new_id
from amana.post.models import File
from amana.record.appending import SYSTEM, Actor, Line
from amana.record.sealing import instant

LONGEST_FACTS = 20_000


class Kept(NamedTuple):
    """A file that lies stored already: what it is called, and where and what its bytes are."""

    file: Attached
    key: str
    sha256: str
    size: int


def source_of(origin: Origin, matter: Matter, message: str = "") -> dict[str, str]:
    """Return where an entry came from, as it says itself."""
    said = {"system": origin.get_system_display(), "installation": origin.installation, "case": matter.foreign}
    return said | ({"message": message} if message else {})


def opened_line(line: Line, case: Case, origin: Origin, matter: Matter) -> Line:
    """Return the line that opens a case under its number, saying that it was brought in and from where."""
    says = {**line.content, "number": case.number, "imported": True, "source": source_of(origin, matter)}
    return replace(line, at=matter.opened_at, content=says)


def moved_line(case: Case, origin: Origin, matter: Matter, *, at: datetime) -> Line:
    """Return what only the company reads: that it was moved here, under which number it was kept, and how it stood there."""
    facts = [("Tags", ", ".join(matter.tags)), *matter.facts]
    text = "\n".join(f"{name}: {value}" for name, value in facts if value)
    says = {
        "source": source_of(origin, matter),
        "system": origin.get_system_display(),
        "foreign": matter.foreign,
        "text": f"{origin.get_system_display()} {matter.foreign}\n{text}"[:LONGEST_FACTS],
        "imported": True,
    }
    return Line(case.key, "case.moved_in", SYSTEM, at, says)


def said_line(
    said: Said, case: Case, origin: Origin, matter: Matter, *, known: Known, entry: UUID, stored: Sequence[Kept]
) -> tuple[Line, list[File]]:
    """Return the line of a message or note at the time it was written, and the unsaved rows of its files."""
    files = [
        File(
            id=new_id(), key=one.key, sha256=one.sha256, size=one.size, name=display_name(one.file.name),
            type=one.file.type[:120], case=case.key, entry=entry, at=said.at,
        )
        for one in stored
    ]  # fmt: skip
    there = {id(one.file) for one in stored}
    missing = [one for one in said.files if id(one) not in there]
    says = _says(said, origin, matter, known, missing=missing) | {"files": [said_of(file) for file in files]}
    person = known.person(said.writer)
    if said.is_note:
        return Line(case.key, "note.received", SYSTEM, said.at, says, id=entry), files
    if said.writer.is_ours:
        return Line(case.key, "message.sent", SYSTEM, said.at, says, id=entry), files
    by = Actor("person", str(person.pk)) if person is not None else SYSTEM
    return Line(case.key, "message.received", by, said.at, says, id=entry), files


def _says(said: Said, origin: Origin, matter: Matter, known: Known, *, missing: Sequence[Attached]) -> dict[str, Any]:
    agent = known.agent(said.writer) if said.writer.is_ours else None
    sender = {"name": said.writer.name, "address": said.writer.mail} | ({"agent": str(agent.pk)} if agent else {})
    says: dict[str, Any] = {
        "from": sender,
        "to": list(said.to[:MOST_NAMED]),
        "subject": said.subject,
        "text": said.text[:LONGEST_TEXT],
        "sent_at": instant(said.at),
        "channel": said.channel,
        "imported": True,
        "source": source_of(origin, matter, said.foreign),
    }
    names = [f"{display_name(one.name)} ({one.missing or _('it could not be read')})" for one in missing]
    return says | ({"missing_files": names[:MOST_NAMED]} if names else {})
