"""The recording of a call: kept with the consent it rests on, heard in the page, shared with the caller, deleted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.desk.acting import Act, act, posted
from amana.desk.administering.placing import FORM
from amana.desk.entering import Seat, brand_of, case_of, seated
from amana.desk.forms.fields import line, moment
from amana.desk.framing import page
from amana.handling.facts.noting import noted_call
from amana.look.sounding import sound_answer
from amana.record.reading import Read
from amana.recordings.hearing.listening import languages
from amana.recordings.hearing.writing_down import words_of
from amana.recordings.keeping import LARGEST, Consent, attach, delete, recordings_of, rule_of, set_rule, share
from amana.recordings.models import Recording


class RecordingForm(forms.Form):
    """A recording, and the consent it rests on."""

    sound = forms.FileField(
        label=gettext_lazy("The recording"), widget=forms.FileInput(attrs={"accept": "audio/*"}),
        help_text=gettext_lazy("WAV, MP3, Ogg, FLAC, M4A or WebM, 50 MB at most."),
    )  # fmt: skip
    who = line(gettext_lazy("Who consented"), most=200)
    how = forms.ChoiceField(label=gettext_lazy("How"), choices=Recording.WAYS, widget=forms.RadioSelect)
    when = moment(gettext_lazy("When they consented"))

    def clean_sound(self) -> Any:
        sound = self.cleaned_data["sound"]
        if sound.size > LARGEST:
            raise forms.ValidationError(_("A recording has at most 50 MB."))
        return sound


class RuleForm(forms.Form):
    is_on = forms.BooleanField(label=gettext_lazy("Recordings can be attached to calls"), required=False)
    asks = line(
        gettext_lazy("How it is asked for"), required=False,
        help_text=gettext_lazy(
            "Left empty it says: ask first. Whether asking is enough where you are, your lawyer says."
        ),
    )  # fmt: skip
    hears = forms.BooleanField(
        label=gettext_lazy("A machine writes down what is said in them"), required=False,
        help_text=gettext_lazy(
            "A program on this server, and nobody else's. It mishears: what it writes is marked as heard, and its promises count for"
            " nothing until one of you confirms them."
        ),
    )  # fmt: skip


@seated
@FORM
def entry_recording(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """The recording of a call, or the form to keep one."""
    case = case_of(seat, number)
    call = _call(case, key)
    row = recordings_of([call.id]).get(call.id)
    rule = rule_of(case.brand)
    alive = row if row is not None and row.can_be_played else None
    if alive is None and rule is None and row is None:
        raise Http404
    initial = {"who": call["who"], "when": timezone.localtime(call.at)}
    form = RecordingForm(posted(request), request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            consent = Consent(said["who"], said["how"], said["when"])
            attach(case, call.id, said["sound"].read(), consent, by=seat.viewer, at=seat.at)
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
        else:
            messages.success(request, _("The recording is kept. Only this side hears it, until you share it."))
            return redirect("desk:entry_recording", case.number, call.id)
    context = {
        "case": case, "call": {"id": call.id, "at": call.at, "who": call["who"]}, "recording": row,
        "form": form if alive is None and rule is not None else None, "is_alive": alive is not None,
        "asks": rule.asks if rule is not None else "",
        "may_delete": alive is not None and (alive.by_id == seat.agent.pk or seat.agent.is_lead),
        "sound_url": reverse("desk:entry_recording_sound", args=[case.number, call.id]),
        **(_heard(alive) if alive is not None else {}),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return page(request, seat, "desk/promising/recording.html", context, name="queue", status=status)


def _heard(row: Recording) -> dict[str, Any]:
    """Return what the page says of the machine that writes recordings down: that it waits, what it heard, or why it did not."""
    hearing = getattr(row, "hearing", None)
    if hearing is None:
        return {}
    said = words_of(row) if hearing.entry else None
    return {"hearing": hearing, "heard": said.content if said is not None else None}


@seated
@require_safe
def entry_recording_sound(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """The sound itself, for the player of the page."""
    row = _recording(case_of(seat, number), key)
    if row.file is None:
        raise Http404
    return sound_answer(request, row.file)


@seated
@require_POST
def entry_recording_sharing(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Let the caller hear it and keep a copy."""
    case = case_of(seat, number)
    share(_recording(case, key), by=seat.viewer, at=seat.at)
    messages.success(request, _("The caller can hear it on the page of the case now."))
    return redirect("desk:entry_recording", case.number, key)


@seated
@FORM
def entry_recording_removal(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Delete the bytes, with the reason; that there was a recording stays in the record."""
    case = case_of(seat, number)
    row = _recording(case, key)
    sentence = _(
        "The sound is gone for good, from backups too once these are replaced. The record keeps that there was one."
    )
    what = Act(_("Delete the recording"), _("Delete it"), reverse("desk:case", args=[case.number]), sentence,
               _("The recording is deleted."), case.subject)  # fmt: skip
    return act(
        request,
        seat,
        WhyForm(posted(request)),
        lambda said: delete(row, why=said["why"], by=seat.viewer, at=seat.at),
        what,
    )


class WhyForm(forms.Form):
    why = line(gettext_lazy("Why"), most=500)


@seated
@FORM
def brand_recordings(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Whether a brand's calls can have recordings; off until somebody who leads says otherwise."""
    brand = brand_of(seat, key)
    rule = rule_of(brand)
    initial = {"is_on": True, "asks": rule.asks, "hears": rule.hears} if rule is not None else {}
    form = RuleForm(posted(request), initial=initial)
    sentence = _(
        "Nothing is recorded by this: it lets agents attach a recording to a logged call, with who consented, how and when."
    )
    sentence += " " + _what_is_heard()
    what = Act(_("Recordings: %(name)s") % {"name": brand.name}, _("Save"), reverse("desk:settings"), sentence,
               _("Saved."), _("Settings"), "settings")  # fmt: skip
    return act(
        request, seat, form,
        lambda said: set_rule(brand, is_on=said["is_on"], asks=said["asks"], hears=said["hears"], by=seat.viewer, at=seat.at),
        what,
    )  # fmt: skip


def _what_is_heard() -> str:
    """Say which languages a program of this server hears."""
    names = [_name_of(code) for code in sorted(languages())]
    if not names:
        return _("No program that writes recordings down is installed on this server.")
    return _("Programs of this server hear: %(languages)s.") % {"languages": ", ".join(names)}


def _name_of(language: str) -> str:
    try:
        return str(get_language_info(language)["name_translated"])
    except KeyError:
        return language


def recording_beside(case: Case, calls: list[Read]) -> dict[UUID, dict[str, Any]]:
    """Return what the story shows with each call: the player, or the way to keep a recording; two queries at most."""
    keys = [one.id for one in calls if one.kind == "call.noted" and one.content is not None]
    if not keys:
        return {}
    known = recordings_of(keys)
    is_on = rule_of(case.brand) is not None
    found: dict[UUID, dict[str, Any]] = {}
    for key in keys:
        row = known.get(key)
        if row is None and not is_on:
            continue
        found[key] = {"recording_url": reverse("desk:entry_recording", args=[case.number, key])}
        if row is not None and row.can_be_played:
            found[key]["sound_url"] = reverse("desk:entry_recording_sound", args=[case.number, key])
            found[key]["is_copy_asked"] = row.asked_at is not None and row.shared_at is None
    return found


def _call(case: Case, key: UUID) -> Read:
    """Return a call of this case that we may read. Raises Http404."""
    call = noted_call(case, key)
    if call is None:
        raise Http404
    return call


def _recording(case: Case, key: UUID) -> Recording:
    row = recordings_of([_call(case, key).id]).get(key)
    if row is None:
        raise Http404
    return row
