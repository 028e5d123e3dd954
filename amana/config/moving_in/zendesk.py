"""Zendesk: the JSON export (lines of tickets with their comments), pages of the API as they were saved, and the XML export."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

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
CHILDREN = ("comment", "rating")
PEOPLE, FIRMS = ("user",), ("organization",)
# What lists and files are called, in the API and in the exports.
KINDS = {
    "tickets": TICKET, "ticket": TICKET, "users": "user", "user": "user", "end_users": "user", "agents": "user",
    "organizations": "organization", "organization": "organization", "groups": "group", "group": "group",
    "comments": "comment", "comment": "comment", "satisfaction_ratings": "rating", "ticket_fields": "field",
}  # fmt: skip
# The XML export has states as numbers.
STATES = {"0": "new", "1": "open", "2": "pending", "3": "solved", "4": "closed", "5": "deleted", "6": "hold"}
OVER = {"solved", "closed", "deleted"}
OURS = {"agent", "admin", "2", "4"}
WAYS = {"email": "email", "mail": "email", "web": "form", "web_form": "form", "api": "api", "voice": "hand",
        "phone": "hand", "chat": "chat", "native_messaging": "chat", "whatsapp": "whatsapp"}  # fmt: skip


def things(record: Record, stem: str) -> Iterable[Thing]:
    """Say what a record is by the list or file it stands in; a ticket may bring its own people and comments along."""
    value = record.value
    for name in ("ticket", "user", "organization"):
        if len(value) == 1 and isinstance(value.get(name), dict):
            value, stem = value[name], name
    kind = (
        KINDS.get(record.kind.replace("-", "_")) or KINDS.get(stem.rstrip("0123456789-_. ")) or _by_what_it_holds(value)
    )
    number = text_of(value.get("nice_id") or value.get("id")) if kind == TICKET else text_of(value.get("id"))
    if kind is None or not number:
        return
    parent = text_of(value.get("ticket_id")) if kind in CHILDREN else ""
    if kind == "comment" and not parent:
        # A page of comments does not say whose they are; its file does: comments-1234.json, tickets/1234/comments.json.
        parent = "".join(letter for letter in record.place.partition(".")[0] if letter.isdecimal())
    yield Thing(kind, number, value, parent)


def _by_what_it_holds(value: dict[str, Any]) -> str | None:
    if "requester_id" in value and ("status" in value or "subject" in value):
        return TICKET
    if "role" in value and ("email" in value or "organization_id" in value):
        return "user"
    return "comment" if "author_id" in value and ("body" in value or "html_body" in value) else None


def installation(shelf: Shelf) -> str:
    """Return the host of the first ticket that says where it stood."""
    for number, (_n, ticket) in enumerate(shelf.all(TICKET)):
        host = urlsplit(text_of(ticket.get("url"))).hostname
        if host or number > 100:
            return host or ""
    return ""


def matter(number: str, ticket: dict[str, Any], desk: Desk) -> Matter:
    """Make a matter of a ticket: its comments are the messages, the first of them the ticket's own words."""
    state = text_of(ticket.get("status")) or STATES.get(text_of(ticket.get("status_id")), "")
    if state == "deleted":
        raise CannotTake(_("It was deleted there."))
    place = f"ticket {number}"
    opened = desk.moment(ticket.get("created_at"), place)
    changed = desk.moment(ticket.get("updated_at"), place, instead=opened)
    if opened is None and changed is None:
        raise CannotTake(_("Nothing says when it was opened."))
    opened = opened or changed
    assert opened is not None
    customer = _who(ticket.get("requester_id"), desk, place, named=ticket.get("requester"))
    said = _said(number, ticket, desk, opened, customer)
    ended = desk.moment(ticket.get("solved_at") or _metric(ticket, "solved_at"), place, instead=changed)
    if state and state not in OVER | {"new", "open", "pending", "hold"}:
        desk.report.is_odd(_("Its state is not one that Zendesk documents; it comes in as open."), f"{place}: {state}")
    via = within(ticket, "via")
    return put_together(
        Matter(
            foreign=number,
            subject=text_of(ticket.get("subject")) or text_of(ticket.get("raw_subject")),
            opened_at=opened,
            customer=customer,
            said=said,
            closed_at=(ended or opened) if state in OVER else None,
            holder=_who(ticket.get("assignee_id"), desk, place, named=ticket.get("assignee"), is_ours=True),
            channel=WAYS.get(text_of(via.get("channel")), "email"),
            tags=_tags(ticket),
            facts=[("State", state), *_facts(number, ticket, desk)],
        ),
        desk,
    )


def _tags(ticket: dict[str, Any]) -> list[str]:
    tags = ticket.get("tags")
    if tags is None:
        tags = text_of(ticket.get("current_tags")).split()  # of the XML export
    return [name for one in tags if (name := text_of(one))] if isinstance(tags, list) else []


def _metric(ticket: dict[str, Any], name: str) -> Any:
    for held in (ticket.get("metric_set"), ticket.get("dates")):
        if isinstance(held, dict) and held.get(name):
            return held[name]
    return None


def _who(key: Any, desk: Desk, place: str, *, named: Any = None, is_ours: bool = False) -> Somebody:
    """Return the user of a number; the JSON export has some users in the ticket itself."""
    number = text_of(key)
    user = named if isinstance(named, dict) else desk.shelf.one("user", number) if number else None
    if user is None:
        if number:
            desk.report.is_odd(_("Somebody named by number alone is not in the export."), f"{place}: {number}")
        return somebody(name="", number=number, is_ours=is_ours) if number else NOBODY
    roles = text_of(user.get("role")) or text_of(user.get("roles"))
    firm = desk.shelf.one("organization", text_of(user.get("organization_id"))) if user.get("organization_id") else None
    return somebody(
        name=user.get("name"), mail=user.get("email"), phone=user.get("phone"), number=number or user.get("id"),
        firm=(firm or {}).get("name"), language=user.get("locale"), is_ours=is_ours or roles in OURS,
        country=desk.country,
    )  # fmt: skip


def _said(number: str, ticket: dict[str, Any], desk: Desk, opened: datetime, customer: Somebody) -> list[Said]:
    comments = listed(ticket.get("comments")) or desk.shelf.of("comment", number)
    said, before = [], opened
    for place, comment in enumerate(comments):
        where = f"ticket {number}, comment {text_of(comment.get('id')) or place + 1}"
        before = desk.moment(comment.get("created_at"), where, instead=before) or before
        writer = _writer(comment, desk, where, customer)
        files = [_file(one, desk) for one in listed(comment.get("attachments"))]
        public = comment.get("public", comment.get("is_public", True))
        text = desk.text(
            comment.get("plain_body") or comment.get("body") or comment.get("value"), comment.get("html_body")
        )
        said.append(
            Said(f"{text_of(comment.get('id')) or f'{number}.{place}'}", before, writer, text,
                 is_note=not is_true(public), files=files)
        )  # fmt: skip
    if not said and (text := desk.text(ticket.get("description"))):
        is_note = text_of(ticket.get("is_public")).lower() in {"false", "0"}  # nothing of it was shown to the customer
        return [Said(f"{number}.description", opened, customer, text, is_note, subject=text_of(ticket.get("subject")))]
    return said


def _writer(comment: dict[str, Any], desk: Desk, where: str, customer: Somebody) -> Somebody:
    number = text_of(comment.get("author_id"))
    if number == "-1":
        return somebody(name="Zendesk", is_ours=True)  # what the system says by itself
    found = _who(number, desk, where, named=comment.get("author"))
    if found is NOBODY:
        desk.report.is_odd(_("Nothing says who wrote this; it stands as the customer's."), where)
        return customer
    return found


def _file(attached: dict[str, Any], desk: Desk) -> Attached:
    """Return a file of a comment; the exports hold its address alone, so it is looked for beside them by number and name."""
    name, number = text_of(attached.get("file_name") or attached.get("filename")), text_of(attached.get("id"))
    places = (
        [f"attachments/{number}/{name}", f"attachments/{number}", f"{number}-{name}", f"{number}_{name}"]
        if number
        else []
    )
    return desk.file(name, text_of(attached.get("content_type")), *places, f"attachments/{name}")


def _facts(number: str, ticket: dict[str, Any], desk: Desk) -> list[tuple[str, str]]:
    facts = [(name.capitalize(), text_of(ticket.get(name))) for name in ("type", "priority", "external_id")]
    group = desk.shelf.one("group", text_of(ticket.get("group_id"))) if ticket.get("group_id") else None
    assignee = _who(ticket.get("assignee_id"), desk, f"ticket {number}", named=ticket.get("assignee"), is_ours=True)
    facts += [("Group", text_of((group or {}).get("name"))), ("Assignee", assignee.name or assignee.foreign)]
    ratings = [ticket["satisfaction_rating"]] if isinstance(ticket.get("satisfaction_rating"), dict) else []
    for rating in [*ratings, *desk.shelf.of("rating", number)]:
        if text_of(rating.get("score")) not in {"", "unoffered", "offered"}:
            facts.append(
                ("Rated by the customer", f"{text_of(rating.get('score'))} {text_of(rating.get('comment'))}".strip())
            )
    for one in listed(ticket.get("custom_fields") or ticket.get("fields")):
        field = desk.shelf.one("field", text_of(one.get("id"))) or {}
        facts.append((text_of(field.get("title")) or f"Field {text_of(one.get('id'))}", text_of(one.get("value"))))
    followed = (
        [text_of(one) for one in ticket.get("followup_ids") or []]
        if isinstance(ticket.get("followup_ids"), list)
        else []
    )
    return [*facts, ("Followed up in", ", ".join(followed))]
