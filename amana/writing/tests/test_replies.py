"""What a company's reply gives away, in three languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from amana.kit.working_time import week_in_zone
from amana.writing import Advice, Context, check
from amana.writing.advising import ORDER, WEIGHTS, _words

WEDNESDAY = datetime(2026, 11, 18, 10, tzinfo=ZoneInfo("Asia/Jerusalem"))
CONTEXT = Context(at=WEDNESDAY, week=week_in_zone("Asia/Jerusalem"), usual_hours=9)

SAID = """
unkeepable | I guarantee this will never happen again. | זה לא יקרה שוב, אנחנו מבטיחים. | نضمن لكم أن لا يتكرر هذا، لن يتكرر أبداً.
unkeepable | We will always be there for you. | תמיד נהיה כאן בשבילך. | سنكون دائماً إلى جانبكم.
threat | If you continue to call we will block your number. | אם תמשיכו להתקשר נחסום את המספר. | إذا استمريتم في الاتصال سنحظر رقمكم.
threat | We will have no choice but to take legal action. | ניאלץ לנקוט צעדים משפטיים. | سنضطر إلى اتخاذ الإجراءات القانونية.
reads_badly | That is not our problem. | זו לא הבעיה שלנו. | هذه ليست مشكلتنا.
reads_badly | As I already said, read the contract. | כמו שכבר אמרתי, תקראו את החוזה. | كما سبق وقلت، اقرأ العقد.
reads_badly | There is nothing more we can do. | אין לנו מה לעשות. | ما بيدنا شي.
reads_badly | Please calm down. | צריך להירגע. | اهدأ من فضلك.
"""

HARMLESS = """
Your guarantee covers the repair, and the new part is in the post.
We will never share your address, as the law says.
The technician called at 9:40 and found the cable cut.
האחריות מכסה את התיקון, והחלק נשלח אתמול.
הסכום זוכה אתמול והאסמכתא מצורפת.
الضمان يغطي الإصلاح، والقطعة أُرسلت أمس.
تمت إعادة المبلغ أمس والمرجع مرفق.
"""


def rows(table: str) -> list[tuple[str, str]]:
    cells = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return [(code, text) for code, *texts in cells for text in texts]


def codes(draft: str, context: Context = CONTEXT) -> list[str]:
    return [one.code for one in check(draft, context=context)]


@pytest.mark.parametrize(("code", "draft"), rows(SAID))
def test_words_that_hurt_later_are_pointed_out(code: str, draft: str) -> None:
    found = [one for one in check(draft, context=CONTEXT) if one.code == code]

    assert len(found) == 1
    assert draft[found[0].start : found[0].end] == found[0].quote != ""


@pytest.mark.parametrize("draft", HARMLESS.strip().splitlines())
def test_plain_words_are_left_alone(draft: str) -> None:
    assert codes(draft) == []


@pytest.mark.parametrize(
    ("tried", "draft"),
    [
        ("I have already restarted the router twice", "Please restart your router and tell us."),
        ("كنت قد أعدت تشغيل الراوتر", "Could you restart the router?"),
        ("כבר אתחלתי את הנתב", "נא לאתחל את הנתב ולעדכן."),
        ("שלחתי צילום תעודת זהות", "يرجى إرسال صورة الهوية."),
        ("أعدت تشغيل الراوتر مرتين", "جرب إعادة تشغيل الراوتر."),
    ],
)
def test_what_was_tried_is_not_suggested_again(tried: str, draft: str) -> None:
    found = [one for one in check(draft, context=replace(CONTEXT, tried=(tried,))) if one.code == "tried_again"]

    assert [tried in one.what for one in found] == [True]
    assert "tried_again" not in codes(draft)


@pytest.mark.parametrize(
    "draft", ["You already restarted the router, so we are sending a new one by 20 November 12:00.", "Thank you."]
)
def test_speaking_of_what_was_tried_is_no_suggestion(draft: str) -> None:
    assert "tried_again" not in codes(draft, replace(CONTEXT, tried=("I restarted the router",)))


@pytest.mark.parametrize(
    "draft",
    [
        "Please send us your order number.",
        "מה מספר ההזמנה?",
        "נא לשלוח מספר הזמנה",
        "ما هو رقم الطلب؟",
        "يرجى تزويدنا برقم الطلب",
    ],
)
def test_what_the_record_holds_is_not_asked_again(draft: str) -> None:
    found = [one for one in check(draft, context=replace(CONTEXT, known={"order": "4417"})) if one.code == "asks_again"]

    assert ["4417" in one.what for one in found] == [True]
    assert "asks_again" not in codes(draft)


ORDEAL = replace(CONTEXT, ordeal="4 contacts in 19 days", customer="Noa Barak")


@pytest.mark.parametrize(
    ("draft", "missing"),
    [
        ("The part is in the warehouse.", {"no_apology", "no_next_step", "no_name"}),
        ("Dear Noa, we are sorry for the wait. I will call you by tomorrow 12:00.", set()),
        ("Dear Noa, I will call you by tomorrow 12:00.", {"no_apology"}),
        ("Noa, sorry about this.", {"no_next_step"}),
    ],
)
def test_after_an_ordeal_a_reply_has_a_name_an_apology_and_a_next_step(draft: str, missing: set[str]) -> None:
    assert set(codes(draft, ORDEAL)) == missing


def test_without_an_ordeal_nobody_is_told_to_apologise() -> None:
    assert codes("The part is in the warehouse.", replace(ORDEAL, ordeal="")) == []


def test_a_closed_case_needs_no_next_step() -> None:
    assert codes("Dear Noa, we are sorry.", replace(ORDEAL, is_open=False)) == []


@pytest.mark.parametrize(("reader", "word"), [("en", "apology"), ("he", "התנצלות"), ("ar", "اعتذار")])
def test_advice_is_in_the_writers_language_and_its_wording_in_the_drafts(reader: str, word: str) -> None:
    context = replace(ORDEAL, reader=reader)  # type: ignore[arg-type]  # parametrised: str stands for Language
    (first,) = [one for one in check("החלק במחסן.", context=context) if one.code == "no_apology"]

    assert word in first.what
    assert "מתנצלים" in first.suggestion
    assert "4 contacts" in first.why


def test_the_weightiest_comes_first() -> None:
    draft = "We guarantee it. That is not our problem. We'll be in touch soon. Card 4111 1111 1111 1111."

    assert codes(draft)[:3] == ["card_number", "reads_badly", "vague_promise"]


def test_every_advice_has_its_words_in_three_languages_and_a_weight() -> None:
    words = _words()

    assert set(words) == set(ORDER)
    assert len(WEIGHTS) == len(ORDER)
    assert all(set(one[part]) == {"en", "he", "ar"} for one in words.values() for part in ("what", "why", "say"))


def test_a_name_with_braces_is_only_a_name() -> None:
    found: list[Advice] = check("The part is here.", context=replace(ORDEAL, customer="{quote} {0}"))

    assert any("{quote} {0}" in one.what for one in found)


@pytest.mark.parametrize("rubbish", ["", "\x00", "?" * 5000, "\ud800", "a" * 200_000, "!!!" * 10_000, "\u202e" * 500])
def test_rubbish_is_checked_too(rubbish: str) -> None:
    for side in ("company", "customer"):
        assert isinstance(check(rubbish, context=replace(ORDEAL, side=side)), list)  # type: ignore[arg-type]  # rubbish on purpose
