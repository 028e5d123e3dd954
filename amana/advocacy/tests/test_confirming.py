"""Letters hold what the record shows, in their writer's language, and open in any mail program."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from functools import partial
from urllib.parse import unquote

import pytest

from amana.advocacy.calling import Call, log_call, suggestion
from amana.advocacy.defining import company_named, define
from amana.advocacy.letters import Letter, as_eml, as_mailto, confirming
from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.people.models import Company, Person
from amana.record.reading import entry
from amana.team.viewing import owner

AT = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)
DUE = AT + timedelta(days=3)


@pytest.fixture
def gil(db) -> Person:
    return Person.objects.create(name="Gil", language="en", zone="Asia/Jerusalem")


@pytest.fixture
def case(gil) -> Case:
    return define(gil, company="Kav Telecom", happened="Charged twice", wanted="A refund", settle_for="Half", at=AT)


def logged(case: Case, **more) -> tuple:
    call = Call(
        **(
            {"who": "Avi", "said": "He saw it.", "spoke_at": AT, "waited": 38, "promised": "A refund", "due_at": DUE}
            | more
        )
    )
    said = log_call(case, call, by=owner(case.customer), at=AT)
    return entry(said.id, side="customer"), list(Commitment.objects.filter(case=case, said_in=said.id))


@pytest.mark.parametrize(
    ("language", "word", "day"),
    [("en", "What was promised", "November"), ("he", "מה הובטח", "נובמבר"), ("ar", "ما وُعد به", "نوفمبر")],
)
def test_a_letter_says_who_when_and_what_was_promised(case, language, word, day):
    case.language = language
    letter = confirming(case, *logged(case))

    for part in (word, "Avi", "38", "He saw it.", "A refund", "2026", day, "18", "11:00", "Gil"):
        assert part in letter.text, part
    assert "Half" not in letter.text and "\n\n\n" not in letter.text


def test_a_letter_about_a_call_without_a_name_or_promise(case):
    letter = confirming(case, *logged(case, who="", promised="", due_at=None, waited=0))

    assert letter.text.startswith("Hello,") and "promised" not in letter.text and "waiting" not in letter.text


def test_the_mail_program_gets_every_line(case):
    letter = Letter("a@b.example", "On & on?", "First line\nSecond: 100% & more\n")
    address = as_mailto(letter)

    assert address.startswith("mailto:a@b.example?subject=On%20%26%20on%3F&body=")
    assert unquote(address.partition("body=")[2]) == "First line\r\nSecond: 100% & more\r\n"
    assert as_mailto(Letter("x@y?bcc=z@w", "", "")).startswith("mailto:x@y%3Fbcc%3Dz@w?")


def test_a_message_file_is_a_draft_to_the_company(case):
    raw = as_eml(Letter("a@b.example", "Subject", "Text"), name="Gil\nBcc: x@y.example", address="gil@c.example",
                 language="he", at=AT)  # fmt: skip
    mail = message_from_bytes(raw, policy=policy.default)

    assert mail["X-Unsent"] == "1" and mail["To"] == "a@b.example" and mail["Bcc"] is None


@pytest.mark.parametrize("said", ["He said he will call me back tomorrow at 18:00.", "I will call you back tomorrow at 18:00.",
                                  "הוא אמר שיחזור אליי מחר עד 18:00", "قال إنه سيتصل بي غداً الساعة 18:00."])  # fmt: skip
def test_a_promise_in_the_words_of_a_call_is_noticed(case, said):
    found = suggestion(case, Call("Avi", said, AT))

    assert found is not None and found.by == "company"
    assert found.due.at == datetime(2026, 11, 16, 16, 0, tzinfo=UTC)


def test_words_without_a_promise_suggest_none(case):
    assert suggestion(case, Call("Avi", "He was friendly and knew nothing.", AT)) is None


@pytest.mark.parametrize(
    "more", [{"due_at": None}, {"promised": ""}, {"waited": -1}, {"spoke_at": AT + timedelta(hours=1)}, {"due_at": AT}]
)
def test_a_call_that_makes_no_sense_is_refused(case, more):
    with pytest.raises(Refused):
        logged(case, **more)


def test_a_company_is_one_however_its_name_is_spaced(db):
    named = partial(company_named, by=None, at=AT)
    assert named(" Kav  Telecom ").pk == named("kav telecom").pk
    ours = Company.objects.create(name="Tahuna", is_ours=True)
    assert named("Tahuna").pk != ours.pk
    with pytest.raises(Refused):
        named("  ")
