"""How hot a message is does not depend on the language it is written in."""

from __future__ import annotations

from itertools import combinations

import pytest

from amana.language.findings import Language, Sentence
from amana.language.normalising import fold_in_place
from amana.language.sentences import sentences
from amana.language.tone import tone_of

LANGUAGES: tuple[Language, ...] = ("en", "he", "ar")
MOST_DIFFERENCE = 2  # points of 100

# The same messages, as one would write them in each language, from the coolest to the hottest.
TRANSLATED = """
Where is my order? | איפה ההזמנה שלי? | أين طلبي؟
Hello, I would like to change my address. | שלום, הייתי רוצה לשנות כתובת. | مرحبا، أود تغيير عنواني.
Thank you for the quick help! | תודה על העזרה המהירה! | شكرا على المساعدة السريعة!
The parcel arrived on Tuesday. | החבילה הגיעה ביום שלישי. | وصل الطرد يوم الثلاثاء.
Could you please send me the invoice for May? | תוכלו בבקשה לשלוח לי את החשבונית של מאי? | هل يمكنكم إرسال فاتورة مايو لو سمحتم؟
I need the form by Sunday. | אני צריכה את הטופס עד יום ראשון. | أحتاج النموذج قبل يوم الأحد.
My mother's appointment is at ten. | התור של אמא שלי בעשר. | موعد والدتي الساعة العاشرة.
Great, it works now, thanks a lot! | מעולה, עכשיו זה עובד, תודה רבה! | ممتاز، يعمل الآن، شكرا جزيلا!
The light on the router is red. | הנורה בראוטר אדומה. | ضوء الراوتر أحمر.
Is the shop open on Friday? | החנות פתוחה ביום שישי? | هل المحل مفتوح يوم الجمعة؟
I am still waiting for an answer. | אני עדיין מחכה לתשובה. | ما زلت أنتظر الرد.
Nobody has called me back. | אף אחד לא חזר אליי. | لم يتصل بي أحد.
I am disappointed with the service. | אני מאוכזבת מהשירות. | أنا محبط من الخدمة.
I'm not happy with the way this was handled. | אני לא מרוצה מאיך שזה טופל. | لست راضيا عن طريقة التعامل مع هذا.
This is annoying. | זה מעצבן. | هذا مزعج.
I am very disappointed. | אני מאוד מאוכזבת. | أنا محبطة جدا.
This is the third time I have called. | זו הפעם השלישית שאני מתקשרת. | هذه المرة الثالثة التي أتصل فيها.
Please, I am still waiting for the refund. | בבקשה, אני עדיין מחכה להחזר. | لو سمحتم، ما زلت أنتظر استرداد المبلغ.
I expected better service from you. | ציפיתי לשירות טוב יותר מכם. | كنت أتوقع خدمة أفضل منكم.
You are wasting my time. | אתם מבזבזים לי את הזמן. | أنتم تضيعون وقتي.
How much longer do I have to wait? | כמה עוד אני צריך לחכות? | إلى متى سأنتظر؟
It is not fair. | זה לא הוגן. | هذا غير عادل.
Nobody answers the phone again and again. | אף אחד לא עונה, שוב ושוב. | لا أحد يرد على الهاتف مرارا وتكرارا.
Poor service, I have to say. | שירות גרוע, אני חייב לומר. | خدمة سيئة، يجب أن أقول.
I am frustrated, please help. | אני מתוסכלת, אנא עזרתכם. | أنا محبطة، أرجو المساعدة.
I am angry. | אני כועסת. | أنا غاضبة.
I am fed up with your excuses. | נמאס לי מהתירוצים שלכם. | سئمت من أعذاركم.
This is unacceptable. | זה לא מקובל. | هذا غير مقبول.
This is ridiculous, five weeks for one lamp. | זה מגוחך, חמישה שבועות למנורה אחת. | هذا سخيف، خمسة أسابيع لمصباح واحد.
I have lost all patience. | איבדתי את כל הסבלנות. | فقدت كل صبري.
Stop ignoring me. | תפסיקו להתעלם ממני. | توقفوا عن تجاهلي.
You lied to me. | שיקרתם לי. | كذبتم علي.
The worst company I know. | החברה הכי גרועה שאני מכירה. | أسوأ شركة أعرفها.
I demand my money back. | אני דורשת את הכסף בחזרה. | أطالب باسترداد مالي.
Are you kidding me? | אתם צוחקים עליי? | هل تمزحون معي؟
You treat me like an idiot. | אתם מתייחסים אליי כמו לאידיוט. | تعاملونني كأنني غبي.
I am really angry about the bill. | אני ממש כועס על החשבון. | أنا غاضب جدا بسبب الفاتورة.
This is unacceptable! | זה לא מקובל! | هذا غير مقبول!
Enough!!! | די!!! | كفى!!!
I WANT AN ANSWER NOW, THIS IS UNACCEPTABLE | אני רוצה תשובה עכשיו, זה לא מקובל!!! | أريد جوابا الآن، هذا غير مقبول!!!
If it is not fixed by Sunday, I am leaving you. | אם זה לא מתוקן עד יום ראשון, אני עוזב אתכם. | إذا لم يتم إصلاحه قبل الأحد فسأترككم.
Close my account, I am going to a competitor. | תסגרו לי את החשבון, אני עובר למתחרים. | أغلقوا حسابي، أنا منتقل للمنافس.
You will lose a customer. | אתם תאבדו לקוח. | ستخسرون عميلا.
I will sue you. | אני אתבע אתכם. | سأقاضيكم.
My lawyer will contact you. | עורך הדין שלי ייצור איתכם קשר. | سيتواصل معكم المحامي.
I will file a complaint with the regulator. | אגיש תלונה לרגולטור. | سأقدم شكوى للجهة الرقابية.
I will post this on Facebook. | אני אפרסם את זה בפייסבוק. | سأنشر هذا على فيسبوك.
Everyone will hear about this. | כולם ישמעו על זה. | الجميع سيسمع بهذا.
Please refund me, otherwise I will go to court. | אנא החזירו לי את הכסף, אחרת אפנה לבית המשפט. | يرجى إعادة المبلغ، وإلا سأذهب إلى المحكمة.
I am fed up and I will sue you. | נמאס לי ואני אתבע אתכם. | سئمت وسأقاضيكم.
Thanks for nothing. | תודה על כלום. | شكرا على لا شيء.
Oh great, another form. | איזה יופי, עוד טופס. | رائع، نموذج آخر.
This is outrageous. | זו שערורייה. | هذه فضيحة.
You should be ashamed of yourselves. | תתביישו לכם. | اخجلوا من أنفسكم.
How dare you charge me twice? | איך אתם מעיזים לחייב אותי פעמיים? | كيف تجرؤون على الخصم مني مرتين؟
I am furious! | אני זועם! | أنا في قمة الغضب!
What a disgrace!!! | איזו בושה!!! | يا للعار!!!
This is disgusting, I am going to the press. | זה מגעיל, אני הולך לעיתונות. | هذا مقرف، سأذهب إلى الصحافة.
This is robbery! | זה שוד! | هذه سرقة!
You are liars. | אתם שקרנים. | أنتم كذابون.
A bunch of thieves! | חבורה של גנבים! | مجموعة لصوص!
You idiots, I want my money!!! | אידיוטים, אני רוצה את הכסף שלי!!! | يا أغبياء، أريد مالي!!!
Crooks, I will sue you!!! | נוכלים, אני אתבע אתכם!!! | نصابين، سأقاضيكم!!!
Go to hell. | לכו לעזאזל. | اذهبوا إلى الجحيم.
Go to hell, you thieves!!! | לכו לעזאזל, גנבים!!! | اذهبوا إلى الجحيم يا لصوص!!!
I have been on hold for two hours and I am losing my patience. | אני כבר שעתיים על הקו והסבלנות שלי נגמרת. | أنا على الخط منذ ساعتين وصبري بدأ ينفد.
Could you tell me whether the warranty covers the screen? | תוכלו לומר לי אם האחריות מכסה את המסך? | هل يمكنكم إخباري إن كان الضمان يغطي الشاشة؟
Your driver was rude to my grandmother. | הנהג שלכם היה גס רוח לסבתא שלי. | سائقكم كان وقحا مع جدتي.
It has been three weeks and I have heard nothing. | עברו שלושה שבועות ולא שמעתי כלום. | مرت ثلاثة أسابيع ولم أسمع شيئا.
What kind of company does this to its customers?! | איזו חברה עושה דבר כזה ללקוחות שלה?! | أي شركة تفعل هذا بعملائها؟!
I regret ever choosing you. | אני מתחרט שבחרתי בכם. | أنا نادم على اختياركم.
If I don't get my money by Monday I will see you in court. | אם לא אקבל את הכסף עד יום שני ניפגש בבית המשפט. | إذا لم أحصل على مالي قبل الاثنين فسنلتقي في المحكمة.
You have ruined our wedding day! | הרסתם לנו את יום החתונה! | لقد أفسدتم يوم زفافنا!
I'm tired of explaining the same thing to every agent. | נמאס לי להסביר את אותו הדבר לכל נציג. | تعبت من شرح الشيء نفسه لكل موظف.
Bunch of amateurs, nothing works with you. | חבורת חובבנים, שום דבר לא עובד אצלכם. | مجموعة هواة، لا شيء يعمل عندكم.
Thank you, Dana, you were wonderful. | תודה דנה, היית נהדרת. | شكرا دانا، كنت رائعة.
I am cancelling my contract today, this is a shameful way to treat people. | אני מבטלת את החוזה היום, זו דרך מבישה להתייחס לאנשים. | سألغي عقدي اليوم، هذه طريقة مخزية لمعاملة الناس.
How many more times must I call before somebody does something? | כמה פעמים עוד צריך להתקשר עד שמישהו יעשה משהו? | كم مرة يجب أن أتصل حتى يفعل أحد شيئا؟
The food was cold and the waiter forgot us. | האוכל היה קר והמלצר שכח אותנו. | كان الطعام باردا والنادل نسينا.
You cheated me, you miserable crooks! | רימיתם אותי, נוכלים עלובים! | خدعتموني أيها المحتالون الحقراء!
I will tell everyone on the internet what you did. | אני אספר לכולם באינטרנט מה עשיתם. | سأخبر الجميع على الإنترنت بما فعلتم.
It's a shame nobody reads what customers write. | חבל שאף אחד לא קורא מה שהלקוחות כותבים. | للأسف لا أحد يقرأ ما يكتبه العملاء.
I expect an explanation and an apology. | אני מצפה להסבר ולהתנצלות. | أنتظر تفسيرا واعتذارا.
Damn you all, give me back my deposit!!! | לכו לכל הרוחות, תחזירו לי את הפיקדון!!! | تبا لكم جميعا، أعيدوا لي التأمين!!!
It is scandalous that a sick child has to wait. | זה שערורייתי שילד חולה צריך לחכות. | من المخزي أن ينتظر طفل مريض.
I can't believe you lost my luggage again. | לא ייאמן ששוב איבדתם לי את המזוודה. | لا أصدق أنكم أضعتم حقيبتي مرة أخرى.
Every month there is a new charge nobody explains. | כל חודש יש חיוב חדש שאף אחד לא מסביר. | كل شهر هناك رسم جديد لا أحد يشرحه.
The agent hung up on me in the middle of a sentence. | הנציג ניתק לי באמצע משפט. | أغلق الموظف الخط في وجهي في منتصف الجملة.
My son's birthday was spoiled because of you. | יום ההולדת של הבן שלי נהרס בגללכם. | فسد عيد ميلاد ابني بسببكم.
This is the last warning before I turn to my lawyer. | זו האזהרה האחרונה לפני שאני פונה לעורך דין. | هذا آخر تحذير قبل أن ألجأ إلى المحامي.
Honestly, I am very upset. | האמת, אני מאוד נסערת. | بصراحة، أنا منزعجة جدا.
Please check the bill once more. | בבקשה בדקו שוב את החשבון. | يرجى مراجعة الفاتورة مرة أخرى.
You should all be fired, you incompetent fools! | צריך לפטר את כולכם, טיפשים חסרי כישרון! | يجب طردكم جميعا أيها الحمقى الفاشلون!
Don't you dare charge my card again. | שלא תעזו לחייב שוב את הכרטיס שלי. | إياكم أن تخصموا من بطاقتي مرة أخرى.
The system is a mess and so are you. | המערכת שלכם בלגן וגם אתם. | نظامكم فوضى وأنتم كذلك.
I would be grateful for an answer this week. | אודה לתשובה השבוע. | سأكون ممتنا للرد هذا الأسبوع.
It is a disgrace how you treat old people. | זו בושה איך שאתם מתייחסים לקשישים. | من العار كيف تعاملون كبار السن.
I've had enough of your games, I'm moving to another bank. | נמאס לי מהמשחקים שלכם, אני עובר לבנק אחר. | سئمت من ألاعيبكم، سأنتقل إلى بنك آخر.
WHY DOES NOBODY ANSWER??? | למה אף אחד לא עונה??? | لماذا لا أحد يرد؟؟؟
You are the most dishonest people I have met. | אתם האנשים הכי לא ישרים שפגשתי. | أنتم أكثر الناس كذبا ممن قابلت.
The room was smaller than in the picture. | החדר היה קטן יותר מאשר בתמונה. | كانت الغرفة أصغر مما في الصورة.
I feel humiliated by the way your guard spoke to me. | אני מרגיש מושפל מהדרך שבה השומר שלכם דיבר אליי. | أشعر بالإهانة من طريقة كلام حارسكم معي.
What a great idea to close the help line at noon. | איזה רעיון נהדר לסגור את המוקד בצהריים. | يا لها من فكرة رائعة أن تغلقوا خط المساعدة ظهرا.
Shame on you, stealing from a widow! | תתביישו לכם, לגנוב מאלמנה! | عيب عليكم، تسرقون أرملة!
I waited an hour for nothing. | חיכיתי שעה לשווא. | انتظرت ساعة بلا فائدة.
I have been paying for a line that does not work since March. | אני משלם מאז מרץ על קו שלא עובד. | أدفع منذ مارس ثمن خط لا يعمل.
Could somebody explain this charge to me? | מישהו יכול להסביר לי את החיוב הזה? | هل يمكن لأحد أن يشرح لي هذا الرسم؟
It's infuriating to be sent from one department to another. | זה מקומם שמעבירים אותי ממחלקה למחלקה. | من المثير للغضب أن أُنقل من قسم إلى آخر.
I am not going to pay for your mistakes. | אני לא מתכוונת לשלם על הטעויות שלכם. | لن أدفع ثمن أخطائكم.
You should be ashamed, really. | אתם צריכים להתבייש, באמת. | يجب أن تخجلوا من أنفسكم حقا.
I'll tell the newspapers what goes on in your clinic. | אספר לעיתונים מה קורה אצלכם במרפאה. | سأخبر الصحف بما يحدث في عيادتكم.
This hotel is a fraud, don't book it! | המלון הזה הוא הונאה, אל תזמינו בו! | هذا الفندق احتيال، لا تحجزوا فيه!
My patience is over. | נגמרה לי הסבלנות. | انتهى صبري.
I would like to thank the nurse who helped my father. | הייתי רוצה להודות לאחות שעזרה לאבא שלי. | أود أن أشكر الممرضة التي ساعدت والدي.
You promised and did not keep your word. | הבטחתם ולא קיימתם. | وعدتم ولم تفوا بوعدكم.
What a bunch of incompetent people. | איזו חבורה של לא יוצלחים. | يا لها من مجموعة من الفاشلين.
If this continues I will go to another clinic. | אם זה יימשך אעבור למרפאה אחרת. | إذا استمر هذا فسأنتقل إلى عيادة أخرى.
The technician did not show up, again. | הטכנאי לא הגיע, שוב. | لم يحضر الفني مرة أخرى.
I cried all night because of this letter. | בכיתי כל הלילה בגלל המכתב הזה. | بكيت طوال الليل بسبب هذه الرسالة.
Give me back my money, thieves! | תחזירו לי את הכסף, גנבים! | أعيدوا لي مالي يا لصوص!
The instructions were not clear. | ההוראות לא היו ברורות. | لم تكن التعليمات واضحة.
Your arrogance is beyond belief. | היהירות שלכם לא תיאמן. | غطرستكم لا تصدق.
I feel cheated. | אני מרגישה מרומה. | أشعر بأنني خُدعت.
I'm writing to you for the fifth time, please answer. | אני כותבת לכם בפעם החמישית, אנא ענו. | أكتب لكم للمرة الخامسة، أرجو الرد.
To hell with you and your company! | לכו לעזאזל אתם והחברה שלכם! | إلى الجحيم أنتم وشركتكم!
Please cancel the order, it is too late now. | בבקשה בטלו את ההזמנה, כבר מאוחר מדי. | يرجى إلغاء الطلب، فات الأوان الآن.
I am annoyed that nobody told me about the change. | אני מוטרד מכך שאף אחד לא סיפר לי על השינוי. | يزعجني أن أحدا لم يخبرني بالتغيير.
This bill makes no sense. | החשבון הזה לא הגיוני. | هذه الفاتورة غير منطقية.
You are robbing us in broad daylight! | אתם שודדים אותנו לאור יום! | أنتم تسرقوننا في وضح النهار!
I will never buy from you again. | לעולם לא אקנה מכם שוב. | لن أشتري منكم مرة أخرى أبدا.
The nurse was kind and the room was quiet. | האחות הייתה נחמדה והחדר היה שקט. | كانت الممرضة لطيفة والغرفة هادئة.
I'm sick of hearing "tomorrow". | נמאס לי לשמוע "מחר". | سئمت من سماع كلمة "غدا".
My mother waited four hours on a plastic chair. | אמא שלי חיכתה ארבע שעות על כיסא פלסטיק. | انتظرت أمي أربع ساعات على كرسي بلاستيكي.
If you do not answer, I will complain to the ombudsman. | אם לא תענו, אתלונן לנציב. | إذا لم تردوا فسأشتكي إلى ديوان المظالم.
You make me furious. | אתם מרתיחים אותי. | أنتم تثيرون غضبي.
Is this how you treat loyal customers? | ככה אתם מתייחסים ללקוחות נאמנים? | هل هكذا تعاملون العملاء الأوفياء؟
It's an insult to my intelligence. | זה עלבון לאינטליגנציה שלי. | هذه إهانة لذكائي.
What idiots run this company? | אילו אידיוטים מנהלים את החברה הזאת? | أي أغبياء يديرون هذه الشركة؟
I'm disappointed, but thank you for answering. | אני מאוכזב, אבל תודה שעניתם. | أنا محبط، لكن شكرا على ردكم.
Stop sending me these messages. | תפסיקו לשלוח לי את ההודעות האלה. | توقفوا عن إرسال هذه الرسائل لي.
The shower has been cold for five days. | המקלחת קרה כבר חמישה ימים. | الدش بارد منذ خمسة أيام.
Absolutely terrible experience. | חוויה נוראית לגמרי. | تجربة فظيعة تماما.
I'm writing a bad review right now. | אני כותבת עכשיו ביקורת גרועה. | أكتب الآن تقييما سيئا.
You have lost my trust. | איבדתם את האמון שלי. | فقدتم ثقتي.
I'm at my wits' end with this boiler. | אני כבר אובד עצות עם הדוד הזה. | وصلت إلى آخر حيلة مع هذا السخان.
Your app keeps logging me out. | האפליקציה שלכם כל הזמן מנתקת אותי. | تطبيقكم يخرجني من الحساب باستمرار.
What an awful week, and your call centre made it worse. | איזה שבוע נורא, והמוקד שלכם רק החמיר אותו. | أسبوع فظيع، ومركز اتصالكم زاده سوءا.
Fix it or I'm gone. | תתקנו את זה או שאני עוזב. | أصلحوه وإلا سأرحل.
Nobody has the decency to call back. | לאף אחד אין את ההגינות לחזור אליי. | لا أحد لديه اللباقة ليعاود الاتصال.
You took my money and disappeared. | לקחתם לי את הכסף ונעלמתם. | أخذتم مالي واختفيتم.
This is a joke, right? | זאת בדיחה, נכון? | هذه مزحة، أليس كذلك؟
I'm shocked by how I was spoken to. | אני המומה מאיך שדיברו אליי. | أنا مصدومة من الطريقة التي كلموني بها.
My lawyers already have the file. | התיק כבר אצל עורכי הדין שלי. | الملف عند المحامين بالفعل.
Never seen such negligence. | לא ראיתי רשלנות כזאת. | لم أر إهمالا كهذا.
I'm worried sick about my daughter's medicine. | אני מודאגת נורא בגלל התרופה של הבת שלי. | أنا قلقة جدا بسبب دواء ابنتي.
The driver dumped the parcel in the rain. | השליח זרק את החבילה בגשם. | رمى السائق الطرد تحت المطر.
You people are useless. | אתם חסרי תועלת. | أنتم بلا فائدة.
I'm done being polite. | נגמר לי הנימוס. | انتهيت من المجاملة.
Could someone finally read my message? | מישהו יכול סוף סוף לקרוא את ההודעה שלי? | هل يمكن لأحد أن يقرأ رسالتي أخيرا؟
It's the fourth technician and it still leaks. | זה הטכנאי הרביעי ועדיין נוזל. | هذا الفني الرابع وما زال يسرب.
I shall be reporting you to consumer protection. | אני אדווח עליכם לרשות להגנת הצרכן. | سأبلغ عنكم حماية المستهلك.
Pathetic. | פתטי. | مثير للشفقة.
You keep passing me around like a parcel. | אתם מגלגלים אותי ממקום למקום כמו חבילה. | ترمونني من مكان إلى مكان كأنني طرد.
Thanks to you I missed the flight. | בגללכם פספסתי את הטיסה. | بسببكم فاتتني الرحلة.
The service used to be good, now it is dreadful. | פעם השירות היה טוב, היום הוא מזעזע. | كانت الخدمة جيدة والآن هي مروعة.
Leave me alone with your offers. | עזבו אותי בשקט עם ההצעות שלכם. | اتركوني وشأني مع عروضكم.
I'm begging you, my father needs the wheelchair. | אני מתחננת, אבא שלי צריך את כיסא הגלגלים. | أتوسل إليكم، والدي يحتاج الكرسي المتحرك.
You have some nerve sending me a reminder. | יש לכם חוצפה לשלוח לי תזכורת. | عندكم وقاحة لترسلوا لي تذكيرا.
The printer makes a strange noise. | המדפסת עושה רעש מוזר. | الطابعة تصدر صوتا غريبا.
I've been lied to from day one. | משקרים לי מהיום הראשון. | يكذبون علي منذ اليوم الأول.
I won't let this go. | אני לא אוותר על זה. | لن أتنازل عن هذا.
It hurts that you treat an old customer this way. | זה כואב שככה אתם נוהגים בלקוח ותיק. | يؤلمني أن تعاملوا عميلا قديما هكذا.
What nonsense is this?! | איזה שטויות אלה?! | ما هذا الهراء؟!
I want to speak to whoever is in charge, immediately. | אני רוצה לדבר עם מי שאחראי, מיד. | أريد التحدث مع المسؤول فورا.
Seven calls and not one useful answer. | שבע שיחות ואף תשובה מועילה. | سبع مكالمات ولا جواب مفيد واحد.
I'm livid about the extra charge. | אני רותח מהחיוב הנוסף. | أنا أغلي من الرسم الإضافي.
Sort yourselves out. | תסדרו את עצמכם. | رتبوا أموركم.
The cleaner broke my grandmother's vase and shrugged. | המנקה שברה את האגרטל של סבתא שלי ומשכה בכתפיים. | كسرت عاملة التنظيف مزهرية جدتي وهزت كتفيها.
I don't trust you any more. | אני כבר לא סומכת עליכם. | لم أعد أثق بكم.
What sort of cowboys did you send? | איזה שרלטנים שלחתם? | أي دجالين أرسلتم؟
I'd like a straight answer for once. | הייתי רוצה תשובה ישרה פעם אחת. | أود جوابا صريحا ولو مرة واحدة.
I will warn every neighbour about you. | אזהיר מכם את כל השכנים. | سأحذر كل الجيران منكم.
Half the order is missing. | חסרה חצי מההזמנה. | نصف الطلب ناقص.
Absolute chaos at your branch this morning. | בלגן מוחלט בסניף שלכם הבוקר. | فوضى تامة في فرعكم هذا الصباح.
I can't sleep because of this debt letter. | אני לא ישנה בגלל מכתב החוב הזה. | لا أستطيع النوم بسبب خطاب الدين هذا.
Scammers, the lot of you! | רמאים, כולכם! | محتالون، كلكم!
You should have told me before I drove there. | הייתם צריכים להגיד לי לפני שנסעתי לשם. | كان عليكم أن تخبروني قبل أن أقود إلى هناك.
Once more and I switch provider. | עוד פעם אחת ואני מחליף ספק. | مرة أخرى وسأغير المزود.
It's beyond me how this can take a month. | נשגב מבינתי איך זה לוקח חודש. | لا أفهم كيف يستغرق هذا شهرا.
Bravo, you managed to lose it twice. | כל הכבוד, הצלחתם לאבד את זה פעמיים. | برافو، نجحتم في إضاعته مرتين.
The heating came back on, cheers. | החימום חזר לעבוד, תודה. | عادت التدفئة، شكرا.
You humiliated my wife in front of everyone. | השפלתם את אשתי מול כולם. | أهنتم زوجتي أمام الجميع.
I'm fuming. | אני מתפוצץ מכעס. | أنا أستشيط غضبا.
Kindly explain why I was charged. | הסבירו בבקשה למה חויבתי. | يرجى توضيح سبب الخصم.
Your excuses are wearing thin. | התירוצים שלכם כבר לא משכנעים. | أعذاركم لم تعد مقنعة.
See you in small claims. | ניפגש בתביעות קטנות. | نلتقي في محكمة المطالبات الصغيرة.
I feel let down. | אני מרגיש שאכזבתם אותי. | أشعر أنكم خذلتموني.
The worst hotel I've ever stayed in. | המלון הכי גרוע שהייתי בו. | أسوأ فندق نزلت فيه.
Shut up and give me my refund. | תסתמו ותחזירו לי את הכסף. | اخرسوا وأعيدوا مالي.
My complaint was closed without a word. | התלונה שלי נסגרה בלי מילה. | أغلقت شكواي دون كلمة.
What time does the counter open? | מתי נפתח הדלפק? | متى يفتح المكتب؟
Every single bill is wrong. | כל חשבון וחשבון שגוי. | كل فاتورة فيها خطأ.
I'm sick and tired of your recorded messages. | נמאס לי כבר מההקלטות שלכם. | مللت من رسائلكم المسجلة.
How is a pensioner supposed to manage this? | איך פנסיונר אמור להסתדר עם זה? | كيف يفترض بمتقاعد أن يتدبر هذا؟
I have explained this to five of your colleagues. | הסברתי את זה לחמישה מהעמיתים שלכם. | شرحت هذا لخمسة من زملائكم.
Your prices are daylight robbery. | המחירים שלכם זה שוד לאור היום. | أسعاركم سرقة في وضح النهار.
I am appalled. | אני מזועזעת. | أنا مصدومة.
The sofa has a scratch on the left arm. | לספה יש שריטה במשענת שמאל. | في الكنبة خدش في الذراع اليسرى.
Get a grip. | תתאפסו על עצמכם. | استفيقوا.
I'll be taking my business elsewhere. | אני אקח את העסקים שלי למקום אחר. | سآخذ تعاملاتي إلى مكان آخر.
Every promise you made was broken. | כל הבטחה שנתתם הופרה. | كل وعد قطعتموه أخلفتموه.
I'm exhausted from chasing you. | אני מותשת מלרדוף אחריכם. | أنا منهكة من ملاحقتكم.
You broke the law and I will sue. | עברתם על החוק ואני אתבע. | خالفتم القانون وسأرفع دعوى.
Would you mind checking my address? | אכפת לכם לבדוק את הכתובת שלי? | هل تمانعون التحقق من عنواني؟
What a mess you've made of my account. | איזה בלגן עשיתם לי בחשבון. | يا للفوضى التي أحدثتموها في حسابي.
Nobody told us the pool was closed. | אף אחד לא אמר לנו שהבריכה סגורה. | لم يخبرنا أحد أن المسبح مغلق.
You disgust me. | אתם מגעילים אותי. | أنتم تثيرون اشمئزازي.
I'm terrified they'll cut my electricity. | אני מבוהלת שינתקו לי את החשמל. | أنا مرعوبة من أن يقطعوا عني الكهرباء.
This is my final attempt to solve it nicely. | זה הניסיון האחרון שלי לפתור את זה יפה. | هذه محاولتي الأخيرة لحل الأمر وديا.
Your staff laughed at me. | העובדים שלכם צחקו עליי. | موظفوكم ضحكوا علي.
Lovely, another voucher instead of a refund. | נהדר, עוד שובר במקום החזר. | جميل، قسيمة أخرى بدل استرداد المال.
The new website is confusing. | האתר החדש מבלבל. | الموقع الجديد مربك.
You bunch of clowns. | חבורת ליצנים. | يا مجموعة مهرجين.
I want this escalated today. | אני רוצה שזה יועבר לדרג גבוה יותר היום. | أريد تصعيد هذا اليوم.
Your negligence nearly cost me my job. | הרשלנות שלכם כמעט עלתה לי במשרה. | إهمالكم كاد يكلفني عملي.
It's been a pleasure dealing with you. | היה תענוג לעבוד איתכם. | كان من دواعي سروري التعامل معكم.
Don't waste my time with surveys. | אל תבזבזו לי את הזמן עם סקרים. | لا تضيعوا وقتي بالاستبيانات.
I hold you responsible for the damage. | אני רואה בכם אחראים לנזק. | أحملكم مسؤولية الضرر.
Terrible, terrible, terrible. | נורא, נורא, נורא. | سيئ، سيئ، سيئ.
You're all thieves and I'll tell the whole town. | כולכם גנבים ואני אספר לכל העיר. | كلكم لصوص وسأخبر المدينة كلها.
I am at a loss for words. | אין לי מילים. | أعجز عن الكلام.
When will the roof be finished? | מתי יסתיים הגג? | متى ينتهي السقف؟
Stop calling me at night!! | תפסיקו להתקשר אליי בלילה!! | توقفوا عن الاتصال بي ليلا!!
I'm hurt and tired. | אני פגועה ועייפה. | أنا مجروحة ومتعبة.
ENOUGH OF YOUR LIES, GIVE ME MY MONEY | די עם השקרים שלכם, תנו לי את הכסף שלי!!! | كفى كذبا، أعطوني مالي!!!
I've been passed between four people since Monday. | העבירו אותי בין ארבעה אנשים מיום שני. | حولوني بين أربعة أشخاص منذ الاثنين.
The mechanic overcharged me by two hundred. | המוסכניק גבה ממני מאתיים יותר מדי. | الميكانيكي أخذ مني مئتين زيادة.
My patience has run out. | הסבלנות שלי נגמרה. | نفد صبري.
Your driver threw my parcel over the fence. | הנהג שלכם זרק לי את החבילה מעבר לגדר. | رمى سائقكم طردي من فوق السور.
This is the last time I fly with you. | זו הפעם האחרונה שאני טס איתכם. | هذه آخر مرة أسافر معكم.
I will go to the papers with this. | אני אלך עם זה לעיתונות. | سأذهب بهذا إلى الصحافة.
I paid for a service I never got. | שילמתי על שירות שלא קיבלתי. | دفعت مقابل خدمة لم أحصل عليها.
Congratulations, you broke it again. | ברכות, שברתם את זה שוב. | مبروك، كسرتموه مرة أخرى.
The gym was closed without notice. | חדר הכושר היה סגור בלי הודעה. | كان النادي مغلقا دون إشعار.
I find it hard to believe a word you say. | קשה לי להאמין למילה שלכם. | يصعب علي تصديق كلمة مما تقولون.
Are you deaf? | אתם חירשים? | هل أنتم صم؟
I'm so stressed about this bill. | אני כל כך לחוץ מהחשבון הזה. | أنا متوتر جدا بسبب هذه الفاتورة.
Please be so kind and check again. | אנא בטובכם תבדקו שוב. | أرجو التكرم بالتحقق مرة أخرى.
It has been three weeks and the roof still leaks. | עברו שלושה שבועות והגג עדיין דולף. | مرت ثلاثة أسابيع وما زال السقف يسرب.
You should be ashamed of yourselves. | תתביישו לכם. | عيب عليكم.
I hope your company goes bankrupt. | אני מקווה שהחברה שלכם תפשוט רגל. | أتمنى أن تفلس شركتكم.
Nothing works and nobody cares. | כלום לא עובד ולאף אחד לא אכפת. | لا شيء يعمل ولا أحد يهتم.
I'm writing to thank the nurse on ward 5. | אני כותב כדי להודות לאחות ממחלקה 5. | أكتب لأشكر الممرضة في القسم 5.
Your clerk hung up on me. | הפקידה שלכם ניתקה לי בפנים. | موظفتكم أغلقت الخط في وجهي.
I am tired of repeating myself. | נמאס לי לחזור על עצמי. | تعبت من تكرار كلامي.
If I don't hear back I'm cancelling. | אם לא אשמע מכם אני מבטל. | إذا لم أسمع منكم سألغي.
I don't know what to do any more. | אני כבר לא יודעת מה לעשות. | لم أعد أعرف ماذا أفعل.
My son cried all night because of you. | הבן שלי בכה כל הלילה בגללכם. | ابني بكى طوال الليل بسببكم.
It's very unprofessional. | זה מאוד לא מקצועי. | هذا غير مهني أبدا.
Wonderful, another hour of hold music. | נפלא, עוד שעה של מוזיקת המתנה. | رائع، ساعة أخرى من موسيقى الانتظار.
Could I move my slot to Thursday? | אפשר להזיז את התור שלי לחמישי? | هل يمكن نقل موعدي إلى الخميس؟
The teacher insulted my daughter. | המורה העליבה את הבת שלי. | أهانت المعلمة ابنتي.
You are the worst landlord in town. | אתה בעל הבית הכי גרוע בעיר. | أنت أسوأ مالك في المدينة.
How dare you send me this? | איך אתם מעיזים לשלוח לי את זה? | كيف تجرؤون على إرسال هذا لي؟
I'm really worried about my operation. | אני באמת מודאגת מהניתוח שלי. | أنا قلقة فعلا بشأن عمليتي.
You cheated me. | רימיתם אותי. | خدعتموني.
The coach was on time and friendly. | המאמן הגיע בזמן והיה נחמד. | وصل المدرب في الوقت وكان ودودا.
I can't take this any more. | אני לא מסוגל לסבול את זה יותר. | لم أعد أحتمل هذا.
Your behaviour is shameful. | ההתנהגות שלכם מבישה. | تصرفكم مخجل.
Garbage company. | חברת זבל. | شركة زبالة.
My mother is in pain and nobody comes. | אמא שלי סובלת ואף אחד לא בא. | أمي تتألم ولا أحد يأتي.
I'll see you in court. | ניפגש בבית המשפט. | نلتقي في المحكمة.
It's a scandal! | זו שערורייה! | هذه فضيحة!
I'd like to pay in two instalments. | הייתי רוצה לשלם בשני תשלומים. | أود الدفع على قسطين.
I am very worried about the operation date. | אני מאוד מודאגת לגבי תאריך הניתוח. | أنا قلقة جدا بشأن موعد العملية.
You keep sending me from one clerk to another. | אתם שולחים אותי מפקיד לפקיד. | ترسلونني من موظف إلى آخر.
It's a disgrace that nobody apologised. | זו בושה שאף אחד לא התנצל. | من العار أن أحدا لم يعتذر.
I demand to speak to a manager now. | אני דורש לדבר עם מנהל עכשיו. | أطالب بالتحدث مع مدير الآن.
Great job, you lost my luggage twice. | כל הכבוד, איבדתם לי את המזוודה פעמיים. | أحسنتم، ضيعتم حقيبتي مرتين.
The food was cold and the waiter ignored us. | האוכל היה קר והמלצר התעלם מאיתנו. | كان الطعام باردا والنادل تجاهلنا.
I don't trust you anymore. | אני כבר לא סומך עליכם. | لم أعد أثق بكم.
Cancel everything, I'm done with you. | תבטלו הכול, גמרתי איתכם. | ألغوا كل شيء، انتهيت منكم.
My kids are freezing and you don't care. | הילדים שלי קופאים ולכם לא אכפת. | أولادي يتجمدون من البرد وأنتم لا تبالون.
I hate dealing with you. | אני שונא להתעסק איתכם. | أكره التعامل معكم.
It would be nice if someone answered. | היה נחמד אם מישהו היה עונה. | سيكون من اللطيف لو أجاب أحد.
That was a stupid mistake. | זו הייתה טעות טיפשית. | كان خطأ غبيا.
You have no idea what you are doing. | אין לכם מושג מה אתם עושים. | ليس لديكم أدنى فكرة عما تفعلون.
I'll sue you for every penny. | אני אתבע אתכם על כל שקל. | سأقاضيكم على كل قرش.
I'm crying while writing this. | אני בוכה בזמן שאני כותבת את זה. | أبكي وأنا أكتب هذا.
Please hurry, the party is tomorrow. | בבקשה תזדרזו, המסיבה מחר. | من فضلكم أسرعوا، الحفلة غدا.
The smell is disgusting. | הריח מגעיל. | الرائحة مقرفة.
This is blatant robbery. | זה שוד לאור יום. | هذا نهب علني.
I'm surprised that it took so long. | אני מופתעת שזה לקח כל כך הרבה זמן. | أنا متفاجئة أنه استغرق كل هذا الوقت.
Everything works now, well done. | עכשיו הכול עובד, כל הכבוד. | كل شيء يعمل الآن، أحسنتم.
Your driver threw the parcel over the fence. | השליח שלכם זרק את החבילה מעל הגדר. | سائقكم رمى الطرد من فوق السور.
I'm waiting for an answer for three weeks already. | אני מחכה לתשובה כבר שלושה שבועות. | أنتظر ردا منذ ثلاثة أسابيع.
You lied to me about the price. | שיקרתם לי לגבי המחיר. | كذبتم علي بشأن السعر.
I've been a customer for ten years and this is how you repay me. | אני לקוחה עשר שנים וככה אתם גומלים לי. | أنا زبونة منذ عشر سنوات وهكذا تكافئونني.
Your app is useless. | האפליקציה שלכם חסרת תועלת. | تطبيقكم بلا فائدة.
I refuse to pay for a broken chair. | אני מסרב לשלם על כיסא שבור. | أرفض أن أدفع ثمن كرسي مكسور.
Stop playing games with me. | תפסיקו לשחק איתי משחקים. | توقفوا عن التلاعب بي.
The technician left the house dirty. | הטכנאי השאיר את הבית מלוכלך. | الفني ترك البيت متسخا.
I'm fed up with waiting. | נמאס לי לחכות. | مللت من الانتظار.
I can't believe you charged a dead man. | אני לא מאמין שחייבתם אדם מת. | لا أصدق أنكم خصمتم من رجل ميت.
My mother fell because of your broken lift. | אמא שלי נפלה בגלל המעלית המקולקלת שלכם. | أمي وقعت بسبب مصعدكم المعطل.
I'm closing my account and going to another bank. | אני סוגרת את החשבון ועוברת לבנק אחר. | سأغلق حسابي وأنتقل إلى بنك آخر.
It's a pity, I used to recommend you. | חבל, פעם הייתי ממליצה עליכם. | للأسف، كنت أنصح بكم سابقا.
You treated me with contempt. | התייחסתם אליי בזלזול. | عاملتموني باحتقار.
The room was filthy and noisy. | החדר היה מטונף ורועש. | كانت الغرفة قذرة وصاخبة.
Thank you for helping my father. | תודה שעזרתם לאבא שלי. | شكرا لمساعدتكم والدي.
Fix it now or I call the police. | תתקנו את זה עכשיו או שאני מתקשר למשטרה. | أصلحوه الآن وإلا اتصلت بالشرطة.
I regret buying from you. | אני מצטערת שקניתי אצלכם. | ندمت على الشراء منكم.
This has been a nightmare. | זה היה סיוט. | كان هذا كابوسا.
You should be ashamed. | אתם צריכים להתבייש. | يجب أن تخجلوا.
I don't understand the second line of the bill. | אני לא מבין את השורה השנייה בחשבון. | لا أفهم السطر الثاني في الفاتورة.
Enough with the lies. | מספיק עם השקרים. | كفى كذبا.
I'm begging you, answer me. | אני מתחננת, תענו לי. | أتوسل إليكم، ردوا علي.
The manager laughed at me. | המנהל צחק עליי. | المدير ضحك علي.
You're the worst bank in the country. | אתם הבנק הכי גרוע בארץ. | أنتم أسوأ بنك في البلد.
Kindly update me when there is news. | אשמח לעדכון כשיש חדש. | يرجى إعلامي عند وجود جديد.
Never again will I order from you. | לעולם לא אזמין מכם שוב. | لن أطلب منكم مرة أخرى أبدا.
I have called eleven times this month. | התקשרתי אחת עשרה פעמים החודש. | اتصلت إحدى عشرة مرة هذا الشهر.
Your so-called expert broke the sink. | המומחה שלכם, כביכול, שבר את הכיור. | خبيركم المزعوم كسر المغسلة.
I'm asking politely for the last time. | אני מבקשת יפה בפעם האחרונה. | أطلب بأدب للمرة الأخيرة.
The dress came in the wrong colour. | השמלה הגיעה בצבע הלא נכון. | وصل الفستان بلون خاطئ.
You are heartless. | אתם חסרי לב. | أنتم بلا قلب.
I want to cancel, and I won't be coming back. | אני רוצה לבטל, ולא אחזור אליכם. | أريد الإلغاء ولن أعود إليكم.
This is madness. | זה טירוף. | هذا جنون.
My patience has run out. | נגמרה לי הסבלנות. | نفد صبري.
I'll take this to the small claims court. | אגיש תביעה קטנה בבית משפט. | سأرفع دعوى في محكمة المطالبات الصغيرة.
The cleaner was kind and quick. | המנקה הייתה נחמדה ומהירה. | كانت عاملة التنظيف لطيفة وسريعة.
Your delivery service is a disaster. | שירות המשלוחים שלכם הוא אסון. | خدمة التوصيل عندكم كارثة.
I feel humiliated. | אני מרגיש מושפל. | أشعر بالإهانة.
How long do I have to wait for a simple form? | כמה זמן אני צריך לחכות לטופס פשוט? | كم علي أن أنتظر من أجل نموذج بسيط؟
You broke your word again. | שוב לא עמדתם במילה שלכם. | أخلفتم وعدكم مرة أخرى.
Bravo, now the heating is off too. | בראבו, עכשיו גם החימום כבוי. | برافو، الآن التدفئة مطفأة أيضا.
I lost a whole day of work because of you. | הפסדתי יום עבודה שלם בגללכם. | خسرت يوم عمل كاملا بسببكم.
Explain this charge to me, please. | הסבירו לי את החיוב הזה, בבקשה. | اشرحوا لي هذا الخصم من فضلكم.
The whole neighbourhood will hear about you. | כל השכונה תשמע עליכם. | سيسمع الحي كله عنكم.
I'm exhausted and in tears. | אני מותשת ובוכה. | أنا منهكة وأبكي.
You robbed a pensioner. | שדדתם פנסיונר. | سرقتم متقاعدا.
"""


def heats(line: str) -> dict[str, int]:
    """How hot the three versions of a message are, by language."""
    return {
        language: tone_of(_sentences(text.strip(), language)).heat
        for language, text in zip(LANGUAGES, line.split(" | "), strict=True)
    }


def _sentences(text: str, language: Language) -> list[Sentence]:
    folded, places = fold_in_place(text)
    text = text if places is None else "".join(text[place] for place in places)
    return [Sentence(start, end, text[start:end], folded[start:end], language) for start, end in sentences(folded)]


@pytest.mark.parametrize("line", TRANSLATED.strip().splitlines())
def test_a_translated_message_is_as_hot_as_the_original(line: str) -> None:
    found = heats(line)
    assert all(abs(one - other) <= MOST_DIFFERENCE for one, other in combinations(found.values(), 2)), found


def test_the_table_runs_from_ice_cold_to_boiling() -> None:
    found = [heats(line)["en"] for line in TRANSLATED.strip().splitlines()]
    assert len(found) >= 60
    assert min(found) == 0
    assert max(found) >= 95
    assert len(set(found)) >= 8, "the scale is more than yes and no"
