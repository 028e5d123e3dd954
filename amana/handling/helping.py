"""Letting somebody act for a customer: named, or claimed and then confirmed, by nobody but the customer; changed, revoked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.helping import Helper
from amana.cases.links import links_for, url_of
from amana.cases.locking import take, take_all
from amana.cases.models import COMPANY, Case, CaseLink, Participant
from amana.handling.admissible import address_of_a_helper, name_of_a_helper
from amana.handling.mails.notices import tell
from amana.handling.mails.plain_mail import post_plain
from amana.handling.mails.saying import zone_of
from amana.handling.speaking import called_of
from amana.kit.codes import new_id
from amana.people.models import Person
from amana.people.recognising import recognise
from amana.record import seldom
from amana.record.appending import Appended, Line, append_many
from amana.record.reading import entries
from amana.record.sealing import instant
from amana.team.viewing import Viewer
from amana.wording.isolating import isolated
from amana.wording.times import moment

# At one time, for one customer; as many claims can wait beside them.
MOST_ALIVE = 5
# Each sends a mail to somebody who did not ask for it.
MOST_A_DAY = 10
# Cases in which it is written down, and for which links are made, when somebody may act in all.
MOST_CASES = 20


@dataclass(frozen=True)
class Who:
    """Whom a customer lets act for them: what they are called, their mail address, and who they are to the customer."""

    name: str
    mail: str
    relation: str = ""


@transaction.atomic
def name_helper(
    case: Case, who: Who, *, scope: str, until: datetime | None, for_all: bool = False, by: Viewer, at: datetime
) -> Helper:
    """Let somebody act for the customer who says so: confirmed at once, and told to the helper with links of their own.

    Raises Refused when it is not the customer who names, when this person cannot be a helper, when they are one already, or
    when five act already.
    """
    customer = must_be_the_customer(case, by)
    case = _take(case, customer if for_all else None)
    helper = _person(case, customer, who, at=at)
    _must_have_room(customer, at=at)
    _end_what_is_over(customer, helper, None if for_all else case, at=at)
    row = _new(case, customer, helper, who, scope=scope, until=until, for_all=for_all, named_by="customer", at=at)
    row.confirmed_at = at
    row.save()
    says = {"relation": row.relation, "called": _one_line(who.name, 120), "mail": who.mail.strip().lower()}
    _write("helper.named", row, case, says | {"by": by.name}, called=who.name, by=by, at=at, key=row.pk)
    _invite(row, case, who.name, at=at)
    return row


@transaction.atomic
def claim(case: Case, who: Who, *, text: str, scope: str, until: datetime | None, by: Viewer, at: datetime) -> Helper:
    """Write down that somebody says they act for the customer: they see nothing until the customer confirms it.

    `text` says how we learned of it; both sides read it. The customer is told at once. Raises Refused as `name_helper`.
    """
    if by.agent is None or not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Refused(_("There is no such case."))
    if not text.strip():
        raise Refused(_("Write how you learned of it: who called or wrote, and what they said."))
    case = take(case.key)
    helper = _person(case, case.customer, who, at=at)
    waiting = Helper.objects.not_ended(at).filter(customer=case.customer, confirmed_at=None)
    if waiting.count() >= MOST_ALIVE:
        raise Refused(_("Five claims wait for this customer's word already."))
    _end_what_is_over(case.customer, helper, case, at=at)
    row = _new(case, case.customer, helper, who, scope=scope, until=until, for_all=False, named_by="other", at=at)
    row.save()
    says = {
        "relation": row.relation,
        "called": _one_line(who.name, 120),
        "mail": who.mail.strip().lower(),
        "text": text.strip()[:2000],
        "by": by.name,
    }
    _write("helper.claimed", row, case, says, called=who.name, by=by, at=at, key=row.pk)
    _tell_of_claim(case, who.name, by=by, at=at)
    return row


@transaction.atomic
def confirm(helper: Helper, case: Case, *, by: Viewer, at: datetime) -> None:
    """Let a claimed helper act from now on; only the customer can. Twice changes nothing."""
    must_be_the_customer(case, by, helper)
    case = take(case.key)
    row = _held(helper, at=at)
    if row.confirmed_at is not None:
        return
    _must_have_room(row.customer, at=at)
    row.confirmed_at = at
    row.save(update_fields=["confirmed_at"])
    called = called_of([row])[row.pk]
    _write("helper.confirmed", row, case, {"by": by.name}, called=called, by=by, at=at)
    _invite(row, case, called, at=at)


@transaction.atomic
def change(helper: Helper, case: Case, *, scope: str, until: datetime | None, by: Viewer, at: datetime) -> None:
    """Change what a helper may do and until when; it holds from their next click. The same again changes nothing."""
    must_be_the_customer(case, by, helper)
    case = _take(case, helper.customer if helper.case_id is None else None)
    row = _held(helper, at=at)
    _check(scope, until, at=at)
    if (row.scope, row.until) == (scope, until):
        return
    row.scope, row.until = scope, until
    row.save(update_fields=["scope", "until"])
    _write("helper.changed", row, case, {"by": by.name}, called=called_of([row])[row.pk], by=by, at=at)


@transaction.atomic
def revoke(helper: Helper, case: Case, *, by: Viewer, at: datetime) -> None:
    """End it at once: the links open nothing from then on, and their mail is nobody's any more. Twice changes nothing.

    The customer revokes anybody; one of us only takes back a claim that nobody has confirmed.
    """
    if by.agent is not None:
        if helper.confirmed_at is not None or not Case.objects.visible_to(by).filter(pk=case.pk).exists():
            raise Refused(_("Only the customer can end this."))
    else:
        must_be_the_customer(case, by, helper)
    case = _take(case, helper.customer if helper.case_id is None else None)
    row = Helper.objects.select_for_update(of=("self",)).select_related("helper", "customer").get(pk=helper.pk)
    if row.revoked_at is not None:
        return
    if by.agent is not None and row.confirmed_at is not None:
        raise Refused(_("Only the customer can end this."))
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    if not Helper.objects.acting(at).filter(customer=row.customer, helper=row.helper).exists():
        own = Participant.objects.filter(person=row.helper).values("case")
        theirs = Participant.objects.filter(person=row.customer).values("case")
        links = CaseLink.objects.filter(person=row.helper, case__in=theirs, revoked_at=None)
        links.exclude(case__in=own).update(revoked_at=at)
    _write("helper.revoked", row, case, {"by": by.name}, called=called_of([row])[row.pk], by=by, at=at)


# ── rules ────────────────────────────────────────────────────────────────────


def must_be_the_customer(case: Case, by: Viewer, helper: Helper | None = None) -> Person:
    """Return the customer who speaks for themselves on this case. Raises Refused for everybody else, a helper too."""
    speaks = by.person if by.kind == "link" and by.acts_for is None else None
    if speaks is None or by.case != case.key or not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Refused(_("Only the customer says who may act for them."))
    if helper is not None and helper.customer_id != speaks.pk:
        raise Refused(_("Only the customer says who may act for them."))
    return speaks


def _person(case: Case, customer: Person, who: Who, *, at: datetime) -> Person:
    name_of_a_helper(who.name)
    address = address_of_a_helper(who.mail, customer=customer)
    named = Helper.objects.filter(customer=customer, named_at__gt=at.replace(hour=0, minute=0, second=0, microsecond=0))
    if named.count() >= MOST_A_DAY:
        raise Refused(_("Enough was written down about helpers today. Go on tomorrow."))
    return recognise(address, name=_one_line(who.name, 120), language=case.language, at=at)


def _check(scope: str, until: datetime | None, *, at: datetime) -> None:
    if scope not in dict(Helper.SCOPES):
        raise Refused(_("Choose what they may do."))
    if until is not None and until <= at:
        raise Refused(_("The end lies in the past. Choose a later one, or none."))


def _new(  # noqa: PLR0913  # each named at the call
    case: Case, customer: Person, helper: Person, who: Who, *, scope: str, until: datetime | None, for_all: bool,
    named_by: str, at: datetime,
) -> Helper:  # fmt: skip
    _check(scope, until, at=at)
    return Helper(
        customer=customer, helper=helper, case=None if for_all else case, scope=scope,
        relation=_one_line(who.relation, 80), named_by=named_by, named_at=at, until=until,
    )  # fmt: skip


def _must_have_room(customer: Person, *, at: datetime) -> None:
    # Held, so that two who are named at once are counted one after the other.
    Person.objects.select_for_update().get(pk=customer.pk)
    if Helper.objects.acting(at).filter(customer=customer).count() >= MOST_ALIVE:
        raise Refused(_("Five people may act for you already. End one of them first."))


def _end_what_is_over(customer: Person, helper: Person, case: Case | None, *, at: datetime) -> None:
    """Make room for the same person anew. Raises Refused when they act or wait already."""
    rows = Helper.objects.select_for_update().filter(customer=customer, helper=helper, case=case, revoked_at=None)
    row = rows.first()
    if row is None:
        return
    if row.until is None or row.until > at:
        raise Refused(_("This person stands in the list already."))
    row.revoked_at = row.until
    row.save(update_fields=["revoked_at"])


def _held(helper: Helper, *, at: datetime) -> Helper:
    rows = Helper.objects.not_ended(at).select_for_update(of=("self",)).select_related("helper", "customer")
    row = rows.filter(pk=helper.pk).first()
    if row is None:
        raise Refused(_("This has ended. Name the person anew."))
    return row


def _one_line(words: str, most: int) -> str:
    return " ".join(words.split())[:most]


# ── telling ──────────────────────────────────────────────────────────────────


def _write(  # noqa: PLR0913  # the parts of an entry, each named at the call
    kind: str, row: Helper, case: Case, says: Mapping[str, str], *, called: str, by: Viewer, at: datetime,
    key: UUID | None = None,
) -> None:  # fmt: skip
    """Write it into the case where it was said, and, for somebody who acts in all, into the others that are open."""
    content = {
        **says,
        "helper": _one_line(called, 120),
        "key": str(row.pk),
        "scope": row.scope,
        "until": instant(row.until) if row.until else None,
        "for_all": row.case_id is None,
    }
    lines = [Line(case.key, kind, by.actor, at, content, id=key or new_id())]
    if row.case_id is None:
        lines += [Line(other, kind, by.actor, at, content) for other in _open_cases(row.customer) if other != case.key]
    append_many(lines)


def _open_cases(customer: Person) -> list[UUID]:
    """Return the open cases a customer takes part in, the newest first, as many as are written to."""
    rows = Case.objects.open().filter(kept_by=COMPANY, participants__person=customer).order_by("-opened_at", "-pk")
    return list(rows.values_list("pk", flat=True)[:MOST_CASES])


def _take(case: Case, customer: Person | None) -> Case:
    """Hold the case, and with it, in the order of their keys, the open ones of a customer who speaks of all."""
    return take_all([case.key, *(_open_cases(customer) if customer is not None else [])])[case.key]


def _invite(row: Helper, case: Case, called: str, *, at: datetime) -> None:
    """Send the helper a link of their own to each case they may open."""
    keys = list(dict.fromkeys([case.key, *(_open_cases(row.customer) if row.case_id is None else [])]))
    links = links_for([(key, row.helper_id) for key in keys], at=at)
    urls = [url_of(links[(key, row.helper_id)]) for key in keys]
    language = row.helper.language or case.language
    to = entries([row.pk], side="customer").get(row.pk)
    address = str(to["mail"] or "") if to is not None else ""
    if not address:
        return
    with translation.override(language):
        words = {"customer": row.customer.name, "may": str(dict(Helper.SCOPES)[row.scope])}
        subject = _("You act for %(customer)s") % words
        parts = [_("%(customer)s has named you as somebody who acts for them (%(may)s).") % words]
        if row.until is not None:
            parts.append(_("It ends: %(when)s.") % {"when": moment(row.until, zone=zone_of(case), now=at)})
        parts.append(_("The page asks for a code that we send to this address. Everything you do there is signed with "
                       "both names. If this is a mistake, leave this mail alone: nothing more comes of it."))  # fmt: skip
        text = "\n\n".join([*parts, "\n".join(urls)]) + "\n"
    post_plain(address, called, subject[:120], text, what="helper", language=language, brand=case.brand, at=at)


def _tell_of_claim(case: Case, called: str, *, by: Viewer, at: datetime) -> None:
    # The text stands in the record, which a helper may read one day: it holds no link of the customer's.
    with translation.override(case.language):
        sentence = _(
            "%(by)s wrote down that %(helper)s says they act for you: they see nothing unless you confirm it on the page "
            "of this case."
        )
        words = {"by": isolated(by.name), "helper": isolated(_one_line(called, 120))}
        tell(case, sentence % words, at=at)


def others_for(viewer: Viewer, *, at: datetime, most: int = 10) -> list[tuple[str, UUID]]:
    """Return number and link of the other open cases a helper may open, the newest first."""
    if viewer.person is None or viewer.acts_for is None:
        return []
    rows = Helper.objects.acting(at).filter(helper=viewer.person, customer=viewer.acts_for)
    keys = {row.case_id for row in rows}
    cases = Case.objects.open().filter(kept_by=COMPANY, participants__person=viewer.acts_for).exclude(pk=viewer.case)
    if None not in keys:
        cases = cases.filter(pk__in=[key for key in keys if key is not None])
    found = dict(cases.order_by("-opened_at").values_list("pk", "number")[:most])
    links = CaseLink.objects.filter(person=viewer.person, case__in=list(found), revoked_at=None)
    living = dict(links.values_list("case_id", "pk"))
    return [(number, living[key]) for key, number in found.items() if key in living]


def bring_in(opened: Sequence[Appended]) -> None:
    """Reaction: whoever may act in all of a customer's cases has a link to one that begins."""
    at = max(entry.at for entry in opened)
    books = [entry.book for entry in opened]
    rows = Helper.objects.acting(at).filter(case=None, customer__cases__in=books, customer__cases__kept_by=COMPANY)
    pairs = list(rows.values_list("customer__cases", "helper").distinct())
    if pairs:
        links_for(pairs, at=at)


def helpers_of(case: Case, *, at: datetime, customer: Person | None = None, most: int = 10) -> list[Helper]:
    """Return who acts, or is said to act, on a case now, those who wait for the customer's word first.

    With `customer`, everybody of theirs, on whichever case.
    """
    rows = Helper.objects.not_ended(at).select_related("helper", "customer", "case")
    rows = rows.filter(customer=customer) if customer is not None else rows.on([case.key]).distinct()
    return sorted(
        seldom.found(rows.order_by("named_at", "pk"), most=most), key=lambda row: row.confirmed_at is not None
    )
