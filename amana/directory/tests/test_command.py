"""The command `amana directory`: brings in, takes back, finds, lists; and says in a sentence what is wrong."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from amana.directory.models import Profile, Run

TABLE = "name,aliases,phone\nTahuna,טחונה,*2700\n,,\nZol Shop,,rubbish\n"


def directory(*words: str) -> str:
    out = StringIO()
    call_command("directory", *words, stdout=out, skip_checks=True)
    return out.getvalue()


def as_json(*words: str) -> Any:
    return json.loads(directory(*words, "--json"))


@pytest.fixture
def table(db, tmp_path) -> str:
    path = tmp_path / "table.csv"
    path.write_text(TABLE, "utf-8")
    return str(path)


def test_without_yes_it_shows_and_writes_nothing(table):
    said = directory("import", table)
    assert "2 companies from a table" in said and "new: Tahuna  *2700" in said and "--yes" in said
    assert as_json("import", table)["written"] is False
    assert not Profile.objects.exists()


def test_it_brings_in_once_and_twice_the_same(table):
    first, second = as_json("import", table, "--yes"), as_json("import", table, "--yes")
    assert (first["companies"], first["new"], first["unchanged"], first["written"]) == (2, 2, 0, True)
    assert (second["new"], second["unchanged"], second["run"]) == (0, 2, None)
    assert Profile.objects.count() == 2 and "Nothing of it is new." in directory("import", table)


def test_it_finds_in_another_script_and_says_so(table):
    directory("import", table, "--yes")
    assert directory("find", "טחו").strip() == "Tahuna  (טחונה)"
    found = as_json("find", "tahuna")
    assert [one["name"] for one in found["found"]] == ["Tahuna"] and found["milliseconds"] > 0
    assert "No company here is called so." in directory("find", "zqx")


def test_it_takes_back_what_it_brought_in(table):
    run = as_json("import", table, "--yes")["run"]
    assert run in directory("runs") and as_json("runs")[0]["is_undone"] is False
    assert as_json("undo", run[:8] if Run.objects.count() == 1 else run)["companies"] == 2
    assert not Profile.objects.exists() and "taken back" in directory("runs")
    for wrong in (run, "zzzz", ""):
        with pytest.raises(CommandError):
            directory("undo", wrong)


def test_the_seed_is_entered_once(db):
    assert as_json("seed")["new"] > 100 and as_json("seed")["new"] == 0
    assert "0 companies entered" in directory("seed")


def test_a_file_that_is_not_there_or_is_rubbish_is_a_sentence(db, tmp_path):
    (tmp_path / "rubbish").write_bytes(b"\x00\x01\x02")
    for path in (tmp_path / "rubbish", tmp_path / "missing", tmp_path):
        with pytest.raises(CommandError) as refused:
            directory("import", str(path))
        assert str(refused.value)


def test_the_open_collection_comes_in_whole(db, shared):
    path = str(shared / "data" / "datenanfragen-companies.tar.gz")
    first = as_json("import", path, "--yes")
    assert first["companies"] == first["new"] == 3069 + 57 and first["unreadable"] == 0
    assert as_json("import", path, "--yes")["unchanged"] == 3069 + 57
    assert as_json("find", "braunschweig")["milliseconds"] < 1000
