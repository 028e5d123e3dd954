"""What the verifier says of that which is no export, or not put together as one."""

from __future__ import annotations

import json
import runpy
import zipfile

import pytest

from amana.handling.tests.handing_out.altering import (
    entries_of,
    folder_of,
    sealed,
)
from amana.record import verify
from amana.record.fixing import proving
from amana.record.sealing import canonical

pytestmark = pytest.mark.django_db


def disclosed(bundle, change=lambda copies, manifest: None):
    """A file of the calls alone, chosen from the record, as one side hands them to another."""
    copies = [{name: one[name] for name in verify.COPY} for one in entries_of(bundle) if one["kind"] == "call.noted"]
    manifest = {"what": "disclosure", "side": "customer", "case": "AM-1", "book": copies[0]["book"], "head": copies[-1]["hash"],
                "entries": len(copies), "left_out": []}  # fmt: skip
    change(copies, manifest)
    parts = {verify.DISCLOSED: "".join(f"{canonical(one)}\n" for one in copies).encode()}
    manifest["files"] = [{"name": name, "sha256": verify.digest_of(content)} for name, content in parts.items()]
    manifest["seal"] = verify.digest_of(canonical(manifest).encode())
    return parts | {verify.MANIFEST: f"{canonical(manifest)}\n".encode()}


def test_single_entries_are_checked_each_by_itself(bundle, tmp_path, capsys):
    folder = folder_of(disclosed(bundle), tmp_path / "calls")
    found = verify.check(folder)
    assert len(found.entries) == 5 and found.head == found.entries[-1]["hash"]
    assert verify.main([str(folder)]) == 0
    assert "They were chosen from a longer record" in capsys.readouterr().out
    assert verify.main([str(folder), "--fingerprint", "0" * 64]) == 1
    assert "No entry has this fingerprint" in capsys.readouterr().err
    with pytest.raises(verify.Fault, match="Single entries have no checkpoint"):
        verify.check(folder, key="0" * 64)

    def of_another(copies, manifest):
        manifest["book"] = "0"

    def one_less(copies, manifest):
        manifest["entries"] += 1

    def twice(copies, manifest):
        copies[1] = copies[0]

    def emptied(copies, manifest):
        copies[0]["content"] = None

    def reworded(copies, manifest):
        copies[0]["content"]["text"] = "They admitted everything."

    for change, said in ((of_another, "another record"), (one_less, "cut off or missing"), (twice, "stands twice"),
                         (emptied, "without what it says"), (reworded, "its content was changed")):  # fmt: skip
        with pytest.raises(verify.Fault, match=said):
            verify.check(folder_of(disclosed(bundle, change), tmp_path / change.__name__))


def test_the_list_of_single_entries_changed_after_it_was_sealed_is_named(bundle, tmp_path):
    parts = disclosed(bundle)
    parts["manifest.json"] = parts["manifest.json"].replace(b'"AM-1"', b'"AM-2"')
    with pytest.raises(verify.Fault, match=r"manifest\.json was changed or is damaged"):
        verify.check(folder_of(parts, tmp_path / "export"))


def remade(parts, **says):
    """The manifest says otherwise, and is sealed as it says."""
    manifest = json.loads(parts["manifest.json"])
    del manifest["seal"]
    manifest |= says
    manifest["seal"] = verify.digest_of(canonical(manifest).encode())
    return parts | {"manifest.json": f"{canonical(manifest)}\n".encode()}


def test_what_is_no_export_or_not_put_together_as_one_is_named(bundle, tmp_path):
    sent = next(name for name in bundle if name.startswith("raw/"))
    wrong = {
        "belongs to another record": remade(bundle, book="0"),
        "was changed or is damaged": remade(bundle, side="nobody"),
        "not put together as an export is": remade(bundle, files=None),
        "cut off or missing": bundle | {"record.jsonl": bundle["record.jsonl"][:-5]},
        "was added": bundle | {"more.txt": b"x"},
        f"{sent} is missing": {name: content for name, content in bundle.items() if name != sent},
        f"{sent} was changed": bundle | {sent: b"x"},
        "README.txt is missing": {name: content for name, content in bundle.items() if name != "README.txt"},
        "README.txt was changed": bundle | {"README.txt": b"x"},
        "manifest.json is missing": {name: content for name, content in bundle.items() if name != "manifest.json"},
    }
    for number, (said, parts) in enumerate(wrong.items()):
        with pytest.raises(verify.Fault, match=said):
            verify.check(folder_of(parts, tmp_path / str(number)))
    reasoned = {name: content for name, content in bundle.items() if name != sent}
    reasoned = remade(sealed(reasoned), left_out=[{"name": sent, "why": "The file is missing on disk."}])
    [left_out] = verify.check(folder_of(reasoned, tmp_path / "reasoned")).left_out
    assert left_out.startswith(f"{sent} of entry ") and left_out.endswith("missing on disk.")
    (tmp_path / "rubbish").write_bytes(b"PK rubbish")
    with pytest.raises(verify.Fault, match="is not an exported record"):
        verify.check(tmp_path / "rubbish")
    assert verify.Checked({}).head == ""


def test_a_zip_that_holds_a_name_twice_or_is_damaged_within_is_refused(bundle, tmp_path):
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("record.jsonl", b"")
        with pytest.warns(UserWarning, match="Duplicate name"):
            packed.writestr("record.jsonl", b"")
    with pytest.raises(verify.Fault, match="two parts of one name"):
        verify.check(path)
    path = tmp_path / "damaged.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in bundle.items():
            packed.writestr(name, content)
        places = {one.filename: one.header_offset + len(one.filename) + 40 for one in packed.infolist()}
    assert verify.check(path).entries
    for name, said in (("README.txt", "README.txt was changed or is damaged"), ("record.jsonl", "It cannot be read")):
        content = bytearray(path.read_bytes())
        content[places[name] : places[name] + 20] = b"\xff" * 20
        (tmp_path / "one.zip").write_bytes(content)
        with pytest.raises(verify.Fault, match=said):
            verify.check(tmp_path / "one.zip")


def stone(hidden, *, said_in):
    """A tombstone on the third entry, which another entry is said to tell of."""

    def change(entries):
        said = entries[said_in]
        entries[2]["tombstones"] = [{"at": said["at"], "hidden_from": hidden, "said_in": said["entry"]}]

    return change


def without(place, *names):
    return lambda entries: entries[place].update(dict.fromkeys(names))


def test_words_without_a_salt_and_stones_that_nothing_says_are_named(bundle, tmp_path):
    cases = [(without(0, "salt"), "was taken away"), (lambda entries: entries[0].update(salt="zz"), "content was changed"),
             (without(2, "content", "salt"), "no tombstone says why"),
             (stone("both", said_in=1), "tombstone is not what"), (stone("customer", said_in=5), "tombstone is not what")]  # fmt: skip
    for number, (change, said) in enumerate(cases):
        entries = entries_of(bundle)
        change(entries)
        parts = bundle | {"record.jsonl": "".join(f"{canonical(entry)}\n" for entry in entries).encode()}
        with pytest.raises(verify.Fault, match=said):
            verify.check(folder_of(parts, tmp_path / str(number)))


def test_words_that_were_erased_and_are_here_all_the_same_are_named(bundle):
    """Also where the words of the entry that says so are gone themselves."""
    entries = entries_of(bundle)
    stone("both", said_in=5)(entries)
    for content in (None, {"about": entries[2]["entry"]}):
        entries[5] |= {"kind": "entry.erased", "content": content}
        assert verify._says_so(entries[5], entries[2]["tombstones"][0], entries[2])
        with pytest.raises(verify.Fault, match="yet here is its content"):
            verify._tombstones(entries, "company")


def test_a_recording_is_among_the_files_that_an_entry_names():
    told = {"kind": "recording.added", "entry": "1", "content": {"file": {"id": "7", "sha256": "f" * 64}}}
    assert verify.sealed_files(told) == [("files/7-", "f" * 64, "1")]


def test_an_entry_that_bears_another_number_and_a_record_that_ends_elsewhere_are_named(bundle, tmp_path):
    entries = entries_of(bundle)
    del entries[2]
    parts = bundle | {"record.jsonl": "".join(f"{canonical(entry)}\n" for entry in entries).encode()}
    with pytest.raises(verify.Fault, match="missing or out of its place"):
        verify.check(folder_of(parts, tmp_path / "number"))
    with pytest.raises(verify.Fault, match="the record ended with entry 99"):
        verify.check(folder_of(remade(bundle, length=99), tmp_path / "length"))


def test_what_somebody_knows_is_compared_here_too_and_never_passed_over(bundle, tmp_path, monkeypatch):
    folder, latest = folder_of(bundle, tmp_path / "export"), proving.latest()
    assert "has the fingerprint you gave" in verify.check(folder, seen=latest.short).fixed[-1]
    (tmp_path / "list").write_text("x")
    for name in ("list", "absent"):
        with pytest.raises(verify.Fault, match="is no list of checkpoints"):
            verify.check(folder, published=str(tmp_path / name))
    first, _second, third = proving.every_published()
    (tmp_path / "list").write_text("".join(f"{canonical(one)}\n" for one in (first, third)))
    with pytest.raises(verify.Fault, match="does not follow"):
        verify.check(folder, published=str(tmp_path / "list"))
    with monkeypatch.context() as alone:
        alone.setattr(verify, "__file__", str(tmp_path / "verify.py"))
        assert "NOT CHECKED" in verify.check(folder).fixed[0]
        with pytest.raises(verify.Fault, match="cannot be compared"):
            verify.check(folder, key=latest.key)
    monkeypatch.setattr("sys.argv", ["verify.py", str(folder)])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(verify.__file__, run_name="__main__")
    assert ended.value.code == 0
