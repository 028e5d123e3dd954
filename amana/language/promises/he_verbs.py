"""Hebrew verbs in the future and the present, read from their stems."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

# Stems after the letter of the future (א נ י ת), as heard from people who serve and people who are served.
_FUTURE = set(
    """חזור חזר שלח עדכן עביר תקשר צלצל טפל בדוק בדק ברר דאג ודא בצע זכה חזיר גיע ענה שיב מסור מסר תאם פתח סגור סגר בטל שחרר
    חסום חסם פעיל תקן חליף ספק שלם פקיד צרף כתוב כתב סדר עשה צור ספוג ספג משיך עלה קים וציא מצא שמור שמר בוא פצה תגמל חתום חתם
    מלא דפיס סרוק סרק שים אסוף אסף ביא קנה עצור עצר קפיא שדרג תקין חבר נתק פנה פגוש פגש קבע שבץ תחייב נפיק שחזר גדיל וריד מחק סיר
    רענן עקוב עקב זמן זמין אשר שלים סיים סכם גיש מציא סדיר פסיק קצה שאיר סביר פרט ראה ארגן כין תייעץ תייצב קדם איץ יזום עזור סייע
    נסה תבע ריץ רים תן יתן גיד ספר שאל ברור כניס נקה פעל פעול אפס חדש חשוב ישם ייצר עמוד שב הפוך הפך רשום רשם פרסם שתף וותר ותר
    ציג צלם נפק קצר זרז שתדל נסע צא יצא מתין שוחח דבר קליט תעד פיק לווה קבל חתים פרוס פרע סלק נכה קזז הקפיא בדקו חזרו דחוף שתלט
    עמיד חלץ נתב אתר טען יצור חייב שווק רחיב עניק סנכרן תגבר הקל קל טיס סיע סביר נחה נחיל בקש פצל אבחן צמצם מדוד
    תנצל חכה תמוך תמך דווח זהה תרגם עתיק חליק סכים יזם חלק הזין זין קפיץ עגן ערוך ערך חקור חקר טפס פשר רד מוד בין
    בחן בהיר בהר דחה חזיק חייג ייעץ יעץ כפיל ממן מנע סבסד עבד עצב פזר פרק צבע צטרף צייד צמיד קטין קליט רכיב שגיח שדר שחזר שכור
    שנה שפץ תחזק תכנן תפעל תריע ארוז בוא גבה גלה חמם יבש כבה כבס נקז סחוב רסס שטוף שוב גזום גזם פצה פקח אבטח ידע יידע וודא
    סווג מקם בלום טוס מליץ נחה קפל רכוש רפד שבץ תמרץ תעדף תקשר ארח חזק עבור עבר לך קח שמע למד ודיע ודע וביל וסיף סתכל תקדם תחבר תייחס תפנה תארגן תכונן תבונן ציין בהיר זכיר דגיש סבול קרא קרה כסה כבד אכל פסק סדק שקם שבח תראה יפגש פגש תפוס תפס גמור גמר קפוץ צבור תלה נעול נעל משוך לקט דבק זוז שריין סנן פטור זדרז זרים קפיד עמיס חליט צרף""".split()
)
# Passives and states, said of things: "יישלח", "תועבר", "יהיה מוכן".
_PASSIVE = set(
    """ישלח ימסר ועבר וחזר ופעל ותקן תוקן וחלף בוטל זוכה עודכן טופל סופק בוצע שודרג תואם שובץ שולם ושלם ינתן יבדק יפתח יסגר ימצא יכנס
    כנס יגבה חויב וקפא וסר ופסק ונפק וצא יחתם ישמר ורד ועלה יארז ארז צא רד חכה מתין סתיים תקבל תבצע ופיע בוהר ובהר וגש שוחרר ישלם יענה
    יקבע קבע תוזמן וזמן ושב ותקן נופק ימחק ירשם ותאם וצמד יערך יבחן גובש אושר ושלם ושלמו ושאר חודש ופקד ופקדו הזוכה ופץ פוצה חולק
    ורכב ושלך וגדל ופחת וסדר סולק קוזז נוכה רוענן נוקה שופץ תוגבר פונה ובא ונח ורחב שוחזר
    ודפס מולא וקצה רוסס גזם יגזם תוחזק וגבל תופעל וכפל ומר מומש ותקף יוסף ועדף סווג ופחת ושקע יושר תועד ורם קוצר ונגש ובטח ויחזר
    תעדכן תחדש תאפשר סודר חובר נותק ותר ופנה יאסף יתווסף תווסף גולגל יופעל וכן וזן ועמד ותקנה צורף היה הנה ונגש רוכז ושכר""".split()
)
_PRESENT = set(
    """חוזר שולח מעדכן מעביר מתקשר מצלצל מטפל בודק מברר דואג מוודא מבצע מזכה מחזיר מגיע עונה משיב מוסר מתאם פותח סוגר מבטל משחרר חוסם
    מפעיל מתקן מחליף מספק משלם מפקיד מצרף כותב מסדר עושה ספג סופג ממשיך מעלה מקים מוציא בא מפצה חותם ממלא מדפיס סורק שם אוסף מביא קונה
    עוצר מקפיא משדרג מתקין מחבר מנתק פונה פוגש קובע משבץ מנפיק משחזר מגדיל מוריד מוחק מסיר מרענן עוקב מזמין מאשר משלים מסיים מגיש
    ממציא מסדיר מפסיק מקצה משאיר מסביר מארגן מכין מקדם מאיץ עוזר נותן מכניס רושם מצלם קופץ יוצא יורד נכנס יושב לוקח עולה פורס סולק
    מסלק מנכה מקזז מזין מסמס מקליט עובר תופס מרים דוחף אורז מנקה מפנה בוחן מגלה מחייג מיידע משריין מרכיב מפרק צובע מחדש מטעין מזרז מציב מחזק מגביר משתלט מביא
    מסיע מקצר מצמיד משנה מתחזק מכבה מחמם גוזם מרסס שוטף""".split()
)
# Words that look like a future and are none.
_NO_VERBS = set(
    """אתמול אתם נציג נציגי תודה יום תקין אישור תיקון ניתן תשלום יעקב אתר תמיד אפשר אפשרי אישים יותר ותיקים תיקים תקווה תפקיד תושב תושבי
    נכבד נכבדה נכבדים נייר נותן נותנת נותנים נהג נהגים נזק נזקים נכס נכסים נמל נוף נוח נוחה נוחות ניסיון נוסח נוהל נחת ניקיון נשים אצלם איתן אסיר נגיד תוכן איחוד תאריך תנאי תנאים יוסף יפתח אסף אריאל נקי נושא תקנה תקנון אחר אחרי אני אנשים אזור ארון ארנק תעודה
    תעודת תעריף תעריפי אחריות ארוך אחד אחת אבל אולי אותו אותה נתון נתוני ימים ימי יחד ישיר תור תיבה תואם אתן""".split()
)


_LAST = dict(zip("כמנפצ", "ךםןףץ", strict=True))


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
    return (_future(word) if word not in _NO_VERBS else None) or _present(word)


def _future(word: str) -> Verb | None:
    letter, rest = word[0], word[1:]
    if letter in "אנית":
        # The first person has no ending in the future; "נשלחו", "נבדקו" are the past.
        for ending in ("",) if letter in "אנ" else ("", "ו", "י", "נה"):
            stem = _ended(rest.removesuffix(ending)) if ending else rest
            if ending and stem == rest:
                continue
            if _is_stem(letter, stem) or (ending in ("ו", "י") and len(stem) > 1 and _is_stem(letter, stem + "ה")):
                return Verb("future", _person(letter, ending), stem)
        if letter in "ית" and rest in ("היה", "היו", "הייה", "היינה"):
            return Verb("be", 3, "היה")
    return None


def _ended(stem: str) -> str:
    """The stem with its last letter as it is written at the end of a word."""
    return stem[:-1] + _LAST.get(stem[-1:], stem[-1:])


def _is_stem(letter: str, stem: str) -> bool:
    if stem in _FUTURE or stem.removeprefix("י") in _FUTURE:
        return True
    return (letter in "ית" and stem in _PASSIVE) or (letter in "אני" and stem == "היה")


def is_active(stem: str) -> bool:
    """Whether somebody does it, rather than that it is done."""
    return stem in _FUTURE and stem not in _PASSIVE


def _person(letter: str, ending: str) -> int:
    if letter in "אנ":
        return 1
    return 2 if letter == "ת" and ending else 3


def _present(word: str) -> Verb | None:
    for ending in ("", "ת", "ה", "ים", "ות"):
        base = word.removesuffix(ending) if ending else word
        if ending and base == word:
            continue
        for candidate in (_ended(base), base + "ה") if ending in ("ים", "ות", "ת") else (_ended(base),):
            if candidate in _PRESENT:
                return Verb("present", 0, candidate)
    return None
