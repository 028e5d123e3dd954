"""The deeds that support desks ask for again and again, under one name in every language."""

from __future__ import annotations

from amana.language.compiling import later

_DEEDS = (
    ("restart", r"restart|reboot|power.?cycl|turn(?:ed|ing)? (?:it|the \w+|my \w+) off|switch(?:ed|ing)? (?:it|the \w+|my \w+) off|off and on|unplug|אתחול|לאתחל|אתחל|ריסטרט|לכבות ולהדליק|כיביתי והדלקתי|כיבוי|לנתק (?:את ה\w+ )?מהחשמל|ניתקתי (?:את ה\w+ )?מהחשמל|اعاده تشغيل|اعاده التشغيل|اعدت تشغيل|اعدنا تشغيل|اعد تشغيل|رسترت|رسيت|طفيت|اطفي|اطفا|فصل(?:ت|نا)? (?:الجهاز|الكهرباء|الراوتر)|تشغيل الراوتر"),
    ("factory_reset", r"factory.?reset|hard reset|reset (?:the|my|your) (?:router|phone|device|modem|box|tv)|איפוס|לאפס את|איפסתי|איפסנו|אפס את|ضبط المصنع|اعاده ضبط|فورمات"),
    ("reinstall", r"re-?install|uninstall|delete(?:d)? the app|install(?:ed|ing)? (?:it|the app) again|התקנה מחדש|להתקין|התקנתי|התקינו|הסרתי|להסיר את ה(?:אפליקציה|תוכנה)|مسحت التطبيق|حذفت التطبيق|تثبيت|نزلت التطبيق|تحميل التطبيق|احذف التطبيق"),
    ("update", r"\bupdat(?:e|ed|ing) (?:the |my |your )?(?:app|software|firmware|system|browser|phone|driver|ios|android|windows)|latest version|עדכנתי את|לעדכן את ה(?:אפליקציה|תוכנה|מכשיר|דפדפן)|גרסה (?:אחרונה|עדכנית)|تحديث التطبيق|تحديث النظام|حدثت التطبيق|اخر اصدار|حدثت"),
    ("clear_cache", r"\bcache\b|\bcookies\b|browsing data|מטמון|עוגיות|היסטוריית הגלישה|الكاش|الذاكره الموقته|ملفات الارتباط|الكوكيز"),
    ("other_browser", r"(?:another|different|other|second) browser|incognito|private window|דפדפן אחר|גלישה בסתר|מצב פרטי|متصفح اخر|متصفح ثاني|التصفح الخفي"),
    ("other_device", r"(?:another|different|other|second) (?:device|phone|computer|laptop|socket|outlet|cable|room)|מכשיר אחר|מחשב אחר|טלפון אחר|שקע אחר|כבל אחר|جهاز اخر|جهاز ثاني|جوال ثاني|كيبل ثاني|كيبل اخر|كمبيوتر اخر"),
    ("check_cables", r"\bcabl|\bwir(?:e|es|ing)\b|plugged in|connections? (?:are|is)|הכבלים|כבל|חיבורים|מחובר|الكيبل|الاسلاك|الكابل|التوصيلات"),
    ("reset_password", r"password|סיסמה|סיסמא|كلمه (?:ال)?(?:سر|مرور)|الرقم السري|الباسورد"),
    ("sign_in_again", r"(?:log|sign)(?:ged|ged|ed|ging|ing)? (?:out|in|back)|logout|להתנתק|התנתקתי|להתחבר מחדש|התחברתי מחדש|להיכנס מחדש|תתנתקו|تسجيل الخروج|تسجيل الدخول|سجلت خروج|سجلت دخول|تسجل دخول"),
    ("check_spam", r"\bspam\b|\bjunk\b|ספאם|דואר זבל|البريد المزعج|غير المرغوب"),
    ("send_document", r"(?:re)?s(?:end|ent|ending) .{0,40}\b(?:documents?|forms?|papers?|copy|copies|scan|invoice|receipt|proof|statement|certificate|id|passport|contract|bill)|(?:upload|attach|submit|provid|email)\w* .{0,40}\b(?:documents?|forms?|papers?|copy|scan|invoice|receipt|proof|statement|certificate|id|passport|contract|bill)|(?:לשלוח|שלחתי|שלחנו|צירפתי|לצרף|העליתי|להעלות|העברתי|להעביר|תשלחו|שלחו|נא לצרף|הגשתי|להגיש)\s.{0,40}(?:מסמך|מסמכים|טופס|טפסים|צילום|העתק|קבלה|חשבונית|אישור|תעודת|ת\"ז|חוזה|ספח)|(?:ارسل|ارسلت|ارسلنا|ارفق|ارفقت|رفعت|قدمت|بعثت|بعتت|ارسال|ارفاق|تزويدنا|رفع)\s?.{0,40}(?:مستند|المستندات|الوثايق|وثيقه|نسخه|صوره|الهويه|الفاتوره|ايصال|الايصال|العقد|النموذج|اثبات|كشف|الاوراق)"),
    ("send_photo", r"\b(?:photos?|pictures?|screenshots?|images?|video)\b|צילום מסך|תמונה|תמונות|תצלום|סרטון|לצלם|צילמתי|صوره للشاشه|لقطه|صوره|صور|فيديو"),
    ("fill_form", r"(?:fill|complete|submit)\w* .{0,20}\bform|\bform\b|טופס|למלא|מילאתי|نموذج|استماره|عبيت|تعبيه"),
    ("call", r"\b(?:call(?:ed|ing)?|phon(?:e|ed)|ring|rang) (?:the |your |our |us |you |them|customer|support|again|back|hotline|\d)|התקשרתי|להתקשר|תתקשרו|צלצלתי|לחייג|اتصلت|الاتصال ب|اتصل ب|دقيت|كلمت"),
    ("visit", r"visit(?:ed)? (?:the|your|our|a) (?:branch|shop|store|office)|(?:went|go|come|came|been) (?:back )?(?:to|into) (?:the|your|our|a) (?:branch|shop|store|office)|לסניף|בסניף|לחנות|للفرع|الفرع|المحل|المكتب"),
    ("wait", r"\bwait(?:ed|ing)?\b|give it (?:a few|some|\d+)|לחכות|חיכיתי|המתנתי|להמתין|המתינו|תמתינו|انتظرت|الانتظار|انتظر|استنيت|تنتظر"),
    ("check_address", r"(?:check|confirm|verif)\w* (?:the |your |my )?(?:delivery |shipping |billing )?address|לוודא את הכתובת|אימות כתובת|כתובת נכונה|التاكد من العنوان|العنوان صحيح"),
    ("neighbours", r"neighbou?rs?|reception|safe place|שכנים|השכן|الجيران|جاري"),
    ("battery", r"batter(?:y|ies)|charg(?:e|ed|er|ing) (?:it|the)|סוללה|סוללות|מטען|להטעין|הטענתי|البطاريه|الشاحن|شحنت"),
    ("other_network", r"mobile data|another network|wi-?fi (?:off|on)|רשת אחרת|נתונים סלולריים|شبكه اخري|بيانات الجوال"),
)  # fmt: skip
_PATTERNS = {name: later(words) for name, words in _DEEDS}
NAMES = tuple(_PATTERNS)


def deeds_in(folded: str) -> frozenset[str]:
    """The deeds that a folded sentence speaks of, by their names in this file; it does not say whether they were done."""
    return frozenset(name for name, words in _PATTERNS.items() if words.search(folded))
