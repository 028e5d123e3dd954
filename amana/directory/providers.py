"""Domains at which people have mail of their own: nobody's business address."""

from __future__ import annotations

# Anybody can have a mailbox there, in whatever country: gmail.com, yahoo.co.uk.
_EVERYWHERE = frozenset(
    """
    gmail googlemail hotmail outlook live msn yahoo ymail rocketmail icloud aol proton protonmail tutanota gmx yandex
    rambler fastmail maktoob walla hushmail rediffmail
    """.split()
)
_MAIL = frozenset(
    """
    me.com mac.com pm.me tuta.com tuta.io ya.ru zoho.com hey.com inbox.com mail.com email.com usa.com nana.co.il nana10.co.il
    qq.com 163.com 126.com web.de freenet.de t-online.de arcor.de mail.ru bk.ru list.ru inbox.ru laposte.net libero.it
    virgilio.it seznam.cz wp.pl onet.pl o2.pl
    """.split()
)
# Given by an internet provider to its customers; a business address only of that provider's own people.
PROVIDERS = frozenset(
    """
    012.net.il 013.net 013net.net 014.net.il 015.net.il 017.net.il 018.net.il actcom.net.il barak.net.il barak-online.net
    bezeqint.net inter.net.il internet-zahav.net netvision.net.il smile.net.il zahav.net.il hotnet.net.il partner.net.il
    comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net optonline.net
    btinternet.com btopenworld.com sky.com talktalk.net tiscali.co.uk virginmedia.com ntlworld.com blueyonder.co.uk plus.com
    orange.fr wanadoo.fr free.fr sfr.fr bluewin.ch emirates.net.ae eim.ae batelco.com.bh qatar.net.qa link.net tedata.net.eg
    """.split()
)
# Second levels under which a country gives out names: gmail.co.il, yahoo.com.au.
_PUBLIC = {"co", "com", "net", "org"}


def is_private(domain: str, *, own: bool = False) -> bool:
    """Whether mail at a domain is somebody's own mail; `own` says that the domain is the company's."""
    labels = domain.lower().rstrip(".").split(".")
    for start in range(len(labels) - 1):
        rest = ".".join(labels[start:])
        if rest in _MAIL or (rest in PROVIDERS and not own):
            return True
    return labels[_brand(labels)] in _EVERYWHERE if len(labels) > 1 else True


def _brand(labels: list[str]) -> int:
    """Return where the name stands that was registered: `yahoo` in yahoo.com, in yahoo.co.uk and in uk.yahoo.com."""
    if len(labels) >= 3 and labels[-2] in _PUBLIC:
        return len(labels) - 3
    return len(labels) - 2
