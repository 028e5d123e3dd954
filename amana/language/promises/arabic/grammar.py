"""Arabic words that carry a promise, standard and spoken; the text is folded (alef, ya, ta marbuta, hamza)."""

from __future__ import annotations

import re
from functools import lru_cache

from amana.language.due.ar import ARABIC as TIMES
from amana.language.findings import Side
from amana.language.promises.arabic.given import committed, without_a_verb
from amana.language.promises.arabic.guessing import guess, weigh, weigh_words
from amana.language.promises.arabic.verbs import Verb, done_for_you, is_noun, stem_of, unknown, verb
from amana.language.promises.arabic.words import (
    ABOUT_TO,
    ADVERSE,
    ASKED_OF_YOU,
    ASKING_ME,
    AT_HOME,
    BINDING,
    CALLING,
    CHANGES,
    COMING,
    COMMITTING,
    COULD,
    DOING,
    FIXED,
    FIXED_THINGS,
    FUTURE_WORDS,
    GETS,
    LET_ME,
    MY_PEOPLE,
    MY_THINGS,
    NO_PROMISE_AFTER,
    NO_WORD_GIVEN_AFTER,
    NOT_COMING,
    OPENING,
    PAST_FIRST,
    PAYING,
    SAID,
    SAME_AS_PAST,
    SAYING,
    SELF_SAID,
    SHUT_THINGS,
    SINCE,
    THE_REST,
    TIMES_BEFORE,
    TO_ME,
    TO_MEND,
    TO_YOU,
    TRIES,
    WHEN_OPEN,
    WISHES,
    WORD_GIVEN,
    YOURS,
)
from amana.language.promises.denying import ARABIC_CLAUSE, ARABIC_CUSTOMER, ARABIC_NOTE, ARABIC_SENTENCE
from amana.language.promises.heads import Grammar, Head, Token, Words
from amana.language.seeking import sought


def heads(sentence: str, tokens: list[Token], side: Side) -> list[Head]:
    """The places of an Arabic sentence that may carry a promise, in order."""
    words = Words(tokens, side)
    found: list[Head] = []
    if side == "customer" and (home := AT_HOME.search(sentence)):
        return [Head(home.start(), home.start(), "customer", "present", 0.65, needs_time=True)]
    for place, token in enumerate(tokens):
        if not _may_carry(token.word) and not (place and tokens[place - 1].word in FUTURE_WORDS):
            continue
        read = _read(words, place, token.word)
        head = _head_at(words, place, read) if read is not None else None
        head = head or _without_the_future(words, place, token.word)
        if head is not None and not (found and _is_its_aim(words, place, head, found[-1])):
            found.append(head)
    rest = next((n for n, token in enumerate(tokens) if token.word in THE_REST), 0) if side == "customer" else 0
    if rest and found and not any(head.action > tokens[rest].start for head in found):
        found.append(words.head(rest, rest, "named_time", 0.6))  # "هحول العربون اليوم والباقي عند الاستلام"
    if side == "customer":
        return found or committed(sentence, side)
    return sorted([*found, *without_a_verb(sentence, words, found)])


def _is_its_aim(words: Words, place: int, head: Head, last: Head) -> bool:
    """Whether a bare verb only says what the one before it is for: "بحاول اجي بكرا اوقع"."""
    word = words.at(place)
    if head.code != "first_person" or word[0] not in "ان" or last.code != "first_person":
        return False
    since = next((n for n, token in enumerate(words.tokens) if token.start >= last.action), place)
    bare = words.at(place - 1) not in FUTURE_WORDS and not _helps(words, place)
    return bare and place - since < 6 and not any(words.is_after_pause(n) for n in range(since + 1, place + 1))


def _read(words: Words, place: int, word: str) -> Verb | None:
    """The word as a verb to come, with what the word before it says of it."""
    read, before = verb(word) or _by_its_shape(words, place, word), words.at(place - 1)
    if before in FUTURE_WORDS:
        return read._replace(marked="will") if read else unknown(word)
    if read and read.marked == "" and before in LET_ME:
        return read._replace(marked="b")
    return read


def _without_the_future(words: Words, place: int, word: str) -> Head | None:
    """A word of promising, somebody on the way, a time that was fixed."""
    before = words.at(place - 1).removeprefix("و")
    if words.side == "company" and WORD_GIVEN.fullmatch(word) and before not in NO_WORD_GIVEN_AFTER:
        return words.head(place, place, "word_given", 0.75)
    if before in ("انا", "احنا", "نحن") and ABOUT_TO.fullmatch(word):
        return words.head(place - 1, place, "present", 0.65, needs_time=True)
    if COMING.fullmatch(word) and (coming := _on_the_way(words, place)):
        return coming
    return _fixed_for_you(words, place) if word[-1] in "تناكموا" else None


@lru_cache(maxsize=20_000)
def _may_carry(word: str) -> bool:
    """Whether a word can be a head at all, whatever stands around it."""
    plain = word.removeprefix("و")
    if plain.rstrip("كم") in FIXED or ABOUT_TO.fullmatch(word) or COMING.fullmatch(word) or WORD_GIVEN.fullmatch(word):
        return True
    shaped = len(plain) >= 4 and plain[0] in "بحه" and plain[1] in "ينت"
    shaped = shaped or (plain.endswith(("لك", "لكم", "لكو")) and done_for_you(word) is not None)
    return shaped or verb(word) is not None


def _fixed_for_you(words: Words, place: int) -> Head | None:
    """A time fixed by the company: "حجزت لك الخميس", "حطيتك على الأحد"."""
    word = words.at(place).removeprefix("و")
    if word.rstrip("كم") not in FIXED or words.at(place - 1) in ("ما", "لم"):
        return None
    near = words.among(place + 1, place + 4) & (TO_YOU | FIXED_THINGS)
    whom = words.side == "company" and (near or YOURS.search(word))
    if not whom and not (words.side == "caller_note" and word.endswith("وا") and words.at(place + 1) == "لي"):
        return None
    return words.head(place, place, "fixed", 0.7, by="company", needs_time=True)


def _on_the_way(words: Words, place: int) -> Head | None:
    """A participle of coming or sending, with a time: "المناوب جايكم اليوم", "الشنطة طالعة بكرا"."""
    if words.side == "customer" or not place or words.at(place - 1) in NOT_COMING or words.is_after_pause(place):
        return None
    start = words.subject(place, SAYING)
    return words.head(start, place, "present", 0.65, by="company", needs_time=True)


def _by_its_shape(words: Words, place: int, word: str) -> Verb | None:
    """A verb we do not know: marked as one to come, and the one it is done for follows."""
    plain = word.removeprefix("و")
    if words.side == "company" and word[-1] in "كمو" and (read := done_for_you(word)):
        return read
    if len(plain) < 4 or plain[0] not in "بحه" or plain[1] not in "ينت" or not words.helps(place, TO_YOU, within=1):
        return None
    if is_noun(plain) or plain.startswith(
        ("بين", "بيان", "بيت", "هنا", "هيئ", "حتي", "حين", "حيث", "هيك", "بنك", "بنت", "بتار")
    ):
        return None
    return Verb("b", 1 if plain[1] == "ن" else 3, plain[2:])


def _head_at(words: Words, place: int, read: Verb) -> Head | None:
    before = words.at(place - 1).removeprefix("و")
    if before in ("اللي", "الي") and words.at(place - 2) in ("هو", "هي", "هم", "انا", "احنا"):
        before = ""
    refusing = _is_refusing(words, place, read, before)
    unable = refusing and words.at(place)[1:] in ("قدر", "تمكن", "ستطيع", "كون", "عرف", "حتاج")
    unable = unable or (before in COULD and words.at(place - 2).removeprefix("و") in ("ما", "لم"))
    if unable or _is_asked_or_denied(read, words.at(place), before):
        return None
    if read.person == 1:
        return _first_person(words, place, read, refusing=refusing)
    if words.side == "customer":
        return _of_my_people(words, place, read)
    if words.side == "caller_note" and read.person == 2 and TO_ME.search(words.at(place)):
        read = read._replace(person=3)  # "she will send me", not "you"
    if read.person == 2 or (refusing and read.stem in PAYING and words.at(place).startswith("ت")):
        return _to_you(words, place, read, refusing=refusing)
    return _third_person(words, place, read, refusing=refusing)


def _is_asked_or_denied(read: Verb, word: str, before: str) -> bool:
    """Whether the word before makes the verb a request, a wish, or what is not so."""
    if before in ASKING_ME and read.marked not in ("b", "will"):
        return True
    if read.marked == "" and read.person == 1 and ASKED_OF_YOU.fullmatch(word):
        return True
    return before in NO_PROMISE_AFTER or (before == "ما" and read.marked != "will")


def _is_refusing(words: Words, place: int, read: Verb, before: str) -> bool:
    """Whether it will not be done: "لن نخصم", "ما راح ينسحب", "مش هنحاسبك"."""
    if before in ("مش", "مو", "مب", "ماني", "مانيش", "منيش"):
        return read.marked == "will" or (read.marked == "b" and words.side == "company")
    not_to = words.at(place - 2).removeprefix("و") in ("ما", "مش", "مو", "لا", "مب", "ولا")
    return before in ("لن", "ماراح", "مارح", "مراح", "ولاراح") or (before in FUTURE_WORDS and not_to)


def _of_my_people(words: Words, place: int, read: Verb) -> Head | None:
    """A customer speaks for their own: "زوجي بيكون بالبيت", "المبلغ بيكون عندكم"."""
    near = words.among(place - 2, place)
    given = near & MY_THINGS and words.helps(place, TO_YOU, within=2)
    theirs = near & MY_PEOPLE and read.stem not in ("غيب", "تاخر")
    if not read.marked or not (given or theirs):
        return None
    needs_time = not words.among(place, place + 8) & TO_YOU
    return words.head(place - 1, place, "third_person", 0.65, needs_time=needs_time)


def _to_you(words: Words, place: int, read: Verb, *, refusing: bool) -> Head | None:
    """What the reader will get, or will not have to pay."""
    if words.side != "company":
        return None
    if refusing:
        return words.head(place - 1, place, "refrain", 0.75, by="company") if read.stem in PAYING else None
    given = read.marked and read.stem in GETS
    return words.head(place, place, "to_you", 0.75, by="company") if given else None


def _first_person(words: Words, place: int, read: Verb, *, refusing: bool) -> Head | None:
    start, helps = words.subject(place, SAYING), _helps(words, place)
    if words.side == "customer" and (
        read.stem in ("امل", "توقع") or (not read.marked and words.at(place - 1) == "مره")
    ):
        return None
    if read.stem in ("امل", "توقع"):
        return words.head(start, place, "first_person", 0.6, needs_time=True, hedged=True)
    if refusing:
        if words.side == "customer" and read.stem in PAYING | {"وقع"}:
            return None
        return None if _is_parting(words, read) else words.head(start, place, "refrain", 0.75)
    if _is_no_undertaking(words, place, read) or _is_wish_or_habit(words, place, read, helps=helps):
        return None
    bare_alef = words.at(place).lstrip("وف").startswith("ا")
    if read.marked == "" and words.at(place).startswith("ا") and words.side == "company" and not helps:
        return words.head(start, place, "first_person", 0.6, needs_time=True)
    strength = {"will": 0.9, "b": 0.85, "b?": 0.65, "": 0.75}[read.marked]
    bare = not helps and _is_bare(words, read)
    needs_time = bare and (words.side != "caller_note" or read.marked == "b?" or bare_alef)
    needs_time = needs_time and not words.among(place - 3, place) & SELF_SAID
    if read.stem in TRIES and words.side == "company":
        needs_time = needs_time and not any(TO_MEND.fullmatch(words.at(place + n)) for n in (1, 2))
    return words.head(start, place, "first_person", strength, needs_time=needs_time, hedged=read.stem in TRIES)


def _is_bare(words: Words, read: Verb) -> bool:
    """Whether nothing marks the verb as one to come; in the Levant ب also marks what a customer does as a rule."""
    if read.marked == "b":
        return words.side == "customer" and read.stem not in COMMITTING
    return read.marked in ("", "b?") and read.stem not in BINDING


def _is_parting(words: Words, read: Verb) -> bool:
    """Whether a refusal is no service: "we will not tolerate", a customer's "never again"."""
    if read.stem in ("تهاون", "هاون", "تسامح", "تردد", "ردد", "سامح", "قبل"):
        return True
    return words.side == "customer" and bool(words.among(0, len(words.tokens)) & {"ابدا", "مره", "بعد", "ثاني"})


def _is_wish_or_habit(words: Words, place: int, read: Verb, *, helps: bool) -> bool:
    """Wishes and thanks, and what a customer tries, asks or has been doing."""
    if WISHES.fullmatch(words.at(place)) or WISHES.fullmatch(words.at(place - 1)):
        return True
    if words.side == "company" and read.stem in OPENING and not helps and _tells_when_open(words.at(place + 1)):
        return True
    if read.stem == "كون" and words.at(place + 1).startswith(("ممتن", "شاكر", "سعيد", "مسرور")):
        return True
    if words.side == "customer" and _is_threat_or_wait(words, place, read):
        return True
    if words.side != "customer" or read.marked == "will" or helps:
        return False
    told = words.among(0, place) & SINCE or PAST_FIRST.fullmatch(words.at(place - 1))
    waiting = read.stem == "ستني" and not words.among(place + 1, place + 4) & {"البيت", "بالبيت", "الدار", "بالدار"}
    return bool(told) or waiting or read.stem in DOING


def _is_threat_or_wait(words: Words, place: int, read: Verb) -> bool:
    """Whether a customer only waits for what the company does, or will leave it: "هستنى مكالمتكم وبعد كده هلغي"."""
    if read.stem in ("ستني", "نتظر", "نطر"):
        return words.at(place + 1).startswith(("مكالم", "رد", "اتصال", "جواب", "تواصل"))
    return read.stem in ("لغي", "كنسل") and bool(words.among(place - 3, place) & {"وبعد", "بعد", "وبعدها", "بعدها"})


def _tells_when_open(after: str) -> bool:
    """Whether the word after a verb of opening or closing is a time and nothing that is opened: "منسكر اليوم"."""
    return not after or (after not in SHUT_THINGS and WHEN_OPEN.fullmatch(after) is not None)


def _is_no_undertaking(words: Words, place: int, read: Verb) -> bool:
    """A past of the same letters, a noun after ب, somebody else's act in a note, looking without anything to look at."""
    word, after, said = words.at(place), words.at(place + 1), words.among(0, place)
    bare_alef = read.marked == "" and word.lstrip("وف").startswith("ا")
    noted = words.side == "caller_note"
    if not noted and words.among(place - 2, place) & TIMES_BEFORE:
        return False
    if bare_alef and read.stem in SAME_AS_PAST and not said & {"انا", "وانا"} and (noted or after not in ("لك", "لكم")):
        return True
    if noted and read.marked == "" and word.startswith("ا") and not said & (SELF_SAID | {"انا", "وانا"}):
        return True
    if read.stem == "شوف" and word.endswith(("ك", "كم")):
        return False
    if read.stem == "شوف" and after not in ("اذا", "الموضوع", "لك", "ايش", "شو", "وش", "موضوع"):
        return True
    return read.marked == "b?" and words.at(place - 1).lstrip("وس").startswith(("قم", "قام", "اقوم", "ي", "ن", "ت"))


def _third_person(words: Words, place: int, read: Verb, *, refusing: bool) -> Head | None:
    word, noted = words.at(place), words.side == "caller_note"
    if _is_no_service(words, place, read, refusing=refusing):
        return None
    near = (words.at(place + 1), words.at(place + 2))
    helped = _helps(words, place) or any(TO_ME.search(each) for each in (word, *near))
    code = "refrain" if refusing else "reported" if noted else "third_person"
    hedged = read.stem in TRIES and words.at(place + 1) not in ("مره", "مجددا", "ثانيه", "تاني", "الاتصال", "التسليم")
    start = words.subject(place, SAYING)
    if read.marked == "will" or refusing:
        strength = 0.85 if helped or stem_of(word.lstrip("وفسحه")[1:]) else 0.7
        return words.head(start, place, code, strength, by="company", hedged=hedged)
    said = words.among(0, place) & SAID
    if read.marked:
        return words.head(
            start, place, code, 0.75, by="company", needs_time=not (helped or (noted and said)), hedged=hedged
        )
    promised = words.at(place - 1).startswith("وعد")
    calling = words.side == "company" and helped and read.stem in CALLING and start == place
    needs_time = not ((noted and (helped or promised)) or calling or words.at(place - 1) in ("وعليه", "عليه"))
    return words.head(start, place, code, 0.65, by="company", needs_time=needs_time)


def _is_no_service(words: Words, place: int, read: Verb, *, refusing: bool) -> bool:
    """Adverse notices, new rules and states: nothing done for the reader."""
    if words.at(place) in ADVERSE - {"سيخصم"} and not refusing:
        return True
    if read.stem in ("نتهي", "نقضي") and not words.among(0, place) & {"فريق", "الفريق", "الفني", "الصيانه", "المهندس"}:
        return True
    if read.stem in ("كفي", "تطلب", "حتاج", "شمل", "عمل", "شتغل", "داوم"):
        return True
    return read.stem in CHANGES and not _helps(words, place)


def _helps(words: Words, place: int) -> bool:
    """Whether the act is for the reader: an ending of the verb or one of the next two words says so."""
    if YOURS.search(words.at(place)) and stem_of(words.at(place)) is None:
        return True
    return words.helps(place, TO_YOU, within=2)


ARABIC = Grammar(
    heads=heads,
    times=TIMES.parts,
    condition=sought(
        r"(?<!\w)و?(?:(?:ما\s+ان|حالما|لمن|من\s+(?:يطلع|يوصل|يجي|يخلص))(?!\w)|ازا|لو\s+ما|ان\s+(?:طلع|وصل|وجدنا|احتجت|تعطل|رجع|زاد|ثبت|كان|وافق|لم)\w*|اذا(?!ً)|في\s+حال|بحال|شرط\s+ان|بشرط|علي\s+شرط|ان\s+(?:توفر|تاخر|ارسلت)|لو(?!\s+سمحت)|بمجرد|(?:اول|بعد)\s+ما\s+(?:[يت](?!وم)\w+|نستلم|استلم)|بس\s+[يت](?:وصل|خلص|جي|طلع|جهز|رجع|رد|وافق|دفع|نزل)\w*|بعد\s+(?:موافق|استلام|تاكيد|اعتماد|سداد|دفع|توقيع|ارسال|تسليم|اكتمال|انتهاء|الانتهاء)\w*|فور\s+(?:وصول|استلام|توفر|اعتماد|صدور|ورود|انتهاء|اكتمال|تاكيد|الانتهاء)\w*|عند\s+(?:استلام|وصول|توفر)|حال\s+(?:استلام|وصول|توفر)|لما\s+(?:يوصل|توصل|تبعت|ترسل|نستلم|استلم)|متي\s+ما)(?!\w)"
    ),
    hedge=sought(
        r"(?<!\w)(?:[سبحه]?[انب]?(?:ب|س)?(?:ا|ن)?حاول(?!\s+(?:مره|مجدد|ثاني|الاتصال))|نحاول|احاول|سنسعي|نسعي|اسعي|[تي]امل\w*|[تي]سعي\w*|نامل|امل|[هحسب]?[ان]?عمل\s+(?:كل\s+)?(?:اللي|الي|ما)\s+(?:عليا|علي|علينا|[ان]قدر|بوسع\w+|فيي|بيدي)|ان\s*شاء\s+نقدر|يفترض|المفروض|المفترض|المتوقع|متوقع|نتوقع|بشوف\s+(?:اذا|لو|شو|وش|ايش)|نشوف\s+(?:اذا|لو|شو|وش|ايش)|[انب]+بذل|ما\s+اوعدك|غالبا|بنشوف|بنتابع\s*$|قصاري)(?!\w)"
    ),
    never=sought(
        r"(?<!\w)(?:اغلب|معظم|عاده|غالبا(?!\s+(?:بين|يوم|بكر|الساعه|خلال|قبل|اليوم|غدا))|احيانا|تلقاييا|(?:جميع|كل|كافه)\s+(?:ال)?(?:رسايل|طلبات|شكاوي|استفسارات)|و?(?:انا\s+)?(?:ب|را?ح\s+|س)?احولك(?:م)?\s+(?:الحين\s+|الان\s+|حالا\s+)?(?:علي|ل|الي)\s*(?:ال)?(?:قسم|موظف\w*|زميل\w*|فريق|مختص\w*|دعم|مشرف\w*|مدير\w*)|(?<!وقت )ممكن|يمكن|قد(?!\s+ما\s)|ربما|من\s+المحتمل|يحتمل|في\s+العاده|بالعاده|عموما|دايما)(?!\w)"
        + ARABIC_CLAUSE
    ),
    usual=sought(
        r"(?<!\w)(?:كل\s+(?:يوم|اسبوع|شهر|سنه|سبت|احد|اثنين|ثلاثاء|اربعاء|خميس|جمعه)|يوميا|شهريا|اسبوعيا|سنويا)(?!\w)"
    ),
    never_sentence=sought(
        r"(?<!\w)(?:(?<!مني )(?<!منا )(?:عدم|لم|ما)\s+(?:يتم\s+)?(?:استلام\s+الدفع\w*|ال?سداد|سداد|تسديد|دفع|تسدد\w*|تدفع\w*)|ما\s+(?:عرف|يعرف|عرفت|تعرف)|هل|تحب|بتحب|تبغي|كنا|كان\s+هي|لو\s+كان|لا\s+يقبل|اكذب\s+عليك\w*|(?:المطبخ|المحل|الفرع|المكتب|النادي|العياده|المطعم|المسبح)\s+[يت](?:قفل|فتح|سكر|غلق|بدا)|ساريا|يرجي\s+العلم|حيز\s+التنفيذ|س?[يت]فتتح|(?:س|ب|راح\s+)?[يت]فتح\s+(?:ال)?(?:فرع|معرض|مكتب)|(?:س|ب|راح\s+)?[تي]كون\s+(?:ساعات\s+|مواعيد\s+|اوقات\s+)?(?:ال)?(?:دوام|عمل|استقبال)|من\s+المنتظر|س?يعاد\s+افتتاح|لن\s+(?:يتم\s+)?(?:دفع|صرف|يدفع|يصرف|تقديم|نقدم)\s+(?:اي\s+)?(?:تعويض|استرداد)\w*|في\s+حدا|ما\s+قال\s+متي|(?<!قد )ما\s+[ان]قدر(?!.*(?<!\w)بس(?!\w))|ما\s+وعد\w*|كان\s+ب?ودي|لاسباب\s+امنيه)(?!\w)|^(?:طيب\s+|و)?(?:متي(?!\s+ما)|كيف|وين|فين|ليش|ليه|كم\s+(?:من|ياخذ|بتاخذ|مده)|شو|ايش|وش|اين|لماذا|امتي)\s|(?<!\w)(?:سيتم|بيتم|راح\s+يتم)\s+(?:اغلاق|نقل|افتتاح)\s+(?:ال)?(?:فرع|مكتب|معرض|محل)|"
        r"(?<!\w)(?:(?:ست|سي|ت|ي)كون|راح\s+[تي]كون|ب[تي]كون)\s+(?:مغلق|مقفل|مسكر|مغلوق|معطل)\w*|"
        r"(?<!\w)(?:بموجب|بحسب|حسب|وفقا?(?:ا)?\s+ل|بناء\s+علي|طبقا\s+ل)\s*(?:ال)?(?:ماده|مواد|ميثاق|لايح|لوايح|سياس|نظام|انظم|شروط|بنود|وثيق|عقد|دليل)|"
        r"(?<!\w)(?:عدم|اذا\s+(?:ما|لم)|لم|ما\s+لم|الا\s+اذا|بدون|دون)\s.*(?:سيتم|يتم|سوف|راح|بيتم|حيتم|هيتم|س)\s*(?:ي|ت)?(?:تم\s+)?(?:اغلاق|الغاء|ايقاف|فصل|قطع|تعليق|حظر|انهاء|احاله|تحويل\w*\s+(?:الي\s+)?(?:ال)?(?:تحصيل|قانون|محام)|حذف|سحب|اعاده\s+الشحنه|غلق|لغي|وقف|سقط|رفض)"
        + ARABIC_SENTENCE
    ),
    never_customer=sought(
        r"(?<!\w)(?:قلتو?ا?|قالو?ا?|قالت|قال|حكيتو\w*|وعدتو\w*|وعدوني|وعدني|قلتم|وعدتم|قالولي|لازم(?!\s+[ان]\w)|يا\s+ب\w+|محامي|هييه|بيقلي|بتقولو\w*|(?:لو|اذا|ازا)\s+(?:\w+\s+){0,3}(?:ما|لم|مش|م\w+ش)(?!\w)|(?:لو|اذا|ازا)\s+(?:\w+\s+){0,3}م[ات]?\w{2,}ش(?!\w)|(?:اذا|ازا)\s+ما|\w{0,4}(?:شتكي|فضح)\w*|\w{0,3}(?:نزل|نشر|كتب)\s+(?:فيديو|بوست|تقييم|ريفيو|منشور|تغريده|عنكم)|\w{0,3}(?:رفع|قدم|سجل|عمل)\s+(?:عليكم\s+|فيكم\s+)?(?:شكوي|شكوه|قضيه|بلاغ|محضر|دعوي)|(?:لل|بال|ال)(?:صحاف|صحف|اعلام|تلفزيون|محكم|نيابه)\w*|صار\s+لي|ليش)(?!\w)"
        + ARABIC_CUSTOMER
    ),
    never_note=sought(
        r"(?:وعد\w*|قال\w*|قيل|تعهد\w*|حلف\w*)\b.*(?:(?:الاسبوع|الشهر|المره|الاحد|الاثنين|الثلاثاء|الاربعاء|الخميس|الجمعه|السبت)\s+(?:الماضي\w?|اللي\s+(?:فات\w?|راح\w?)|السابق\w?)|ولم\s+|ولا\s+(?:احد|حد)|و?ما\s+(?:اجا|جا|اتصل|صار|وصل|شفت|حضر|رجع)\w*|من\s+قبل)"
        + ARABIC_NOTE
    ),
    joins=re.compile(
        r"(?<!\w)(?:قال(?:ت|وا)?|يقول|تقول|انه|انها|ان|بس|لكن|قلت\s+ل\w+|ذكر[ت]?|اكد[ت]?|خلاص\s+متفقين)\s+"
    ),
    weigh=weigh,
    weigh_words=weigh_words,
    guess=guess,
    least={"first_person": -0.5, "third_person": 0.0},
    likely=1.2,
)
