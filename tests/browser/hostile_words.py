"""Puts every payload wherever a stranger or a careless colleague can write, and keeps what leaves the house as pages."""

from __future__ import annotations

import email
import email.policy
import io
import json
import zipfile
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from amana.cases.models import Case
from amana.commitments.making import Draft
from amana.handling.facts.noting import note
from amana.handling.handing_out.exporting import export
from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import Reply, reply
from amana.insight.models import Cause, Group
from amana.kit.codes import new_id
from amana.post.models import Outgoing
from amana.team.models import Agent, Brand
from amana.team.viewing import at_the_desk, by_link
from tests.letters import take_in
from tests.security.payloads import WORDS


def write_everywhere(brand: Brand, *, at: datetime, to: Path) -> None:
    """Fill cases, promises, notes, causes and groups with payloads; write their numbers and the pages into a file."""
    dana = Agent.objects.get()
    mine = at_the_desk(dana)
    cases = [_case(number, words, at=at) for number, words in enumerate(WORDS.values())]
    chorus = cases[0]
    for words in WORDS.values():
        hear(chorus, words, by=by_link(chorus.customer, chorus.key), at=at)
        note(chorus, words, by=mine, at=at)
        Cause.objects.create(brand=brand, what=words[:200], since=at.date(), owner=dana, opened_at=at, opened_by=dana)
        Group.objects.create(brand=brand, name=words[:200], made_at=at, size=9, first_at=at, last_at=at)
    everything = "\n\n".join(WORDS.values())
    reply(
        chorus,
        Reply(everything, promises=[Draft(everything[:480], at + timedelta(days=2), owner=dana)]),
        by=mine,
        at=at,
    )
    sent = Outgoing.objects.filter(case=chorus.key, what="reply").latest("created_at")
    told = {
        "number": chorus.number, "book": chorus.key.hex, "numbers": [case.number for case in cases],
        "pages": {"mail": _page_of(bytes(sent.mime)), "record": _record_of(chorus, at)},
    }  # fmt: skip
    to.write_text(json.dumps(told), "utf-8")


def _case(number: int, words: str, *, at: datetime) -> Case:
    mail = EmailMessage()
    mail["From"] = Address("Mallory" if number == 0 else words, f"w{number}", "strange.example")
    mail["To"], mail["Subject"], mail["Date"] = "support@example.com", words, format_datetime(at)
    mail["Message-ID"] = f"<{new_id().hex}@strange.example>"
    mail.set_content(f"{words}\nWhen will it work?")
    mail.add_attachment(f"{words}\n", filename=f"{words}.txt")
    row = take_in(mail.as_bytes(), at=at)
    if row.case is None:  # a name that deceives is held; it comes again under a plain one
        mail.replace_header("From", f"Mallory <w{number}@strange.example>")
        mail.replace_header("Message-ID", f"<{new_id().hex}@strange.example>")
        row = take_in(mail.as_bytes(), at=at)
    return Case.objects.get(pk=row.case)


def _page_of(mime: bytes) -> str:
    body = email.message_from_bytes(mime, policy=email.policy.default).get_body(("html",))  # type: ignore[attr-defined]  # EmailMessage
    return str(body.get_content())


def _record_of(case: Case, at: datetime) -> str:
    return (
        zipfile.ZipFile(io.BytesIO(export(case.key, side="company", at=at, purpose="test"))).read("index.html").decode()
    )
