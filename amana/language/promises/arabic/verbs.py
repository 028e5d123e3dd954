"""Arabic verbs in the imperfect, standard and spoken, read from their stems; the text is folded."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_STEMS = set(
    """بت صل رسل رجع رجّع رد تصل تواصل كلم حكي حاكي حول عيد لغي حدث بلغ خبر عطي وافي زود فحص شيك تابع شوف دفع سدد جيب مر وقع قدم فتح سكر قفل
    غلق حظر وقف فعل شحن وصل زور جي يجي ركب صلح بدل ستبدل عوض خصم ضيف شكل عود حل نتهي خلص طلع نزل بعت بعث رفع ودع عدي حذف ثبت كون صير تم
    درس نظر حقق جهز حجز حضر ستلم دبر رتب نسق حدد شيل حاول سعي تاكد عمل سوي كتب صدر صرف عالج باشر راجع نفذ خلي كمل اكد عتمد ستكمل قوم بدا
    سلم بقي حافظ نقل وزع طبع مسح صور ابلغ خفض زيد جدد فك رحل سحب كنسل ضبط نشوف فتش تحقق تكفل لتزم وفر خلص عاود نحل رجعو سوو دخل خرج حط
    بين طلب ستفسر سال ستلم نفتح ستخرج صعد حفظ شرح فهم ودي اخذ هتم نهي كشف مدد نزل يزور قبل رحب تكلم جاوب اجاوب ركز لقي شغل شتغل بلش تحمل
    مسك طالع نظف سهل عجل نصب وضح فيد خدم ساعد سجل قيد تعامل ضمن حصل امل توقع حاسب سمع ستمع جمع جتمع قرر قيم رمم فصل نجز لبي حرص سعد كافي اصل شيع ستقبل خاطب راسل حيل ختم طالب شرع زيل نعكس تحدث تاح ظهر توفر نضاف تفعل نفصل تشال شال كنسل قفل
    مشي ستني نتظر بني سري دق دز ودي خابر وعد تعهد غطي تسلم تلقي سترد كرر تكرر ستمر غيب حط بقي نحل سدد قفل تلفن شوفر هاتف كمل ظبط زبط نهز غير غيّر عمر دهن صبغ كنس ركن حمل سحب فرغ عبي طفي شغل برمج نشط فرز غلف لصق جرب سلك
    صفي نضف بخ رش قص قلم عقم خيط كوي غسل طبخ خبز شوي حجر سخن برد علق فوتر ارشف وثق ختبر نبه ذكر طمن طمين فتتح ستبدل ستانف ستدعي ستعيد
    ستكمل سترجع ستقبل ستثني عفي عاين عوّض خلصت نجهز صلّح رافق ستخدم شترك شتري سكن ترجم تحرك تحول ترك تقل نطلق نتقل جتهد جدول ولي متد
    نجد سند صحح عدل عفو طبق علن علم عمم فرج فاوض قسط قلل كرم كفل كلف لحق مول منح نشر نظم هيا وجه وفق وكل ورد وصي يسر ستوفي عقب عمد
    ستكتب حتسب درج سقط شطب صرح عتذر فوض قابل قتطع كبر كثف ناقش ناوب نزع وافق واصل وسع ستعلم تفقد تدخل تعهد تكرر توجه
    طبع بلغ جلب حرر خصص خفض ربط رفق سقط شرف صدق طبق عزل عكس عين فكك قبض كلف نسخ نقذ هدد وضع نشي ريح تيح ديع شير خطر شعر وضح دير عاون
    شارك تولي تصل تنازل تتبع تعاون تناول تجاوز نصلح نرسل نرفع نلغي نشحن نركب تفق ختار شتري حتفظ ختبر كتمل لتقي حتسب ستجيب ستعرض ستضيف
    فوت مرق لاقي فرجي ورجي نطر كبس لحق طرش زهب بص سيب تصرف اخد جهز ضب نضف شرف  باصي برمج حسب  عاود جدول رسي سلف دخل طلع صرح وصف سوق خبر
    قلب ركن فضي حضر وجب فصل نقي  شخص عمر فاتح كشف عتني هتم ستفيد وفد ندب نتدب عاون ولف قسم بعتر سند سير راقب رصد حاكي نصف نحي خصص ضم ضخ صب سد مد لبس حمل""".split()
)
_ENDINGS = tuple(
    "هولك هولكم هولي هالي هالك هالكم هملك ياه ياها وني ونا وها وهم وكم وك وه ولي ولنا ولهم ونكم ولكم لكم ونك ولك ونه ونها كم لكو كو لك لي له لها لهم لنا ني نا ها هم ون وا ين ك ه و ي ن لكن".split()
)
# Words that look like a future verb and are none.
_NOUNS = set(
    """اصل اصلي اصله اصلها اصلك اصليه نصل بتا يوليو يونيو يناير نتمني نود نرجو ننتظر نسعد نتشرف نعتذر نقدر اتمني ارجو اقدر نشكر اشكر نعلم نعلمكم اعلم نظرا نسال يوجد توجد يذكر تذكر
    بعد بعدها بعده بعدني بعدو بعدهم بعدين بعيد بشكل بقيمه بتم سترتي بسيط بطيء بريد برنامج برقم بطاقه بطاقتي بطاقتك بصوره بصفه بداخل بلاغ بلد برج بحث سيارة سياره سنه سنوات سنتين سنتان سنين ستين سيد سيده سيدي سنتر سينما سياسه ساعه سابق سابقا ساري ساريا سالفه سامحني بنك بيت بيتي بتاريخ بيانات
    بيان بين بند بنفس بنسبه بينما بينك بيننا بنود بناء بندر بنت بيع باقه باقات بايع بالله بسبب هنا هناك هند هنيه هيك هي هيئه هييه هذا هذه حياك
    حيث حين حتي حالا حاليا فيه فيني فينا في فني فنيه ستر بيد باسم باقي بارك بكره بكرا سيدتي سنتر سيريال سيستم باذن بتوفيق بتوقيت بتحديث بتفعيل
    بتوصيل بتاكيد بتسوي بتحويل بتعويض بانتظار باقرب باسرع ببالغ بيومين بيوم حاب حابه سامي ساميه ساره هاتف هاتفيا هاتفي هاي هال هاد بيتك بيتنا بالي
    ستيفن سنت باب بارد بايد بيقي هادي حال حاله حالك بنان بندول سيما هايل نسخه نتيجه نظام نوع نفس نعم نهايه نقطه نسبه نحن نحو ناس نص نصف نيابه نور
    نوره ناصر نايف تم تمام تحت تاريخ تاكيد تحديث تفعيل تركيب توصيل تقدير تكرم تفضل تحياتي تركي تطبيق تعويض يا يوم يومين يوجد يرجي يمكن ينبغي
    اسم اجل انا انت انتم اي ان او الي اليوم امس امر اول اخر اسبوع اسبوعين اكيد اهلا اهلين استاذ استاذه اخوي اختي الله الحين الان انه ايش""".split()
)
# After ب these are as often nouns ("by withdrawing") as verbs.
_ALSO_NOUNS = set(
    "شيك سحب دفع طلب كشف طبع عرض وضع نقل ربط نسخ كلف عين حسب قسم فصل سند مد سد حمل شحن خصم صرف تحمل رفع فعل نقل فتح حل حذف عمل قبل رد ركز حجز ضمن ربط نسخ تواصل تحقق تعامل صدر وصل حفظ شرح فحص خدم".split()
)
_NOT_TO_COME = re.compile(
    r"سيار|سنو|سنه|ستار|ستيل|سناب|ستور|ستاي|سينا|سيدي|سيري|سيرف|سيره|سيول|سياح|سياس|سنتر|ستين|سيطر"
)


_NOT_TO_COME_EITHER = re.compile(r"ساعد|بوسع|بامكان|باستطاع|بمقدور|بحاجه|بخصوص|بغض|بحق")


class Verb(NamedTuple):
    """How a word can be read as a verb to come: how it is marked, its person (1, 3; 2 in the plural), its stem."""

    marked: str
    person: int
    stem: str


def is_noun(word: str) -> bool:
    """Whether a folded word only looks like a verb to come."""
    return word in _NOUNS


@lru_cache(maxsize=20_000)
def verb(word: str) -> Verb | None:
    """Read a folded Arabic word as a verb in the imperfect; None when it is none that we know.

    `marked` is "will" for س, ح, ه before it, "b" for the spoken ب ("b?" when it may be a noun with ب), "" for the bare
    imperfect.
    """
    if len(word) < 3 or word in _NOUNS or word.startswith("ال"):
        return None
    for prefix in ("", "و", "ف"):
        if prefix and not word.startswith(prefix):
            continue
        rest = word[len(prefix) :]
        if rest in _NOUNS:
            return None
        found = _marked(rest)
        if found is not None:
            return found
    return None


def _marked(word: str) -> Verb | None:
    if len(word) < 3 or _NOT_TO_COME_EITHER.match(word):
        return None
    if word[0] in "سحه" and (found := _after_will(word)):
        return found
    if word[0] in "بم" and (found := _after_b(word)):
        return found
    if word[0] == "ا" and word.endswith(("نا", "وا", "تم", "ني", "ت")):
        return None  # the past: "ارسلنا"
    if word[0] in "انيت" and (known := stem_of(word[1:])):
        return Verb("", _person(word[0], word[1:], known), known)
    return None


_SHORT = {"رد", "صل"}  # "سارد"; other words of four letters that begin with "سا" are none to come
_REFLEXIVE = {"تصل", "تواصل", "تاكد", "تصرف", "تحقق", "تكفل", "تابع"}


def _after_will(word: str) -> Verb | None:
    mark, letter, stem = word[0], word[1], word[2:]
    if mark == "ه" and letter == "ت" and stem_of(word[1:]) in _REFLEXIVE:
        return Verb("will", 1, word[1:])  # "هتصل بيك" drops its alef
    if letter in "انيت" and len(stem) >= (2 if letter != "ا" or stem in _SHORT else 3):
        known = stem_of(stem)
        if known or (mark == "س" and letter != "ا" and len(stem) >= 3 and not _NOT_TO_COME.match(word)):
            return Verb("will", _person(letter, stem, known), known or stem)
    if mark == "ه" and len(word) > 3 and (known := stem_of(word[1:])):
        return Verb("will", 1, known)  # the first person may drop its alef: "هبعتلك"
    return None


def _after_b(word: str) -> Verb | None:
    mark, letter, stem = word[0], word[1], word[2:]
    if letter in "انيت" and (mark == "ب" or letter == "ن") and (known := stem_of(stem)):
        return Verb("b", _person(letter, stem, known), known)
    if mark == "ب" and (known := stem_of(word[1:])):
        return Verb("b?" if known in _ALSO_NOUNS else "b", 1, known)  # "برجعلك"
    return None


_FOR_YOU = re.compile(
    r"(?:[بحه][انيت]|من)(?!ال|ن?ت?[اي]?ل?ك)\w{2,}(?:لك|لكم|لكو|هالك|هولك)|[به](?![تمال]|اي)\w{3,}(?:لك|لكم|لكو)"
)


def done_for_you(word: str) -> Verb | None:
    """A spoken verb we do not know that ends with "for you": "بطبعلك", "هنجهزهالك", "بيخلصلكم"."""
    plain = word.removeprefix("و")
    if plain in _NOUNS or _FOR_YOU.fullmatch(plain) is None:
        return None
    person = plain[1] if plain[0] in "بحه" else "ن"
    return Verb("b", 3 if person in "يت" else 1, plain[1:])


def unknown(word: str) -> Verb | None:
    """A word after سوف, راح or لن that has the shape of a verb, though we do not know it."""
    if word[:1] not in "انيت" or len(word) <= 3:
        return None
    return Verb("will", _person(word[0], word[1:], None), word[1:])


def _person(letter: str, rest: str, known: str | None) -> int:
    if letter in "ان":
        return 1
    return 2 if letter == "ت" and rest != known and rest.endswith(("ون", "وا", "و", "ين", "ي")) else 3


@lru_cache(maxsize=20_000)
def stem_of(rest: str) -> str | None:
    """The known stem of an imperfect without its first letter, with or without object endings."""
    if rest in _STEMS or (len(rest) > 3 and rest[0] in "نت" and rest[1:] in _STEMS):
        return rest  # also as it is done: "ينشحن", "يتصلح"
    for ending in _ENDINGS:
        if not rest.endswith(ending):
            continue
        stem = rest[: -len(ending)]
        if stem in _STEMS:
            return stem
        if stem.endswith("ل") and stem[:-1] in _STEMS and ending in ("ك", "كم", "ه", "ها", "هم", "ي", "كو"):
            return stem[:-1]
        if len(stem) >= 2 and stem + "ي" in _STEMS:
            return stem + "ي"
    return None
