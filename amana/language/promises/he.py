"""Hebrew words that carry a promise: verbs in the future and in the present."""

from __future__ import annotations

import re

from amana.language.due.he import HEBREW as TIMES
from amana.language.findings import Party, Side
from amana.language.promises.he_verbs import Verb, is_active, verb
from amana.language.promises.heads import Grammar, Head, Token, Words

_ARRIVING = {"יוצא", "מגיע", "יורד", "נכנס", "חוזר", "עולה", "בא", "נשלח", "מסתיים", "מתחיל", "עובר"}
_TRIES = {"נסה", "שתדל"}
# The same letters say "was sent" and "we will send"; an object after it tells.
_SAME_AS_PAST = set(
    """נשלח נסגר נפתח נמצא נמסר נבדק נכתב נחתם נעצר נשמר נכנס נאסף נרשם נערך נתן נקבע נסרק נחסם נחקר נתבע נפגש נקנה
    נראה נעשה נאמר נמחק ניתן נצא נענה נשאר נספר נבין נשב""".split()
)
_ADVERSE = set(
    """יחסם ייחסם תתייקר ינותק ייגבה תיגבה ייגבו תחויב תחויבו תחויבי יחויב תחוייב יפקע יחולו יחול תעלה יעלה יופסק
    תופסק ירד""".split()
)
_OBJECTS = set(
    """לך לכם לכן אליך אלייך אליכם אותך אתכם אתכן איתך איתכם אצלך לו לה להם אליו אליה אליהם לי אליי אלי אותי איתי
    אצלי לנו את עליך עלייך מולך בשבילך עבורך עבורכם אחריך""".split()
)
_YOU = {word for word in _OBJECTS if word.endswith(("ך", "כם", "כן"))}
_ME = {"לי", "אליי", "אלי", "אותי", "איתי", "לנו", "אלינו", "אותנו"}
_OTHERS = _OBJECTS - _ME - {"את"}
_WE = {"אני", "אנחנו", "אנו"}
_POLITE = {"אשמח", "נשמח", "אודה", "נודה", "אבקש", "נבקש", "נבקשך"}
_ASKED = {"ביקש", "ביקשה", "ביקשו", "רצה", "רצתה", "דרש", "דרשה"}
_READY = set(
    """מוכן מוכנה מוכנים מוכנות בחשבון בחשבונך זמין זמינה זמינים פעיל פעילה אצלך אצלכם בבית תשובה בסניף פנוי פתוח
    תקין חינם עדכון""".split()
)
_PROMISED = {"מבטיח", "מבטיחה", "מבטיחים", "מתחייב", "מתחייבת", "מתחייבים", "מתחייבות"}
_HAS_PROMISED = {"הבטיח", "הבטיחה", "הבטיחו", "התחייב", "התחייבה", "התחייבו"}
_THINGS = set(
    """החזר זיכוי עדכון תשובה מענה טכנאי משלוח הפעלה תיקון החלפה ביקור פגישה התקנה העברה אישור החלטה איסוף פיצוי שליח
    נציג חבילה כרטיס מועד""".split()
)
_PAST = re.compile(r"(?:ת[יםן]?|נו)$")
_HOPING = re.compile(
    r"ו?(?:[אנ]קווה|מקוו?(?:ה|ים|ות)|מנס(?:ה|ים|ות)|משתדל(?:ת|ים|ות)?|מתכנ(?:ן|נת|נים|נות)|שוא(?:ף|פת|פים|פות)|מתכוו(?:ן|נת|נים|נות))"
)
_EXPECTED = re.compile(r"ו?(?:צפוי|אמור|עתיד)(?:ה|ים|ות|יה|יים)?")
_ON_US = re.compile(r"\bעל חשבונ(?:נו|י)\b")
_SAYING = set("אמר אמרה אמרו כי אז אבל וגם טוען טוענת לדבריו לדבריה הבטיח הבטיחה מסר מסרה".split())


def heads(sentence: str, tokens: list[Token], side: Side) -> list[Head]:
    """The places of a Hebrew sentence that may carry a promise, in order."""
    words = Words(tokens, side)
    found: list[Head] = []
    for place, token in enumerate(tokens):
        found += _heads_at(words, place, token.word, found)
    if not found and side != "customer":
        return _things_with_a_time(sentence, words)
    return found


def _heads_at(words: Words, place: int, word: str, found: list[Head]) -> list[Head]:
    if word in _PROMISED or (words.side == "caller_note" and word in _HAS_PROMISED):
        return _word_given(words, place)
    if _HOPING.fullmatch(word) and (hope := _hoped(words, place)):
        return [hope]
    if _EXPECTED.fullmatch(word) and (expected := _expected(words, place)):
        return [expected]
    read = verb(word)
    head = _verb_at(words, place, read, first=not found) if read is not None else None
    return [head] if head is not None else []


def _verb_at(words: Words, place: int, read: Verb, *, first: bool) -> Head | None:
    word, before = words.at(place), words.at(place - 1)
    if before in ("כדי", "נא", "אל") or word in ("נראה", "נגיד", "נאמר"):
        return None
    if read.tense == "present":
        return _present(words, place, read, first=first)
    negated = before == "לא"
    if read.person == 1 and read.tense == "future":
        return _first_person(words, place, read, negated=negated)
    if words.side == "customer":
        return None
    if read.tense == "be":
        return _will_be(words, place)
    if read.person == 2 or (word.startswith("ת") and read.stem == "קבל"):
        return _to_you(words, place, read, negated=negated)
    return _third_person(words, place, read, negated=negated)


def _first_person(words: Words, place: int, read: Verb, *, negated: bool) -> Head | None:
    word, after = words.at(place), words.at(place + 1)
    plain = word.lstrip("וש") if word not in _SAME_AS_PAST else word
    if plain in _SAME_AS_PAST and after not in _OBJECTS and words.at(place - 1) not in _WE:
        return None
    if plain in _POLITE or read.stem in ("קבל", "ראה", "בין", "שאל"):
        return None
    if read.stem == "היה" and after in ("בטוח", "מוכן", "שמח", "אסיר"):
        return None
    if words.side == "caller_note" and word[0] == "ש" and words.at(place - 1) in _ASKED:
        return None
    hedged = read.stem in _TRIES
    if negated:
        return words.head(_clause(words, place), place, "refrain", 0.8, hedged=hedged)
    return words.head(_clause(words, place), place, "first_person", 0.9, hedged=hedged)


def _third_person(words: Words, place: int, read: Verb, *, negated: bool) -> Head | None:
    word, company = words.at(place), words.side == "company"
    if word in _ADVERSE and not negated and not (word == "ירד" and words.at(place + 1) in _OBJECTS):
        return None
    active = is_active(read.stem)
    if company and active and word.startswith(("ת", "ות", "שת")) and not _is_hers(words, place):
        return None
    helpful = words.helps(place, _OBJECTS, within=3)
    code = "refrain" if negated else "third_person" if company else "reported"
    strength = 0.8 if helpful or not active or not company else 0.65
    needs_time = company and active and not helpful and not negated
    hedged = read.stem in _TRIES and words.at(place + 1) != "שוב"
    start = _clause(words, place)
    return words.head(start, place, code, strength, by="company", needs_time=needs_time, hedged=hedged)


def _is_hers(words: Words, place: int) -> bool:
    """Whether a verb with ת is "she will", not "you will": it acts for the reader, or a feminine subject precedes."""
    if words.at(place).lstrip("ו") not in ("תביא", "תבוא", "תנסה") and words.helps(place, _YOU, within=2):
        return True
    before = words.at(place - 1)
    return before in ("היא", "נציגה", "נציגת") or (len(before) > 3 and (before[0] == "ה" or before[-1] in "תה"))


def _to_you(words: Words, place: int, read: Verb, *, negated: bool) -> Head | None:
    if read.stem in ("קבל", "ראה") and words.at(place).lstrip("ו").startswith("ת"):
        return words.head(place, place, "to_you", 0.75, by="company")
    if negated and read.stem in ("חויב", "שלם"):
        return words.head(place - 1, place, "refrain", 0.8, by="company")
    return None


def _will_be(words: Words, place: int) -> Head | None:
    ahead = words.among(place + 1, place + 5)
    if ahead & {"אפשר", "ניתן", "צורך"}:
        return None
    known = bool(ahead & _READY) or any(word.startswith(("בחשבונ", "על")) for word in ahead)
    strength = 0.75 if known else 0.6
    start = _clause(words, place)
    return words.head(start, place, "third_person", strength, by="company", needs_time=not known)


def _present(words: Words, place: int, read: Verb, *, first: bool) -> Head | None:
    """The present for what is to come: "אני חוזר אליך היום", "שולחת לך", "מגיע מחר"."""
    company = words.side == "company"
    given = company and words.at(place + 1) in _OTHERS
    subject = next((n for n in (place - 1, place - 2) if words.at(n).lstrip("שו") in _WE), None)
    if subject is not None:
        given = given and read.stem != "מצרף"
        return words.head(subject, place, "present", 0.7 if given else 0.8, needs_time=not given)
    if _begins_with_its_act(words, place, read):
        return words.head(place, place, "present", 0.7, needs_time=not (given and (place == 0 or not first)))
    if words.side != "customer" and read.stem in _ARRIVING:
        return words.head(_clause(words, place), place, "present", 0.65, by="company", needs_time=True)
    return None


def _begins_with_its_act(words: Words, place: int, read: Verb) -> bool:
    """Whether the present opens a clause and its subject is the writer: "בודק ומעדכן", "שולחת לך"."""
    if words.side == "caller_note" or read.stem in _ARRIVING - {"חוזר"}:
        return False
    opens = place == 0 or words.at(place).startswith("ו") or words.is_after_pause(place)
    helped = words.at(place + 1) in _OTHERS or (place == 0 and words.at(1) == "את")
    return opens and (helped or read.stem in ("מטפל", "בודק", "מעדכן"))


def _hoped(words: Words, place: int) -> Head | None:
    """Hoping and trying, the writer's own: "אנו מקווים לפתוח"."""
    if words.side == "caller_note" or not words.at(place + 1).startswith("ל"):
        return None
    if words.at(place - 1) in _WE:
        return words.head(place - 1, place, "first_person", 0.6, needs_time=True, hedged=True)
    if place and not words.is_after_pause(place):
        return None
    return words.head(place, place, "first_person", 0.6, needs_time=True, hedged=True)


def _expected(words: Words, place: int) -> Head | None:
    """What others are expected to do: "הצוות צפוי לסיים"."""
    if words.side == "customer" or not words.at(place + 1).startswith("ל"):
        return None
    start = _clause(words, place)
    return words.head(start, place, "third_person", 0.6, by="company", needs_time=True, hedged=True)


def _word_given(words: Words, place: int) -> list[Head]:
    """A word of promising, and each further act it is followed by: "מבטיחה לבטל … ולשלוח"."""
    before = words.at(place - 1)
    if before in ("לא", "אינו", "אינה", "איני", "אינני"):
        return []
    own = words.side != "caller_note" or before == "אני"
    by: Party | None = None if own else "company"
    further = [n for n in range(place + 1, len(words.tokens)) if words.at(n).startswith("ול") and len(words.at(n)) > 4]
    return [
        words.head(place, place, "word_given", 0.8, by=by),
        *(words.head(n, n, "word_given", 0.7, by=by) for n in further),
    ]


def _things_with_a_time(sentence: str, words: Words) -> list[Head]:
    """A thing the company gives, with a time and no verb: "החזר תוך 5 ימי עסקים"."""
    if _ON_US.search(sentence):
        return [words.head(0, 0, "named_time", 0.6, by="company")]
    places = range(len(words.tokens))
    thing = next((n for n in places if words.at(n).removeprefix("ה") in _THINGS or words.at(n) in _THINGS), None)
    if words.side != "caller_note" or thing is None:
        return []
    if any(_PAST.search(words.at(n)) and len(words.at(n)) > 4 for n in places):
        return []
    return [words.head(thing, thing, "named_time", 0.55, by="company", needs_time=True)]


def _clause(words: Words, place: int) -> int:
    """Where the clause of the verb begins; a verb with ש ("that he will") opens its own."""
    word = words.at(place)
    if len(word) > 3 and word[0] == "ש" and word[1] in "אניתל":
        return place
    return words.subject(place, _SAYING)


HEBREW = Grammar(
    heads=heads,
    times=TIMES.parts,
    condition=re.compile(
        r"\b(?:ו?אם(?!\s+כי)|במידה\s+[וש]\w+|במידת\s+הצורך|ו?ברגע\s+ש|בתנאי\s+ש|בכפוף\s+ל|ככל\s+ש|כפוף\s+ל|לאחר\s+ש(?:תשלח|תעביר|נקבל)|אחרי\s+ש(?:תשלח|תעביר|נקבל)|כאשר\s+ת|במקרה\s+ש)"
    ),
    hedge=re.compile(
        r"\b(?:[אנ]נסה|[ו]?[אנ]נסה|נשתדל|אשתדל|משתדל\w*|מנס(?:ה|ים)|מקוו?(?:ה|ים)|[אנ]קווה|צפוי\w*|אמור\w*|כנראה|נראה\s+מה|אראה\s+מה|[ו]?(?:א|נ)?בדוק\s+(?:אם|האם|מה\s+ניתן)|אבדוק\s+אם|נבדוק\s+אם|נדאג\s+לזה|נטפל\s+בזה\s*$|בשאיפה|לא\s+מבטיח\w*|נשקול|אשקול|[אנ]עשה\s+(?:כל\s+)?(?:מאמץ|מה\s+ש|כמיטב))"
    ),
    never=re.compile(
        r"\b(?:בדרך\s+כלל|לרוב|בד\"כ|לפעמים|ייתכן|יתכן|אולי|עשוי\w*|עלול\w*|באופן\s+רגיל|בממוצע|מעת\s+לעת|לקוחות\s+ש|לא\s+(?:ידע\w?|יודע\w*)\s)"
    ),
    never_sentence=re.compile(
        r"\b(?:אם\s+(?:לא\s+)?[^,]{0,40}(?:תשלום|חוב|ישולם|תשלמ\w|יוסדר)[^,]*(?:לא|,)|אם\s+לא\s+תשל|לו\s+(?:הי|פנ)|אילו|אילולא|תרצ[הוי]|האם|מעוניינ\w*\s+ש|אפשר\s+להציע|הייתם\s+רוצים|אי\s+אפשר\s+לדעת|דמי\s+איחור|הבטיח\s+לך)"
    ),
    never_customer=re.compile(
        r"\b(?:הבטחת\w*|אמרת[םן]|אמרו|הבטיחו|נאמר\s+לי|אמר\s+לי|אמרה|או\s+ש|אם\s+לא|תביעה|עורך\s+דין|עו\"ד\s+שלי|אני\s+עובר\w*|סיכמתם|כבר\s+שבוע\w*|זה\s+כבר)"
    ),
    joins=re.compile(
        r"(?:^|\s)(?:אמר[הו]?|כי|אז|אבל|וגם|לדבריו|לדבריה|מסר[ה]?|עדכנ[הו]?|טוענ?ת?|אמרתי(?:\s+(?:ל[וה]|להם))?|סיכמנו\s+-)\s+"
    ),
)
