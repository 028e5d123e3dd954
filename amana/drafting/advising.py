"""What there is to say about a draft, with all the record knows of its case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.cases.errors import Refused
from amana.cases.models import COMPANY, Case, HandOver
from amana.commitments.models import Commitment
from amana.kit.codes import key_in
from amana.language.findings import Language
from amana.readings.knowing import known_of
from amana.record.reading import Read, read
from amana.writing import Advice, Context, check

# Among so many entries the message that is being answered is looked for, and contacts are counted.
LATEST = 40
CONTACTS = {"message.received", "call.noted"}
MANY_CONTACTS, MANY_HAND_OVERS, MANY_DAYS = 3, 2, 10
READERS: dict[str, Language] = {"he": "he", "ar": "ar"}


def advice_on(text: str, case: Case, *, language: str, at: datetime) -> list[Advice]:
    """Return what there is to say about a draft, the weightiest first; nothing about an empty one.

    `language` is the writer's, as a code; `at` is when it would leave.
    """
    return check(text, context=_context(case, READERS.get(language[:2], "en"), at)) if text.strip() else []


def _context(case: Case, reader: Language, at: datetime) -> Context:
    said = read(case.key, side="company", audiences=["shared"], most=LATEST)
    known = known_of(case)
    with translation.override(reader):
        ordeal = ordeal_of(case, said, at=at)
    return Context(
        at=at,
        week=case.brand.week.working if case.brand else None,
        asked=next((entry["text"] or "" for entry in reversed(said) if entry.kind == "message.received"), ""),
        locale=case.language,
        customer=case.customer.name,
        known=known.given,
        tried=known.tried,
        ordeal=ordeal,
        is_open=case.is_open,
        reader=reader,
    )


def ordeal_of(case: Case, said: Sequence[Read], *, at: datetime) -> str:
    """Return what the customer went through, in a few words; empty when it was little. Whose mistake it was is not asked.

    `said` are the latest entries of the shared record.
    """
    contacts = sum(1 for entry in said if entry.kind in CONTACTS)
    days = (at - case.opened_at) // timedelta(days=1)
    hands = HandOver.objects.filter(case=case, ending=HandOver.ACCEPTED).count()
    parts = []
    if contacts >= MANY_CONTACTS:
        parts.append(ngettext("%(count)s contact", "%(count)s contacts", contacts) % {"count": contacts})
    if days >= MANY_DAYS:
        parts.append(ngettext("%(count)s day open", "%(count)s days open", days) % {"count": days})
    if hands >= MANY_HAND_OVERS:
        parts.append(ngettext("%(count)s hand-over", "%(count)s hand-overs", hands) % {"count": hands})
    if _was_late(case, said, at):
        parts.append(_("a promise was late"))
    return ", ".join(parts)


def _was_late(case: Case, said: Sequence[Read], at: datetime) -> bool:
    late = {key_in(entry["promise"]) for entry in said if entry.kind in {"promise.late", "promise.broken"}}
    ours = Commitment.objects.filter(case=case, promiser=COMPANY)
    if ours.outstanding().filter(due_at__lt=at).exists():
        return True
    return ours.filter(pk__in=late - {None}).exists() if late else False


def offers_a_sale(advice: Sequence[Advice]) -> bool:
    """Whether the draft offers something to buy before the customer is helped."""
    return any(one.code == "sale_before_help" for one in advice)


def must_sell_nothing(advice: Sequence[Advice], case: Case, *, is_asked: bool) -> None:
    """Raise Refused for an offer to buy while the customer's problem is open, unless the writer says they asked for it."""
    if case.is_open and not is_asked and offers_a_sale(advice):
        raise Refused(
            _("This offers something to buy while the problem is open. Leave it out, or say that they asked for it.")
        )
