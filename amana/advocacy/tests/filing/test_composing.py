"""The file of an own case: what stands in it, what never does, and what broken papers do to it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from amana.advocacy.filing.choosing import READERS, Choice
from amana.advocacy.filing.composing import file_pdf
from amana.advocacy.filing.gathering import gather
from amana.advocacy.models import Cost, Paper
from amana.advocacy.tests.filing.conftest import attach, pdf, picture
from amana.channels.email.composing import Attached
from amana.handling.filing import file_all
from amana.kit.codes import new_id
from amana.post.models import File
from amana.record.appending import SYSTEM, Line, append, append_many
from amana.record.fixing.checkpointing import make
from amana.record.kinds import KINDS
from amana.record.reading import head, read
from amana.record.withdrawing import erase

EN = Choice("en")


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages]


def text(content: bytes) -> str:
    return " ".join(" ".join(pages(content)).split())


@pytest.fixture
def made(called, viewer, now):
    def make(**choice: object) -> str:
        return text(file_pdf(called, Choice(**{"language": "en", **choice}), by=viewer, at=now).content)

    return make


def test_the_file_holds_the_sides_the_events_the_promises_and_the_fingerprint(made, called):
    fingerprint = head(called.key)[1]
    said = made()

    for words in ("Gil Barnea", "Kav Telecom", "receipt 88-1204", "A refund of 200", "waited 38 min", "Nobody called.",
                  "broken", "kept", "It does not show", fingerprint, "Page 1 of"):  # fmt: skip
        assert words in said, words


def test_the_contents_name_the_sheet_on_which_a_chapter_stands(called, viewer, now):
    found = pages(file_pdf(called, EN, by=viewer, at=now).content)
    contents = next(page for page in found if "Contents" in page)

    line = next(line for line in contents.splitlines() if "How to verify" in line)
    number = next(int(word) for word in contents[contents.index(line) :].split() if word.isdigit())
    assert "Last fingerprint" in found[number - 1]


@pytest.mark.parametrize(("reader", "is_whole"), [("company", False), ("office", True), ("court", True)])
def test_people_who_answered_are_named_whole_to_an_office_or_a_court_alone(made, reader, is_whole):
    said = made(reader=reader)

    assert "Avi" in said and ("Cohen" in said) is is_whole


@pytest.mark.parametrize("reader", READERS)
def test_nothing_of_the_keepers_own_chain_appears_whatever_its_kind(called, viewer, now, reader):
    private = [kind for kind in KINDS.values() if kind.audience == "customer"]
    assert {"goal.set", "letter.drafted"} <= {kind.name for kind in private}
    for kind in private:
        by = viewer.actor if "person" in kind.who else SYSTEM
        append(Line(called.key, kind.name, by, now, dict.fromkeys(kind.says, f"Zebra {kind.name}")))
    said = text(file_pdf(called, Choice("en", reader, with_costs=True), by=viewer, at=now).content)

    assert "Zebra" not in said and "150 would do" not in said


def test_costs_appear_only_when_they_were_chosen(made, called, now):
    Cost.objects.create(
        case=called, kind=Cost.MONEY, what="A taxi", amount="64.50", currency="ILS", entry=new_id(), at=now
    )

    assert "A taxi" not in made()
    said = made(with_costs=True)
    assert "A taxi" in said and "64.50 ILS" in said


def test_a_paper_of_ones_own_appears_only_when_it_was_chosen(called, viewer, now):
    key = new_id()
    file_all([Attached("own.txt", "text/plain", b"My own notes")], case=called.key, entry=key, at=now)
    row = File.objects.get(entry=key)
    Paper.objects.create(case=called, code="own", file=row.pk, entry=key, at=now)

    assert "own notes" not in text(file_pdf(called, EN, by=viewer, at=now).content)
    chosen = Choice("en", papers=frozenset({row.pk}))
    assert "own notes" in text(file_pdf(called, chosen, by=viewer, at=now).content)


def test_pictures_texts_and_pdf_pages_are_appended_in_order(called, viewer, now):
    attach(called, viewer, now, ("receipt.png", "image/png", picture()), ("bill.pdf", "application/pdf", pdf(pages=3)),
           ("chat.txt", "text/plain", "שלום Hello".encode()))  # fmt: skip
    made = file_pdf(called, EN, by=viewer, at=now)
    found = pages(made.content)

    assert made.pages == len(found)
    first = next(index for index, page in enumerate(found) if "Invoice 2026-11 1" in page)
    assert "Exhibit 2" in found[first - 1] and "Invoice 2026-11 3" in found[first + 2]
    assert f"Page {first + 1} of {len(found)}" in " ".join(found[first].split())
    assert any("Hello" in page for page in found[first + 3 :])


@pytest.mark.parametrize(
    ("name", "kind", "content", "why"),
    [
        ("broken.pdf", "application/pdf", b"%PDF-1.4 and then nothing", "cannot be read"),
        ("empty.png", "image/png", b"", "cannot be read"),
        ("lies.png", "image/png", b"GIF89a no picture", "cannot be read"),
        ("sound.mp3", "audio/mpeg", b"ID3", "no picture, PDF or text"),
        ("nothing.txt", "text/plain", b"  \n ", "holds no text"),
        ("../../etc/pass\x00wd\u202egnp.exe", "application/x-msdownload", b"MZ", "no picture, PDF or text"),
    ],
)
def test_what_cannot_be_shown_is_listed_with_its_digest(called, viewer, now, name, kind, content, why):
    attach(called, viewer, now, (name, kind, content))
    row = File.objects.get(case=called.key)
    said = text(file_pdf(called, EN, by=viewer, at=now).content)

    assert why in said and row.sha256 in said.replace(" ", "")


def test_a_locked_pdf_is_listed_as_locked(called, viewer, now):
    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf()))
    writer.encrypt("secret", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    attach(called, viewer, now, ("locked.pdf", "application/pdf", out.getvalue()))

    assert "locked by a password" in text(file_pdf(called, EN, by=viewer, at=now).content)


def test_scripts_and_forms_of_an_attached_pdf_do_not_come_along(called, viewer, now):
    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf()))
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('boo')")}
    )
    writer.add_attachment("evil.exe", b"MZ")
    out = BytesIO()
    writer.write(out)
    attach(called, viewer, now, ("js.pdf", "application/pdf", out.getvalue()))
    made = file_pdf(called, EN, by=viewer, at=now).content

    assert b"app.alert" not in made and b"/JavaScript" not in made and b"evil.exe" not in made
    assert "Invoice" in text(made)


def test_what_was_erased_leaves_a_line_and_no_words(called, viewer, now):
    entry = next(one for one in read(called.key, side="customer") if one.kind == "call.noted")
    erase(entry.id, why="asked for", by=viewer.actor, at=now)
    said = text(file_pdf(called, EN, by=viewer, at=now).content)

    assert "saw the receipt" not in said and "were taken out" in said


def test_long_words_are_cut_in_the_table_and_printed_whole_as_an_exhibit(called, viewer, now):
    long = " ".join(f"word{number}" for number in range(900))
    append(Line(called.key, "call.noted", viewer.actor, now, {"who": "Avi", "text": long, "minutes": 1, "waited": 0}))
    found = pages(file_pdf(called, EN, by=viewer, at=now).content)

    assert any("The whole text of entry" in page for page in found) and any("word899" in page for page in found)


@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_rubbish_is_printed_and_breaks_nothing(own, viewer, now, language):
    rubbish = "\x00\x07\u202e\u2066שלום \ud800 😀 日本 مرحبا\u200f 12/11/2026 " + "x" * 5000 + "\u0301" * 300
    append(
        Line(
            own.key,
            "call.noted",
            viewer.actor,
            now,
            {
                "who": rubbish.replace("\ud800", "")[:80],
                "text": rubbish.replace("\ud800", ""),
                "minutes": 1,
                "waited": 0,
            },
        )
    )
    made = file_pdf(own, Choice(language), by=viewer, at=now)

    assert made.content.startswith(b"%PDF") and made.pages >= 5


def test_what_looks_like_a_sign_of_the_writer_is_printed_as_it_is(own, viewer, now):
    append(
        Line(
            own.key,
            "call.noted",
            viewer.actor,
            now,
            {"who": "Avi", "text": "Press {nb} or **1**.", "minutes": 1, "waited": 0},
        )
    )
    assert "Press {nb} or **1**." in text(file_pdf(own, EN, by=viewer, at=now).content)


def test_making_it_is_noted_in_the_keepers_own_chain_with_its_digest(called, viewer, now):
    made = file_pdf(called, EN, by=viewer, at=now)

    noted = [one for one in read(called.key, side="customer", audiences=["customer"]) if one.kind == "record.exported"]
    assert noted[-1]["sha256"] == made.sha256 and noted[-1]["purpose"] == "file for company"
    assert not [one for one in read(called.key, side="company") if one.kind == "record.exported"]


def test_a_case_of_many_entries_is_bounded(own, viewer, now):
    says = {"who": "Avi", "minutes": 1, "waited": 2}
    append_many([Line(own.key, "call.noted", viewer.actor, now - timedelta(minutes=90 - number), says | {"text": f"Call {number}."})
                 for number in range(60)])  # fmt: skip
    told = gather(own, EN, at=now, most=50)

    assert [event.quote for event in told.events] == [f"Call {number}." for number in range(10, 60)]
    assert told.left_out == 12  # ten calls, the opening and the first step


def test_the_latest_checkpoint_stands_at_the_foot_of_every_page_and_up_to_where_it_holds(
    called, viewer, now, settings, tmp_path
):
    settings.DATA = tmp_path
    assert "Checkpoint" not in text(file_pdf(called, EN, by=viewer, at=now).content)
    length = head(called.key)[0]
    latest = make(at=now)
    found = pages(file_pdf(called, EN, by=viewer, at=now).content)

    assert all(latest.short in page for page in found)
    last = " ".join(" ".join(found).split())
    assert latest.fingerprint in last and latest.key in last and f"entries 1 to {length}" in last
    assert "holds both the database and the key" in last and "court-proof" not in last
    for language in ("he", "ar"):
        assert latest.short in text(file_pdf(called, Choice(language), by=viewer, at=now).content)
