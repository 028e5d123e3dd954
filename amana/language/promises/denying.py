r"""Wordings that are no promise in each language: asked for, refused, threatened, or taking place for everybody.

Parts of regular expressions; each begins with "|" and stands at the end of what the grammar of its language says of the
same. A clause is the words of one promise; a sentence with such a wording anywhere holds none.
"""

from __future__ import annotations

# What is asked for or not sure; then what takes place for all; then what prices do.
HEBREW_CLAUSE = (
    r"|(?<![א-ת])(?:(?:ביקש(?:ה|ו|ת|תם)?|מבקש(?:ת|ים)?|רצ(?:ה|ו|תה)|דרש(?:תי|נו|ה|ו)?)\s+ש[ינת]"
    r"|(?:לא\s+(?:בטוח|ברור|ודאי)\w*|אין\s+(?:מצב|סיכוי)|קשה\s+לדעת)\s+(?:ש|מתי|אם)"
    r"|ה(?:מערכת|אפליקציה|אתר|קישור|מסוף)\s+[ית](?:שלח|בקש|ציג|נחה|וביל|שאל|עביר)(?![א-ת])|ו?ש?[אנ]דע\s+(?:רק|אם|מתי|יותר)(?![א-ת])"
    r"|ו?ש?ה?(?:כביש|רחוב|כנס|טקס|עונה|עונת|סמסטר|בחינה|מוזיאון|קניון|ועד|ו?ועדה|תערוכה|פסטיבל|מרתון|הרצאה|אסיפה|אסיפת|ישיבת|בריכה|הופעה|גשר|חניון|טיול|צעדת|חג|חופש)"
    r"(?:\s+(?!לך|לכם|אצל|של[ךכ])\S+){0,4}?\s+(?:י?יערכו?|תי?ערך|[ית]תקיי?(?:ם|מו)|[ית]י?סגרו?|[ית]י?פתחו?|[ית]תכנסו?|[ית]סתיי?ם|י?ימשכו?|נפתח|נסגר|מתחילה?|מסתיי?מת?|תצא|יוצאת)(?![א-ת])"
    r"|ו?ש?ה?(?:מחיר|מחירי|מחירים|תעריף|תעריפי|תעריפים|ריבית|פרמיה|פרמיות|דמי|שכר|קנס|ארנונה|נקודות)"
    r"(?:\s+(?!לך|לכם)\S+){0,4}?\s+(?:[ית]תעדכן|[ית]עודכן|[ית]שתנ[הו]|[ית]על[הו]|[ית]תייקרו?|[ית]תווספו?|[ית]וטלו?|י?ימחקו|[ית]י?גבה)(?![א-ת]))"
)
# A service that will not be done; what takes its place may follow.
HEBREW_CLAUSE += (
    r"|(?<![א-ת])ו?ש?לא\s+(?:[אנית]גיעו?|[אני]בואו?|תבוא|[ית]תקבלו?|[ית]וחזרו?|[ית]זוכ[הו]|[אנ]חליף|[אנ]תקן|[אנ]פצה|[אנ]ספיק|[אנ]חזיר|[ית]תאפשר|[ית]ינתנ?ו?ן?|[ית]סופקו?|[אנ]אשר|[אנ]וכל|[ית]חודש|[ית]נוצל)(?![א-ת])"
    r"(?!.*(?<![א-ת])(?:(?:עוד|יותר|שוב|בלי|ו[אנ][א-ת]{3,})(?![א-ת])|(?:אבל|אלא|ולכן|לכן|אז)\s+[א-ת]))"
)
# What opens and closes for everybody; what every customer gets.
HEBREW_CLAUSE += (
    r"|(?<![א-ת])ו?ש?ה?(?:סניף|חנות|מסעדה|מכון|מרפאה|ספריי?ה|קורס|חוג|קייטנה|הרשמה|מכירה|חדר\s+ה?כושר|בית\s+ה?(?:קפה|ספר)|מבצע)\s(?:\S+\s){0,2}?"
    r"(?:נפתח(?:ת|ים|ה)?|נסגר(?:ת|ים|ה)?|[ית]י?פתח|[ית]י?סגר|מתחיל(?:ה|ים)?|מסתיי?מת?|[ית]חזור\s+לפעול)(?![א-ת])(?!.*(?:עבור[ךכ]|בשביל[ךכ]|לך|לכם)(?![א-ת]))"
    r"|(?:^|[,;:.]\s)כל\s+(?:מטופל|לקוח|מנוי|תושב|הורה|תלמיד|דייר|אורח|משתתף|חבר|נוסע|עובד|מזמין|קונה)\S*\s(?:\S+\s){0,2}?(?:מקבל|[ית]קבל|זכאי|זוכה|נהנה)"
)
# A threat; what the reader has not answered; a gift with every order; what to do when something happens; where a check stands.
HEBREW_SENTENCE = (
    r"|^(?:ב(?:כל\s+)?)?(?:הזמנ|קני|רכיש)\S*\s(?:\S+\s){0,3}?(?:מעל|החל\s+מ|מ-?)\s?\S*\d.*(?:עלינו|חינם|מתנה|במתנה)"
    r"|^(?:אם|במקרה\s+ש\S*|במידה\s+ו\S*)\s[^,]{3,60},\s(?:נא|אנא|יש|אפשר|ניתן|כדאי|מומלץ|צריך|לחצו|לחצי?|כבו|כב[הי]|צלמו|צלמי?|שלחו|שלחי?|פנו|פנ[הי]|התקשרו|התקשרי?|נסו|נס[הי]|חכו|המתינו|המתן|המתיני|"
    r"בדקו|בדוק|בדקי|אתחלו|אתחלי?|נתקו|נתקי?|סגרו|הקישו|הפעילו|מלאו|צרו|צרי|צור|גשו|היכנסו|הוציאו|החליפו|נקו|הקפידו|ודאו|ודאי?)(?![א-ת])(?!.*\s(?:ואז\s+|ו)?(?:[אנ][א-ת]{3,}|אני|אנחנו)(?![א-ת]))"
    r"|^(?:אנחנו|אנו|אני)\s+(?:כרגע\s+|עדיין\s+|עוד\s+)?(?:בודק(?:ים|ת)?|מברר(?:ים|ת)?)\s+(?:את\s+)?(?:זה|העניין|הנושא|התלונה|הפנייה)(?:\s+(?:מול|עם)\s+[^,.]{2,30})?\s*[.!]*$"
    r"|(?<![א-ת])(?:אם|במידה\s+ו|ככל\s+ש|כל\s+עוד)[א-ת]*\s.{0,60}?(?<![א-ת])(?:לא|טרם|ללא)(?![א-ת]).*"
    r"(?:עיקול|הליכי|לגביי?ה|לפינוי|עורכי?\s+ה?דין|נסגור\s+את\s+ה(?:פני|קריא|תיק)|[ית]וטל|[ית]?ינתק|ננתק|[ית]י?מכר|נמכור)"
    r"|\sולא\s+(?:הגעת|ענית|אישרת|נכנסת|הופעת|השבת)ם?\s*(?:$|[.!,])"
)
# Waiting, being told again and again, a threat.
HEBREW_CUSTOMER = (
    r"|^(?:\S+\s){0,2}(?:אחכה|נחכה|אמתין)\s+(?:\S+\s)?(?:לתשוב|לשיח|לשמוע|לטלפון|לעדכון|למענה|לכם\b)"
    r"|(?<![א-ת])(?:(?:אומר(?:ים|ת)|כותבים|עונים|מבטיחים)\s+לי|אפרסם|אתבע|אתלונן|(?:אעלה|אכתוב|נעלה|נכתוב)\s.*(?:פייסבוק|גוגל|ברשת|לרשת|ביקורת)"
    r"|(?:אחסום|חוסמת?|אבטל|מבטלת?)\s+(?:לכם\s+)?את\s+(?:ה?תשלום|ה?כרטיס|הוראת|הו\"ק)|(?:אגיע|אפנה)\s+(?:עד\s+)?ל(?:מנכ|עיתונ|תקשור|טלוויז|בית\s+משפט))"
)
# What the caller asked for, when no answer to it is noted.
HEBREW_NOTE = (
    r"|^(?!.*(?:אמר|הסכימ|הבטיח|אישר|(?<![א-ת])ענ(?:ה|תה|ו)(?![א-ת]))).*(?<![א-ת])"
    r"(?:ביקשתי|ביקשנו|הצעתי|הצענו|שאל(?:תי|ה|ו)?)\s+(?:ש[ית]|אם\s+[ית])"
)
# What the reader is told to do: at the beginning of a clause.
HEBREW_ORDER = (
    r"|ו?ת(?:ביא|שאיר|חזיר|שלח|בדוק|צרף|צרפ|עביר|עדכנ?|כתוב|כתב|כבה|כבי|דליק|י?יכנס|זיז|קליד|לחצ|לחץ|בוא|תקשר|פנה|פני|חתו?ם|חתמ|מלא|וריד|אתחל|פעיל|קח|קחי|נסה|נסי"
    r"|סרוק|צלם|צלמי|גש|גשי|זכור|שמור|חכה|חכי|ודיע|שלם|שלמ|אשר|אשרי)[יו]?(?:ן|ם)?\s(?!.*(?:מאיתנו|ממני|ממנו)\s)"
    r"|ו?ת(?:ן|ני|נו)\s+ל(?:זה|ו|ה|הם)\s"
)

# What is asked for or was to be; what others do by their own rules; what is only chosen or done already.
ENGLISH_CLAUSE = (
    r"|\b(?:(?:was|were) (?:going|meant|supposed|due) to|(?:should|ought to) have (?:\w+ed|rung|written|been|come|gone|had|sent)|"
    r"not going to (?:give you (?:a|any)|make (?:one|it|that|something) up|pretend|lie|sugar|guess)|"
    r"(?:told|advised|asked) (?:(?:the )?(?:cust\w*|cx|client|caller|tenant|pt|patient|me|her|him|them|us) )?to (?:call|ring|send|try|chase|come|bring|wait|check)|"
    r"(?:is|are) to be (?:paid|handed in|reported|vacated|kept|worn|returned)|"
    r"(?<!no )(?<!any )(?:fines?|charges?|penalt(?:y|ies)|surcharges?|bans?)\b[^,.;]{0,30} will be (?:made|issued|charged|applied|added|imposed|payable|there)|"
    r"(?:access|log-?in|service|licen[cs]e|membership|account|offer)\b[^,.;]{0,20} will be (?:restricted|withdrawn)|will be (?:towed|sent home|logged out|disposed of|returned to (?:the )?sender|sent back to (?:the )?sender)|"
    r"(?:rents?|prices?|fees?|tariffs?|premiums?|rates?|fares?|council tax|the index)\b[^,.;]{0,25} (?:(?:go(?:es)?|(?:is|are) going) (?:up|down)|(?:rises?|increases?|changes?) (?:to|by|from|in|on|with))\b|"
    r"your (?:card|account) will be charged|(?:payment|the instalment|the direct debit) will be taken|you(?:'ll| will) be (?:billed|charged|fined|picked)|"
    r"(?:we|i)(?:'ll| will) only know|the (?:system|app|website|link|page|terminal) (?:will|'ll) (?:send|ask|prompt|show|take|guide)|(?:'ve|'s|have|has) (?:now |just |already )?(?:rebooked|switched) (?:you|me|us|them) (?:on|onto|to) the|"
    r"(?:won't|will not|'ll not) (?:be (?:refunding|coming back|running|doing (?:her|his|their)|valid)|get better|make it|be any (?:refund|compensation))|no (?:compensation|refund) will be)\b"
)
# Weather and the like; who else will be about.
ENGLISH_SENTENCE = (
    r"|^(?:on|for|with) (?:all |any |every )?(?:orders?|purchases?|bookings?|bills?|baskets?|spends?) (?:of |over|above|from)\b.* (?:is|are) (?:on us|free)\b"
    r"|^(?:i'm|i am|me|cust|customer|cx) to (?:ask|ring|try|chase|call|phone) (?:again|back)\b|\b(?:it'll|it will|gonna|going to) (?:rain|snow)\b"
)
# A choice, a wait, giving up.
ENGLISH_CUSTOMER = (
    r"|^(?:(?:ok|okay|so|then|well|fine|right|and|but|no|yes),? )*(?:i|we)(?:'ll| will|ll) (?:just |probably )?(?:go (?:for|with) the|stick (?:to|with)|believe|end up|run out|"
    r"try (?:another|elsewhere|somewhere|some other)|wait for (?:your|the|a) (?:call|reply|response|answer|e-?mail)|leave it (?:then|there|at that)|give you (?:until|till)|be charging you|"
    r"take the (?:\w+ )?(?:one|option|second|first|other)|keep the \w+ one|pass on (?:that|it|this))\b(?!.*\band (?:i|we|pay|send|bring|post|return|drop))"
)

# What the reader must do, what cannot be done, what is cut or taken, the weather; what was to be.
ARABIC_CLAUSE = (
    r"|(?<!\w)(?:(?:سي|ي)تعين|(?:سي|ي)توجب|سيتعذر|يلزم(?:ك|كم)|(?:سي|ب|راح\s+ي|هي)كون\s+(?:علي(?:ك|كم)|الجو|الطقس)|لن\s+(?:نتمكن|يكون\s+بوسع|نستطيع)|(?:سنكون|بنكون|نكون)\s+مجبرين|"
    r"(?:سيتم|بيتم|راح\s+يتم|رح\s+يتم|هيتم|حيتم)\s+(?:قطع|فصل|ايقاف\s+(?:ال)?(?:اشتراك|خدم|خط|حساب)\w*|قفل|اغلاق|استقطاع|خصم\s.{0,30}من\s+(?:بطاق|حساب|راتب)\w*|سحب\s.{0,30}من\s+(?:بطاق|حساب)\w*|زياده|رفع\s+(?:ال)?(?:اسعار|سعر|رسوم|ايجار)|اعاده\s+افتتاح|افتتاح|تدشين|العمل\s+ب)|"
    r"(?:النظام|التطبيق|الموقع|الرابط)\s+(?:س|ب|ه|راح\s+)?[يت](?:رسل|بعت|طلب|عرض|وجه|حول)\w*|(?:بنعرف|سنعرف|هنعرف)\s+(?:بس|فقط)|كان\s+(?:من\s+)?(?:المفروض|يفترض|المفترض)|(?:ال)?(?:جو|طقس|ارصاد|امطار)\s)"
)
# Refusals of the company; threats.
ARABIC_SENTENCE = (
    r"|(?<!\w)(?:لن|ما\s+را?ح|مش\s+ه\w*|ماراح)\s+(?:يتم\s+قبول|تتم\s+الموافق\w*|(?:ن|ا)?(?:رجع|قبل|ناقش|نناقش|نقبل|نرجع|ارجع)|يصرف|ينظر|يطلب\s+من(?:ك|كم))(?!\w)|"
    r"(?<!\w)(?:اذا|لو|ان|ازا)\s+ما\s+\w+.*(?:ارضيه|لغيرك|قضاي|قضيه|محام|نحسب\s+علي(?:ك|كم)|غرامه)|(?:اقيم|نقيم|سنقيم)\s+علي(?:ك|كم)\s+(?:قضيه|دعوي)"
)
# Waiting, being away, refusing, going elsewhere.
ARABIC_CUSTOMER = (
    r"|^(?:\w+\s){0,2}(?:هستني|بستني|سانتظر|بنتظر|رح\s+استني|راح\s+انتظر)\s+(?:مكالم|رد|اتصال|جواب|تواصل)\w*|"
    r"(?<!\w)(?:سا|ب|ح|ه|راح\s+ا)كون\s+(?:خارج|مسافر\w*|بالمستشفي|برا|بره)(?!\w)|(?<!\w)(?:لن|ما\s+را?ح|مش\s+ه?)\s*(?:ا)?(?:جدد|شارك|سكت|دفع)(?!\w)"
)
ARABIC_NOTE = r"|(?<!\w)(?:ي?بون|بدهم|يبغون|عايزين)\s+مني(?!\w)"
ARABIC_ORDER = (
    r"|و?(?:اترك|احتفظ|تعال|عبي|ارسل(?!ت)|جيب|اطلب|اضغط|خلي|سجل|حط|اكتب|اتصل(?!ن)|راجع|انتظر)(?:ي|وا|و)?\s+(?!لك|لكم)"
)
