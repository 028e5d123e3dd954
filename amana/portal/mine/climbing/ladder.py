"""The page of a ladder: its rungs with what opens each, who was asked, and the letter for each, one click away."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amana.advocacy.climbing import NAMED, follow_ups_from, next_step, said_before
from amana.advocacy.composing import Wish, begin_letter, company_of
from amana.advocacy.letters.sparing import spared_in
from amana.advocacy.siding import companies_of
from amana.cases.errors import Refused
from amana.directory.family import family, root_of
from amana.directory.models import Executive
from amana.directory.models.writing import MOST_PEOPLE
from amana.escalation.own.asking import check_rung, dict_of_rungs
from amana.escalation.own.laddering import LETTERS, Step
from amana.escalation.own.laddering import ladder as ladder_of
from amana.escalation.own.models import EXECUTIVE, HEAD
from amana.kit.codes import key_in
from amana.people.models import Company
from amana.portal.mine.climbing.sparing import lifting_url
from amana.portal.mine.owning import Kept, by_owner
from amana.portal.mine.writing.choosing import said
from amana.portal.understanding import typed_text

LEVELS = {HEAD: Executive.SERVICE, EXECUTIVE: Executive.EXECUTIVE}
MOST_NAMED = 20


@require_safe
@by_owner
def ladder(request: HttpRequest, kept: Kept) -> HttpResponse:
    """The ladder of one company of the case, `?company=` where there are several."""
    return render(request, "mine/climbing/ladder.html", page_of(kept, _company(request.GET.get("company", ""), kept)))


def _company(typed: str, kept: Kept) -> Company:
    return company_of(kept.case, key_in(typed))


def page_of(kept: Kept, company: Company) -> dict[str, Any]:
    """Return what mine/climbing/ladder.html needs."""
    steps = ladder_of(kept.case, company, at=kept.at)
    count, sent = said_before(kept.case, company)
    companies = [row.company for row in companies_of(kept.case)]
    upward = next_step(steps)
    spared = {one.address: one for one in spared_in(kept.case, account=kept.keeper.account)}
    return kept.frame | {
        "company": company,
        "companies": companies if len(companies) > 1 else [],
        "rungs": [_rung(kept, step, company) for step in steps],
        "next_rung": str(dict_of_rungs()[upward.rung]) if upward else "",
        "written": count,
        "most": MOST_PEOPLE,
        "addresses": [address for address in dict.fromkeys(row.address for row in sent if "@" in row.address)
                      if address not in spared],
        "spared": [{"row": one, "url": lifting_url(kept.case.number, one.address) if one.reason else ""}
                   for one in spared.values()],
        "follow_ups": sorted(follow_ups_from(kept.case, company, at=kept.at).items(), key=lambda pair: pair[1]),
        "letter_url": kept.url("own_rung_letter"),
        "asked_url": kept.url("own_rung_asked"),
        "stop_url": kept.url("own_stop"),
        "case_is_open": kept.case.is_open,
    }  # fmt: skip


def _rung(kept: Kept, step: Step, company: Company) -> dict[str, Any]:
    asked = [
        {
            "row": row,
            "url": kept.url("own_rung_answer", row.pk) if not row.ended_in else "",
            "is_over": row.answer_by < kept.at,
        }
        for row in step.asked
    ]
    return {
        "name": step.rung,
        "label": dict_of_rungs()[step.rung],
        "is_open": step.is_open,
        "is_done": bool(step.asked),
        "why": step.why,
        "days": step.days,
        "letter": said(step.letter, "name"),
        "asked": asked,
        "people": _people(company, step.rung),
        "is_named": step.rung in NAMED,
    }


def _people(company: Company, rung: str) -> list[Executive]:
    """Return who is known in the directory to stand on a rung, with where that is known from."""
    if rung not in LEVELS:
        return []
    rows = Executive.objects.filter(company__in=family(root_of(company)), level=LEVELS[rung])
    return list(rows.order_by("name")[:MOST_NAMED])


@require_POST
@by_owner
def rung_letter(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST writes the letter of a rung from the file: `rung`, and `person` of the directory where one was chosen."""
    company = _company(request.POST.get("company", ""), kept)
    rung = request.POST.get("rung", "")
    try:
        check_rung(kept.case, company, rung, at=kept.at)
        draft = begin_letter(kept.case, _wish(request, rung, company), at=kept.at)
    except Refused as refused:
        page = page_of(kept, company) | {"error": refused.sentence}
        return render(request, "mine/climbing/ladder.html", page, status=422)
    return redirect(kept.url("own_draft", draft.pk))


def _wish(request: HttpRequest, rung: str, company: Company) -> Wish:
    known = {str(one.pk): one for one in _people(company, rung)}
    one = known.get(request.POST.get("person", ""))
    reader = " ".join(typed_text(request, "reader", most=200).split())
    letter = LETTERS[rung]
    if one is None:
        return Wish(letter, company=company, rung=rung, reader=reader)
    source = one.source or _("the directory")
    return Wish(letter, company=company, rung=rung, reader=one.name, role=one.role, to=one.mail, source=source)
