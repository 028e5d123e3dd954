"""A brand with two agents, a customer with a case, a stranger of another brand, and files to attach."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from amana.channels.email.composing import Attached
from amana.handling.facts.noting import note
from amana.handling.filing import file_all
from amana.handling.intake.importing import new_brand
from amana.handling.opening import open_case
from amana.kit.codes import new_id
from amana.people.models import Account, Address, Person
from amana.record.appending import Line, append
from amana.search.asking import understand
from amana.search.finding import Search
from amana.search.models import Indexed
from amana.search.narrowing import narrow
from amana.search.taking_in import take_in_some
from amana.team.models import Agent
from amana.team.viewing import at_the_desk


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def brand(db, now):
    return new_brand("Tavor", at=now - timedelta(days=900), language="en")


def agent(name, brand):
    account = Account.objects.create_user(f"{name.split()[0].lower()}@{brand.name.lower()}.example", name=name)
    made = Agent.objects.create(account=account)
    made.brands.add(brand)
    return at_the_desk(made)


@pytest.fixture
def dana(brand):
    return agent("Dana Katz", brand)


@pytest.fixture
def stranger(db, now):
    return agent("Omar Aziz", new_brand("Other", at=now, language="en"))


@pytest.fixture
def noa(db, now):
    person = Person.objects.create(name="Noa Levi", language="he")
    Address.objects.create(kind=Address.MAIL, value="noa@levi.example", person=person, added_at=now)
    Address.telephone("+972501234567", person=person, at=now).save()
    return person


@pytest.fixture
def case(brand, dana, noa, now):
    return open_case(noa, brand, subject="Kettle", text="The kettle leaks again.", by=dana, at=now)


def say(case, text, *, by, at=None, files=()):
    """Write a message of the customer into a case, with files; return its entry."""
    key, at = new_id(), at or timezone.now()
    says = {"from": {"name": by.name, "address": "noa@levi.example"}, "text": text, "channel": "portal",
            "files": file_all(files, case=case.key, entry=key, at=at)}  # fmt: skip
    from amana.team.viewing import by_link

    return append(Line(case.key, "message.received", by_link(by, case.key).actor, at, says, id=key))


def search(query, viewer):
    asked = understand(query)
    return Search(asked, narrow(asked, viewer), viewer)


def take_in_all():
    """Do what the worker does until nothing waits."""
    while take_in_some(worker="test", at=timezone.now()):
        assert Indexed.objects.filter(worked_at=None).count() < 10_000


def pdf(*lines):
    """A PDF of one page that says these lines in ASCII."""
    words = "BT /F1 12 Tf 40 700 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(words)} >>\nstream\n{words}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(f"{at:010} 00000 n \n" for at in offsets)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF"
    return out.encode("latin-1")


def docx(*paragraphs, body=""):
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    said = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", body or f"<w:document {space}><w:body>{said}</w:body></w:document>")
    return out.getvalue()


def attached(name, content, media_type="application/octet-stream"):
    return Attached(name, media_type, content)


__all__ = ["agent", "attached", "docx", "note", "pdf", "say", "search", "take_in_all"]
