from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from amana.config.backing_up.keying import WrongKey
from amana.config.backing_up.restoring import NotPossible, bring_back, chosen
from amana.config.backing_up.retaining import STRAY, Forgotten, copies_in, forget
from amana.config.backing_up.storing import Broken, Store

KEY, OTHER = bytes(range(32)), bytes(32)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
WORDS = b"Noa Levi writes: where is my kettle?"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "copies", KEY)


def copy(store, *, days, content=WORDS, files=(), migrations=()):
    at = NOW - timedelta(days=days)
    name = f"{at:%Y%m%dT%H%M%S%fZ}"
    database = {"file": [store.put(content)], "size": len(content)}
    listed = {"format": 1, "version": "9.9", "at": at.isoformat(), "database": database, "files": list(files)}
    store.write("keys", f"{name}.keys", {"files": {"mail": "c2VjcmV0"}, "earlier": {}})
    store.write("copies", f"{name}.copy", listed | {"migrations": list(migrations)})
    return f"{name}.copy"


def test_a_piece_is_kept_once_and_nothing_of_it_can_be_read(store):
    assert store.put(WORDS) == store.put(WORDS)
    assert (store.saved, store.known) == (1, 1)
    assert store.get(store.put(WORDS)) == WORDS
    for path in store.folder.rglob("*"):
        assert not path.is_file() or b"kettle" not in path.read_bytes()


def test_a_piece_that_was_changed_or_put_elsewhere_is_not_given_out(store):
    first, second = store.put(WORDS), store.put(WORDS * 2)
    store._path(first).write_bytes(store._path(second).read_bytes())
    with pytest.raises(Broken):
        store.get(first)
    store._path(second).write_bytes(b"")
    with pytest.raises(Broken):
        store.get(second)
    for name in ("../../etc/passwd", "", "0" * 32):
        with pytest.raises(Broken):
            store.get(name)


def test_another_key_and_another_folder_are_refused(store, tmp_path):
    with pytest.raises(WrongKey, match="marked"):
        Store(store.folder, OTHER)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x")
    with pytest.raises(Broken, match="something else"):
        Store(tmp_path / "mine", KEY)


def test_copies_older_than_their_term_go_with_what_they_alone_needed(store):
    old, kept = copy(store, days=40, content=b"erased since"), copy(store, days=10)
    shared = set(store.names())
    assert forget(store, before=35, at=NOW) == Forgotten(1, [])
    assert copies_in(store) == [kept] and not (store.folder / "keys" / old.replace(".copy", ".keys")).exists()
    assert len(set(store.names())) == len(shared) - 1
    assert chosen(store).at == (NOW - timedelta(days=10)).isoformat()


def test_the_only_copy_stays_however_old_it_is(store):
    copy(store, days=400)
    assert forget(store, before=35, at=NOW) == Forgotten(0, [])
    assert len(list(store.names())) == 1


def test_a_list_that_does_not_open_keeps_every_piece(store):
    copy(store, days=40)
    broken = copy(store, days=20, content=b"other")
    copy(store, days=1)
    (store.folder / "copies" / broken).write_bytes(b"x" * 100)
    assert forget(store, before=35, at=NOW) == Forgotten(1, [broken])
    assert len(list(store.names())) == 2
    # It goes with its term, and the pieces go on being taken away.
    assert forget(store, before=10, at=NOW) == Forgotten(1, [])
    assert len(list(store.names())) == 1


def test_what_somebody_else_put_beside_the_copies_is_none_of_them(store):
    mine = copy(store, days=40), copy(store, days=1)
    (store.folder / "copies" / "zz-mine.copy").write_bytes(b"x")
    assert copies_in(store) == [mine[1], mine[0]]
    assert chosen(store).name == mine[1]
    assert forget(store, before=35, at=NOW).copies == 1


def test_what_a_copy_that_broke_off_left_behind_goes_after_a_day(store):
    kept = copy(store, days=1)
    piece = store._path(next(iter(store.names())))
    names = [
        "copies/20261120T000000000000Z.copy.0a.part",
        "keys/20261120T000000000000Z.keys",
        f"pieces/{piece.parent.name}/x.part",
    ]
    for age in (timedelta(hours=2), timedelta(days=2)):
        for name in names:
            path = store.folder / name
            path.write_bytes(b"x")
            os.utime(path, ((NOW - age).timestamp(),) * 2)
        forget(store, before=35, at=NOW)
        assert [name for name in names if (store.folder / name).exists()] == (names if age < STRAY else [])
    assert chosen(store).name == kept and len(list(store.names())) == 1


def test_a_copy_comes_back_whole_or_not_at_all(store, tmp_path):
    name = copy(store, days=1, files=[["ab/cd", len(WORDS), [store.put(WORDS)]]])
    found = tmp_path / "back"
    assert bring_back(store, chosen(store, name[:8]), found, key=KEY) == 1
    assert (found / "amana.sqlite3").read_bytes() == (found / "files" / "ab" / "cd").read_bytes() == WORDS
    assert (found / "secrets" / "mail").read_text() == "secret"
    with pytest.raises(NotPossible, match="not empty"):
        bring_back(store, chosen(store), found, key=KEY)

    next((store.folder / "pieces").rglob("*/*")).unlink()
    with pytest.raises(Broken, match="missing"):
        bring_back(store, chosen(store), tmp_path / "nothing", key=KEY)
    assert list((tmp_path / "nothing").iterdir()) == []


def test_a_list_cannot_lead_out_of_the_folder_or_to_a_newer_version(store, tmp_path):
    copy(store, days=1, files=[["../../outside", len(WORDS), [store.put(WORDS)]]])
    with pytest.raises(NotPossible, match="outside"):
        bring_back(store, chosen(store), tmp_path / "back", key=KEY)
    copy(store, days=0, migrations=[["record", "0999_from_the_future"]])
    with pytest.raises(NotPossible, match=r"newer Amana \(9\.9\)"):
        chosen(store)
