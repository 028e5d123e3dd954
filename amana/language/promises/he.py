"""Hebrew words that carry a promise: verbs in the future and in the present."""

from __future__ import annotations

import re
from functools import lru_cache

from amana.language.due.he import HEBREW as TIMES
from amana.language.findings import Party, Side
from amana.language.promises.he_given import noted_beside, things_with_a_time
from amana.language.promises.he_given_word import clause_of, expected, fixed_for_you, hoped, there_for_you, word_given
from amana.language.promises.he_verbs import Verb, is_active, verb
from amana.language.promises.he_words import (
    ADVERSE,
    ARRIVING,
    ASKED,
    AT_YOURS,
    CARRYING,
    EXPECTED,
    FIXED,
    HAS_PROMISED,
    HOPING,
    MANY,
    ME,
    MY_PEOPLE,
    MY_THINGS,
    NOT_BEFORE,
    NOT_SHAPED,
    OBJECTS,
    OTHERS,
    PASSIVE_SHAPE,
    POLITE,
    PREMISES,
    PRICES,
    PROMISED,
    READY,
    SAID_OF_TIME,
    SAME_AS_PAST,
    SET,
    SHORTLY,
    SOON_DAYS,
    STAFF,
    STATING,
    TO_NAME,
    TRIES,
    WE,
    WHEN,
    YOU,
)
from amana.language.promises.heads import Grammar, Head, Token, Words


def heads(sentence: str, tokens: list[Token], side: Side) -> list[Head]:
    """The places of a Hebrew sentence that may carry a promise, in order."""
    words = Words(tokens, side)
    if side == "company" and (named := TO_NAME.match(sentence)):
        return [Head(named.end(), named.end(), "company", "named_time", 0.6, needs_time=True)]
    found: list[Head] = []
    for place, token in enumerate(tokens):
        if _may_carry(token.word):
            found += _heads_at(words, place, token.word, found)
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
    shaped = len(plain) >= 4 and plain[0] in "אני" and plain not in NOT_SHAPED
    shaped = shaped and not plain.endswith(("ים", "ות", "ית", "תי", "נו"))
    return shaped or word == "וניתן" or verb(word) is not None


_PLACES = WE | AT_YOURS | {"אצלי", "אצלנו"}


def _heads_at(words: Words, place: int, word: str, found: list[Head]) -> list[Head]:
    if word in _PLACES and (there := there_for_you(words, place, first=not found)):
        return [there]
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
    read = verb(word) or _by_its_shape(words, place, word, found)
    coming = word in ("בא", "באה") and words.side != "customer"
    if read is None and (coming or (word in ("שם", "שמה", "בא", "באה") and words.at(place - 1) in WE)):
        read = Verb("present", 0, word[:2])
    head = _verb_at(words, place, read, first=not found) if read is not None else None
    return [head] if head is not None else []


def _by_its_shape(words: Words, place: int, word: str, found: list[Head]) -> Verb | None:
    """A verb we do not know: "I" or "we" stands before it, or the one it is done for comes right after it."""
    plain, before = word.removeprefix("ו"), words.at(place - 1).lstrip("וש")
    if word == "וניתן" and found and words.at(place + 1) in YOU:
        return Verb("future", 1, "תן")
    mine = (before == "אני" and plain[0] == "א" and plain[1:2] != "ו") or (
        before in WE and before != "אני" and plain[0] == "נ"
    )
    if (
        mine
        and len(plain) >= 4
        and plain not in NOT_SHAPED
        and not plain.endswith(("ים", "ות", "ית", "תי", "נו", "ת", "י"))
    ):
        return Verb("future", 1, plain[1:])
    passive = words.at(place - 1).startswith("ה") and len(words.at(place - 1)) > 2 and PASSIVE_SHAPE.fullmatch(plain)
    if words.side == "company" and passive and plain not in NOT_SHAPED:
        return Verb("future", 3, "")
    many = words.side != "customer" and MANY.fullmatch(plain) and plain not in NOT_SHAPED
    if many and (words.at(place + 1) in OBJECTS or (words.side == "caller_note" and words.at(place + 1) == "את")):
        return Verb("future", 3, plain[1:])
    if words.side != "company" or len(plain) < 4 or plain[0] not in "אני" or plain in NOT_SHAPED:
        return None
    if (
        words.at(place + 1) not in YOU
        or plain.endswith(("ים", "ות", "ית", "תי", "נו", "ה"))
        or words.at(place - 1) in WE
    ):
        return None
    return Verb("future", 1 if plain[0] in "אנ" else 3, plain[1:])


def _verb_at(words: Words, place: int, read: Verb, *, first: bool) -> Head | None:
    word, before = words.at(place), words.at(place - 1)
    if before in NOT_BEFORE or _is_of_time(word, before):
        return None
    if read.tense == "present":
        return _present(words, place, read, first=first)
    negated = before == "לא"
    if negated and read.stem == "היה":
        return _will_not_be(words, place)
    if read.person == 1 and read.tense == "future":
        return _first_person(words, place, read, negated=negated)
    if words.side == "customer":
        return _of_my_people(words, place, read, negated=negated)
    if read.tense == "be" or read.stem == "היה":
        return _will_be(words, place)
    if read.person == 2 or (word.removeprefix("ו").startswith("ת") and read.stem in ("קבל", "ראה")):
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
    if _is_no_undertaking(words, place, read, negated=negated):
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
    if words.side == "customer" and read.stem in ("ספר", "תבע", "פרסם", "תלונן"):
        return True
    if plain in POLITE or (plain in SAME_AS_PAST and after not in OBJECTS and before not in WE):
        return True
    if negated and _is_parting(words, word):
        return True
    if read.stem == "ראה" and after in ("מה", "אם", "איך") and words.side != "caller_note":
        return words.side == "customer"
    stated = after == "כי" or (after.startswith("ש") and not negated)
    if (stated and read.stem in STATING) or read.stem in ("ראה", "בין", "שאל"):
        return True
    if read.stem == "קבל":
        return words.side != "caller_note" or negated
    if read.stem == "היה" and after in ("בטוח", "מוכן", "שמח", "אסיר"):
        return True
    return words.side == "caller_note" and word[0] == "ש" and before in ASKED


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


def _present(words: Words, place: int, read: Verb, *, first: bool) -> Head | None:
    """The present for what is to come: "אני חוזר אליך היום", "שולחת לך", "מגיע מחר"."""
    company = words.side == "company"
    given = company and words.at(place + 1) in OTHERS
    subject = next((n for n in (place - 1, place - 2) if words.at(n).lstrip("שו") in WE), None)
    if subject is not None and words.at(place - 1) not in ("בלי", "לא", "כבר", "תמיד"):
        given = given and read.stem != "מצרף"
        return words.head(subject, place, "present", 0.7 if given else 0.8, needs_time=not given)
    if _begins_with_its_act(words, place, read):
        by: Party | None = "company" if words.side == "caller_note" else None
        given = given or (by == "company" and words.at(place + 1) in ME)
        return words.head(
            place,
            place,
            "present",
            0.7,
            by=by,
            needs_time=not words.among(place, place + 9) & SHORTLY
            and not (given and (place == 0 or not first or words.at(place)[0] == "ו")),
        )
    others = place and not words.is_after_pause(place) and words.at(place + 1) in (YOU if company else ME)
    staff = company and place and words.among(place - 4, place) & STAFF
    definite = (
        company
        and words.at(place - 1).startswith("ה")
        and len(words.at(place - 1)) > 3
        and words.at(place - 1) not in SAID_OF_TIME
    )
    others = others or (
        (staff or definite) and not words.is_after_pause(place) and words.at(place - 1) not in ("לא", "שלא", "אינו")
    )
    if words.among(place - 2, place) & PRICES:
        return None
    if words.side != "customer" and (read.stem in ARRIVING or (others and read.stem != "מצרף")):
        return words.head(clause_of(words, place), place, "present", 0.65, by="company", needs_time=True)
    return None


def _begins_with_its_act(words: Words, place: int, read: Verb) -> bool:
    """Whether the present opens a clause and its subject is the writer: "בודק ומעדכן", "שולחת לך"."""
    if words.side == "caller_note":
        return place == 0 or words.at(place)[0] == "ו" or words.is_after_pause(place)
    if read.stem in ARRIVING - {"חוזר"}:
        return False
    opens = place == 0 or words.at(place).startswith("ו") or words.is_after_pause(place)
    helped = words.at(place + 1) in OTHERS or words.at(place + 1) == "את"
    helped = helped or (place == 0 and bool(words.among(1, 4) & SOON_DAYS))
    return opens and (helped or read.stem in ("מטפל", "בודק", "מעדכן"))


HEBREW = Grammar(
    heads=heads,
    times=TIMES.parts,
    condition=re.compile(
        r"\b(?:ו?אם(?!\s+כי)|במידה\s+[וש]\w+|במידת\s+הצורך|ו?ברגע\s+ש|בתנאי\s+ש|בכפוף\s+ל|ככל\s+ש|כפוף\s+ל|(?:לאחר|אחרי)\s+ש(?!עו?ת|בוע)(?:\S{2,}\s+){0,2}?(?:[ית]\w{3,}|נקבל)|כאשר\s+ת|כש[נא](?:דע|קבל)|במקרה\s+ש)"
    ),
    hedge=re.compile(
        r"\b(?:[אנ]נסה|[ו]?[אנ]נסה|נשתדל|אשתדל|משתדל\w*|מנס(?:ה|ים)(?!\s+שוב)|מקוו?(?:ה|ים)|[אנ]קווה|צפוי\w*|אמור\w*|כנראה|נראה\s+מה|אראה\s+מה|[ו]?(?:א|נ)?בדוק\s+(?:אם|האם|מה\s+ניתן)|אבדוק\s+אם|נבדוק\s+אם|נדאג\s+לזה|נטפל\s+בזה\s*$|בשאיפה|לא\s+מבטיח\w*|נשקול|אשקול|[אנ]עשה\s+(?:כל\s+)?(?:מאמץ|מה\s+ש|כמיטב))"
    ),
    never=re.compile(
        r"\b(?:בדרך\s+כלל|רוב\s+ה\w+|מרבית\s+ה\w+|לרוב|בד\"כ|לפעמים|(?:חובה|צריך|נדרש|חייב\w*|רצוי|כדאי|מומלץ)\s+ש|ייתכן|יתכן|ו?אולי|עשוי\w*|עלול\w*|באופן\s+רגיל|בממוצע|מעת\s+לעת|לקוחות\s+ש|אוטומטית|[לבמ]?כל\s+ה?(?:פני|הודע|מייל|תלונ|בקש|הזמנ)\w*|(?:על\s+פי|לפי|בהתאם\s+ל)\s*ה?(?:אמנ|מדיניו|תקנו|נוהל|נהלי|סעיף|חוק|פוליס|הסכם)|לא\s+(?:ידע\w?|יודע\w*)\s)"
    ),
    usual=re.compile(
        r"\b(?:מדי|[במל]?כל)\s+(?:יום|שבוע|חודש|בוקר|ערב|שנה|שעה)(?!\s+ה)|"
        # what one is or lives by, and no act
        r"(?:אני|אנחנו|אנו)\s+(?:מפעיל|מנהל|עובד|גר|מתגורר|לומד|מחזיק|מגדל|מתפרנס|סובל|מכיר|יודע|חושב|רוצה|צריך|משתמש)(?:ה|ת|ים|ות)?\b(?!\s+(?:את\s+)?(?:הבוקר|היום|מחר))"
    ),
    never_sentence=re.compile(
        r"\b(?:אם\s+(?:לא\s+)?[^,]{0,40}(?:תשלום|חוב|ישולם|תשלמ\w|יוסדר)[^,]*(?:לא|,)|אם\s+לא\s+תשל|לו\s+(?:הי|פנ)|אילו|אילולא|תרצ[הוי]|האם|מעוניינ\w*\s+ש|אפשר\s+להציע|הייתם\s+רוצים|אי\s+אפשר\s+לדעת|דמי\s+איחור|ה?(?:שינוי|תעריפ|תנא[יי]|מחיר|תקנו|נהלי)\S*\s.{0,40}לתוקף|שלא\s+[ית]\w+\b.*\b[ית]ו?(?:חזר|שמד|מכר|בוטל|חויב|ימכר)\w*|שעות\s+ה?(?:פעילות|פתיחה|קבלה|מענה)\s+(?:\S+\s+){0,3}(?:יהיו|ישתנו)|[אנ]שקר\s+אם|^(?:אז\s+|ו)?(?:מתי|איך|למה|איפה|כמה\s+זמן|באיזה|מי)\s|הבטיח\s+לך|"
        r"(?:אם|במידה\s+ו|ככל\s+ש|כל\s+עוד|אלא\s+אם|ללא|בהיעדר|בהעדר)\b.*(?:לא|אין|היעדר|העדר|ללא|אלא)\b.*\b[ו]?(?:י|ת)(?:יסגר|סגר|בוטל|פקע|נותק|יחסם|חסם|חויב|יגבה|גבה|ושעה|חולט|ימחק|מחק|ופסק|פוג|ועבר\s+(?:ל?גבי|לטיפול|להליכ|לעורך)|וחזר\s+לשולח|ימסר\s+לאחר)\w*)"
    ),
    never_customer=re.compile(
        r"\b(?:הבטחת\w*|אמרת[םן]|אמרו|הבטיחו|נאמר\s+לי|אמר\s+לי|אמרה|או\s+ש|אם\s+לא|תביעה|עורך\s+דין|עו\"ד\s+שלי|אני\s+עובר\w*|סיכמתם|כבר\s+שבוע\w*|זה\s+כבר)"
    ),
    never_note=re.compile(
        r"(?:הבטיח\w*|אמר\w*|נאמר|התחייב\w*|סוכם|סיכמ\w+)\b.*\b(?:ב?שבוע\s+שעבר|בחודש\s+שעבר|אתמול\s+ו|שלשום|בפעם\s+(?:הקודמת|שעברה)|לפני\s+(?:שבוע|חודש|יומיים)|ו?אף\s+אחד\s+לא|ובסוף|ולא\s+(?:הגיע|חזר|קיבל|התקשר|קרה))|"
        r"\bו\w+\s+לא\s+(?:הגיע|הגיעה|הגיעו|חזר|חזרו|בא|באו|התקשר|התקשרו)\b"
    ),
    joins=re.compile(
        r"(?:^|\s)(?:אמר[הו]?|כי|אז|אבל|וגם|לדבריו|לדבריה|מסר[ה]?|עדכנ[הו]?|טוענ?ת?|אמרתי(?:\s+(?:ל[וה]|להם))?|סיכמנו\s+-)\s+"
    ),
)
