"""Mail that lies in files."""

from __future__ import annotations

from pathlib import Path

import pytest

from amana.channels.email.importing import CannotRead, count_in, messages_in
from amana.channels.email.parsing import parse
from amana.channels.email.tests.messages import message

BORDER = b"From noa@customer.example Tue Nov  3 10:00:00 2026\n"


def bodies(path: Path) -> list[str]:
    found = [parse(one.raw).text for one in messages_in(path)]
    assert count_in(path) == len(found)
    return found


def mbox(folder: Path, content: bytes, name: str = "all.mbox") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def unix(body: str) -> bytes:
    return message(body).replace(b"\r\n", b"\n")


def test_each_message_of_an_mbox_is_found(tmp_path: Path) -> None:
    path = mbox(tmp_path, BORDER + unix("one\n") + b"\n" + BORDER + unix("two\n\nlines\n") + b"\n")

    assert bodies(path) == ["one", "two\n\nlines"]
    assert [one.origin for one in messages_in(path)] == ["all.mbox#1", "all.mbox#2"]


def test_words_at_the_start_of_a_line_end_no_message(tmp_path: Path) -> None:
    text = "dear\n\nFrom now on at 10:00 I wait.\n\n>From me\n>>From you\nFrom 10:00 to 12:00\n"
    path = mbox(tmp_path, BORDER + unix("a\n") + b"\n" + BORDER + unix(text))

    assert bodies(path)[1].splitlines()[4:6] == ["From me", ">From you"]


def test_a_border_without_an_empty_line_before_it_is_seen_by_the_header_below(tmp_path: Path) -> None:
    path = mbox(
        tmp_path, BORDER + unix("one\n") + BORDER + unix("two\n" + "From noa Tue Nov 3 10:00:00 2026\nno header\n")
    )

    assert len(bodies(path)) == 2


@pytest.mark.parametrize(
    "border",
    [
        b"From - Tue Nov  3 10:00:00 2026\r\n",
        b"From ???@??? Tue Nov 03 10:00:00 2026\n",
        b'From "a b"@x Tue Nov  3 10:00 +0200 2026\n',
        b"From MAILER-DAEMON\n",
    ],
)
def test_borders_of_other_programs_are_known(tmp_path: Path, border: bytes) -> None:
    assert bodies(mbox(tmp_path, border + unix("one\n") + b"\n" + border + unix("two\n"))) == ["one", "two"]


def test_a_file_is_known_by_its_first_line(tmp_path: Path) -> None:
    assert bodies(mbox(tmp_path, BORDER + unix("one\n"), "Archive")) == ["one"]
    assert bodies(mbox(tmp_path, message("two"), "letter")) == ["two"]
    assert bodies(mbox(tmp_path, BORDER + unix("a\n\n") + BORDER + unix("b"), "one.eml")) != []


def test_a_maildir_gives_what_was_delivered(tmp_path: Path) -> None:
    for folder in ("cur", "new", "tmp", ".Sent/cur"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "1.host:2,S").write_bytes(message(folder))

    assert sorted(bodies(tmp_path)) == [".Sent/cur", "cur", "new"]


def test_a_folder_gives_its_letters_in_order(tmp_path: Path) -> None:
    for name in ("b.eml", "a.eml", "x/c.EML", "notes.json", ".hidden.eml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(message(name))

    assert bodies(tmp_path) == ["a.eml", "b.eml", "x/c.EML"]


def test_a27_a_link_that_leads_outside_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.eml").write_bytes(message("secret"))
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail/a.eml").write_bytes(message("a"))
    (tmp_path / "mail/b.eml").symlink_to(tmp_path / "secret.eml")

    assert bodies(tmp_path / "mail") == ["a"]


def test_what_holds_no_mail_says_so(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="no mail"):
        list(messages_in(tmp_path))
    with pytest.raises(CannotRead, match="nothing at gone"):
        count_in(tmp_path / "gone")


def test_a45_a_message_too_large_is_cut_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amana.channels.email.importing.MAX_KEPT_BYTES", 1_000)
    path = mbox(tmp_path, BORDER + unix("x" * 5_000 + "\n" + "y\n" * 5_000) + b"\n" + BORDER + unix("two\n"))
    large, small = messages_in(path)

    assert large.is_cut and len(large.raw) == 1_000
    assert not small.is_cut and parse(small.raw).text == "two"


def test_the_collected_mails_are_all_found(shared: Path) -> None:
    assert count_in(shared / "mail/_synthetic") == 131
