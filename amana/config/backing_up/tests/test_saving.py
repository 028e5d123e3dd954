from __future__ import annotations

from datetime import timedelta

import pytest

from amana.config.backing_up.keying import kept_key
from amana.config.backing_up.restoring import chosen
from amana.config.backing_up.saving import save
from amana.config.backing_up.storing import Store
from amana.post.storing import keep

pytestmark = pytest.mark.django_db


@pytest.fixture
def copies(settings, tmp_path, monkeypatch):
    settings.DATA, settings.FILES = tmp_path / "data", tmp_path / "data" / "files"
    # The database of the tests lies in memory alone.
    monkeypatch.setattr("amana.config.backing_up.saving._database", lambda _store, _told: {"file": [], "size": 0})
    return tmp_path / "copies"


def test_a_piece_of_a_file_that_was_lost_from_the_copies_is_there_again_after_the_next_copy(copies, settings, now):
    keep(b"a picture")
    save(copies, at=now, days=35)
    store = Store(copies, kept_key(settings.DATA))
    (piece,) = store.names()
    store.remove([piece])

    saved = save(copies, at=now + timedelta(days=1), days=35)

    assert saved.new == 1
    assert store.get(chosen(store).listed["files"][0][2][0]) == b"a picture"
    assert save(copies, at=now + timedelta(days=2), days=35).new == 0


def test_a_copy_is_made_though_the_list_of_an_earlier_one_cannot_be_read(copies, now):
    for day in (40, 20):
        save(copies, at=now - timedelta(days=day), days=365)
    broken = sorted((copies / "copies").iterdir())[1]
    broken.write_bytes(b"x" * 100)

    saved = save(copies, at=now, days=35)

    assert (saved.forgotten.copies, saved.forgotten.unreadable) == (1, [broken.name])
