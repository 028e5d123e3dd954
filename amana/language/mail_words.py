"""The words and shapes by which mail programs mark an earlier letter, and people their signature."""

from __future__ import annotations

import re

from amana.language.compiling import later

WROTE = (
    r"wrote|writes|écrit|schrieb|escribió|scritto|escreveu|schreef|geschreven|skrev|napisał(?:\(a\))?|написала?|пише|пишет"
    r"|写道|寫道|כתב(?:ה|/ה|/תה|\(ה\))?|كتبت?|كتب/ت|כתבו"
)
ENDS_WROTE = later(rf"(?:\b|\s)(?:{WROTE})(?:\s+\W?-{{2,}}|\s?[:：]|\s?-{{2,}})?\s*\Z")
WROTE_THEN_ADDRESS = later(rf"\s(?:{WROTE})\s[^:]{{1,200}}(?:<[^<>]*)?<[^<>\s]+@[^<>\s]+\s?>{{1,2}}\s?[:：]\Z")
BEGINS = later(
    r"(?:-{2,}\s?)?(?:On|In|At|Le|Am|El|Il|Em|Op|Den|W dniu|Dnia|Pada|בתאריך|ביום|ב[-־]?\s?(?=\d|יום)|בשעה|في|بتاريخ|يوم|На|\d)"
)
# What `BEGINS` begins with, digits apart, and what ends a line that says who wrote.
FIRST_LETTERS = frozenset("-OIALEDWPבفبيН")
ENDS = ":：->"
MADE_BY_MACHINE = later(r"@|\d{1,2}[:.]\d\d|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
DATE_THEN_ADDRESS = later(
    r"(?:\D{0,12}\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}\s)[^<]{0,200}<[^<>\s]+@[^<>\s]+\s?>\s?:?\Z"
)
ADDRESS_THEN_DATE = later(rf"[^<>]{{1,100}}<[^<>\s]+@[^<>\s]+>,?\s(?:{WROTE})\s[^<>]{{4,120}}[:：]\Z")
BY_THEN_ADDRESS = later(
    r"(?:בתאריך|ב[-־]?\s?(?=\d|יום)|في|بتاريخ|يوم)[^<>]{5,200}"
    r"(?:מאת|تمت كتابة ما يلي بواسطة|بواسطة|من قبل|كتبت?)[^<>]{0,150}(?:<[^<>]+@[^<>]+>|\S+@\S+)?\s?:\Z"
)

ORIGINAL = (
    r"original (?:message|appointment)|(?P<forward>forwarded message|begin forwarded message|הודעה שהועברה|הודעה מועברת"
    r"|תחילת ההודעה המועברת|ההודעה שהועברה|رسالة معاد توجيهها|الرسالة المعاد توجيهها|رسالة مُعاد توجيهها|بداية الرسالة المعاد توجيهها"
    r"|رسالة محولة|weitergeleitete nachricht|message transféré|mensaje reenviado|messaggio inoltrato|doorgestuurd bericht)"
    r"|ה?הודעה ה?מקורית|الرسالة الأصلية|رسالة أصلية|النص الأصلي|mensaje original|ursprüngliche nachricht"
    r"|message d'origine|messaggio originale|mensagem original|oorspronkelijk bericht|исходное сообщение"
)
SEPARATOR = later(
    rf"(?:[-_=*]{{2,}}\s*(?:{ORIGINAL})\s*[-_=*]{{2,}}|begin forwarded message:|תחילת ההודעה המועברת:|بداية الرسالة المعاد توجيهها:)\Z",
    re.IGNORECASE,
)
RULE = later(r"[_\-=*]{5,}\Z")
LABEL = later(
    r"[*_]{0,2}(from|sent|date|to|cc|subject|reply-to|מאת|נשלח(?:ה)?|תאריך|אל|עותק|העתק|נושא|ל|מ"
    r"|من|تاريخ الإرسال|تم الإرسال|أُرسلت|أرسلت|الإرسال|مرسل|المرسل|التاريخ|تاريخ|إلى|نسخة|الموضوع|موضوع"
    r"|von|gesendet|an|betreff|datum|de|envoyé|à|objet|enviado|para|asunto|fecha|da|inviato|data|a|oggetto|risposta"
    r"|van|verzonden|aan|onderwerp|от|отправлено|кому|тема|дата)[*_]{0,2}\s?[:：][*_]{0,2}(?:\s|\Z)",
    re.IGNORECASE,
)
FIRST_LABELS = {"from", "מאת", "מ", "من", "مرسل", "المرسل", "von", "de", "da", "van", "от", "date", "sent", "subject"}

SENT_FROM = later(
    r"[<(\[]{0,2}\s?(?:sent (?:from|via|with|by)\b|get (?:\[?outlook|the outlook)|envoyé (?:depuis|de)\b|von meinem\b|gesendet (?:von|mit)\b"
    r"|diese nachricht wurde\b.{0,80}gesendet|verzonden (?:met|vanaf)|sendt fra|skickat från|enviado desde|inviato da|enviado do"
    r"|從我的|从我的|發自我的|发自我的|отправлено (?:с|из)\b"
    r"|נשלח(?:ה)? (?:מה|מ[-־ ]?|באמצעות|דרך)|נשלח מ|קבל(?:ו)? את outlook|הורד(?:ת)? את outlook"
    r"|أُ?رسِ?لت? (?:من|بواسطة)|أُرسلت من|مرسلة? من|تم الإرسال (?:من|بواسطة)|احصل على outlook|تنزيل outlook)",
    re.IGNORECASE,
)
DEVICE = later(
    r"iphone|ipad|ipod|android|mobile|outlook|mail\b|mailbox|phone|galaxy|windows|blackberry|samsung|huawei|xiaomi|אייפון|סמסונג|אנדרואיד|הנייד"
    r"|آيفون|هاتفي|أندرويد",
    re.IGNORECASE,
)
SIGNATURE_RULES = {"--", "—", "––"}
LONGEST_FAREWELL = 60
FAREWELL = later(
    r"(?:(?:best|kind|warm)? ?regards|best wishes|best|sincerely(?: yours)?|yours(?: truly| sincerely| faithfully)?|cheers|many thanks"
    r"|thanks(?: and regards| in advance)?|thank you|respectfully|בברכה(?: רבה)?|ב?כבוד רב|בתודה(?: מראש)?|תודה(?: רבה| מראש)?|בידידות"
    r"|مع (?:أطيب )?التحي(?:ة|ات)|مع خالص التحي(?:ة|ات)|تحياتي|مع الشكر|شكرا(?: جزيلا)?|وتفضلوا بقبول .{0,40})\s?[,،.!\-]{0,2}\Z",
    re.IGNORECASE,
)
CONTACT = later(
    r"\+?\d[\d\-() .]{6,}\d|https?://|www\.|\S@\S|(?:\b(?:tel|phone|mobile|cell|fax|t|m)|טל|טלפון|נייד|פקס|הם?ייל|هاتف|جوال|فاكس)\s?[.:׳']",
    re.IGNORECASE,
)
DISCLAIMER = later(
    r"\W{0,5}(?:confidential(?:ity)?\b|disclaimer\b|legal notice|privileged|this (?:e-?mail|message|communication|transmission)\b"
    r"|the (?:information|contents?) (?:contained )?(?:in|of) this|please consider the environment|important notice"
    r"|הודעה זו|הודעת דוא.?ל זו|דוא.?ל זה|מסר זה|המידע (?:ה?כלול )?ב|תוכן הודעה זו|אנא שקלו? לפני|לפני הדפסת"
    r"|هذه الرسالة|هذا البريد|تحتوي هذه الرسالة|المعلومات الواردة|تنبيه|إخلاء مسؤولية|إشعار السرية)",
    re.IGNORECASE,
)
SECRET = later(
    r"confidential|privileged|intended (?:solely|only|for)|unauthori[sz]ed|if you (?:are not|have received)|before printing|scanned (?:for|by)"
    r"|סודי|חסוי|לנמען|לנמענ|בטעות|להדפיס|הדפסת|سري|سرّي|المرسل إليه|بطريق الخطأ|عن طريق الخطأ|مخصصة|قبل الطباعة",
    re.IGNORECASE,
)
