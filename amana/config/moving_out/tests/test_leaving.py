"""An archive holds everything of the company's, nothing of anybody else's, no secret, and says when a byte of it was changed."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from django.core.management import call_command

from amana.channels.email.composing import Attached
from amana.config.moving_out import leaving
from amana.config.moving_out.check import Fault, check
from amana.config.moving_out.leaving import leave
from amana.config.moving_out.noting import CannotLeave
from amana.handling.filing import file_all
from amana.handling.opening import open_own_case
from amana.people.models import Account, Company, Person
from amana.post.models import Outgoing, RawMessage
from amana.record.appending import Line, append
from amana.record.reading import entry_count
from amana.record.withdrawing import withdraw
from amana.team.viewing import at_the_desk, owner


@pytest.fixture(autouse=True)
def _shared_server(settings):
    settings.OPEN_MINE = False


@pytest.fixture
def furnished(case, dana, now):
    """Noa's case with a file, something withdrawn from us, and an own case of somebody who is no customer of ours."""
    files = file_all([Attached("plan.txt", "text/plain", b"the plan")], case=case.key, entry=case.key, at=now)
    wrong = append(Line(case.key, "note.written", at_the_desk(dana).actor, now, {"text": "card 4111 1111"}))
    withdraw(wrong.id, from_side="company", why="wrong", by=at_the_desk(dana).actor, at=now)
    account = Account.objects.create_user("keeper@private.example", "correct horse", name="Keeper Private")
    keeper = Person.objects.create(name="Keeper Private", account=account)
    open_own_case(keeper, Company.objects.create(name="Their bank"), happened="A fee nobody told of", wanted="It back",
                  by=owner(keeper), at=now)  # fmt: skip
    return files


def everything(folder):
    return "".join(path.read_text("utf-8") for path in sorted(folder.rglob("*.ndjson")))


def test_it_holds_what_is_ours_and_checks_itself_without_us(furnished, case, tmp_path, now):
    before = entry_count()
    counts = leave(tmp_path / "out", at=now)

    found = check(tmp_path / "out")
    assert found["entries"] == counts["record_entries"] > 3 and entry_count() == before
    assert counts["messages"] == RawMessage.objects.count() and counts["messages/sent"] == Outgoing.objects.count() > 0
    assert found["messages and files"] == counts["messages"] + counts["messages/sent"] + 1
    said = everything(tmp_path / "out")
    assert (
        "The router is dead" in said and "plan.txt" in said and "noa@customer.example" in said and "Dana Katz" in said
    )
    for never in ("pbkdf2", "md5$", "card 4111", "A fee nobody told of", "Keeper Private", "keeper@private"):
        assert never not in said
    readme = (tmp_path / "out" / "README.txt").read_text("utf-8")
    assert "cases_case (1)" in readme and "1 own cases" in readme
    ran = subprocess.run([sys.executable, "-S", "check.py"], cwd=tmp_path / "out", capture_output=True, text=True, timeout=60,
                         env={"PYTHONPATH": ""}, check=False)  # fmt: skip
    assert ran.returncode == 0 and "In order" in ran.stdout, ran.stderr


def test_whoever_changes_anything_in_it_is_found_out(furnished, tmp_path, now):
    leave(tmp_path / "out", at=now)
    out = tmp_path / "out"
    manifest = json.loads((out / "manifest.json").read_text())
    entries = out / "record" / "entries-0001.ndjson"

    for path in [
        next((out / "files").rglob("*plan.txt")),
        next((out / "messages").rglob("*.eml")),
        *out.rglob("*.ndjson"),
    ]:
        whole = path.read_bytes()
        path.write_bytes(whole[:-2] + b"~" + whole[-1:])
        with pytest.raises(Fault):
            check(out)
        path.unlink()
        with pytest.raises(Fault, match="missing"):
            check(out)
        path.write_bytes(whole)
    # Even with a manifest made to fit: the chain does not.
    words = entries.read_bytes().replace(b"The router is dead", b"The router is fine")
    entries.write_bytes(words)
    part = next(one for one in manifest["parts"] if one["name"] == "record/entries-0001.ndjson")
    part["sha256"] = __import__("hashlib").sha256(words).hexdigest()
    (out / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(Fault, match="its content was changed"):
        check(out)


def test_ended_at_any_part_it_goes_on_and_comes_to_the_same(furnished, tmp_path, now, monkeypatch):
    whole = leave(tmp_path / "whole", at=now)
    for name in ("ROWS", "CHAINS", "LISTED"):
        monkeypatch.setattr(leaving, name, 1)

    steps = 0

    class Ended(Exception):
        pass

    def ends(_what, _count):
        nonlocal steps
        steps += 1
        if steps % 3 == 0:
            raise Ended

    for _attempt in range(200):
        try:
            counts = leave(tmp_path / "parts", at=now + timedelta(minutes=1), on_progress=ends)
            break
        except Ended:
            continue

    assert counts == whole and check(tmp_path / "parts")["entries"] == whole["record_entries"]


def test_into_a_zip_and_never_into_what_is_there_already(furnished, tmp_path, now, capsys):
    call_command("move-out", str(tmp_path / "all.zip"))
    assert "record_entries" in capsys.readouterr().out
    with zipfile.ZipFile(tmp_path / "all.zip") as packed:
        packed.extractall(tmp_path / "unpacked")
    assert check(tmp_path / "unpacked")["entries"] > 3 and not (tmp_path / "all.zip.parts").exists()

    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("not yours")
    with pytest.raises(CannotLeave, match="not empty"):
        leave(tmp_path / "mine", at=now)
    (tmp_path / "mine" / "moving-out.json").write_text("{")
    with pytest.raises(CannotLeave, match="cannot be read"):
        leave(tmp_path / "mine", at=now)


def test_what_is_damaged_on_the_disk_is_named_and_the_rest_is_there(furnished, tmp_path, now, settings):
    from amana.post.models import File
    from amana.post.storing import _path

    _path(File.objects.get().key).unlink()

    leave(tmp_path / "out", at=now)

    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["left_out"][0]["name"].endswith("plan.txt")
    assert check(tmp_path / "out")["entries"] > 3
