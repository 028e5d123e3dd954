"""Whose note of a call it is, the customer's own or the company's, and so who "he" and "I" are in it."""

from __future__ import annotations

import re

from amana.language.findings import Language, Party
from amana.language.promises.heads import Head
from amana.language.seeking import sought

# Words for a customer by which only the other side speaks; "customer service" is somebody else.
_OF_A_CUSTOMER = sought(
    r"(?<!my )(?<!am a )(?<!i'm a )(?<!as a )\b(?:customer|cust|cx|client|patient|pt|tenant|policyholder|caller|member|guest|passenger|borrower|debtor|ptp|arrears|t/c)\b"
    r"(?! (?:services?|care|support|relations|team|desk|line|transport|manager|advis|rep\b|id\b|number|portal|account|success|experience|of staff))(?!')|"
    r"(?<![א-ת])[המלשוב]{0,2}(?:ה?לקוחה?|ה?לק'|ה?מטופלת?|ה?דיירת?|ה?שוכרת?|ה?מבוטחת?|ה?מנויה?|ה?פונה)(?![א-ת'])|"
    r"(?<!خدمه )(?<!\w)(?:العميله?|الزبونه?|المريضه?|المراجعه?|المستاجره?|المشتركه?|عميله?)(?!\w)"
)
_AS_ONE = sought(
    r"\b(?:me|my|myself|mine)\b|(?<![א-ת])(?:לי|אליי|אלי|אותי|שלי)(?![א-ת])|(?<!\w)(?:لي|معي|مني|عندي|حسابي)(?!\w)"
)

_CALLER_TO = re.compile(r"(?:the )?(?:customer|cust|cx|client|patient|pt|tenant|caller|member|guest) to\b")
_SELF = {
    "en": re.compile(r"(?:i|we|will|i'll|we'll|i'm|we're|i'd|we'd|ill|to)\b"),
    "he": re.compile(r"(?:(?:אני|אנחנו|אנו)\s+)?ו?ש?[אנ][א-ת]{2,}|ו?(?:הבטח|התחייב)(?:תי|נו)"),
    "ar": re.compile(r"(?:و?(?:راح|رح|سوف)\s+)?و?(?:[سبح]?[ان]|سا|سن|بن|ب(?![يت]))\w{2,}"),
}
_THEM = {
    "en": re.compile(
        r"(?:s?he(?:'ll|'s|'d)?|they(?:'ll|'re|'d)?|(?:the )?(?:customer|cust|cx|client|patient|pt|tenant|caller|member|guest|husband|wife|son|daughter|mum|dad))\b"
        r"(?! (?:will |would )?(?:get|receive|have|hear)\b)"
    ),
    "he": re.compile(
        r"(?:(?:הוא|היא|ה?לקוחה?|לק'|בעלה|אשתו|בנו|בתה)\s+ו?ש?[ית](?!קבל)|ו?ש?[ית](?!קבל|גיע))[א-ת]{2,}(?<!ו)"
        r"(?!\s+(?:ה?טכנאי|ה?נציג|ה?שליח|ה?מנהל|ה?צוות|לו|לה|אליו|אליה|אותו|אותה)(?![א-ת]))"
    ),
    "ar": re.compile(
        r"(?:و?(?:هو|هي|العميله?|الزبونه?)\s+)?و?(?:(?:راح|رح|سوف)\s+)?(?:[سبح]?[يت])(?!تم|كون|وصله|جيه)\w{2,}(?<!وا)(?<!ون)"
        r"(?!\s+(?:الفني|فني|المندوب|مندوب|الموظف|المدير|الفريق|له|لها|عليه|عليها|معه)(?!\w))"
    ),
}


def noted_by(text: str) -> Party:
    """Who wrote a note of a call: the company where it speaks of a customer and never of "me", else the customer."""
    if _OF_A_CUSTOMER.search(text) is None or _AS_ONE.search(text) is not None:
        return "customer"
    return "company"


def as_the_company_notes(sentence: str, head: Head, language: Language | str) -> Head:
    """The head as meant in the company's own note: "I" is the company, "he" the customer who was spoken to."""
    if language not in _SELF:
        return head
    if head.code in ("named_time", "fixed"):
        return head._replace(by="customer") if _CALLER_TO.match(sentence, head.start) else head
    if head.code == "word_given" and not _SELF[language].match(sentence, head.start):
        return head._replace(by="customer")
    if _THEM[language].match(sentence, head.start):
        # Of a phrase that ends with the verb only the customer's own: "the technician will come" is the company's.
        return head._replace(by="customer")
    own = _SELF[language].match(sentence, head.start) or _SELF[language].match(sentence, head.action)
    return head._replace(by="company") if own else head
