"""Take the pictures docs/screenshots/file-{he,ar,en}.png: the file of one own case on paper, in three languages.

Usage: scripts/file_pictures.py [--to FOLDER] [--keep FOLDER]. Needs pdftoppm (Debian's poppler-utils) or pypdfium2.
`--keep` leaves the PDF files themselves in a folder.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

AT = datetime(2026, 11, 19, 9, 30, tzinfo=UTC)
# One story, told by three people: a router given back, charged for all the same, five weeks without internet.
STORY: dict[str, dict[str, Any]] = {  # Any: words, and calls with their minutes
    "en": {
        "name": "Gil Barnea", "company": "Kav Telecom", "rep": "Avi Cohen", "head": "Ruth Stein",
        "happened": "My internet has been cut since 7 October. I gave the old router back on 9 October and have the receipt "
                    "(no. 88-1204), but was charged 149.90 for it in October and again in November.",
        "wanted": "The connection restored, both charges of 149.90 refunded, and a credit for the five weeks without service.",
        "calls": [
            ("He sees the order. A technician was sent to an old address. He said: “I am passing it on, we will get back "
             "to you soon.”", 38, 12, "A technician comes with a new router", 3),
            ("She has no note of the last call. I read her the receipt number 88-1204. She promised a refund.", 22, 17,
             "A refund of 149.90 for October", 5),
            ("Cut off after 41 minutes of waiting. Called again. He said the department calls back.", 41, 6,
             "A call from the head of service", 2),
        ],
        "letter": "I called on three days and was promised a technician, a refund and a call back. None came. Please answer in "
                  "writing by 26 November who restores the connection, and when.",
        "kept": "The refund for October is on my account.", "broken": "Nobody came.",
        "rung": "Three promises were not kept. I ask for a decision by the head of service.",
        "receipt": "receipt.png", "invoice": "invoice November 2026.pdf", "chat": "chat.txt",
        "chat_text": "12/11/2026, 10:02 - Kav: How can we help?\n12/11/2026, 10:03 - Gil: The router, again.",
    },
    "he": {
        "name": "גיל ברנע", "company": "קו טלקום בע״מ", "rep": "אבי כהן", "head": "רות שטיין",
        "happened": "האינטרנט שלי מנותק מאז 7 באוקטובר. את הנתב הישן (Router X-200) החזרתי ב־9 באוקטובר ויש בידי קבלה מס׳ "
                    "88-1204, ובכל זאת חויבתי עליו ב־149.90 ₪ באוקטובר ושוב בנובמבר.",
        "wanted": "חיבור מחדש, החזר שני החיובים בסך 149.90 ₪ כל אחד, וזיכוי על חמישה שבועות ללא שירות.",
        "calls": [
            ("הוא רואה את ההזמנה. טכנאי נשלח לכתובת ישנה. לדבריו: „אני מעביר את זה הלאה, נחזור אליך בהקדם”.", 38, 12,
             "טכנאי יגיע עם נתב חדש", 3),
            ("אין אצלה רישום של השיחה הקודמת. הקראתי לה את מספר הקבלה 88-1204. היא הבטיחה החזר.", 22, 17,
             "החזר של 149.90 ₪ על אוקטובר", 5),
            ("השיחה נותקה אחרי 41 דקות המתנה. התקשרתי שוב ל־1-800-200-300. נאמר לי: “The department will call you back”.",
             41, 6, "שיחה ממנהלת השירות", 2),
        ],
        "letter": "התקשרתי בשלושה ימים והובטחו לי טכנאי, החזר ושיחה חוזרת. דבר מכל אלה לא התקיים. אבקש תשובה בכתב עד 26 בנובמבר: "
                  "מי מחזיר את החיבור, ומתי.",
        "kept": "ההחזר על אוקטובר הופיע בחשבון.", "broken": "איש לא הגיע.",
        "rung": "שלוש הבטחות לא קוימו. אבקש החלטה של מנהלת השירות.",
        "receipt": "קבלה.png", "invoice": "חשבונית נובמבר 2026.pdf", "chat": "צ׳אט.txt",
        "chat_text": "12/11/2026, 10:02 - קו: במה אפשר לעזור?\n12/11/2026, 10:03 - גיל: שוב הנתב (X-200).",
    },
    "ar": {
        "name": "سامي حدّاد", "company": "شركة خطّ للاتصالات", "rep": "أمين خوري", "head": "هالة ناصر",
        "happened": "الإنترنت مقطوع عندي منذ 7 تشرين الأول. أعدتُ جهاز التوجيه القديم (Router X-200) في 9 تشرين الأول ومعي إيصال رقم "
                    "88-1204، ومع ذلك حُسب عليّ 149.90 ₪ في تشرين الأول ومرة أخرى في تشرين الثاني.",
        "wanted": "إعادة الخدمة، وإرجاع المبلغين (149.90 ₪ لكلّ شهر)، وتعويض عن خمسة أسابيع بلا خدمة.",
        "calls": [
            ("يرى الطلب أمامه. أُرسل الفنّي إلى عنوان قديم. قال: «سأحوّل الأمر، وسنعود إليك في أقرب وقت».", 38, 12,
             "يأتي فنّي ومعه جهاز جديد", 3),
            ("لا تجد تسجيلاً للمكالمة السابقة. قرأتُ لها رقم الإيصال 88-1204. وعدت بإرجاع المبلغ.", 22, 17,
             "إرجاع 149.90 ₪ عن تشرين الأول", 5),
            ("انقطعت المكالمة بعد 41 دقيقة من الانتظار. اتصلتُ ثانية بالرقم 1-800-200-300 وقيل لي: “The department will call back”.",
             41, 6, "اتصال من مديرة الخدمة", 2),
        ],
        "letter": "اتصلتُ في ثلاثة أيام ووُعدتُ بفنّي وبإرجاع المبلغ وباتصال. لم يتمّ شيء من ذلك. أرجو ردّاً مكتوباً حتى 26 تشرين الثاني: "
                  "من يعيد الخدمة، ومتى.",
        "kept": "ظهر المبلغ المُعاد عن تشرين الأول في حسابي.", "broken": "لم يأتِ أحد.",
        "rung": "لم يُوفَ بثلاثة وعود. أطلب قراراً من مديرة الخدمة.",
        "receipt": "إيصال.png", "invoice": "فاتورة تشرين الثاني 2026.pdf", "chat": "محادثة.txt",
        "chat_text": "12/11/2026, 10:02 - خطّ: كيف نساعدك؟\n12/11/2026, 10:03 - سامي: جهاز التوجيه (X-200) مرة أخرى.",
    },
}  # fmt: skip


def main() -> None:
    """Tell the story in an empty database, make the file in each language, and save its pages as one picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["AMANA_DATA"] = str(options.keep or folder)
        from amana.config.preparing import begin, prepare

        begin()
        prepare()
        for language in STORY:
            content = _told(language)
            path = Path(options.keep or folder) / f"file-{language}.pdf"
            path.write_bytes(content)
            _picture(path, options.to / f"file-{language}.png", is_rtl=language != "en")


def _told(language: str) -> bytes:
    from amana.advocacy.calling import Call, log_call
    from amana.advocacy.defining import define, person_of
    from amana.advocacy.filing.choosing import Choice
    from amana.advocacy.filing.composing import file_pdf
    from amana.people.models import Account
    from amana.team.viewing import owner

    told = STORY[language]
    mail = f"{language}-{datetime.now(UTC).timestamp()}@customer.example"
    account = Account.objects.create_user(mail, None, name=told["name"], language=language)
    person = person_of(account)
    began = AT - timedelta(days=37)
    case = define(person, company=told["company"], happened=told["happened"], wanted=told["wanted"], at=began)
    viewer = owner(person)
    for index, (said, waited, minutes, promised, days) in enumerate(told["calls"]):
        at = began + timedelta(days=4 + 9 * index, hours=index)
        who = told["rep"] if index != 1 else told["head"]
        log_call(case, Call(who, said, at, waited, minutes, promised, at + timedelta(days=days)), by=viewer, at=at)
    _write_and_climb(case, told, viewer)
    return file_pdf(case, Choice(language, "court"), by=viewer, at=AT).content


def _write_and_climb(case: Any, told: dict[str, Any], viewer: Any) -> None:  # Any: rows, loaded after the settings
    """Send a letter with papers, see one promise kept and one broken, and ask for the next person."""
    from amana.channels.email.composing import Attached
    from amana.commitments.keeping import admit_broken, keep
    from amana.commitments.models import Commitment
    from amana.handling.talking.hearing import hear
    from amana.record.appending import Line, append

    files = [Attached(told["receipt"], "image/png", _receipt()), Attached(told["invoice"], "application/pdf", _invoice()),
             Attached(told["chat"], "text/plain", told["chat_text"].encode())]  # fmt: skip
    hear(case, told["letter"], by=viewer, at=AT - timedelta(days=6), files=files)
    first, second, *_more = Commitment.objects.filter(case=case, promiser="company").order_by("made_at")
    admit_broken(first, by=viewer, at=AT - timedelta(days=5), why=told["broken"])
    keep(second, by=viewer, at=AT - timedelta(days=4), shown_by=None, note=told["kept"])
    append(Line(case.key, "rung.asked", viewer.actor, AT - timedelta(days=3),
                {"text": told["rung"], "to": told["head"], "by": told["name"]}))  # fmt: skip


def _receipt() -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (900, 600), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((30, 30, 870, 570), outline="black", width=3)
    pen.text((80, 90), "RECEIPT 88-1204    09.10.2026", fill="black", font_size=40)
    pen.text((80, 190), "Router X-200 returned", fill="black", font_size=34)
    pen.text((80, 260), "S/N 7719-2204-01", fill="black", font_size=34)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _invoice() -> bytes:
    from fpdf import FPDF

    page = FPDF()
    page.add_page()
    page.set_font("Helvetica", size=18)
    page.cell(0, 12, "Invoice 2026-11   Router X-200   149.90 ILS")
    return bytes(page.output())


def _picture(path: Path, target: Path, *, is_rtl: bool) -> None:
    """Save the cover, the table of events and the promises beside each other, as they lie on a desk."""
    from PIL import Image

    pages = _pages(path)
    shown = [pages[index] for index in (0, 1, 2, 3) if index < len(pages)]
    shown = shown[::-1] if is_rtl else shown
    gap = 18
    sheet = Image.new("RGB", (sum(one.width + gap for one in shown) + gap, shown[0].height + 2 * gap), (222, 218, 210))
    x = gap
    for one in shown:
        sheet.paste(one, (x, gap))
        x += one.width + gap
    sheet.quantize(64).save(target, optimize=True)


def _pages(path: Path) -> list[Any]:  # Any: pictures
    from PIL import Image

    if shutil.which("pdftoppm"):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["pdftoppm", "-r", "70", "-png", str(path), f"{folder}/page"], check=True)
            return [Image.open(BytesIO(found.read_bytes())) for found in sorted(Path(folder).glob("*.png"))]
    import pypdfium2  # type: ignore[import-not-found,unused-ignore]  # where poppler is not installed

    return [page.render(scale=70 / 72).to_pil().convert("RGB") for page in pypdfium2.PdfDocument(path)]


if __name__ == "__main__":
    main()
