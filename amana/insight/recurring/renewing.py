"""Grouping a brand anew now and then, so that what was put one after the other is seen as a whole."""

from __future__ import annotations

from datetime import datetime, timedelta

from amana.insight.models import Asked, Frame, Regrouping
from amana.insight.recurring.likeness.picturing import model
from amana.insight.recurring.regrouping.steering import begin

EVERY = timedelta(days=7)
# What ended long ago is of no use to anybody.
KEPT = timedelta(days=60)


def renew(at: datetime) -> int:
    """Recurring: begin a regrouping where a week has passed and something was asked since, or the model is another."""
    begun = 0
    for frame in Frame.objects.only("brand_id", "model", "made_at").order_by("pk"):
        runs = Regrouping.objects.filter(brand=frame.brand_id)
        runs.filter(began_at__lt=at - KEPT).exclude(ended_at=None).delete()
        if runs.filter(ended_at=None).exists():
            continue
        latest = runs.order_by("-began_at").values_list("began_at", flat=True).first() or frame.made_at
        newest = Asked.objects.filter(brand=frame.brand_id).order_by("-case").values_list("at", flat=True).first()
        if frame.model != model() or (at - latest >= EVERY and newest is not None and newest > latest):
            begin(frame.brand_id, at=at)
            begun += 1
    return begun
