"""What a left-over note of an upgrade leads back to, and where it leads nowhere."""

from __future__ import annotations

import json

import pytest

from amana import __version__
from amana.config import preparing, renewing, starting
from amana.config.renewing import NotUpgraded, Way, renew

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA, settings.FILES = tmp_path, tmp_path / "files"
    return tmp_path


def note(folder, **other):
    (folder / "old.sqlite3").write_bytes(b"as it was long ago")
    found = {"copy": str(folder / "old.sqlite3"), "sealed": renewing._sealed(), "version": __version__}
    (folder / preparing.UPGRADE).write_text(json.dumps(found | other))


def badly(_way):
    yield "It is not well."


@pytest.mark.parametrize(
    "other", [{"version": "0.0.1"}, {"sealed": {}}, {"copy": "/nowhere/before.sqlite3"}, {"copy": ""}, {"unknown": 1}]
)
def test_f44_a_note_that_was_left_over_leads_back_to_no_old_copy(folder, other):
    note(folder, **other)
    with pytest.raises(NotUpgraded, match="There was no copy to go back to"):
        renew(lambda _text: None, look=badly)
    assert (folder / "old.sqlite3").read_bytes() == b"as it was long ago"
    assert not preparing.has_broken_off()


def test_f44_what_broke_off_just_now_still_leads_back(folder):
    note(folder)
    noted = renewing._noted()
    assert noted == Way(str(folder / "old.sqlite3"), renewing._sealed())
    if renewing.connection.vendor == "sqlite":
        assert renewing._still_leads_back(noted)


def test_f44_a_note_that_is_half_written_is_none_and_the_look_is_taken_again(folder):
    (folder / preparing.UPGRADE).write_text('{"copy": "')
    looked = []
    renew(lambda _text: None, look=lambda way: iter(looked.append(way) or ()))
    assert [way.copy for way in looked] == [""]
    assert not preparing.has_broken_off()


def test_f44_after_a_kill_a_start_looks_the_tables_over_and_other_commands_refuse(folder, monkeypatch):
    note(folder)
    for act in (preparing.prepare, preparing.require_ready):
        with pytest.raises(preparing.NotReady, match="amana upgrade"):
            act()
        assert preparing.has_broken_off()
    monkeypatch.setattr(renewing, "looked_over", badly)
    monkeypatch.setattr(renewing, "_still_leads_back", lambda _way: False)
    with pytest.raises(NotUpgraded):
        starting.start()


def test_where_there_is_no_database_an_upgrade_says_so_and_makes_none(folder, monkeypatch):
    monkeypatch.setattr(preparing, "state", lambda: "missing")
    monkeypatch.setattr(preparing, "renew_tables", lambda _say: pytest.fail("it was made"))
    with pytest.raises(preparing.NotReady, match="There is nothing in"):
        renew(lambda _text: None)
    note(folder)
    with pytest.raises(preparing.NotReady, match="is gone"):
        renew(lambda _text: None)
