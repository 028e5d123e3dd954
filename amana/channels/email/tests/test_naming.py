"""Names of files from outside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.channels.email.naming import MAX_NAME, content_disposition, display_name


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("invoice\u202egpj.exe", "invoice[U+202E]gpj.exe"),
        ("\u200b.htaccess", "htaccess"),
        ("../../../etc/cron.d/x", "x"),
        ("..\\..\\win.ini", "win.ini"),
        ("/etc/passwd", "passwd"),
        ("a.pdf\x00.exe", "a.pdf.exe"),
        ("a.pdf\r\nX-Evil: 1", "a.pdf X-Evil_ 1"),
        ('"><img src=x onerror=alert(1)>.png', "___img src=x onerror=alert(1)_.png"),
        ("....", "file"),
        ("CON.txt", "_CON.txt"),
        ("shell.php. ", "shell.php"),
        ("חשבונית.pdf", "חשבונית.pdf"),
        ("", "file"),
    ],
)
def test_a27_a_name_is_safe_to_show(raw: str, shown: str) -> None:
    assert display_name(raw) == shown


def test_a27_a_long_name_keeps_its_ending() -> None:
    name = display_name("א" * 400 + ".pdf")

    assert len(name) == MAX_NAME and name.endswith("א.pdf")


def test_a_file_without_a_name_is_called_after_its_type() -> None:
    assert display_name("", media_type="application/pdf") == "file.pdf"


def test_a27_the_header_has_a_name_for_old_and_new_readers() -> None:
    assert content_disposition("a b.pdf") == 'attachment; filename="a b.pdf"'
    assert content_disposition("דו.pdf") == "attachment; filename=\"__.pdf\"; filename*=UTF-8''%D7%93%D7%95.pdf"
    assert content_disposition("a.png", inline=True).startswith("inline; ")


@given(st.text(max_size=300))
def test_a27_no_name_leaves_the_header_or_the_folder(raw: str) -> None:
    name, header = display_name(raw), content_disposition(raw)

    assert name and len(name) <= MAX_NAME
    assert not set(name) & set('/\\:*?"<>|\r\n\0') and name not in {".", ".."}
    assert header.isascii() and header.isprintable() and header.count('"') == 2
    assert display_name(name) == name
