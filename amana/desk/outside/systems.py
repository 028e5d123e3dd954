"""What our systems know: a card beside the case that is asked for after the page, and quoted by a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.models import System
from amana.channels.systems.asking import About, Known, SystemTrouble, ask
from amana.channels.systems.shaping import Item, Kind
from amana.desk.composing.drafting import as_posted, keep_draft, kept_draft
from amana.desk.entering import Seat, case_of, seated
from amana.desk.framing import page
from amana.handling.facts.quoting_systems import Quoted, quote_system
from amana.people.models import Address
from amana.readings.knowing import known_of
from amana.wording.isolating import isolated
from amana.wording.times import moment

SALT = "what a system said"
# What stood on a page may be quoted for as long as somebody works on it.
QUOTED_WITHIN = 12 * 3600
MOST_ADDRESSES = 10
CARD = "desk/outside/_system.html"


@dataclass(frozen=True)
class Shown:
    """One item as the reader's language says it; `token` stands for exactly this, so that what is quoted is what was seen."""

    label: str
    value: str
    kind: str
    url: str
    token: str


def system_card(case: Case) -> dict[str, Any] | None:
    """Return what the page says before the system was asked; None where a brand has none, or it is off."""
    if not System.objects.filter(brand=case.brand_id, is_on=True).exists():
        return None
    return {"url": reverse("desk:case_system", args=[case.number])}


@seated
@require_safe
def case_system(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Ask the brand's system; inside the page of the case when a script asks, else a page of its own. `?fresh=1` asks anew."""
    case = case_of(seat, number)
    asked = _asked(case, seat, is_fresh=request.GET.get("fresh") == "1")
    # Without a number nothing offers to ask again.
    context = {"system": asked, "number": case.number if system_card(case) else ""}
    if request.headers.get("HX-Request"):
        return render(request, CARD, context | {"now": seat.at})
    return page(request, seat, "desk/outside/system.html", context | {"case": case}, name="queue")


def _asked(case: Case, seat: Seat, *, is_fresh: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"url": reverse("desk:case_system", args=[case.number]), "is_asked": True}
    system = System.objects.filter(brand=case.brand_id, is_on=True).first()
    if system is None:
        return found | {"error": _("No system is asked for this brand.")}
    try:
        known = ask(system, _about(case), at=seat.at, is_fresh=is_fresh)
    except SystemTrouble as trouble:
        return found | {"error": str(trouble)}
    return found | shown(known, number=case.number) | {"may_quote": not seat.agent.only_reads, "is_open": case.is_open}


def _about(case: Case) -> About:
    rows = Address.objects.filter(person=case.customer_id).order_by("added_at").values_list("kind", "value")
    addresses = list(rows[:MOST_ADDRESSES])
    facts = known_of(case).facts
    return About(
        case.number,
        mails=[value for kind, value in addresses if kind == Address.MAIL],
        phones=[value for kind, value in addresses if kind == Address.PHONE],
        orders=[one.words for one in reversed(facts) if one.kind == "order"],
        accounts=[one.words for one in reversed(facts) if one.kind == "account"],
    )


def shown(known: Known, *, number: str) -> dict[str, Any]:
    """Return what desk/outside/_system.html says of an answer."""
    return {
        "title": known.card.title,
        "items": [_shown(item, known, number) for item in known.card.items],
        "left_out": known.card.left_out,
        "host": known.host,
        "asked_at": known.asked_at,
        "of": known.card.at,
    }


def _shown(item: Item, known: Known, number: str) -> Shown:
    said = {
        "label": item.label, "value": item.value, "kind": item.kind, "currency": item.currency, "number": number,
        "host": known.host, "asked_at": known.asked_at.isoformat(),
    }  # fmt: skip
    return Shown(
        item.label, in_words(item), item.kind, item.value if item.kind == "link" else "", signing.dumps(said, salt=SALT)
    )


def in_words(item: Item) -> str:
    """Return the value as the active language writes it: an amount with its currency, a day, a moment in the reader's zone."""
    if item.kind == "amount":
        return f"{number_format(item.value, 2, use_l10n=True, force_grouping=True)} {item.currency}".strip()
    if item.kind == "date" and "T" in item.value:
        return date_format(timezone.localtime(datetime.fromisoformat(item.value)), "j F Y, H:i")
    return date_format(date.fromisoformat(item.value), "j F Y") if item.kind == "date" else item.value


@seated
@require_POST
def system_quote(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Seal one item of what was shown; `into` says whether its words also go into the reply that is being written.

    A script that puts the words in by itself asks with `Accept: text/plain`, and is answered with them.
    """
    case = case_of(seat, number)
    said = _signed(request.POST.get("what", ""), case)
    item = Item(said["label"], said["value"], cast(Kind, said["kind"]), said["currency"])
    asked_at = datetime.fromisoformat(said["asked_at"])
    with translation.override(case.language):
        value = in_words(item)
    quote_system(case, Quoted(item.label, value, said["host"], asked_at), by=seat.viewer, at=seat.at)
    words = _line(case, item, value, said["host"], asked_at, seat)
    if request.headers.get("Accept") == "text/plain":
        return HttpResponse(words, content_type="text/plain; charset=utf-8")
    back = reverse("desk:case", args=[case.number])
    if request.POST.get("into") == "reply" and case.is_open:
        _into_draft(case, seat, words)
        return redirect(f"{back}#reply")
    messages.success(request, _("It stands in our own record, with its source and time."))
    return redirect(back)


def _signed(token: str, case: Case) -> dict[str, str]:
    try:
        said = signing.loads(token, salt=SALT, max_age=QUOTED_WITHIN)
    except signing.BadSignature as error:
        raise Refused(_("This was shown too long ago. Ask the system again.")) from error
    if said["number"] != case.number:
        raise Refused(_("This was said about another case."))
    return {name: str(value) for name, value in said.items()}


def _line(case: Case, item: Item, value: str, host: str, asked_at: datetime, seat: Seat) -> str:
    """Return the words that go into a reply, in the language of the case: label, value, source and time."""
    with translation.override(case.language):
        when = moment(asked_at, zone=timezone.get_current_timezone(), now=seat.at)
        words = {"label": isolated(item.label), "value": isolated(value), "source": isolated(host), "when": when}
        return _("%(label)s: %(value)s (according to %(source)s, %(when)s)") % words


def _into_draft(case: Case, seat: Seat, words: str) -> None:
    kept = kept_draft(case, seat)
    posted = kept.posted.copy() if kept else as_posted({})
    posted["text"] = "\n\n".join(filter(None, [posted.get("text", "").rstrip(), words]))
    keep_draft(posted, case, seat)
