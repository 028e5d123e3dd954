"""Hebrew words that carry a promise: verbs in the future and in the present."""

from __future__ import annotations

import re
from functools import lru_cache

from amana.language.due.he import HEBREW as TIMES
from amana.language.findings import Side
from amana.language.promises.denying import HEBREW_CLAUSE, HEBREW_CUSTOMER, HEBREW_NOTE, HEBREW_SENTENCE
from amana.language.promises.heads import Grammar, Head, Token, Words
from amana.language.promises.hebrew.given import noted_beside, things_with_a_time
from amana.language.promises.hebrew.given_word import (
    clause_of,
    expected,
    fixed_for_you,
    hoped,
    there_for_you,
    word_given,
)
from amana.language.promises.hebrew.guessing import guess, weigh, weigh_words
from amana.language.promises.hebrew.present import present, ready
from amana.language.promises.hebrew.shapes import by_its_shape
from amana.language.promises.hebrew.verbs import Verb, is_active, verb
from amana.language.promises.hebrew.words import (
    ADVERSE,
    ASKED,
    AT_YOURS,
    CALLING_ALL,
    CARRYING,
    ENDING,
    EXPECTED,
    FIXED,
    GIVE_ME,
    HAS_PROMISED,
    HOPING,
    ME,
    MY_PEOPLE,
    MY_THINGS,
    NOT_BEFORE,
    NOT_SHAPED,
    OBJECTS,
    OFFERS,
    POLITE,
    PREMISES,
    PROMISED,
    READY,
    READY_AT,
    SAME_AS_PAST,
    SELF_TOLD,
    SET,
    STATING,
    THERE,
    TO_NAME,
    TOLD,
    TRIES,
    WE,
    WHEN,
    YOU,
)
from amana.language.seeking import sought


def heads(sentence: str, tokens: list[Token], side: Side) -> list[Head]:
    """The places of a Hebrew sentence that may carry a promise, in order."""
    words = Words(tokens, side)
    if side == "company" and (named := TO_NAME.match(sentence)):
        return [Head(named.end(), named.end(), "company", "named_time", 0.6, needs_time=True)]
    found: list[Head] = []
    for place, token in enumerate(tokens):
        if _may_carry(token.word):
            found += _heads_at(words, place, token.word, found)
    if not found and side == "company" and (asked := GIVE_ME.search(sentence)):
        place = sum(token.end <= asked.start() + 2 for token in tokens)
        return [words.head(place, place, "first_person", 0.6, needs_time=True)]
    if not found:  # "we hope that …", with a verb that is not known
        hopes = (hoped(words, n, "ש") for n, token in enumerate(tokens) if HOPING.fullmatch(token.word))
        found = [hope for hope in hopes if hope][:1]
    if not found and side != "customer":
        return things_with_a_time(sentence, words)
    return sorted([*found, *noted_beside(sentence, words, found)]) if side == "caller_note" else found


@lru_cache(maxsize=20_000)
def _may_carry(word: str) -> bool:
    """Whether a word can be a head at all, whatever stands around it."""
    if word in CARRYING or any(pattern.fullmatch(word) for pattern in (HOPING, EXPECTED, SET)):
        return True
    plain = word.removeprefix("ו")
    shaped = len(plain) >= 4 and plain[0] in "אנית" and plain not in NOT_SHAPED
    shaped = shaped and not plain.endswith(("ים", "ות", "ית", "תי", "נו"))
    return shaped or word == "וניתן" or verb(word) is not None


_PLACES = WE | AT_YOURS | {"אצלי", "אצלנו"}


def _heads_at(words: Words, place: int, word: str, found: list[Head]) -> list[Head]:
    if word in _PLACES and (there := there_for_you(words, place, first=not found)):
        return [there]
    if word in READY_AT:
        return ready(words, place)
    if found and word in PROMISED and place == len(words.tokens) - 1:
        return []
    if word in PROMISED or (words.side == "caller_note" and word in HAS_PROMISED):
        return word_given(words, place)
    if (HOPING.fullmatch(word) and (hope := hoped(words, place))) or (
        EXPECTED.fullmatch(word) and (hope := expected(words, place))
    ):
        return [hope]
    if (word in FIXED or (SET.fullmatch(word) and place)) and (fixed := fixed_for_you(words, place)):
        return [fixed]
    read = verb(word) or by_its_shape(words, place, word, found)
    coming = word in ("בא", "באה") and words.side != "customer"
    if read is None and (coming or (word in ("שם", "שמה", "בא", "באה") and words.at(place - 1) in WE)):
        read = Verb("present", 0, word[:2])
    head = _verb_at(words, place, read, first=not found) if read is not None else None
    return [head] if head is not None else []


def _verb_at(words: Words, place: int, read: Verb, *, first: bool) -> Head | None:
    word, before = words.at(place), words.at(place - 1)
    if before in NOT_BEFORE or _is_of_time(word, before) or (read.stem == "היה" and read.person == 2):
        return None
    if read.tense == "present":
        return present(words, place, read, first=first)
    negated = before in ("לא", "ולא")
    if negated and read.stem == "היה":
        return _will_not_be(words, place)
    if read.person == 1 and read.tense == "future":
        return _first_person(words, place, read, negated=negated)
    if words.side == "customer":
        return _of_my_people(words, place, read, negated=negated)
    if read.tense == "be" or read.stem == "היה":
        return _will_be(words, place)
    yours = ("קבל", "ראה", "חויב") if negated else ("קבל", "ראה")
    if read.person == 2 or (word.removeprefix("ו").startswith("ת") and read.stem in yours):
        return _to_you(words, place, read, negated=negated)
    return _third_person(words, place, read, negated=negated)


def _is_of_time(word: str, before: str) -> bool:
    """Whether a verb only says when, "אחרי שאחזיר", "כשנגיע", or is a turn of speech."""
    when = (word[0] == "ש" and before in WHEN) or (word.startswith(("כש", "לכש")) and len(word) > 4)
    return when or word in ("נראה", "נגיד", "נאמר")


def _will_not_be(words: Words, place: int) -> Head | None:
    """What will not be is a promise when a cost is spared: "לא יהיה חיוב"."""
    spared = words.among(place, place + 4) & {"חיוב", "עמלה", "עלות", "תשלום", "ריבית", "קנס"}
    if not spared or words.side == "customer":
        return None
    return words.head(place - 1, place, "refrain", 0.7, by="company")


def _of_my_people(words: Words, place: int, read: Verb, *, negated: bool) -> Head | None:
    """A customer speaks for their own, "בעלי יהיה בבית", "התשלום יהיה אצלכם", or of what the company will get."""
    got = read.stem == "קבל" and words.at(place).startswith("ת") and not negated
    if got and words.helps(place, MY_THINGS | {"אותו", "אותה"}, within=2):
        return words.head(place, place, "third_person", 0.6)
    mine = words.among(place - 2, place) & MY_THINGS
    given = mine and words.helps(place, YOU, within=2)
    at_home = read.stem != "היה" or words.helps(place, {"בבית", "שם", "זמין", "זמינה"}, within=2)
    theirs = words.among(place - 3, place) & MY_PEOPLE and at_home
    if negated or not (given or theirs):
        return None
    needs_time = not words.helps(place, YOU, within=3)
    return words.head(clause_of(words, place), place, "third_person", 0.65, needs_time=needs_time)


def _first_person(words: Words, place: int, read: Verb, *, negated: bool) -> Head | None:
    if _is_no_undertaking(words, place, read, negated=negated) or (negated and _is_parting(words, words.at(place))):
        return None
    start = clause_of(words, place)
    if read.stem == "קבל":  # in a note: "I will get it by the 24th"
        return words.head(start, place, "to_you", 0.65, by="company", needs_time=True)
    if read.stem in ("חשוב", "שקול"):
        return words.head(start, place, "first_person", 0.6, needs_time=True)
    code, strength = ("refrain", 0.8) if negated else ("first_person", 0.9)
    return words.head(start, place, code, strength, hedged=read.stem in TRIES)


def _is_no_undertaking(words: Words, place: int, read: Verb, *, negated: bool) -> bool:
    """A past of the same letters, politeness, a statement ("נאשר כי"), what others asked for, a parting."""
    word, after, before = words.at(place), words.at(place + 1), words.at(place - 1)
    plain = word.lstrip("וש") if word not in SAME_AS_PAST else word
    if words.side == "customer" and _is_against_us(read, negated=negated):
        return True
    if _is_call_to_all(words, place) or (read.stem == "סמס" and word[0] == "ו"):
        return True  # texting the outcome belongs to the act before it
    past = plain in SAME_AS_PAST and after not in OBJECTS - ME and before not in WE and not _is_object(words, place)
    if plain in POLITE or (past and not (plain == "נעשה" and after in ("כמיטב", "כל", "הכל", "הכול", "מאמץ"))):
        return True
    if read.stem == "ראה" and after in ("מה", "אם", "איך") and words.side != "caller_note":
        return words.side == "customer"
    stated = after == "כי" or (after.startswith("ש") and not negated)
    if (stated and read.stem in STATING) or read.stem in ("ראה", "בין", "שאל"):
        return True
    if read.stem == "קבל":
        return words.side != "caller_note" or negated
    return _is_only_being(words, place, read) or _is_what_others_said(words, place)


def _is_object(words: Words, place: int) -> bool:
    """Whether a thing before the verb is what it is done to: "את התיק נשלח ביום שני"."""
    if words.at(place)[0] == "ו":
        return False
    places = range(place - 2, max(place - 6, -1), -1)
    return any(words.at(n) in ("את", "ואת") and (n == 0 or words.is_after_pause(n)) for n in places)


def _is_against_us(read: Verb, *, negated: bool) -> bool:
    """Whether a customer will do what nobody asked for: refuse to pay or to sign, tell the world, sue."""
    if negated and read.stem in ("שלם", "חתום", "חתם"):
        return True
    return read.stem in ("ספר", "תבע", "פרסם", "תלונן")


def _is_call_to_all(words: Words, place: int) -> bool:
    """Whether "we will" is a call or a wish: "בואו נעביר", "שנזכה"."""
    wished = words.side != "caller_note" and place == 0 and words.at(place).startswith(("שנ", "שא"))
    return wished or words.at(place - 1) in CALLING_ALL


def _is_only_being(words: Words, place: int, read: Verb) -> bool:
    """Whether "I will be" names a state: "אהיה בטוח"; a customer undertakes to be at a place."""
    if read.stem != "היה":
        return False
    after = words.at(place + 1)
    if words.side == "customer" and not words.helps(place, THERE | {"בקשר", "במשרד"}, within=3):
        return not after.startswith(("אצל", "ב", "זמינ"))
    return after in ("בטוח", "מוכן", "שמח", "אסיר")


def _is_what_others_said(words: Words, place: int) -> bool:
    """Whether it is what others want of the writer: "ביקשה שאשלח", in a note "אמרה שאפנה בכתב"."""
    word, said = words.at(place), words.among(0, place)
    if word[0] == "ש" and words.at(place - 1) in ASKED:
        return True
    told = word.lstrip("ו").startswith("שא") and said & TOLD and not said & SELF_TOLD
    return words.side == "caller_note" and bool(told)


def _is_parting(words: Words, word: str) -> bool:
    """Whether a refusal is no service: "we will not tolerate", a customer's "never again"."""
    if word.endswith(("סבול", "הסס", "התיר", "השלים")):
        return True
    return words.side == "customer" and bool(words.among(0, len(words.tokens)) & {"לעולם", "שוב", "יותר"})


def _third_person(words: Words, place: int, read: Verb, *, negated: bool) -> Head | None:
    word, company = words.at(place), words.side == "company"
    if _is_no_service(words, place, read, negated=negated):
        return None
    if read.stem in ("קרה", "יקרה"):
        return words.head(clause_of(words, place), place, "refrain", 0.7, by="company")
    if company and word[0] == "ת" and words.is_after_pause(place) and place == len(words.tokens) - 1:
        return None  # "the host is in room 4, go in"
    active = is_active(read.stem)
    if company and active and word.startswith(("ת", "ות", "שת")) and not _is_hers(words, place):
        return None
    helpful = words.helps(place, OBJECTS, within=3)
    if not read.stem:
        return words.head(clause_of(words, place), place, "third_person", 0.6, by="company", needs_time=True)
    code = "refrain" if negated else "third_person" if company else "reported"
    strength = 0.8 if helpful or not active or not company else 0.65
    needs_time = company and active and not helpful and not negated
    hedged = read.stem in TRIES and words.at(place + 1) != "שוב"
    start = clause_of(words, place)
    return words.head(start, place, code, strength, by="company", needs_time=needs_time, hedged=hedged)


def _is_no_service(words: Words, place: int, read: Verb, *, negated: bool) -> bool:
    """Prices that change, adverse notices, closing doors, and what may happen: nothing done for the reader."""
    word, after = words.at(place), words.at(place + 1)
    if negated and words.among(place - 3, place + 4) & {"פיצוי", "החזר", "זיכוי", "הנחה", "פיצויים", "החזרים"}:
        return True
    if read.stem in ("קרה", "יקרה"):
        return not (negated and words.helps(place, {"שוב", "יותר"}, within=2))
    if read.stem in ("עלה", "על", "שנה", "שתנה", "תייקר", "ירד") and after in ("ב", "החל", "מ", "מחיר", "תעריף"):
        return True
    uploaded = after.startswith(("לאזור", "לאתר", "לפורטל", "למערכת", "באתר", "לאוויר", "לחשבון", "לתיק"))
    if word in ADVERSE and not negated and not uploaded and not (word == "ירד" and after in OBJECTS):
        return True
    subject = words.among(place - 5, place)
    if ENDING.fullmatch(word) and any(OFFERS.match(each) for each in subject):
        return True
    if read.stem == "פעל" and subject & PREMISES | {each for each in subject if each.startswith(("מוקד", "המוקד"))}:
        return True
    return read.stem in ("יסגר", "סגר", "יפתח") and bool(words.among(place - 5, place) & PREMISES)


def _is_hers(words: Words, place: int) -> bool:
    """Whether a verb with ת is "she will", not "you will": it acts for the reader, or a feminine subject precedes."""
    if words.at(place).lstrip("ו") not in ("תביא", "תבוא", "תנסה") and words.helps(place, YOU, within=2):
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
    asked = words.at(place).lstrip("ו").startswith("ת") and words.helps(place, THERE, within=1)
    if asked and (place == 0 or words.side == "company"):
        return None
    if ahead & {"אפשר", "ניתן", "צורך", "סגור", "סגורה", "סגורים", "סגורות", "עמוס", "עליך", "עלייך", "עליכם"}:
        return None
    if words.among(place - 4, place) & PREMISES and ahead & {
        "פתוח",
        "פתוחה",
        "פתוחים",
        "זמין",
        "זמינה",
        "פעיל",
        "פעילה",
    }:
        return None
    known = bool(ahead & READY) or any(word.startswith(("בחשבונ", "על")) for word in ahead)
    strength = 0.75 if known else 0.6
    start = clause_of(words, place)
    return words.head(start, place, "third_person", strength, by="company", needs_time=not known)


HEBREW = Grammar(
    heads=heads,
    times=TIMES.parts,
    condition=sought(
        r"\b(?:(?:ו|ש|וש)?(?<!גם )(?<!אף )אם(?!\s+כי)|במידה\s+[וש]\w+|במידת\s+הצורך|ו?ברגע\s+ש|בתנאי\s+ש|בכפוף\s+ל|ככל\s+ש|כפוף\s+ל|(?:לאחר|אחרי)\s+ש(?!עו?ת|בוע)(?:\S{2,}\s+){0,2}?(?:[ית]\w{3,}|[אנ]קבל)|כאשר\s+ת|כש[נא](?:דע|קבל)|כש[תי](?!י)[א-ת]{3,}|במקרה\s+ש)"
    ),
    hedge=sought(
        r"\b(?:[אנ]נסה|[ו]?[אנ]נסה|נשתדל|אשתדל|משתדל\w*|מנס(?:ה|ים)(?!\s+שוב)|מקוו?(?:ה|ים)|[אנ]קווה|צפוי\w*|אמור\w*|כנראה|נראה\s+מה|אראה\s+מה|[ו]?(?:א|נ)?בדוק\s+(?:אם|האם|מה\s+ניתן)|אבדוק\s+אם|נבדוק\s+אם|נדאג\s+לזה|[נא]טפל\s+ב(?:זה|נושא|עניין)(?!\s+(?:עד|תוך|היום|מחר|ביום|השבוע|הערב|עכשיו|בתוך))|בשאיפה|מאמינ?(?:ה|ים)?\s+ש|מאמין|מעריכ\w*|להערכת\w+|נראה\s+לי|סביר\s+להניח|יש\s+מצב|בעיקרון|כנראה|(?:זה|הכל|הכול|הנושא|העניין|הנ\"ל)\s+יטופל(?=\s*(?:$|[,.!)]|בהקדם|אל\s))|(?:נבדוק|נבחן|אבדוק|אבחן|נטפל|אטפל|ניגע|נסתכל)\s+(?:את|ב|על)\s*(?:זה|הנושא|העניין|הדברים)(?=\s*(?:$|[.!]))|לא\s+מבטיח\w*|נשקול|אשקול|[אנ]עשה\s+(?:כל\s+)?(?:מאמץ|מה\s+ש|כמיטב))"
    ),
    never=sought(
        r"\b(?:לפני\s+(?:שעה|שעתיים|יומיים|שבוע(?:יים)?|חודש(?:יים)?)\b(?!\s+ה)|יכול\s+להיות\s+ש|(?:אני\s+)?מאשר(?:ת|ים)?\s+(?:את\s+ה(?!תור|פגיש|מועד|ביקור)|קבלה|הגעה)|"
        r"(?:אני\s+|אנו\s+|אנחנו\s+|כבר\s+)?מעביר(?:ה|ים)?\s+אות(?:ך|כם)\s+(?:עכשיו\s+|כעת\s+|כבר\s+|מיד\s+)?ל(?:נציג|מחלק|שלוח|מוקד|שירות|גורם|טכנאי|מומח|תמיכ|צוות|מנהל)|בדרך\s+כלל|רוב\s+ה\w+|מרבית\s+ה\w+|לרוב|בד\"כ|לפעמים|(?:חובה|צריך|נדרש|חייב\w*|רצוי|כדאי|מומלץ)\s+ש|ייתכן|יתכן|ו?אולי|עשוי\w*|עלול\w*|באופן\s+רגיל|בממוצע|מעת\s+לעת|לקוחות\s+ש|אוטומטית|[לבמ]?כל\s+ה?(?:פני|הודע|מייל|תלונ|בקש|הזמנ)\w*|(?:על\s+פי|לפי|בהתאם\s+ל)\s*ה?(?:אמנ|מדיניו|תקנו|נוהל|נהלי|סעיף|חוק|פוליס|הסכם)|לא\s+(?:ידע\w?|יודע\w*)\s)"
        + HEBREW_CLAUSE
    ),
    usual=sought(
        r"\b(?:מדי|[במל]?כל)\s+(?:יום|שבוע|חודש|בוקר|ערב|שנה|שעה)(?!\s+ה)|"
        # what one is or lives by, and no act
        r"(?:אני|אנחנו|אנו)\s+(?:מפעיל|מנהל|עובד|גר|מתגורר|לומד|מחזיק|מגדל|מתפרנס|סובל|מכיר|יודע|חושב|רוצה|צריך|משתמש)(?:ה|ת|ים|ות)?\b(?!\s+(?:את\s+)?(?:הבוקר|היום|מחר))"
    ),
    never_sentence=sought(
        r"^(?:הצטרפו|הצטרפי|הירשמו|קנו|הזמינו|רכשו|הורידו|שדרגו)\s.*\sו|"
        r"\b(?:אי[\s-](?:תשלום|הסדרת|עמידה|מסירת|הגעה|מתן|קבלת|הגשת|פינוי|ציות)|אם\s+(?:לא\s+)?[^,]{0,40}(?:תשלום|חוב|ישולם|תשלמ\w|יוסדר)[^,]*(?:לא|,)|אם\s+לא\s+תשל|לו\s+(?:הי|פנ)|אם\s.*?\bהיי?(?:תי|נו|ת|תם)\s|היי?(?:תי|נו)\s+[א-ת]+\s+אם\b|אילו|אילולא|תרצ[הוי]|האם|מעוניינ\w*\s+ש|אפשר\s+להציע|הייתם\s+רוצים|אי\s+אפשר\s+לדעת|דמי\s+איחור|ה?(?:שינוי|תעריפ|תנא[יי]|מחיר|תקנו|נהלי)\S*\s.{0,40}לתוקף|שלא\s+[ית]\w+\b.*\b[ית]ו?(?:חזר|שמד|מכר|בוטל|חויב|ימכר)\w*|שעות\s+ה?(?:פעילות|פתיחה|קבלה|מענה)\s+(?:\S+\s+){0,3}(?:יהיו|ישתנו)|[אנ]שקר\s+אם|^(?:אז\s+|ו)?(?:מתי|איך|למה|איפה|כמה\s+זמן|באיזה|מי)\s|הבטיח\s+לך|(?:^|[,;]\s*)ו?אחרת\s|(?:בהיעדר|בהעדר)\s+(?:תשלום|הסדר|מענה|תגוב|אישור)\w*\s.*\b[ית]|אם\s.*(?:עור(?:ך|כי)\s+ה?דין|עו\"ד|הוצאה\s+לפועל|בית\s+ה?משפט)|"
        r"(?:אם|במידה\s+ו|ככל\s+ש|כל\s+עוד|אלא\s+אם|ללא|בהיעדר|בהעדר)\b.*(?:לא|אין|היעדר|העדר|ללא|אלא)\b.*\b[ו]?(?:י|ת)(?:יסגר|סגר|בוטל|פקע|נותק|יחסם|חסם|חויב|יגבה|גבה|ושעה|חולט|ימחק|מחק|ופסק|פוג|ועבר\s+(?:ל?גבי|לטיפול|להליכ|לעורך)|וחזר\s+לשולח|ימסר\s+לאחר)\w*)"
        + HEBREW_SENTENCE
    ),
    never_customer=sought(
        r"\b(?:הבטחת\w*|אמרת[םן]|אמרו|הבטיחו|נאמר\s+לי|אמר\s+לי|אמרה|או\s+ש|אם\s+(?:\S+\s+){0,2}לא|תביעה|עורכת?\s+ה?דין|ה?עו\"ד\s+שלי|אני\s+עובר\w*|סיכמתם|כבר\s+שבוע\w*|זה\s+כבר|(?:ממקום|במקום|לחברה|בחברה|לספק|אצל\s+ספק|לבנק)\s+אחר\w*|מתחרים|למתחרה)"
        + HEBREW_CUSTOMER
    ),
    never_note=sought(
        r"(?:סירב\w*|סרב\w*|(?:לא|בלי|אינ\w+)\s+(?:רצ\w+\s+|הסכימ?\w*\s+|יכול\w*\s+|מוכנ?\w*\s+)?(?:ל?הבטיח\w*|ל?התחייב\w*|מבטיח\w*|מתחייב\w*))|"
        r"(?:הבטיח\w*|אמר\w*|נאמר|התחייב\w*|סוכם|סיכמ\w+)\b.*\b(?:ב?שבוע\s+שעבר|בחודש\s+שעבר|אתמול\s+ו|שלשום|בפעם\s+(?:הקודמת|שעברה)|לפני\s+(?:שבוע|חודש|יומיים)|ו?אף\s+אחד\s+לא|ובסוף|ולא\s+(?:הגיע|חזר|קיבל|התקשר|קרה))|"
        r"\bו\w+\s+לא\s+(?:הגיע|הגיעה|הגיעו|חזר|חזרו|בא|באו|התקשר|התקשרו)\b" + HEBREW_NOTE
    ),
    joins=re.compile(
        r"(?:^|\s)(?:אמר[הו]?|כי|אז|אבל|וגם|לדבריו|לדבריה|מסר[ה]?|עדכנ[הו]?|טוענ?ת?|אמרתי(?:\s+(?:ל[וה]|להם))?|סיכמנו\s+-)\s+"
    ),
    weigh=weigh,
    weigh_words=weigh_words,
    guess=guess,
    # Odds of sentences the weights were not learned from: below these more than half of what the rules found was wrong.
    least={
        "third_person": -0.1,
        "present": -0.2,
        "reported": -1.0,
        "named_time": -1.0,
        "fixed": -1.5,
        "first_person": -1.2,
        "refrain": -2.0,
    },
    likely=0.8,
)
