"""Where the promise of an Arabic sentence is, when only the weight of its words tells that there is one."""

from __future__ import annotations

import re

from amana.language.promises.arabic.weighing import ARABIC
from amana.language.promises.denying import ARABIC_ORDER
from amana.language.promises.semitic.guessing import Signs

_VERBS = {
    "<will1>",
    "<will3>",
    "<b1>",
    "<b3>",
    "<now1>",
    "<now3>",
    "<FUTURE_WORDS>",
    "<like سي>",
    "<like ست>",
    "<like بي>",
}
SIGNS = Signs(
    own=re.compile(
        r"(?<!\w)(?:و?انا|و?(?:سا|با|حا|ها|سن)\w{2,}|و?ا(?!ل|ن|كد|تصل|عتذر|ذا|لي|و|ي|فاد|خبر)\w{3,}|(?:راح|رح|سوف)\s+ا?\w+|"
        r"و?(?:ال)?(?:عميل|زبون|مريض|مراجع|مستاجر|مشترك|مسافر|مواطن|طالب|عضو|مستلم|مدين|ساكن)(?:ه|تنا|نا)?|زوجي|زوجتي|وعدتهم|وعدته|قلتله\w*|خبرتهم|حكيتله\w*)(?!\w)"
    ),
    theirs=re.compile(
        r"(?<!\w)(?:لي|علي|معي|فيني|فيي|الي|عندي|حسابي|لحسابي|نحن|للعميله?|للزبونه?|للمريضه?|ابلغت|اخبرت)(?!\w)|"
        r"(?<!\w)\w{3,}(?:ني|لي)(?!\w)|(?<!\w)(?:[سب]ن|ن)\w{3,}(?!\w)|(?<!\w)(?:قالوا|اكدوا|وعدوا|ذكروا|الموظفه?|الفني|المندوب|المدير)(?!\w)"
    ),
    order=re.compile(
        r"(?:و?مرفق(?:ه|ات)?|و?(?:ا?ت)جد(?:ون|وا)?|يرجي|الرجاء|رجاء|فضلا|ارجو|نرجو|لا\s+ت|لازم|يجب|علي(?:ك|كم)\s|هل|متي\s+(?!ما)|كيف|ليش|لماذا|ممكن|لو\s+سمحت|تفضل|اذا|(?:\w+\s+){0,3}معا?(?:ك|كم)\s+(?:ال)?\w+(?=\s*(?:[،,.]|$)))\s?"
        + ARABIC_ORDER
    ),
    pause=re.compile(r"[,،;؛:()]\s*(?!\d)|\s-\s|[.!?؟]+\s"),
    coming=frozenset(
        _VERBS
        | {
            "<b?1>",
            "<coming>",
            "<hedge>",
            "<like سن>",
            "<like بن>",
            "<like بت>",
            "<like ه>",
            "<TO_YOU>",
            "<like ي>",
        }
    ),
    over=frozenset({"<did>", "<was>", "<gone>"}),
    opening={
        "بس",
        "لكن",
        "ولكن",
        "فا",
        "وبعدين",
        "وبعدها",
        "وهو",
        "وهي",
        "وهم",
        "وانا",
        "واحنا",
        "ونحن",
        "عشان",
        "لذلك",
    },
    joined="و",
    verbs=frozenset(_VERBS),
    vocabulary=ARABIC,
)
weigh, weigh_words, clauses = SIGNS.weigh, SIGNS.weigh_words, SIGNS.clauses
guess = SIGNS.guessing(chief=1.0, beside=1.5)
