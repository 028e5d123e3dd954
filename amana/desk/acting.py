"""One page for everything that is said in a small form: asked, refused with the reason, or done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from amana.cases.errors import Refused
from amana.desk.entering import Seat
from amana.desk.framing import page


@dataclass(frozen=True)
class Act:
    """What a small form is for. `sentence` says what follows from it, `done` what is said afterwards.

    Without a label nothing can be sent: the sentence says why.
    """

    title: str
    label: str
    back_url: str
    sentence: str = ""
    done: str = ""
    about: str = ""
    name: str = "queue"
    template: str = "desk/act.html"


def act(
    request: HttpRequest, seat: Seat, form: forms.BaseForm, do: Callable[[dict[str, Any]], object], what: Act
) -> HttpResponse:
    """Show the form; when it was sent and is whole, call the verb and go back. What a verb refuses stays in the form."""
    if request.method == "POST" and accepted(form, do):
        if what.done:
            messages.success(request, what.done)
        return redirect(what.back_url)
    status = 422 if form.is_bound and form.errors else 200
    return page(request, seat, what.template, {"form": form, "act": what}, name=what.name, status=status)


def accepted(form: forms.BaseForm, do: Callable[[dict[str, Any]], object]) -> bool:
    """Whether a form that was sent is whole and the verb took what it says; what the verb refuses stays in the form."""
    if not form.is_valid():
        return False
    try:
        do(form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return False
    return True


def posted(request: HttpRequest) -> Any:
    """Return what a form was sent with, or None when the page is only looked at."""
    return request.POST if request.method == "POST" else None
