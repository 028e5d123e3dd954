"""Letters as mail programs of three languages send them, and texts made to make us slow."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amana.language import mail_words, unquoting
from amana.language.unquoting import MAX_TEXT, split

NEW = {
    "en": "The parcel is still not here.\nWhen will it come?",
    "he": "החבילה עדיין לא הגיעה.\nמתי היא תגיע?",
    "ar": "لم تصل الحزمة بعد.\nمتى ستصل؟",
}
OLD = {
    "en": "We promise to call you back by Sunday.",
    "he": "אנחנו מתחייבים לחזור אלייך עד יום ראשון.",
    "ar": "نعدكم بالاتصال حتى يوم الأحد.",
}
INTRODUCTIONS = [
    ("en", "On Tue, Nov 3, 2026 at 10:00 AM Dana Levi <dana@shop.example> wrote:\n\n> {old}"),
    ("en", "On Tue, Nov 3, 2026 at 10:00 AM Dana Levi\n<dana@shop.example> wrote:\n> {old}"),
    ("en", "On 3 Nov 2026, at 10:00, Dana Levi <dana@shop.example> wrote:\n\n{old}"),
    ("en", "On Tuesday, November 3, 2026 at 10:00:00 AM GMT+2, Dana Levi <dana@shop.example> wrote:\n\n{old}"),
    (
        "en",
        "________________________________\nFrom: Dana <dana@shop.example>\nSent: Tuesday, November 3, 2026\nTo: Noa\nSubject: Order\n\n{old}",
    ),
    ("en", "From: Dana <dana@shop.example>\nSent: Tuesday, November 3, 2026 10:00\nTo: Noa\nSubject: Order\n\n{old}"),
    ("en", "-----Original Message-----\nFrom: Dana\nSubject: Order\n\n{old}"),
    (
        "en",
        "-------- Original message --------\nFrom: Dana <dana@shop.example>\nDate: 03/11/2026 10:00 (GMT+02:00)\nTo: Noa\n\n{old}",
    ),
    ("en", "Begin forwarded message:\n\nFrom: Dana <dana@shop.example>\n\n{old}"),
    (
        "he",
        "\u202b\u200fבתאריך יום ג׳, 3 בנוב׳ 2026 ב-10:00 מאת \u202aDana Levi\u202c\u200f <\u202adana@shop.example\u202c\u200f>:\u202c\n\n> {old}",
    ),
    ("he", "בתאריך יום ג׳, 3 בנוב׳ 2026 ב-10:00 מאת Dana Levi <dana@shop.example>:\n\n{old}"),
    ("he", "ב-3 בנוב׳ 2026, בשעה 10:00, \u200fDana Levi <dana@shop.example> כתב/ה:\n\n{old}"),
    ("he", "ב-3 בנוב׳ 2026, בשעה 10:00, דנה לוי <dana@shop.example> כתבה:\n> {old}"),
    ("he", "בתאריך 03/11/2026 10:00, דנה לוי כתב/ה:\n> {old}"),
    ("he", "ב-יום שלישי, 3 בנובמבר 2026 בשעה 10:00:00 GMT+2, דנה לוי <dana@shop.example> כתב:\n\n{old}"),
    (
        "he",
        "________________________________\nמאת: דנה לוי <dana@shop.example>\nנשלח: יום שלישי 03 נובמבר 2026 10:00\nאל: נועה\nנושא: הזמנה\n\n{old}",
    ),
    ("he", "\u200fמאת: דנה לוי\n\u200fתאריך: 3.11.2026\n\u200fאל: נועה\n\u200fנושא: הזמנה\n\n{old}"),
    ("he", "-----הודעה מקורית-----\nמאת: דנה\nנושא: הזמנה\n\n{old}"),
    ("he", "-------- הודעה מקורית --------\nמאת: דנה <dana@shop.example>\nתאריך: 3.11.2026 10:00\n\n{old}"),
    (
        "ar",
        "\u202bفي الثلاثاء، 3 نوفمبر 2026 في 10:00 ص تمت كتابة ما يلي بواسطة \u202aDana Levi\u202c\u200f <\u202adana@shop.example\u202c\u200f>:\u202c\n\n> {old}",
    ),
    ("ar", "في الثلاثاء، ٣ نوفمبر ٢٠٢٦ في ١٠:٠٠ ص تمت كتابة ما يلي بواسطة دانا <dana@shop.example>:\n\n{old}"),
    ("ar", "في 3 نوفمبر 2026، الساعة 10:00 ص، كتب/ت دانا ليفي <dana@shop.example>:\n\n{old}"),
    ("ar", "بتاريخ 03/11/2026 10:00، كتبت دانا <dana@shop.example>:\n> {old}"),
    (
        "ar",
        "________________________________\nمن: دانا <dana@shop.example>\nتم الإرسال: الثلاثاء، 3 نوفمبر 2026 10:00\nإلى: نورا\nالموضوع: طلب\n\n{old}",
    ),
    ("ar", "من: دانا <dana@shop.example>\nالتاريخ: 3 نوفمبر 2026\nإلى: نورا\nالموضوع: طلب\n\n{old}"),
    ("ar", "-------- الرسالة الأصلية --------\nمن: دانا\nالتاريخ: 3/11/2026\n\n{old}"),
]
DEVICES = [
    ("en", "Sent from my iPhone"),
    ("en", "Sent from my Samsung Galaxy smartphone."),
    ("en", "Get Outlook for Android<https://aka.ms/x>"),
    ("en", "Sent from Yahoo Mail on Android"),
    ("he", "נשלח מה-iPhone שלי"),
    ("he", "\u200fנשלח מהטלפון החכם Samsung Galaxy שלי."),
    ("he", "קבל את Outlook עבור Android"),
    ("he", "נשלח מ-Yahoo Mail ב-Android"),
    ("ar", "أُرسلت من الـ iPhone"),
    ("ar", "أرسلت من هاتف Samsung Galaxy الذكي."),
    ("ar", "احصل على Outlook لـ Android"),
]


@pytest.mark.parametrize(("language", "introduction"), INTRODUCTIONS)
def test_only_the_new_words_are_new(language: str, introduction: str) -> None:
    parts = split(f"{NEW[language]}\n\n{introduction.format(old=OLD[language])}\n")

    assert parts.new == NEW[language]
    assert OLD[language] in parts.quoted


@pytest.mark.parametrize(("language", "line"), DEVICES)
def test_the_line_of_a_device_is_a_signature(language: str, line: str) -> None:
    parts = split(f"{NEW[language]}\n\n{line}\n")

    assert parts.new == NEW[language]
    assert parts.signature == line


def test_the_spans_cover_the_text_without_gaps() -> None:
    text = "Hello\n\nOn 3 Nov 2026, at 10:00, D <d@x.example> wrote:\n> old\n\nand this is below\n-- \nNoa\n"
    spans = split(text).spans

    assert spans[0].start == 0 and spans[-1].end == len(text)
    assert all(before.end == after.start for before, after in pairwise(spans))
    assert [span.kind for span in spans] == ["new", "quoted", "new", "signature"]


def test_an_answer_below_and_between_quotes_is_new() -> None:
    parts = split(
        "On 3 Nov 2026, at 10:00, D <d@x.example> wrote:\n> Which colour?\nBlue.\n> Which size?\nLarge, please.\n"
    )

    assert parts.new == "Blue.\nLarge, please."


def test_what_a_customer_quotes_by_hand_stays_new() -> None:
    text = "On 3 May your colleague wrote:\nwe will pay you back.\nNothing came."

    assert split(text).new == text


def test_a_line_of_labels_in_a_persons_own_words_stays_new() -> None:
    text = "Please change my order.\nFrom: blue\nTo: red\nThank you"

    assert split(text).new == text


def test_a_forwarded_letter_says_so() -> None:
    assert split(
        "See below\n\n---------- Forwarded message ---------\nFrom: x <x@y.example>\nSubject: z\n\nold"
    ).is_forwarded
    assert split("ראו למטה\n\n---------- הודעה שהועברה ---------\nמאת: x <x@y.example>\nנושא: z\n\nישן").is_forwarded
    assert not split("Hello").is_forwarded


def test_a_contact_block_is_a_signature_and_the_farewell_is_not() -> None:
    parts = split("Please call me.\n\nBest regards,\nNoa Cohen\nSales, Shop Ltd\n+972 54 123 4567\nnoa@shop.example\n")

    assert parts.new.endswith("Noa Cohen\nSales, Shop Ltd")
    assert parts.signature == "+972 54 123 4567\nnoa@shop.example"


@pytest.mark.parametrize(
    "notice",
    [
        "This e-mail and any attachments are confidential and intended solely for the addressee.",
        "הודעה זו, לרבות צרופותיה, הינה סודית ומיועדת לנמען בלבד.",
        "هذه الرسالة سرية ومخصصة للمرسل إليه فقط.",
    ],
)
def test_a_legal_notice_is_a_disclaimer(notice: str) -> None:
    parts = split(f"Yes, that is fine.\n\n{notice}\n")

    assert (parts.new, parts.disclaimer) == ("Yes, that is fine.", notice)


def test_an_empty_text_has_no_parts() -> None:
    assert split("").spans == ()


@pytest.mark.parametrize(
    "flood",
    [
        "> " * 50_000,
        ">" * 100_000,
        "On 3 Nov 2026\n" * 7_000,
        "On 3 Nov 2026 <" * 7_000,
        "On 1:00 " + "a@" * 45_000 + " wrote",
        "From: a\n\n" * 11_000,
        "-" * 100_000,
        "_____\n" * 16_000,
        "\n" * 100_000,
        "Best regards\n" * 7_500,
        "-- \n" * 25_000,
        "This message\n" * 7_500,
        "Sent from my iPhone\n" * 5_000,
        "\u202b" * 100_000,
    ],
)
def test_a43_no_text_makes_it_slow(flood: str) -> None:
    started = time.thread_time()
    split(flood * 4)

    assert time.thread_time() - started < 2
    assert len(flood) <= MAX_TEXT * 1.2


def test_letters_collected_by_others_are_split_as_they_expect(shared: Path) -> None:
    folder = shared / "mail/discourse-email_reply_trimmer/test"
    different = {
        letter.name
        for letter in (folder / "emails").iterdir()
        if split(letter.read_text()).new.split() != (folder / "trimmed" / letter.name).read_text().split()
    }

    # There, quoted lines at the top of a letter are kept for the reader; here nothing that is quoted is ever new.
    assert different == {"embedded_email_16.txt"}


def plain(later: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile(later.pattern, later.flags)


@settings(max_examples=30)
@given(st.from_regex(plain(mail_words.BEGINS)))
def test_whatever_begins_like_an_attribution_is_looked_at(line):
    found = mail_words.BEGINS.match(line)
    assert found is None or unquoting._may_begin(line)


@settings(max_examples=30)
@given(st.from_regex(plain(mail_words.FAREWELL), fullmatch=True))
def test_no_farewell_is_longer_than_what_is_looked_at(line):
    assert len(line) <= mail_words.LONGEST_FAREWELL


@settings(max_examples=30)
@given(st.from_regex(plain(mail_words.SEPARATOR), fullmatch=True))
def test_no_line_that_sets_an_earlier_letter_apart_is_passed_over(line):
    assert split(f"My answer\n{' '.join(line.split())}\nold words").quoted.endswith("old words")
