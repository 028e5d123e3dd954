"""FreeScout: answers of its API module as they were saved, or its database tables as CSV or JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from amana.config.moving_in.records import Record
from amana.config.moving_in.shelving import Shelf, Thing
from amana.config.moving_in.understanding import CannotTake, Desk, listed, put_together, somebody, text_of, within
from amana.handling.moving_in.matters import NOBODY, Attached, Matter, Said, Somebody

TICKET = "conversation"
CHILDREN = ("thread",)
PEOPLE, FIRMS = ("customer", "user"), ()
KINDS = {"conversations": TICKET, "conversation": TICKET, "threads": "thread", "customers": "customer", "users": "user",
         "emails": "email", "attachments": "attachment", "mailboxes": "mailbox", "tags": "tag",
         "conversation_tag": "tagged", "conversation_tags": "tagged"}  # fmt: skip
# The tables hold numbers where the API has words.
STATUSES = {"1": "active", "2": "pending", "3": "closed", "4": "spam"}
STATES = {"1": "draft", "2": "published", "3": "deleted"}
TYPES = {"1": "customer", "2": "message", "3": "note", "4": "lineitem", "5": "phone", "8": "chat"}
# What is of any other kind the company alone reads.
SHOWN = {"customer", "message", "phone", "chat"}
WAYS = {"email": "email", "phone": "hand", "chat": "chat", "1": "email", "2": "hand", "3": "chat"}


def things(record: Record, stem: str) -> Iterable[Thing]:
    """Say what a record is by its list or file: a list of the API, or a table of the database."""
    value = {name.replace(" ", "_"): one for name, one in record.value.items()}
    kind = KINDS.get(record.kind) or KINDS.get(stem) or KINDS.get(stem.rstrip("0123456789-_. ")) or _by_fields(value)
    number = text_of(value.get("id"))
    if kind == "tagged":
        # Joins the tables of tags and conversations; it has no number of its own.
        pair = text_of(value.get("conversation_id")), text_of(value.get("tag_id"))
        yield Thing("tagged", "-".join(pair), value, pair[0])
    elif kind is not None and number:
        parents = {"thread": "conversation_id", "attachment": "thread_id", "email": "customer_id"}
        yield Thing(kind, number, value, text_of(value.get(parents.get(kind, ""))))


def _by_fields(value: dict[str, Any]) -> str | None:
    return TICKET if "mailboxId" in value or "threadsCount" in value else None


def installation(_shelf: Shelf) -> str:
    """Neither an answer nor a table says which installation it is of."""
    return ""


def matter(number: str, talk: dict[str, Any], desk: Desk) -> Matter:
    """Make a matter of a conversation and its threads; drafts and what was deleted are left out."""
    place = f"conversation {text_of(talk.get('number')) or number}"
    status = _word(talk.get("status"), STATUSES)
    if status == "spam":
        raise CannotTake(_("It was marked as spam there."))
    if (state := _word(talk.get("state"), STATES)) in {"draft", "deleted"}:
        raise CannotTake(_("It was deleted there.") if state == "deleted" else _("It is a draft nobody sent."))
    opened = desk.moment(_of(talk, "createdAt", "created_at"), place)
    changed = desk.moment(_of(talk, "updatedAt", "updated_at"), place, instead=opened)
    if opened is None and changed is None:
        raise CannotTake(_("Nothing says when it was opened."))
    opened = opened or changed
    assert opened is not None
    customer = _customer(talk.get("customer"), talk.get("customer_id"), desk, mail=talk.get("customer_email"))
    ended = desk.moment(_of(talk, "closedAt", "closed_at"), place, instead=changed)
    return put_together(
        Matter(
            foreign=number,
            subject=text_of(talk.get("subject")),
            opened_at=opened,
            customer=customer,
            said=_said(number, talk, desk, opened, customer),
            closed_at=(ended or opened) if status == "closed" else None,
            holder=_user(talk.get("assignee"), talk.get("user_id"), desk),
            channel=WAYS.get(text_of(talk.get("type")), "email"),
            tags=_tags(number, talk, desk),
            facts=[("Number", text_of(talk.get("number"))), ("State", status), *_facts(talk, desk)],
        ),
        desk,
    )


def _of(value: dict[str, Any], *names: str) -> Any:
    return next((value[name] for name in names if value.get(name) not in (None, "", "NULL")), None)


def _word(value: Any, words: dict[str, str]) -> str:
    text = text_of(value)
    return words.get(text, text)


def _customer(told: Any, key: Any, desk: Desk, *, mail: Any = "") -> Somebody:
    value = told if isinstance(told, dict) and told else desk.shelf.one("customer", text_of(key)) or {}
    number = text_of(value.get("id") or key)
    if not value and not number:
        return somebody(name="", mail=mail)
    held = within(value, "_embedded")
    mails = [one.get("value") for one in listed(held.get("emails"))] or [
        one.get("email") for one in desk.shelf.of("email", number)
    ]
    phones = [one.get("value") for one in listed(held.get("phones") or value.get("phones"))]
    return somebody(
        name=_name(value), mail=_of(value, "email") or mail or next(iter(mails), ""), phone=next(iter(phones), ""),
        number=f"c{number}", firm=value.get("company"), country=desk.country,
    )  # fmt: skip


def _user(told: Any, key: Any, desk: Desk) -> Somebody:
    value = told if isinstance(told, dict) and told else desk.shelf.one("user", text_of(key)) or {}
    number = text_of(value.get("id") or (key if text_of(key) != "NULL" else ""))
    if not number:
        return NOBODY
    return somebody(name=_name(value), mail=value.get("email"), number=f"u{number}", is_ours=True)


def _name(value: dict[str, Any]) -> str:
    names = [_of(value, "firstName", "first_name"), _of(value, "lastName", "last_name")]
    return " ".join(text_of(one) for one in names if one)


def _said(number: str, talk: dict[str, Any], desk: Desk, opened: datetime, customer: Somebody) -> list[Said]:
    held = within(talk, "_embedded")
    said, before = [], opened
    for place, thread in enumerate(listed(held.get("threads")) or desk.shelf.of("thread", number)):
        where = f"conversation {number}, thread {text_of(thread.get('id')) or place + 1}"
        kind = _word(thread.get("type"), TYPES)
        if kind == "lineitem" or _word(thread.get("state"), STATES) in {"draft", "deleted", "hidden"}:
            desk.report.leaves_out(_("It is no message: a draft, something deleted, or what the system noted."), where,
                                   text_of(thread.get("body"))[:1000])  # fmt: skip
            continue
        before = desk.moment(_of(thread, "createdAt", "created_at"), where, instead=before) or before
        said.append(_thread(text_of(thread.get("id")) or f"{number}.{place}", thread, kind, before, desk, customer))
    return said


def _thread(  # six sides of one message
    number: str, thread: dict[str, Any], kind: str, at: datetime, desk: Desk, customer: Somebody
) -> Said:
    held = within(thread, "_embedded")
    files = listed(held.get("attachments")) or desk.shelf.of("attachment", number)
    if kind in {"customer", "chat"} and text_of(thread.get("created_by_user_id")) in {"", "NULL"}:
        found = _customer(
            thread.get("customer"), thread.get("customer_id") or thread.get("created_by_customer_id"), desk
        )
        writer = found if found.mail or found.foreign else customer
    else:
        writer = _user(thread.get("createdBy"), thread.get("created_by_user_id"), desk)
        writer = writer if writer is not NOBODY else somebody(name="", is_ours=True)
    to = thread.get("to")
    return Said(
        number, at, writer, desk.text(None, _words(thread.get("body"))), is_note=kind not in SHOWN,
        to=[text_of(one) for one in to] if isinstance(to, list) else [],
        channel="hand" if kind == "phone" else "email", message_id=text_of(thread.get("message_id")),
        files=[_file(one, desk) for one in files],
    )  # fmt: skip


def _words(body: Any) -> Any:
    """The body of a thread is a page, and where no tag stands in it its lines are lines."""
    return body.replace("\n", "<br>") if isinstance(body, str) and "<" not in body else body


def _file(attached: dict[str, Any], desk: Desk) -> Attached:
    name, number = text_of(_of(attached, "fileName", "file_name")), text_of(attached.get("id"))
    folder = text_of(attached.get("file_dir")).strip("/")  # where it lies below storage/app/attachment
    places = [f"attachment/{folder}/{name}", f"storage/app/attachment/{folder}/{name}"] if folder else []
    return desk.file(name, text_of(_of(attached, "mimeType", "mime_type")), *places, f"attachments/{number}/{name}",
                     f"attachments/{number}", f"{number}-{name}", f"attachments/{name}")  # fmt: skip


def _tags(number: str, talk: dict[str, Any], desk: Desk) -> list[str]:
    held = within(talk, "_embedded")
    named = [one.get("name") for one in listed(held.get("tags"))]
    joined = [
        (desk.shelf.one("tag", text_of(one.get("tag_id"))) or {}).get("name") for one in desk.shelf.of("tagged", number)
    ]
    return [text_of(one) for one in [*named, *joined] if text_of(one)]


def _facts(talk: dict[str, Any], desk: Desk) -> list[tuple[str, str]]:
    mailbox = desk.shelf.one("mailbox", text_of(_of(talk, "mailboxId", "mailbox_id"))) or {}
    assignee = _user(talk.get("assignee"), talk.get("user_id"), desk)
    own = [
        (text_of(one.get("name")), text_of(one.get("text") or one.get("value")))
        for one in listed(talk.get("customFields"))
    ]
    return [("Mailbox", text_of(mailbox.get("name"))), ("Assignee", assignee.name), *own]
