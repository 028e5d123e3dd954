"""Ten everyday messages in each language, answered by keyboard alone: three acts each, and the keys they take."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import sign_in
from tests.browser.desk_world import Colleague, Written, desk_world
from tests.browser.installed import Installed

pytestmark = pytest.mark.browser

AGENTS = {"he": "מאיה אורן", "ar": "سامر نجّار", "en": "Adam Field"}
# Besides the words that are typed: to the queue, to the first row, into it, to the words, and out.
MOST_KEYS = 6
SAVED = {
    "en": "Our shop in Haifa is open Sunday to Thursday from 9:00 to 18:00, and on Fridays until 13:00.",
    "he": "החנות בחיפה פתוחה מיום ראשון עד חמישי, 9:00 עד 18:00, וביום שישי עד 13:00.",
    "ar": "متجرنا في حيفا مفتوح من الأحد إلى الخميس من 9:00 حتى 18:00، ويوم الجمعة حتى 13:00.",
}
# What somebody asks, and what is answered; an empty answer is the saved one.
EVERYDAY = {
    "en": [
        ("When is your shop in Haifa open?", ""),
        ("Could I have a copy of the invoice for order 4411?", "The invoice of order 4411 is attached to this mail."),
        ("Do you deliver to Eilat?", "Yes, to Eilat too; delivery costs 35 shekels."),
        ("Is the small grinder in stock?", "Yes, we have four of them in the shop."),
        ("Are you open on Friday?", ""),
        ("How do I clean the steam wand?", "With a damp cloth right after use, and once a week in warm water."),
        ("Which paper filters fit the brewer I bought?", "Size 4, white or brown."),
        ("How long is the warranty on the kettle?", "Two years from the day you bought it."),
        ("Can I pay in two instalments?", "Yes, in up to three without interest."),
        ("What are your opening hours?", ""),
    ],
    "he": [
        ("מתי החנות בחיפה פתוחה?", ""),
        ("אפשר עותק של החשבונית להזמנה 4411?", "החשבונית של הזמנה 4411 מצורפת להודעה הזאת."),
        ("יש לכם משלוחים לאילת?", "כן, גם לאילת; המשלוח עולה 35 שקלים."),
        ("המטחנה הקטנה במלאי?", "כן, יש ארבע בחנות."),
        ("אתם פתוחים ביום שישי?", ""),
        ("איך מנקים את צינור האדים?", "במטלית לחה מיד אחרי השימוש, ופעם בשבוע במים חמים."),
        ("אילו פילטרים מתאימים למכונה שקניתי?", "גודל 4, לבן או חום."),
        ("לכמה זמן האחריות על הקומקום?", "שנתיים מיום הקנייה."),
        ("אפשר לשלם בשני תשלומים?", "כן, עד שלושה תשלומים ללא ריבית."),
        ("מה שעות הפתיחה שלכם?", ""),
    ],
    "ar": [
        ("متى يفتح متجركم في حيفا؟", ""),
        ("هل يمكنني الحصول على نسخة من فاتورة الطلب 4411؟", "فاتورة الطلب 4411 مرفقة بهذه الرسالة."),
        ("هل توصلون إلى إيلات؟", "نعم، إلى إيلات أيضًا؛ التوصيل بـ 35 شيكلًا."),
        ("هل المطحنة الصغيرة متوفرة؟", "نعم، لدينا أربع في المتجر."),
        ("هل أنتم مفتوحون يوم الجمعة؟", ""),
        ("كيف أنظف أنبوب البخار؟", "بقطعة قماش رطبة بعد الاستعمال مباشرة، ومرة في الأسبوع بماء دافئ."),
        ("ما الفلاتر المناسبة للماكينة التي اشتريتها؟", "المقاس 4، أبيض أو بني."),
        ("كم مدة ضمان الغلاية؟", "سنتان من يوم الشراء."),
        ("هل يمكن الدفع على قسطين؟", "نعم، حتى ثلاثة أقساط بلا فائدة."),
        ("ما هي ساعات العمل لديكم؟", ""),
    ],
}


@pytest.fixture(scope="module")
def everyday(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    written = [
        Written(f"{language} {number}", text, language=language, holder=AGENTS[language])
        for language, pairs in EVERYDAY.items()
        for number, (text, _answer) in enumerate(pairs)
    ]
    agents = [Colleague(name, language) for language, name in AGENTS.items()]
    with desk_world(tmp_path_factory.mktemp("everyday"), agents, written, saved={"Hours": SAVED}) as served:
        yield served


class Keys:
    """A person at the keyboard; each stroke counts, words that are typed count apart."""

    def __init__(self, page: Page) -> None:
        self.page, self.strokes = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes += 1


@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_ten_everyday_messages_take_three_acts_and_seven_keys_each(everyday, context_of, language):
    page = context_of(language).new_page()
    sign_in(page, everyday, AGENTS[language], language=language)
    took, answered = [], set()
    for _ in EVERYDAY[language]:
        keys = Keys(page)
        number = open_the_first(keys, language)
        write(keys, EVERYDAY[language][number][1], saved=SAVED[language])
        keys.press("Control+Shift+Enter")
        page.wait_for_selector("[data-until]")
        took.append(keys.strokes)
        answered.add(number)
    assert answered == set(range(10))
    assert max(took) <= MOST_KEYS, took
    proposed = everyday.rows(
        "SELECT count(*) FROM cases_closing JOIN cases_case ON case_id = book_id WHERE subject LIKE ? AND ended_at IS NULL",
        f"{language} %",
    )
    assert proposed == [(10,)]


def open_the_first(keys: Keys, language: str) -> int:
    """Go to the queue and into its first row; return which of the messages it is."""
    keys.press("u")
    keys.page.wait_for_selector(f"h1:not(:has-text('{language} '))")
    keys.page.wait_for_selector("[data-row]")
    keys.press("j", "Enter")
    keys.page.wait_for_selector("#composer-text")
    found = re.search(rf"\b{language} (\d)\b", keys.page.inner_text("h1"))
    assert found is not None, keys.page.inner_text("h1")
    return int(found[1])


def write(keys: Keys, answer: str, *, saved: str) -> None:
    """Take the saved reply, or type the words."""
    if answer:
        keys.press("r")
        keys.page.keyboard.type(answer)
    else:
        keys.press("s", "Enter")
    keys.page.wait_for_function(
        "words => document.getElementById('composer-text').value.includes(words)", arg=(answer or saved)[:30]
    )
