"""An export with its checkpoint, in the hands of somebody who changes it and seals everything anew that needs no key."""

from __future__ import annotations

import json

import pytest

from amana.handling.handing_out.exporting import export
from amana.handling.tests.handing_out.altering import (
    DAY,
    beside,
    entries_of,
    fault_in,
    fixed_in,
    folder_of,
    run,
    sealed,
    with_proof,
    with_record,
)
from amana.record import verify
from amana.record.fixing import proving
from amana.record.fixing.checkpointing import make
from amana.record.sealing import canonical

pytestmark = pytest.mark.django_db


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


def test_an_entry_that_a_checkpoint_must_hold_and_does_not_is_found(bundle, tmp_path, now, case):
    """Whoever says that no checkpoint holds the record, or a shorter one, says it of entries older than the one before the last."""

    def never_held(proof):
        proof |= {"leaf": None, "path": []}

    assert "no checkpoint here holds it" in fault_in(with_proof(bundle, never_held), tmp_path / "never")
    entries = entries_of(bundle)
    entries.append(entries[-1] | {"at": "2026-11-12T11:00:00.000000Z", "entry": "0b5c1f0e-6f1d-4c39-9d0f-2f2f5a1f6c11"})
    said = fault_in(with_record(bundle, entries), tmp_path / "put_in")
    assert f"Entry {len(entries)} " in said and "is older than Checkpoint 2 " in said
    # What was brought in from another system is dated as it was there, and says that it was.
    entries[-1]["content"]["imported"] = True
    assert verify.check(folder_of(sealed(with_record(bundle, entries)), tmp_path / "imported")).fixed

    def without_second(proof):
        del proof["checkpoints"][1], proof["growth"][1]

    assert "is missing: which entries it must hold" in fault_in(with_proof(bundle, without_second), tmp_path / "two")


def test_a_record_begun_since_the_checkpoint_before_the_last_is_in_order(bundle, tmp_path, now, brand, dana, desk):
    from tests.letters import deliver

    fresh = deliver("sami@customer.example", "Hello?", at=now + 4 * DAY)
    content = export(fresh.key, side="company", at=now + 4 * DAY, purpose="a court", by=desk)
    path = tmp_path / "fresh.zip"
    path.write_bytes(content)
    assert "No checkpoint here holds this record" in " ".join(verify.check(path).fixed)


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
