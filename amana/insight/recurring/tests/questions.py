"""Questions of several trades, written for these tests: ten intents, six in Hebrew, three in English and two in Arabic each."""

from __future__ import annotations

QUESTIONS: dict[str, dict[str, list[str]]] = {
    "parcel late": {
        "he": [
            "החבילה שלי הייתה אמורה להגיע ביום ראשון ועדיין לא הגיעה.",
            "איפה המשלוח שלי? כבר שבוע עבר מאז ההזמנה.",
            "השליח לא הגיע והחבילה מתעכבת.",
            "מתי תגיע החבילה? המשלוח מאחר.",
            "הזמנתי לפני שבועיים והמשלוח עוד לא הגיע.",
            "המעקב תקוע והחבילה לא מגיעה.",
        ],
        "en": [
            "Where is my parcel? It should have arrived on Sunday.",
            "The delivery is late, when will the package arrive?",
            "My shipment has not arrived yet.",
        ],
        "ar": ["أين الطرد؟ كان يجب أن يصل يوم الأحد.", "تأخرت الشحنة، متى تصل؟"],
    },
    "slow internet": {
        "he": [
            "האינטרנט בבית איטי מאוד בערב.",
            "הגלישה אצלנו איטית, שילמנו על מהירות גבוהה.",
            "מהירות האינטרנט נמוכה ממה שמכרתם לי.",
            "האינטרנט איטי מאז שהחלפתם את הנתב.",
            "הסרטים נתקעים כי האינטרנט איטי.",
            "למה האינטרנט כל כך איטי?",
        ],
        "en": [
            "The internet at home is very slow in the evening.",
            "I pay for high speed and the internet is slow.",
            "Why is the internet so slow?",
        ],
        "ar": ["الإنترنت في البيت بطيء جدا في المساء.", "سرعة الإنترنت أقل مما اشتركت به."],
    },
    "change appointment": {
        "he": [
            "אני רוצה להזיז את התור שלי לרופא.",
            "אפשר לדחות את התור ליום אחר?",
            "צריך לשנות את מועד התור.",
            "איך משנים תור שכבר נקבע?",
            "לא אוכל להגיע לתור, אפשר לקבוע תור אחר?",
            "נא להקדים את התור שלי.",
        ],
        "en": [
            "I want to move my appointment with the doctor.",
            "Can I postpone the appointment to another day?",
            "I need to change the date of my appointment.",
        ],
        "ar": ["أريد تغيير موعدي عند الطبيب.", "هل يمكن تأجيل الموعد إلى يوم آخر؟"],
    },
    "cancel membership": {
        "he": [
            "אני מבקש לבטל את המנוי לחדר הכושר.",
            "איך מבטלים את המנוי?",
            "רוצה להפסיק את המנוי מהחודש הבא.",
            "ביקשתי ביטול מנוי ואף אחד לא ביטל.",
            "נא לבטל את המנוי שלי מייד.",
            "המנוי לא בוטל למרות שביקשתי ביטול.",
        ],
        "en": [
            "I want to cancel my gym membership.",
            "How do I cancel the subscription?",
            "Please cancel my membership from next month.",
        ],
        "ar": ["أريد إلغاء اشتراكي في النادي.", "كيف ألغي الاشتراك؟"],
    },
    "charged twice": {
        "he": [
            "חויבתי פעמיים על אותה קנייה.",
            "יש לי חיוב כפול בכרטיס האשראי.",
            "ירדו לי פעמיים הכספים מהאשראי.",
            "למה חייבתם אותי פעמיים?",
            "חיוב כפול החודש, נא להחזיר.",
            "הכרטיס חויב פעמיים באותו יום.",
        ],
        "en": [
            "I was charged twice for the same purchase.",
            "There is a double charge on my credit card.",
            "Why did you charge me twice?",
        ],
        "ar": ["خصمتم المبلغ مرتين على نفس الشراء.", "يوجد خصم مزدوج في بطاقتي."],
    },
    "test results": {
        "he": [
            "מתי יגיעו תוצאות בדיקת הדם?",
            "עשיתי בדיקות לפני שבוע ואין תוצאות.",
            "איפה רואים את תוצאות הבדיקה באתר?",
            "תוצאות הבדיקות שלי עוד לא התקבלו.",
            "אני מחכה לתוצאות של הבדיקה.",
            "לא קיבלתי את תוצאות בדיקת הדם.",
        ],
        "en": [
            "When will the results of my blood test arrive?",
            "I am still waiting for the test results.",
            "Where can I see the results of the test?",
        ],
        "ar": ["متى تصل نتائج تحليل الدم؟", "ما زلت أنتظر نتائج الفحص."],
    },
    "broken washing machine": {
        "he": [
            "מכונת הכביסה לא סוחטת.",
            "מכונת הכביסה נוזלת מים על הרצפה.",
            "המכונה לא מנקזת מים, צריך טכנאי.",
            "מכונת הכביסה הפסיקה לעבוד באמצע הכביסה.",
            "צריך טכנאי למכונת כביסה שעושה רעש.",
            "מכונת הכביסה התקלקלה שוב אחרי התיקון.",
        ],
        "en": [
            "The washing machine does not spin.",
            "My washing machine leaks water on the floor.",
            "The washing machine is broken, please send a technician.",
        ],
        "ar": ["الغسالة لا تعصر الملابس.", "الغسالة تسرب الماء على الأرض، أحتاج فنيا."],
    },
    "invoice copy": {
        "he": [
            "אפשר לקבל העתק של החשבונית?",
            "אני צריכה חשבונית מס על הקנייה.",
            "נא לשלוח לי את החשבונית במייל.",
            "לא קיבלתי חשבונית על התשלום.",
            "איך מורידים חשבונית מהאתר?",
            "החשבונית לא הגיעה, נא לשלוח שוב.",
        ],
        "en": [
            "Can I get a copy of the invoice?",
            "Please send me the invoice by mail.",
            "I did not receive an invoice for the payment.",
        ],
        "ar": ["هل يمكن الحصول على نسخة من الفاتورة؟", "أرجو إرسال الفاتورة بالبريد."],
    },
    "opening hours": {
        "he": [
            "מה שעות הפתיחה של הסניף בחיפה?",
            "עד איזו שעה פתוח הסניף היום?",
            "האם הסניף פתוח ביום שישי?",
            "מתי אתם פותחים בבוקר?",
            "באיזו שעה נסגר הסניף?",
            "שעות הפתיחה באתר לא נכונות, מתי פתוח?",
        ],
        "en": [
            "What are the opening hours of the branch in Haifa?",
            "Is the branch open on Friday?",
            "Until what time are you open today?",
        ],
        "ar": ["ما هي ساعات عمل الفرع في حيفا؟", "هل الفرع مفتوح يوم الجمعة؟"],
    },
    "forgotten password": {
        "he": [
            "שכחתי את הסיסמה לאתר.",
            "איך מאפסים סיסמה?",
            "הסיסמה לא מתקבלת ואני לא מצליח להתחבר.",
            "לא קיבלתי קישור לאיפוס הסיסמה.",
            "צריך סיסמה חדשה לחשבון שלי.",
            "החשבון ננעל אחרי סיסמה שגויה.",
        ],
        "en": [
            "I forgot the password of the site.",
            "How do I reset my password?",
            "The password is not accepted and I cannot log in.",
        ],
        "ar": ["نسيت كلمة مرور الموقع.", "كيف أعيد تعيين كلمة المرور؟"],
    },
}
