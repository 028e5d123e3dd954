"""Machines that write to us: recorded, never answered for long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import CLOSED, Case
from amana.channels.email.peeking import peek
from amana.handling.intake.receiving import receive
from amana.post.accepting import Came, accept_all
from amana.post.models import DONE, Outgoing, RawMessage
from amana.record.models import Entry
from tests.letters import letter, take_in

AUTOMATIC = [
    "auto-auto-submitted", "auto-list", "auto-nullrp", "auto-own-loop", "auto-precedence", "auto-suppress", "dsn",
]  # fmt: skip


def answering(outgoing: Outgoing, raw: bytes) -> bytes:
    """The id on one line, as mail programs write it; Python's own folding would encode it."""
    return f"In-Reply-To: <{outgoing.message_id}>\n".encode() + raw


@pytest.mark.parametrize("name", AUTOMATIC)
def test_a35_automatic_mail_is_kept_and_not_answered(shared, brand, dana, now, name):
    raw = (shared / "mail" / "_synthetic" / f"{name}.eml").read_bytes()
    row = take_in(raw, at=now)
    assert row.state in {DONE, "aside"}
    assert not Outgoing.objects.exists()
    assert not Case.objects.exists()


def test_a35_an_automatic_reply_does_not_reopen_a_case(case, now):
    receipt = Outgoing.objects.get(case=case.key)
    Case.objects.filter(pk=case.pk).update(state=CLOSED, closed_at=now)
    away = letter("noa@customer.example", "I am away.", at=now, headers=[("Auto-Submitted", "auto-replied")])
    row = take_in(answering(receipt, away), at=now + timedelta(hours=1))
    case.refresh_from_db()
    assert (row.state, row.case, case.state) == (DONE, case.key, CLOSED)
    assert Outgoing.objects.count() == 1


def test_a35_our_own_mail_coming_back_is_not_answered(case, now):
    receipt = Outgoing.objects.get(case=case.key)
    row = take_in(bytes(receipt.mime), at=now + timedelta(minutes=1))
    assert row.state == "aside"
    assert (Outgoing.objects.count(), Case.objects.count()) == (1, 1)


def test_a36_a_machine_without_polite_headers_gets_a_few_answers_a_day_and_no_more(brand, dana, now, settings):
    at = now
    for round_ in range(4):
        mails = [
            letter("robot@customer.example", f"The order {round_} {n} has been handed on.", at=at, subject="Your order")
            for n in range(50)
        ]
        accept_all([Came(raw, peek(raw).digest, "test", peek(raw).message_id) for raw in mails], at=at)
        receive(worker="test", at=at)
        at += timedelta(hours=1)
    assert RawMessage.objects.count() == 200
    assert 0 < Outgoing.objects.filter(is_automatic=True).count() <= settings.AUTOMATIC_PER_ADDRESS


def test_a36_a_machine_that_answers_every_mail_of_ours_in_the_case_is_answered_a_few_times(case, now, settings):
    at = now
    for _ in range(20):
        at += timedelta(minutes=1)
        latest = Outgoing.objects.filter(case=case.key).latest("created_at")
        take_in(answering(latest, letter("noa@customer.example", f"The matter is noted. {at}", at=at)), at=at)
    assert Case.objects.count() == 1
    assert Outgoing.objects.filter(is_automatic=True).count() <= settings.AUTOMATIC_PER_CASE


@pytest.mark.parametrize("sender", ["support@example.com", "SUPPORT@example.com", "support+abc@example.com"])
def test_a39_a_mail_from_our_own_address_opens_nothing_and_is_not_answered(brand, dana, now, sender):
    row = take_in(letter(sender, "Please give me the money back.", at=now), at=now)
    assert row.state in {"aside", "held"}, row.state
    assert not Case.objects.exists()
    assert not Outgoing.objects.exists()
    assert not Entry.objects.exists()
