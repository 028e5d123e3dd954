"""Gil's case against Kav Telecom: two calls with Avi Cohen, a letter with papers, a promise kept and one broken."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from fpdf import FPDF
from PIL import Image

from amana.advocacy.calling import Call, log_call
from amana.advocacy.defining import define, person_of
from amana.cases.models import Case
from amana.channels.email.composing import Attached
from amana.commitments.keeping import admit_broken, keep
from amana.commitments.models import Commitment
from amana.handling.talking.hearing import hear
from amana.people.models import Account, Person
from amana.team.viewing import Viewer, owner


def pdf(words: str = "Invoice 2026-11", *, pages: int = 1) -> bytes:
    made = FPDF()
    made.set_font("Helvetica", size=18)
    for number in range(pages):
        made.add_page()
        made.cell(0, 12, f"{words} {number + 1}")
    return bytes(made.output())


def picture(wide: int = 80, high: int = 60, form: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (wide, high), "navy").save(out, form)
    return out.getvalue()


@pytest.fixture
def gil(db) -> Person:
    account = Account.objects.create_user(
        "gil@bayit.example", None, name="Gil Barnea", language="en", zone="Asia/Jerusalem"
    )
    return person_of(account)


@pytest.fixture
def viewer(gil) -> Viewer:
    return owner(gil)


@pytest.fixture
def own(gil, now) -> Case:
    return define(gil, company="Kav Telecom", happened="Charged for a router I gave back, receipt 88-1204.",
                  wanted="A refund of 200.", settle_for="150 would do.", at=now - timedelta(days=30))  # fmt: skip


@pytest.fixture
def called(own, viewer, now) -> Case:
    """Two calls, in each of which something was promised; the first was kept and the second broken."""
    for days, said, promised in (
        (20, "Avi Cohen saw the receipt.", "A refund of 200"),
        (10, "He asks again.", "A call"),
    ):
        at = now - timedelta(days=days)
        log_call(own, Call("Avi Cohen", said, at, 38, 12, promised, at + timedelta(days=2)), by=viewer, at=at)
    first, second = Commitment.objects.filter(case=own, promiser="company").order_by("made_at")
    keep(first, by=viewer, at=now - timedelta(days=17), note="It is on my account.")
    admit_broken(second, by=viewer, at=now - timedelta(days=7), why="Nobody called.")
    return own


def attach(case: Case, viewer: Viewer, at: datetime, *files: tuple[str, str, bytes]) -> None:
    attached = [Attached(name, kind, content) for name, kind, content in files]
    hear(case, "With what I have.", by=viewer, at=at, files=attached)
