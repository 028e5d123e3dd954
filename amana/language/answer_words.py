"""The words by which a customer answers us: those we name in our mails, how people spell them, and what looks like them."""

from __future__ import annotations

from typing import Final, Literal

Act = Literal[
    "agree", "not_solved", "climb", "not_kept", "accept_time", "refuse_time", "release", "promised_me", "version", "send_record"
]  # fmt: skip
Words = dict[Act, tuple[str, ...]]

# The first of each is the one our mails name; the others are the same words as people write them. What is not in this
# list is never carried out by itself.
PLAIN: Final[dict[str, Words]] = {
    "en": {
        "agree": (
            "I agree", "agreed", "I do agree", "I agree to close", "I agree to close it", "I agree to close the case",
            "I agree to the closing", "I agree that it is over", "I agree you can close the case", "we agree",
            "you can close the case", "you may close the case", "you can close it", "you may close it",
            "please close the case", "close the case", "the case can be closed", "it can be closed", "it is solved",
            "it's solved", "solved", "all solved", "everything is solved", "it is settled", "this is settled",
            "yes this is settled", "all settled", "everything is settled", "resolved", "it is resolved", "all resolved",
        ),
        "not_solved": (
            "not solved", "it is not solved", "it's not solved", "this is not solved", "not solved yet", "still not solved",
            "it's still not solved",
            "it isn't solved yet",
            "it isn't solved", "it is still not solved", "it is not solved yet", "not resolved", "it is not resolved",
            "not settled", "it is not settled", "unsolved", "do not close", "don't close", "do not close it",
            "do not close the case", "don't close the case", "something is missing", "something is still missing",
        ),
        "climb": (
            "next person please", "the next person please", "next person", "the next person", "please the next person",
            "I want the next person", "I ask for the next person", "ask the next person", "please ask the next person",
            "I would like the next person", "next level please",
        ),
        "not_kept": (
            "not kept", "this was not kept", "it was not kept", "that was not kept", "the promise was not kept",
            "this promise was not kept", "your promise was not kept", "it wasn't kept", "this wasn't kept",
            "you did not keep it", "you didn't keep it", "you did not keep your promise", "you didn't keep your promise",
        ),
        "accept_time": (
            "the new time is fine", "new time is fine", "the new time is ok", "the new time is okay", "the new time works",
            "the new time is good", "the new time suits me", "I agree to the new time", "I accept the new time",
            "the new time works for me", "the new time is fine with me", "the new time is fine for me",
        ),
        "refuse_time": (
            "no, keep to the old time", "keep to the old time", "no keep the old time", "keep the old time",
            "the old time please", "I do not agree to the new time", "I don't agree to the new time",
            "the new time is not fine", "the new time does not work", "the new time doesn't work for me",
            "I refuse the new time",
        ),
        "release": (
            "I no longer need this", "I no longer need it", "I no longer need that", "we no longer need this",
            "we no longer need it", "I do not need this any more", "I don't need this any more", "I don't need this anymore",
            "I do not need this anymore", "I do not need it any more", "I don't need it any more", "I don't need it anymore",
            "I do not need it anymore", "we don't need this any more", "we don't need this anymore",
            "we do not need this any more", "we don't need it any more", "we don't need it anymore", "no longer needed",
            "this is no longer needed", "it is no longer needed", "it's no longer needed", "that is no longer needed",
            "this is not needed any more", "this isn't needed any more", "this isn't needed anymore", "not needed any more",
            "not needed anymore",
        ),
        "send_record": (
            "send me the record", "the record please", "send the record", "I want the record", "I would like the record",
            "send me the whole record", "send me a copy of the record", "I'd like the record",
        ),
    },
    "he": {
        "agree": (
            "אפשר לסגור", "אפשר לסגור את הפנייה", "אפשר לסגור את הפניה", "ניתן לסגור", "ניתן לסגור את הפנייה",
            "ניתן לסגור את הפניה", "מסכים", "מסכימה", "אני מסכים", "אני מסכימה", "מסכימים", "אנחנו מסכימים", "מאשר",
            "מאשרת", "אני מאשר", "אני מאשרת", "מאשרים", "מאשר לסגור", "מאשרת לסגור", "מאשר סגירה", "מאשרת סגירה",
            "מאשר את הסגירה", "מאשרת את הסגירה", "אני מאשר את הסגירה", "אני מאשרת את הסגירה", "מסכים לסגור", "מסכימה לסגור",
            "מסכים לסגירה", "מסכימה לסגירה", "אני מסכים לסגירה", "אני מסכימה לסגירה", "מוסכם", "בהסכמה",
            "מבחינתי אפשר לסגור", "מצידי אפשר לסגור", "מצדי אפשר לסגור", "תסגרו", "תסגרו את הפנייה", "תסגרו את הפניה",
            "סגרו את הפנייה", "אתם יכולים לסגור", "נפתר", "הכל נפתר", "הכול נפתר", "הבעיה נפתרה", "העניין נפתר", "זה נפתר",
            "הכל נפתר אפשר לסגור", "הכול נפתר אפשר לסגור", "הכל הסתדר", "הכול הסתדר", "הכל הסתדר אפשר לסגור",
            "הכול הסתדר אפשר לסגור", "זה הסתדר", "הסתדר", "הכל בסדר אפשר לסגור", "הכול בסדר אפשר לסגור",
        ),
        "not_solved": (
            "לא נפתר", "זה לא נפתר", "עדיין לא נפתר", "עוד לא נפתר", "הבעיה לא נפתרה", "הבעיה עדיין לא נפתרה",
            "העניין לא נפתר", "זה עדיין לא נפתר", "לא הסתדר", "עדיין לא הסתדר", "זה לא הסתדר", "לא לסגור", "נא לא לסגור",
            "אל תסגרו", "אל תסגרו את הפנייה", "אל תסגרו את הפניה", "לא לסגור את הפנייה", "משהו חסר", "עדיין חסר משהו",
        ),
        "climb": (
            "נא להעביר לדרג הבא", "להעביר לדרג הבא", "לדרג הבא", "העבירו אותי הלאה", "תעבירו אותי הלאה",
            "נא להעביר אותי הלאה", "להעביר אותי הלאה", "העבירו לדרג הבא", "תעבירו לדרג הבא", "העבירו אותי לדרג הבא",
            "תעבירו אותי לדרג הבא", "נא להעביר אותי לדרג הבא", "נא להעביר לדרג גבוה יותר", "הדרג הבא",
        ),
        "not_kept": (
            "ההבטחה לא קוימה", "לא קוימה", "לא קוים", "זה לא קוים", "ההבטחה הזאת לא קוימה", "ההבטחה הזו לא קוימה",
            "לא קיימתם", "לא קיימתם את ההבטחה", "לא עמדתם בהבטחה", "לא עמדתם במילה", "ההבטחה הופרה", "הבטחה שלא קוימה",
            "לא קויימה", "ההבטחה לא קויימה", "לא קויים",
        ),
        "accept_time": (
            "המועד החדש מתאים", "המועד החדש מתאים לי", "המועד החדש בסדר", "המועד החדש מקובל", "המועד החדש מקובל עלי",
            "המועד החדש מקובל עליי", "מסכים למועד החדש", "מסכימה למועד החדש", "אני מסכים למועד החדש",
            "אני מסכימה למועד החדש", "מאשר את המועד החדש", "מאשרת את המועד החדש", "הזמן החדש מתאים", "הזמן החדש בסדר",
            "המועד החדש טוב", "המועד החדש טוב לי",
        ),
        "refuse_time": (
            "לא, להישאר במועד הקודם", "להישאר במועד הקודם", "נא להישאר במועד הקודם", "להשאר במועד הקודם",
            "לא להשאר במועד הקודם", "המועד הקודם", "תישארו במועד הקודם", "המועד החדש לא מתאים", "המועד החדש לא מתאים לי",
            "לא מסכים למועד החדש", "לא מסכימה למועד החדש", "אני לא מסכים למועד החדש", "אני לא מסכימה למועד החדש",
            "המועד החדש לא מקובל", "המועד החדש לא מקובל עליי", "המועד החדש לא מקובל עלי",
        ),
        "release": (
            "אין בזה צורך יותר", "אין צורך בזה יותר", "אין יותר צורך בזה", "אין בזה יותר צורך", "כבר אין בזה צורך",
            "כבר אין צורך בזה", "אין לי צורך בזה יותר", "אין לי בזה צורך יותר", "אין לי יותר צורך בזה", "כבר אין לי צורך בזה",
            "אין לנו צורך בזה יותר", "אין לנו יותר צורך בזה", "כבר אין לנו צורך בזה", "זה כבר לא נחוץ", "זה לא נחוץ יותר",
            "זה כבר לא נחוץ לי", "כבר לא נחוץ", "לא נחוץ יותר", "זה כבר לא דרוש", "זה לא דרוש יותר", "לא צריך את זה יותר",
            "לא צריכה את זה יותר", "לא צריכים את זה יותר", "אני לא צריך את זה יותר", "אני לא צריכה את זה יותר",
            "אנחנו לא צריכים את זה יותר", "כבר לא צריך את זה", "כבר לא צריכה את זה", "כבר לא צריכים את זה",
            "אני כבר לא צריך את זה", "אני כבר לא צריכה את זה", "אנחנו כבר לא צריכים את זה", "אני לא צריך יותר את זה",
            "אני לא צריכה יותר את זה", "כבר לא צריך", "כבר לא צריכה",
        ),
        "send_record": (
            "שלחו לי את התיעוד", "נא לשלוח לי את התיעוד", "תשלחו לי את התיעוד", "לשלוח לי את התיעוד", "את התיעוד",
            "אשמח לקבל את התיעוד", "אני רוצה את התיעוד", "אבקש את התיעוד", "מבקש את התיעוד", "מבקשת את התיעוד",
            "שלחו את התיעוד", "נא לשלוח את התיעוד",
        ),
    },
    "ar": {
        "agree": (
            "أوافق", "موافق", "موافقة", "أنا موافق", "أنا موافقة", "أنا أوافق", "نوافق", "موافقون", "أوافق على الإغلاق",
            "موافق على الإغلاق", "موافقة على الإغلاق", "أوافق على إغلاق الملف", "موافق على إغلاق الملف", "يمكن إغلاق الملف",
            "يمكنكم إغلاق الملف", "يمكن الإغلاق", "أغلقوا الملف", "سكروا الملف", "فيكم تسكروا الملف", "ممكن تسكروا الملف",
            "حلت المشكلة", "انحلت المشكلة", "تم حل المشكلة", "تم الحل", "تم حلها", "المشكلة انحلت", "انحلت",
            "كل شيء تمام يمكن إغلاق الملف", "اتحلت", "المشكلة اتحلت", "تم حل الموضوع", "انحل الموضوع", "موافقين",
        ),
        "not_solved": (
            "لم تحل المشكلة", "لم تُحلّ", "لم يحل", "لم يُحلّ بعد", "لم تحل بعد", "لم تحل المشكلة بعد", "لم يتم الحل",
            "لم يتم حل المشكلة", "ما انحلت", "ما انحلت المشكلة", "المشكلة ما انحلت", "لسا ما انحلت", "لسه ما انحلت",
            "لسا ما انحلت المشكلة", "ما اتحلتش", "المشكلة ما اتحلتش", "لسه ما اتحلتش", "لا تغلقوا الملف", "لا تغلقوه",
            "ما تسكروا الملف", "ما تسكروه", "ينقص شيء", "لم ينته الأمر",
        ),
        "climb": (
            "أرجو التحويل إلى المستوى التالي", "التحويل إلى المستوى التالي", "إلى المستوى التالي", "المستوى التالي",
            "أرجو تحويلي إلى المستوى التالي", "الرجاء تحويلي إلى المستوى التالي", "حولوني إلى المستوى التالي",
            "حولوني للمستوى التالي", "الشخص التالي", "الشخص التالي من فضلكم", "حولوني للمسؤول التالي", "المسؤول التالي",
            "حولوني للي بعده", "بدي الشخص التالي", "أريد الشخص التالي", "حولوني على المسؤول",
        ),
        "not_kept": (
            "لم يُوفَ بالوعد", "لم يوف به", "لم يُوفَ بهذا الوعد", "لم يتم الوفاء بالوعد", "لم تفوا بالوعد", "لم تفوا بوعدكم",
            "ما وفيتوا", "ما وفيتوا بالوعد", "ما وفيتوا بوعدكم", "ما التزمتوا", "ما التزمتوا بالوعد", "لم تلتزموا",
            "لم تلتزموا بالوعد", "ما وفيتوش", "لم يوفى بالوعد",
        ),
        "accept_time": (
            "الموعد الجديد مناسب", "الموعد الجديد مناسب لي", "الموعد الجديد يناسبني", "الموعد الجديد جيد", "الموعد الجديد تمام",
            "أوافق على الموعد الجديد", "موافق على الموعد الجديد", "موافقة على الموعد الجديد", "الموعد الجديد منيح",
            "الموعد الجديد كويس", "الموعد الجديد بناسبني", "الوقت الجديد مناسب",
        ),
        "refuse_time": (
            "لا، أبقوا على الموعد السابق", "أبقوا على الموعد السابق", "ابقوا على الموعد القديم", "لا ابقوا على الموعد القديم",
            "خلوا الموعد القديم", "لا خلوا الموعد القديم", "الموعد السابق", "الموعد الجديد غير مناسب",
            "الموعد الجديد لا يناسبني", "الموعد الجديد ما بناسبني", "لا أوافق على الموعد الجديد",
            "غير موافق على الموعد الجديد", "مش موافق على الموعد الجديد", "مش موافقة على الموعد الجديد",
        ),
        "release": (
            "لم أعد بحاجة إلى هذا", "لم أعد بحاجة إلى ذلك", "لم أعد بحاجة لهذا", "لم أعد بحاجة لذلك", "لم أعد بحاجة إليه",
            "لم أعد في حاجة إلى هذا", "لم أعد أحتاج هذا", "لم أعد أحتاج إلى هذا", "لم أعد أحتاج إلى ذلك", "لم أعد أحتاج إليه",
            "لم أعد أحتاجه", "لم نعد بحاجة إلى هذا", "لم نعد بحاجة إلى ذلك", "لم نعد بحاجة لهذا", "لم نعد بحاجة إليه",
            "لم نعد نحتاج إلى هذا", "لم يعد هذا لازمًا", "لم يعد ذلك لازمًا", "لم يعد لازمًا", "لم يعد هذا ضروريًا",
            "لم يعد ذلك ضروريًا", "لم يعد ضروريًا", "لم يعد هناك حاجة لذلك", "لم يعد هناك حاجة إلى ذلك",
            "لم تعد هناك حاجة لذلك", "لم تعد هناك حاجة إلى ذلك", "لم تعد هناك حاجة إلى هذا", "لا حاجة لهذا بعد الآن",
            "لا حاجة لذلك بعد الآن", "لا داعي لذلك بعد الآن", "ما عدت بحاجة لهذا", "ما عدت بحاجة لهالشي", "ما عاد بدي ياه",
            "ما عاد بدي هالشي", "ما عاد لازم", "ما عاد في داعي", "ما عاد يلزمني", "لم يعد يلزمني", "مبقتش محتاج ده",
            "مبقتش محتاجة ده", "ما بقيتش محتاج ده", "ما بقيتش محتاجة ده",
        ),
        "send_record": (
            "أرسلوا لي السجل", "أرسلوا السجل", "ابعتوا لي السجل", "ابعتولي السجل", "أرسلوا إلي السجل", "أريد السجل", "بدي السجل",
            "أرجو إرسال السجل", "الرجاء إرسال السجل", "أرسلوا لي نسخة من السجل", "السجل من فضلكم", "عايز السجل", "عاوز السجل",
        ),
    },
}  # fmt: skip
OPENERS: Final[dict[str, str]] = {
    "en": r"you (?:have )?promised (?:me|us)(?: that| to)?(?! nothing\b)",
    "he": r"הבטחת[םןה]? ל(?:י|נו)|הובטח(?:ה|ו)? ל(?:י|נו)",
    "ar": r"وعدتموني|وعدتمونا|وعدتوني|وعدتونا|وعدتني|وعدتيني|انتم وعدتوني|انتو وعدتوني|لقد وعدتموني",
}
OTHERWISE: Final[dict[str, str]] = {
    "en": r"(?:i|we) remember (?:it|this|that|the call) (?:otherwise|differently)",
    "he": r"אצל(?:י|נו) (?:זה )?(?:נרשם|רשום) אחרת|(?:אני )?זוכר(?:/?ת|\.ת|\(ת\))? את (?:זה|השיחה|הדברים) אחרת"
    r"|(?:אנחנו )?זוכרים את (?:זה|השיחה|הדברים) אחרת|זכור לי אחרת",
    "ar": r"(?:انا )?(?:ن|ا|ب)?(?:تذكر|ذكر)(?:ه|ها)?(?: (?:الامر|هذا|ذلك|المكالمه|الموضوع))?"
    r" (?:علي نحو|بشكل|بطريقه) (?:اخر|اخري|مختلف|مختلفه)|(?:انا )?(?:ب|م)تذكر(?:ه|ها)? غير هيك",
}
OTHERWISE_NAMED: Final[dict[str, str]] = {
    "en": "I remember it otherwise",
    "he": "אצלי זה נרשם אחרת",
    "ar": "أتذكّره على نحو آخر",
}
OTHERWISE_HINTS: Final[dict[str, tuple[str, ...]]] = {
    "en": ("otherwise", "differently"),
    "he": ("אחרת",),
    "ar": ("اخر", "مختلف", "غير هيك"),
}
PROMISED: Final[dict[str, str]] = {"en": "you promised me …", "he": "הבטחתם לי …", "ar": "وعدتموني …"}

# What may stand around the words without changing them.
COURTESY: Final[tuple[str, ...]] = (
    "yes", "ok", "okay", "hi", "hello", "hey", "dear", "good morning", "good evening", "good afternoon", "please", "thanks",
    "thank you", "many thanks", "thanks a lot", "thank you very much", "thank you so much", "thanks again", "cheers",
    "regards", "best regards", "kind regards", "best", "sincerely", "yours", "all the best", "good day", "have a nice day",
    "כן", "אוקיי", "אוקי", "שלום", "היי", "הי", "שלום רב", "בוקר טוב", "ערב טוב", "צהריים טובים", "בבקשה", "אנא", "נא", "תודה", "תודה רבה",
    "המון תודה", "רוב תודות", "תודה לכם", "תודה מראש", "בברכה", "בתודה", "יום טוב", "יום נעים", "שבוע טוב", "שבת שלום", "לילה טוב",
    "نعم", "اوكي", "اوك", "طيب", "اه", "ايوه", "مرحبا", "اهلا", "السلام عليكم", "السلام عليكم ورحمة الله وبركاته", "صباح الخير",
    "مساء الخير", "تحية طيبة", "تحية طيبة وبعد", "من فضلكم", "من فضلك", "لو سمحتم", "لو سمحت", "رجاء", "شكرا", "شكرا لكم", "شكرا لك",
    "شكرا جزيلا", "شكرا كتير", "شكرا كثيرا", "يعطيكم العافية", "يعطيك العافية", "مع التحية", "مع الشكر", "تحياتي", "مع تحياتي", "مشكورين",
)  # fmt: skip
GREETINGS: Final = frozenset("hi hello hey dear שלום היי הי לכבוד مرحبا اهلا عزيزي عزيزتي سيدي سيدتي".split())
FAREWELLS: Final = frozenset(
    (
        "regards",
        "best regards",
        "kind regards",
        "sincerely",
        "yours",
        "בברכה",
        "בתודה",
        "مع التحيه",
        "تحياتي",
        "مع تحياتي",
    )
)

# Looking like an answer inside other words; read in a folded sentence.
LOOSE: Final[dict[str, dict[Act, str]]] = {
    "en": {
        "not_kept": r"\b(?:(?:was|were)(?: not|n't)|never) kept\b|\b(?:did(?: not|n't)|never) (?:keep|kept) (?:it|this|that|to it|your (?:promise|word))\b|\bbroke your (?:promise|word)\b",
        "refuse_time": r"\b(?:keep|stick) (?:to )?the old (?:time|date)\b|\bnew (?:time|date) (?:is not|isn't|does not|doesn't|will not|won't)\b|\b(?:do not|don't|cannot|can't) (?:agree to|accept) the new (?:time|date)\b",
        "accept_time": r"\bnew (?:time|date) (?:is|works|suits|sounds)(?: \w+)? ?(?:fine|ok|okay|good|great|me)?\b|\b(?:agree to|accept) the new (?:time|date)\b",
        "not_solved": r"\b(?:not|isn't|never|un) ?(?:been )?(?:yet )?(?:solved|resolved|settled|fixed)\b|\b(?:do not|don't) (?:agree|close)\b|\bstill (?:missing|broken|not working|does not work|doesn't work|waiting)\b",
        "agree": r"\b(?:i|we) (?:do |fully |totally )?agree\b|\bagreed\b|\byou (?:can|may) close\b|\b(?:please )?close the case\b|\bcan be closed\b|\b(?:is|all|now) (?:solved|resolved|settled)\b|^yes$",
        "climb": r"\bnext person\b|\b(?:speak|talk|escalate|transfer|pass|move|get)\b.{0,40}\b(?:manager|supervisor|somebody above|someone above|someone senior|next level|your boss)\b|\b(?:want|need|get me) (?:a|the|your) (?:manager|supervisor)\b",
        "release": r"\bno longer (?:need(?:ed)?|necessary|required)\b|\b(?:do not|don't|isn't|is not|not) need(?:ed)?\b.{0,40}\b(?:any ?more|any longer)\b|\b(?:is no|there's no|no) need (?:to|for)\b",
        "send_record": r"\b(?:send|get|have|copy of|download|want)\b.{0,25}\bthe (?:whole |full |complete )?record\b",
    },
    "he": {
        "not_kept": r"(?<!\w)לא (?:קוימ?ה?|קויי?מ?ה?|קוים|קיימתם|עמדתם בהבטחה|עמדתם ב[א-ת]+)(?!\w)|(?<!\w)הפרתם",
        "refuse_time": r"(?<!\w)ל?(?:הישאר|השאר|תישארו|להישאר) במועד הקודם|(?:המועד|הזמן) החדש (?:לא|אינו) |לא (?:מסכימ?[הםי]?|מקבלת?|מאשרת?) (?:ל|את ה)מועד החדש",
        "accept_time": r"(?:המועד|הזמן) החדש (?:מתאים|בסדר|מקובל|טוב|סבבה)|(?<!\w)(?:מסכימ?[הםי]?|מאשרת?|מקבלת?) (?:ל|את ה)מועד החדש",
        "not_solved": r"(?<!\w)לא (?:נפתרה?|הסתדרה?|טופלה?|תוקנה?|מסכימ?[הםי]?|לסגור)(?!\w)|(?<!\w)אל תסגר|עדיין לא (?:עובד|תקין|מתפקד)",
        "agree": r"(?<!\w)(?:מסכימ?[הםי]?|מאשרת?|מוסכם)(?!\w)|(?:אפשר|ניתן|יכולים) לסגור|(?<!\w)(?:ה?כו?ל|הבעיה|העניין|זה) (?:נפתרה?|הסתדרה?)|^כן$",
        "climb": r"(?:דרג|רמה) (?:הבא|הבאה|גבוה|גבוהה|בכיר)|(?<!\w)ה?(?:מנהלת?|אחראית?|מפקחת?)(?: שלכם| שלך| אזורי| משמרת)?(?=.{0,40}(?:לדבר|תעביר|העביר|רוצה|צריכ?ה?))|(?:לדבר|תעביר|העביר|רוצה|מבקשת?|דורשת?).{0,30}(?<!\w)ה?(?:מנהלת?|אחראית?)(?!\w)|העבירו אותי הלאה",
        "release": r"(?<!\w)אין (?:\w+ ){0,2}צורך(?!\w)|(?<!\w)כבר לא (?:צריך|צריכ(?:ה|ים|ות)|נחוצ?ה?|נחוץ|דרושה?|רלוונטית?)(?!\w)|(?<!\w)לא (?:צריך|צריכ(?:ה|ים|ות)|נחוצה?|נחוץ|דרושה?|רלוונטית?)(?: \S+){0,4} יותר(?!\w)",
        "send_record": r"(?:לשלוח|שלחו|תשלחו|לקבל|רוצה|מבקשת?).{0,20}את (?:כל )?התיעוד",
    },
    "ar": {
        "not_kept": r"لم (?:يوف|تفوا|تلتزموا)|(?<!\w)ما (?:وفيت|التزمت)\w*|لم يتم الوفاء",
        "refuse_time": r"(?:ابقوا علي|خلوا) الموعد (?:السابق|القديم)|الموعد الجديد (?:غير|لا|ما|مش|مو) |(?:لا اوافق|غير موافق\w?|مش موافق\w?) علي الموعد الجديد",
        "accept_time": r"الموعد الجديد (?:مناسب|يناسب|جيد|تمام|منيح|كويس)|(?:اوافق|موافق\w?) علي الموعد الجديد",
        "not_solved": r"لم (?:يحل|تحل|ينحل|تنحل|يتم)|(?<!\w)ما (?:انحل|اتحل)\w*|(?:لا|ما) (?:تغلقوا|تسكروا)|(?:لا اوافق|غير موافق|مش موافق|مو موافق)|ما زالت? المشكله",
        "agree": r"(?<!\w)(?:اوافق|موافق|موافقه|موافقين|نوافق)(?!\w)|(?:يمكن|يمكنكم|فيكم|ممكن) (?:اغلاق|تغلقوا|تسكروا)|(?:انحلت|اتحلت|تم حل) ?(?:المشكله|الموضوع)?|^نعم$",
        "climb": r"(?:المستوي|الشخص|المسوول) التالي|(?:حولوني|احكي مع|اتكلم مع|التحدث مع|بدي|اريد|عايز).{0,25}(?:المدير|مدير|المسوول|مسوول)",
        "release": r"(?<!\w)(?:لم|ما) (?:اعد|نعد|يعد|تعد|عاد|عدت|عدنا)(?: \w+){0,2} (?:بحاجه|حاجه|احتاج\w*|نحتاج\w*|محتاج\w*|لازم\w*|ضروري\w*|داعي|بدي|يلزم\w*)(?!\w)|(?<!\w)لا (?:حاجه|داعي)(?!\w)|(?<!\w)(?:مبقتش|ما بقيتش) محتاج\w*",
        "send_record": r"(?:ارسل\w*|ابعت\w*|اريد|بدي|نسخه من).{0,20}السجل",
    },
}  # fmt: skip
# Without one of these a text holds nothing that the patterns above could find.
HINTS: Final[dict[str, Words]] = {
    "en": {
        "not_kept": ("kept", "keep", "broke your"),
        "refuse_time": ("old time", "old date", "new time", "new date"),
        "accept_time": ("new time", "new date"),
        "not_solved": ("solved", "settled", "fixed", "agree", "close", "still "),
        "agree": ("agree", "close", "solved", "settled", "yes"),
        "climb": ("next person", "manager", "supervisor", "above", "senior", "next level", "your boss"),
        "release": ("no longer", "any more", "anymore", "any longer", "no need"),
        "send_record": ("record",),
        "promised_me": ("promised",),
    },
    "he": {
        "not_kept": ("לא קו", "לא קי", "לא עמד", "הפרתם"),
        "refuse_time": ("במועד הקודם", "החדש"),
        "accept_time": ("החדש",),
        "not_solved": ("לא ", "אל תסגר"),
        "agree": ("מסכ", "מאשר", "מוסכם", "לסגור", "נפתר", "הסתדר", "כן"),
        "climb": ("דרג", "רמה", "מנהל", "אחרא", "מפקח", "הלאה"),
        "release": ("צורך", "כבר לא", "יותר"),
        "send_record": ("תיעוד",),
        "promised_me": ("הבטח", "הובטח"),
    },
    "ar": {
        "not_kept": ("لم ", "ما "),
        "refuse_time": ("الموعد",),
        "accept_time": ("الموعد",),
        "not_solved": ("لم ", "ما ", "لا ", "غير ", "مش ", "مو "),
        "agree": ("وافق", "اغلاق", "تغلق", "تسكر", "انحلت", "اتحلت", "تم حل", "نعم"),
        "climb": ("التالي", "مدير", "مسوول"),
        "release": ("اعد", "نعد", "يعد", "تعد", "عاد", "عدت", "عدنا", "لا حاجه", "لا داعي", "محتاج"),
        "send_record": ("السجل",),
        "promised_me": ("وعد",),
    },
}
NEGATION: Final = (
    r"\b(?:not|no|never|nothing|neither|nor|cannot|without|hardly|n't|\w+n't)\b"
    r"|(?<!\w)(?:לא|אין|אינ\w+|בלי|אל|מעולם|שום)(?!\w)|(?<!\w)(?:لا|لم|لن|ليس\w*|ما|مش|مو|غير|بدون|ولا|بلا)(?!\w)"
)
# Before the words these only turn from something else; after them they take something back.
BUT: Final = r"\b(?:but|however|though|although)\b|(?<!\w)ו?(?:אבל|אולם|אך|למרות)(?!\w)|(?<!\w)و?(?:بس|لكن|ولكن)(?!\w)"
CONDITION: Final = (
    r"\b(?:if|unless|once|provided|when|after|before|until|only|but|however|except|assuming|as long as|as soon as|would|"
    r"though|although|maybe|perhaps|suppose)\b"
    r"|(?<!\w)ו?(?:אם|בתנאי|כש\w+|כאשר|רק|אבל|אולם|אך|אחרי|לאחר|עד|לפני|אלא|ובלבד|במידה|כל עוד|אולי|למרות)(?!\w)"
    r"|(?<!\w)و?(?:اذا|لو|ان|بشرط|شرط|عندما|لما|بس|لكن|ولكن|بعد|قبل|حتي|الا|طالما|ربما|يمكن ان|فقط)(?!\w)"
)
