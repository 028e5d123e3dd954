"""One action a screen: the question, the answer, and back to the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from amana.cases.errors import Refused

Page = dict[str, Any]


def act(request: HttpRequest, page: Mapping[str, Any], do: Callable[[], str]) -> HttpResponse:
    """Show the screen; when it is sent, do it and go back with the sentence that `do` returns.

    When `do` raises Refused the screen is shown again with the reason and with what was typed.
    `page` is what `portal/act.html` needs.
    """
    if request.method != "POST":
        return render(request, "portal/act.html", {"action": request.path, **page})
    try:
        said = do()
    except Refused as refused:
        return render(request, "portal/act.html", refilled(request, page) | {"error": refused.sentence}, status=422)
    if said:
        messages.success(request, said)
    return redirect(str(page["back_url"]))


def instead(request: HttpRequest, back_url: str, sentence: str) -> HttpResponse:
    """Lead to the page of the case and say there how things stand: what was asked here has been answered or taken back."""
    messages.info(request, sentence)
    return redirect(back_url)


def refilled(request: HttpRequest, page: Mapping[str, Any]) -> Page:
    """Return the page with what was typed and chosen still in it."""
    name = page.get("choices_name", "")
    chosen = request.POST.getlist(str(name))
    choices = [dict(choice, is_chosen=str(choice["value"]) in chosen) for choice in page.get("choices", [])]
    fields = [dict(field, value=request.POST.get(field["name"], "")) for field in page.get("fields", [])]
    ways = [dict(way, is_chosen=way["value"] == request.POST.get("to")) for way in page.get("ways", [])]
    typed = {"text": request.POST.get("text", ""), "choices": choices, "fields": fields, "ways": ways}
    return {"action": request.path, **page, **typed}


def chosen(
    request: HttpRequest, name: str, among: Mapping[str, Any], otherwise: str
) -> Any:  # Any: what is chosen among
    """Return what was chosen. Raises Refused with the sentence `otherwise` when nothing that is offered was."""
    found = among.get(request.POST.get(name, ""))
    if found is None:
        raise Refused(otherwise)
    return found
