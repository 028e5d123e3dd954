"""What leaks cost and kept promises earn, with what is assumed beside it; and the page where that is changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from amana.desk.acting import Act, act, posted
from amana.desk.administering.placing import FORM
from amana.desk.entering import Seat, brand_of, leads_only, seated
from amana.desk.framing import page
from amana.desk.insight.costs.figures import leak_figures
from amana.desk.insight.costs.forms import AssumptionForm
from amana.insight.causes.saying import percent
from amana.insight.costs.assuming import assume, assumed_in
from amana.insight.costs.earning import LEAKS, PROMISES, Compared, compared
from amana.insight.costs.leaking import MOST, leak_costs
from amana.insight.estimating import Interval
from amana.insight.joining import FEWEST
from amana.review.models import Leak
from amana.team.models import Brand

MOST_BRANDS = 20
GROUPS = {
    PROMISES: (
        gettext_lazy("Promises"),
        gettext_lazy("customers to whom every promise of the year before was kept on time"),
        gettext_lazy("customers to whom at least one was broken or kept late"),
    ),
    LEAKS: (
        gettext_lazy("Leaks"),
        gettext_lazy("customers whose leaks were all mended"),
        gettext_lazy("customers with a leak that was never mended"),
    ),
}


@seated
@require_safe
def costs(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Each brand: what is assumed, what leaks took, what kept promises go together with."""
    leads_only(seat)
    brands = Brand.objects.filter(pk__in=seat.brands).select_related("week").order_by("name")[:MOST_BRANDS]
    context = {
        "brands": [_brand(brand) for brand in brands],
        "fewest": FEWEST,
        "most": MOST,
        "may_change": seat.agent.is_lead,
    }
    return page(request, seat, "desk/insight/costs/costs.html", context, name="insight")


def _brand(brand: Brand) -> dict[str, Any]:
    assumed = assumed_in(brand)
    names = dict(Leak.KINDS)
    return {
        "brand": brand,
        "assumed": assumed,
        "leaks": [
            {
                "name": names.get(row.kind, row.kind),
                "cases": row.cases,
                "counted_at": row.counted_at,
                **leak_figures(row, assumed),
            }
            for row in leak_costs(brand)
        ],
        "earnings": [_earning(one) for one in compared(brand)],
        "change_url": reverse("desk:brand_assumptions", args=[brand.pk]),
    }


def _earning(one: Compared) -> dict[str, Any]:
    title, good, bad = GROUPS[one.what]
    return {
        "title": title,
        "rows": [
            {"name": good, "people": one.good, "stayed": _share(one.good_share), "more": _share(one.good_bought)},
            {"name": bad, "people": one.bad, "stayed": _share(one.bad_share), "more": _share(one.bad_bought)},
        ],
        "difference": _difference(one),
        "counted_at": one.counted_at,
    }


def _share(found: Interval) -> str:
    words = {"share": percent(found.value), "low": percent(found.low), "high": percent(found.high)}
    return _("%(share)s (%(low)s to %(high)s)") % words


def _difference(one: Compared) -> str:
    words = {"points": _points(one.more.value), "low": _points(one.more.low), "high": _points(one.more.high)}
    if one.is_sure:
        return _("The first stayed %(points)s points more often (%(low)s to %(high)s).") % words
    return (
        _("The difference is %(points)s points, and anything from %(low)s to %(high)s is possible: it may be none.")
        % words
    )


def _points(share: float) -> str:
    # A minus sign of its own, which a reader of either direction finds before the number.
    sign = "\N{MINUS SIGN}" if round(100 * share) < 0 else ""
    return f"\N{LEFT-TO-RIGHT MARK}{sign}{number_format(abs(round(100 * share)), use_l10n=True)}"


@seated
@FORM
def brand_assumptions(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Say what a contact and a minute of work cost."""
    brand = brand_of(seat, key)
    assumed = assumed_in(brand)
    initial = {name: getattr(assumed, name) for name in ("currency", "per_contact", "per_minute", "minutes_a_contact")}
    form = AssumptionForm(posted(request), initial=initial)
    usual = _("Nobody measured these: they are round numbers to begin with. Put yours in their place.")
    sentence = _(
        "Every cost is these numbers times what was counted, and says so. They order nothing and measure nobody."
    )
    what = Act(
        _("What is assumed: %(name)s") % {"name": brand.name}, _("Save"), reverse("desk:costs"),
        f"{usual} {sentence}" if assumed.is_usual else sentence, _("Saved."), _("Costs"), "insight",
    )  # fmt: skip
    return act(request, seat, form, lambda _said: assume(brand, form.said(), by=seat.viewer, at=seat.at), what)
