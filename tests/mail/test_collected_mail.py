"""Every message beside the checkout comes in: read, or refused in plain words, in time, with what is expected of it."""

from __future__ import annotations

import email
import email.policy
import json
import time
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import pytest

from amana.channels.email.fingerprinting import trace_free_digest
from amana.channels.email.mail import Mail, Unparseable
from amana.channels.email.naming import display_name
from amana.channels.email.parsing import parse

FOLDERS = [
    "_synthetic",
    "cpython-test_email",
    "discourse-email_reply_trimmer",
    "django-helpdesk",
    "jhillyerd-enmime",
    "okfde-froide",
    "rspamd",
    "sisimai-set-of-emails",
]
OURS = {"help@desk.example"}
REFUSED = {
    "empty": "empty",
    "no-headers": "no header",
    "nest-multipart-100": "nested more than 50",
    "nest-multipart-2000": "nested more than 50",
    "parts-20000": "more than 500 parts",
}


@pytest.fixture
def synthetic(shared: Path) -> Path:
    return shared / "mail/_synthetic"


def read(folder: Path, name: str) -> Mail:
    return parse((folder / f"{name}.eml").read_bytes(), authserv_id="desk.example", ours=OURS)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_message_is_read_or_refused_in_plain_words_within_two_seconds(shared: Path, folder: str) -> None:
    files = [file for file in sorted((shared / "mail" / folder).rglob("*")) if file.is_file()]
    reasons: list[str] = []
    assert files
    for file in files:
        raw = file.read_bytes()
        started = time.perf_counter()
        try:
            mail = parse(raw, authserv_id="desk.example", ours=OURS)
            json.dumps([mail.subject, mail.text, mail.text_new], ensure_ascii=False).encode()
        except Unparseable as refused:
            reasons.append(refused.reason)
        trace_free_digest(raw)
        assert time.perf_counter() - started < 2, file.name
    assert all(reason.endswith(".") for reason in reasons)


def test_only_what_has_no_sense_is_refused(synthetic: Path) -> None:
    refused = {}
    for file in synthetic.glob("*.eml"):
        try:
            parse(file.read_bytes())
        except Unparseable as found:
            refused[file.stem] = found.reason

    assert refused.keys() == REFUSED.keys()
    assert all(words in refused[name] for name, words in REFUSED.items())


def test_a44_texts_subjects_names_and_files_are_what_their_authors_wrote(synthetic: Path) -> None:
    expected: dict[str, dict[str, Any]] = json.loads((synthetic / "expect.json").read_text())
    assert len(expected) == 131
    for name, wanted in expected.items():
        if name in REFUSED:
            continue
        mail = read(synthetic, name)
        if "text" in wanted:
            assert mail.text == wanted["text"], name
        if "subject" in wanted:
            assert mail.subject == wanted["subject"], name
        if "from_name" in wanted:
            assert mail.sender and mail.sender.name == wanted["from_name"], name
        if "filename" in wanted:
            assert [file.name for file in mail.files] == [wanted["filename"]], name
        if "original_filename" in wanted:
            assert [file.name for file in mail.files] == [display_name(wanted["original_filename"])], name


@pytest.mark.parametrize(
    "name", ["auto-submitted", "precedence", "suppress", "list", "nullrp", "own-loop", "oof-no-header"]
)
def test_a35_a36_machines_are_recognised(synthetic: Path, name: str) -> None:
    mail = read(synthetic, f"auto-{name}")

    assert mail.automatic is not None


def test_a39_our_own_mail_is_a_loop(synthetic: Path) -> None:
    automatic = read(synthetic, "auto-own-loop").automatic

    assert automatic and automatic.kind == "loop"


def test_f24_a_delivery_report_names_recipient_and_message(synthetic: Path) -> None:
    bounce = read(synthetic, "dsn").bounce

    assert bounce and bounce.original_message_id == "case-1001-2@desk.example"
    assert [(one.address, one.status) for one in bounce.recipients] == [("dana@customer.example", "5.1.1")]


@pytest.mark.parametrize("name", ["from-two", "from-nul", "from-parseaddr-confusion", "from-empty", "nested-comments"])
def test_a10_a11_a_doubtful_sender_is_nobody(synthetic: Path, name: str) -> None:
    mail = read(synthetic, name)

    assert mail.sender is None and mail.oddities
    assert "alice@corp.example" not in {address.address for address in mail.senders}


def test_a12_the_real_address_is_known(synthetic: Path) -> None:
    mail = read(synthetic, "from-display-spoof")

    assert mail.sender and mail.sender.name != mail.sender.address and "name_is_other_address" in mail.oddities


def test_a08_a_forged_result_proves_nothing(synthetic: Path) -> None:
    assert read(synthetic, "authres-forged").authenticity == "none"


def test_a42_floods_in_the_header_are_cut(synthetic: Path) -> None:
    assert len(read(synthetic, "references-5000").references) == 50
    assert len(read(synthetic, "to-5000").to) <= 200
    assert read(synthetic, "msgid-angle-flood").message_id is None
    assert "header_cut" in read(synthetic, "header-1mb").oddities


@pytest.mark.parametrize("name", ["date-absurd", "date-1970", "date-2099"])
def test_absurd_dates_are_no_dates(synthetic: Path, name: str) -> None:
    assert read(synthetic, name).sent_at is None


def test_f28_the_same_mail_is_one_and_a14_other_words_are_another(synthetic: Path) -> None:
    digest = {
        name: trace_free_digest((synthetic / f"{name}.eml").read_bytes())
        for name in ("duplicate-a", "duplicate-b", "same-id-other-body", "no-message-id")
    }

    assert digest["duplicate-a"] == digest["duplicate-b"]
    assert len(set(digest.values())) == 3


@pytest.mark.parametrize("name", ["boundary-missing", "boundary-unclosed", "bare-cr", "bare-lf", "smuggle-dot"])
def test_a46_broken_structure_still_shows_its_words(synthetic: Path, name: str) -> None:
    assert read(synthetic, name).text.strip()


def test_a41_a_letter_within_a_letter_is_a_file(synthetic: Path) -> None:
    mail = read(synthetic, "nest-rfc822-2000")

    assert [file.type for file in mail.files] == ["message/rfc822"]


def test_broken_base64_is_kept_and_named(synthetic: Path) -> None:
    assert "part_damaged" in read(synthetic, "b64-broken").oddities


def test_pythons_own_reader_agrees_wherever_it_can_be_believed(shared: Path) -> None:
    """Subject, sender and recipients of all folders; each difference is one where Python's answer is the wrong one."""
    different = set()
    compared = 0
    for file in sorted((shared / "mail").rglob("*")):
        if file.suffix not in {".eml", ".raw", ".txt"} or "trimmer" in str(file):
            continue
        raw = file.read_bytes()
        try:
            mail = parse(raw)
            theirs = cast(EmailMessage, email.message_from_bytes(raw, policy=email.policy.default))
            wanted = [
                " ".join(str(theirs["subject"] or "").split()),
                *(_addresses(theirs, name) for name in ("from", "to")),
            ]
        except (Unparseable, RecursionError, ValueError, IndexError, LookupError):
            continue
        compared += 1
        if wanted != [mail.subject, [one.key for one in mail.senders], [one.key for one in mail.to]]:
            different.add(file.name)

    assert compared > 700
    assert different == {
        "encword-iso-8859-8-i.eml",  # a label that Python does not know
        "from-nul.eml",  # an address with NUL in it
        "from-parseaddr-confusion.eml",  # CVE-2023-27043
        "to-5000.eml",  # cut at 200
        "malformed-multiple-address-header-values.raw",  # two addresses without a comma
        "test_mail_05.txt",  # a raw name in eight bits loses them the second recipient
        "phish_sender3.eml",  # `From :` is a second From
        "phish_sender6.eml",  # a route before the address
        "lhost-exchange2007-04.eml",  # an encoded word cut in a letter
    }


def _addresses(message: EmailMessage, name: str) -> list[str]:
    fields = message.get_all(name) or []
    return [one.addr_spec.lower() for field in fields for one in field.addresses if "@" in one.addr_spec]
