"""The style gallery: every component and the main pages with invented data, for developers, without a database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from amana.look.gallery_texts import TEXTS
from amana.wording.states import STATES

ZONE = ZoneInfo("Asia/Jerusalem")
NOW = datetime(2026, 11, 15, 10, 41, tzinfo=ZONE)
PAGES = {
    "queue": "desk/queueing/queue.html",
    "case": "desk/casework/case.html",
    "promises": "desk/promising/promises.html",
    "portal": "portal/case.html",
    "act": "portal/act.html",
    "mine": "mine/case.html",
    "components": "look/gallery.html",
}

Sample = dict[str, Any]


def gallery(request: HttpRequest) -> HttpResponse:
    """Answer one sample page: `?page=` names it, `?lang=` is he, ar or en, `?theme=` light or dark."""
    language = request.GET.get("lang", "en")
    page = request.GET.get("page", "components")
    if language not in TEXTS or page not in PAGES:
        language, page = "en", "components"
    with translation.override(language), timezone.override(ZONE):
        context = _everything(TEXTS[language]) | _frame(TEXTS[language], page)
        context["theme"] = request.GET.get("theme", "")
        context["language"] = language
        if page == "portal":
            context["days"] = _days(TEXTS[language], for_customer=True)
        if page == "mine":
            context |= _mine(TEXTS[language]) | {"brand_name": ""}
        return render(request, PAGES[page], context)


def _everything(t: dict[str, str]) -> Sample:
    return {
        "needs": {"number": 12, "shown": "12", "is_mine": True},
        "tabs": _tabs(),
        "rows": _queue_rows(t),
        "pages": {"first": 1, "last": 6, "total": 30, "after_url": "#"},
        "case": _case(t),
        "next_step": _next_step(t),
        "promises": _promises(t),
        "days": _days(t),
        "facts": [{"text": t["fact_1"], "url": "#"}, {"text": t["fact_2"]}],
        "ladder": [
            {"name": t["dana"], "is_current": True},
            {"name": t["ruth"], "rung": t["lead"]},
            {"name": t["yossi"], "rung": t["service"]},
        ],
        "leaks": [
            {"name": t["leak_1"], "at": NOW, "links": [{"number": 4, "url": "#"}]},
            {"name": t["leak_2"], "at": NOW, "is_disputed": True, "by_name": t["dana"], "why": t["fact_1"]},
        ],
        "patience": {"points": 21, "history": [100, 84, 60, 66, 40, 21]},
        "seal": {"ok": True, "number": 14, "url": "#", "head": "9f2c 41d0 77ab 03e5"},
        "composer": _composer(t),
        "kept_rate": 92,
        "disputed": 1,
        "groups": _groups(t),
        "links": dict.fromkeys(("write_url", "not_kept_url", "climb_url", "record_url"), "#"),
        "holder_name": t["dana"],
        "states": list(STATES),
        "t": t,
        **_act(),
    }


def _frame(t: dict[str, str], page: str) -> Sample:
    return {
        "agent": {"name": t["dana"]},
        "brand_name": t["brand"],
        "page": page,
        "counts": {"queue": 12, "held": 2},
        "now": NOW,
        "languages": list(TEXTS),
        "page_names": list(PAGES),
    }


def _tabs() -> list[Sample]:
    return [
        {"label": _("Late"), "count": 2, "url": "#", "is_broken_word": True, "is_current": True},
        {"label": _("Today"), "count": 7, "url": "#"},
        {"label": _("Next"), "count": 3, "url": "#"},
        {"label": _("Waiting for the customer"), "count": 18, "url": "#"},
    ]


def _queue_rows(t: dict[str, str]) -> list[Sample]:
    answers = [{"label": _("Accept"), "url": "#"}, {"label": _("Return"), "url": "#"}]
    rows = (
        ("late", t["due_call"], "Noa Levi", "Router dead five weeks", _at(15, 10), 21, [90, 70, 64, 40, 21]),
        ("today", t["due_answer"], "سامي حداد", "لم تصل القطعة", _at(15, 14, 30), 70, [80, 82, 74, 70]),
        ("offered", t["offer"], "Dana Katz", "Charged twice in October", _at(15, 16), 48, [88, 60, 52, 48]),
        ("open", t["due_answer"], "נועה בן־דוד", "הטכנאי לא הגיע, שוב", _at(16, 14, 30), 63, [100, 92, 63]),
        ("open", t["call_back"], "Ramzi Khoury", "Invoice 2026-1187, wrong VAT", _at(18, 9), 88, [100, 96, 88]),
        ("broken", t["waiting"], t["noa"], t["subject"], _at(13, 12), 12, [90, 44, 12]),
    )
    names = ("state", "reason", "person_name", "subject", "due_at", "patience", "patience_history")
    made = [dict(zip(names, row, strict=True)) | {"url": "#"} for row in rows]
    made[2] |= {"answers": answers, "is_yours": True}
    return made


def _case(t: dict[str, str]) -> Sample:
    return {
        "subject": t["subject"],
        "about": t["about"],
        "number": "AM-4F7K",
        "customer_name": t["noa"],
        "customer_url": "#",
        "holder_name": t["dana"],
        "readers": [t["omer"]],
    }


def _next_step(t: dict[str, str]) -> Sample:
    return {
        "what": t["call_back"],
        "who_name": t["dana"],
        "due_at": _at(15, 18),
        "said_in": t["said_thursday"],
        "said_url": "#entry-3",
        "is_yours": True,
        "done_url": "#",
        "new_time_url": "#",
        "hand_over_url": "#",
        "happened": t["happened"],
        "now": t["now"],
        "returns": t["returns"],
    }


def _promises(t: dict[str, str]) -> list[Sample]:
    return [
        {"what": t["call_back"], "who_name": t["dana"], "state": "late", "due_at": _at(15, 10), "url": "#"},
        {"what": t["router"], "who_name": t["dana"], "state": "open", "due_at": _at(17, 18), "url": "#"},
        {"what": t["credit"], "who_name": t["omer"], "state": "kept", "due_at": _at(12, 12), "url": "#"},
    ]


def _days(t: dict[str, str], *, for_customer: bool = False) -> list[Sample]:
    letter = _entry(1, "message", _at(12, 9, 14), t["noa"], side="customer", text=t["first_letter"], quoted=t["quoted"])
    letter |= {"files": [{"name": "router.jpg", "size": "214 KB", "url": "#"}]}
    if not for_customer:
        letter |= {"readings": [t["asks"], t["leaves"]], "patience": -12, "raw_url": "#", "html_url": "about:blank"}
    call = _entry(2, "call", _at(12, 15, 20), t["omer"], with_name=t["noa"], recording_url="#", noted_by=t["omer"])
    call |= {"length": timedelta(minutes=14), "waited": timedelta(minutes=22), "promises": _promises(t)[:1]}
    passed = _entry(3, "hand_over", _at(12, 15, 40), t["omer"], to_name=t["dana"], accepted_at=_at(12, 16, 2))
    note = _entry(4, "note", _at(12, 16, 10), t["dana"], text=t["note"])
    answer = _entry(5, "message", _at(12, 16, 31), t["dana"], text=t["our_letter"], promises=_promises(t)[1:2])
    kept = _entry(6, "promise", _at(12, 17), t["omer"], state="kept", what=t["credit"], who_name=t["omer"])
    gone = _entry(7, "tombstone", _at(14, 8, 5), t["dana"], reason=t["withdrawn"])
    put_right = _entry(8, "fact", _at(14, 8, 20), t["dana"], sentence=t["unasked"])
    closing = _entry(9, "closing", _at(15, 9, 10), t["dana"], step="proposed", text=t["credit_what"])
    first = [letter, call, passed, answer, kept] if for_customer else [letter, call, passed, note, answer, kept]
    return [
        {"at": _at(12, 9), "entries": first},
        {"at": _at(14, 8), "entries": [gone, put_right]},
        {"at": _at(15, 9), "entries": [closing]},
    ]


def _entry(number: int, family: str, at: datetime, actor: str, **more: Any) -> Sample:
    return {"number": number, "family": family, "at": at, "actor_name": actor, "side": "company"} | more


def _composer(t: dict[str, str]) -> Sample:
    choices = [
        {"value": "mon", "at": _at(16, 18), "is_usual": True},
        {"value": "tue", "at": _at(17, 18), "is_usual": False},
    ]
    sure = {"key": "1", "what": t["router"], "who_name": t["dana"], "due_at": _at(17, 18)}
    vague = {"key": "2", "what": t["credit_what"], "who_name": t["dana"], "is_vague": True, "word": t["soon"]}
    return {
        "action": "#",
        "to_name": t["noa"],
        "text": t["draft"],
        "note_url": "#",
        "closing": True,
        "promises": [sure, vague | {"choices": choices}],
        "questions": [t["open_question"]],
    }


def _groups(t: dict[str, str]) -> list[Sample]:
    more = {"to_name": t["noa"], "said_in": t["said_thursday"], "said_url": "#"}
    late, coming, kept = (row | more for row in _promises(t))
    answer = coming | {"what": t["credit_what"], "due_at": _at(15, 14, 30), "state": "today"}
    moved = kept | {"state": "renegotiated", "due_at": _at(19, 9)}
    return [
        {"key": "late", "label": _("Late"), "count": 1, "rows": [late]},
        {"key": "today", "label": _("Today"), "count": 1, "rows": [answer]},
        {"key": "week", "label": _("This week"), "count": 2, "rows": [coming, moved]},
        {"key": "ended", "label": _("Ended"), "count": 1, "rows": [kept]},
    ]


def _act() -> Sample:
    return {
        "title": _("This was not kept"),
        "back_url": "#",
        "action": "#",
        "send_label": _("Send"),
        "asks_text": True,
        "text_label": _("What happened instead?"),
        "asks_files": True,
    }


def _mine(t: dict[str, str]) -> Sample:
    promise = {"what": t["mine_promise"], "who_name": t["avi"], "due_at": _at(15, 18), "state": "today", "url": "#"}
    call = _entry(1, "call", _at(15, 10, 12), t["noa"], side="customer", with_name=t["avi"], text=t["mine_said"])
    call |= {"waited": timedelta(minutes=22), "noted_by": t["noa"], "promises": [promise]}
    return {
        "case": {
            "number": "AM-4F7K2Q",
            "company_name": t["company"],
            "about": t["mine_about"],
            "wants": t["mine_wants"],
        },
        "next_step": promise | {"done_url": "#", "new_time_url": "#"},
        "promises": [promise],
        "call": {"action": "#", "spoke_with": t["avi"], "spoke_at": _at(15, 10, 12), "waited_minutes": 22},
        "letter": {"text": t["mine_letter"], "mailto": "mailto:", "eml_url": "#"},
        "days": [{"at": _at(15, 10), "entries": [call]}],
    }


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)
