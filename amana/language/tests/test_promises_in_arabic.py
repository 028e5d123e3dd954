"""What is and is not a promise in Arabic, and when it is due: a table that grows."""

from __future__ import annotations

import pytest

from amana.language.tests.reading_a_table import Line, found_in, table

# side | what was written on Wednesday 18 November 2026 at 10:00 in Israel | each promise: due, firmness, by whom
TABLE = """
company | أنا في إجازة هذا الأسبوع وسأرد على رسالتك عند عودتي | none firm company
company | ما قدرنا نسلم اليوم لأن ما كان في أحد بالبيت.
company | أحولك على قسم البطاقات.
company | ما راح نزعجك باتصالات تسويقية بعد اليوم | none firm company
company | بنحاول قد ما نقدر يكون الفني عندك قبل منتصف الليل | 18.11 23:59 vague company
company | يرجع لك مبلغ التأمين خلال أسبوعين من نهاية العقد | none firm company
company | مرحباً أستاذ رامي، تمت الموافقة على مطالبتك وسيتم تحويل مبلغ التعويض إلى حسابك قبل 27 نوفمبر. | 27.11 18:00 firm company
company | حولت ملاحظاتك لمديرة الفرع وراح تتواصل معك هالأسبوع. | 19.11 18:00 firm company
company | ستقوم البلدية برفع المخلفات من شارعكم يوم الثلاثاء بين الساعة 7 صباحاً و 3 مساءً. | 24.11 15:00 firm company
company | بيمر عليك المندوب يوم الأحد العصر ياخذ الغلاية. | 22.11 18:00 firm company
company | شكراً لتواصلكم. سيرد عليكم أحد ممثلينا خلال يوم عمل واحد. | 19.11 18:00 firm company
company | الرجاء تزويدنا برقم الطلب حتى نتمكن من المتابعة.
company | تتم إعادة المبالغ عادة خلال 14 يوم عمل من استلام المنتج.
company | تم تحديث قراءة العداد وأرسلنا لك الفاتورة الجديدة أمس.
company | بأتأكد إن السايق عنده رمز البوابة. | none firm company
company | خليني أشيك مع الصيدلية وأرجع لك خلال نص ساعة. | 18.11 10:30 firm company
company | يسعدنا سماع رأيك في الخدمة!
company | إذا ما وصلك رد لين الاثنين، فضلاً رد على هذا الإيميل.
company | قد يستغرق تحديث البيانات حتى 48 ساعة.
company | نأمل إعادة افتتاح المسبح في 1 ديسمبر. | 01.12 18:00 vague company
company | لن نحاسبك على الموعد الفائت. | none firm company
company | ابتداءً من 1 ديسمبر ستتغير ساعات عمل العيادة.
company | عقد الإيجار الجديد في الطريق ومن المفترض يوصلك قبل الخميس. | 19.11 18:00 vague company
company | سيعاد لك المبلغ كاملاً بمجرد تأكيد الفندق للإلغاء. | none conditional company
company | عطني عشر دقائق وأرسل لك التذكرة على الإيميل. | 18.11 10:10 firm company
company | أتفهم انزعاجك تماماً.
company | في حال عدم استلام الدفعة قبل نهاية الشهر ستُلغى الوثيقة.
company | سيستمع المشرف إلى التسجيل ويبلغك بالنتيجة خطياً بتاريخ 25/11. | 25.11 18:00 firm company
company | العرض المعدل بيكون عندك بكرة قبل الساعة ١٢. | 19.11 12:00 firm company
company | ستجتمع لجنة التظلمات يوم الخميس وترسل لك قرارها. | 19.11 18:00 firm company
company | لا تقلق، نحن نعمل على ذلك.
company | الشحنة طلعت من المستودع وبتوصلك بكرا. | 19.11 18:00 firm company
company | ما راح ينحسب عليك شهر نوفمبر. | none firm company
company | بإمكانك تتبع الشحنة عبر الموقع.
customer | رح أحول الإيجار يوم الأحد المسا | 22.11 21:00 firm customer
customer | بكرة ببعت الأوراق بالبريد المسجل | 19.11 18:00 firm customer
customer | إذا ما انحلت لين الجمعة بشتكي عليكم
customer | الموظفة قالت لي بيرجع المبلغ خلال أسبوع.
customer | متى بيوصل جوازي؟
customer | بنكون بالشقة السبت من الساعة 9، دقوا الجرس | 21.11 09:00 firm customer
customer | أبغاكم تتصلون علي بكرة الساعة 10.
customer | بجي الفرع بكرة ومعي كل الأوراق | 19.11 18:00 firm customer
caller_note | حكيت مع كارين من شركة الطيران. القسيمة رح توصل على الإيميل خلال ٧٢ ساعة. | 21.11 10:00 firm company
caller_note | سكرتيرة العيادة قالت النتائج بتطلع الخميس وبيتصلوا فيي. | 19.11 18:00 firm company | none firm company
caller_note | أبو خالد من الكراج ما عرف يقول متى توصل القطعة. قلت له برجع أتصل الاثنين. | 23.11 18:00 firm customer
caller_note | شركة التأمين رفضت تعطي تاريخ. ما في مدير متوفر.
caller_note | وعدت تركب عداد جديد خلال ١٠ أيام عمل. | 02.12 18:00 firm company
company | فرقنا تعمل على إصلاح العطل ومن المتوقع عودة الخدمة قبل الساعة 6 مساءً. | 18.11 18:00 vague company
company | تم حل المشكلة، شكراً لصبركم.
company | هنبعتلك مندوب بكره الصبح يا فندم. | 19.11 12:00 firm company
company | ان شاء الله بكرة نكلمك ونعطيك الجواب النهائي. | 19.11 18:00 firm company
company | سنرد عليكم في أقرب وقت ممكن. | vague firm company
company | برجعلك اليوم قبل الساعة ٦. | 18.11 18:00 firm company
company | سيزوركم الفني غداً بين العاشرة صباحاً والثانية ظهراً. | 19.11 14:00 firm company
company | بنحاول نرجع لك هالأسبوع. | 19.11 18:00 vague company
company | إذا توفر المخزون نرسل لك إشعار. | none conditional company
company | سيتم الرد عليكم خلال ٣ أيام عمل. | 23.11 18:00 firm company
company | سنوافيكم بالرد في موعد أقصاه 30 نوفمبر. | 30.11 18:00 firm company
company | الأسبوع الجاي بنعطيك خبر. | 26.11 18:00 firm company
company | تم إلغاء الرسوم أمس.
company | سنعيد المبلغ قبل نهاية الشهر. | 30.11 18:00 firm company
company | هل تحب نتصل فيك يوم الأحد؟
company | بعد بكرة نرسل لك العقد. | 20.11 18:00 firm company
company | لن يُخصم أي مبلغ من حسابك. | none firm company
company | خلال ساعتين يوصلك الرابط. | 18.11 12:00 firm company
caller_note | قال راح يتصلون فيني خلال ٢٤ ساعة. | 19.11 10:00 firm company
customer | أنا برجّع المودم لحد يوم الثلاثاء. | 24.11 18:00 firm customer
company | أرسلنا لك الفاتورة أمس.
company | سنتصل بكم الأحد القادم الساعة 3 العصر. | 22.11 15:00 firm company
company | نؤكد التزامنا بتثبيت السعر حتى 31 ديسمبر. | 31.12 18:00 firm company
company | على عاتقنا كل مصاريف الفندق حتى موعد الرحلة. | none firm company
company | منسكّر اليوم عال7 بسبب الجرد.
company | الدوا مش موجود اليوم، بنأمنلك ياه لحد بكرا. | 19.11 18:00 firm company
company | يصدر التقييم غداً، ويتصل بكم الموثّق في اليوم ذاته لتحديد موعد. | 19.11 18:00 firm company | 19.11 18:00 firm company
customer | أطالب بإصلاح الرصيف قبل نهاية الشهر.
customer | ابعتولي قيمة التصليح.
customer | أنا ملتزم بالسداد يوم 27. | 27.11 18:00 firm customer
company | راح يتم قطع الماء عن الحي يوم الثلاثاء للصيانة
company | سيتم خصم القسط من بطاقتك يوم الأحد
company | يتعين على المالك تسديد الرسوم خلال أسبوع
company | لن نتمكن من استقبالك غدا
company | سنكون مجبرين على تحويل الملف للقانوني
company | كان المفروض نكلمك يوم الثلاثاء وتأخرنا
company | اذا ما سددت قبل الخميس نحول الملف للمحامي
company | اترك المفتاح عند الجيران قبل الخميس
company | الفني بيكون عندك باچر العصر | 19.11 18:00 firm company
company | بعد استلام النموذج نحول المبلغ خلال يومي عمل | none conditional company
company | بنبلغك اذا صار تأخير | none conditional company
customer | هستنى مكالمتكم لحد بكرة
customer | بكون مسافر لحد يوم ٢٠
customer | ما راح أجدد معاكم
caller_note | يبون مني كشف راتب قبل الأحد
"""


@pytest.mark.parametrize("line", table(TABLE), ids=lambda line: line.text[:40])
def test_the_promises_of_a_line_are_found_and_nothing_else(line: Line) -> None:
    assert found_in(line) == line.promises
