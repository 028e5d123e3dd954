from __future__ import annotations

import hashlib

import pytest

from amana.post.storing import Damaged, discard, fetch, keep


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES = tmp_path


def digest(content):
    return hashlib.sha256(content).hexdigest()


def only(folder):
    [file] = [file for file in folder.rglob("*") if file.is_file()]
    return file


def test_what_is_kept_comes_back_whole_and_under_a_key_that_says_nothing(tmp_path):
    key = keep(b"bytes")
    assert fetch(key, sha256=digest(b"bytes")) == b"bytes"
    assert keep(b"bytes") != key and digest(b"bytes")[:8] not in key


def test_only_we_may_read_it(tmp_path):
    keep(b"bytes")
    assert only(tmp_path).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", [lambda file: file.write_bytes(b"bytez"), lambda file: file.unlink()])
def test_f38_a_damaged_or_missing_file_is_never_served(tmp_path, damage):
    key = keep(b"bytes")
    damage(only(tmp_path))
    with pytest.raises(Damaged):
        fetch(key, sha256=digest(b"bytes"))


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "a" * 31, "a" * 33, "../" + "a" * 29])
def test_a_key_we_did_not_make_leads_nowhere(key):
    with pytest.raises(Damaged):
        fetch(key, sha256=digest(b""))


def test_nothing_half_written_stays(tmp_path):
    keep(b"bytes")
    assert not list(tmp_path.rglob("*.part"))


def test_discarding_twice_changes_nothing(tmp_path):
    key = keep(b"bytes")
    discard(key)
    discard(key)
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]
