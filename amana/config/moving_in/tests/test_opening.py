"""A file of an export is that of its own message, however its folders are packed."""

from __future__ import annotations

import zipfile

import pytest

from amana.config.moving_in.opening import CannotRead, Dump


def test_a_file_of_another_message_with_the_same_name_is_never_taken_for_this_one(tmp_path):
    packed = tmp_path / "export.zip"
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("export/attachments/1/image.png", b"of the first customer")
        made.writestr("export/attachments/flat.pdf", b"flat")
        made.writestr("top.txt", b"at the top")
    with Dump(packed) as dump:
        assert dump.attached("attachments/1/image.png") == "export/attachments/1/image.png"
        assert dump.attached("attachments/2/image.png", "2-image.png", "attachments/image.png", "image.png") is None
        assert dump.attached("1/image.png".removeprefix("1/")) is None
        assert dump.attached("attachments/7/flat.pdf", "attachments/flat.pdf") == "export/attachments/flat.pdf"
        assert dump.attached("attachments/top.txt", "top.txt") == "top.txt"
        assert dump.attached("ttachments/1/image.png") is None


def test_a_file_whose_packing_is_broken_ends_in_a_sentence(tmp_path):
    packed = tmp_path / "export.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("tickets.json", bytes(range(256)) * 8)
    raw = bytearray(packed.read_bytes())
    raw[42:46] = b"\xff\xff\xff\xff"  # the beginning of what is packed
    packed.write_bytes(raw)
    with Dump(packed) as dump, pytest.raises(CannotRead, match=r"tickets\.json"):
        dump.bytes_of("tickets.json")
