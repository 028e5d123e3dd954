"""What is and is not a promise in Hebrew, and when it is due: a table that grows."""

from __future__ import annotations

import pytest

from amana.language.tests.reading_a_table import Line, found_in, table

# side | what was written on Wednesday 18 November 2026 at 10:00 in Israel | each promise: due, firmness, by whom
TABLE = """
company | שלום רונן, התביעה שלך אושרה והתגמולים יועברו לחשבון הבנק שלך עד ה-27.11. | 27.11 18:00 firm company
company | העברתי את הפרטים למנהלת הסניף, היא תיצור איתך קשר עוד השבוע. | 19.11 18:00 firm company
company | העירייה תפנה את הגזם מרחובכם ביום שלישי בין 7:00 ל-15:00. | 24.11 15:00 firm company
company | שליח יאסוף ממך את הקומקום התקול ביום ראשון אחר הצהריים. | 22.11 18:00 firm company
company | תודה על פנייתך. נציג יחזור אליך תוך יום עסקים אחד. | 19.11 18:00 firm company
company | נא לשלוח מספר הזמנה כדי שנוכל לבדוק.
company | ההחזרים מבוצעים תוך 14 ימי עסקים מיום קבלת המוצר.
company | קריאת המונה עודכנה והחשבונית החדשה נשלחה אליך אתמול.
company | אני אדאג שהנהג יקבל את קוד הכניסה לבניין. | none firm company
company | אני בודק מול בית המרקחת וחוזר אלייך תוך חצי שעה. | 18.11 10:30 firm company
company | נשמח לשמוע מה דעתך על השירות!
company | אם לא קיבלת תשובה עד יום שני, אנא השב למייל זה.
company | עדכון הנתונים עשוי להימשך עד 48 שעות.
company | אנו מקווים לפתוח מחדש את הבריכה ב-1 בדצמבר. | 01.12 18:00 vague company
company | לא נחייב אותך על התור שהוחמץ. | none firm company
company | החל מה-1.12 ישתנו שעות הפתיחה של המרפאה.
company | חוזה השכירות החדש בדרך אלייך ואמור להגיע עד יום חמישי. | 19.11 18:00 vague company
company | תקבלי זיכוי מלא ברגע שהמלון יאשר את הביטול. | none conditional company
company | תן לי עשר דקות ואני שולח לך את הכרטיס במייל. | 18.11 10:10 firm company
company | אני מבינה את התסכול שלך.
company | אם התשלום לא יתקבל עד סוף החודש, הפוליסה תבוטל.
company | מנהל משמרת יאזין להקלטה ויעדכן אותך בכתב עד ה-25 לחודש. | 25.11 18:00 firm company
company | מחר עד 12:00 ההצעה המתוקנת תהיה אצלך במייל. | 19.11 12:00 firm company
company | ועדת הערר תתכנס ביום חמישי ותשלח לך את החלטתה. | 19.11 18:00 firm company
company | אל דאגה, אנחנו על זה.
company | המשלוח יצא מהמחסן ויגיע אליך מחר. | 19.11 18:00 firm company
company | לא תחויבי על חודש נובמבר. | none firm company
company | כבר מעבירה אותך לנציג.
company | לידיעתך, ניתן לעקוב אחר המשלוח באתר.
customer | אני אעביר את שכר הדירה ביום ראשון בערב | 22.11 21:00 firm customer
customer | אני מפעיל נגרייה עם שמונה עובדים שרוצים קפה בבוקר.
customer | שולחת את הטפסים בדואר רשום מחר | 19.11 18:00 firm customer
customer | אם זה לא יסודר עד שישי אני פונה לבית משפט לתביעות קטנות
customer | הנציגה אמרה לי שאקבל החזר תוך שבוע.
customer | מתי יגיע הדרכון שלי?
customer | נהיה בדירה בשבת מ-9, תצלצלו בפעמון | 21.11 18:00 firm customer
customer | אני רוצה שתתקשרו אליי מחר ב-10.
customer | אבוא לסניף מחר עם כל המסמכים | 19.11 18:00 firm customer
caller_note | דיברתי עם קארן מחברת התעופה. שובר יישלח במייל תוך 72 שעות. | 21.11 10:00 firm company
caller_note | המזכירה במרפאה אמרה שהתוצאות יגיעו ביום חמישי ושיתקשרו אליי. | 19.11 18:00 firm company | none firm company
caller_note | דוד מהמוסך: לא ידע להגיד מתי החלק יגיע. אמרתי שאתקשר שוב ביום שני. | 23.11 18:00 firm customer
caller_note | חברת הביטוח סירבה לתת תאריך. אין מנהל זמין.
caller_note | הבטיחה להוציא מונה חדש תוך 10 ימי עסקים. | 02.12 18:00 firm company
company | צוותי השטח מטפלים בתקלה, השירות צפוי לחזור עד השעה 18:00. | 18.11 18:00 vague company
company | טופל, תודה על הסבלנות.
company | אשמח לעזור לך בכל שאלה נוספת.
company | נחזור אליך בהקדם. | vague firm company
company | אחזור אליך עד יום ב' בצהריים. | 23.11 14:00 firm company
company | הטכנאי יגיע מחר בין 10 ל-14. | 19.11 14:00 firm company
company | נשתדל לחזור אליך השבוע. | 19.11 18:00 vague company
company | אם המלאי יתחדש, נשלח לך הודעה. | none conditional company
company | מענה יינתן תוך 3 ימי עסקים. | 23.11 18:00 firm company
company | הכסף ייכנס לחשבון שלך מחר עד 12:00. | 19.11 12:00 firm company
company | נעדכן אותך בשבוע הבא. | 26.11 18:00 firm company
company | הזיכוי בוצע אתמול.
company | נזכה אותך עד סוף החודש. | 30.11 18:00 firm company
company | תרצה שנתקשר אליך ביום ראשון?
company | עוד רבע שעה אני חוזר אליך. | 18.11 10:15 firm company
company | נשלח את ההסכם תוך יומיים. | 20.11 18:00 firm company
company | ב-1.12 יורד לך התשלום. | 01.12 18:00 firm company
caller_note | אמרה שיחזרו אליי מחרתיים עד 17:00. | 20.11 17:00 firm company
customer | אני אחזיר את המודם עד יום שלישי. | 24.11 18:00 firm customer
company | שלחנו לך את הטופס.
company | אעדכן אותך ביום חמישי בשבוע הבא. | 26.11 18:00 firm company
"""


@pytest.mark.parametrize("line", table(TABLE), ids=lambda line: line.text[:40])
def test_the_promises_of_a_line_are_found_and_nothing_else(line: Line) -> None:
    assert found_in(line) == line.promises
