"""What a consumer's letter needs, in three languages."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from amana.kit.working_time import week_in_zone
from amana.writing import Context, check

WEDNESDAY = datetime(2026, 11, 18, 10, tzinfo=ZoneInfo("Asia/Jerusalem"))
CONTEXT = Context(at=WEDNESDAY, week=week_in_zone("Asia/Jerusalem"), side="customer")

GOOD = {
    "en": """Dear Ms Cohen,
My order number 44171 arrived broken on 3.11.2026. I called on 5.11.2026 and spoke with Dan, who said that a new one was on its way.
I already restarted the device and sent photos. Please replace it by 30.11.2026. The receipt and the photos are attached.
Imagine a kitchen without a cooker for two weeks. You can reach me at 052-1234567. Thank you, Noa Barak""",
    "he": """לכבוד גב' כהן,
הזמנה מספר 44171 הגיעה שבורה ב-3.11.2026. התקשרתי ב-5.11.2026 ונאמר לי שחדש בדרך.
כבר אתחלתי את המכשיר ושלחתי צילומים. אבקש להחליף אותו עד 30.11.2026. הקבלה והצילומים מצורפים.
נסו לדמיין מטבח בלי תנור שבועיים. אפשר להשיג אותי ב-052-1234567. תודה, נועה ברק""",
    "ar": """حضرة السيدة ليلى حداد،
طلب رقم 44171 وصل مكسوراً في 3.11.2026. اتصلت في 5.11.2026 وقيل لي إن بديلاً في الطريق.
أعدت تشغيل الجهاز وأرسلت الصور. أرجو استبدال الجهاز حتى 30.11.2026. الإيصال والصور مرفقة.
تخيلوا مطبخاً بلا فرن أسبوعين. يمكن التواصل معي على 052-1234567. شكراً، نور""",
}

UNWANTED = """
threat | You will regret this, I will sue. | אתם עוד תצטערו, אתבע אתכם. | ستندمون على هذا.
insult | You are liars and thieves. | אתם שקרנים וגנבים. | أنتم كذابين ونصابين.
competitor | Your competitors would never do this. | המתחרים לא היו עושים את זה. | الشركات الثانية أحسن منكم.
adjectives | A terrible, outrageous service. | שירות מזעזע ומביש. | خدمة فظيعة ومقرفة.
capitals | I HAVE BEEN WAITING | אני מחכה!!! | أنا أنتظر!!!
"""

# What is missing when one part of a good letter is taken out of it.
WITHOUT = [
    ("en", "Dear Ms Cohen,", "no_reader"),
    ("en", "My order number 44171", "no_reference"),
    ("en", "Please replace it by 30.11.2026.", "no_goal"),
    ("en", "by 30.11.2026", "no_deadline"),
    ("en", "Imagine a kitchen without a cooker for two weeks.", "no_shoes"),
    ("en", "You can reach me at 052-1234567.", "no_contact"),
    ("he", "לכבוד גב' כהן,", "no_reader"),
    ("he", "הזמנה מספר 44171", "no_reference"),
    ("he", "אבקש להחליף אותו עד 30.11.2026.", "no_goal"),
    ("he", "עד 30.11.2026", "no_deadline"),
    ("he", "נסו לדמיין מטבח בלי תנור שבועיים.", "no_shoes"),
    ("he", "אפשר להשיג אותי ב-052-1234567.", "no_contact"),
    ("ar", "حضرة السيدة ليلى حداد،", "no_reader"),
    ("ar", "طلب رقم 44171", "no_reference"),
    ("ar", "أرجو استبدال الجهاز حتى 30.11.2026.", "no_goal"),
    ("ar", "حتى 30.11.2026", "no_deadline"),
    ("ar", "تخيلوا مطبخاً بلا فرن أسبوعين.", "no_shoes"),
    ("ar", "يمكن التواصل معي على 052-1234567.", "no_contact"),
]


def codes(draft: str) -> set[str]:
    return {one.code for one in check(draft, context=CONTEXT)}


@pytest.mark.parametrize("language", GOOD)
def test_a_letter_that_has_everything_gets_no_advice(language: str) -> None:
    assert codes(GOOD[language]) == set()


@pytest.mark.parametrize(("language", "part", "code"), WITHOUT)
def test_what_a_letter_lacks_is_named(language: str, part: str, code: str) -> None:
    assert part in GOOD[language]
    assert code in codes(GOOD[language].replace(part, ""))


@pytest.mark.parametrize(
    ("code", "draft"),
    [
        (line.split("|")[0].strip(), text.strip())
        for line in UNWANTED.strip().splitlines()
        for text in line.split("|")[1:]
    ],
)
def test_what_closes_ears_is_pointed_out(code: str, draft: str) -> None:
    assert code in codes(draft)


def test_a_letter_is_at_most_two_hundred_and_fifty_words() -> None:
    filler = "It rained on that day too. " * 45

    assert "too_long" not in codes(GOOD["en"])
    assert "too_long" in codes(GOOD["en"] + filler)


def test_many_goals_are_one_too_many() -> None:
    more = "I want a full refund. I demand compensation. Please cancel my account."

    assert "several_goals" in codes(GOOD["en"] + more)


def test_a_short_note_is_not_told_what_it_lacks() -> None:
    assert codes("Please replace the cup.") == set()


def test_an_offered_day_to_answer_is_the_days_own_words() -> None:
    draft = GOOD["he"].replace(" עד 30.11.2026", "")
    (one,) = [one for one in check(draft, context=CONTEXT) if one.code == "no_deadline"]

    assert one.suggestion.startswith("אבקש תשובה בכתב עד ")
    assert (one.start, one.quote) == (len(draft), "")
