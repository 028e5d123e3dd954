"""Numbers that name something: orders, accounts, phones, amounts, dates, mail addresses, cards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from amana.language.compiling import later
from amana.language.findings import Identifier

_NAMED = later(
    r"(?:(?P<order>\b(?:order|purchase|parcel|tracking|delivery|shipment)\b|הזמנה|הזמנת\w*|משלוח|חבילה|(?:ال)?طلب\w*|(?:ال)?شحنه|بوليصه)|"
    r"(?P<case>\b(?:case|ticket|complaint|reference|ref|claim|dispute|request)\b|פני\w{1,4}|קריאה|אסמכתא|תלונה|(?:ال)?(?:بلاغ|شكوي|شكواكم|تذكره|مرجعي?|معامله))|"
    r"(?P<account>\b(?:account|customer|client|policy|contract|invoice|bill|meter|iban)\b|חשבון|לקוח|פוליסה|חוזה|חשבונית|מנוי|(?:ال)?(?:حساب|عميل|عقد|فاتوره|وثيقه)))"
    r"(?:\s*(?:number|no\.?|nr\.?|id|is|מספר|מס'?|رقم(?:ها|ه)?|#|:|-))*\s*$"
)
_VALUE = later(
    r"(?<![\w./@-])(?P<value>[a-z]{0,4}\d[0-9a-z]*(?:[-/][0-9a-z]+){0,4}|[a-z]{2,4}-\d[0-9a-z]*(?:-[0-9a-z]+){0,3})(?![\w.]*@|[.,:]\d)"
)
_HASH = later(r"#\s?(?P<value>(?=[a-z-]*\d)[a-z0-9][a-z0-9-]{2,24})")
_CODE = later(r"(?<![\w-])(?P<value>[a-z]{2,4}-?\d{4,12}|\d{3,}-[a-z0-9]{1,6}(?:-[a-z0-9]{1,6})?)(?![\w-])")
_PHONE = later(
    r"(?<![\w.])(?:\+|00)\d{1,3}[\s-]?(?:\(\d{1,4}\)[\s-]?)?\d{1,4}(?:[\s-]?\d{2,4}){2,4}(?!\w)|(?:(?<![\w.-])|(?<=[\u05d0-\u05ea]-))0\d{1,3}[\s-]?\d{3}[\s-]?\d{3,4}(?!\w)|(?<![\w.])\*\d{4}(?!\d)"
)
_SIGN = r"(?:₪|\$|€|£|﷼)"
_UNIT = r"(?:ש\"ח|שח|שקל(?:ים)?|אגורות|nis|ils|sar|aed|egp|jod|usd|eur|gbp|dollars?|euros?|pounds?|shekels?|riyals?|دولار|ريال|شيكل|درهم|جنيه|دينار|يورو|ر\.س)"
_AMOUNT = later(
    rf"{_SIGN}\s?\d{{1,9}}(?:,\d{{3}})*(?:\.\d{{1,2}})?|\d{{1,9}}(?:,\d{{3}})*(?:\.\d{{1,2}})?\s?(?:{_SIGN}|{_UNIT}(?!\w))|(?<!\w)(?:sar|ils|nis|usd|eur|gbp|aed)\s?\d{{1,9}}(?:,\d{{3}})*(?:\.\d{{1,2}})?"
)
_DATE = later(
    r"(?<![\d./-])(?:20\d\d-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:20)?\d\d)(?![\d/-])|(?<!\d)\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)(?:\s+20\d\d)?\b|(?<!\d)\d{1,2}\s+ב(?:ינואר|פברואר|מרץ|אפריל|מאי|יוני|יולי|אוגוסט|ספטמבר|אוקטובר|נובמבר|דצמבר)(?:\s+20\d\d)?|(?<!\d)\d{1,2}\s+(?:يناير|فبراير|مارس|ابريل|مايو|يونيو|يوليو|اغسطس|سبتمبر|اكتوبر|نوفمبر|ديسمبر)(?:\s+20\d\d)?"
)
_MAIL = later(r"(?<![\w.+-])[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,5}")
_CARD = later(r"(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])")
_DIGITS = later(r"\d")
_NUMBER = re.compile(r"\d+")
_BEFORE_A_NUMBER = 5
_SHORTEST_CARD = 13
_LONGEST_AMOUNT = 9  # digits before any comma or point; of a longer number the last ones are taken for an amount
_NEVER_BEGINS = " \n,.:;!?-/()"
_PHONE_BEGINS = later(r"[+0*]")

Span = Callable[[int, int], tuple[int, int]]


def identifiers_in(text: str, folded: str, span: Span) -> Iterator[Identifier]:
    """The identifiers of a text, in order and without overlaps; `span` leads from the folded text back to it."""
    taken = bytearray(len(folded))
    found: list[Identifier] = []
    for kind, reason, confidence, start, end, value in _candidates(folded):
        if 1 in taken[start:end]:
            continue
        taken[start:end] = b"\1" * (end - start)
        first, last = span(start, end)
        found.append(Identifier(first, last, text[first:last], reason, confidence, kind, value))
    yield from sorted(found, key=lambda one: one.start)


def card_numbers(folded: str) -> Iterator[tuple[int, int]]:
    """Where payment card numbers stand: 13 to 19 digits whose check digit is right (ISO/IEC 7812, Luhn)."""
    if sum(map(len, _NUMBER.findall(folded))) < _SHORTEST_CARD:
        return
    for match in _CARD.finditer(folded):
        digits = re.sub(r"\D", "", match.group())
        if len(digits) >= _SHORTEST_CARD and len(set(digits)) > 1 and _has_right_check_digit(digits):
            yield match.start(), match.end()


Places = Sequence[tuple[int, int]]  # of the numbers of a text
Candidate = tuple[str, str, float, int, int, str]  # kind, reason, confidence, start, end, value


def _candidates(folded: str) -> Iterator[Candidate]:
    """What may be an identifier, the surest kinds first."""
    if "@" in folded:
        for match in _MAIL.finditer(folded):
            yield "email", "a mail address", 0.95, match.start(), match.end(), match.group()
    if places := [found.span() for found in _NUMBER.finditer(folded)]:
        yield from _figures(folded, places)
        yield from _numbers(folded, places)
        yield from _phones(folded)
        yield from _references(folded, places)


def _figures(folded: str, places: Places) -> Iterator[Candidate]:
    """Cards, amounts and dates."""
    for start, end in card_numbers(folded) if sum([end - start for start, end in places]) >= _SHORTEST_CARD else ():
        yield (
            "card",
            "a payment card number with a right check digit",
            0.9,
            start,
            end,
            re.sub(r"\D", "", folded[start:end]),
        )
    is_plain = all(end - start <= _LONGEST_AMOUNT for start, end in places)
    for match in _around(places, _AMOUNT, folded) if is_plain else _AMOUNT.finditer(folded):
        yield "amount", "a number with a currency", 0.95, match.start(), match.end(), match.group().strip()
    for match in _where((start for start, _end in places), _DATE, folded):
        yield "date", "a date", 0.9, match.start(), match.end(), match.group().strip()


def _where(begins: Iterable[int], pattern: re.Pattern[str], folded: str) -> Iterator[re.Match[str]]:
    """As `pattern.finditer`, looking only where something begins that each of its matches begins with."""
    end = 0
    for start in begins:
        if start >= end and (match := pattern.match(folded, start)) is not None:
            end = match.end()
            yield match


def _around(places: Places, pattern: re.Pattern[str], folded: str) -> Iterator[re.Match[str]]:
    """As `pattern.finditer`, for one whose matches begin with a number, or at most five characters before their first.

    None of them begins with a blank, a mark of a sentence or a letter within a word; letters are those of English.
    """
    end = 0
    before = 0  # the end of the number before: no match begins in it
    for number, number_ends in places:
        for start in range(max(end, before, number - _BEFORE_A_NUMBER), number + 1):
            if start < number and _is_passed_over(folded, start):
                continue
            if (match := pattern.match(folded, start)) is not None:
                end = match.end()
                yield match
                break
        before = number_ends


def _is_passed_over(folded: str, start: int) -> bool:
    first = folded[start]
    if first in _NEVER_BEGINS:
        return True
    return first.isalpha() and (not first.isascii() or (start > 0 and folded[start - 1].isalnum()))


def _numbers(folded: str, places: Places) -> Iterator[Candidate]:
    """Numbers that a word before them names: order, case, account."""
    for match in _around(places, _VALUE, folded):
        if sum(c.isdigit() for c in match["value"]) < 3:
            continue
        # Looking back from the number is much cheaper than looking on from every word.
        named = _NAMED.search(folded[max(0, match.start() - 40) : match.start()])
        if named:
            kind = next(kind for kind in ("order", "case", "account") if named[kind])
            yield kind, f"a number after a word for {kind}", 0.85, *match.span("value"), match["value"].upper()


def _phones(folded: str) -> Iterator[Candidate]:
    for match in _where((begun.start() for begun in _PHONE_BEGINS.finditer(folded)), _PHONE, folded):
        if 7 <= sum(c.isdigit() for c in match.group()) <= 15 or match.group().startswith("*"):
            yield (
                "phone",
                "the shape of a phone number",
                0.75,
                match.start(),
                match.end(),
                re.sub(r"[^\d+*]", "", match.group()),
            )


def _references(folded: str, places: Places) -> Iterator[Candidate]:
    for matches in (_HASH.finditer(folded), _around(places, _CODE, folded)):
        for match in matches:
            if sum(c.isdigit() for c in match["value"]) >= 3:
                yield "reference", "the shape of a reference number", 0.6, *match.span("value"), match["value"].upper()


def _has_right_check_digit(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
