"""Arabic words that carry a promise, standard and spoken; the text is folded (alef, ya, ta marbuta, hamza)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from amana.language.due.ar import ARABIC as TIMES
from amana.language.findings import Party, Side
from amana.language.promises.heads import Grammar, Head, Token

# Stems after the letter of the imperfect (ا ن ي ت), without object endings.
_STEMS = set(
    """رسل رجع رجّع رد تصل تواصل كلم حكي حاكي حول عيد لغي حدث بلغ خبر عطي وافي زود فحص شيك تابع شوف دفع سدد جيب مر وقع قدم فتح سكر قفل
    غلق حظر وقف فعل شحن وصل زور جي يجي ركب صلح بدل ستبدل عوض خصم ضيف شكل عود حل نتهي خلص طلع نزل بعت بعث رفع ودع عدي حذف ثبت كون صير تم
    درس نظر حقق جهز حجز حضر ستلم دبر رتب نسق حدد شيل حاول سعي تاكد عمل سوي كتب صدر صرف عالج باشر راجع نفذ خلي كمل اكد عتمد ستكمل قوم بدا
    سلم بقي حافظ نقل وزع طبع مسح صور ابلغ خفض زيد جدد فك رحل سحب كنسل ضبط نشوف فتش تحقق تكفل لتزم وفر خلص عاود نحل رجعو سوو دخل خرج حط
    بين طلب ستفسر سال ستلم نفتح ستخرج صعد حفظ شرح فهم ودي اخذ هتم نهي كشف مدد نزل يزور قبل رحب تكلم جاوب اجاوب ركز لقي شغل شتغل بلش تحمل
    مسك طالع نظف سهل عجل نصب وضح فيد خدم ساعد سجل قيد تعامل ضمن حصل امل توقع حاسب سمع ستمع جمع جتمع قرر قيم رمم فصل نجز لبي حرص سعد كافي اصل شيع ستقبل خاطب راسل حيل ختم طالب شرع زيل نعكس تحدث تاح ظهر توفر نضاف تفعل نفصل تشال شال كنسل قفل""".split()
)
_ENDINGS = (
    "ونكم",
    "ولكم",
    "لكم",
    "ونك",
    "ولك",
    "ونه",
    "ونها",
    "كم",
    "لكو",
    "كو",
    "لك",
    "لي",
    "له",
    "لها",
    "لهم",
    "لنا",
    "ني",
    "نا",
    "ها",
    "هم",
    "ون",
    "وا",
    "ين",
    "ك",
    "ه",
    "و",
    "ي",
    "ن",
    "لك",
    "لكم",
    "لكن",
)
# Words that look like a future verb and are none.
_NOUNS = set(
    """بعد بعدها بعده بعدني بعدو بعدهم بعدين بعيد بشكل بقيمه بتم سترتي بسيط بطيء بريد برنامج برقم بطاقه بطاقتي بطاقتك بصوره بصفه بداخل بلاغ بلد برج بحث سيارة سياره سنه سنوات سنتين ستين سيد سيده سيدي سنتر سينما سياسه ساعه سابق سابقا ساري ساريا سالفه سامحني بنك بيت بيتي بتاريخ بيانات
    بيان بين بند بنفس بنسبه بينما بينك بيننا بنود بناء بندر بنت بيع باقه باقات بايع بالله بسبب هنا هناك هند هنيه هيك هي هيئه هييه هذا هذه حياك
    حيث حين حتي حالا حاليا فيه فيني فينا في فني فنيه ستر بيد باسم باقي بارك بكره بكرا سيدتي سنتر سيريال سيستم باذن بتوفيق بتوقيت بتحديث بتفعيل
    بتوصيل بتاكيد بتسوي بتحويل بتعويض بانتظار باقرب باسرع ببالغ بيومين بيوم حاب حابه سامي ساميه ساره هاتف هاتفيا هاتفي هاي هال هاد بيتك بيتنا بالي
    ستيفن سنت باب بارد بايد بيقي هادي حال حاله حالك بنان بندول سيما هايل نسخه نتيجه نظام نوع نفس نعم نهايه نقطه نسبه نحن نحو ناس نص نصف نيابه نور
    نوره ناصر نايف تم تمام تحت تاريخ تاكيد تحديث تفعيل تركيب توصيل تقدير تكرم تفضل تحياتي تركي تطبيق تعويض يا يوم يومين يوجد يرجي يمكن ينبغي
    اسم اجل انا انت انتم اي ان او الي اليوم امس امر اول اخر اسبوع اسبوعين اكيد اهلا اهلين استاذ استاذه اخوي اختي الله الحين الان انه ايش""".split()
)
_FUTURE_WORDS = {"سوف", "راح", "رح", "حا", "هـ", "لن", "ولن", "وسوف", "وراح", "ورح"}
_HEDGED = {"حاول", "سعي", "امل", "توقع"}
# After ب these are as often nouns ("by withdrawing") as verbs.
_ALSO_NOUNS = set(
    "سحب دفع طلب كشف شحن خصم صرف تحمل رفع فعل نقل فتح حل حذف عمل قبل رد ركز حجز ضمن ربط نسخ تواصل تحقق تعامل صدر وصل حفظ شرح فحص خدم".split()
)
_CHANGES = {"تغير", "رتفع", "صبح", "زيد"}
_TO_YOU = {
    *(
        "لك",
        "لكم",
        "لكو",
        "عليك",
        "عليكم",
        "اليك",
        "اليكم",
        "معك",
        "معكم",
        "فيك",
        "فيكم",
        "بك",
        "بكم",
        "حسابك",
        "حسابكم",
    ),
    *("عندك", "عندكم", "لحضرتك", "حضرتك", "لحسابك", "بحسابك", "الك", "الكم", "عنك", "عنكم", "رقمك", "طلبك", "طلبكم"),
}
_YOURS = re.compile(r"(?:ك|كم|كو)$")
_TO_ME = re.compile(r"^(?:لي|فيني|علي|معي|بي|لحسابي|عندي|الي)$|(?:ني|لي)$")
_ADVERSE = {
    "سيقطع",
    "سيصبح",
    "سيرتفع",
    "سيتوقف",
    "يقطع",
    "بينقطع",
    "سيخصم",
    "سيحظر",
    "سيفصل",
    "بيرتفع",
    "بيزيد",
    "سيزيد",
    "ستزيد",
    "ستصبح",
    "سيجمد",
    "ينسحب",
}
_SAID = {
    "قال",
    "قالت",
    "قالوا",
    "يقول",
    "تقول",
    "ذكر",
    "ذكرت",
    "اكد",
    "اكدت",
    "وعد",
    "وعدت",
    "وعدوا",
    "بيقول",
    "بتقول",
    "وعدني",
    "وعدتني",
    "وعدوني",
    "افاد",
    "افادت",
}
_SELF_SAID = {"قلت", "قلتله", "قلتلها", "قلتلهم", "وعدته", "وعدتهم", "بلغته", "بلغتهم", "خبرته"}
_THINGS = set(
    "استرجاع استرداد رد تحديث فني الفني زياره موعد تركيب توصيل تفعيل اصلاح شحنه طلب مندوب بطاقه المبلغ الرد الشحنه الطلب المندوب التركيب التوصيل التفعيل الاصلاح المعامله الكرت".split()
)


_NOT_TO_COME = re.compile(
    r"سيار|سنو|سنه|ستار|ستيل|سناب|ستور|ستاي|سينا|سيدي|سيري|سيرف|سيره|سيول|سياح|سياس|سنتر|ستين|سيطر"
)


class Verb(NamedTuple):
    """How a word can be read as a verb to come: how it is marked, its person (1, 3; 2 in the plural), its stem."""

    marked: str
    person: int
    stem: str


@lru_cache(maxsize=20_000)
def verb(word: str) -> Verb | None:
    """Read a folded Arabic word as a verb in the imperfect; None when it is none that we know.

    `marked` is "will" for س, ح, ه before it, "b" for the spoken ب, "" for the bare imperfect.
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
    if len(word) < 3 or word.startswith("ساعد"):
        return None
    mark, letter, stem = word[0], word[1], word[2:]
    if mark in "سحه" and letter in "انيت" and len(stem) >= (2 if letter != "ا" else 3):
        known = _stem(stem)
        if known or (mark == "س" and letter != "ا" and len(stem) >= 3 and not _NOT_TO_COME.match(word)):
            return Verb("will", _person(letter, stem, known), known or stem)
    if mark in "بم" and letter in "انيت" and (known := _stem(stem)) and (mark == "ب" or letter == "ن"):
        return Verb("b", _person(letter, stem, known), known)
    if mark == "ب" and (known := _stem(word[1:])):
        return Verb("b?" if known in _ALSO_NOUNS else "b", 1, known)  # the first person drops its alef: "برجعلك"
    if mark == "ه" and (known := _stem(word[1:])) and len(word) > 3:
        return Verb("will", 1, known)
    if mark == "ا" and word.endswith(("نا", "وا", "تم", "ني", "ت")):
        return None  # the past: "ارسلنا"
    if mark in "انيت" and (known := _stem(word[1:])):
        return Verb("", _person(mark, word[1:], known), known)
    return None


def _person(letter: str, rest: str, known: str | None) -> int:
    if letter in "ان":
        return 1
    return 2 if letter == "ت" and rest != known and rest.endswith(("ون", "وا", "و", "ين", "ي")) else 3


@lru_cache(maxsize=20_000)
def _stem(rest: str) -> str | None:
    if rest in _STEMS:
        return rest
    for ending in _ENDINGS:
        if rest.endswith(ending):
            stem = rest[: -len(ending)]
            if stem in _STEMS:
                return stem
            if stem.endswith("ل") and stem[:-1] in _STEMS and ending in ("ك", "كم", "ه", "ها", "هم", "ي", "كو"):
                return stem[:-1]
            if stem + "ي" in _STEMS and len(stem) >= 2:
                return stem + "ي"
    return None


def heads(sentence: str, words: list[Token], side: Side) -> list[Head]:
    """The places of an Arabic sentence that may carry a promise, in order."""
    found: list[Head] = []
    for place, token in enumerate(words):
        read = verb(token.word)
        marked = _word(words, place - 1) in _FUTURE_WORDS
        if read is None and marked and token.word[0] in "انيت" and len(token.word) > 3:
            read = Verb("will", _person(token.word[0], token.word[1:], None), token.word[1:])
        if read is None:
            continue
        if marked:
            read = read._replace(marked="will")
        head = _head_at(words, place, read, side)
        if head is not None:
            found.append(head)
    if side != "customer":
        found = sorted([*found, *_other(sentence, words, side, found)])
    return found


def _head_at(words: list[Token], place: int, read: Verb, side: Side) -> Head | None:
    before = _word(words, place - 1).removeprefix("و")
    if before in (
        "لا",
        "لم",
        "ان",
        "لازم",
        "ممكن",
        "يمكن",
        "اقدر",
        "نقدر",
        "يقدر",
        "بدي",
        "بدنا",
        "ابغي",
        "اريد",
        "نريد",
        "حابه",
        "حاب",
        "كان",
        "كنا",
        "كنت",
        "يرجي",
        "قد",
        "اللي",
        "الي",
        "مني",
        "منا",
        "بدون",
        "هل",
        "متي",
        "كيف",
        "ليش",
        "لماذا",
        "من",
        "نحن",
        "رضي",
        "رضيت",
        "رفض",
        "رفضت",
        "احد",
        "حدا",
        "محد",
    ):
        return None
    if before == "ما" and _word(words, place) not in ("رح",) and read.marked != "will":
        return None
    refusing = before == "لن" or (before in _FUTURE_WORDS and _word(words, place - 2) in ("ما", "مش", "مو"))
    if refusing and _word(words, place)[1:] in ("قدر", "تمكن", "ستطيع", "كون"):
        return None
    if read.person == 1:
        return _first_person(words, place, read, side, refusing=refusing)
    if side == "customer" or read.person == 2:
        return None
    return _third_person(words, place, read, side, refusing=refusing)


def _first_person(words: list[Token], place: int, read: Verb, side: Side, *, refusing: bool) -> Head | None:
    said = {token.word for token in words[:place]}
    word = words[place].word
    by: Party = "company" if side == "company" else "customer"
    past_too = read.stem in ("تصل", "رسل", "كد", "اكد", "ستلم", "عتمد", "تاكد", "لغي", "ضاف", "صدر", "نتهي", "ستكمل")
    if past_too and word.lstrip("وف").startswith("ا") and not read.marked and not refusing:
        if "انا" not in said and (side == "caller_note" or _word(words, place + 1) not in ("لك", "لكم")):
            return None
    if read.marked == "" and word.startswith("ا") and side == "company" and not refusing and not _helps(words, place):
        return Head(words[_subject(words, place)].start, words[place].start, by, "first_person", 0.6, needs_time=True)
    if (
        side == "caller_note"
        and read.marked == ""
        and word.startswith("ا")
        and not (said & (_SELF_SAID | {"انا", "وانا"}))
    ):
        return None
    if read.stem in ("شوف",) and _word(words, place + 1) not in ("اذا", "الموضوع", "لك", "ايش", "شو", "وش", "موضوع"):
        return None
    start = _subject(words, place)
    if read.marked == "b?" and _word(words, place - 1).startswith(("قم", "قام", "تقوم", "نقوم", "يقوم", "اقوم", "ي", "ن", "ت")):
        return None
    strength = {"will": 0.9, "b": 0.85, "b?": 0.65, "": 0.75}[read.marked]
    if read.stem in ("امل", "توقع"):
        return Head(words[start].start, words[place].start, by, "first_person", 0.6, needs_time=True, hedged=True)
    bare = read.marked in ("", "b?") and not refusing and not _helps(words, place)
    needs = bare and (side == "customer" or not word.lstrip("وف").startswith("ن"))
    return Head(
        words[start].start,
        words[place].start,
        by,
        "refrain" if refusing else "first_person",
        strength,
        needs,
        read.stem in _HEDGED,
    )


def _third_person(words: list[Token], place: int, read: Verb, side: Side, *, refusing: bool) -> Head | None:
    word = words[place].word
    if word in _ADVERSE and not refusing:
        if word != "سيخصم":
            return None
    if read.stem in ("كفي", "تطلب", "حتاج", "شمل", "عمل") or (read.stem in _CHANGES and not _helps(words, place)):
        return None
    helped = (
        _helps(words, place) or bool(_TO_ME.search(word)) or any(_TO_ME.search(_word(words, place + n)) for n in (1, 2))
    )
    start = _subject(words, place)
    code = "refrain" if refusing else "third_person" if side == "company" else "reported"
    if read.marked == "will" or refusing:
        known = helped or _stem(word.lstrip("وفسحه")[1:]) is not None or read.stem in _STEMS
        return Head(
            words[start].start, words[place].start, "company", code, 0.85 if known else 0.7, hedged=read.stem in _HEDGED
        )
    promised = _word(words, place - 1).startswith("وعد")
    if read.marked == "b":
        return Head(
            words[start].start,
            words[place].start,
            "company",
            code,
            0.75,
            needs_time=not helped,
            hedged=read.stem in _HEDGED,
        )
    return Head(
        words[start].start,
        words[place].start,
        "company",
        code,
        0.65,
        needs_time=not (side == "caller_note" and (helped or promised)),
    )


def _helps(words: list[Token], place: int) -> bool:
    """Whether the act is for the reader: an ending of the verb or one of the next three words says so."""
    if _YOURS.search(words[place].word) and _stem(words[place].word) is None:
        return True
    return any(_word(words, place + n) in _TO_YOU for n in (1, 2))


def _other(sentence: str, words: list[Token], side: Side, found: list[Head]) -> list[Head]:
    """The company takes a cost ("التركيب علينا"), or a note names a thing and its time ("موعد الفني يوم الأحد")."""
    if side == "company" and (on_us := _ON_US.search(sentence)):
        return [Head(on_us.start(), on_us.start(), "company", "word_given", 0.6)]
    if expected := _EXPECTED.search(sentence):
        place = expected.start()
        return [Head(place, place, "company", "third_person", 0.6, needs_time=True, hedged=True)]
    comma = sentence.find("،")
    words = [token for token in words if comma < 0 or token.start < comma]
    things = [token for token in words if token.word in _THINGS]
    if side != "caller_note" or not things or not ({"موعد", "خلال"} & {token.word for token in words}):
        return []
    if any(comma < 0 or head.start < comma for head in found):
        return []
    return [Head(things[0].start, things[0].start, "company", "named_time", 0.55, needs_time=True)]


_ON_US = re.compile(r"(?<!\w)(?:و?(?:ال|رسوم|تكلفه|كلفه)\w*\s+){1,4}علي(?:نا|\s+حسابنا)(?!\w)")
_EXPECTED = re.compile(r"(?<!\w)(?:من\s+)?(?:المتوقع|المفترض|المفروض|المقرر)\s+(?:ان\s+)?\w")
_CUTS = _SAID | _SELF_SAID | {"لهم", "له", "لها", "انه", "انها", "بس", "لكن", "وان", "متفقين", "خلاص"}


def _subject(words: list[Token], place: int) -> int:
    """Where the clause of the verb begins: back over its subject, not over a pause or a word of saying."""
    start = place
    while start and place - start < 9:
        before = words[start - 1]
        if before.word in _CUTS or words[start].start - before.end > 1:
            break
        start -= 1
    return start


def _word(words: list[Token], place: int) -> str:
    return words[place].word if 0 <= place < len(words) else ""


ARABIC = Grammar(
    heads=heads,
    times=TIMES.parts,
    condition=re.compile(
        r"(?<!\w)و?(?:اذا(?!ً)|في\s+حال|بحال|شرط\s+ان|بشرط|علي\s+شرط|ان\s+(?:توفر|تاخر|ارسلت)|لو(?!\s+سمحت)|بمجرد|اول\s+ما\s+(?:يوصل|توصل|نستلم|استلم|يجي)|عند\s+(?:استلام|وصول|توفر)|حال\s+(?:استلام|وصول|توفر)|لما\s+(?:يوصل|توصل|تبعت|ترسل|نستلم|استلم)|متي\s+ما)(?!\w)"
    ),
    hedge=re.compile(
        r"(?<!\w)(?:[سبحه]?[انب]?(?:ب|س)?(?:ا|ن)?حاول|نحاول|احاول|سنسعي|نسعي|اسعي|نامل|امل|ان\s*شاء\s+نقدر|يفترض|المفروض|متوقع|نتوقع|بشوف\s+(?:اذا|لو|شو|وش|ايش)|نشوف\s+(?:اذا|لو|شو|وش|ايش)|[انب]+بذل|ما\s+اوعدك|غالبا|بنشوف|بنتابع\s*$|قصاري)(?!\w)"
    ),
    never=re.compile(
        r"(?<!\w)(?:عاده|غالبا|احيانا|ممكن|يمكن|قد|ربما|من\s+المحتمل|يحتمل|في\s+العاده|بالعاده|عموما|دايما)(?!\w)"
    ),
    never_sentence=re.compile(
        r"(?<!\w)(?:(?:عدم|لم|ما)\s+(?:يتم\s+)?(?:استلام\s+الدفع\w*|ال?سداد|سداد|تسديد|دفع|تسدد\w*|تدفع\w*)|ما\s+(?:عرف|يعرف|عرفت|تعرف)|هل|تحب|بتحب|تبغي|كنا|كان\s+هي|لو\s+كان|لا\s+يقبل|ساريا|يرجي\s+العلم|في\s+حدا|ما\s+قال\s+متي|ما\s+اقدر|ما\s+نقدر|ما\s+وعد\w*)(?!\w)"
    ),
    never_customer=re.compile(
        r"(?<!\w)(?:قلتو?ا?|قالو?ا?|قالت|قال|حكيتو\w*|وعدتو\w*|وعدوني|وعدني|قلتم|وعدتم|قالولي|لازم|يا\s+ب\w+|محامي|هييه|بيقلي|بتقولو\w*|اذا\s+ما|صار\s+لي|ليش)(?!\w)"
    ),
    joins=re.compile(
        r"(?<!\w)(?:قال(?:ت|وا)?|يقول|تقول|انه|انها|ان|بس|لكن|قلت\s+ل\w+|ذكر[ت]?|اكد[ت]?|خلاص\s+متفقين)\s+"
    ),
)
