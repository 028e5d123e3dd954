"""An export beside what somebody knows from elsewhere: a key, a fingerprint, a list that was kept, a time stamp."""

from __future__ import annotations

import io
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from amana.handling.facts.noting import note_call
from amana.handling.handing_out.exporting import export
from amana.handling.tests.handing_out.altering import (
    DAY,
    beside,
    entries_of,
    fault_in,
    fixed_in,
    folder_of,
    list_in,
    resigned,
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


def test_a_list_that_holds_none_of_the_checkpoints_shows_nothing_and_says_so(bundle, tmp_path, now, case, desk):
    """An export of today beside a list that ended long ago: nothing says that the two are of one history."""
    first, second, third = proving.every_published()
    for day in (5, 6, 7):
        beside(now)
        make(at=now + day * DAY)
    note_call(case, "Later", who="Noa", by=desk, at=now + 8 * DAY, minutes=2)
    make(at=now + 9 * DAY)
    content = export(case.key, side="company", at=now + 10 * DAY, purpose="a court", by=desk)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        later = folder_of({name: packed.read(name) for name in packed.namelist()}, tmp_path / "later")
    *_, fifth, sixth, seventh = proving.every_published()
    with pytest.raises(verify.Fault, match="cannot be tied together"):
        verify.check(later, published=list_in(tmp_path, [first, second, third]))
    with pytest.raises(verify.Fault, match="cannot be tied together"):
        verify.check(later, published=list_in(tmp_path, []))
    # The last of the list is named by the one before the latest here, or the other way round.
    earlier = folder_of(bundle, tmp_path / "earlier")
    fourth = list(proving.every_published())[3]
    for folder, listed in ((later, [first, second, third, fourth, fifth]), (earlier, [fourth, fifth])):
        assert "does not stand in it" in " ".join(verify.check(folder, published=list_in(tmp_path, listed)).fixed)
    said = verify.check(later, published=list_in(tmp_path, [sixth])).fixed
    assert sum("does not stand in it" in one for one in said) == 1
    said = verify.check(later, published=list_in(tmp_path, [sixth, seventh])).fixed
    assert not any("does not stand in it" in one for one in said)


def test_a_list_and_a_key_lead_to_every_checkpoint_and_not_to_the_latest_alone(bundle, tmp_path):
    """The first one dated back and signed by a key of one's own; or the last one, after a list that ended before."""
    mine = Ed25519PrivateKey.from_private_bytes(b"7" * 32)

    def forged(place, **more):
        def change(proof):
            one = proof["checkpoints"][place]
            one["body"] |= {"key": mine.public_key().public_bytes_raw().hex(), **more}
            one["signatures"] = [
                {"key": one["body"]["key"], "signature": mine.sign(canonical(one["body"]).encode()).hex()}
            ]

        return with_proof(bundle, change)

    key, (first, second, _third) = proving.latest().key, proving.every_published()
    early = forged(0, at="2020-01-01T00:00:00.000000Z", number=1)
    early = with_proof(early, lambda proof: proof["checkpoints"].pop(1))
    early = with_proof(early, lambda proof: proof["growth"].pop(1))
    # What came later needs the one before the latest; without it nothing is proved of it.
    early = with_record(early, entries_of(early)[: fixed_in(early)])
    assert verify.check(folder_of(sealed(early), tmp_path / "alone")).fixed
    assert "signed by another key" in fault_in(early, tmp_path / "early", key=key)
    late = forged(2)
    assert "signed by another key" in fault_in(late, tmp_path / "late", published=list_in(tmp_path, [first, second]))


def test_after_a_change_of_keys_that_the_earlier_one_signed_either_key_is_right(case, desk, now, settings, tmp_path):
    """The change lies between checkpoints that an export had no other reason to name."""
    settings.DATA = tmp_path
    keys = []
    for day in range(1, 9):
        settings.CHECKPOINT_KEY = "old" if day < 4 else "new"
        settings.CHECKPOINT_KEYS_EARLIER = ["old"] if day == 4 else []
        beside(now)
        keys.append(make(at=now + day * DAY).key)
    path = tmp_path / "case.zip"
    path.write_bytes(export(case.key, side="company", at=now + 9 * DAY, purpose="a court", by=desk))
    said = " ".join(verify.check(path, key=keys[0]).fixed)
    assert "and the earlier key says so too" in said and "ask why" not in said and "not here" not in said
    assert "each change of keys between the two was signed" in said
    assert "each change" not in " ".join(verify.check(path, key=keys[-1]).fixed)
    with pytest.raises(verify.Fault, match="signed by another key"):
        verify.check(path, key="0" * 64)
    # As exports were that do not name the change: it is not known, and not said to be wrong.
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}

    def shortened(proof):
        proof["checkpoints"] = [one for one in proof["checkpoints"] if one["body"]["number"] in (1, 7, 8)]

    folder = folder_of(sealed(with_proof(parts, shortened)), tmp_path / "short")
    listed = list_in(tmp_path, proving.every_published())
    assert "in one that is not here" in " ".join(verify.check(folder).fixed)
    assert "says so too" in " ".join(verify.check(folder, key=keys[0], published=listed).fixed)


def test_a_key_that_was_lost_vouches_for_no_other(case, desk, now, settings, tmp_path):
    settings.DATA, settings.CHECKPOINT_KEYS_EARLIER = tmp_path, []
    keys = []
    for day, secret in enumerate(("old", "new"), 1):
        settings.CHECKPOINT_KEY = secret
        beside(now)
        keys.append(make(at=now + day * DAY).key)
    path = tmp_path / "case.zip"
    path.write_bytes(export(case.key, side="company", at=now + 9 * DAY, purpose="a court", by=desk))
    with pytest.raises(verify.Fault, match="signed by another key"):
        verify.check(path, key=keys[0])
    # The new one signed what was before it, and that its own came after.
    assert "ask why" in " ".join(verify.check(path, key=keys[1]).fixed)


def test_a_time_stamp_is_never_said_to_prove_a_date_and_the_command_that_checks_it_is_printed(bundle, tmp_path):
    latest = proving.latest()
    stamp = {"authority": "x", "request": "stamps/3.tsq", "response": "stamps/3.tsr"}

    def stamped(proof):
        proof["checkpoints"][-1]["stamp"] = stamp

    made_up = bytes.fromhex(latest.fingerprint) + b"19990101000000Z"
    parts = with_proof(bundle, stamped) | {"stamps/3.tsr": made_up, "stamps/3.tsq": b"?"}
    said = " ".join(verify.check(folder_of(sealed(parts), tmp_path / "stamped")).fixed)
    assert "IS NOT CHECKED here" in said and "with any date" in said and "1999" not in said
    command = f"openssl ts -verify -digest {latest.fingerprint} -in stamps/3.tsr -CAfile AUTHORITY.pem"
    assert command in said and "installation's own clock" in said
    assert "something else" in fault_in(parts | {"stamps/3.tsr": b"x"}, tmp_path / "other")
    # Nothing of the export's own choosing stands in a line that somebody will paste into a shell.
    stamp["response"] = "stamps/3.tsr;reboot"
    assert "something else" in fault_in(with_proof(parts, stamped), tmp_path / "shell")


def test_what_cannot_be_compared_is_never_in_order(bundle, tmp_path):
    latest = proving.latest()
    alone = {name: content for name, content in bundle.items() if name != "proofs.py"}
    assert run(folder_of(sealed(alone), tmp_path / "alone"), "--key", latest.key).returncode == 1
    folder = folder_of(bundle, tmp_path / "export")
    known = run(folder, "--checkpoint", latest.short).stdout
    assert "Checkpoint 3 (2026-11-15T08:00:00.000000Z) has the fingerprint you gave" in known


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


def test_a_list_of_something_else_is_refused_in_a_sentence(bundle, tmp_path):
    folder = folder_of(bundle, tmp_path / "export")
    for rubbish in ("", "{}", "[]\n", '{"body":1}', "x", "\x00"):
        (tmp_path / "list").write_text(rubbish)
        result = run(folder, "--published", str(tmp_path / "list"))
        assert "Traceback" not in result.stderr and result.returncode == 1, rubbish
    assert "is no list of checkpoints" in run(folder, "--published", str(tmp_path / "absent")).stderr
