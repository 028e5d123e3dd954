"""One form: a case, the right address, the letter and the hours at which one can be called, in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.advocacy.composing import Wish, begin_letter, written_way
from amana.advocacy.defining import define
from amana.advocacy.letters.models import LetterDraft
from amana.advocacy.letters.wording import framed
from amana.advocacy.siding import set_account
from amana.cases.errors import Refused
from amana.cases.models import COMPANY, Case
from amana.channels.email.addresses import is_address
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.directory.models import Point
from amana.people.models import Person
from amana.team.viewing import Viewer

# What somebody wants in a word, which letter that is, and what of the company is looked for.
WANTS = {
    "help": ("complaint", Point.SERVICE),
    "complaint": ("complaint", Point.COMPLAINTS),
    "cancel": ("cancellation", Point.CANCEL),
}
LONGEST = 4000


@dataclass(frozen=True)
class Form:
    """What was typed into the one form; `hours` are the hours at which one can be called, in one's own words."""

    company: str
    wants: str
    wanted: str
    happened: str = ""
    account: str = ""
    phone: str = ""
    hours: str = ""
    to: str = ""
    language: str = ""


@transaction.atomic
def ask_company(person: Person, form: Form, *, at: datetime) -> LetterDraft:
    """Open the case of a form and write its letter to the company's best address; nothing is sent.

    Where the form names none and the directory knows none, the letter is written without an address. Raises Refused
    for a form that says too little.
    """
    if form.wants not in WANTS:
        raise Refused(_("Choose what it is about."))
    if form.to and not is_address(form.to):
        raise Refused(_("This is not a mail address."))
    kind, purpose = WANTS[form.wants]
    case = define(person, company=form.company, happened=form.happened or form.wanted, wanted=form.wanted, at=at)
    if form.account.strip():
        set_account(case, form.account)
    to = form.to or written_way(case.company, purpose=purpose, at=at, language=form.language or case.language)
    draft = begin_letter(case, Wish(kind, language=form.language, to=to), at=at)
    line = call_me(form.phone, form.hours, language=draft.language)
    if line:
        head, _sign, foot = draft.text.rpartition("\n\n")
        draft.text = f"{head}\n\n{line}\n\n{foot}"
        draft.save(update_fields=["text"])
    return draft


def call_me(phone: str, hours: str, *, language: str) -> str:
    """Return the sentence by which somebody asks to be called, and when; "" when they gave no number."""
    phone, hours = " ".join(phone.split())[:60], " ".join(hours.split())[:200]
    if not phone:
        return ""
    return (
        framed("call_me_at", language, phone=phone, hours=hours) if hours else framed("call_me", language, phone=phone)
    )


@transaction.atomic
def expect_call(
    case: Case, *, not_before: datetime, until: datetime, who: str = "", by: Viewer, at: datetime
) -> Commitment:  # fmt: skip
    """Put a call-back that the company announced into the ledger: not before one moment, and by another. It has a clock.

    Raises Refused when the window lies in the past or ends before it begins.
    """
    if until <= not_before:
        raise Refused(_("The window ends before it begins."))
    if until <= at:
        raise Refused(_("This window has passed. Write down the call that did not come instead."))
    name = who.strip() or case.company.name
    action = _("A call from %(who)s") % {"who": name}
    draft = Draft(action, until, COMPANY, None, Commitment.HAND, quote="", due_rule="the window they named",
                  window_from=max(not_before, at))  # fmt: skip
    return make(case, [draft], by=by, at=at)[0]
