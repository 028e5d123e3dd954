"""Marks of good and bad service, in the words of each language."""

from __future__ import annotations

import pytest

from amana.language.findings import Language, Sentence
from amana.language.marks import KINDS, marks_in
from amana.language.normalising import fold_in_place

# A mark, and sentences in English, Hebrew and Arabic that have it; the mark "none" has none of them.
WRITTEN = """
admission_of_fact | You are right, your card was charged twice. | נכון, הכרטיס חויב פעמיים. | معك حق، تم خصم المبلغ مرتين.
admission_of_liability | This was our fault and we take full responsibility. | זו אשמתנו ואנחנו לוקחים אחריות מלאה. | هذا خطؤنا ونتحمل المسؤولية كاملة.
apology | I am sorry for the delay. | אני מתנצלת על העיכוב. | أعتذر عن التأخير.
non_apology | We are sorry you feel that way. | צר לנו שכך הרגשת. | يؤسفنا أنك تشعر هكذا.
empathy | I can imagine how hard it is to be without a fridge. | אני יכולה לתאר לעצמי כמה קשה בלי מקרר. | أتخيل كم هو صعب البقاء بدون ثلاجة.
warmth | Have a lovely weekend, and get well soon! | שיהיה לך סוף שבוע רגוע ורפואה שלמה! | أتمنى لك عطلة هادئة وألف سلامة عليك!
mockery | Another genius who forgot to plug it in, lol. | עוד גאון ששכח לחבר לחשמל, חחח. | عبقري جديد نسي يشبك الكهرباء هههه
contempt | These people are not worth our time. | האנשים האלה, לא שווה את הזמן. | هالناس، ما يستاهل وقتنا.
proving_wrong | As I already told you, you are mistaken. | כפי שכבר אמרתי לך, טעות בידך. | كما سبق وقلت لك، أنت مخطئ.
blame | It's your own fault, you should have kept the receipt. | זה באשמתך, היית צריך לשמור קבלה. | هذا ذنبك، كان لازم تحتفظ بالإيصال.
tool_excuse | The system won't let me change it. | המערכת לא נותנת לי לשנות את זה. | النظام ما يسمح لي بالتعديل.
canned | Your call is important to us. | פנייתך חשובה לנו. | رضاكم يهمنا.
jargon | The SR is pending RCA. | ה-SR ממתין ל-RCA. | الـSR ينتظر RCA.
hand_off | I passed it to Dana, she answers by 3pm. | העברתי את זה לדנה, היא עונה עד שלוש. | حولت الموضوع إلى دانا، ترد قبل الثالثة.
sale_before_help | In the meantime, may I interest you in our Premium plan? | בינתיים, אפשר להציע לך מסלול פרימיום? | بهالأثناء ممكن أعرض عليك الباقة المميزة؟
honest_unknown | I don't know yet, I will find out and write by noon. | אני עוד לא יודעת, אברר ואכתוב עד 12. | لا أعرف بعد، سأتحقق وأكتب لك قبل 12.
none | The system was down at 9:40, I will do it by hand today. | המערכת נפלה ב-9:40, אעשה את זה ידנית היום. | النظام وقع 9:40، بسويها يدوي اليوم.
none | Your parcel leaves the depot on Sunday. | החבילה יוצאת מהמחסן ביום ראשון. | الطرد يطلع من المستودع يوم الأحد.
none | Please send a photo of the label. | נא לשלוח צילום של המדבקה. | يرجى إرسال صورة الملصق.
none | The USB cable and the PDF are in the box. | כבל ה-USB וקובץ ה-PDF בקופסה. | سلك الـUSB وملف الـPDF في الصندوق.
"""
LANGUAGES: tuple[Language, ...] = ("en", "he", "ar")


def sentence(text: str, language: Language, scores: dict[str, dict[str, float]] | None = None) -> Sentence:
    folded, places = fold_in_place(text)
    text = text if places is None else "".join(text[place] for place in places)
    return Sentence(10, 10 + len(text), text, folded, language, scores or {})


@pytest.mark.parametrize("line", WRITTEN.strip().splitlines())
def test_a_mark_is_found_by_its_words_in_each_language(line: str) -> None:
    expected, *texts = line.split(" | ")
    for text, language in zip(texts, LANGUAGES, strict=True):
        found = {mark.id for mark in marks_in([sentence(text, language)])}
        assert (expected in found) if expected != "none" else not found, (language, text, found)


def test_an_apology_for_feelings_is_no_apology() -> None:
    found = {mark.id for mark in marks_in([sentence("I'm sorry if you were offended by the letter.", "en")])}
    assert found == {"non_apology"}


def test_a_mark_quotes_its_words_at_their_place() -> None:
    read = sentence("Hello Noa, rest assured that we are on it.", "en")
    (mark,) = marks_in([read])
    assert mark.quote == read.text[mark.start - 10 : mark.end - 10] == "rest assured"
    assert "canned" in mark.reason
    assert 0.5 < mark.confidence < 1


def test_a_language_without_phrases_has_no_marks() -> None:
    assert marks_in([sentence("Nous sommes désolés pour le retard", "unknown")]) == ()


def test_every_kind_has_a_name_in_each_language_and_a_meaning() -> None:
    assert len(KINDS) == 16
    for kind in KINDS.values():
        assert kind.en and kind.he and kind.ar and kind.means.endswith(".")
        assert 0.5 <= kind.phrases_right <= 1
