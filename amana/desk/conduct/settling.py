"""What a brand settles about parting: whether it may, how long notice is, where else a customer can turn."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.desk.acting import Act, act, posted
from amana.desk.administering.placing import FORM
from amana.desk.conduct.forms import PolicyForm
from amana.desk.entering import Seat, brand_of, seated
from amana.review.conduct.policies import policy_of, set_policy
from amana.team.models import Team


@seated
@FORM
def brand_conduct(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Settle it for a brand; an auditor may look."""
    brand = brand_of(seat, key)
    teams = Team.objects.filter(members__brands=brand).distinct().order_by("name")
    form = PolicyForm(posted(request), policy=policy_of(brand), teams=teams)
    sentence = _(
        "Settled in peace, and read by whoever proposes to part. Without a text on where else to turn nobody can."
    )
    what = Act(_("Conduct: %(brand)s") % {"brand": brand.name}, _("Save"), reverse("desk:settings"), sentence, _("Saved."),
               _("Settings"), "settings")  # fmt: skip

    def do(said: dict[str, Any]) -> None:
        set_policy(brand, is_obliged=said["is_obliged"], teams=list(said["teams"]), notice_days=said["notice_days"],
                   elsewhere=form.elsewhere, by=seat.agent, at=seat.at)  # fmt: skip

    return act(request, seat, form, do, what)
