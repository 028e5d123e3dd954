"""What each guided question asks, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Asked:
    """How a question stands on its page: `rows` of the field, and whether only its keeper ever reads the answer."""

    title: Words
    help: Words = ""
    rows: int = 4
    is_private: bool = False


ASKED: dict[str, Asked] = {
    "company": Asked(_("Which company is it about?"), _("If there are several, begin with the one that can put it right.")),
    "happened": Asked(
        _("What happened?"),
        _("As you would tell a friend: what, when, how much. Days, amounts and names help more than adjectives."), 8,
    ),
    "wanted": Asked(_("What do you want?"), _("One thing, so that somebody can say yes to it. Name the amount, if it is money."), 3),
    "settle-for": Asked(
        _("What would you settle for?"),
        _("The least with which you would say: good, it is over. It helps to know it before they offer something."), 3, True,
    ),
    "by-when": Asked(_("By when?"), _("A day, as you like to write it: 31.12.2026, two weeks, the end of the month."), 1),
    "costs": Asked(_("What has it cost you?"), _("Money, hours, work that stood still. It adds up, and it may be asked for."), 0, True),
    "tried": Asked(
        _("What have you tried?"),
        _("Calls, mails, visits, restarts. Whoever answers next should not send you through it again."), 5,
    ),
    "papers": Asked(_("What do you hold?"), _("Your number with them, and whatever shows what happened."), 0),
    "they-want": Asked(
        _("What do they want?"),
        _("A guess is enough: keep you, not pay, end the call, have the device back. Where it meets what you want, begin there."),
        3, True,
    ),
    "who": Asked(
        _("Who could change it?"),
        _("Whoever answers the call can often not decide. Who can: a supervisor, the billing department, the shop that sold it?"),
        3, True,
    ),
    "sides": Asked(_("Is it only you, and only them?"), _("Others with the same claim, and other companies with a part in it."), 0),
    "sentence": Asked(
        _("One sentence to begin every call with"),
        _("Say it first, and say it again when the call wanders off. Change it until it is yours."), 3,
    ),
}  # fmt: skip
