"""The history that Gmail, Outlook, Apple Mail and Thunderbird put under a reply, in Hebrew, Arabic and English."""

from __future__ import annotations

from datetime import datetime
from html import escape

from amana.sample.happenings import Language, Mail, Quoted
from amana.sample.wording import MONTHS, WEEKDAYS

_EMBED_RTL, _EMBED_LTR, _POP, _RLM = "\u202b", "\u202a", "\u202c", "\u200f"
_HEBREW_SHORT_DAYS = ("ב׳", "ג׳", "ד׳", "ה׳", "ו׳", "שבת", "א׳")
_OUTLOOK_WORDS: dict[Language, tuple[str, str, str, str]] = {
    "en": ("From", "Sent", "To", "Subject"),
    "he": ("מאת", "נשלח", "אל", "נושא"),
    "ar": ("من", "تم الإرسال", "إلى", "الموضوع"),
}
MOBILE_SIGNATURES: dict[Language, str] = {
    "en": "Sent from my iPhone",
    "he": "נשלח מה-iPhone שלי",
    "ar": "أُرسلت من الـ iPhone",
}


def attribution(quoted: Quoted, client: str, language: Language) -> str:
    """Return the one line that Gmail, Apple Mail or Thunderbird put above a quote."""
    name, at = quoted.name, quoted.at
    if client == "apple":
        return _apple_line(quoted, language)
    if client == "thunderbird" and language == "he":
        return f"בתאריך {at:%d/%m/%Y} בשעה {at:%H:%M}, {name} כתב:"
    if client == "thunderbird":
        return f"On {at:%d/%m/%Y} {at:%H:%M}, {name} wrote:"
    return _gmail_line(quoted, language)


def _apple_line(quoted: Quoted, language: Language) -> str:
    name, address, at = quoted.name, quoted.address, quoted.at
    month = MONTHS[language][at.month - 1]
    if language == "he":
        when = f"ב-{at.day} ב{month} {at.year}, בשעה {at.hour}:{at:%M}"
        return f"{_RLM}{when}, {_RLM}{name} {_RLM}<{address}> כתב/ה:"
    if language == "ar":
        return f"في {at.day} {month} {at.year}، الساعة {_twelve(at, 'ص', 'م')}، كتب/ت {name} <{address}>:"
    return f"On {at.day} {month} {at.year}, at {at:%H:%M}, {name} <{address}> wrote:"


def _gmail_line(quoted: Quoted, language: Language) -> str:
    at, month = quoted.at, MONTHS[language][quoted.at.month - 1]
    who = f"{_EMBED_LTR}{quoted.name}{_POP}{_RLM} <{_EMBED_LTR}{quoted.address}{_POP}{_RLM}>"
    if language == "he":
        day = _HEBREW_SHORT_DAYS[at.weekday()]
        day = day if day == "שבת" else f"יום {day}"
        short = month if len(month) <= 4 else f"{month[:3]}׳"
        return f"{_EMBED_RTL}בתאריך {day}, {at.day} ב{short} {at.year} ב-{at.hour}:{at:%M} מאת {who}:{_POP}"
    if language == "ar":
        when = f"{WEEKDAYS['ar'][at.weekday()]}، {at.day} {month} {at.year} في {_twelve(at, 'ص', 'م')}"
        return f"في {when} تمت كتابة ما يلي بواسطة {who}:"
    when = f"{WEEKDAYS['en'][at.weekday()][:3]}, {month[:3]} {at.day}, {at.year} at {_twelve(at, 'AM', 'PM')}"
    return f"On {when} {quoted.name} <{quoted.address}> wrote:"


def _twelve(at: datetime, morning: str, evening: str) -> str:
    return f"{at.hour % 12 or 12}:{at:%M} {morning if at.hour < 12 else evening}"


def outlook_block(quoted: Quoted, language: Language) -> list[tuple[str, str]]:
    """Return the four header lines that Outlook puts above a quote, as word and value."""
    sender, sent, to, subject = _OUTLOOK_WORDS[language]
    at = quoted.at
    when = f"{WEEKDAYS[language][at.weekday()]} {at.day} {MONTHS[language][at.month - 1]} {at.year} {at:%H:%M}"
    if language == "he":
        when = f"יום {when}"
    return [
        (sender, f"{quoted.name} <{quoted.address}>"),
        (sent, when),
        (to, quoted.to),
        (subject, quoted.subject),
    ]


def plain_body(mail: Mail) -> str:
    """Return the plain text: the new words, a mobile signature where there is one, and the history."""
    text = mail.text
    if mail.client == "apple" and not mail.automatic and mail.parts == "plain":
        text = f"{text}\n\n{MOBILE_SIGNATURES[mail.language]}"
    if mail.automatic == "bounce" or not mail.history:
        return f"{text}\n"
    if mail.client == "outlook":
        return f"{text}\n\n" + "\n\n\n".join(_plain_outlook(quoted, mail.language) for quoted in mail.history) + "\n"
    return f"{text}\n\n{_plain_marked(mail.history, mail.client, mail.language)}\n"


def _plain_outlook(quoted: Quoted, language: Language) -> str:
    lines = [f"{word}: {value}" for word, value in outlook_block(quoted, language)]
    return "________________________________\n" + "\n".join(lines) + f"\n\n{quoted.text}"


def _plain_marked(history: tuple[Quoted, ...], client: str, language: Language) -> str:
    nearest, before = history[0], history[1:]
    lines = nearest.text.split("\n")
    if before:
        lines += ["", *_plain_marked(before, client, language).split("\n")]
    gap = "" if client == "thunderbird" else "\n"
    return attribution(nearest, client, language) + gap + "\n" + "\n".join(f"> {line}".rstrip() for line in lines)


def html_body(mail: Mail) -> str:
    """Return the page that the mail's client would make of the same words and history."""
    direction = "ltr" if mail.language == "en" else "rtl"
    if mail.client == "outlook":
        return _outlook_page(mail, direction)
    if mail.client == "apple":
        return _apple_page(mail, direction)
    if mail.client == "bulk":
        return _bulk_page(mail, direction)
    words = "".join(f"<div>{escape(line) or '<br>'}</div>" for line in mail.text.split("\n"))
    return f'<div dir="{direction}">{words}</div>{_gmail_quote(mail.history, mail.language, direction)}\r\n'


def _gmail_quote(history: tuple[Quoted, ...], language: Language, direction: str) -> str:
    if not history:
        return ""
    nearest = history[0]
    inner = _broken_lines(nearest.text) + _gmail_quote(history[1:], language, direction)
    side = "left" if direction == "ltr" else "right"
    style = f"margin:0px 0.8ex 0px 0.8ex;border-{side}:1px solid rgb(204,204,204);padding-{side}:1ex"
    return (
        f'<br><div class="gmail_quote gmail_quote_container"><div dir="{direction}" class="gmail_attr">'
        f"{escape(attribution(nearest, 'gmail', language))}<br></div>"
        f'<blockquote class="gmail_quote" style="{style}"><div dir="{direction}">{inner}</div></blockquote></div>'
    )


def _outlook_page(mail: Mail, direction: str) -> str:
    def paragraph(inner: str) -> str:
        return f'<p class="MsoNormal" dir="{direction.upper()}"><span style="font-size:11.0pt">{inner}</span></p>'

    body = [paragraph(escape(line) or "<o:p>&nbsp;</o:p>") for line in mail.text.split("\n")]
    for quoted in mail.history:
        head = "<br>".join(f"<b>{word}:</b> {escape(value)}" for word, value in outlook_block(quoted, mail.language))
        body.append('<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">')
        body += [paragraph(head), "</div>"]
        body += [paragraph(escape(line) or "<o:p>&nbsp;</o:p>") for line in quoted.text.split("\n")]
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">\r\n'
        f'<head><meta http-equiv="Content-Type" content="text/html; charset={mail.charset}">\r\n'
        '<meta name="Generator" content="Microsoft Word 15 (filtered medium)">\r\n'
        "<style><!-- p.MsoNormal {margin:0cm; font-size:11.0pt;} --></style></head>\r\n"
        f'<body lang="{mail.language.upper()}" link="#0563C1" vlink="#954F72"><div class="WordSection1">\r\n'
        + "\r\n".join(body)
        + "\r\n</div></body></html>\r\n"
    )


def _apple_page(mail: Mail, direction: str) -> str:
    quote = ""
    for quoted in reversed(mail.history):
        said = (
            f"<div>{escape(attribution(quoted, 'apple', mail.language))}</div><br>{_broken_lines(quoted.text)}{quote}"
        )
        quote = f'<div><br><blockquote type="cite">{said}</blockquote></div>'
    return (
        '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>'
        f'<body dir="{direction}" style="overflow-wrap: break-word; line-break: after-white-space;">'
        f"{_broken_lines(mail.text)}{quote}</body></html>\r\n"
    )


def _bulk_page(mail: Mail, direction: str) -> str:
    domain = mail.from_address.rpartition("@")[2]
    pixel = f'<img src="https://track.{domain}/open?m=1" width="1" height="1" alt="">'
    return (
        f'<!DOCTYPE html><html dir="{direction}"><body style="margin:0;background:#f4f4f4"><table width="100%"><tr><td '
        f'align="center"><table width="600"><tr><td style="padding:24px;background:#fff">{_broken_lines(mail.text)}'
        f"</td></tr></table></td></tr></table>{pixel}</body></html>\r\n"
    )


def _broken_lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))
