"""Zammad: answers of its API as they were saved, with or without `expand=true`: tickets, ticket_articles, users, organizations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.utils.translation import gettext as _

from amana.config.moving_in.records import Record
from amana.config.moving_in.shelving import Shelf, Thing
from amana.config.moving_in.understanding import (
    CannotTake,
    Desk,
    address_in,
    is_true,
    listed,
    put_together,
    somebody,
    text_of,
    within,
)
from amana.handling.moving_in.matters import NOBODY, Attached, Matter, Said, Somebody

TICKET = "ticket"
CHILDREN = ("article", "tags")
PEOPLE, FIRMS = ("user",), ("organization",)
KINDS = {
    "tickets": TICKET, "ticket": TICKET, "users": "user", "user": "user", "organizations": "organization",
    "organization": "organization", "ticket_articles": "article", "ticket_article": "article", "articles": "article",
    "by_ticket": "article", "groups": "group", "ticket_states": "state", "ticket_priorities": "priority",
}  # fmt: skip
# As a new installation numbers them; an own ticket_states file goes before it.
STATES = {"1": "new", "2": "open", "3": "pending reminder", "4": "closed", "5": "merged", "6": "removed", "7": "pending close"}  # fmt: skip
OVER = {"closed", "merged", "removed"}
OPEN = {"new", "open", "pending reminder", "pending close"}
SENDERS = {"1": "Agent", "2": "Customer", "3": "System"}
WAYS = {"email": "email", "phone": "hand", "web": "form", "note": "hand", "sms": "sms", "chat": "chat",
        "telegram personal-message": "telegram", "whatsapp message": "whatsapp"}  # fmt: skip
SYSTEM = "1"  # whose number stands where nobody is meant


def things(record: Record, stem: str) -> Iterable[Thing]:
    """Say what a record is by its file (tickets, users, ticket_articles, tags-55.json), else by its fields."""
    value, root = record.value, stem.rstrip("0123456789-_. ")
    if root == "tags" or (isinstance(value.get("tags"), list) and "id" not in value):
        parent = "".join(letter for letter in record.place.rpartition("/")[2].partition(".")[0] if letter.isdecimal())
        if parent:
            yield Thing("tags", parent, value, parent)
        return
    kind = KINDS.get(record.kind) or KINDS.get(root) or _by_fields(value)
    number = text_of(value.get("id"))
    if kind is not None and number:
        yield Thing(kind, number, value, text_of(value.get("ticket_id")) if kind == "article" else "")


def _by_fields(value: dict[str, Any]) -> str | None:
    if "customer_id" in value and "title" in value:
        return TICKET
    if "ticket_id" in value and "body" in value:
        return "article"
    return "user" if "login" in value else None


def installation(_shelf: Shelf) -> str:
    """An answer of the API does not say which installation gave it."""
    return ""


def matter(number: str, ticket: dict[str, Any], desk: Desk) -> Matter:
    """Make a matter of a ticket and its articles."""
    place = f"ticket {text_of(ticket.get('number')) or number}"
    opened = desk.moment(ticket.get("created_at"), place)
    changed = desk.moment(ticket.get("updated_at"), place, instead=opened)
    if opened is None and changed is None:
        raise CannotTake(_("Nothing says when it was opened."))
    opened = opened or changed
    assert opened is not None
    state = _named(ticket, "state", desk, STATES)
    if state not in OVER | OPEN and not ticket.get("close_at"):
        desk.report.is_odd(_("Its state is one of the installation's own; it comes in as open."), f"{place}: {state}")
    is_over = state in OVER or (state not in OPEN and bool(ticket.get("close_at")))
    customer = _who(ticket.get("customer_id"), desk, place, named=ticket.get("customer"))
    articles = desk.shelf.of("article", number) or listed(ticket.get("articles"))
    tags = ticket.get("tags") or (desk.shelf.one("tags", number) or {}).get("tags")
    return put_together(
        Matter(
            foreign=number,
            subject=text_of(ticket.get("title")),
            opened_at=opened,
            customer=customer,
            said=_said(number, articles, desk, opened, customer),
            closed_at=(desk.moment(ticket.get("close_at"), place, instead=changed) or opened) if is_over else None,
            holder=_owner(ticket, desk, place),
            channel=WAYS.get(_type(articles[0]) if articles else "", "email"),
            tags=[name for one in tags if (name := text_of(one))] if isinstance(tags, list) else [],
            facts=[("Number", text_of(ticket.get("number"))), ("State", state), *_facts(ticket, desk, place)],
        ),
        desk,
    )


def _named(ticket: dict[str, Any], what: str, desk: Desk, usual: dict[str, str]) -> str:
    number = text_of(ticket.get(f"{what}_id"))
    kept = desk.shelf.one(what, number) if number else None
    return text_of(ticket.get(what)) or text_of((kept or {}).get("name")) or usual.get(number, number)


def _who(key: Any, desk: Desk, place: str, *, named: Any = None, is_ours: bool = False) -> Somebody:
    """Return the user of a number; with `expand=true` their login stands beside it, which mostly is their address."""
    number = text_of(key)
    user = desk.shelf.one("user", number) if number else None
    if user is None:
        login = text_of(named)
        if number and not address_in(login):
            desk.report.is_odd(_("Somebody named by number alone is not in the export."), f"{place}: {number}")
        return (
            somebody(name="" if address_in(login) else login, mail=login, number=number, is_ours=is_ours)
            if number
            else NOBODY
        )
    roles = {text_of(one) for one in (user.get("roles") or user.get("role_ids") or []) if not isinstance(one, dict)}
    firm = text_of(user.get("organization_id"))
    return somebody(
        name=f"{text_of(user.get('firstname'))} {text_of(user.get('lastname'))}".strip() or user.get("login"),
        mail=user.get("email"), phone=user.get("phone") or user.get("mobile"), number=number,
        firm=user.get("organization") or (desk.shelf.one("organization", firm) or {}).get("name") if firm else "",
        is_ours=is_ours or not roles.isdisjoint({"Admin", "Agent", "1", "2"}), country=desk.country,
    )  # fmt: skip


def _owner(ticket: dict[str, Any], desk: Desk, place: str) -> Somebody:
    number = text_of(ticket.get("owner_id"))
    return NOBODY if number in {"", SYSTEM} else _who(number, desk, place, named=ticket.get("owner"), is_ours=True)


def _type(article: dict[str, Any]) -> str:
    return text_of(article.get("type"))


def _said(number: str, articles: list[dict[str, Any]], desk: Desk, opened: datetime, customer: Somebody) -> list[Said]:
    said, before = [], opened
    for place, article in enumerate(articles):
        where = f"ticket {number}, article {text_of(article.get('id')) or place + 1}"
        before = desk.moment(article.get("created_at"), where, instead=before) or before
        is_page = "html" in text_of(article.get("content_type"))
        body = article.get("body")
        sender = text_of(article.get("sender")) or SENDERS.get(text_of(article.get("sender_id")), "")
        said.append(
            Said(
                text_of(article.get("id")) or f"{number}.{place}", before, _writer(article, sender, desk, where, customer),
                desk.text(None if is_page else body, body), is_note=is_true(article.get("internal")),
                to=[one.strip() for one in text_of(article.get("to")).split(",") if one.strip()],
                subject=text_of(article.get("subject")), channel=WAYS.get(_type(article), "email"),
                message_id=text_of(article.get("message_id")),
                files=[_file(one, text_of(article.get("id")), desk) for one in listed(article.get("attachments"))],
            )
        )  # fmt: skip
    return said


def _writer(article: dict[str, Any], sender: str, desk: Desk, where: str, customer: Somebody) -> Somebody:
    """Return who wrote an article. One an agent wrote down for a customer is the customer's."""
    name, address = parseaddr(text_of(article.get("from")))
    is_ours = sender in {"Agent", "System"}
    if not is_ours and address_in(address) == customer.mail:
        return customer
    key = text_of(article.get("origin_by_id") or article.get("created_by_id"))
    if is_ours and key not in {"", SYSTEM}:
        return _who(key, desk, where, named=article.get("created_by"), is_ours=True)
    if address_in(address) or name:
        return somebody(name=name, mail=address, is_ours=is_ours)
    return somebody(name="Zammad", is_ours=True) if is_ours else customer


def _file(attached: dict[str, Any], article: str, desk: Desk) -> Attached:
    name, number = text_of(attached.get("filename")), text_of(attached.get("id"))
    told = within(attached, "preferences")
    kind = text_of(told.get("Content-Type") or told.get("Mime-Type")).partition(";")[0]
    return desk.file(name, kind, f"attachments/{number}/{name}", f"attachments/{article}/{name}", f"attachments/{number}",
                     f"{number}-{name}", f"attachments/{name}")  # fmt: skip


def _facts(ticket: dict[str, Any], desk: Desk, place: str) -> list[tuple[str, str]]:
    owner = _owner(ticket, desk, place)
    return [
        ("Priority", _named(ticket, "priority", desk, {"1": "1 low", "2": "2 normal", "3": "3 high"})),
        ("Group", _named(ticket, "group", desk, {})),
        ("Owner", owner.name or owner.mail),
        ("Note", text_of(ticket.get("note"))),
    ]
