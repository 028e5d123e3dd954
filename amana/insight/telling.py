"""How it went, in a few sentences: for the start page of insight and for the weekly letter."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.insight.measures.parts.dividing import CLIMBS, ENDING, LAST, LEAKS, PROMISES, SCALE, WAITING, WHOLE
from amana.insight.measures.parts.promised import DISPUTED
from amana.insight.measures.parts.waited import FIRST
from amana.insight.measures.promises import ON_TIME
from amana.insight.summing import Lens, length_said, on_scale, quantile, sums
from amana.review.models import Leak


@dataclass(frozen=True)
class Week:
    """What stands out of the weeks that were looked at: as they were counted, of everybody together."""

    on_time: int
    ended: int
    leaks: Counter[str]
    climbs: int
    half_within: int | None

    @property
    def per_cent(self) -> int | None:
        return self.on_time * 100 // self.ended if self.ended else None

    @property
    def worst_leak(self) -> str:
        """The kind of leak there was most of, in words; "" for none."""
        kind = next((kind for kind, number in self.leaks.most_common(1) if number), "")
        return str(dict(Leak.KINDS).get(kind, ""))

    def sentences(self) -> dict[str, str]:
        """Return the sentence each page begins with, by the name of its address; a page with nothing to say has none."""
        found = {}
        if self.ended:
            found["insight_promises"] = _("%(rate)s %% of promises kept on time") % {"rate": self.per_cent}
        if number := self.leaks.total():
            leaks = ngettext("%(number)s leak; most often: %(kind)s", "%(number)s leaks; most often: %(kind)s", number)
            found["insight_leaks"] = leaks % {"number": number, "kind": self.worst_leak}
        if self.climbs:
            climbs = ngettext("%(number)s case went a rung up", "%(number)s cases went a rung up", self.climbs)
            found["insight_ladder"] = climbs % {"number": self.climbs}
        if self.half_within is not None:
            is_last = self.half_within >= LAST
            said = (
                _("Half waited longer than %(time)s") if is_last else _("Half had their first answer within %(time)s")
            )
            found["insight_waiting"] = said % {"time": length_said(SCALE[min(self.half_within, LAST - 1)])}
        return found


def week_told(lens: Lens) -> Week:
    """Return what stands out of the weeks of a lens; four queries of parts."""
    endings = sums(lens, PROMISES, ENDING, "value")
    leaks = sums(lens, LEAKS, WHOLE, "kind")
    waits = on_scale(sums(lens, WAITING, WHOLE, "kind", "bucket"), FIRST)
    return Week(
        on_time=endings.get((ON_TIME,), 0),
        ended=sum(number for (ending,), number in endings.items() if ending != DISPUTED),
        leaks=Counter({kind: number for (kind,), number in leaks.items()}),
        climbs=sum(sums(lens, CLIMBS, WHOLE, "kind").values()),
        half_within=quantile(waits, 0.5),
    )
