"""Reading any text: places, times, languages, and what must never break."""

from __future__ import annotations

import itertools
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amana.kit.working_time import week_for, week_in_zone
from amana.language import Reading, read, read_many
from amana.language.findings import Side

JERUSALEM = ZoneInfo("Asia/Jerusalem")
WEDNESDAY = datetime(2026, 11, 18, 10, tzinfo=JERUSALEM)


def reading(text: str, side: Side = "company") -> Reading:
    return read(text, sent_at=WEDNESDAY, side=side)


def test_a_promise_has_its_place_action_and_due_words() -> None:
    (promise,) = reading("Hello Noa. We'll send you the new card by Sunday. Regards").promises

    assert promise.quote == "We'll send you the new card by Sunday"
    assert promise.action == "send you the new card"
    assert (promise.due.kind, promise.due.words) == ("by_end_of_day", "by Sunday")
    assert promise.due.at == datetime(2026, 11, 22, 16, tzinfo=UTC)
    assert (promise.by, promise.to, promise.firmness) == ("company", "customer", "firm")


def test_places_are_those_of_the_text_with_its_invisible_marks() -> None:
    text = "\u202bשָׁלוֹם דנה,\u202c\n\u200fאֶחֱזוֹר אליך עד יום ב׳ בשעה 15:00\u200f."

    (promise,) = reading(text).promises

    assert text[promise.start : promise.end] == promise.quote
    assert promise.quote.startswith("אֶחֱזוֹר")
    assert promise.due.at == datetime(2026, 11, 23, 13, tzinfo=UTC)


def test_days_follow_the_week_and_its_holidays() -> None:
    passover_eve = datetime(2026, 3, 31, 10, tzinfo=JERUSALEM)
    text = "נחזור אליך תוך 2 ימי עסקים."

    with_holidays = read(text, sent_at=passover_eve, side="company", week=week_for("IL")).promises[0]
    without = read(text, sent_at=passover_eve, side="company", week=week_in_zone("Asia/Jerusalem")).promises[0]

    assert without.due.at == datetime(2026, 4, 2, 15, tzinfo=UTC)
    assert with_holidays.due.at == datetime(2026, 4, 5, 15, tzinfo=UTC)


def test_the_zone_of_the_week_decides_which_day_tomorrow_is() -> None:
    late = datetime(2026, 11, 18, 23, tzinfo=UTC)  # already Thursday in Jerusalem

    (promise,) = read(
        "I'll call you tomorrow.", sent_at=late, side="company", week=week_in_zone("Asia/Jerusalem")
    ).promises

    assert promise.due.at == datetime(2026, 11, 20, 16, tzinfo=UTC)


def test_a_due_hour_that_the_clocks_skip_is_the_next_valid_one() -> None:
    thursday = datetime(2026, 3, 26, 20, tzinfo=JERUSALEM)

    (promise,) = read("We will reboot it tomorrow at 02:30.", sent_at=thursday, side="company").promises

    assert promise.due.at == datetime(2026, 3, 27, 0, 0, tzinfo=UTC)


def test_what_a_reader_quotes_back_is_not_read() -> None:
    assert reading("> We will refund you tomorrow.\nThat never happened.", "customer").promises == ()


def test_a_mixed_text_is_read_paragraph_by_paragraph() -> None:
    found = reading("We will call you tomorrow.\n\nנחזור אליך מחר.\n\nسنرد عليكم غداً.")

    assert [paragraph.language for paragraph in found.paragraphs] == ["en", "he", "ar"]
    assert [paragraph.direction for paragraph in found.paragraphs] == ["ltr", "rtl", "rtl"]
    assert [promise.due.at for promise in found.promises] == [datetime(2026, 11, 19, 16, tzinfo=UTC)] * 3


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Where is my order?", "en"),
        ("איפה ההזמנה שלי?", "he"),
        ("أين طلبي؟", "ar"),
        ("הזמנה ORD-2026-558812 לא הגיעה", "he"),
        ("وين طلبي ORD-2026-558812؟", "ar"),
        ("shalom, eifo hahazmana sheli", "unknown"),
        ("mar7aba wen talabi 3ndi moshkila", "unknown"),
        ("Bonjour, je n'ai pas reçu ma commande", "unknown"),
        ("سلام، سفارش من کجاست؟ لطفاً پیگیری کنید که چرا نرسیده", "unknown"),
        ("12345", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_language_of_a_short_line(text: str, language: str) -> None:
    assert reading(text).language == language


def test_questions_and_requests_are_told_apart() -> None:
    found = reading("Please cancel my order. When will the money be back? Thanks!", "customer")

    assert [question.quote for question in found.questions] == ["When will the money be back?"]
    assert [request.quote for request in found.requests] == ["Please cancel my order."]
    assert found.thanks
    assert not found.urgency


def test_identifiers_are_named_and_do_not_overlap() -> None:
    text = (
        "Order no. 7712-A of 03/11/2026 for ₪149.90, call +972 54-123-4567 or noa@example.com, card 4111 1111 1111 1111"
    )

    found = reading(text, "customer").identifiers

    assert [(one.kind, one.value) for one in found] == [
        ("order", "7712-A"),
        ("date", "03/11/2026"),
        ("amount", "₪149.90"),
        ("phone", "+972541234567"),
        ("email", "noa@example.com"),
        ("card", "4111111111111111"),
    ]
    assert all(text[one.start : one.end] == one.quote for one in found)


def test_identifiers_are_found_in_hebrew_and_arabic() -> None:
    hebrew = reading("הזמנה מס' 7100233 על סך 89.90 ש\"ח, טלפון 054-1234567", "customer").identifiers
    arabic = reading("طلب رقم ٧٧١٢٣ بمبلغ ١٢٠ ريال", "customer").identifiers

    assert [(one.kind, one.value) for one in hebrew] == [
        ("order", "7100233"),
        ("amount", '89.90 ש"ח'),
        ("phone", "0541234567"),
    ]
    assert [(one.kind, one.value) for one in arabic] == [("order", "77123"), ("amount", "120 ريال")]


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        read("We will call.", sent_at=datetime(2026, 11, 18), side="company")


def test_an_unknown_side_is_refused() -> None:
    with pytest.raises(ValueError, match="side is"):
        read("We will call.", sent_at=WEDNESDAY, side="nobody")  # type: ignore[arg-type]  # a wrong side is what is tested


def test_only_what_is_asked_for_is_found() -> None:
    text = "We'll call you by Sunday about order 7712-A. There is no manager here, I am the manager."

    promises = read(text, sent_at=WEDNESDAY, side="company", only={"promises"})
    everything = reading(text)

    assert promises.promises == everything.promises
    assert (promises.identifiers, promises.tactics, promises.marks, promises.tone.heat) == ((), (), (), 0)
    assert everything.identifiers
    assert everything.tactics


def test_a_field_that_no_reading_has_is_refused() -> None:
    with pytest.raises(ValueError, match="has no 'mood'"):
        read("Hello", sent_at=WEDNESDAY, side="company", only={"mood"})


def test_many_texts_are_read_one_after_the_other() -> None:
    texts = [
        ("We'll call you by Sunday.", WEDNESDAY, "company"),
        {"text": "שלום", "sent_at": WEDNESDAY, "side": "customer"},
    ]

    first, second = read_many(texts, only={"promises"})  # type: ignore[arg-type]  # tuples and mappings in one list

    assert len(first.promises) == 1
    assert second.language == "he"


def test_what_is_learned_stands_in_the_text_with_its_invisible_marks() -> None:
    text = "\u202bשלום דנה.\u202c \u200fאין כאן מנהל, אני המנהל\u200f ואין מעליי אף אחד."

    found = reading(text)

    assert found.tactics
    assert all(text[one.start : one.end] == one.quote for one in (*found.tactics, *found.marks, *found.tone.feelings))
    assert found.versions["rules"] == found.version


WORDS = st.sampled_from(
    "we'll I will call you by until if 31/2 99:99 in 999999999 days tomorrow נחזור אליך עד יום ב' אם 5 ימי עסקים ב-31.2 מחר "
    "سنرد عليكم خلال ٩٩٩٩ يوم إذا قبل الساعة ٢٥ غدا \x00 \ud800 \u202e , . ? ! | > \n".split(" ")
)
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join), st.text(st.characters(), max_size=50)
)


@settings(max_examples=400, deadline=None)
@given(
    TEXTS,
    st.sampled_from(["company", "customer", "caller_note"]),
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),
)
def test_any_text_is_read_and_every_finding_is_where_it_says(text: str, side: Side, at: datetime) -> None:
    found = read(text, sent_at=at.replace(tzinfo=UTC), side=side)

    learned = (*found.tactics, *found.marks, *found.tried, *found.desired, *found.tone.feelings)
    for one in (*found.promises, *found.questions, *found.requests, *found.identifiers, *learned):
        assert text[one.start : one.end] == one.quote
        assert one.quote
        assert 0 <= one.confidence <= 1
    assert all(promise.due.at is None or promise.due.at.tzinfo is UTC for promise in found.promises)
    json.dumps(found.to_json())


def seconds(text: str, *, times: int = 1) -> float:
    """Seconds of computing to read a text, the least of so many times."""
    took = []
    for _ in range(times):
        started = time.thread_time()
        reading(text)
        took.append(time.thread_time() - started)
    return min(took)


@pytest.fixture(scope="module")
def ordinary_seconds() -> float:
    """What an ordinary text as long as the longest that is read takes."""
    return seconds(
        "Hello, we will call you by Sunday about order 7712 of 3 March, and if not we'll write. Thanks!\n" * 1_100
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00" * 1000,
        "\ud800\udfff" * 1000,
        "We will call you tomorrow. " * 40_000,
        "if " * 350_000,
        "a" * 1_000_000,
        "(" * 1_000_000,
        "1" * 1_000_000,
        "1 " * 500_000,
        " " * 1_000_000,
        "\n" * 1_000_000,
        "by " * 330_000 + "12",
        "אם " * 300_000,
        "بعد " * 250_000,
        "a@" * 500_000,
        "1-" * 500_000,
        "we'll, " * 150_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_a_text_made_to_hurt_is_read_in_time(text: str, ordinary_seconds: float) -> None:
    assert seconds(text) < 10 * ordinary_seconds


def test_six_times_the_text_take_about_six_times_the_time() -> None:
    text = "Hello, we will call you by Sunday about order 7712 of 3 March, and if not we'll write. Thanks!\n" * 150
    reading(text)

    # 36 if the time grew with the square of the length
    assert seconds(text * 6, times=2) < 18 * seconds(text, times=3)


@pytest.mark.parametrize("language", ["en", "he", "ar"])
def test_promises_of_the_development_sets_are_found(shared: Path, language: str) -> None:
    """A floor below what is measured, so that a change for the worse is seen."""
    right = total = 0
    for line in (shared / f"eval/promises_dev_{language}.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        found = read(record["text"], sent_at=datetime.fromisoformat(record["sent_at"]), side=record["side"])
        right += bool(found.promises) == bool(record["promises"])
        total += 1

    assert right / total > 0.94


def test_texts_read_together_are_read_as_each_alone() -> None:
    said = [
        "We'll call you tomorrow at 10:00. It is our policy, sorry!",
        "",
        "ניסיתי לאתחל. מתי תחזרו אליי?!",
        "سنتصل بك غدا.",
    ]
    sides: list[Side] = ["company", "customer", "caller_note"]
    texts = [(f"{one} {number}", WEDNESDAY, sides[number % 3]) for number, one in enumerate(said * 40)]

    assert list(read_many(texts)) == [read(text, sent_at=at, side=side) for text, at, side in texts]


def test_what_comes_before_a_wrong_text_is_given_back_first() -> None:
    naive = WEDNESDAY.replace(tzinfo=None)
    found = read_many(
        [("We will call you.", WEDNESDAY, "company"), ("Hello", WEDNESDAY, "customer"), ("Hello", naive, "company")]
    )

    assert next(found).promises
    assert not next(found).promises
    with pytest.raises(ValueError, match="time zone"):
        next(found)


def test_an_endless_row_of_texts_is_read_as_it_comes() -> None:
    found = read_many(("We will call you.", WEDNESDAY, "company") for _ in itertools.count())

    assert all(next(found).promises for _ in range(3))
