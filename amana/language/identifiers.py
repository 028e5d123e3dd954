"""Numbers that name something: orders, accounts, phones, amounts, dates, mail addresses, cards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from amana.language.findings import Identifier

_NAMED = re.compile(
    r"(?:(?P<order>\b(?:order|purchase|parcel|tracking|delivery|shipment)\b|הזמנה|הזמנת\w*|משלוח|חבילה|(?:ال)?طلب\w*|(?:ال)?شحنه|بوليصه)|"
    r"(?P<case>\b(?:case|ticket|complaint|reference|ref|claim|dispute|request)\b|פני\w{1,4}|קריאה|אסמכתא|תלונה|(?:ال)?(?:بلاغ|شكوي|شكواكم|تذكره|مرجعي?|معامله))|"
    r"(?P<account>\b(?:account|customer|client|policy|contract|invoice|bill|meter|iban)\b|חשבון|לקוח|פוליסה|חוזה|חשבונית|מנוי|(?:ال)?(?:حساب|عميل|عقد|فاتوره|وثيقه)))"
    r"(?:\s*(?:number|no\.?|nr\.?|id|is|מספר|מס'?|رقم(?:ها|ه)?|#|:|-))*\s*$"
)
_VALUE = re.compile(
    r"(?<![\w./@-])(?P<value>[a-z]{0,4}\d[0-9a-z]*(?:[-/][0-9a-z]+){0,4}|[a-z]{2,4}-\d[0-9a-z]*(?:-[0-9a-z]+){0,3})(?![\w.]*@|[.,:]\d)"
)
_HASH = re.compile(r"#\s?(?P<value>(?=[a-z-]*\d)[a-z0-9][a-z0-9-]{2,24})")
_CODE = re.compile(r"(?<![\w-])(?P<value>[a-z]{2,4}-?\d{4,12}|\d{3,}-[a-z0-9]{1,6}(?:-[a-z0-9]{1,6})?)(?![\w-])")
_PHONE = re.compile(
    r"(?<![\w.])(?:\+|00)\d{1,3}[\s-]?(?:\(\d{1,4}\)[\s-]?)?\d{1,4}(?:[\s-]?\d{2,4}){2,4}(?!\w)|(?:(?<![\w.-])|(?<=[\u05d0-\u05ea]-))0\d{1,3}[\s-]?\d{3}[\s-]?\d{3,4}(?!\w)|(?<![\w.])\*\d{4}(?!\d)"
)
_SIGN = r"(?:₪|\$|€|£|﷼)"
_UNIT = r"(?:ש\"ח|שח|שקל(?:ים)?|אגורות|nis|ils|sar|aed|egp|jod|usd|eur|gbp|dollars?|euros?|pounds?|shekels?|riyals?|دولار|ريال|شيكل|درهم|جنيه|دينار|يورو|ر\.س)"
_AMOUNT = re.compile(
    rf"{_SIGN}\s?\d{{1,9}}(?:,\d{{3}})*(?:\.\d{{1,2}})?|\d{{1,9}}(?:,\d{{3}})*(?:\.\d{{1,2}})?\s?(?:{_SIGN}|{_UNIT}(?!\w))|(?<!\w)(?:sar|ils|nis|usd|eur|gbp|aed)\s?\d{{1,9}}(?:,\d{{3}})*(?:\.\d{{1,2}})?"
)
_DATE = re.compile(
    r"(?<![\d./-])(?:20\d\d-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:20)?\d\d)(?![\d/-])|(?<!\d)\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)(?:\s+20\d\d)?\b|(?<!\d)\d{1,2}\s+ב(?:ינואר|פברואר|מרץ|אפריל|מאי|יוני|יולי|אוגוסט|ספטמבר|אוקטובר|נובמבר|דצמבר)(?:\s+20\d\d)?|(?<!\d)\d{1,2}\s+(?:يناير|فبراير|مارس|ابريل|مايو|يونيو|يوليو|اغسطس|سبتمبر|اكتوبر|نوفمبر|ديسمبر)(?:\s+20\d\d)?"
)
_MAIL = re.compile(r"(?<![\w.+-])[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,5}")
_CARD = re.compile(r"(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])")
_DIGITS = re.compile(r"\d")
_NUMBER_BEGINS = re.compile(r"\d+")
_PHONE_BEGINS = re.compile(r"[+0*]")

Span = Callable[[int, int], tuple[int, int]]


def identifiers_in(text: str, folded: str, span: Span) -> Iterator[Identifier]:
    """The identifiers of a text, in order and without overlaps; `span` leads from the folded text back to it."""
    taken: list[tuple[int, int]] = []
    found: list[Identifier] = []
    for kind, reason, confidence, start, end, value in _candidates(folded):
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            continue
        taken.append((start, end))
        first, last = span(start, end)
        found.append(Identifier(first, last, text[first:last], reason, confidence, kind, value))
    yield from sorted(found, key=lambda one: one.start)


def card_numbers(folded: str) -> Iterator[tuple[int, int]]:
    """Where payment card numbers stand: 13 to 19 digits whose check digit is right (ISO/IEC 7812, Luhn)."""
    if not _DIGITS.search(folded):
        return
    for match in _CARD.finditer(folded):
        digits = re.sub(r"\D", "", match.group())
        if len(digits) >= 13 and len(set(digits)) > 1 and _has_right_check_digit(digits):
            yield match.start(), match.end()


Candidate = tuple[str, str, float, int, int, str]  # kind, reason, confidence, start, end, value


def _candidates(folded: str) -> Iterator[Candidate]:
    """What may be an identifier, the surest kinds first."""
    if "@" in folded:
        for match in _MAIL.finditer(folded):
            yield "email", "a mail address", 0.95, match.start(), match.end(), match.group()
    if _DIGITS.search(folded):
        yield from _figures(folded)
        yield from _numbers(folded)
        yield from _phones(folded)
        yield from _references(folded)


def _figures(folded: str) -> Iterator[Candidate]:
    """Cards, amounts and dates."""
    for start, end in card_numbers(folded):
        yield (
            "card",
            "a payment card number with a right check digit",
            0.9,
            start,
            end,
            re.sub(r"\D", "", folded[start:end]),
        )
    for match in _AMOUNT.finditer(folded):
        yield "amount", "a number with a currency", 0.95, match.start(), match.end(), match.group().strip()
    for match in _where(_NUMBER_BEGINS, _DATE, folded):
        yield "date", "a date", 0.9, match.start(), match.end(), match.group().strip()


def _where(begins: re.Pattern[str], pattern: re.Pattern[str], folded: str) -> Iterator[re.Match[str]]:
    """As `pattern.finditer`, looking only where something begins that each of its matches begins with."""
    end = 0
    for place in begins.finditer(folded):
        if place.start() >= end and (match := pattern.match(folded, place.start())) is not None:
            end = match.end()
            yield match


def _numbers(folded: str) -> Iterator[Candidate]:
    """Numbers that a word before them names: order, case, account."""
    for match in _VALUE.finditer(folded):
        if sum(c.isdigit() for c in match["value"]) < 3:
            continue
        # Looking back from the number is much cheaper than looking on from every word.
        named = _NAMED.search(folded[max(0, match.start() - 40) : match.start()])
        if named:
            kind = next(kind for kind in ("order", "case", "account") if named[kind])
            yield kind, f"a number after a word for {kind}", 0.85, *match.span("value"), match["value"].upper()


def _phones(folded: str) -> Iterator[Candidate]:
    for match in _where(_PHONE_BEGINS, _PHONE, folded):
        if 7 <= sum(c.isdigit() for c in match.group()) <= 15 or match.group().startswith("*"):
            yield (
                "phone",
                "the shape of a phone number",
                0.75,
                match.start(),
                match.end(),
                re.sub(r"[^\d+*]", "", match.group()),
            )


def _references(folded: str) -> Iterator[Candidate]:
    for pattern in (_HASH, _CODE):
        for match in pattern.finditer(folded):
            if sum(c.isdigit() for c in match["value"]) >= 3:
                yield "reference", "the shape of a reference number", 0.6, *match.span("value"), match["value"].upper()


def _has_right_check_digit(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
