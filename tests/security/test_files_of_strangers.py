"""Files of strangers: none is shown as something that runs, none is unpacked, and none costs more than it is allowed."""

from __future__ import annotations

import base64
import io
import resource
import struct
import time
import zipfile
import zlib

import pytest
from django.conf import settings
from django.test import Client

from amana.advocacy.filing import preparing
from amana.cases.models import Case
from amana.channels.email.composing import Attached
from amana.handling.talking.hearing import hear
from amana.kit.confining import Limits, run_confined
from amana.portal.tests.conftest import door_to
from amana.post.models import File, RawMessage
from amana.record.reading import read
from amana.recordings.sounding import kind_of
from amana.search.extracting import LIMITS, LONGEST_TEXT, SECONDS, Unreadable, form_of, text_of
from amana.team.viewing import by_link
from tests.letters import letter, take_in
from tests.security.payloads import read_page

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(document.cookie)</script>"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
# Name, what it says of itself, what it is.
FILES = (
    ("me.svg", "image/svg+xml", SVG),
    ("me.png", "image/png", SVG),
    ("photo.png", "image/png", HTML),
    ("photo.png", "image/png", PNG + HTML),
    ("photo.gif", "image/gif", b"GIF89a/*" + HTML + b"*/=alert(1)"),
    ("bill.pdf", "application/pdf", b"%PDF-1.4\n" + HTML),
    ("bill.pdf", "application/pdf", HTML),
    ("page.html", "text/html", HTML),
    ("page.xhtml", "application/xhtml+xml", b'<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>'),
    ("feed.xml", "text/xml", b'<?xml-stylesheet href="x.xsl"?><a/>'),
    ("script.js", "text/javascript", b"alert(1)"),
    ("meeting.ics", "text/calendar", b"BEGIN:VCALENDAR\nURL:javascript:alert(1)\nDESCRIPTION:<svg onload=alert(1)>\nEND:VCALENDAR"),
    ("card.vcf", "text/vcard", b"BEGIN:VCARD\nPHOTO:https://evil.example/x\nURL:javascript:alert(1)\nEND:VCARD"),
    ("words.txt", "text/plain", HTML),
    ("none", "rubbish", HTML),
    ("two.mht", "multipart/related; boundary=x", HTML),
)  # fmt: skip
SHOWN_AS = {"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"}


def is_dead(answer) -> bool:
    """Whether nothing in the bytes of an answer can run in our name, whatever a browser makes of them."""
    kind = answer["Content-Type"].partition(";")[0]
    policy = answer["Content-Security-Policy"]
    is_kept = answer["Content-Disposition"].startswith("attachment")
    is_guarded = answer["X-Content-Type-Options"] == "nosniff" and "default-src 'none'" in policy
    has_no_script = "script-src" not in policy and "unsafe-inline' " not in policy.replace(
        "style-src 'unsafe-inline'", ""
    )
    is_plain = kind == "application/octet-stream" or kind in SHOWN_AS or (kind == "text/plain" and is_kept)
    in_a_sandbox = "sandbox" in policy or kind == "application/pdf"
    return is_guarded and has_no_script and is_plain and in_a_sandbox and (is_kept or kind in SHOWN_AS)


@pytest.fixture
def files(case, noa, now) -> list[File]:
    attached = [Attached(name, kind, content) for name, kind, content in FILES]
    for start in range(0, len(attached), 5):
        hear(case, f"See these {start}.", by=by_link(noa, case.key), at=now, files=attached[start : start + 5])
    return list(File.objects.filter(case=case.key))


def at_the_desk_of(agent) -> Client:
    client = Client()
    client.force_login(agent.account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_a25_a26_a31_no_file_is_answered_as_something_that_runs(files, case, dana, noa):
    desk, door = at_the_desk_of(dana), door_to(case, noa)
    guest = door.enter(Client())
    alive, shown = [], {}
    for file in files:
        at_desk = f"/desk/cases/{case.number}/files/{file.pk}/"
        answers = [desk.get(at_desk), guest.get(f"{door.url}files/{file.pk}/")]
        seen = desk.get(f"{at_desk}shown/")
        answers += [seen] if seen.status_code == 200 else []
        shown[file.name, seen.status_code] = seen.get("Content-Type")
        alive += [
            (file.name, answer.status_code, answer["Content-Type"])
            for answer in answers
            if answer.status_code != 200 or not is_dead(answer)
        ]
        alive += read_page(desk.get(f"{at_desk}preview/").content.decode().replace("alert", "pwn7")).alive
    assert len(files) == len(FILES) and alive == []
    assert not [
        name for (name, status) in shown if status == 200 and name.endswith((".svg", ".html", ".ics", ".xml", ".js"))
    ]


def part(kind: str, name: str, content: bytes) -> str:
    inline = f"Content-ID: <{name}>\r\nContent-Disposition: inline\r\n" if name else ""
    coded = base64.b64encode(content).decode()
    return f"--b\r\nContent-Type: {kind}\r\n{inline}Content-Transfer-Encoding: base64\r\n\r\n{coded}\r\n"


def test_a25_a_drawing_within_a_mail_is_not_placed_in_it(case, dana, now):
    page = '<p>Look: <img src="cid:drawing"><img src="cid:photo"></p>'
    parts = [("text/html", "", page.encode()), ("image/svg+xml", "drawing", SVG), ("image/png", "photo", PNG)]
    body = "".join(part(kind, name, content) for kind, name, content in parts)
    raw = (
        "From: noa@customer.example\r\nTo: support@example.com\r\nSubject: Look\r\nMessage-ID: <look@customer.example>\r\n"
        f"Content-Type: multipart/related; boundary=b\r\n\r\n{body}--b--\r\n"
    )
    row = take_in(raw.encode(), at=now)
    number = Case.objects.get(pk=row.case).number
    html = at_the_desk_of(dana).get(f"/desk/cases/{number}/entries/{row.entry}/original/").content.decode()
    assert "data:image/png;base64," in html
    assert "svg" not in html.lower()


@pytest.mark.parametrize("name", ["attachname-svg", "ics", "png-bomb", "zip-bomb-50mb", "attachname-xss", "tnef"])
def test_a25_a29_a31_what_is_attached_in_the_collection_is_kept_and_nothing_more(shared, brand, dana, now, name):
    take_in(letter("noa@customer.example", "The first of all loads what all of them need.", at=now), at=now)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    row = take_in((shared / f"mail/_synthetic/{name}.eml").read_bytes(), at=now)
    took, grew = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    case = Case.objects.get(pk=row.case)
    desk = at_the_desk_of(dana)
    assert took < 5 and grew < 50 * 1024  # kilobytes, as Linux counts them
    assert read_page(desk.get(f"/desk/cases/{case.number}/").content.decode().replace("alert", "pwn7")).alive == []
    for file in File.objects.filter(case=case.key):
        assert is_dead(desk.get(f"/desk/cases/{case.number}/files/{file.pk}/"))


def test_a31_a_calendar_entry_as_the_whole_mail_is_words(shared, brand, dana, now):
    row = take_in((shared / "mail/_synthetic/ics.eml").read_bytes(), at=now)
    said = str([entry.content for entry in read(row.case, side="company")])
    html = at_the_desk_of(dana).get(f"/desk/cases/{Case.objects.get(pk=row.case).number}/").content.decode()
    assert "BEGIN:VCALENDAR" in said or File.objects.filter(case=row.case).exists()
    assert 'href="javascript:' not in html and "<svg onload" not in html


def test_a26_a_sound_is_what_it_is_by_its_beginning():
    assert [name for name, kind, content in FILES if kind_of(content) is not None] == []


# ── what unpacks to more than it seems ───────────────────────────────────────


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def pdf_of(stream: bytes, *, filters: str = "/FlateDecode") -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
        + f"4 0 obj<</Length {len(stream)}/Filter{filters}>>stream\n".encode() + stream
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>"
    )  # fmt: skip


def test_a29_what_unpacks_to_more_than_it_seems_costs_a_bounded_process_and_nothing_else():
    twice = zlib.compress(zlib.compress(b"\0" * 100 * 2**20, 9), 9)
    bombs = {
        "docx": (packed(word__document_xml=b"<a>" + b" " * (40 * 2**20) + b"</a>"), "docx"),
        "laughs": (packed(word__document_xml=b'<!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'), "docx"),
        "no docx": (packed(other=b"x"), "docx"),
        "pdf": (pdf_of(zlib.compress(b"\0" * 100 * 2**20, 9)), "pdf"),
        "pdf twice": (pdf_of(twice, filters="[/FlateDecode/FlateDecode]"), "pdf"),
    }
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    for name, (content, form) in bombs.items():
        try:
            said = text_of(content, form)
        except Unreadable:
            continue
        assert len(said) <= LONGEST_TEXT, name
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 * 1024
    assert time.monotonic() - began < len(bombs) * (SECONDS + 1)
    assert form_of("b.zip", "application/zip") == "" and form_of("p.png", "image/png") == ""


def test_a29_a_picture_is_measured_by_its_header_before_it_is_unpacked(tmp_path):
    """A hundred thousand times a hundred thousand points, in a file of two hundred bytes."""
    header = struct.pack(">II5B", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    picture = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(said)) + kind + said + struct.pack(">I", zlib.crc32(kind + said)) for kind, said in chunks
    )
    (tmp_path / "1.in").write_bytes(picture)
    said = preparing._run_all([{"key": 1, "form": "image", "most_pages": 1}], tmp_path, on_done=lambda done: None)
    assert said[1]["why"] in {"large", "damaged"} and not (tmp_path / "1.out").exists()


def test_a29_a_reader_of_files_is_ended_by_its_limits(tmp_path):
    """The limits are there: a program that wants more memory, or more time, than it may have does not get it."""
    greedy, busy = tmp_path / "greedy.py", tmp_path / "busy.py"
    greedy.write_text("x = bytearray(600 * 2**20)\nprint(len(x))\n")
    busy.write_text("while True:\n    pass\n")
    small = Limits(memory=300 * 2**20, processor=1, files=32)
    assert run_confined(greedy, limits=small, seconds=20).stdout == b""
    assert run_confined(busy, limits=small, seconds=20).returncode != 0
    assert max(LIMITS.memory, preparing.LIMITS.memory) <= 2**30 and SECONDS <= 60


def test_a27_no_name_of_a_file_is_the_name_of_anything_on_the_disk(shared, brand, dana, now):
    for path in sorted((shared / "mail/_synthetic").glob("attachname-*.eml")):
        take_in(path.read_bytes(), at=now)
    kept = [path for path in settings.FILES.rglob("*") if path.is_file()]
    assert File.objects.exists() and RawMessage.objects.exists()
    assert [path.name for path in kept if not set(path.stem) <= set("0123456789abcdef-_.")] == []
