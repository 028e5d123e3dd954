"""How Arabic words are read before they are weighed: their parts, their shape as verbs, and what kind of word they are."""

from __future__ import annotations

import re
from functools import lru_cache

from amana.language.promises.arabic import words as ar_words
from amana.language.promises.arabic.verbs import is_noun, verb
from amana.language.promises.semitic.weighing import FOLDED, TIMES, by_word, folded, letters_of
from amana.language.promises.weighing import Vocabulary

_LISTS = "FUTURE_WORDS MY_PEOPLE TO_YOU FIXED ADVERSE SAID SELF_SAID NAMED".split()
_WORDS: dict[str, str] = {
    "<day>": "احد اثنين اتنين تنين ثلاثاء ثلاثا تلات تلاتا ثلوث اربعاء اربعا ربوع خميس جمعه سبت ويكند",
    "<month>": "يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر شباط اذار نيسان ايار حزيران تموز "
    "ايلول تشرين كانون محرم صفر رجب شعبان رمضان شوال جانفي فيفري افريل جوان جويليه اوت",
    "<today>": "اليوم غدا غد الغد بكره بكرا بكرة غدوه الليله النهارده النهارد هاليوم بعدبكره",
    "<part>": "صباح صباحا الصبح صبح الصباح مساء مساءا المسا المساء ظهر ظهرا الظهر الضهر ضهر عصر عصرا العصر مغرب المغرب العشا العشاء "
    "ليل ليلا بالليل الليل فجر الفجر فجرا عشيه العشيه منتصف",
    "<hours>": "ساعه ساعتين ساعات دقيقه دقايق دقيقتين دقايق الساعه",
    "<days>": "يوم يومين ايام يوما اسبوع اسبوعين اسابيع شهر شهرين اشهر شهور سنه الاسبوع الشهر هالاسبوع هالشهر يومي السنه",
    "<soon>": "قريبا قريب حالا فورا الحين الان هلا هلق دلوقتي توا شوي شوي شويه شوية باقرب باسرع اقرب عاجلا لحظات",
    "<neg>": "لا لم ما لن ليس ليست مو مش مب غير عدم بدون دون ولا ماني مانيش ولن ولم وما محد محدش",
    "<if>": "اذا لو ان حال شرط بشرط بمجرد فور عند متي لما اول بس بعد حالما طالما والا وان ولو واذا",
    "<ask>": "هل متي كيف ليش ليه لماذا وين فين اين كم بكم بكام شو ايش وش ازاي شلون امتي ايمتي ايه اي كيفاش علاش شحال",
    "<usual>": "عاده غالبا دايما بالعاده العاده احيانا يوميا شهريا كل تلقاييا حسب وفق وفقا بموجب عموما جميع كافه نظام سياسه سياستنا",
    "<may>": "ممكن يمكن قد ربما احتمال يحتمل يمكنك يمكنكم تقدر بامكانك بالامكان نقدر اقدر نستطيع استطيع تستطيع فيك تقدرون محتمل",
    "<must>": "لازم يجب ضروري يتعين ينبغي عليك مطلوب يشترط يلزم يلزمك ممنوع يمنع مفروض المفروض",
    "<please>": "يرجي الرجاء نرجو ارجو فضلا لوسمحت سمحت سمحتوا سمحتم ارجوكم نامل برجاء رجاء تفضل اتمني نتمني نود اود",
    "<want>": "ابي ابغي ابغا بدي بدنا عايز عايزه عاوز عايزين اريد نريد احتاج محتاج ودي نبي نبغي ابا بغيت حاب حابه بغي يبي يبغي يريد تريد "
    "يطلب تطلب طلب طلبت طلبوا ياريت",
    "<gone>": "امس مبارح البارح البارحه الماضي الماضيه الماضيين اللي فات فاتت صارلي صار صارله قبله سابقا السابق السابقه للحين لسه لسا للان لقد لساتني لسع مازال مازلت زلت",
    "<by>": "قبل حتي لحد لغايه لين خلال غضون اقصاه بحلول",
    "<was>": "كان كانت كنت كنا كانوا كنتوا كنتم",
    "<done>": "تم تمت جري وجري وتم صدر اعتمد وصل وصلت",
    "<i>": "انا نحن احنا حنا وانا اني واحنا شخصيا بنفسي",
    "<it>": "هو هي هم هما وهو وهي وهم",
    "<hedge>": "نحاول احاول بحاول بنحاول هنحاول هحاول نسعي سنسعي اسعي نامل يامل تامل يتوقع متوقع المتوقع نتوقع يفترض المفترض المفروض",
    "<thanks>": "شكرا نشكر نشكركم اسف نعتذر اسفين عذرا سلامتك مبروك تحياتي ياهلا اهلا مرحبا",
    "<threat>": "بشتكي شكوي محكمه المحكمه محامي هشتكي بفضحكم قضيه محضر غرامه غرامات رسوم تقييم",
}  # fmt: skip
_OF_KIND = by_word(_WORDS, ar_words, _LISTS)
_PREFIXES = ("وبال", "وال", "فال", "بال", "كال", "هال", "ولل", "عال", "وب", "ول", "لل", "ال", "و", "ف", "ب", "ل", "ع")
_ENDINGS = (
    "لكم",
    "لهم",
    "هالك",
    "كم",
    "كو",
    "هم",
    "ها",
    "لك",
    "لي",
    "له",
    "نا",
    "ني",
    "ون",
    "ين",
    "ات",
    "وا",
    "ك",
    "ه",
    "ي",
    "ت",
)
_MARKED = re.compile(r"و?ف?(?:[سحهب]|غن?)[انيت]\w{2,}")
_BARE = re.compile(r"و?ف?[انيت]\w{3,}")
_DID = re.compile(r"و?(?![انيت]ست)\w{3,}(?:نا|تم|تو|وا|ناك|ناكم|تلك|نالك|توا|توني)")
_DID_ONE = re.compile(r"و?\w{3,}ت")
_YOURS = re.compile(r"\w{3,}(?:ك|كم|كو|لكم)")
_ON_THE_WAY = re.compile(r"و?(?:متوجه|متجه|مرسل|محول|متصل|مكلم|راجع|جاي|جايب|نازل|طالع|واصل|مار|مجهز|مودي)\w{0,4}")


@lru_cache(maxsize=40_000)
def alike(word: str) -> str:
    """The word, or the name of those that are read alike: numbers, days, months, parts of a day, hours."""
    if word[0].isdigit():
        return "#"
    return folded((word, _stripped(word)), _OF_KIND) or word


def _stripped(word: str) -> str:
    """The word without what is written before it, if enough is left."""
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            return word[len(prefix) :]
    return word


@lru_cache(maxsize=40_000)
def kinds(name: str) -> tuple[str, ...]:
    """What kind of word it is: of which lists, and by its shape as a verb."""
    if name in ("^", "$", ""):
        return ()
    if name == "#" or name in FOLDED:
        return ("<time>",)
    found = list(_OF_KIND.get(name, ()))
    if not found:
        plain = name[1:] if name[0] in "وفلب" and len(name) > 3 else _stripped(name)
        found = [one for one in _OF_KIND.get(plain, ()) if one not in ("<it>", "<TO_YOU>", "<done>", "<FIXED>")]
    if not TIMES.isdisjoint(found):
        found.append("<time>")
    if not found:
        found += _shape(name)
    if _YOURS.fullmatch(name) and "<time>" not in found:
        found.append("<yours>")
    return tuple(dict.fromkeys(found))


def _shape(name: str) -> list[str]:
    """What the letters tell of a verb: to come, in the present, past, or on its way."""
    if len(name) < 3 or not "ء" <= name[0] <= "ي" or is_noun(name):
        return []
    if _ON_THE_WAY.fullmatch(name):
        return ["<coming>"]
    if name.startswith("ال"):
        return ["<the>"]
    read = verb(name)
    if read is not None:
        return [f"<{read.marked or 'now'}{read.person}>"]
    if _MARKED.fullmatch(name):
        return [f"<like {name.lstrip('وف')[:2]}>"]
    if _DID.fullmatch(name):
        return ["<did>"]
    if _BARE.fullmatch(name):
        return [f"<like {name.lstrip('وف')[:1]}>"]
    return ["<did1>"] if _DID_ONE.fullmatch(name) else []


@lru_cache(maxsize=40_000)
def of_word(name: str) -> tuple[str, ...]:
    """The features of a word by itself: it, what it is without what is attached, its stem as a verb, and its parts."""
    found = [f"u {name}"]
    if name[0] in "<#^":
        return tuple(found)
    plain = _stripped(name)
    found.append(f"p {plain}")
    for ending in _ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= 3:
            found.append(f"p {plain[: -len(ending)]}")
            break
    if (read := verb(name)) is not None:
        found += [f"v {read.stem}", f"v {read.marked or '-'} {read.stem}"]
    found += letters_of(name) if len(name) != 3 else [f"a {name[0]}", f"z {name[-1]}"]
    return tuple(dict.fromkeys(found))


ARABIC = Vocabulary(
    language="ar",
    version="promises-ar-1",
    alike=alike,
    of_word=of_word,
    kinds=kinds,
    telling=tuple(
        "<time> <will1> <will3> <b1> <b3> <now1> <now3> <FUTURE_WORDS> <did> <did1> <neg> <if> <ask> <usual> <may> <must> "
        "<please> <want> <gone> <was> <i> <TO_YOU> <yours> <hedge> <SAID> <coming>".split()
    ),
)
