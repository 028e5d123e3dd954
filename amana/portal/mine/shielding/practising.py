"""Practice: words that press, and three answers to choose from."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from amana.advocacy.shielding.practising import CALM, KNOWN, WHY, exercise, next_to_practise, practised, progress_of
from amana.language.tactics import techniques
from amana.portal.mine.owning import Keeper, by_keeper
from amana.readings.wording import language

PLACES = {"1": 0, "2": 1, "3": 2}


@require_http_methods(["GET", "HEAD", "POST"])
@by_keeper
def practice(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """One exercise: `?technique=` is which, else the one practised least; POST chooses an answer (`chosen` 1 to 3)."""
    asked = request.POST or request.GET
    technique = techniques().get(asked.get("technique", "")) or next_to_practise(
        keeper.person, after=asked.get("after", "")
    )
    turn = (
        int(asked["turn"])
        if asked.get("turn", "") in {"0", "1", "2"}
        else progress_of(keeper.person).get(technique.id, 0) % 3
    )
    shown = exercise(technique, language(), turn=turn)
    place = PLACES.get(request.POST.get("chosen", "")) if request.method == "POST" else None
    chosen = shown.choices[place] if place is not None else None
    if chosen is not None and keeper.person is not None:
        practised(keeper.person, technique, chosen.kind, at=keeper.at)
    done = progress_of(keeper.person)
    page = {
        "says": shown.says, "technique": technique, "name": technique.names[language()], "turn": turn,
        "answers": [{"number": number, "text": one.text, "why": WHY[one.kind], "keeps": one.kind == CALM, "is_chosen": one is chosen}
                    for number, one in enumerate(shown.choices, 1)],
        "is_told": chosen is not None, "kept": chosen is not None and chosen.kind == CALM,
        "known": sum(times >= KNOWN for times in done.values()), "total": len(techniques()),
        "definition": technique.definition[language()],
    }  # fmt: skip
    return render(request, "mine/shielding/practice.html", keeper.frame | page)
