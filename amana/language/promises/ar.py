"""Arabic words that carry a promise, standard and spoken; the text is folded (alef, ya, ta marbuta, hamza)."""

from __future__ import annotations

import re

from amana.language.due.ar import ARABIC as TIMES
from amana.language.findings import Side
from amana.language.promises.ar_verbs import Verb, stem_of, unknown, verb
from amana.language.promises.heads import Grammar, Head, Token, Words

_FUTURE_WORDS = {"سوف", "راح", "رح", "حا", "هـ", "لن", "ولن", "وسوف", "وراح", "ورح"}
_TRIES = {"حاول", "سعي", "امل", "توقع"}
_CHANGES = {"تغير", "رتفع", "صبح", "زيد"}
# Stems whose bare first person is also a past: "ارسل" is "I send" and "he sent".
_SAME_AS_PAST = set("تصل رسل كد اكد ستلم عتمد تاكد لغي ضاف صدر نتهي ستكمل".split())
# Before a verb these make it a request, a question, a wish, a past or somebody else's.
_NO_PROMISE_AFTER = set(
    """لا لم ان لازم ممكن يمكن اقدر نقدر يقدر بدي بدنا ابغي اريد نريد حابه حاب كان كنا كنت يرجي قد اللي الي مني منا
    بدون هل متي كيف ليش لماذا من نحن رضي رضيت رفض رفضت احد حدا محد""".split()
)
_TO_YOU = set(
    """لك لكم لكو عليك عليكم اليك اليكم معك معكم فيك فيكم بك بكم حسابك حسابكم عندك عندكم لحضرتك حضرتك لحسابك بحسابك
    الك الكم عنك عنكم رقمك طلبك طلبكم""".split()
)
_YOURS = re.compile(r"(?:ك|كم|كو)$")
_TO_ME = re.compile(r"^(?:لي|فيني|فيي|فيا|عليا|علي|معي|بي|لحسابي|عندي|الي)$|(?:ني|لي)$")
_ADVERSE = set(
    """سيقطع سيصبح سيرتفع سيتوقف يقطع بينقطع سيخصم سيحظر سيفصل بيرتفع بيزيد سيزيد ستزيد ستصبح سيجمد ينسحب""".split()
)
_SAID = set(
    """قال قالت قالوا يقول تقول ذكر ذكرت اكد اكدت وعد وعدت وعدوا بيقول بتقول وعدني وعدتني وعدوني افاد افادت""".split()
)
_SELF_SAID = {"قلت", "قلتله", "قلتلها", "قلتلهم", "وعدته", "وعدتهم", "بلغته", "بلغتهم", "خبرته"}
_THINGS = set(
    """استرجاع استرداد رد تحديث فني الفني زياره موعد تركيب توصيل تفعيل اصلاح شحنه طلب مندوب بطاقه المبلغ الرد الشحنه
    الطلب المندوب التركيب التوصيل التفعيل الاصلاح المعامله الكرت""".split()
)
_ON_US = re.compile(r"(?<!\w)(?:و?(?:ال|رسوم|تكلفه|كلفه)\w*\s+){1,4}علي(?:نا|\s+حسابنا)(?!\w)")
_EXPECTED = re.compile(r"(?<!\w)(?:من\s+)?(?:المتوقع|المفترض|المفروض|المقرر)\s+(?:ان\s+)?\w")
_SAYING = _SAID | _SELF_SAID | {"لهم", "له", "لها", "انه", "انها", "بس", "لكن", "وان", "متفقين", "خلاص"}


def heads(sentence: str, tokens: list[Token], side: Side) -> list[Head]:
    """The places of an Arabic sentence that may carry a promise, in order."""
    words = Words(tokens, side)
    found: list[Head] = []
    for place, token in enumerate(tokens):
        read = verb(token.word)
        if place and tokens[place - 1].word in _FUTURE_WORDS:
            read = read._replace(marked="will") if read else unknown(token.word)
        head = _head_at(words, place, read) if read is not None else None
        if head is not None:
            found.append(head)
    if side != "customer":
        found = sorted([*found, *_without_a_verb(sentence, words, found)])
    return found


def _head_at(words: Words, place: int, read: Verb) -> Head | None:
    before = words.at(place - 1).removeprefix("و")
    if before in _NO_PROMISE_AFTER or (before == "ما" and read.marked != "will"):
        return None
    refusing = before == "لن" or (before in _FUTURE_WORDS and words.at(place - 2) in ("ما", "مش", "مو"))
    if refusing and words.at(place)[1:] in ("قدر", "تمكن", "ستطيع", "كون"):
        return None
    if read.person == 1:
        return _first_person(words, place, read, refusing=refusing)
    if words.side == "customer" or read.person == 2:
        return None
    return _third_person(words, place, read, refusing=refusing)


def _first_person(words: Words, place: int, read: Verb, *, refusing: bool) -> Head | None:
    start = words.subject(place, _SAYING)
    if read.stem in ("امل", "توقع"):
        return words.head(start, place, "first_person", 0.6, needs_time=True, hedged=True)
    if refusing:
        return words.head(start, place, "refrain", 0.75)
    if _is_no_undertaking(words, place, read):
        return None
    helps, bare_alef = _helps(words, place), words.at(place).lstrip("وف").startswith("ا")
    if read.marked == "" and words.at(place).startswith("ا") and words.side == "company" and not helps:
        return words.head(start, place, "first_person", 0.6, needs_time=True)
    strength = {"will": 0.9, "b": 0.85, "b?": 0.65, "": 0.75}[read.marked]
    bare = read.marked in ("", "b?") and not helps
    needs_time = bare and (words.side == "customer" or read.marked == "b?" or bare_alef)
    return words.head(start, place, "first_person", strength, needs_time=needs_time, hedged=read.stem in _TRIES)


def _is_no_undertaking(words: Words, place: int, read: Verb) -> bool:
    """A past of the same letters, a noun after ب, somebody else's act in a note, looking without anything to look at."""
    word, after, said = words.at(place), words.at(place + 1), words.among(0, place)
    bare_alef = read.marked == "" and word.lstrip("وف").startswith("ا")
    noted = words.side == "caller_note"
    if bare_alef and read.stem in _SAME_AS_PAST and "انا" not in said and (noted or after not in ("لك", "لكم")):
        return True
    if noted and read.marked == "" and word.startswith("ا") and not said & (_SELF_SAID | {"انا", "وانا"}):
        return True
    if read.stem == "شوف" and after not in ("اذا", "الموضوع", "لك", "ايش", "شو", "وش", "موضوع"):
        return True
    return read.marked == "b?" and words.at(place - 1).startswith(("قم", "قام", "اقوم", "ي", "ن", "ت"))


def _third_person(words: Words, place: int, read: Verb, *, refusing: bool) -> Head | None:
    word, noted = words.at(place), words.side == "caller_note"
    if _is_no_service(words, place, read, refusing=refusing):
        return None
    near = (words.at(place + 1), words.at(place + 2))
    helped = _helps(words, place) or any(_TO_ME.search(each) for each in (word, *near))
    code = "refrain" if refusing else "reported" if noted else "third_person"
    hedged = read.stem in _TRIES
    start = words.subject(place, _SAYING)
    if read.marked == "will" or refusing:
        strength = 0.85 if helped or stem_of(word.lstrip("وفسحه")[1:]) else 0.7
        return words.head(start, place, code, strength, by="company", hedged=hedged)
    if read.marked:
        return words.head(start, place, code, 0.75, by="company", needs_time=not helped, hedged=hedged)
    promised = words.at(place - 1).startswith("وعد")
    needs_time = not (noted and (helped or promised))
    return words.head(start, place, code, 0.65, by="company", needs_time=needs_time)


def _is_no_service(words: Words, place: int, read: Verb, *, refusing: bool) -> bool:
    """Adverse notices, new rules and states: nothing done for the reader."""
    if words.at(place) in _ADVERSE - {"سيخصم"} and not refusing:
        return True
    if read.stem in ("كفي", "تطلب", "حتاج", "شمل", "عمل"):
        return True
    return read.stem in _CHANGES and not _helps(words, place)


def _helps(words: Words, place: int) -> bool:
    """Whether the act is for the reader: an ending of the verb or one of the next two words says so."""
    if _YOURS.search(words.at(place)) and stem_of(words.at(place)) is None:
        return True
    return words.helps(place, _TO_YOU, within=2)


def _without_a_verb(sentence: str, words: Words, found: list[Head]) -> list[Head]:
    """The company takes a cost ("التركيب علينا"), something is expected, or a note names a thing and its time."""
    if words.side == "company" and (on_us := _ON_US.search(sentence)):
        return [Head(on_us.start(), on_us.start(), "company", "word_given", 0.6)]
    if expected := _EXPECTED.search(sentence):
        place = expected.start()
        return [Head(place, place, "company", "third_person", 0.6, needs_time=True, hedged=True)]
    comma = sentence.find("،")
    if words.side != "caller_note" or any(comma < 0 or head.start < comma for head in found):
        return []
    last = sum(comma < 0 or token.start < comma for token in words.tokens)
    thing = next((place for place in range(last) if words.at(place) in _THINGS), None)
    if thing is None or not {"موعد", "خلال"} & words.among(0, last):
        return []
    return [words.head(thing, thing, "named_time", 0.55, by="company", needs_time=True)]


ARABIC = Grammar(
    heads=heads,
    times=TIMES.parts,
    condition=re.compile(
        r"(?<!\w)و?(?:اذا(?!ً)|في\s+حال|بحال|شرط\s+ان|بشرط|علي\s+شرط|ان\s+(?:توفر|تاخر|ارسلت)|لو(?!\s+سمحت)|بمجرد|اول\s+ما\s+(?:يوصل|توصل|نستلم|استلم|يجي)|عند\s+(?:استلام|وصول|توفر)|حال\s+(?:استلام|وصول|توفر)|لما\s+(?:يوصل|توصل|تبعت|ترسل|نستلم|استلم)|متي\s+ما)(?!\w)"
    ),
    hedge=re.compile(
        r"(?<!\w)(?:[سبحه]?[انب]?(?:ب|س)?(?:ا|ن)?حاول|نحاول|احاول|سنسعي|نسعي|اسعي|نامل|امل|ان\s*شاء\s+نقدر|يفترض|المفروض|المفترض|المتوقع|متوقع|نتوقع|بشوف\s+(?:اذا|لو|شو|وش|ايش)|نشوف\s+(?:اذا|لو|شو|وش|ايش)|[انب]+بذل|ما\s+اوعدك|غالبا|بنشوف|بنتابع\s*$|قصاري)(?!\w)"
    ),
    never=re.compile(
        r"(?<!\w)(?:عاده|غالبا|احيانا|(?<!وقت )ممكن|يمكن|قد|ربما|من\s+المحتمل|يحتمل|في\s+العاده|بالعاده|عموما|دايما)(?!\w)"
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
