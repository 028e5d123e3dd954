"""Hebrew words that carry a promise: verbs by their stems, in the future and in the present."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from amana.language.due.he import HEBREW as TIMES
from amana.language.findings import Party, Side
from amana.language.promises.heads import Grammar, Head, Token

# Stems after the letter of the future (א נ י ת), as heard from people who serve and people who are served.
_FUTURE = set(
    """חזור חזר שלח עדכן עביר תקשר צלצל טפל בדוק בדק ברר דאג ודא בצע זכה חזיר גיע ענה שיב מסור מסר תאם פתח סגור סגר בטל שחרר
    חסום חסם פעיל תקן חליף ספק שלם פקיד צרף כתוב כתב סדר עשה צור ספוג ספג משיך עלה קים וציא מצא שמור שמר בוא פצה תגמל חתום חתם
    מלא דפיס סרוק סרק שים אסוף אסף ביא קנה עצור עצר קפיא שדרג תקין חבר נתק פנה פגוש פגש קבע שבץ תחייב נפיק שחזר גדיל וריד מחק סיר
    רענן עקוב עקב זמן זמין אשר שלים סיים סכם גיש מציא סדיר פסיק קצה שאיר סביר פרט ראה ארגן כין תייעץ תייצב קדם איץ יזום עזור סייע
    נסה תבע ריץ רים תן יתן גיד ספר שאל ברור כניס נקה פעל פעול אפס חדש חשוב ישם ייצר עמוד שב הפוך הפך רשום רשם פרסם שתף וותר ותר
    ציג צלם נפק קצר זרז שתדל נסע צא יצא מתין שוחח דבר קליט תעד פיק לווה קבל חתים פרוס פרע סלק נכה קזז הקפיא בדקו חזרו דחוף שתלט
    עמיד חלץ נתב אתר טען יצור חייב שווק רחיב עניק סנכרן תגבר הקל קל טיס סיע סביר נחה נחיל בקש פצל אבחן צמצם מדוד
    תנצל חכה תמוך תמך דווח זהה תרגם עתיק חליק סכים יזם חלק הזין זין קפיץ עגן ערוך ערך חקור חקר טפס פשר רד מוד בין""".split()
)
# Passives and states, said of things: "יישלח", "תועבר", "יהיה מוכן".
_PASSIVE = set(
    """ישלח ימסר ועבר וחזר ופעל ותקן תוקן וחלף בוטל זוכה עודכן טופל סופק בוצע שודרג תואם שובץ שולם ושלם ינתן יבדק יפתח יסגר ימצא יכנס
    כנס יגבה חויב וקפא וסר ופסק ונפק וצא יחתם ישמר ורד ועלה יארז ארז צא רד חכה מתין סתיים תקבל תבצע ופיע בוהר ובהר וגש שוחרר ישלם יענה
    יקבע קבע תוזמן וזמן ושב ותקן נופק ימחק ירשם ותאם וצמד יערך יבחן גובש אושר ושלם ושלמו ושאר חודש ופקד ופקדו הזוכה ופץ פוצה חולק
    תעדכן תחדש תאפשר סודר חובר נותק ותר ופנה יאסף יתווסף תווסף גולגל יופעל וכן וזן ועמד ותקנה צורף היה הנה ונגש רוכז ושכר""".split()
)
_PRESENT = set(
    """חוזר שולח מעדכן מעביר מתקשר מצלצל מטפל בודק מברר דואג מוודא מבצע מזכה מחזיר מגיע עונה משיב מוסר מתאם פותח סוגר מבטל משחרר חוסם
    מפעיל מתקן מחליף מספק משלם מפקיד מצרף כותב מסדר עושה ספג סופג ממשיך מעלה מקים מוציא בא מפצה חותם ממלא מדפיס סורק שם אוסף מביא קונה
    עוצר מקפיא משדרג מתקין מחבר מנתק פונה פוגש קובע משבץ מנפיק משחזר מגדיל מוריד מוחק מסיר מרענן עוקב מזמין מאשר משלים מסיים מגיש
    ממציא מסדיר מפסיק מקצה משאיר מסביר מארגן מכין מקדם מאיץ עוזר נותן מכניס רושם מצלם קופץ יוצא יורד נכנס יושב לוקח עולה פורס סולק
    מסלק מנכה מקזז מזין מסמס מקליט עובר תופס מרים דוחף""".split()
)
_ARRIVING = {"יוצא", "מגיע", "יורד", "נכנס", "חוזר", "עולה", "בא", "נשלח", "מסתיים", "מתחיל", "עובר"}
_HEDGED = {"נסה", "שתדל", "קווה", "השתדל"}
_SAME_AS_PAST = {
    "נשלח",
    "נסגר",
    "נפתח",
    "נמצא",
    "נמסר",
    "נבדק",
    "נכתב",
    "נחתם",
    "נעצר",
    "נשמר",
    "נכנס",
    "נאסף",
    "נרשם",
    "נערך",
    "נתן",
    "נקבע",
    "נסרק",
    "נחסם",
    "נחקר",
    "נתבע",
    "נפגש",
    "נקנה",
    "נראה",
    "נעשה",
    "נאמר",
    "נמחק",
    "ניתן",
    "נצא",
    "נענה",
    "נשאר",
    "נספר",
    "נבין",
    "נשב",
}
_ADVERSE = {
    "יחסם",
    "ייחסם",
    "תתייקר",
    "ינותק",
    "ייגבה",
    "תיגבה",
    "ייגבו",
    "תחויב",
    "תחויבו",
    "תחויבי",
    "יחויב",
    "תחוייב",
    "יפקע",
    "יחולו",
    "יחול",
    "תעלה",
    "יעלה",
    "יופסק",
    "תופסק",
    "ירד",
}
_OBJECTS = {
    "לך",
    "לכם",
    "לכן",
    "אליך",
    "אלייך",
    "אליכם",
    "אותך",
    "אתכם",
    "אתכן",
    "איתך",
    "איתכם",
    "אצלך",
    "לו",
    "לה",
    "להם",
    "אליו",
    "אליה",
    "אליהם",
    "לי",
    "אליי",
    "אלי",
    "אותי",
    "איתי",
    "אצלי",
    "לנו",
    "את",
    "עליך",
    "עלייך",
    "מולך",
    "בשבילך",
    "עבורך",
    "עבורכם",
    "אחריך",
}
_YOU = {word for word in _OBJECTS if word.endswith(("ך", "כם", "כן"))}
_ME = {"לי", "אליי", "אלי", "אותי", "איתי", "לנו", "אלינו", "אותנו"}
_WE = {"אני", "אנחנו", "אנו"}
_READY = {
    "מוכן",
    "מוכנה",
    "מוכנים",
    "מוכנות",
    "בחשבון",
    "בחשבונך",
    "זמין",
    "זמינה",
    "זמינים",
    "פעיל",
    "פעילה",
    "אצלך",
    "אצלכם",
    "בבית",
    "תשובה",
    "בסניף",
    "פנוי",
    "פתוח",
    "תקין",
    "חינם",
    "עדכון",
}
_PROMISED = {"מבטיח", "מבטיחה", "מבטיחים", "מתחייב", "מתחייבת", "מתחייבים", "מתחייבות"}
_HAS_PROMISED = {"הבטיח", "הבטיחה", "הבטיחו", "התחייב", "התחייבה", "התחייבו"}
_NO_MORE = {"בצע", "נסה"}
_NOT_BEFORE = {"ש", "כי"}
_THINGS = set(
    "החזר זיכוי עדכון תשובה מענה טכנאי משלוח הפעלה תיקון החלפה ביקור פגישה התקנה העברה אישור החלטה איסוף פיצוי שליח נציג חבילה כרטיס מועד".split()
)
_FINITE_PAST = re.compile(r"(?:ת[יםן]?|נו)$")


# Words that look like a future and are none.
_NO_VERBS = set(
    """אתמול אתם נציג נציגי תודה יום תקין אישור תיקון ניתן תשלום יעקב אתר תמיד אפשר אפשרי אישים יותר ותיקים תיקים תקווה תפקיד תושב תושבי
    נשים אצלם איתן אסיר נגיד תוכן איחוד תאריך תנאי תנאים יוסף יפתח אסף אריאל נקי נושא תקנה תקנון אחר אחרי אני אנשים אזור ארון ארנק תעודה
    תעודת תעריף תעריפי אחריות ארוך אחד אחת אבל אולי אותו אותה נתון נתוני ימים ימי יחד ישיר תור תיבה תואם אתן""".split()
)


class Verb(NamedTuple):
    """What a word is as a verb: its tense, its person (1, 2, 3; 0 for the present), and its stem."""

    tense: str
    person: int
    stem: str


@lru_cache(maxsize=20_000)
def verb(word: str) -> Verb | None:
    """Read a Hebrew word as a verb of the lexicon, in the future or the present; None when it is none."""
    for prefix in ("", "ו", "ש", "וש", "כש"):
        if prefix and not word.startswith(prefix):
            continue
        found = _plain(word[len(prefix) :])
        if found is not None:
            return found
    return None


def _plain(word: str) -> Verb | None:
    if len(word) < 3:
        return None
    if word in _PRESENT:
        return Verb("present", 0, word)
    letter, rest = word[0], word[1:]
    if letter in "אניתי" and word not in _NO_VERBS:
        # The first person has no ending in the future; "נשלחו", "נבדקו" are the past.
        for ending in ("",) if letter in "אנ" else ("", "ו", "י", "נה"):
            stem = rest.removesuffix(ending) if ending else rest
            if ending and stem == rest:
                continue
            if stem in _FUTURE or stem.removeprefix("י") in _FUTURE or (letter in "ית" and stem in _PASSIVE) or (letter in "אני" and stem == "היה"):
                return Verb("future", _person(letter, ending), stem)
        if letter in "ית" and rest in ("היה", "היו", "הייה", "היינה"):
            return Verb("be", 3, "היה")
    return _present(word)


def _person(letter: str, ending: str) -> int:
    if letter in "אנ":
        return 1
    return 2 if letter == "ת" and ending else 3


def _present(word: str) -> Verb | None:
    for ending in ("", "ת", "ה", "ים", "ות"):
        base = word.removesuffix(ending) if ending else word
        if ending and base == word:
            continue
        for candidate in (base, base + "ה") if ending in ("ים", "ות", "ת") else (base,):
            if candidate in _PRESENT:
                return Verb("present", 0, candidate)
    return None


def heads(sentence: str, words: list[Token], side: Side) -> list[Head]:
    """The places of a Hebrew sentence that may carry a promise, in order."""
    found: list[Head] = []
    for place, token in enumerate(words):
        word = token.word
        if _HOPING.fullmatch(word) and (head := _hopes(words, place, side)):
            found.append(head)
            continue
        if word in _PROMISED or (side == "caller_note" and word in _HAS_PROMISED):
            found += _word_given(words, place, side)
            continue
        if (
            word.removeprefix("ו").rstrip("הםיות") in ("צפו", "אמור", "עתיד", "צפ")
            and side != "customer"
            and (head := _expected(words, place))
        ):
            found.append(head)
            continue
        read = verb(word)
        if read is None:
            continue
        head = _head_at(words, place, read, side, found)
        if head is not None:
            found.append(head)
    if not found and side != "customer":
        found = _other(sentence, words, side)
    return found


def _expected(words: list[Token], place: int) -> Head | None:
    """ "The team is expected to finish tonight": said of others, and not for certain."""
    if not _word(words, place + 1).startswith("ל"):
        return None
    return Head(
        words[_subject(words, place)].start,
        words[place].start,
        "company",
        "third_person",
        0.6,
        needs_time=True,
        hedged=True,
    )


_HOPING = re.compile(r"ו?(?:[אנ]קווה|מקוו?(?:ה|ים|ות)|מנס(?:ה|ים|ות)|משתדל(?:ת|ים|ות)?|מתכנ(?:ן|נת|נים|נות)|שוא(?:ף|פת|פים|פות)|מתכוו(?:ן|נת|נים|נות))")


def _hopes(words: list[Token], place: int, side: Side) -> Head | None:
    """"We hope to reopen on Sunday": the writer's own, and not for certain."""
    if side == "caller_note" or not _word(words, place + 1).startswith("ל"):
        return None
    start = place - 1 if _word(words, place - 1) in _WE else place
    if start == place and place and words[place].start - words[place - 1].end <= 1:
        return None
    by: Party = "company" if side == "company" else "customer"
    return Head(words[start].start, words[place].start, by, "first_person", 0.6, needs_time=True, hedged=True)


def _head_at(words: list[Token], place: int, read: Verb, side: Side, found: list[Head]) -> Head | None:
    word, before = words[place].word, _word(words, place - 1)
    negated = before == "לא"
    if before in ("כדי", "נא", "אל") or word in ("נראה", "נגיד", "נאמר"):
        return None
    if read.tense == "be":
        return _will_be(words, place, side)
    if read.tense == "present":
        return _present_head(words, place, read, side, found)
    if read.person == 1:
        return _first_person(words, place, read, side, negated=negated)
    if side == "customer":
        return None
    if read.person == 2 or (word.startswith("ת") and read.stem == "קבל"):
        return _to_you(words, place, read, negated=negated)
    return _third_person(words, place, read, side, negated=negated)


def _first_person(words: list[Token], place: int, read: Verb, side: Side, *, negated: bool) -> Head | None:
    word = words[place].word
    plain = word.lstrip("וש") if word not in _SAME_AS_PAST else word
    if plain in _SAME_AS_PAST and _word(words, place + 1) not in _OBJECTS and _word(words, place - 1) not in _WE:
        return None
    if read.stem in ("קבל", "ראה", "בין", "שאל") or (
        plain in ("אשמח", "נשמח", "אודה", "נודה", "אבקש", "נבקש", "נבקשך")
    ):
        return None
    if read.stem == "היה" and _word(words, place + 1) in ("בטוח", "מוכן", "שמח", "אסיר"):
        return None
    if (
        side == "caller_note"
        and word[0] == "ש"
        and _word(words, place - 1) in ("ביקש", "ביקשה", "ביקשו", "רצה", "רצתה", "דרש", "דרשה")
    ):
        return None
    by: Party = "company" if side == "company" else "customer"
    start = _subject(words, place)
    hedged = read.stem in _HEDGED
    code = "refrain" if negated else "first_person"
    return Head(words[start].start, words[place].start, by, code, 0.9 if not negated else 0.8, hedged=hedged)


def _third_person(words: list[Token], place: int, read: Verb, side: Side, *, negated: bool) -> Head | None:
    word, after = words[place].word, _word(words, place + 1)
    if word in _ADVERSE and not negated:
        if not (word == "ירד" and after in _OBJECTS):
            return None
    if word.lstrip("ו") in ("תביא", "תבוא", "תנסה") and side == "company" and not _has_subject(words, place):
        return None
    active = read.stem in _FUTURE and read.stem not in _PASSIVE
    to_you = any(_word(words, place + n) in _YOU for n in (1, 2))
    if not to_you and word.startswith(("ת", "ות", "שת")) and active and side == "company" and not _has_subject(words, place):
        return None
    start = _subject(words, place)
    if words[start].word.startswith("ש") and start == place:
        pass
    helpful = any(_word(words, place + n) in _OBJECTS for n in (1, 2, 3))
    code = "refrain" if negated else "third_person" if side == "company" else "reported"
    strength = 0.8 if helpful or not active or side == "caller_note" else 0.65
    needs = not helpful and not negated and active and side == "company"
    return Head(
        words[start].start,
        words[place].start,
        "company",
        code,
        strength,
        needs_time=needs,
        hedged=read.stem in _HEDGED and after != "שוב",
    )


def _to_you(words: list[Token], place: int, read: Verb, *, negated: bool) -> Head | None:
    word = words[place].word
    if read.stem in ("קבל", "ראה") and word.lstrip("ו").startswith("ת"):
        return Head(words[place].start, words[place].start, "company", "to_you", 0.75)
    if negated and read.stem in ("חויב", "שלם"):
        return Head(words[place - 1].start, words[place].start, "company", "refrain", 0.8)
    return None


def _will_be(words: list[Token], place: int, side: Side) -> Head | None:
    if side == "customer":
        return None
    ahead = {_word(words, place + n) for n in (1, 2, 3, 4)}
    known = bool(ahead & _READY) or any(word.startswith(("בחשבונ", "על")) for word in ahead if word)
    start = _subject(words, place)
    if "אפשר" in ahead or "ניתן" in ahead or "צורך" in ahead:
        return None
    return Head(
        words[start].start, words[place].start, "company", "third_person", 0.75 if known else 0.6, needs_time=not known
    )


def _present_head(words: list[Token], place: int, read: Verb, side: Side, found: list[Head]) -> Head | None:
    subject = next(
        (n for n in (place - 1, place - 2) if _word(words, n) in _WE or _word(words, n).lstrip("שו") in _WE), None
    )
    by: Party = "company" if side == "company" else "customer"
    if subject is not None:
        given = side == "company" and _word(words, place + 1) in _OBJECTS - _ME - {"את"} and read.stem != "מצרף"
        return Head(
            words[subject].start, words[place].start, by, "present", 0.8 if not given else 0.7, needs_time=not given
        )
    helped = _word(words, place + 1) in _OBJECTS - _ME - {"את"}
    first = place == 0 or words[place].start - words[place - 1].end > 1 or words[place].word.startswith("ו")
    if (
        side != "caller_note"
        and first
        and (helped or read.stem in ("מטפל", "בודק", "מעדכן") or (place == 0 and _word(words, 1) == "את"))
        and read.stem not in _ARRIVING - {"חוזר"}
    ):
        return Head(
            words[place].start,
            words[place].start,
            by,
            "present",
            0.7,
            needs_time=not (helped and side == "company" and (place == 0 or found)),
        )
    if side != "customer" and read.stem in _ARRIVING:
        return Head(
            words[_subject(words, place)].start, words[place].start, "company", "present", 0.65, needs_time=True
        )
    return None


def _word_given(words: list[Token], place: int, side: Side) -> list[Head]:
    if (
        _word(words, place - 1) in ("לא", "אינו", "אינה", "איני", "אינני")
        or (side == "customer"
        and words[place].word in _HAS_PROMISED)
    ):
        return []
    by: Party = (
        "customer" if side == "customer" or (_word(words, place - 1) == "אני" and side == "caller_note") else "company"
    )
    found = [Head(words[place].start, words[place].start, by, "word_given", 0.8)]
    infinitives = [token for token in words[place + 1 :] if token.word.startswith("ול") and len(token.word) > 4]
    return found + [Head(token.start, token.start, by, "word_given", 0.7) for token in infinitives]


def _other(sentence: str, words: list[Token], side: Side) -> list[Head]:
    """A thing the company gives, with a time and no verb: "החזר תוך 5 ימי עסקים"."""
    if re.search(r"\bעל חשבונ(?:נו|י)\b", sentence):
        return [Head(words[0].start, words[0].start, "company", "named_time", 0.6)]
    things = [token for token in words if token.word in _THINGS or token.word.removeprefix("ה") in _THINGS]
    if side != "caller_note" or not things:
        return []
    if any(_FINITE_PAST.search(token.word) and len(token.word) > 4 for token in words):
        return []
    return [Head(things[0].start, things[0].start, "company", "named_time", 0.55, needs_time=True)]


_CUTS = {
    "אמר",
    "אמרה",
    "אמרו",
    "כי",
    "אז",
    "אבל",
    "וגם",
    "טוען",
    "טוענת",
    "לדבריו",
    "לדבריה",
    "הבטיח",
    "הבטיחה",
    "מסר",
    "מסרה",
}


def _subject(words: list[Token], place: int) -> int:
    """Where the clause of the verb begins: back over its subject, not over a pause or a word of saying."""
    start = place
    while start and place - start < 9:
        before = words[start - 1]
        if before.word in _CUTS or words[start].start - before.end > 1:
            break
        if (
            words[start].word.startswith("ש")
            and start == place
            and len(words[start].word) > 3
            and words[start].word[1] in "אניתל"
        ):
            break
        start -= 1
    return start


def _has_subject(words: list[Token], place: int) -> bool:
    before = _word(words, place - 1)
    return (
        before in ("היא", "נציגה", "נציגת")
        or (before.startswith("ה")
        and len(before) > 3)
        or (before.endswith(("ת", "ה"))
        and len(before) > 3)
    )


def _word(words: list[Token], place: int) -> str:
    return words[place].word if 0 <= place < len(words) else ""


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
