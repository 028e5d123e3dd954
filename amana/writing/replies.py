"""What a company's reply gives away: promises nobody keeps, questions asked twice, words that hurt or press."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from amana.language.deeds import deeds_in
from amana.language.findings import Language, Mark
from amana.language.normalising import fold
from amana.language.tactics import tactic
from amana.writing.advising import Advice, Context, Place, advise
from amana.writing.drafts import Draft, Words

SURE_ENOUGH = 0.8  # of a mark or a tactic, before a writer is told of it
CERTAIN = 0.85  # more than a learned head alone ever is
FEWEST_WORDS = 4  # in fewer nobody is pressed
# What an advice of its own says better: a promise without a time.
_SAID_OTHERWISE = frozenset({"stalling_vague_promise"})
# Marks that are worth a word before sending, under the name of the advice.
_MARKS = {
    "admission_of_liability": "admits_liability",
    "contempt": "contempt",
    "mockery": "contempt",
    "proving_wrong": "proving_wrong",
    "blame": "blame",
    "non_apology": "non_apology",
    "sale_before_help": "sale_before_help",
    "tool_excuse": "tool_excuse",
    "hand_off": "hand_off",
    "canned": "canned",
    "jargon": "jargon",
}

_UNKEEPABLE: Words = {
    "en": re.compile(
        r"\b(?:(?:we|i)\s+(?:can\s+|fully\s+|hereby\s+)?(?:guarantee|assure\s+you)|(?:i|we|it|this)\s*(?:'ll|\s+will|\s+shall)\s+(?:always|never\s+(?:fail|be\s+late))|100\s?%|never\s+(?:happen|occur)(?:\s+again)?|"
        r"will\s+not\s+happen\s+again|won't\s+happen\s+again|whatever\s+it\s+takes|under\s+all\s+circumstances|no\s+matter\s+what|without\s+fail|(?:is|are)\s+guaranteed|any\s?time\s+you\s+(?:want|need|like))"
    ),
    "he": re.compile(
        r"(?<!\w)(?:לא\s+י(?:קרה|חזור|ישנה|ישנו)\s+(?:שוב|על\s+עצמו|לעולם)|לעולם\s+לא|תמיד\s+(?:נ|א)\w+|(?:אני|אנו|אנחנו)\s+(?:מבטיח\w*|ערב\w*)\s+ש(?:תמיד|לעולם|לא)|מובטח\s+ל\w+|100\s?%|בכל\s+מקרה\s+ובכל\s+מצב|בוודאות\s+מוחלטת|ויהי\s+מה|בכל\s+שעה\s+שתרצ\w+)"
    ),
    "ar": re.compile(
        r"(?<!\w)(?:(?:نضمن|اضمن|نتعهد|اتعهد)\s+(?:لكم?\s+)?(?:ان\s+لا|الا|بالا|بعدم|دايما|100)|لن\s+(?:يتكرر|يحدث|تتكرر)|ما\s+(?:راح|رح)\s+(?:يتكرر|تتكرر|يصير\s+مره)|مضمون\w*\s+100|100\s?%|مهما\s+(?:كان|حدث|حصل)|سنكون\s+دايما|دايما\s+س\w+|في\s+(?:كل|جميع)\s+(?:الاحوال|الظروف)|باي\s+وقت\s+تريد\w*)"
    ),
}
_THREAT: Words = {
    "en": re.compile(
        r"\b(?:or\s+else\b|we(?:'ll|\s+will)\s+(?:have\s+no\s+choice\s+but|be\s+forced)\s+to|(?:take|taking)\s+legal\s+action|(?:we|i)(?:'ll|\s+will)\s+(?:report|blacklist|ban|block|sue)\s+you|if\s+you\s+(?:continue|keep|insist|don't|do\s+not)\b[^.!?]{0,60}\bwe(?:'ll|\s+will)\s+(?:close|block|disconnect|cancel|refuse|end|hang|charge))"
    ),
    "he": re.compile(
        r"(?<!\w)(?:ניאלץ\s+ל\w+|נאלץ\s+ל(?:נקוט|נתק|חסום|סגור|פנות)|צעדים\s+משפטיים|הליכים\s+משפטיים|נתבע\s+\w+|אחרת\s+נ(?:סגור|נתק|חסום|פנה|אלץ)\w*|אם\s+(?:ת(?:משיך|משיכו|מיכי)|לא\s+ת\w+)[^.!?]{0,50}\s+נ(?:סגור|נתק|חסום|סרב|פסיק)\w*)"
    ),
    "ar": re.compile(
        r"(?<!\w)(?:سنضطر\s+(?:الي|ل)\w*|(?:الاجراءات|اجراءات)\s+(?:ال)?قانونيه|سنقاضي\w*|والا\s+(?:س\w+|ف?سوف)|(?:اذا|ان)\s+(?:استمر\w*|لم\s+ت\w+)[^.!?]{0,50}\s+(?:سنغلق|سنوقف|سنقطع|سنحظر|سنرفض)\w*)"
    ),
}
_READS_BADLY: Words = {
    "en": re.compile(
        r"\b(?:not\s+(?:our|my)\s+(?:problem|fault|concern|job)|nothing\s+(?:more\s+)?(?:i|we)\s+can\s+do|off\s+the\s+record|between\s+(?:you\s+and\s+me|us)\b|you\s+should\s+have\s+(?:read|known|thought|checked|asked)|"
        r"as\s+(?:i|we)(?:'ve|\s+have)?\s+(?:already\s+)?(?:said|told\s+you|explained|stated)|calm\s+down|with\s+all\s+due\s+respect|take\s+it\s+or\s+leave\s+it|that's\s+just\s+how\s+it\s+is|read\s+the\s+(?:contract|fine\s+print|terms)|"
        r"don't\s+tell\s+anyone|please\s+delete\s+this|nobody\s+(?:will|would)\s+notice|go\s+ahead\s+and\s+sue|feel\s+free\s+to\s+(?:complain|sue)|if\s+you\s+don't\s+like\s+it)"
    ),
    "he": re.compile(
        r"(?<!\w)(?:(?:זו|זאת|זה)\s+לא\s+(?:הבעיה|האחריות|האשמה|העניין|התפקיד)\s+של(?:נו|י)|אין\s+(?:לי|לנו)\s+מה\s+לעשות|אין\s+מה\s+לעשות|שלא\s+לפרוטוקול|בינינו(?!\s+(?:לבין|ל))|היית\w?\s+צריכ?\w*\s+(?:ל|לקרוא|לבדוק)|הייתם\s+צריכים|"
        r"כ(?:מו|פי)\s+ש(?:כבר\s+)?(?:אמרתי|אמרנו|הסברתי|הסברנו|הוסבר|נאמר|ציינו|ציינתי)|תירגע\w*|להירגע|עם\s+כל\s+הכבוד|זה\s+מה\s+יש|קח\s+או\s+עזוב|תקרא\w*\s+את\s+(?:החוזה|התקנון|האותיות)|מוזמנ\w*\s+ל(?:תבוע|התלונן)|לא\s+מוצא\s+חן\s+בעיני\w+)"
    ),
    "ar": re.compile(
        r"(?<!\w)(?:(?:ليست|ليس|مو|مش|ما\s+هي)\s+(?:مشكلتنا|مشكلتي|مسووليتنا|مسووليتنا|شغلي|شغلنا|ذنبنا)|لا\s+يمكننا\s+فعل\s+(?:اي\s+)?شي|ما\s+(?:بيدنا|بايدنا|في\s+يدنا)\s+شي|بيني\s+وبينك|كان\s+(?:عليك\w*|يجب\s+عليك\w*|لازم)\s+(?:ان\s+)?ت\w+|"
        r"(?:كما|مثل\s+ما|زي\s+ما)\s+(?:سبق\s+(?:ان\s+|و)?)?(?:قلت|قلنا|ذكرت|ذكرنا|شرحت|شرحنا|وضحنا)|اهد(?:ا|يي|ي|وا)(?!\w)|مع\s+(?:كامل|كل)\s+(?:ال)?احترامي?|هذا\s+الموجود|اللي\s+عندنا\s+هذا|اقرا\w?\s+العقد|اشتك\w*\s+وين\s+ما|لا\s+تخبر\s+احد)"
    ),
}
_SORRY: Words = {
    "en": re.compile(r"\b(?:sorry|apolog\w+|regret)\b"),
    "he": re.compile(r"סליח|מצטער|מתנצל|התנצל|להתנצל"),
    "ar": re.compile(r"اسف|اعتذار|نعتذر|اعتذر|المعذره|معذره|عذرا|السموحه"),
}
_SUGGESTING: Words = {
    "en": re.compile(
        r"\b(?:please|try|kindly|could\s+you|can\s+you|would\s+you|you\s+(?:can|could|should|need\s+to|have\s+to|must)|have\s+you\s+tried|i\s+(?:suggest|recommend)|we\s+(?:suggest|recommend)|make\s+sure)\b"
    ),
    "he": re.compile(
        r"(?<!\w)(?:נא|אנא|בבקשה|נסו|נסה|נסי|תנסו|תנסה|תנסי|אפשר\s+ל|יש\s+ל|צריך\s+ל|מומלץ|כדאי|אבקש|נבקש\w*|האם\s+(?:ניסית\w*|בדקת\w*|שלחת\w*)|תוכל\w*|אפשר\s+בבקשה)"
    ),
    "ar": re.compile(
        r"(?<!\w)(?:يرجي|الرجاء|ارجو|نرجو|رجاء|جرب\w*|حاول\w*|ننصح\w*|هل\s+(?:جربت\w*|حاولت\w*|تاكدت\w*|قمت\w*)|ممكن|بامكانك\w*|يمكنك\w*|عليك\w*|لازم\s+ت\w+|من\s+فضلك\w*|لو\s+سمحت\w*)"
    ),
}
_ASKED_KINDS = {
    "order": re.compile(
        r"\border\s+(?:number|no|id|ref\w*)|tracking\s+number|מספר\s+ה?הזמנה|מספר\s+ה?משלוח|رقم\s+(?:ال)?(?:طلب|شحنه)"
    ),
    "account": re.compile(
        r"\b(?:account|customer|client|contract|policy)\s+(?:number|no|id)|מספר\s+ה?(?:לקוח|חשבון|חוזה|פוליסה|מנוי)|رقم\s+(?:ال)?(?:حساب|عميل|عقد|وثيقه|اشتراك)"
    ),
    "phone": re.compile(
        r"\b(?:phone|telephone|mobile|contact)\s+number|מספר\s+ה?(?:טלפון|נייד)|رقم\s+(?:ال)?(?:هاتف|جوال|موبايل|تليفون)"
    ),
    "email": re.compile(
        r"\be-?mail\s+address|כתובת\s+ה?(?:מייל|דוא\"?ל)|(?:ال)?بريد\w*\s+(?:ال)?الكتروني|عنوان\s+البريد|ايميلك"
    ),
    "case": re.compile(
        r"\b(?:case|reference|complaint|ticket)\s+(?:number|no)|מספר\s+ה?(?:פנייה|פניה|קריאה|תלונה)|رقم\s+(?:ال)?(?:بلاغ|شكوي|مرجع|ملف|تذكره)"
    ),
}


def reply_advice(draft: Draft) -> Iterator[Advice]:
    """Everything there is to say about a company's reply besides secrets, dates and open questions."""
    for look in _LOOKS:
        yield from look(draft, draft.language, draft.context)


def _worded(code: str, words: Words) -> Callable[[Draft, Language, Context], Iterator[Advice]]:
    """A check that looks for words, and advises once, at the first of them."""

    def look(draft: Draft, language: Language, context: Context) -> Iterator[Advice]:
        for found in draft.every(words):
            yield advise(code, draft.place(*found.span()), language, context)
            return

    return look


def _marked(draft: Draft, language: Language, context: Context) -> Iterator[Advice]:
    """Marks of service that hurt, each kind once; what was apologised for properly is no shallow apology."""
    said: set[str] = set()
    kinds = {mark.id for mark in draft.reading.marks}
    for mark in draft.reading.marks:
        code = _MARKS.get(mark.id, "")
        if not code or code in said or mark.confidence < SURE_ENOUGH or _is_harmless(mark, kinds, draft):
            continue
        said.add(code)
        yield advise(code, Place(mark.quote, mark.start, mark.end), language, context, name="…")


def _is_harmless(mark: Mark, kinds: set[str], draft: Draft) -> bool:
    if mark.id == "hand_off":  # somebody is named, or comes back by a stated time
        return any(promise.due.at for promise in draft.reading.promises)
    if mark.id == "sale_before_help":
        return not draft.context.is_open
    if mark.id == "non_apology":  # said of the same words as an apology: too close to tell a writer
        return "apology" in kinds and mark.confidence < CERTAIN
    return mark.id == "canned" and "apology" not in kinds and bool(draft.reading.promises)


def _tactical(draft: Draft, language: Language, context: Context) -> Iterator[Advice]:
    for found in draft.reading.tactics:
        is_plain = found.certainty == "likely" and found.confidence >= SURE_ENOUGH and found.id not in _SAID_OTHERWISE
        if is_plain and len(found.quote.split()) >= FEWEST_WORDS:
            name = tactic_name(found.id, context.reader)
            yield advise("tactic", Place(found.quote, found.start, found.end), language, context, name=name)
            return


def tactic_name(key: str, language: Language) -> str:
    """What a technique is called in that language."""
    names = tactic(key).names
    return names.get(language) or names["en"]


def _tried_again(draft: Draft, language: Language, context: Context) -> Iterator[Advice]:
    done = {deed: words for words in context.tried for deed in deeds_in(fold(words))}
    for start, end in draft.sentences:
        sentence = draft.folded[start:end]
        if not any(words.search(sentence) for words in _SUGGESTING.values()):
            continue
        for deed in deeds_in(sentence) & done.keys():
            yield advise("tried_again", draft.place(start, end), language, context, before=done[deed])
            return


def _asks_again(draft: Draft, language: Language, context: Context) -> Iterator[Advice]:
    for kind, words in _ASKED_KINDS.items():
        found = words.search(draft.folded) if kind in context.known else None
        if found is None:
            continue
        start, end = draft.sentence_at(found.start())
        sentence = draft.folded[start:end]
        if sentence.endswith(("?", "\u061f")) or any(asks.search(sentence) for asks in _SUGGESTING.values()):
            yield advise("asks_again", draft.place(start, end), language, context, kind=kind, known=context.known[kind])


def _after_an_ordeal(draft: Draft, language: Language, context: Context) -> Iterator[Advice]:
    """Who went through much is called by name, hears that we are sorry, and what happens next, whoever erred."""
    if not context.ordeal:
        return
    if not draft.has(_SORRY):
        yield advise("no_apology", draft.end, language, context, ordeal=context.ordeal)
    if context.is_open and not any(promise.due.at for promise in draft.reading.promises):
        yield advise("no_next_step", draft.end, language, context)
    names = [fold(name) for name in context.customer.split() if len(name) > 1]
    if names and not any(name in draft.folded for name in names):
        yield advise("no_name", draft.end, language, context, name=context.customer)


_LOOKS: tuple[Callable[[Draft, Language, Context], Iterator[Advice]], ...] = (
    _worded("threat", _THREAT),
    _worded("reads_badly", _READS_BADLY),
    _worded("unkeepable", _UNKEEPABLE),
    _marked,
    _tactical,
    _tried_again,
    _asks_again,
    _after_an_ordeal,
)
