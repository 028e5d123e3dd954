"""What the customer wants in the end: money back, another one, a repair, an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from amana.language.compiling import later
from amana.language.findings import Finding, Sentence
from amana.language.seeking import sought

_WANT = {
    "en": sought(
        r"\b(?:(?:all\s+)?(?:i|we)\s+(?:just\s+|only\s+|simply\s+|really\s+)?(?:want|need|expect|demand|request|insist\s+on|am\s+asking\s+for|would\s+like|hope\s+to\s+get|ask(?:\s+you)?\s+(?:for|to))|(?:i|we)'(?:d|re|m)\s+(?:just\s+)?(?:like|asking\s+for)|"
        r"please|kindly|what\s+(?:i|we)\s+want|my\s+request\s+is|could\s+you|can\s+you|can\s+i\s+(?:get|have)|i\s+am\s+entitled\s+to|give\s+me|send\s+me|get\s+me)\b"
    ),
    "he": sought(
        r"(?<!\w)(?:(?:אני|אנחנו)\s+(?:רק\s+|פשוט\s+)?(?:רוצה|רוצים|צריך|צריכה|צריכים|דורש|דורשת|דורשים|מבקש|מבקשת|מבקשים|מצפה|מצפים|מעוניין|מעוניינת)|אבקש|נבקש|אבקשכם|דורש|דורשת|מבקשת?|"
        r"מה\s+שאני\s+רוצה|הבקשה\s+שלי|בקשתי|נא|אנא|בבקשה|אשמח|אודה|מגיע\s+לי|תחזירו|תחליפו|תבטלו|תתקנו|תזכו|תשלחו|תפצו|החזירו|בטלו|זכו|אפשר)(?!\w)"
    ),
    "ar": sought(
        r"(?<!\w)(?:(?:انا\s+)?(?:فقط\s+|بس\s+)?(?:اريد|نريد|ابغي|ابغا|ابي|بدي|بدنا|عايزه?|عاوزه?|محتاجه?|احتاج|اطلب|نطلب|اطالب|نطالب|ارغب|اتوقع|ارجو|نرجو|امل)|مطلبي|طلبي|كل\s+ما\s+اريده?|يرجي|الرجاء|رجاء|من\s+حقي|لو\s+سمحت\w*|من\s+فضلك\w*|رجعوا\w*|رجعو\w*|الغوا|ممكن)(?!\w)"
    ),
}
_KINDS = (
    ("refund", r"\brefund|money back|reimburs|\bcredit(?:ed)?\b(?! card)|pay me back|החזר|זיכוי|זכו\b|תזכו|את הכסף|תחזירו(?: לי)? (?:את )?ה?כסף|استرداد|استرجاع|فلوسي|مالي|المبلغ|ارجاع المبلغ|رجعوا"),
    ("compensation", r"compensat|goodwill|make (?:it|this) up|פיצוי|לפצות|תפצו|تعويض|تعوضو"),
    ("replacement", r"replac|exchange|another one|a new one|swap|החלפה|להחליף|תחליפו|חדש במקום|אחר במקום|استبدال|تبديل|بديل|جديد بدل"),
    ("repair", r"\brepair|\bfix|technician|engineer|working again|תיקון|לתקן|תתקנו|טכנאי|יעבוד|تصليح|اصلاح|فني|يشتغل|يعمل"),
    ("cancel", r"\bcancel|terminat|close (?:my|the) account|unsubscribe|disconnect my|ביטול|לבטל|תבטלו|בטלו|להתנתק|ניתוק|سحب طلب|الغاء|الغوا|الغي|انهاء|اغلاق"),
    ("delivery", r"\bdeliver|\bmy (?:order|parcel|package)|where is|משלוח|החבילה|ההזמנה שלי|להגיע|توصيل|الشحنه|طلبي|الطرد"),
    ("correction", r"\bcorrect|\bremove the charge|revers|adjust|amend|לתקן את ה(?:חשבון|חיוב)|להסיר את החיוב|לבטל את החיוב|تصحيح|تعديل|حذف الرسوم|الغاء الرسوم"),
    ("apology", r"apolog|say sorry|התנצל|اعتذار|تعتذرو"),
    ("call_back", r"call me|phone me|ring me|call ?back|speak to|talk to|שיחה|תתקשרו|חזרו אלי|שיחזרו|לדבר עם|اتصلوا|كلموني|اتصال|التحدث|احكي مع|اكلم"),
    ("answer", r"\banswer|explain|explanation|know (?:why|when|what|how|where)|update me|an update|status|let me know|תשובה|הסבר|לדעת|עדכון|לעדכן|תעדכנו|جواب|\bرد\b|توضيح|اعرف|تخبروني|تفسير|متي"),
)  # fmt: skip
_ANY = later("|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS))
_PURPOSE = later(
    r"[,;:()\u060c\u061b]\s|[.!?\u061f\u2026]|\s(?:because|since|but|otherwise|or else|כי|אבל|אחרת|لان|لكن|والا)\s|$"
)


def desired_in(sentences: Iterable[Sentence]) -> Iterator[Finding]:
    """What the customer asks for, each with its clause; the reason is "wants " and one of the kinds of this file."""
    for sentence in sentences:
        words = _WANT.get(sentence.language)
        found = words.search(sentence.folded) if words is not None else None
        if found is None:
            continue
        end = _PURPOSE.search(sentence.folded, found.end())
        stop = end.start() if end else len(sentence.folded)
        wanted = _ANY.search(sentence.folded, found.start(), stop)
        if wanted is None:
            continue
        quote = sentence.text[found.start() : stop].rstrip()
        start = sentence.start + found.start()
        kind = (wanted.lastgroup or "answer").replace("_", " ")
        yield Finding(start, start + len(quote), quote, f"wants {kind}", 0.75)
