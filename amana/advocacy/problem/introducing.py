"""The one sentence to say at the start of any call: who, which account, what is wanted, by when."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amana.wording.isolating import isolated

LONGEST_WISH = 140
# Words with which a wish begins and that the sentence says itself.
_WANTING = re.compile(
    r"^\s*(?:i\s+(?:just\s+|only\s+|really\s+)?(?:want|need|would\s+like|demand|ask\s+for|expect)|i['’]d\s+like|please|"
    r"אני\s+(?:רק\s+|פשוט\s+)?(?:רוצה|צריך|צריכה|מבקש|מבקשת|דורש|דורשת)|אבקש|"
    r"(?:أنا\s+)?(?:فقط\s+)?(?:أريد|اريد|أطلب|اطلب|أرغب\s+في|بدي|عايز|عايزة))\s+",
    re.IGNORECASE,
)
_END = re.compile(r"(?<=[.!?؟])\s|\n")


def introduction(
    name: str, wanted: str, *, account: str = "", by_when: datetime | None = None, language: str, zone: str
) -> str:
    """Return the sentence in a language; it fits whoever says it, man or woman, and ends with one full stop."""
    words = {"name": isolated(name), "account": isolated(account), "wish": isolated(wish(wanted))}
    with translation.override(language):
        if by_when is not None:
            # Translators: a Django date format; as "Sunday 15 November".
            day = date_format(by_when.astimezone(ZoneInfo(zone)), translation.pgettext("weekday and day", "l j F"))
            words["day"] = day
            if account:
                said = _("Hello, this is %(name)s, customer number %(account)s, about one thing: %(wish)s, by %(day)s.")
            else:
                said = _("Hello, this is %(name)s, about one thing: %(wish)s, by %(day)s.")
        elif account:
            said = _("Hello, this is %(name)s, customer number %(account)s, about one thing: %(wish)s.")
        else:
            said = _("Hello, this is %(name)s, about one thing: %(wish)s.")
        return said % words


def wish(wanted: str) -> str:
    """Return the first sentence of what is wanted, as the sentence of a call goes on with it."""
    first = _END.split(wanted.strip(), maxsplit=1)[0]
    plain = " ".join(_WANTING.sub("", first).split()).rstrip(".!?؟,;: ")
    if len(plain) > LONGEST_WISH:
        plain = plain[:LONGEST_WISH].rpartition(" ")[0] or plain[:LONGEST_WISH]
    # "A refund" goes on in the middle of a sentence; a name or an abbreviation keeps its letters.
    if len(plain) > 1 and plain[0].isupper() and (plain[1].islower() or plain[1] == " ") and plain.split()[0] != "I":
        plain = plain[0].lower() + plain[1:]
    return plain
