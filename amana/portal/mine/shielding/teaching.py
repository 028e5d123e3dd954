"""Every technique there is: what it is, how it sounds, what to answer, how well it is attested."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amana.advocacy.shielding.practising import KNOWN, progress_of
from amana.language.tactics import techniques
from amana.portal.mine.owning import Keeper, by_keeper
from amana.readings.wording import language
from amana.wording.evidence import strength


@require_safe
@by_keeper
def techniques_page(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """The page that teaches them all; with how far its reader has come in practice."""
    done, speaks = progress_of(keeper.person), language()
    shown = [
        {"id": one.id, "name": one.names[speaks], "definition": one.definition[speaks], "reply": one.reply[speaks],
         "examples": one.examples[speaks][:2], "evidence": strength(one.strength), "sources": one.sources,
         "is_known": done.get(one.id, 0) >= KNOWN}
        for one in techniques().values()
    ]  # fmt: skip
    page = {"techniques": shown, "known": sum(times >= KNOWN for times in done.values())}
    return render(request, "mine/shielding/techniques.html", keeper.frame | page)
