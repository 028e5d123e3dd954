"""What a consumer's letter needs to be answered: one goal, facts with dates, a day to answer by, and nothing that closes ears."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from amana.language.findings import Language
from amana.writing.advising import Advice, Place, advise
from amana.writing.drafts import Draft, Words

# Complaint letters beyond a page are skimmed; the limit is the product's own convention.
MOST_WORDS = 250
MOST_GOALS = 2
# One judgement is human; from the second on they stand where facts should.
MOST_ADJECTIVES = 1
# A line shorter than this many words is a note, not yet a letter that could lack something.
A_LETTER = 25

_THREAT: Words = {
    "en": re.compile(
        r"\b(?:you(?:'ll|\s+will)\s+(?:regret|pay\s+for|be\s+sorry|hear\s+from)|or\s+else\b|see\s+you\s+in\s+court|i(?:'ll|\s+will)\s+(?:sue|destroy|ruin|expose|make\s+sure\s+everyone)|my\s+lawyers?\s+will|go(?:ing)?\s+to\s+the\s+(?:press|media|papers)|tell\s+(?:everyone|all\s+my\s+friends)|all\s+over\s+(?:facebook|twitter|social\s+media|the\s+internet))"
    ),
    "he": re.compile(
        r"(?<!\w)(?:אתם\s+(?:עוד\s+)?תצטערו|תצטערו\s+על|תשלמו\s+על\s+(?:זה|כך)|אתבע\s+אתכם|נתראה\s+בבית\s+ה?משפט|עורך\s+הדין\s+שלי|אחשוף\s+אתכם|אשרוף\s+אתכם|אפנה\s+לתקשורת|אפרסם\s+(?:אתכם|בכל|את\s+זה)|כל\s+העולם\s+ידע|אהרוס)"
    ),
    "ar": re.compile(
        r"(?<!\w)(?:ستندمون|راح\s+تندمون|رح\s+تندموا|ستدفعون\s+الثمن|ساقاضيكم|برفع\s+عليكم\s+قضيه|نلتقي\s+في\s+المحكمه|اشوفكم\s+في\s+المحكمه|محامي\s+(?:س\w+|بي\w+)|المحامي\s+حقي|سافضحكم|بفضحكم|رح\s+افضحكم|(?:ساتوجه|بروح)\s+(?:الي|ل)\s*ل?(?:الاعلام|صحافه)|وسايل\s+التواصل\s+كلها)"
    ),
}
_INSULT: Words = {
    "en": re.compile(
        r"\b(?:idiots?|morons?|stupid|liars?|thie(?:f|ves)|crooks?|scam(?:mers?)?|fraudsters?|incompetent|clowns?|pathetic|useless\s+(?:people|staff|company|lot)|shame\s+on\s+you|garbage|imbeciles?)\b"
    ),
    "he": re.compile(
        r"(?<!\w)ו?ה?(?:אידיוט\w*|מטומטמ\w*|טמבל\w*|שקרנ\w*|גנב(?:ים|ת)?|רמאי\w*|נוכל\w*|חארות|זבל|אפסים|עלובים|בושה\s+לכם|תתביישו|חסרי\s+(?:בושה|מצפון)|מושחת\w*)(?!\w)"
    ),
    "ar": re.compile(
        r"(?<!\w)(?:و)?(?:ال)?(?:اغبياء|غبي|كذابين|كاذبون|حراميه|لصوص|نصابين|نصابه|محتالين|تافهين|فاشلين|حمير|عيب\s+عليكم|استحوا|قليلين\s+ادب|حقيرين)(?!\w)"
    ),
}
_ADJECTIVES: Words = {
    "en": re.compile(
        r"\b(?:terrible|horrible|awful|appalling|disgusting|disgraceful|outrageous|unbelievable|ridiculous|shocking|pathetic|worst|atrocious|abysmal|unacceptable|scandalous|shameful|nightmare)\b"
    ),
    "he": re.compile(
        r"(?<!\w)ו?ה?(?:נורא(?:י|ית|ה)?|מזעזע\w*|מחריד\w*|מביש\w*|שערורייתי\w*|מגעיל\w*|הזוי\w*|סיוט|גרוע\w*|לא\s+ייאמן|לא\s+יאומן|מחפיר\w*|בלתי\s+נסבל\w*|חרפה|בושה|ביזיון|בזיון|שערורי?יה)(?!\w)"
    ),
    "ar": re.compile(
        r"(?<!\w)(?:و)?(?:ال)?(?:فظيع\w*|سي[يي]\w*\s+جدا|مقرف\w*|مخزي\w*|مخجل\w*|فضيحه|كارث[هي]\w*|رهيب\w*|لا\s+يصدق|غير\s+معقول|مهزله|اسوا|زفت|زباله|كابوس)(?!\w)"
    ),
}
_COMPETITOR: Words = {
    "en": re.compile(
        r"\b(?:competitors?|(?:other|another)\s+(?:compan(?:y|ies)|providers?|banks?|airlines?|shops?)\s+(?:would|do|does|are|is|offer\w*|treat\w*|never)|switch(?:ing)?\s+to|take\s+my\s+business|unlike\s+(?:you|your)\b)"
    ),
    "he": re.compile(
        r"(?<!\w)(?:ל?ה?מתחר(?:ים|ה|י)\w*|חברות?\s+אחר(?:ת|ות)\s+\w+|אעבור\s+ל|נעבור\s+ל|עוברים?\s+ל(?:חברה|ספק|בנק)|אצל\s+אחרים)"
    ),
    "ar": re.compile(
        r"(?<!\w)(?:(?:ال)?منافس\w*|(?:ال)?شركات?\s+(?:ال)?(?:ثاني\w*|اخري)|ساتحول\s+ال|بحول\s+(?:علي|ل)|سانتقل\s+ال|غيركم\s+(?:احسن|افضل))"
    ),
}
_PLEASE: Words = {
    "en": re.compile(r"\b(?:please|kindly|grateful|appreciate|would\s+you|thank(?:s|\s+you))\b"),
    "he": re.compile(r"(?<!\w)(?:בבקשה|אנא|נא|אבקש\w*|נבקש\w*|אודה|אשמח|תודה|בתודה|הואילו)"),
    "ar": re.compile(r"(?<!\w)(?:من\s+فضلك\w*|لو\s+سمحت\w*|رجاء|الرجاء|ارجو|نرجو|يرجي|شكرا|مع\s+الشكر|اكون\s+شاكر\w*|تكرم\w*)"),
}  # fmt: skip
_SHOES: Words = {
    "en": re.compile(
        r"\b(?:imagine|in\s+my\s+(?:place|shoes|position)|put\s+yourself|how\s+would\s+you\s+feel|if\s+(?:it|this)\s+(?:were|was)\s+(?:you|your)|you\s+would\s+(?:feel|expect|want)|what\s+(?:it|this)\s+(?:is|was|has\s+been)\s+like|have\s+to\s+explain\s+to\s+my)"
    ),
    "he": re.compile(
        r"(?<!\w)(?:נסו\s+לדמיין|דמיינו|תארו\s+לעצמכם|תארי?\s+לעצמך|במקומי|בנעליי?|אילו\s+הייתם|אם\s+זה\s+היה\s+(?:קורה\s+)?(?:לכם|אצלכם)|איך\s+הייתם\s+מרגיש\w+|מה\s+הייתם\s+)"
    ),
    "ar": re.compile(
        r"(?<!\w)(?:تخيل\w*|ضع(?:وا|ي)?\s+(?:نفسك|انفسكم)|مكاني|لو\s+كنت\w*\s+(?:مكان|انت)|كيف\s+(?:ست)?شعر\w*|ماذا\s+كنت\w*|لو\s+صار\s+(?:معك|معكم))"
    ),
}
_EVIDENCE: Words = {
    "en": re.compile(
        r"\b(?:attach\w*|enclos\w*|receipts?|screenshots?|photos?|pictures?|cop(?:y|ies)|invoices?|bills?\b|recordings?|contract|tracking|confirmation\s+(?:mail|number|e-?mail)|statement)\b"
    ),
    "he": re.compile(
        r"מצורפ|מצורף|מצ\"ב|צירפתי|קבל(?:ה|ות)|חשבוני(?:ת|ות)|צילומ|צילום|העתק|הקלטה|חוזה|אישור\s+ה?(?:הזמנה|תשלום)|תדפיס|תכתובת"
    ),
    "ar": re.compile(
        r"مرفق|ارفقت|ايصال|فاتوره|الفاتوره|صوره|صور|نسخه|لقطه|تسجيل\s+المكالمه|عقد|العقد|كشف\s+حساب|تاكيد\s+الطلب"
    ),
}
_CONTACTED: Words = {
    "en": re.compile(
        r"\b(?:called|phoned|rang|wrote|e-?mailed|spoke|spoken|visited|contacted|chatted|complained|reported|told)\b"
    ),
    "he": re.compile(r"התקשרתי|התקשרנו|פניתי|פנינו|כתבתי|כתבנו|דיברתי|דיברנו|שלחתי|שלחנו|הגעתי|ביקרתי|התלוננתי|נאמר\s+לי|דיווחתי|שוחחתי"),
    "ar": re.compile(r"اتصلت|اتصلنا|كتبت|راسلت|تواصلت|تكلمت|تحدثت|كلمت|راجعت|زرت|ارسلت|بعثت|بلغت|قيل\s+لي|قالوا\s+لي|اشتكيت|قدمت\s+شكوي"),
}  # fmt: skip
_A_DAY = r"(?:\d|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|(?:one|two|three|five|seven|ten|fourteen)\s+(?:working\s+|business\s+)?days?|(?:a|one|two)\s+weeks?|the\s+end\s+of)"
_DEADLINE: Words = {
    "en": re.compile(rf"\b(?:by|until|within|no\s+later\s+than|before|in\s+the\s+next)\s+(?:the\s+|next\s+|this\s+)?{_A_DAY}"),
    "he": re.compile(r"(?<!\w)(?:עד\s+(?:ל?(?:יום|תאריך|סוף|מחר)\S*|ה?-?\d)|תוך\s+(?:\d|יומיים|שבוע|שבועיים|שלושה|חמישה|שבעה|עשרה|ארבעה)|בתוך\s+(?:\d|שבוע|יומיים|שלושה|חמישה|שבעה|עשרה|ארבעה)|לא\s+יאוחר\s+מ)"),
    "ar": re.compile(r"(?<!\w)(?:(?:حتي|قبل|الي\s+غايه|بحلول)\s+(?:يوم\s+)?(?:\d|ال(?:احد|اثنين|ثلاثاء|اربعاء|خميس|جمعه|سبت)|نهايه|تاريخ|بكره|بكرا|غد)|خلال\s+(?:\d|يومين|اسبوع|ثلاثه|خمسه|سبعه|عشره|ايام)|في\s+موعد\s+اقصاه)"),
}  # fmt: skip
_TO_SOMEBODY = re.compile(
    r"^(?:dear|hello|hi|good\s+(?:morning|afternoon)|attention:?|attn:?|to)[,:]?\s+(?!sir\b|madam|sirs|customer|team|all\b|whom|support|there|colleagues)(?:(?:mr|mrs|ms|miss|dr|prof)\.?\s+)?[a-z]{2,}|"
    r"^(?:לכבוד|שלום|היי|לידי|לידיעת)[,:]?\s+(?!רב|לכם|לכולם|שירות|צוות|חברת|מחלקת|הנהלת|לכל)(?:(?:גב'|מר|ד\"ר|גברת|עו\"ד)\s+)?[א-ת]{2,}|"
    r"^(?:(?:حضره|الي|عنايه|لعنايه)\s+)?(?:(?:ال)?(?:سيد|سيده|استاذ|استاذه|دكتور|دكتوره|مهندس)(?:\s+\w+)?\s+(?!المحترمين|الكرام|المسوول)\w{2,}|(?:مرحبا|اهلا|عزيزي|عزيزتي)\s+(?!بكم|الفريق|خدمه)[\u0621-\u064a]{2,})",
    re.MULTILINE,
)
_SHOUTING = re.compile(r"(?<!\w)[A-Z]{4,}(?:\W+[A-Z]{3,})+|!{2,}|[?\u061f]{2,}|\b(\w)\1{4,}")
_WORD = re.compile(r"[^\W_]+(?:['\"\-][^\W_]+)*")


def letter_advice(draft: Draft) -> Iterator[Advice]:
    """Everything there is to say about a consumer's letter besides secrets, dates and open questions."""
    language, context = draft.language, draft.context
    words = len(_WORD.findall(draft.text))
    for code, unwanted in (("threat", _THREAT), ("insult", _INSULT), ("competitor", _COMPETITOR)):
        yield from _first(code, unwanted, draft)
    yield from _adjectives(draft)
    yield from _shouting(draft)
    if words > MOST_WORDS:
        yield advise("too_long", draft.end, language, context, words=str(words))
    if words >= A_LETTER:
        yield from _goals(draft)
        for code, is_there in _NEEDED:
            if not is_there(draft):
                yield advise(code, draft.end, language, context)


def _first(code: str, words: Words, draft: Draft) -> Iterator[Advice]:
    found = next(draft.every(words), None)
    if found is not None:
        yield advise(code, draft.place(*found.span()), draft.language, draft.context)


def _adjectives(draft: Draft) -> Iterator[Advice]:
    found = list(draft.every(_ADJECTIVES))
    if len(found) > MOST_ADJECTIVES:
        yield advise("adjectives", draft.place(*found[0].span()), draft.language, draft.context)


def _shouting(draft: Draft) -> Iterator[Advice]:
    """Capitals are looked for in the text as it was written."""
    found = _SHOUTING.search(draft.text)
    if found is not None:
        place = Place(found.group(), found.start(), found.end())
        yield advise("capitals", place, draft.language, draft.context)


def _goals(draft: Draft) -> Iterator[Advice]:
    kinds = list(dict.fromkeys(one.reason.removeprefix("wants ") for one in draft.reading.desired))
    aims = [kind for kind in kinds if kind not in ("answer", "call back")]  # asking to be answered is part of any goal
    if not kinds:
        yield advise("no_goal", draft.end, draft.language, draft.context)
    elif len(aims) > MOST_GOALS:
        named = [one for one in draft.reading.desired if one.reason.removeprefix("wants ") in aims]
        last = named[-1]
        place = Place(last.quote, last.start, last.end)
        yield advise(
            "several_goals", place, draft.language, draft.context, kinds=", ".join(_said(aims, draft.context.reader))
        )


def _said(kinds: list[str], reader: Language) -> list[str]:
    return [_KINDS.get(kind, {}).get(reader, kind) for kind in kinds]


_KINDS: dict[str, dict[str, str]] = {
    "refund": {"he": "החזר כספי", "ar": "استرداد المبلغ"},
    "compensation": {"he": "פיצוי", "ar": "تعويض"},
    "replacement": {"he": "החלפה", "ar": "استبدال"},
    "repair": {"he": "תיקון", "ar": "إصلاح"},
    "cancel": {"he": "ביטול", "ar": "إلغاء"},
    "delivery": {"he": "משלוח", "ar": "توصيل"},
    "correction": {"he": "תיקון החיוב", "ar": "تصحيح الفاتورة"},
    "apology": {"he": "התנצלות", "ar": "اعتذار"},
}


def _has_identifier(draft: Draft, *kinds: str) -> bool:
    return any(one.kind in kinds for one in draft.reading.identifiers)


def _has_history(draft: Draft) -> bool:
    return draft.has(_CONTACTED) and _has_identifier(draft, "date")


_NEEDED: tuple[tuple[str, Callable[[Draft], bool]], ...] = (
    ("no_deadline", lambda draft: draft.has(_DEADLINE)),
    ("no_reference", lambda draft: _has_identifier(draft, "order", "account", "case", "reference")),
    ("no_contact", lambda draft: _has_identifier(draft, "phone", "email")),
    ("no_history", _has_history),
    ("no_evidence", lambda draft: draft.has(_EVIDENCE)),
    ("no_please", lambda draft: draft.has(_PLEASE)),
    ("no_tried", lambda draft: bool(draft.reading.tried)),
    ("no_shoes", lambda draft: draft.has(_SHOES)),
    ("no_reader", lambda draft: _TO_SOMEBODY.search(draft.folded) is not None),
)
