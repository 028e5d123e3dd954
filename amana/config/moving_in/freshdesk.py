"""Freshdesk: the export of an account (JSON or XML, in a zip) and pages of its API, version 2, as they were saved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from amana.config.moving_in.records import Record
from amana.config.moving_in.shelving import Shelf, Thing
from amana.config.moving_in.understanding import (
    CannotTake,
    Desk,
    is_true,
    listed,
    put_together,
    somebody,
    text_of,
    within,
)
from amana.handling.moving_in.matters import NOBODY, Attached, Matter, Said, Somebody

TICKET = "ticket"
CHILDREN = ("note", "rating")
PEOPLE, FIRMS = ("user", "agent"), ("company",)
# The export wraps each record in its own name; lists of the API bear none, and are known by their files.
KINDS = {
    "helpdesk_ticket": TICKET, "ticket": TICKET, "tickets": TICKET, "user": "user", "users": "user", "contact": "user",
    "contacts": "user", "agent": "agent", "agents": "agent", "customer": "company", "customers": "company",
    "company": "company", "companies": "company", "group": "group", "groups": "group", "note": "note",
    "helpdesk_note": "note", "conversation": "note", "conversations": "note", "notes": "note",
    "satisfaction_ratings": "rating", "survey_results": "rating", "ratings": "rating",
}  # fmt: skip
WRAPPERS = ("helpdesk_ticket", "user", "customer", "company", "agent", "group", "contact", "note", "helpdesk_note")
# 6 and 7 come with every account; higher ones are an account's own.
STATES = {"2": "open", "3": "pending", "4": "resolved", "5": "closed", "6": "waiting on customer",
          "7": "waiting on third party"}  # fmt: skip
OVER = {"4", "5"}
PRIORITIES = {"1": "low", "2": "medium", "3": "high", "4": "urgent"}
WAYS = {"1": "email", "2": "form", "3": "hand", "7": "chat", "9": "form", "10": "email", "13": "whatsapp"}


def things(record: Record, stem: str) -> Iterable[Thing]:
    """Say what a record is by what it is wrapped in, or by the list or file it stands in."""
    value, name = record.value, ""
    for wrapper in WRAPPERS:
        if len(value) == 1 and isinstance(value.get(wrapper), dict):
            value, name = value[wrapper], wrapper
            break
    kind = (
        KINDS.get(name or record.kind.replace("-", "_"))
        or KINDS.get(stem.rstrip("0123456789-_. "))
        or _by_fields(value)
    )
    number = text_of(value.get("display_id") or value.get("id"))
    if kind is None or not number:
        return
    if kind == "agent" and isinstance(value.get("contact"), dict):
        value = {**value["contact"], "id": value.get("id"), "is_agent": True}
    if kind == "agent":
        kind, value = "user", {**value, "is_agent": True}
    yield Thing(kind, number, value, text_of(value.get("ticket_id")) if kind in CHILDREN else "")


def _by_fields(value: dict[str, Any]) -> str | None:
    if "requester_id" in value and "status" in value:
        return TICKET
    return "note" if "ticket_id" in value and ("body" in value or "body_text" in value) else None


def installation(shelf: Shelf) -> str:
    """An export of Freshdesk does not say of which account it is, except by its number."""
    return next((text_of(ticket.get("account_id")) for _n, ticket in shelf.all(TICKET)), "")


def matter(number: str, ticket: dict[str, Any], desk: Desk) -> Matter:
    """Make a matter of a ticket: its description is the first message, its notes and conversations follow."""
    if is_true(ticket.get("deleted")):
        raise CannotTake(_("It was deleted there."))
    if is_true(ticket.get("spam")):
        raise CannotTake(_("It was marked as spam there."))
    place = f"ticket {number}"
    opened = desk.moment(ticket.get("created_at"), place)
    changed = desk.moment(ticket.get("updated_at"), place, instead=opened)
    if opened is None and changed is None:
        raise CannotTake(_("Nothing says when it was opened."))
    opened = opened or changed
    assert opened is not None
    state = text_of(ticket.get("status"))
    named = text_of(ticket.get("status_name")).lower()
    is_over = state in OVER or named in {"closed", "resolved"}
    if state not in STATES and named not in {"open", "closed", "resolved", "pending"}:
        desk.report.is_odd(
            _("Its state is one of the account's own; it comes in as open."), f"{place}: {named or state}"
        )
    stats = within(ticket, "stats") or within(ticket, "ticket_states")
    ended = stats.get("closed_at") or stats.get("resolved_at")
    requester = ticket.get("requester") if isinstance(ticket.get("requester"), dict) else None
    customer = _who(ticket.get("requester_id"), desk, place, named=requester, name=ticket.get("requester_name"))
    return put_together(
        Matter(
            foreign=number,
            subject=text_of(ticket.get("subject")),
            opened_at=opened,
            customer=customer,
            said=_said(number, ticket, desk, opened, customer),
            closed_at=(desk.moment(ended, place, instead=changed) or opened) if is_over else None,
            holder=_who(ticket.get("responder_id"), desk, place, name=ticket.get("responder_name"), is_ours=True),
            channel=WAYS.get(text_of(ticket.get("source")), "email"),
            tags=[name for one in ticket.get("tags") or [] if (name := text_of(one.get("name") if isinstance(one, dict) else one))],
            facts=[("State", named or STATES.get(state, state)), *_facts(number, ticket, desk)],
        ),
        desk,
    )  # fmt: skip


def _who(  # each named at the call
    key: Any, desk: Desk, place: str, *, named: dict[str, Any] | None = None, name: Any = "", is_ours: bool = False
) -> Somebody:
    number = text_of(key)
    user = (desk.shelf.one("user", number) if number else None) or named
    if user is None:
        if number:
            desk.report.is_odd(_("Somebody named by number alone is not in the export."), f"{place}: {number}")
        return somebody(name=name, number=number, is_ours=is_ours) if number or text_of(name) else NOBODY
    firm = text_of(user.get("company_id") or user.get("customer_id"))
    return somebody(
        name=user.get("name") or name, mail=user.get("email"), phone=user.get("phone") or user.get("mobile"), number=number,
        firm=(desk.shelf.one("company", firm) or {}).get("name") if firm else "", language=user.get("language"),
        is_ours=is_ours or is_true(user.get("is_agent")) or is_true(user.get("helpdesk_agent")), country=desk.country,
    )  # fmt: skip


def _said(number: str, ticket: dict[str, Any], desk: Desk, opened: datetime, customer: Somebody) -> list[Said]:
    text = desk.text(
        ticket.get("description_text") or _plain(ticket), ticket.get("description_html") or ticket.get("description")
    )
    files = [_file(one, desk) for one in listed(ticket.get("attachments"))]
    said = [Said(f"{number}.description", opened, customer, text, files=files)] if text or files else []
    notes = [one.get("note") or one.get("helpdesk_note") or one
             for one in listed(ticket.get("notes") or ticket.get("helpdesk_notes") or ticket.get("conversations"))]  # fmt: skip
    before = opened
    for place, note in enumerate(notes or desk.shelf.of("note", number)):
        where = f"ticket {number}, note {text_of(note.get('id')) or place + 1}"
        if is_true(note.get("deleted")):
            desk.report.leaves_out(_("It was deleted there."), where, text_of(note.get("body"))[:1000])
            continue
        before = desk.moment(note.get("created_at"), where, instead=before) or before
        is_incoming = is_true(note.get("incoming"))
        writer = _who(note.get("user_id"), desk, where, is_ours=not is_incoming)
        body = note.get("body_text") or (note.get("body") if note.get("body_html") else None)
        to = (
            [address for one in note.get("to_emails") or [] if (address := text_of(one))]
            if isinstance(note.get("to_emails"), list)
            else []
        )
        said.append(
            Said(text_of(note.get("id")) or f"{number}.{place}", before, customer if writer is NOBODY and is_incoming else writer,
                 desk.text(body, note.get("body_html") or note.get("body")), is_note=is_true(note.get("private")), to=to,
                 files=[_file(one, desk) for one in listed(note.get("attachments"))])
        )  # fmt: skip
    return said


def _plain(ticket: dict[str, Any]) -> Any:
    """The export has the plain words beside the page; the API has the page in the same field."""
    return ticket.get("description") if ticket.get("description_html") else None


def _file(attached: dict[str, Any], desk: Desk) -> Attached:
    name = text_of(attached.get("name") or attached.get("content_file_name"))
    number = text_of(attached.get("id"))
    places = (
        [f"attachments/{number}/{name}", f"attachments/{number}", f"{number}-{name}", f"{number}_{name}"]
        if number
        else []
    )
    kind = text_of(attached.get("content_type") or attached.get("content_content_type"))
    return desk.file(name, kind, *places, f"attachments/{name}")


def _facts(number: str, ticket: dict[str, Any], desk: Desk) -> list[tuple[str, str]]:
    priority = text_of(ticket.get("priority"))
    group = desk.shelf.one("group", text_of(ticket.get("group_id"))) if ticket.get("group_id") else None
    holder = _who(ticket.get("responder_id"), desk, f"ticket {number}", name=ticket.get("responder_name"), is_ours=True)
    facts = [
        ("Priority", PRIORITIES.get(priority, priority)),
        ("Type", text_of(ticket.get("type") or ticket.get("ticket_type"))),
        ("Group", text_of((group or {}).get("name"))),
        ("Assignee", holder.name or holder.foreign),
    ]
    for rating in desk.shelf.of("rating", number):
        marks = within(rating, "ratings") or {"": rating.get("rating")}
        said = " ".join([*(text_of(mark) for mark in marks.values()), text_of(rating.get("feedback"))]).strip()
        facts.append(("Rated by the customer", said))
    own = ticket.get("custom_fields") or ticket.get("custom_field")
    return [*facts, *((name, text_of(value)) for name, value in (own.items() if isinstance(own, dict) else ()))]
