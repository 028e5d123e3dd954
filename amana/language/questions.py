"""Questions, requests, thanks and urgency: what the other side wants to hear or have."""

from __future__ import annotations

from amana.language.compiling import later

_ASKING = {
    "en": later(
        r"^(?:(?:and|but|so|also|hi|hello|please tell me|can you tell me|i(?:'d| would) like to know|i wonder|do you know),?\s+)*"
        r"(?:who|what|when|where|why|how|which|is there|are there|do you|does|did|has|have you|is it|are you|was|were)\b"
    ),
    "he": later(
        r"^(?:ו?(?:אז|אבל|גם|שלום|היי),?\s+)?(?:האם|מתי|למה|מדוע|איך|כיצד|כמה|איפה|היכן|מי|מה|איזה|איזו|אילו|לאן)\s"
    ),
    "ar": later(
        r"^(?:و?(?:طيب|بس|مرحبا),?\s+)?(?:هل|متي|لماذا|ليش|ليه|كيف|كم|اين|وين|فين|مين|من\s+هو|ما\s+هو|ما\s+هي|شو|ايش|وش|ايه|اي)\s"
    ),
}
_REQUESTING = {
    "en": later(
        r"\b(?:please|kindly|could you|can you|would you|will you|can i (?:get|have)|could i (?:get|have)|i(?:'d| would) like (?:you )?to|i(?:'d| would) like (?:a|my|the)|i want (?:a|my|the|you|to)|"
        r"i need (?:a|my|the|you|to)|send me|give me|call me|let me know|you need to|i demand|i request)\b"
    ),
    "he": later(
        r"(?<!\w)(?:נא|בבקשה|אבקש|נבקש|מבקש\w*|אנא|אודה|נודה|תוכל[ויה]?|תוכלי|אפשר\s+ל\w+|אשמח\s+(?:ל|ש|אם)\w*|אני\s+רוצה|אני\s+צריכ?ה?|תחזרו|תעדכנו|תשלחו|תבטלו|תחזירו|תגידו|תתקשרו|שלחו|חזרו|בטלו)(?!\w)"
    ),
    "ar": later(
        r"(?<!\w)(?:يرجي|الرجاء|رجاء|ارجو|نرجو|لو\s+سمحت\w*|من\s+فضلك\w*|ممكن|بليز|اريد|ابغي|ابي|بدي|عايز\w?|احتاج|محتاج\w?|اطلب|كلموني|ارسلوا|رجعوا|لازم\s+ت\w+|ياريت|خبروني|ردوا)(?!\w)"
    ),
}
_THANKS = later(
    r"\b(?:thanks|thank you|thx|cheers|appreciate)\b|(?<!\w)(?:תודה|תודות|מעריכ\w*)(?!\w)|(?<!\w)(?:شكرا|اشكركم|اشكرك|مشكور\w*|يعطيك\w*\s+العافيه|تسلم\w*|ممنون\w*)(?!\w)"
)
_URGENT = later(
    r"\b(?:urgent(?:ly)?|asap|immediately|emergency|right away|straight away|as soon as possible)\b|"
    r"(?<!\w)(?:דחוף\w*|בדחיפות|מיידית?|מיד|בהקדם|חירום)(?!\w)|(?<!\w)(?:عاجل\w*|مستعجل\w*|فورا|حالا|ضروري|طاري\w*|باسرع\s+وقت)(?!\w)"
)

# One of these is in every text that says thank you, or that says that it is urgent; looking for them is quick.
_IN_THANKS = (
    "thank",
    "thx",
    "cheers",
    "appreciate",
    "תודה",
    "תודות",
    "מעריכ",
    "شكر",
    "مشكور",
    "يعطيك",
    "تسلم",
    "ممنون",
)
_IN_URGENT = (
    "urgent", "asap", "immediately", "emergency", "right away", "straight away", "as soon as possible",
    "דחו", "בדחיפות", "מייד", "מיד", "בהקדם", "חירום", "عاجل", "مستعجل", "فورا", "حالا", "ضروري", "طاري", "باسرع",
)  # fmt: skip

Asked = tuple[str, float]


def asks(sentence: str, language: str) -> Asked | None:
    """Why a folded sentence is a question, and how sure that is; None when it is none."""
    marked = sentence.rstrip(" \"')!").endswith(("?", "\u061f"))
    words = _ASKING.get(language)
    opens = words is not None and words.match(sentence) is not None
    if marked:
        return "a question mark", 0.95
    if opens and not sentence.endswith((".", ":")) and len(sentence) < 160:
        return "a word of asking at the start", 0.6
    return None


def requests(sentence: str, language: str) -> Asked | None:
    """Why a folded sentence asks for something to be done, and how sure that is; None when it does not."""
    words = _REQUESTING.get(language)
    return ("a word of asking for something", 0.7) if words is not None and words.search(sentence) else None


def thanks(folded: str) -> bool:
    """Whether the text says thank you."""
    return _holds(folded, _IN_THANKS) and _THANKS.search(folded) is not None


def is_urgent(folded: str) -> bool:
    """Whether the text says that it is urgent."""
    return _holds(folded, _IN_URGENT) and _URGENT.search(folded) is not None


def _holds(folded: str, stretches: tuple[str, ...]) -> bool:
    for stretch in stretches:  # noqa: SIM110 - every text comes through here, and this is twice as quick as any()
        if stretch in folded:
            return True
    return False
