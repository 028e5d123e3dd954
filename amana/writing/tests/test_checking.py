"""Checking a draft: promises without a time, open questions, secrets."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amana.kit.working_time import week_in_zone
from amana.writing import Advice, Context, check
from amana.writing.commands import check_command

WEDNESDAY = datetime(2026, 11, 18, 10, tzinfo=ZoneInfo("Asia/Jerusalem"))
CONTEXT = Context(at=WEDNESDAY, week=week_in_zone("Asia/Jerusalem"), usual_hours=9)


def advice(draft: str, asked: str = "") -> list[Advice]:
    return check(draft, context=Context(CONTEXT.at, CONTEXT.week, usual_hours=9, asked=asked))


def codes(draft: str, asked: str = "") -> list[str]:
    return [one.code for one in advice(draft, asked)]


@pytest.mark.parametrize(
    "draft",
    ["We'll get back to you soon.", "I will send you the form.", "נחזור אליך בהקדם.", "سنرد عليكم في أقرب وقت."],
)
def test_a_promise_without_a_time_gets_the_usual_one(draft: str) -> None:
    (one,) = advice(draft)

    assert one.code == "vague_promise"
    assert draft[one.start : one.end] == one.quote
    assert one.suggested_at == datetime(2026, 11, 19, 8, tzinfo=UTC)
    assert any(day in one.suggestion for day in ("Thursday 19 November 10:00", "19.11.2026 10:00"))


@pytest.mark.parametrize(
    "draft",
    [
        "We'll get back to you by Sunday 18:00.",
        "You will not be charged.",
        "If the stock returns, we'll send you a message.",
        "Thank you for the photos.",
        "נחזור אליך עד יום ב' בשעה 12:00.",
        "سنرد عليكم خلال ٣ أيام عمل.",
        "",
    ],
)
def test_a_draft_with_nothing_vague_gets_no_advice(draft: str) -> None:
    assert advice(draft) == []


def test_without_usual_hours_no_time_is_suggested() -> None:
    (one,) = check("We'll call you soon.", context=Context(WEDNESDAY))

    assert one.suggested_at is None
    assert one.suggestion == "… by …"


@pytest.mark.parametrize(
    ("asked", "draft", "is_open"),
    [
        ("When will my refund arrive?", "We are sorry for the trouble.", True),
        ("When will my refund arrive?", "It was sent on 12 November.", False),
        ("How much is the fee?", "There is a fee for this.", True),
        ("How much is the fee?", "It costs ₪20.", False),
        ("Is the router included?", "Thank you for writing to us.", True),
        ("Is the router included?", "Yes, it is.", False),
        ("Which branch has my parcel?", "Your parcel is in the Haifa branch.", False),
        ("Which branch has my parcel?", "We'll find out and write to you by tomorrow 12:00.", False),
        ("How are you?", "The form is attached.", False),
        ("מתי יגיע הזיכוי?", "אנו מצטערים על אי הנוחות.", True),
        ("מתי יגיע הזיכוי?", "הזיכוי בוצע אתמול.", False),
        ("كم الرسوم؟", "نعتذر عن الإزعاج.", True),
    ],
)
def test_a_question_left_open_is_pointed_out(asked: str, draft: str, is_open: bool) -> None:
    assert ("open_question" in codes(draft, asked)) is is_open


def test_an_open_question_quotes_the_customer_and_stands_at_the_end() -> None:
    (one,) = advice("We are sorry.", "Hello. Which branch has my parcel? Noa")

    assert one.quote == "Which branch has my parcel?"
    assert (one.start, one.end) == (13, 13)


def test_secrets_come_first() -> None:
    draft = "We'll call you soon. Your card 4111 1111 1111 1111, password: Abc!234."

    assert codes(draft) == ["card_number", "password", "vague_promise"]
    assert [draft[one.start : one.end] for one in advice(draft)][:2] == ["4111 1111 1111 1111", "Abc!234"]


@pytest.mark.parametrize("draft", ["הסיסמה שלך היא: Abc1234", "كلمة السر هي Abc1234", "your PIN is 4471"])
def test_a_password_is_seen_in_three_languages(draft: str) -> None:
    assert codes(draft) == ["password"]


@pytest.mark.parametrize(
    "draft", ["Order 4111 1111 1111 1112", "Reset your password on our site.", "0000 0000 0000 0000"]
)
def test_what_only_looks_like_a_secret_is_left_alone(draft: str) -> None:
    assert codes(draft) == []


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=150), st.text(max_size=80))
def test_any_draft_can_be_checked(draft: str, asked: str) -> None:
    for one in advice(draft, asked):
        assert one.code == "open_question" or draft[one.start : one.end] == one.quote
        json.dumps(one.to_json())


def run(*argv: str, given: str = "") -> tuple[int, str]:
    stdout = io.StringIO()
    return check_command(argv, io.StringIO(given), stdout), stdout.getvalue()


def test_the_command_prints_the_advice_and_says_so_in_its_status() -> None:
    assert run("-", given="Thank you.") == (0, "Nothing to say.\n")
    status, printed = run("-", "--json", given="We'll call you soon.")

    assert status == 1
    assert json.loads(printed)["advice"][0]["code"] == "vague_promise"


@pytest.mark.parametrize(
    "argv", [["/no/such/file"], [], ["-", "--as", "nobody"], ["-", "--tz", "x"], ["-", "--usual-hours", "-3"]]
)
def test_unusable_arguments_give_a_sentence_and_no_traceback(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, printed = run(*argv, given="We'll call you soon.")

    said = capsys.readouterr().err
    assert (status, printed) == (2, "")
    assert "amana check" in said and "Traceback" not in said
