"""What an agent chooses from on the queue: colleagues and tags, asked for once for its filter and for its acts."""

from __future__ import annotations

from functools import cached_property

from amana.cases.models import Tag
from amana.desk.entering import Seat
from amana.team.models import Agent

MOST_TAGS = 200


class Offered:
    """Those of one page; each list is asked for when it is first needed."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    @cached_property
    def colleagues(self) -> list[Agent]:
        """Who else serves a brand of ours, by name."""
        serving = Agent.objects.serving().filter(brands__in=self._seat.brands).exclude(pk=self._seat.agent.pk)
        return list(serving.distinct().select_related("account").order_by("account__name"))

    @cached_property
    def tags(self) -> list[Tag]:
        """The tags in use with our brands, in their order."""
        rows = Tag.objects.filter(brand__in=self._seat.brands, retired_at=None)
        return list(rows.order_by("folded")[:MOST_TAGS])
