from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from amana.cases.models import Case
from amana.channels.email.composing import Attached
from amana.channels.email.peeking import peek
from amana.handling.facts.noting import note, note_call
from amana.handling.handing_out.exporting import export, export_to
from amana.handling.handing_out.retelling import TITLES
from amana.handling.intake.importing import ensure_brand
from amana.handling.intake.receiving import receive
from amana.handling.talking.replying import Reply, reply
from amana.people.models import Account
from amana.post.accepting import Came, accept_all
from amana.post.models import File
from amana.record import verify
from amana.record.exporting import shared_lines
from amana.record.kinds import KINDS
from amana.record.reading import read
from amana.record.withdrawing import erase, withdraw
from amana.team.models import Agent
from amana.team.viewing import at_the_desk

NOW = datetime(2026, 11, 10, 8, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana():
    brand = ensure_brand(["support@example.com"], at=NOW)
    account = Account.objects.create_user("dana@example.com", name="דנה", language="he")
    agent = Agent.objects.create(account=account, role=Agent.LEAD, joined_at=NOW, assigned_at=NOW)
    agent.brands.add(brand)
    return at_the_desk(agent)


@pytest.fixture
def case(dana):
    """A mail with a file came in, a reply with a file went out, a call and a private note were written down."""
    letter = EmailMessage()
    letter["From"], letter["To"] = "Noa <noa@example.org>", "support@example.com"
    letter["Subject"], letter["Message-ID"], letter["Date"] = (
        "הנתב שלי",
        "<one@example.org>",
        "Tue, 10 Nov 2026 08:00:00 +0000",
    )
    letter.set_content("שלום, הנתב לא עובד. מתי יגיע טכנאי? <script>alert(1)</script>")
    letter.add_attachment(b"%PDF-1.4 a bill", maintype="application", subtype="pdf", filename="חשבון.pdf")
    raw = letter.as_bytes()
    accept_all([Came(raw, peek(raw).digest, "test", "one@example.org")], at=NOW)
    receive(worker="test", at=NOW)
    found = Case.objects.get()
    answer = Reply(text="טכנאי יגיע מחר.", files=[Attached("map.png", "image/png", b"a map")])
    reply(found, answer, by=dana, at=NOW + timedelta(minutes=5))
    note_call(found, "Spoke with Noa", who="Noa", by=dana, at=NOW + timedelta(minutes=6), minutes=2)
    note(found, "a private word", by=dana, at=NOW + timedelta(minutes=7))
    return found


def exported(case, dana, side="customer"):
    return export(case.key, side=side, at=NOW + timedelta(hours=1), purpose="asked for", by=dana)


@pytest.fixture
def folder(case, dana, tmp_path):
    with zipfile.ZipFile(io.BytesIO(exported(case, dana))) as packed:
        packed.extractall(tmp_path / "export")
    return tmp_path / "export"


def verified(path):
    """Run the copy that came with the export, cut off from everything installed here."""
    script = path / "verify.py" if path.is_dir() else path.parent / "verify.py"
    if not script.exists():
        script.write_bytes(zipfile.ZipFile(path).read("verify.py"))
    return subprocess.run([sys.executable, "-I", str(script), str(path)], capture_output=True, text=True, check=False)


def is_in_order(folder):
    try:
        return bool(verify.check(folder))
    except verify.Fault:
        return False


def lines_of(folder):
    return (folder / "record.jsonl").read_bytes().splitlines(keepends=True)


def test_an_export_verifies_as_a_folder_and_as_a_file(case, dana, folder, tmp_path):
    packed = tmp_path / "record.zip"
    export_to(packed, case.key, side="company", at=NOW + timedelta(hours=2), purpose="a copy", by=dana)

    for path in (folder, packed):
        result = verified(path)
        assert result.returncode == 0, result.stderr
        assert result.stdout.startswith("OK: ")
        assert "not that what was written is true" in result.stdout


def test_it_holds_the_mails_the_files_and_a_page(case, folder):
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"index.html", "README.txt", "verify.py", "record.jsonl", "manifest.json"} < names
    # What came, the reply and the receipt.
    assert len([name for name in names if name.startswith("raw/")]) == 3
    contents = {path.read_bytes() for path in (folder / "files").iterdir()}
    assert contents == {b"%PDF-1.4 a bill", b"a map"}
    page = (folder / "index.html").read_text("utf-8")
    assert '<html lang="he" dir="rtl">' in page
    assert "<script" not in page and "&lt;script&gt;" in page
    assert "a private word" not in b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file()).decode(
        "utf-8", "replace"
    )
    readme = (folder / "README.txt").read_text("utf-8")
    assert "It does not prove that what was written is true" in readme and case.number in readme


def test_both_sides_get_the_same_bytes(case, dana):
    assert list(shared_lines(case.key, "company")) == list(shared_lines(case.key, "customer"))
    chains = [
        zipfile.ZipFile(io.BytesIO(exported(case, dana, side=side))).read("record.jsonl")
        for side in ("company", "customer")
    ]
    assert chains[0] == chains[1] == "".join(f"{line}\n" for line in shared_lines(case.key, "company")).encode()


def test_each_export_is_an_entry_of_its_own_that_names_its_digest(case, dana):
    before = list(shared_lines(case.key, "customer"))
    content = exported(case, dana)

    last = read(case.key, side="company")[-1]
    assert (last.kind, last.audience) == ("record.exported", "company")
    assert last["sha256"] == hashlib.sha256(content).hexdigest()
    assert (last["purpose"], last["by"]) == ("asked for", "דנה")
    assert list(shared_lines(case.key, "customer")) == before


def test_any_byte_changed_in_an_entry_is_traced_to_it(folder):
    lines = lines_of(folder)
    for number, line in enumerate(lines, 1):
        for place in range(0, len(line) - 1, 37):
            changed = bytearray(line)
            changed[place] ^= 0x01
            (folder / "record.jsonl").write_bytes(b"".join([*lines[: number - 1], bytes(changed), *lines[number:]]))
            with pytest.raises(verify.Fault) as fault:
                verify.check(folder)
            assert f"Entry {number} " in str(fault.value), place


def test_a_changed_byte_is_named_by_the_copy_in_the_zip_too(case, dana, tmp_path):
    content = bytearray(exported(case, dana))
    place = content.index(b'"kind":"call.noted"') + 10
    content[place] ^= 0x01
    packed = tmp_path / "record.zip"
    packed.write_bytes(content)

    result = verified(packed)
    assert result.returncode == 1
    number = next(json.loads(line)["number"] for line in shared_lines(case.key, "customer") if "call.noted" in line)
    assert f"Entry {number} " in result.stderr


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda lines: lines[:2] + lines[3:], "Entry 3 is missing"),
        (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], "Entry 2 is missing or out of its place"),
        (lambda lines: [*lines[:3], lines[2], *lines[3:]], "Entry 4 is missing or out of its place"),
        (lambda lines: [*lines[:3], lines[2].replace(b'"number":3', b'"number":4'), *lines[3:]], "Entry 4 "),
        (lambda lines: lines[:-1], "is missing: the record ended with entry"),
        (lambda lines: [*lines[:-1], lines[-1][:-1]], "is cut off or missing"),
        (lambda lines: [], "Entry 1 is cut off or missing"),
    ],
)  # fmt: skip
def test_deleting_reordering_repeating_inserting_and_cutting_off_are_found(folder, change, named):
    (folder / "record.jsonl").write_bytes(b"".join(change(lines_of(folder))))

    result = verified(folder)
    assert result.returncode == 1
    assert named in result.stderr


def test_any_file_changed_added_or_taken_away_is_found(folder):
    names = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "record.jsonl"]
    for path in names:
        original = path.read_bytes()
        path.write_bytes(original[:-1] + bytes([original[-1] ^ 0x01]))
        assert not is_in_order(folder), path
        path.unlink()
        assert not is_in_order(folder), path
        path.write_bytes(original)
    (folder / "files" / "more.txt").write_text("more")
    with pytest.raises(verify.Fault, match=r"files/more\.txt was added"):
        verify.check(folder)


def test_a_changed_mail_or_file_is_traced_to_its_entry(folder):
    attached = next(path for path in (folder / "files").iterdir() if path.read_bytes() == b"a map")
    attached.write_bytes(b"a mop")
    with pytest.raises(verify.Fault, match=r"Entry \d+ \(message\.sent.*was changed"):
        verify.check(folder)
    attached.write_bytes(b"a map")

    sealed = [json.loads(line)["content"] for line in lines_of(folder) if b"message.sealed" in line]
    mail = folder / "raw" / f"{sealed[-1]['message']}.eml"
    mail.write_bytes(mail.read_bytes() + b"\n")
    with pytest.raises(verify.Fault, match=r"Entry \d+ \(message\.sealed.*was changed"):
        verify.check(folder)


def test_withdrawn_content_follows_the_side_and_the_chain_still_verifies(case, dana, tmp_path):
    came = next(entry for entry in read(case.key, side="company") if entry.kind == "message.received")
    withdraw(came.id, from_side="customer", why="another person's bill", by=dana.actor, at=NOW + timedelta(minutes=9))

    ours, theirs = ([json.loads(line) for line in shared_lines(case.key, side)] for side in ("company", "customer"))
    assert [entry["hash"] for entry in ours] == [entry["hash"] for entry in theirs]
    number = came.number - 1
    assert ours[number]["content"] is not None and theirs[number]["content"] is theirs[number]["salt"] is None
    assert ours[number]["tombstones"] == theirs[number]["tombstones"] != []
    for side, has_bill in (("company", True), ("customer", False)):
        path = tmp_path / f"{side}.zip"
        path.write_bytes(exported(case, dana, side=side))
        assert verified(path).returncode == 0
        with zipfile.ZipFile(path) as packed:
            everything = b"".join(packed.read(name) for name in packed.namelist())
        assert (b"%PDF-1.4 a bill" in everything) is has_bill


def test_a_withdrawn_reply_takes_its_sealed_mail_with_it(case, dana, tmp_path):
    sent = next(entry for entry in read(case.key, side="company") if entry.kind == "message.sent")
    withdraw(sent.id, from_side="customer", why="wrong recipient", by=dana.actor, at=NOW + timedelta(minutes=9))

    path = tmp_path / "record.zip"
    path.write_bytes(exported(case, dana))
    with zipfile.ZipFile(path) as packed:
        assert f"raw/{sent.id}.eml" not in packed.namelist()
    assert verified(path).returncode == 0
    # Taken back on purpose: neither missing nor left out, for both read that it was withdrawn.
    assert not [one for one in verify.check(path).left_out if str(sent.id) in one]


def test_an_erased_entry_still_verifies_and_its_words_are_nowhere(case, dana, tmp_path):
    said = next(entry for entry in read(case.key, side="company") if entry.kind == "call.noted")
    erase(said.id, why="asked to be forgotten", by=dana.actor, at=NOW + timedelta(minutes=9))

    path = tmp_path / "record.zip"
    path.write_bytes(exported(case, dana, side="company"))
    assert verified(path).returncode == 0
    with zipfile.ZipFile(path) as packed:
        assert b"Spoke with Noa" not in b"".join(packed.read(name) for name in packed.namelist())


def test_content_taken_away_without_a_tombstone_is_found(folder):
    lines = [json.loads(line) for line in lines_of(folder)]
    lines[2]["content"] = lines[2]["salt"] = None
    (folder / "record.jsonl").write_text("".join(verify.canonical(line) + "\n" for line in lines), "utf-8")

    with pytest.raises(verify.Fault, match=r"Entry 3 .*no tombstone says why"):
        verify.check(folder)


def test_a_tombstone_nobody_wrote_is_found(folder):
    lines = [json.loads(line) for line in lines_of(folder)]
    lines[1]["content"] = lines[1]["salt"] = None
    lines[1]["tombstones"] = [{"at": lines[-1]["at"], "hidden_from": "both", "said_in": lines[-1]["entry"]}]
    (folder / "record.jsonl").write_text("".join(verify.canonical(line) + "\n" for line in lines), "utf-8")

    with pytest.raises(verify.Fault, match=r"Entry 2 .*tombstone"):
        verify.check(folder)


def test_the_fingerprint_of_a_mail_is_found_in_the_record(case, dana, folder, capsys):
    sent = next(entry for entry in read(case.key, side="company") if entry.kind == "message.sent")
    mail = message_from_bytes((folder / "raw" / f"{sent.id}.eml").read_bytes(), policy=policy.default)
    assert sent.hash in mail.get_body().get_content()

    assert verify.main([str(folder), "--fingerprint", sent.hash]) == 0
    assert f"up to entry {sent.number} " in capsys.readouterr().out
    assert verify.main([str(folder), "--fingerprint", "0" * 64]) == 1


def test_a_file_lost_on_disk_is_said_and_not_passed_over(case, dana, tmp_path):
    File.objects.filter(name="map.png").update(key="a" * 32)

    path = tmp_path / "record.zip"
    path.write_bytes(exported(case, dana))
    result = verified(path)
    assert result.returncode == 0
    assert "Not in this export: files/" in result.stdout and "missing on disk" in result.stdout


def test_what_is_not_an_export_is_refused_in_a_sentence(tmp_path):
    result_of = {"nothing": tmp_path / "absent.zip", "text": tmp_path / "text.zip"}
    result_of["text"].write_text("no zip")
    for path in result_of.values():
        with pytest.raises(verify.Fault, match="not an exported record"):
            verify.check(path)


def test_the_page_has_a_name_for_every_kind_both_sides_read():
    assert {kind.name for kind in KINDS.values() if kind.audience == "shared"} - set(TITLES) == set()


def test_a28_an_export_reads_no_file_of_the_server_and_its_page_fetches_nothing(shared, dana):
    raw = (shared / "mail" / "_synthetic" / "html-fileurl.eml").read_bytes()
    accept_all([Came(raw, peek(raw).digest, "test", peek(raw).message_id)], at=NOW)
    receive(worker="test", at=NOW)
    case = Case.objects.get()
    bundle = zipfile.ZipFile(io.BytesIO(export(case.key, side="company", at=NOW, purpose="test", by=dana)))

    page = bundle.read("index.html").decode()
    assert not re.search(r"(?:src|href|data|poster)\s*=\s*[\"']?\s*(?:file|https?|//)", page, re.I)
    assert "<iframe" not in page and "<object" not in page and "@import" not in page
    assert not any(b"root:x:0:0" in bundle.read(name) for name in bundle.namelist())
