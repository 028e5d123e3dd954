"""Cases of a brand, as customers begin them in three languages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.handling.opening import open_case
from amana.insight.recurring.shelving import forget_shelves
from amana.insight.recurring.taking import group_some
from amana.team.viewing import at_the_desk
from tests.cast import customer

REFUND = {
    "en": [
        "I returned the shoes two weeks ago. When will I get my refund?",
        "My refund has not arrived yet. I sent the parcel back on the first.",
        "Where is the money for the jacket I returned?",
        "Still waiting for the refund of my returned order. Please pay it back.",
    ],
    "he": [
        "החזרתי את הנעליים לפני שבועיים. מתי אקבל את ההחזר הכספי?",
        "ההחזר הכספי על החבילה שהחזרתי עדיין לא הגיע.",
        "איפה הכסף על הז'קט שהחזרתי?",
    ],
    "ar": [
        "أعدت الحذاء قبل أسبوعين. متى أستلم المبلغ المسترد؟",
        "لم يصل استرداد المبلغ عن الطرد الذي أعدته.",
    ],
}
ROUTER = {
    "en": [
        "The internet at home is down since morning. When will it work again?",
        "Our internet connection does not work, the router blinks red.",
        "No internet connection since yesterday, please fix it.",
        "The router lost the internet connection again.",
    ],
    "he": ["האינטרנט בבית לא עובד מהבוקר, הנתב מהבהב באדום.", "אין חיבור לאינטרנט מאתמול, נא לתקן."],
    "ar": ["الإنترنت في البيت مقطوع منذ الصباح.", "لا يوجد اتصال بالإنترنت منذ أمس، أرجو الإصلاح."],
}
LOGIN = {
    "en": [
        "I forgot my password and cannot log in to my account.",
        "How do I reset the password of my account?",
        "The site does not accept my password, I cannot sign in.",
    ],
    "he": ["שכחתי את הסיסמה ואני לא מצליחה להיכנס לחשבון.", "איך מאפסים את הסיסמה לחשבון?"],
    "ar": ["نسيت كلمة المرور ولا أستطيع الدخول إلى حسابي."],
}


@pytest.fixture(autouse=True)
def _no_shelves():
    """What a worker knows of groups of another test is not there."""
    forget_shelves()


@pytest.fixture
def ask(brand, dana, now):
    """Open a case for each text, an hour apart, group them, and return the cases."""
    return asker(brand, dana, now)


def asker(brand, dana, now):
    """Return what opens a case for each text, an hour apart, and groups them."""
    count = 0

    def asked(*texts, who="noa", group=True, at=None):
        nonlocal count
        cases = []
        for text in texts:
            count += 1
            person = customer(f"Customer {count}", f"{who}{count}@customer.example", "en")
            moment = (at or now) + timedelta(hours=count)
            cases.append(open_case(person, brand, subject="", text=text, by=at_the_desk(dana), at=moment))
        if group:
            while group_some(worker="w", at=now + timedelta(days=9)):
                pass
        return cases

    return asked
