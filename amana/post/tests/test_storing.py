from __future__ import annotations

import errno
import hashlib
import shutil

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError

from amana.post import storing
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


def test_f19_the_name_of_a_folder_is_synced_once_by_each_process_also_where_another_made_it(
    tmp_path, settings, monkeypatch
):
    """The process that made it may have ended before it synced the name."""
    settings.FILES = tmp_path / "files"
    (settings.FILES / "ab").mkdir(parents=True)
    names = iter(["ab" + "0" * 30, "ab" + "1" * 30, "ab" + "2" * 30])
    monkeypatch.setattr(storing.secrets, "token_hex", lambda _count: next(names))
    synced, own = [], storing._sync_folder
    monkeypatch.setattr(storing, "_sync_folder", lambda folder: synced.append(folder) or own(folder))
    keep(b"one")
    assert synced == [tmp_path, settings.FILES, settings.FILES / "ab"]
    keep(b"two")
    assert synced[3:] == [settings.FILES / "ab"]
    shutil.rmtree(settings.FILES)
    keep(b"three")
    assert synced[4:] == [tmp_path, settings.FILES, settings.FILES / "ab"]


def test_f19_a_name_that_could_not_be_synced_is_synced_the_next_time(tmp_path, settings, monkeypatch):
    settings.FILES = tmp_path / "files"
    synced, own = [], storing._sync_folder

    def fails_once(folder):
        synced.append(folder)
        if len(synced) == 1:
            raise OSError(errno.EIO, "Input/output error")
        own(folder)

    monkeypatch.setattr(storing, "_sync_folder", fails_once)
    with pytest.raises(OSError, match="Input"):
        keep(b"one")
    keep(b"one")
    assert synced[:3] == [tmp_path, tmp_path, settings.FILES]


def test_what_stands_still_and_why_nothing_is_kept_are_told(tmp_path, settings):
    for error in (OperationalError("locked"), InterfaceError("gone"), *(OSError(one, "x") for one in storing.NO_ROOM)):
        assert storing.is_standing_still(error)
    for error in (None, ValueError("x"), FileNotFoundError(errno.ENOENT, "x"), IntegrityError("x")):
        assert not storing.is_standing_still(error)
    assert storing.why_nothing_is_kept() == "" and not [one for one in tmp_path.rglob("*") if one.is_file()]
    (tmp_path / "a file").write_bytes(b"")
    settings.FILES = tmp_path / "a file"
    assert storing.why_nothing_is_kept()


def test_discarding_twice_changes_nothing(tmp_path):
    key = keep(b"bytes")
    discard(key)
    discard(key)
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]
