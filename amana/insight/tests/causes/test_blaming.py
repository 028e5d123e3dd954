from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.insight.causes.blaming import blames_the_customer

BLAMES = [
    "User error",
    "customers use it wrongly",
    "The customer did not read the instructions",
    "Misuse",
    "the customer is wrong",
    "Customers don't understand the bill",
    "PEBKAC",
    "Incorrect use of the router",
    "customer mistakes when filling the form",
    "Customers misread the bill",
    "people forget to bother",
    "טעות משתמש",
    "שימוש לא נכון במכשיר",
    "הלקוחות לא קוראים את ההוראות",
    "הלקוח טעה",
    "טעות של הלקוח",
    "אשמת הלקוח",
    "הלקוחות מפעילים את הנתב לא נכון",
    "הלקוח לא מבין את החשבון",
    "خطأ المستخدم",
    "خطأ من العميل",
    "سوء استخدام",
    "استخدام خاطئ للجهاز",
    "العميل لم يقرأ التعليمات",
    "الزبائن يستخدمون الجهاز بشكل خاطئ",
    "العميل غلطان",
    "لا يفهم العملاء الفاتورة",
]
NAMES_A_CAUSE = [
    "The bill shows the old address",
    "The activation code comes after three days",
    "It is not the customer's fault: the label is wrong",
    "Customers get the bill twice",
    "Users cannot sign in after the update",
    "The button says save and does not save",
    "The label on the router can be read in two ways",
    "Our customers wait two weeks for the technician",
    "The customer number is missing on the bill",
    "קוד ההפעלה מגיע אחרי שלושה ימים",
    "החשבונית נשלחת פעמיים ללקוחות",
    "לקוחות לא מקבלים את הקוד",
    "זו לא טעות של הלקוח, התווית שגויה",
    "המשתמשים אינם מצליחים להתחבר",
    "الفاتورة تصل مرتين",
    "العملاء لا يستلمون الرمز",
    "رمز التفعيل يتأخر ثلاثة أيام",
    "ليس خطأ العميل",
    "زر الحفظ لا يعمل",
    "Customers are confused by two dates on the bill",
    "The app forgets the user's address",
    "Customers do not receive the code",
    "Customers cannot reach us on Friday",
    "לקוחות לא יכולים להיכנס לאתר",
    "The people at the counter did not get the list",
    "",
]


@pytest.mark.parametrize("text", BLAMES)
def test_what_puts_it_on_the_customer_is_known_in_three_languages(text):
    assert blames_the_customer(text)


@pytest.mark.parametrize("text", NAMES_A_CAUSE)
def test_what_is_wrong_with_us_is_a_cause(text):
    assert blames_the_customer(text) == ""


def test_points_and_forms_of_letters_do_not_hide_it():
    assert blames_the_customer("שִׁמּוּשׁ לֹא נָכוֹן".replace("שִׁמּוּשׁ", "שימוש"))
    assert blames_the_customer("خَطَأُ العَمِيل")
    assert blames_the_customer("USER  ERROR")


@given(st.text(max_size=300))
def test_anything_can_be_asked(text):
    assert isinstance(blames_the_customer(text), str)


def test_a_long_text_is_looked_through_quickly():
    begun = time.process_time()
    for word in ("customers use ", "הלקוח הפעיל ", "العميل يستخدم ", "customer " * 3):
        blames_the_customer(word * 500)
    assert time.process_time() - begun < 2
