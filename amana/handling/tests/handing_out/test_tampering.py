"""An export with its checkpoint, in the hands of somebody who changes it and seals everything anew that needs no key."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from amana.handling.facts.noting import note_call
from amana.handling.handing_out.exporting import export
from amana.record import verify
from amana.record.fixing import proving
from amana.record.fixing.checkpointing import make
from amana.record.sealing import canonical

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def bundle(case, desk, now, settings, tmp_path):
    """Three checkpoints; the case stood still since the first, but for a call after the last."""
    settings.DATA = tmp_path
    for minute in range(4):
        note_call(case, f"What Noa said, {minute}", who="Noa", by=desk, at=now + timedelta(minutes=minute), minutes=2)
    make(at=now + DAY)
    for day in (2, 3):
        other = beside(now)
        make(at=now + day * DAY)
    assert other
    note_call(case, "Since then", who="Noa", by=desk, at=now + 3 * DAY, minutes=2)
    content = export(case.key, side="company", at=now + 4 * DAY, purpose="a court", by=desk)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def beside(now):
    """Another record that goes on."""
    from uuid import uuid4

    from amana.record.appending import open_books

    key = uuid4()
    open_books([key], at=now)
    return key


def entries_of(parts):
    return [json.loads(line) for line in parts["record.jsonl"].decode().splitlines()]


def fixed_in(parts):
    """How many entries the checkpoint holds."""
    return json.loads(parts["checkpoint.json"])["leaf"]["length"]


def with_record(parts, entries):
    """Write the record anew, every link sealed as it has to be: what somebody does who holds the database."""
    previous = ""
    for number, entry in enumerate(entries, 1):
        if number == 1:
            begun = {"audience": entry["audience"], "book": entry["book"]}
            previous = verify.digest_of(verify.BEGINNING, canonical(begun).encode())
        if entry["content"] is not None:
            entry["leaf"] = verify._leaf(entry)
        entry |= {"number": number, "previous": previous}
        header = {name: entry[name] for name in verify.HEADER}
        entry["hash"] = previous = verify.digest_of(verify.LINK, bytes.fromhex(previous), canonical(header).encode())
    return parts | {"record.jsonl": "".join(f"{canonical(entry)}\n" for entry in entries).encode()}


def with_proof(parts, change):
    proof = json.loads(parts["checkpoint.json"])
    change(proof)
    return parts | {"checkpoint.json": f"{canonical(proof)}\n".encode()}


def sealed(parts):
    """Write the manifest anew, as anybody can."""
    entries = entries_of(parts)
    manifest = json.loads(parts["manifest.json"])
    del manifest["seal"]
    manifest |= {"length": len(entries), "head": entries[-1]["hash"]}
    names = sorted(parts.keys() - {"manifest.json"})
    manifest["files"] = [{"name": name, "sha256": hashlib.sha256(parts[name]).hexdigest()} for name in names]
    manifest["seal"] = hashlib.sha256(canonical(manifest).encode()).hexdigest()
    return parts | {"manifest.json": f"{canonical(manifest)}\n".encode()}


def folder_of(parts, folder):
    for name, content in parts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def fault_in(parts, folder, **known):
    """What the verifier says is wrong, after everything was sealed anew."""
    with pytest.raises(verify.Fault) as fault:
        verify.check(folder_of(sealed(parts), folder), **known)
    return str(fault.value)


def run(folder, *words):
    """Run the copy that came with the export, cut off from everything installed here."""
    command = [sys.executable, "-I", str(folder / "verify.py"), str(folder), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_it_says_in_plain_words_what_is_proved_and_what_is_not(bundle, tmp_path, case):
    folder = folder_of(bundle, tmp_path / "export")
    latest = proving.latest()
    listed = tmp_path / "list.jsonl"
    listed.write_text("".join(f"{canonical(one)}\n" for one in proving.every_published()))
    result = run(folder, "--key", latest.key, "--checkpoint", latest.short, "--published", str(listed))

    assert result.returncode == 0, result.stderr
    length, fixed = len(entries_of(bundle)), fixed_in(bundle)
    assert 8 < fixed < length
    assert f"Entries 1 to {fixed} stood as they do here when Checkpoint 1 " in result.stdout
    assert f"Entries {fixed + 1} to {length} came later" in result.stdout
    assert result.stdout.count("holds all that Checkpoint") == 2
    assert "3 of the 3 checkpoints here stand in the published list" in result.stdout
    assert "not that what was written is true" in result.stdout and "own clock" in result.stdout
    assert "Anybody can make a key" not in result.stdout and "Anybody can make a key" in run(folder).stdout
    readme = bundle["README.txt"].decode()
    assert latest.fingerprint in readme and "the database and the key" in readme
    assert latest.fingerprint in bundle["index.html"].decode()
    assert "court-proof" not in readme


def test_a_changed_word_or_entry_is_found_however_well_it_was_sealed_anew(bundle, tmp_path):
    def changed(entries):
        entries[fixed_in(bundle) - 1]["content"]["action"] = "They admitted everything."

    def deleted(entries):
        del entries[2]

    def reordered(entries):
        entries[3], entries[4] = entries[4], entries[3]

    def inserted(entries):
        entries.insert(3, json.loads(json.dumps(entries[-1])) | {"entry": "0b5c1f0e-6f1d-4c39-9d0f-2f2f5a1f6c11"})

    def doubled(entries):
        entries.insert(3, json.loads(json.dumps(entries[3])))

    def dated(entries):
        entries[4]["at"] = "2026-11-01T08:00:00.000000Z"

    for tamper in (changed, deleted, reordered, inserted, doubled, dated):
        entries = entries_of(bundle)
        tamper(entries)
        said = fault_in(with_record(bundle, entries), tmp_path / tamper.__name__)
        assert "is not what it was at Checkpoint 3" in said and "another version" in said, tamper.__name__


def test_a_cut_off_record_is_found_and_one_cut_after_the_checkpoint_is_not(bundle, tmp_path):
    entries = entries_of(bundle)
    fixed = fixed_in(bundle)
    said = fault_in(with_record(bundle, entries[: fixed - 1]), tmp_path / "cut")
    assert f"Entry {fixed} is missing: at Checkpoint 3 " in said
    # Nothing outside has seen what came later, and the verifier does not say that it has.
    found = verify.check(folder_of(sealed(with_record(bundle, entries_of(bundle)[:fixed])), tmp_path / "after"))
    assert "came later" not in " ".join(found.fixed)


def test_a_forged_proof_fits_nothing(bundle, tmp_path):
    entries = entries_of(bundle)
    entries[2]["content"]["text"] = "forged"
    fork = with_record(bundle, entries)
    head = entries[fixed_in(bundle) - 1]["hash"]

    def fork_told(proof):
        proof["leaf"]["head"] = head

    def elsewhere(proof):
        proof["leaf"] |= {"head": head, "place": proof["leaf"]["place"] + 1}

    def none_told(proof):
        proof["path"] = []
        proof["leaf"]["head"] = head

    def root_made(proof):
        for one in proof["checkpoints"]:
            one["body"]["root"] = "0" * 64

    for change in (fork_told, elsewhere, none_told, root_made):
        said = fault_in(with_proof(fork, change), tmp_path / change.__name__)
        assert "does not hold this record" in said or "its signature is not of the key" in said, change.__name__


def test_every_part_of_a_proof_that_is_changed_is_found(bundle, tmp_path):
    """One byte of each kind in each part of it: letters, digits, signs; and whole parts."""
    whole = bundle["checkpoint.json"]
    places = set(range(0, len(whole) - 1, 41))
    places |= {whole.index(name.encode()) + len(name) + 4 for name in
               ("book", "head", "length", "place", "salt", "root", "size", "number", "signature", "previous", '"at')}  # fmt: skip
    folder = folder_of(bundle, tmp_path / "flipped")
    passed = []
    for place in sorted(places):
        flipped = bytearray(whole)
        flipped[place] ^= 0x01
        try:
            found = verify.check(folder_of(sealed(bundle | {"checkpoint.json": bytes(flipped)}), folder))
        except verify.Fault:
            continue
        passed.append((place, whole[place - 20 : place + 20], found.fixed))
    assert passed == []
    for name in json.loads(whole):
        assert fault_in(with_proof(bundle, lambda proof, name=name: proof.pop(name)), folder)
        assert fault_in(with_proof(bundle, lambda proof, name=name: proof.update({name: "x"})), folder)


def resigned(proof, *, secret=b"7" * 32):
    """Sign everything with a key of one's own."""
    key = Ed25519PrivateKey.from_private_bytes(secret)
    public = key.public_key().public_bytes_raw().hex()
    before = None
    for one in proof["checkpoints"]:
        one["body"] |= {"key": public}
        if before is not None:
            one["body"]["previous"] = hashlib.sha256(canonical(before).encode()).hexdigest()
        before = one["body"]
        one["signatures"] = [{"key": public, "signature": key.sign(canonical(one["body"]).encode()).hex()}]


def test_another_key_is_seen_by_whoever_knows_the_right_one_or_kept_a_fingerprint(bundle, tmp_path):
    latest, folder = proving.latest(), tmp_path / "other"
    listed = tmp_path / "list.jsonl"
    listed.write_text("".join(f"{canonical(one)}\n" for one in proving.every_published()))
    parts = with_proof(bundle, resigned)
    # Alone it looks right, and that is said.
    found = verify.check(folder_of(sealed(parts), folder))
    assert "Anybody can make a key" in " ".join(found.fixed)
    assert "signed by another key" in fault_in(parts, folder, key=latest.key)
    assert "No checkpoint here has this fingerprint" in fault_in(parts, folder, seen=latest.short)
    assert "at least 16 letters" in fault_in(bundle, folder, seen=latest.short[:8])
    assert "two histories were told" in fault_in(parts, folder, published=str(listed))


def test_a_proof_of_another_record_is_none(bundle, tmp_path, now, dana):
    other = beside(now)
    make(at=now + 5 * DAY)
    theirs = proving.proof_of(other, length=9)
    parts = bundle | {"checkpoint.json": f"{canonical(theirs.says)}\n".encode()}
    assert "The proof is of another record" in fault_in(parts, tmp_path / "theirs")


def test_an_export_without_a_checkpoint_says_so_and_convinces_nobody_who_knows_of_one(bundle, tmp_path):
    parts = {name: content for name, content in bundle.items() if name != "checkpoint.json"}
    found = verify.check(folder_of(sealed(parts), tmp_path / "without"))
    assert found.fixed == ["No checkpoint lies here: only the record itself was checked."]
    assert "checkpoint.json is missing" in fault_in(parts, tmp_path / "without", seen=proving.latest().short)
    alone = {name: content for name, content in bundle.items() if name != "proofs.py"}
    assert "NOT CHECKED" in run(folder_of(sealed(alone), tmp_path / "alone")).stdout


def test_a_list_of_something_else_is_refused_in_a_sentence(bundle, tmp_path):
    folder = folder_of(bundle, tmp_path / "export")
    for rubbish in ("", "{}", "[]\n", '{"body":1}', "x", "\x00"):
        (tmp_path / "list").write_text(rubbish)
        result = run(folder, "--published", str(tmp_path / "list"))
        assert "Traceback" not in result.stderr and (result.returncode == 1) == bool(rubbish)
    assert "is no list of checkpoints" in run(folder, "--published", str(tmp_path / "absent")).stderr
