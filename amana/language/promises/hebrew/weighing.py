"""How Hebrew words are read before they are weighed: their parts, their shape as verbs, and what kind of word they are."""

from __future__ import annotations

import re
from functools import lru_cache

from amana.language.promises.hebrew import words as he_words
from amana.language.promises.hebrew.verbs import NO_VERBS, verb
from amana.language.promises.semitic.weighing import FOLDED, TIMES, by_word, folded, letters_of
from amana.language.promises.weighing import Vocabulary

_LISTS = "STAFF YOU ME WE POLITE PROMISED HAS_PROMISED THE_THINGS ADVERSE PREMISES TOLD FIXED READY AT_YOURS".split()
_WORDS: dict[str, str] = {
    "<day>": "ראשון שני שלישי רביעי חמישי שישי שבת מוצש מוצ\"ש סופ\"ש סופש א' ב' ג' ד' ה' ו'",
    "<month>": "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר תשרי ניסן אלול חשוון כסלו טבת שבט אדר אייר סיון תמוז",
    "<today>": "היום מחר מחרתיים הערב הלילה מחרתים",
    "<part>": 'בוקר הבוקר בבוקר צהריים בצהריים צהרים בצהרים אחה"צ אחהצ ערב בערב לילה בלילה חצות',
    "<hours>": "שעה שעתיים שעות דקה דקות דק' דקותיים שעתים ש'",
    "<days>": "יום יומיים ימים ימי שבוע שבועיים שבועות חודש חודשיים יומים שבועים השבוע החודש",
    "<soon>": "בקרוב בהקדם מיד מייד תכף עכשיו רגע בדקות מיידי מיידית",
    "<neg>": "לא אין בלי ללא אינו אינה אינם איני אינני אי לעולם שום אף",
    "<if>": "אם במידה ככל בתנאי כאשר ברגע אחרי לאחר כפוף בכפוף אלא",
    "<ask>": "האם מתי איך למה מה איפה כמה מדוע מי איזה היכן",
    "<usual>": 'בדרך בד"כ כלל לרוב לפעמים תמיד בממוצע רוב נוהל נהלי מדיניות תקנון כפי נהוג שגרה',
    "<may>": "אולי ייתכן יתכן עשוי עשויה עשויים עלול עלולה עלולים אפשר ניתן יכול יכולה יכולים יכולות אפשרות",
    "<must>": "צריך צריכה צריכים חייב חייבת חייבים יש עליך עלייך עליכם נדרש נדרשת נא חובה תצטרך תצטרכי תצטרכו",
    "<please>": "בבקשה נא אנא אבקש נבקש מבקש מבקשת מבקשים אשמח נשמח אודה נודה תודה מבקשים רוצה רוצים",
    "<gone>": "אתמול שלשום שעבר שעברה הקודם הקודמת קודם כבר עדיין מזמן מאז אמש",
    "<by>": "עד תוך בתוך לפני",
    "<was>": "היה היתה הייתה היו הייתי היינו היית הייתם",
    "<i>": "אני שאני ואני כשאני אנחנו שאנחנו ואנחנו אנו שאנו ואנו",
    "<it>": "הוא היא הם הן שהוא שהיא שהם והוא והיא והם",
    "<hedge>": "אשתדל נשתדל משתדל משתדלת משתדלים אנסה ננסה מנסה מנסים מקווה מקווים אקווה נקווה צפוי צפויה צפויים אמור אמורה אמורים כנראה מאמין מאמינה",
    "<you>": "אתה את אתם אתן שאתה שאתם",
    "<free>": "חינם תוספת עלינו חשבוננו חשבונם חשבונו עליי מתנה זיכוי החזר פיצוי",
    "<way>": 'במייל במסרון בסמס בוואטסאפ בווטסאפ בוואצאפ בווצאפ בדוא"ל בדואר לנייד לוואטסאפ לווטסאפ למייל לדוא"ל בטלפון באפליקציה לאפליקציה בפקס בשליח',
    "<title>": "ד\"ר פרופ' עו\"ד מר גב' גברת אדון",
}
_OF_KIND = by_word(_WORDS, he_words, _LISTS)
_PAST_ME = re.compile(r"ו?ש?כ?ש?ו?[א-ת]{2,}(?:תי|נו)")
_PAST_YOU = re.compile(r"ו?ש?[א-ת]{3,}תם")
_TO_DO = re.compile(r"ו?ל[א-ת]{3,}")
_HE_DID = re.compile(r"ו?ש?(?:ה[א-ת][א-ת]י[א-ת]ו?|ה[א-ת]{3}ה|[א-ת]{3}ו|[א-ת]{3}ה)")
_PREFIXES = ("וכש", "כש", "וש", "ול", "וב", "וה", "ומ", "ש", "ו", "ה", "ב", "ל", "מ", "כ")
_LAST = str.maketrans("ךםןףץ", "כמנפצ")


@lru_cache(maxsize=40_000)
def alike(word: str) -> str:
    """The word, or the name of those that are read alike: numbers, days, months, parts of a day."""
    if word[0].isdigit():
        return "#"
    plain = word[1:] if word[0] in "ובלמה" else ""
    return folded((word, plain, word[2:] if word[:2] in ("וב", "ול", "מה") else ""), _OF_KIND) or word


@lru_cache(maxsize=40_000)
def kinds(name: str) -> tuple[str, ...]:
    """What kind of word it is: of which lists, and by its shape as a verb."""
    if name in ("^", "$", ""):
        return ()
    if name == "#" or name in FOLDED:
        return ("<time>",)
    found = list(_OF_KIND.get(name, ()))
    if not found and name[0] in "ובלהמש" and len(name) > 2:
        found = [one for one in _OF_KIND.get(name[1:], ()) if one not in ("<ask>", "<YOU>", "<it>")]
    if not TIMES.isdisjoint(found):
        found.append("<time>")
    if not found or found == ["<FIXED>"]:
        found += _shape(name)
    return tuple(dict.fromkeys(found))


def _shape(name: str) -> list[str]:
    """What the letters tell of a verb: to come, in the present, past, or to do."""
    if len(name) < 3 or not "א" <= name[0] <= "ת":
        return []
    read = verb(name)
    if read is not None:
        return ["<now>" if read.tense == "present" else f"<will{read.person}>"]
    return _by_its_ends(name) if len(name) > 3 else []


def _by_its_ends(name: str) -> list[str]:
    """What a word that is no known verb may be, by its first and last letters."""
    plain = name.removeprefix("ו").removeprefix("ש") if len(name) > 4 else name
    if len(name) > 4 and _PAST_ME.fullmatch(name) and not plain.endswith(("ונו", "ינו")):
        return ["<did1>"]
    if _PAST_YOU.fullmatch(name):
        return ["<did2>"]
    if len(plain) >= 4 and plain[0] in "אנית" and plain not in NO_VERBS and not plain.endswith(("ים", "ות", "ית")):
        return [f"<like {plain[0]}>"]
    if len(name) > 4 and _TO_DO.fullmatch(name):
        return ["<to>"]
    return ["<did3>"] if _HE_DID.fullmatch(name) else []


@lru_cache(maxsize=40_000)
def of_word(name: str) -> tuple[str, ...]:
    """The features of a word by itself: it, what it is without what is attached to it, its beginning, end and parts."""
    found = [f"u {name}"]
    if name[0] in "<#^":
        return tuple(found)
    plain = name.translate(_LAST)
    for prefix in _PREFIXES:
        if plain.startswith(prefix) and len(plain) - len(prefix) >= 3:
            found.append(f"p {plain[len(prefix) :]}")
            break
    else:
        found.append(f"p {plain}")
    found += letters_of(plain)
    if len(plain) > 2:
        found += [f"a {plain[0]}", f"g {plain[-3:]}"]
    return tuple(dict.fromkeys(found))


HEBREW = Vocabulary(
    language="he",
    version="promises-he-2",
    alike=alike,
    of_word=of_word,
    kinds=kinds,
    telling=tuple(
        "<time> <will1> <will3> <now> <did1> <did3> <neg> <if> <ask> <usual> <may> <must> <please> <gone> <i> <YOU> <STAFF> <hedge>".split()
    ),
)
