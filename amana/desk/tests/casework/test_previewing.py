"""Looking into files, and a case on paper."""

from __future__ import annotations

import base64

import pytest

from amana.cases.models import Case
from amana.desk.casework.previewing import type_of
from amana.desk.tests.conftest import mail, signed_in
from amana.handling.facts.noting import note
from amana.post.models import File
from amana.team.viewing import at_the_desk

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>"


def sent(name: str, content: bytes, media_type: str) -> File:
    body = (
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n'
        f'--b\r\nContent-Type: {media_type}; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{base64.b64encode(content).decode()}\r\n--b--\r\n"
    )
    mail("", more=body)
    return File.objects.latest("at")


def urls(file: File) -> tuple[str, str]:
    number = Case.objects.get(pk=file.case).number
    return f"/desk/cases/{number}/files/{file.pk}/preview/", f"/desk/cases/{number}/files/{file.pk}/shown/"


@pytest.mark.parametrize(("name", "content", "said", "shown_as"), [
    ("a.png", PNG, "image/png", "image/png"),
    ("a.pdf", PDF, "application/pdf", "application/pdf"),
    ("a.html", PNG, "text/html", "image/png"),
])  # fmt: skip
def test_a_file_is_shown_as_what_it_is_by_its_beginning(desk, brand, dana, name, content, said, shown_as):
    preview, shown = urls(sent(name, content, said))
    assert desk.get(preview).status_code == 200
    answer = desk.get(shown)
    assert answer["Content-Type"] == shown_as and answer["X-Content-Type-Options"] == "nosniff"
    assert (
        answer["Content-Disposition"].startswith("inline") and "default-src 'none'" in answer["Content-Security-Policy"]
    )
    assert "script-src" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize(("name", "content", "said"), [
    ("a.png", b"<html><script>alert(1)</script>", "image/png"),
    ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml"),
    ("a.pdf", b"not a pdf", "application/pdf"),
    ("a.exe", b"MZ\x90\x00", "application/octet-stream"),
    ("a.html", b"<script>alert(1)</script>", "text/html"),
    ("a.png", b"", "image/png"),
])  # fmt: skip
def test_what_is_none_of_these_is_not_shown(desk, brand, dana, name, content, said):
    preview, shown = urls(sent(name, content, said))
    html = desk.get(preview).content.decode()
    assert "cannot be shown here" in html and "<script>alert" not in html
    assert desk.get(shown).status_code == 404


@pytest.mark.parametrize(("content", "words"), [
    ("שלום <b>עולם</b>".encode(), "שלום &lt;b&gt;עולם&lt;/b&gt;"), ("שלום".encode("cp1255"), "שלום"),
    (b"\xef\xbb\xbfa,b\r\n", "a,b"),
])  # fmt: skip
def test_a_text_is_shown_as_words(desk, brand, dana, content, words):
    preview, shown = urls(sent("a.csv", content, "text/csv"))
    assert words in desk.get(preview).content.decode() and desk.get(shown).status_code == 404


def test_the_story_leads_to_the_preview_of_what_can_be_looked_into(desk, brand, dana):
    file = sent("a.png", PNG, "image/png")
    number = Case.objects.get(pk=file.case).number
    assert urls(file)[0] in desk.get(f"/desk/cases/{number}/").content.decode()


def test_a_stranger_looks_into_nothing(brand, dana, omar):
    preview, shown = urls(sent("a.png", PNG, "image/png"))
    assert signed_in(omar).get(preview).status_code == signed_in(omar).get(shown).status_code == 404


@pytest.mark.parametrize("content", [b"", b"\x00", b"RIFF", b"%PDF", b"GIF8"])
def test_rubbish_is_of_no_type(content):
    assert type_of(content) == ""


def test_on_paper_stands_what_both_sides_read_and_ours_only_when_asked(desk, case, dana, now):
    note(case, "She is angry.", by=at_the_desk(dana), at=now)
    mail("My card is 4111 1111 1111 1111.")
    url = f"/desk/cases/{case.number}/print/"
    html = desk.get(url).content.decode()
    assert "Router dead" in html and "She is angry." not in html and "<textarea" not in html and "<form" not in html
    assert "She is angry." in desk.get(f"{url}?notes=1").content.decode()


def test_card_numbers_are_covered_on_paper(desk, brand, dana):
    number = Case.objects.get(pk=mail("My card is 4111 1111 1111 1111.").case).number
    html = desk.get(f"/desk/cases/{number}/print/").content.decode()
    assert "4111 1111" not in html and "1111" in html


@pytest.mark.parametrize("before", ["1", "99999999999999", "x", "1.1", "-1", "%00", "²"])
def test_rubbish_before_an_entry_prints_something(desk, case, before):
    assert desk.get(f"/desk/cases/{case.number}/print/?before={before}").status_code == 200
    assert desk.get(f"/desk/cases/{case.number}/print/?notes=1&before={before}").status_code == 200
