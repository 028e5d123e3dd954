"""What a customer already did, was told to do, and wants in the end."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from amana.language.deeds import deeds_in
from amana.language.normalising import fold
from amana.language.reading import read

WEDNESDAY = datetime(2026, 11, 18, 10, tzinfo=ZoneInfo("Asia/Jerusalem"))

# by | words of the quote | the text
TRIED = """
customer | restarted the router | I have already restarted the router twice, and nothing changed.
customer | sent you the contract | On Monday I sent you the contract again.
customer | tried another browser | Yes, I tried another browser.
customer | reinstalling | We've tried reinstalling the app but it still crashes.
customer | called your hotline | I called your hotline on the 3rd and waited forty minutes.
customer | filled in the form | I filled in the form on your site last week.
customer | unplugged it | I even unplugged it for ten minutes.
customer | checked the cables | I've checked the cables, all of them.
customer | uploaded my passport | We uploaded my passport three times.
customer | resent | Already resent the invoice on Sunday.
told | to wait | You told me to wait 48 hours.
told | to send a photo | Your colleague asked me to send a photo of the label.
told | to restart | I was told to restart the box every morning.
told | reset | The technician made us reset everything.
told | to visit the branch | The agent advised me to visit the branch.
customer | אתחלתי את הנתב | כבר אתחלתי את הנתב פעמיים ושום דבר לא השתנה
customer | שלחתי לכם את החוזה | ביום שני שלחתי לכם את החוזה שוב.
customer | ניסיתי דפדפן אחר | כן, ניסיתי דפדפן אחר.
customer | מילאתי את הטופס | מילאתי את הטופס באתר לפני שבוע
customer | התקשרתי | התקשרתי אליכם ארבע פעמים השבוע.
customer | בדקנו את הכבלים | בדקנו את הכבלים, הכול מחובר.
customer | העליתי צילום | העליתי צילום של תעודת הזהות לאפליקציה.
customer | החלפתי סוללה | גם החלפתי סוללה, אותו דבר.
told | לאתחל | אמרתם לי לאתחל את המכשיר.
told | לשלוח צילום | הנציגה ביקשה ממני לשלוח צילום של המדבקה.
told | להמתין | נאמר לי להמתין שני ימי עסקים.
told | לגשת לסניף | התבקשתי לגשת לסניף עם תעודה.
customer | أعدت تشغيل الراوتر | أعدت تشغيل الراوتر مرتين دون فائدة.
customer | أرسلت لكم العقد | يوم الاثنين أرسلت لكم العقد مرة أخرى.
customer | جربت متصفح ثاني | جربت متصفح ثاني ونفس المشكلة
customer | عبيت النموذج | عبيت النموذج من الموقع الأسبوع الماضي.
customer | اتصلت | اتصلت بكم أربع مرات هذا الأسبوع.
customer | فحصنا الكيبل | فحصنا الكيبل وكل شي موصول.
customer | رفعت صورة الهوية | رفعت صورة الهوية على التطبيق.
told | أرسل صورة | طلبتم مني أن أرسل صورة الملصق.
told | أنتظر | قالوا لي أن أنتظر يومين.
told | مراجعة الفرع | نصحوني بمراجعة الفرع.
"""

NOT_TRIED = """
I have not tried that yet.
Should I restart the router?
I never sent you my passport.
If I restarted it, would that help?
I paid 120 for this router in May.
Please restart the line from your side.
I have given up.
They told me nothing.
לא ניסיתי את זה עדיין.
האם אתחלתי נכון?
שילמתי 120 שקל על הנתב.
נא לאתחל את הקו מצדכם.
לא שלחתי שום דבר.
لم يصلني شيء.
هل أعيد تشغيل الجهاز؟
لم أرسل الهوية بعد.
دفعت 120 ريال ثمن الراوتر.
الرجاء إعادة تشغيل الخط من طرفكم.
"""

WANTED = """
refund | I want my money back
refund | I would like a full refund, please.
cancel | Please cancel my subscription from today.
replacement | All I want is a replacement for the broken cup.
repair | I need a technician here this week
answer | Please explain why I was charged twice.
call back | Please call me back about this.
apology | I expect an apology from the manager.
compensation | We demand compensation for three days without water.
correction | Kindly remove the charge from my bill.
refund | אני רוצה את הכסף בחזרה
refund | אבקש לקבל החזר מלא.
cancel | נא לבטל את המנוי מהיום
replacement | אני רק רוצה מוצר חדש במקום השבור
repair | אני צריכה טכנאי השבוע
answer | אשמח לקבל תשובה למה חויבתי פעמיים
compensation | אנחנו דורשים פיצוי על שלושה ימים בלי מים
refund | أريد استرداد المبلغ كاملاً
refund | بدي فلوسي ترجع
cancel | أرجو إلغاء الاشتراك من اليوم
replacement | أطلب استبدال الجهاز
repair | أحتاج فني هذا الأسبوع
answer | ارجو توضيح سبب الخصم مرتين
compensation | نطالب بتعويض عن ثلاثة أيام
"""

SAME_DEED = """
restart | Please restart your router. | אפשר לאתחל את הנתב? | الرجاء إعادة تشغيل الراوتر
clear_cache | Have you cleared your cache? | נא לנקות את המטמון | امسح الكاش
send_document | Please send us a copy of the invoice | נא לשלוח צילום תעודת זהות | يرجى إرسال صورة الهوية
reinstall | Try reinstalling the app | יש להתקין מחדש את האפליקציה | احذف التطبيق وأعد تثبيت التطبيق
check_spam | Check your spam folder | בדקו בתיקיית הספאם | تحقق من البريد المزعج
wait | Please wait two more days | נא להמתין יומיים נוספים | يرجى الانتظار يومين
visit | Please visit the branch | יש לגשת לסניף | يرجى مراجعة الفرع
"""


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("by", "words", "text"), rows(TRIED))
def test_what_was_done_is_found_with_its_words(by: str, words: str, text: str) -> None:
    found = read(text, sent_at=WEDNESDAY, side="customer").tried

    assert any(one.by == by and words in f"{one.quote} {one.action}" for one in found), found
    assert all(text[one.start : one.end] == one.quote for one in found)


@pytest.mark.parametrize("text", NOT_TRIED.strip().splitlines())
def test_what_was_not_done_is_not_found(text: str) -> None:
    assert read(text, sent_at=WEDNESDAY, side="customer").tried == ()


@pytest.mark.parametrize(("kind", "text"), rows(WANTED))
def test_what_a_customer_wants_is_found(kind: str, text: str) -> None:
    found = read(text, sent_at=WEDNESDAY, side="customer").desired

    assert [one.reason for one in found] == [f"wants {kind}"]
    assert all(text[one.start : one.end] == one.quote for one in found)


@pytest.mark.parametrize(
    "text", ["", "Thank you, all is well.", "תודה רבה", "شكراً", "I had a router.", "?!", "\x00", "want"]
)
def test_nothing_is_wanted_where_nothing_is_asked(text: str) -> None:
    assert read(text, sent_at=WEDNESDAY, side="customer").desired == ()


@pytest.mark.parametrize(("deed", "english", "hebrew", "arabic"), rows(SAME_DEED))
def test_a_deed_has_one_name_in_every_language(deed: str, english: str, hebrew: str, arabic: str) -> None:
    assert all(deed in deeds_in(fold(text)) for text in (english, hebrew, arabic))


def test_marks_that_nobody_sees_do_not_move_a_quote() -> None:
    text = "\u200fכבר \u200fאִתחלתי את הנתב\u200f פעמיים"
    (found,) = read(text, sent_at=WEDNESDAY, side="customer").tried

    assert text[found.start : found.end] == found.quote
    assert "הנתב" in found.quote
