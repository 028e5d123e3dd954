"""What a mail answers: the words we name and how people spell them, and everything that only looks like them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.kit.working_time import week_in_zone
from amana.language.answer_words import COURTESY, HINTS, LOOSE, PLAIN
from amana.language.answers import answers_in, named, promised
from amana.language.normalising import fold_in_place

# language | act | what was written; \n is a new line
PLAINLY = r"""
en | agree | I agree
en | agree | i AGREE!
en | agree | "I agree"
en | agree | Hi Dana,\n\nI agree, thank you very much.\n\nBest regards,\nNoa Levi
en | agree | Yes, I agree. You can close the case.
en | agree | It's solved 👍
en | agree | I agree :)
en | agree | *I agree*
en | not_solved | Not solved.
en | not_solved | Hello,\nit’s still not solved\nthanks
en | not_solved | please don't close the case
en | climb | Next person please
en | climb | the next person, please
en | not_kept | This was not kept.
en | accept_time | OK, the new time is fine
en | refuse_time | No, keep to the old time.
en | send_record | Please send me the record
en | release | I no longer need this.
en | release | Hi Dana,\nI don’t need this anymore, thank you\nNoa
en | release | No longer needed, thanks!
en | promised_me | You promised me a call by Sunday 18:00.
en | promised_me | Hi Dana,\nyou promised me that a technician would come\nThanks
he | agree | מסכים
he | agree | מסכימה
he | agree | מסכים/ה
he | agree | מסכימ/ה
he | agree | מאשר/ת
he | agree | אני מאשרת, תודה
he | agree | הכול נפתר אפשר לסגור
he | agree | שלום דנה,\nהכל הסתדר, אפשר לסגור.\nתודה רבה,\nנועה
he | agree | ניתן לסגור את הפניה
he | agree | כן, תסגרו
he | not_solved | לא נפתר
he | not_solved | עדיין לא נפתר!
he | not_solved | אל תסגרו
he | climb | העבירו אותי הלאה
he | climb | נא להעביר לדרג הבא, בבקשה
he | not_kept | ההבטחה לא קויימה
he | not_kept | לא קיימתם
he | accept_time | המועד החדש מקובל עליי
he | refuse_time | לא, להישאר במועד הקודם
he | send_record | שלחו לי את התיעוד בבקשה
he | release | אין בזה צורך יותר
he | release | שלום, כבר אין לי צורך בזה. תודה
he | release | אני כבר לא צריך/ה את זה
he | release | אני כבר לא צריכה את זה, תודה רבה
he | release | אני לא צריך את זה יותר
he | promised_me | הבטחתם לי טכנאי עד יום ראשון
ar | agree | موافق
ar | agree | مُوافِقة
ar | agree | أوافق، شكرًا
ar | agree | اوافق
ar | agree | السلام عليكم،\nانحلت المشكلة\nشكراً
ar | agree | فيكم تسكروا الملف
ar | not_solved | لم يُحلّ
ar | not_solved | لسّا ما انحلت
ar | not_solved | المشكلة ما اتحلتش
ar | climb | أرجو تحويلي إلى المستوى التالي
ar | climb | حولوني للمستوى التالي لو سمحتم
ar | not_kept | لم يُوفَ بالوعد
ar | not_kept | ما وفيتوا بوعدكم
ar | accept_time | الموعد الجديد مناسب
ar | refuse_time | لا، أبقوا على الموعد السابق
ar | send_record | أرسلوا لي السجلّ من فضلكم
ar | release | لم أعُد بحاجة إلى هذا
ar | release | مرحبا، لم يعد هذا لازماً، شكراً
ar | release | ما عاد بدي ياه
ar | release | مبقتش محتاجة ده
ar | promised_me | وعدتموني باتصال قبل يوم الأحد
unknown | agree | I agree
unknown | agree | מסכימה
"""
# language | acts a person may be asked about, or "–" | what was written
LOOSELY = r"""
en | agree | I agree. When does the refund come?
en | agree | Thank you for everything, I agree to all of it and so does my husband.
en | agree | I agree...
en | agree | yes
en | – | May I agree?
en | – | Can you close the case?
en | – | I agree if you refund me.
en | – | I agree, but the bill is still wrong.
en | – | I would agree once it works.
en | – | I never agreed to this!
en | – | Your mail says: answer "I agree".
en | – | I "agree".
en | – | > I agree
en | – | Agreeable weather, the disagreement aside.
en | – | Regards,\nNoa\nI agree
en | not_solved | I do not agree.
en | not_solved | It is not solved, the light is red again and I am losing patience.
en | climb | Can I speak to your manager?
en | climb | I want a supervisor now, this is the third time I write about it.
en | not_kept | You did not keep your promise to call me, again.
en | accept_time | Sunday is hard but the new time works.
en | – | Does the new time work for you?
en | refuse_time | The new time does not work for me, I am abroad.
en | send_record | Could you send me the whole record, for my lawyer?
en | release | I no longer need the technician, my brother fixed it.
en | release | I don't need the credit from you any more.
en | release | I no longer need this...
en | – | Do I no longer need this?
en | – | If it works by Sunday I no longer need this.
en | – | I no longer need this if you send the credit.
en | – | It is not true that I no longer need this.
en | – | I need this.
en | – | I "no longer need this".
en | – | > I no longer need this
en | promised_me | You promised me a call and did not call.
en | promised_me | On the phone you promised me a credit by Monday.
en | – | Did you promise me a call?
en | – | The router is dead. When will it work?
en | – | We agree on lunch only if it rains.
he | agree | אני מסכימה. מתי יגיע הזיכוי?
he | – | האם אפשר לסגור?
he | – | מסכים רק אם תחזירו את הכסף
he | not_solved | לא מסכימה
he | not_solved | הבעיה לא נפתרה והאור אדום שוב
he | climb | אני רוצה לדבר עם המנהל שלך
he | not_kept | שוב לא קיימתם את מה שאמרתם לי בטלפון
he | accept_time | יום ראשון קשה אבל המועד החדש בסדר מבחינתי
he | refuse_time | המועד החדש לא מתאים לי כי אני בחו״ל
he | release | אין צורך בטכנאי, אחי תיקן
he | release | אני כבר לא צריכה את הטכנאי שלכם
he | – | האם כבר אין בזה צורך?
he | – | אם יגיע הזיכוי, אין בזה צורך יותר
he | – | אין בזה צורך יותר רק אם יגיע הזיכוי
he | – | לא אמרתי שאין בזה צורך יותר
he | – | יש בזה צורך
he | promised_me | בטלפון הבטחתם לי זיכוי והוא לא הגיע
ar | agree | موافق، والراوتر يعمل منذ أمس
ar | – | هل يمكن إغلاق الملف؟
ar | – | موافق بشرط أن يعود المبلغ
ar | not_solved | غير موافق
ar | climb | بدي أحكي مع المدير
ar | not_kept | لم تلتزموا بما قلتموه لي
ar | release | لم أعد بحاجة إلى الفنّي، أصلحه أخي
ar | – | هل لم يعد هذا لازما؟
ar | – | إذا وصل الرصيد لم أعد بحاجة إلى هذا
ar | – | لم أعد بحاجة إلى هذا بشرط أن يصل الرصيد
ar | – | لم أقل إني لم أعد بحاجة إلى هذا
ar | – | أنا بحاجة إلى هذا
ar | promised_me | على الهاتف وعدتموني برصيد ولم يصل
"""
# language | the account | the mail it begins
OTHERWISE = r"""
en | You said Sunday, not Monday. | I remember it otherwise: You said Sunday, not Monday.
en | you said Sunday.\n\nNobody asked me if that is fine. | Hi Dana,\n\nI remember it otherwise: you said Sunday.\n\nNobody asked me if that is fine.\nThanks\nNoa
en | You said Sunday | Hello Dana, I remember this differently.\nYou said Sunday\n\nBest regards,\nNoa\nNever give up
he | דיברנו על יום ראשון, לא על יום שני. | אצלי זה נרשם אחרת: דיברנו על יום ראשון, לא על יום שני.
he | אמרו לי ראשון | שלום דנה, אני זוכר/ת את זה אחרת:\nאמרו לי ראשון\nתודה
he | אמרו לי ראשון | אני זוכרת את השיחה אחרת - אמרו לי ראשון
he | אמרו לי ראשון | זכור לי אחרת. אמרו לי ראשון
ar | قلتم الأحد لا الاثنين. | أتذكّره على نحو آخر: قلتم الأحد لا الاثنين.
ar | قلتم الأحد | مرحبا دانا، أذكر الأمر على نحو آخر:\nقلتم الأحد\nمع التحية\nنوا
ar | قلتم الأحد | أنا متذكرها غير هيك: قلتم الأحد
unknown | You said Sunday | I remember it otherwise: You said Sunday
"""
NO_VERSION = r"""
en | I remember it otherwise
en | I remember it otherwise: thanks!
en | I remember it otherwise than you do
en | I remember it otherwise: what does that line mean?
en | I do not remember it otherwise: it was Sunday.
en | Your mail says: "I remember it otherwise: you said Sunday"
en | The router is dead. I remember it otherwise: you said Sunday.
en | > I remember it otherwise: you said Sunday
he | אני לא זוכר את זה אחרת: היה ראשון
he | אצלי זה נרשם אחרת
ar | لا أتذكّره على نحو آخر: كان الأحد
"""
NAMES = ["Noa Levi", "נועה לוי"]


def lines(table):
    for line in table.strip().splitlines():
        language, acts, text = (cell.strip() for cell in line.split("|", 2))
        yield language, acts, text.replace("\\n", "\n")


@pytest.mark.parametrize(("language", "act", "text"), list(lines(PLAINLY)))
def test_the_words_we_name_are_plain_however_they_are_spelled(language, act, text):
    answers = answers_in(text, language, names=NAMES)
    assert {(one.act, one.is_plain) for one in answers} == {(act, True)}
    assert all(text[one.start : one.end] == one.quote for one in answers)


@pytest.mark.parametrize(("language", "acts", "text"), list(lines(LOOSELY)))
def test_what_only_looks_like_an_answer_is_never_plain(language, acts, text):
    answers = answers_in(text, language, names=NAMES)
    assert {one.act for one in answers} == (set() if acts == "–" else set(acts.split()))
    assert not any(one.is_plain for one in answers)


@pytest.mark.parametrize(("language", "account", "text"), list(lines(OTHERWISE)))
def test_a_version_is_what_follows_our_words_at_the_beginning(language, account, text):
    (own,) = [one for one in answers_in(text, language, names=NAMES) if one.act == "version"]
    assert (own.quote, own.is_plain) == (account.replace("\\n", "\n"), True)
    assert text[own.start : own.end] == own.quote


@pytest.mark.parametrize(("language", "text"), [line.split(" | ", 1) for line in NO_VERSION.strip().splitlines()])
def test_without_an_account_after_our_words_there_is_no_version(language, text):
    assert "version" not in {one.act for one in answers_in(text, language, names=NAMES)}


@pytest.mark.parametrize("text", [f"you said {'so ' * 3000}", "you said Sunday\n> a call on Monday\nand no more"])
def test_a_version_that_is_cut_or_holds_our_words_is_not_plain(text):
    assert [one.is_plain for one in answers_in(f"I remember it otherwise: {text}", "en")] == [False]


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "\ud800", "?" * 9000, ">" * 500, "👍", "ﷺ", "…", "'" * 400, "\n" * 5000]
)
def test_rubbish_answers_nothing(text):
    assert [answers_in(text, language) for language in ("he", "ar", "en", "unknown")] == [()] * 4


@given(st.text(max_size=300))
def test_any_text_will_do_and_every_quote_is_its_own(text):
    assert all(text[one.start : one.end] == one.quote for one in answers_in(text, "unknown"))


@given(
    st.sampled_from(["I agree", "not solved", "מסכימה", "موافق"]),
    st.text('abcdefghשלוםمرحبا?"', min_size=2, max_size=12),
)
def test_one_word_more_and_nothing_is_plain(phrase, word):
    known = {part for courtesy in COURTESY for part in courtesy.split()}
    plain = any(one.is_plain for one in answers_in(f"{phrase} {word}", "unknown"))
    # Quotation marks around nothing are no word.
    assert not plain or word.strip('"') in {"", *known}


@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_the_words_our_mails_name_are_plain_in_their_language(language):
    for act in PLAIN[language]:
        answers = answers_in(named(act, language), language)
        assert [(one.act, one.is_plain) for one in answers] == [(act, True)]
    (own,) = answers_in(f"{named('version', language)}: 18:00", language)
    assert (own.act, own.quote, own.is_plain) == ("version", "18:00", True)


@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_no_phrase_means_two_things(language):
    phrases = [fold_in_place(phrase)[0] for spelled in PLAIN[language].values() for phrase in spelled]
    doubled = {phrase for phrase in phrases if phrases.count(phrase) > 1}
    meanings = {
        phrase: {
            act for act, spelled in PLAIN[language].items() if phrase in {fold_in_place(one)[0] for one in spelled}
        }
        for phrase in doubled
    }
    assert all(len(acts) == 1 for acts in meanings.values()), meanings


def test_every_pattern_has_its_hints():
    for language, acts in LOOSE.items():
        assert set(HINTS[language]) == {*acts, "promised_me"}


def test_a_thousand_lines_are_read_in_time_that_grows_with_them():
    import time

    def cost(text):
        begun = time.process_time()
        answers_in(text, "en")
        return time.process_time() - begun

    short, long = "I agree and still wait. " * 160, "I agree and still wait. " * 1600
    cost(short)
    assert cost(long) < 20 * cost(short) + 0.05


@pytest.mark.parametrize(
    ("language", "quote", "action", "due"),
    [
        (
            "en",
            "You promised me a call by Sunday 18:00.",
            "a call by Sunday 18:00",
            datetime(2026, 11, 22, 16, tzinfo=UTC),
        ),
        ("he", "הבטחתם לי טכנאי עד יום ראשון", "טכנאי עד יום ראשון", datetime(2026, 11, 22, 16, tzinfo=UTC)),
        ("ar", "وعدتموني برصيد", "برصيد", None),
    ],
)
def test_what_was_promised_and_for_when(language, quote, action, due):
    sent_at = datetime(2026, 11, 18, 8, tzinfo=UTC)
    assert promised(quote, language, sent_at=sent_at, week=week_in_zone("Asia/Jerusalem")) == (action, due)
