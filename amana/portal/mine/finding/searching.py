"""The search among one's own cases: nobody else's are asked, whatever is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amana.cases.models import Case
from amana.portal.mine.owning import Keeper, Kept, by_keeper, by_owner, not_yours
from amana.record.reading import Read, entries, read
from amana.search.asking import Asked, understand
from amana.search.models import Indexed
from amana.search.owning import KINDS, find, text_of
from amana.search.quoting import quote
from amana.search.walking import put_missing_of
from amana.team.viewing import owner

LONGEST = 300
MOST_CASES = 200


@require_safe
@by_keeper
def search(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """What was found for `q`: letters, calls, messages, promises and files of one's own cases, the newest first."""
    query = request.GET.get("q", "")[:LONGEST].replace("\0", "")
    asked = understand(query)
    found: list[Indexed] = []
    if asked.parts and keeper.person is not None:
        viewer = owner(keeper.person)
        cases = list(Case.objects.visible_to(viewer).only("pk").order_by("-last_word_at")[:MOST_CASES])
        put_missing_of(cases)
        found = find(asked, viewer)
    page = {"query": query, "found": _shown(found, asked)}
    return render(request, "mine/finding/found.html", keeper.frame | page)


def _shown(found: Sequence[Indexed], asked: Asked) -> list[dict[str, Any]]:
    """Return what is shown of each entry that was found; what was erased meanwhile is not."""
    said = entries([row.entry for row in found], side="customer") if found else {}
    return [_hit(row, said[row.entry], asked) for row in found if row.entry in said and said[row.entry].content]


def _hit(row: Indexed, said: Read, asked: Asked) -> dict[str, Any]:
    return {
        "company_name": row.case.company.name, "number": row.case.number, "entry": str(row.entry), "at": row.at,
        "what": _words().get(KINDS.get(said.kind, said.kind.partition(".")[0]), _("an entry")),
        "quote": quote(text_of(said), asked),
    }  # fmt: skip


def _words() -> dict[str, str]:
    return {
        "promise": _("a promise"), "letter": _("a letter"), "goal": _("what happened, and what I want"), "plan": _("a plan"),
        "answer": _("an answer"), "file": _("a file"), "offer": _("an offer"), "cost": _("a cost"),
        "person": _("somebody who helped"), "message": _("a message"), "call": _("a call"),
    }  # fmt: skip


@require_safe
@by_owner
def entry(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """Lead to the part of the story in which an entry stands."""
    one = entries([key], side="customer").get(key)
    if one is None or one.book != kept.case.key:
        return not_yours(request, kept.keeper)
    both = read(kept.case.key, side="customer", audiences=["shared", "customer"])
    reached = {name: max((row.number for row in both if row.audience == name and row.at <= one.at), default=0)
               for name in ("shared", "customer")}  # fmt: skip
    reached[one.audience] = max(reached.get(one.audience, 0), one.number)
    before = ".".join(str(reached[name] + 1) for name in ("shared", "customer"))
    return redirect(f"{kept.url()}?before={before}#entry-{one.number}")
