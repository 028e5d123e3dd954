"""Tables of any helpdesk as CSV: one row a ticket, one row a message, or both in one table; known by their headings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from amana.config.moving_in.records import Record
from amana.config.moving_in.shelving import Shelf, Thing
from amana.config.moving_in.understanding import CannotTake, Desk, address_in, phone_in, put_together, somebody, text_of
from amana.handling.moving_in.matters import NOBODY, Matter, Said, Somebody

TICKET = "ticket"
CHILDREN = ("message",)
PEOPLE, FIRMS = ("person",), ()
MESSAGES = ("message", "comment", "conversation", "thread", "repl", "article", "note")
PERSONS = ("people", "person", "user", "contact", "customer")
# What a column may be called: first our own word for it, then those of the lists other helpdesks save.
COLUMNS = {
    "id": ("ticket", "ticket id", "id", "ticket number", "case", "case number", "number"),
    "subject": ("subject", "title", "summary"),
    "state": ("state", "status"),
    "opened": ("opened", "created", "created at", "created time", "opened at", "date"),
    "closed": ("closed", "closed at", "closed time", "solved at", "resolved at", "resolved time"),
    "changed": ("changed", "updated", "updated at", "last update time", "modified"),
    "customer": ("customer", "customer name", "requester", "requester name", "full name", "contact name"),
    "mail": ("customer mail", "customer email", "requester email", "email", "contact email"),
    "phone": ("customer phone", "phone", "work phone", "mobile", "contact phone"),
    "company": ("company", "company name", "organization", "organisation"),
    "holder": ("holder", "assignee", "agent", "agent name", "owner", "responder"),
    "holder mail": ("holder mail", "assignee email", "agent email", "owner email"),
    "tags": ("tags", "tag", "labels"),
    "text": ("text", "description", "body", "message", "comment", "content"),
    "html": ("html", "html body", "description html"),
    "at": ("at", "created", "created at", "date", "time", "sent at"),
    "message": ("message id", "id", "comment id"),
    "writer": ("from", "author", "from name", "author name", "name", "sender"),
    "writer mail": ("from mail", "author email", "from email", "email", "sender email"),
    "side": ("side", "author type", "direction", "type", "sender type"),
    "note": ("note", "internal", "private", "is note", "visibility"),
    "files": ("files", "attachments", "file"),
    "rating": ("rating", "satisfaction score", "satisfaction", "csat"),
}
OVER = {
    "closed",
    "solved",
    "resolved",
    "done",
    "completed",
    "cancelled",
    "canceled",
    "merged",
    "סגור",
    "נסגר",
    "مغلق",
    "مغلقة",
}
OPEN = {
    "open",
    "new",
    "pending",
    "hold",
    "on-hold",
    "on hold",
    "waiting",
    "in progress",
    "active",
    "reopened",
    "פתוח",
    "חדש",
    "مفتوح",
}
OURS = {"company", "agent", "staff", "us", "out", "outgoing", "outbound", "support", "employee", "admin"}
THEIRS = {"customer", "client", "in", "incoming", "inbound", "end-user", "user", "contact", "requester"}
# What else stands in the column of notes is one: what was said among colleagues reaches no customer by a word unknown here.
NO = {
    "",
    "no",
    "n",
    "false",
    "f",
    "0",
    "public",
    "external",
    "reply",
    "message",
    "null",
    "none",
    "nein",
    "non",
    "לא",
    "لا",
}
AMONG_US = ("note", "internal", "private")


def things(record: Record, stem: str) -> Iterable[Thing]:
    """A file called messages (comments, replies …) holds one message a row, one called people (users …) people; all others tickets."""
    row = record.value
    if stem.startswith(MESSAGES):
        parent = _cell(row, "id")
        number = next(
            (
                text_of(row[name])
                for name in ("message id", "comment id", "id")
                if row.get(name) and row.get(name) != parent
            ),
            "",
        )
        if parent:
            yield Thing("message", f"{parent}.{number or _digest(row)}", row, parent)
    elif stem.startswith(PERSONS):
        mail, name = _mail_on_list(row), _alike(text_of(row.get("name")))
        if mail or name:
            # Two of one name without a mail address are two, unless all that stands of them is the same.
            yield Thing("person", mail or f"{name}\x1f{sorted(row.items())}", row, name)
    elif number := _cell(row, "id"):
        yield Thing(TICKET, number, row)
        if _cell(row, "text") or _cell(row, "html"):
            # Where a ticket has several rows, each is a message of it.
            yield Thing("message", f"{number}.{_digest(row)}", row, number)


def _digest(row: dict[str, Any]) -> str:
    """A row without a number of its own is known again by what it says."""
    said = "\x1f".join(f"{_cell(row, name)}" for name in ("at", "writer", "writer mail", "text", "html"))
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]


def _cell(row: dict[str, Any], what: str) -> str:
    value = next((row[name] for name in COLUMNS[what] if row.get(name)), "")
    return str(value).strip() if what in {"text", "html"} else text_of(value)


def installation(_shelf: Shelf) -> str:
    """A table does not say where it is from."""
    return ""


def matter(number: str, row: dict[str, Any], desk: Desk) -> Matter:
    """Make a matter of a row and the messages of its number."""
    place = f"ticket {number}"
    told = desk.shelf.of("message", number)
    times = [at for one in told if (at := desk.moment(_cell(one, "at"), place)) is not None]
    opened = desk.moment(_cell(row, "opened"), place) or min(times, default=None)
    if opened is None:
        raise CannotTake(_("Nothing says when it was opened."))
    state = _cell(row, "state").lower()
    ended = desk.moment(_cell(row, "closed"), place)
    is_over = state in OVER or state in desk.closed or (ended is not None and state not in OPEN)
    if state not in OVER | OPEN | set(desk.closed) and not is_over:
        desk.report.is_odd(_("Its state says neither open nor closed; it comes in as open (--closed names those that are closed)."),
                           f"{place}: {state}")  # fmt: skip
    changed = desk.moment(_cell(row, "changed"), place) or max([opened, *times])
    customer = _customer(row, desk)
    return put_together(
        Matter(
            foreign=number,
            subject=_cell(row, "subject"),
            opened_at=opened,
            customer=customer,
            said=[_message(number, one, desk, opened, customer) for one in told],
            closed_at=(ended or changed) if is_over else None,
            holder=_holder(row),
            tags=_divided(_cell(row, "tags")),
            facts=[("State", state), ("Assignee", _cell(row, "holder")), ("Rated by the customer", _cell(row, "rating")),
                   *_others(row)],
        ),
        desk,
    )  # fmt: skip


def _others(row: dict[str, Any]) -> list[tuple[str, str]]:
    known = {name for names in COLUMNS.values() for name in names}
    return [(name.capitalize(), text_of(value)) for name, value in row.items() if name and name not in known]


def _divided(text: str) -> Sequence[str]:
    separator = next((one for one in (";", "|", ",") if one in text), None)
    return [part.strip() for part in (text.split(separator) if separator else text.split()) if part.strip()]


def _customer(row: dict[str, Any], desk: Desk) -> Somebody:
    mail, name = address_in(_cell(row, "mail")), _cell(row, "customer")
    if "@" in name and not mail:
        name, mail = "", address_in(name)
    phone = phone_in(_cell(row, "phone"), desk.country)
    person = _on_list(name, mail, phone, desk)
    mail = mail or _mail_on_list(person)
    phone = phone or phone_in(person.get("phone"), desk.country)
    return somebody(
        name=name or person.get("name"), mail=mail, phone=phone,
        number="" if mail else f"{phone} {_alike(name)}".strip() if phone else _by_name(name, row, bool(person), desk),
        firm=_cell(row, "company") or person.get("company"), language=person.get("language"), country=desk.country,
    )  # fmt: skip


def _on_list(name: str, mail: str, phone: str, desk: Desk) -> dict[str, Any]:
    """Return the row of somebody on the list of people: by mail address, else the only one of this name (and telephone)."""
    if mail:
        return desk.shelf.one("person", mail) or {}
    rows = desk.shelf.of("person", _alike(name)) if name else []
    if phone:
        rows = [one for one in rows if phone_in(one.get("phone"), desk.country) == phone]
    return rows[0] if len(rows) == 1 else {}


def _by_name(name: str, row: dict[str, Any], is_on_list: bool, desk: Desk) -> str:
    """Return what somebody is known by of whom a name alone is said: on another ticket it may be somebody else's."""
    if is_on_list or not name:
        return _alike(name)
    number = _cell(row, "id")
    desk.report.is_odd(
        _("Only a name says who this is: on each ticket it stands for a person of its own."), f"ticket {number}: {name}"
    )
    return f"{number}: {_alike(name)}"


def _mail_on_list(row: dict[str, Any]) -> str:
    return address_in(row.get("mail") or row.get("email"))


def _alike(name: str) -> str:
    """Return a name as it is compared with another."""
    return " ".join(name.casefold().split())


def _holder(row: dict[str, Any]) -> Somebody:
    mail, name = _cell(row, "holder mail"), _cell(row, "holder")
    return somebody(name=name, mail=mail or name, is_ours=True) if name or mail else NOBODY


def _message(number: str, row: dict[str, Any], desk: Desk, opened: datetime, customer: Somebody) -> Said:
    where = f"ticket {number}"
    side, note = _cell(row, "side").lower(), _cell(row, "note").lower()
    name, mail = _cell(row, "writer"), _cell(row, "writer mail")
    number_there = "" if address_in(mail or name) else f"{number}: {_alike(name)}" if name else ""
    writer = somebody(name=name, mail=mail or name, is_ours=side in OURS, number=number_there)
    is_customers = side in THEIRS or (not name and not mail) or _is_same(writer, customer)
    if side not in OURS | THEIRS and not is_customers:
        desk.report.is_odd(
            _("Nothing says of which side a message is; it stands as the customer's."), f"{where}: {name or mail}"
        )
    if is_customers and (not writer.mail or writer.mail == customer.mail):
        writer = customer
    files = [desk.file(one.rpartition("/")[2], "", f"attachments/{one}", one) for one in _divided(_cell(row, "files"))]
    return Said(
        f"{number}.{text_of(row.get('message id') or row.get('comment id')) or _digest(row)}",
        desk.moment(_cell(row, "at"), where, instead=opened) or opened, writer, desk.text(_cell(row, "text"), _cell(row, "html")),
        is_note=note not in NO or any(word in side for word in AMONG_US), files=files,
    )  # fmt: skip


def _is_same(writer: Somebody, customer: Somebody) -> bool:
    """Say whether a writer of a ticket is its customer: by mail address, or by name where they give none."""
    if writer.mail:
        return writer.mail == customer.mail
    return not writer.is_ours and bool(writer.name) and _alike(writer.name) == _alike(customer.name)
