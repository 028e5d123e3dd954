"""Following a case, and what waits at the top of the queue for whoever was named or follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.cases.models import Case, Follow, Mention
from amana.desk.entering import Seat, case_of, seated
from amana.desk.hanging import ALL, Hanging
from amana.handling.holding.following import follow, unfollow
from amana.look.telling import names_of
from amana.record import seldom
from amana.record.reading import Read, entries
from amana.wording.isolating import isolated

MOST_SHOWN = 10
MOST_FOLLOWERS = 20
SHOWN = 200


@seated
@require_POST
def follows(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Follow a case, or stop following it."""
    case = case_of(seat, number)
    if request.POST.get("stop"):
        unfollow(case, by=seat.viewer)
    else:
        follow(case, by=seat.viewer, at=seat.at)
        messages.success(request, _("You follow this case: it stands in your queue under Followed."))
    return redirect("desk:case", number=case.number)


def followers_of(case: Case, seat: Seat, *, there: Hanging = ALL) -> dict[str, Any]:
    """Return the card of those who follow a case."""
    following = Follow.objects.filter(case=case).select_related("agent__account").order_by("since")
    rows = seldom.found(following, most=MOST_FOLLOWERS) if Follow in there else []
    return {
        "names": [row.agent.name for row in rows if row.agent_id != seat.agent.pk],
        "is_mine": any(row.agent_id == seat.agent.pk for row in rows),
        "url": reverse("desk:follows", args=[case.number]),
    }


def mentions_for(seat: Seat) -> list[dict[str, Any]]:
    """Return what waits for an agent until they open the case, the newest first; two queries more when there is any."""
    rows = Mention.objects.filter(agent=seat.agent, seen_at=None).select_related("case", "by__account")
    waiting = [row for row in seldom.found(rows.order_by("-at"), most=MOST_SHOWN) if row.case.brand_id in seat.brands]
    said = entries([row.entry for row in waiting], side="company") if waiting else {}
    names = names_of(list(said.values())) if said else {}
    return [_shown(row, said.get(row.entry), names) for row in waiting]


def _shown(row: Mention, said: Read | None, names: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    words = Truncator(" ".join(str((said and said["text"]) or "").split())).chars(SHOWN) if row.by else ""
    if row.by is not None:
        sentence = _("%(name)s asks you: %(words)s") if words else _("%(name)s asks you something")
        sentence %= {"name": isolated(row.by.name), "words": isolated(words)}
    else:
        sentence = _happened(said, names)
    return {"sentence": sentence, "about": row.case.subject or row.case.number, "at": row.at, "is_asked": row.by is not None,
            "url": reverse("desk:case", args=[row.case.number])}  # fmt: skip


def _happened(said: Read | None, names: Mapping[tuple[str, str], str]) -> str:
    sentences = {
        "message.received": _("%(name)s wrote"),
        "message.sent": _("%(name)s answered"),
        "note.received": _("%(name)s wrote a note by mail"),
        "call.noted": _("%(name)s noted a call"),
        "promise.late": _("A promise is late"),
        "promise.broken": _("A promise was broken"),
        "rung.asked": _("%(name)s asks for the next person"),
        "handover.accepted": _("%(name)s took the case"),
        "closing.proposed": _("%(name)s proposed to close it"),
        "closing.agreed": _("%(name)s agreed that it is over"),
        "closing.refused": _("%(name)s says that it is not over"),
        "case.reopened": _("It was opened again"),
        "question.answered": _("%(name)s answered a question of ours"),
        "case.merged": _("%(name)s put it together with another case"),
    }
    if said is None or said.kind not in sentences:
        return str(_("Something happened"))
    sender = said["from"]
    written = sender.get("name") or sender.get("address") if isinstance(sender, Mapping) else ""
    name = str(written or said["by"] or names.get((said.by.kind, said.by.key), "") or _("somebody"))
    return str(sentences[said.kind] % {"name": isolated(name)})
