"""Letters that go out: whole, stable, and without a field that somebody smuggled in."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.channels.email.composing import Attached, Draft, compose, safe_header
from amana.channels.email.mail import Address
from amana.channels.email.parsing import parse

DRAFT = Draft(
    sender=Address("דנה, שירות", "support@shop.example"),
    to=[Address("Noa Cohen", "noa@customer.example"), Address('Q "uote" (x)', "q@customer.example")],
    subject="תשובה: איפה ההזמנה שלי? " + "מילה " * 30,
    text="שלום נועה,\n\nנחזור אלייך עד יום ראשון 18:00.\nדנה\n\n.\nFrom here on",
    message_id="a.abc@shop.example",
    sent_at=datetime(2026, 11, 3, 10, tzinfo=timezone(timedelta(hours=2))),
    direction="rtl",
    language="he",
    cc=[Address("", "c@customer.example")],
    reply_to=Address("Shop", "support+x@shop.example"),
    in_reply_to="b@customer.example",
    references=["z@customer.example"],
    files=[
        Attached("חשבונית.pdf", "application/pdf", b"%PDF-1.4\r\n\0\xff"),
        Attached("../a\r\nb.txt", "text/html", b"x" * 5_000),
    ],
)


def test_what_is_composed_is_read_back() -> None:
    mail = parse(compose(DRAFT))

    assert mail.sender == DRAFT.sender
    assert mail.to == tuple(DRAFT.to) and mail.cc == tuple(DRAFT.cc) and mail.reply_to == (DRAFT.reply_to,)
    assert mail.subject == DRAFT.subject.strip() and mail.text == DRAFT.text
    assert mail.sent_at == datetime(2026, 11, 3, 8, tzinfo=UTC)
    assert (mail.message_id, mail.in_reply_to) == (DRAFT.message_id, DRAFT.in_reply_to)
    assert mail.references == ("z@customer.example", "b@customer.example")
    assert [(file.name, file.type) for file in mail.files] == [
        ("חשבונית.pdf", "application/pdf"),
        ("a b.txt", "text/html"),
    ]
    assert mail.files[0].content == DRAFT.files[0].content and mail.automatic is None
    assert (
        mail.html and 'dir="rtl"' in mail.html and 'lang="he"' in mail.html and mail.oddities == ("reply_to_elsewhere",)
    )


def test_other_readers_read_the_same() -> None:
    read = email.message_from_bytes(compose(DRAFT), policy=email.policy.default)
    body = read.get_body(("plain",))

    assert read["subject"].strip() == DRAFT.subject.strip() and body is not None
    assert body.get_content().replace("\r\n", "\n").strip() == DRAFT.text
    assert [part.get_filename() for part in read.iter_attachments()] == ["חשבונית.pdf", "a b.txt"]
    assert [address.display_name for address in read["to"].addresses] == ["Noa Cohen", 'Q "uote" (x)']
    assert not [defect for part in read.walk() for defect in part.defects]


def test_the_same_draft_is_the_same_letter() -> None:
    assert compose(DRAFT) == compose(replace(DRAFT))


def test_a46_every_line_ends_in_crlf_and_is_short_ascii() -> None:
    raw = compose(replace(DRAFT, text="x" * 5_000 + "\rlone\n.\n..", subject="a" * 3_000))

    assert raw.isascii() and b"\r" not in raw.replace(b"\r\n", b"") and b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_a_machines_letter_says_so() -> None:
    mail = parse(compose(replace(DRAFT, is_automatic=True)))

    assert mail.automatic and mail.automatic.evidence == "Auto-Submitted: auto-generated"


BREAKS = ["a\r\nBcc: v@x.example", "a\nb", "a\rb", "a\0b", "a\u2028b", "a\x0bb"]


@pytest.mark.parametrize("bad", BREAKS)
def test_a47_no_value_makes_a_second_field(bad: str) -> None:
    drafts = [
        replace(DRAFT, subject=bad),
        replace(DRAFT, sender=Address(bad, "a@x.example")),
        replace(DRAFT, to=[Address(bad, "a@x.example")]),
        replace(DRAFT, cc=[Address("", f"a@x.example{bad[1:]}")]),
        replace(DRAFT, reply_to=Address("", bad)),
        replace(DRAFT, message_id=bad),
        replace(DRAFT, in_reply_to=bad),
        replace(DRAFT, references=[bad]),
        replace(DRAFT, more_fields=[("X-Mark", bad)]),
        replace(DRAFT, more_fields=[(bad, "x")]),
    ]
    for draft in drafts:
        with pytest.raises(ValueError):
            compose(draft)
    with pytest.raises(ValueError):
        safe_header(bad)


def test_a47_composed_fields_cannot_be_added_twice() -> None:
    for name in ("From", "bcc:", "Content-Type", "Subject"):
        with pytest.raises(ValueError):
            compose(replace(DRAFT, more_fields=[(name, "x")]))
    assert b"\r\nX-Mark: x\r\n" in compose(replace(DRAFT, more_fields=[("X-Mark", "x")]))


@pytest.mark.parametrize(
    "draft",
    [
        replace(DRAFT, to=[]),
        replace(DRAFT, to=[Address("", "nobody")]),
        replace(DRAFT, to=[Address("", "דנה@x.example")]),
        replace(DRAFT, sent_at=datetime(2026, 11, 3)),
        replace(DRAFT, message_id="<a@b>"),
        replace(DRAFT, subject="\ud800"),
    ],
)
def test_what_cannot_be_sent_is_refused(draft: Draft) -> None:
    with pytest.raises(ValueError):
        compose(draft)


def test_a20_the_page_made_from_a_text_runs_nothing() -> None:
    page = parse(compose(replace(DRAFT, text="<script>alert(1)</script> {{ 7*7 }}", html=None))).html

    assert page and "<script>" not in page and "&lt;script&gt;" in page and "{{ 7*7 }}" in page


def test_a33_a_name_becomes_no_link() -> None:
    page = parse(compose(replace(DRAFT, text="Dear www.evil.example,"))).html

    assert page and "<a" not in page


def test_a_domain_in_hebrew_is_written_in_ascii() -> None:
    assert b"To: noa@xn--" in compose(replace(DRAFT, to=[Address("", "noa@דוגמה.example")]))


LINE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf"]), max_size=150)


@given(LINE, LINE, st.text(st.characters(exclude_categories=["Cs"]), max_size=400), st.binary(max_size=100))
def test_any_words_come_back(name: str, subject: str, text: str, content: bytes) -> None:
    draft = replace(
        DRAFT,
        to=[Address(name, "a@x.example")],
        subject=subject,
        text=text,
        files=[Attached(name, "image/png", content)],
    )
    mail = parse(compose(draft))

    assert mail.to[0].address == "a@x.example"
    assert mail.to[0].name.split() == " ".join(name.split()).strip("\"' ")[:200].split()
    assert mail.subject == " ".join(subject.split())
    assert mail.files[0].content == content
