"""What customers answered when they were asked, once: did you feel taken care of?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Count

from amana.handling.models import Care
from amana.insight.measures.spanning import Counted, Span, of_brand

YES, PARTLY, NO = "care_yes", "care_partly", "care_no"
_ANSWERS = {Care.YES: YES, Care.PARTLY: PARTLY, Care.NO: NO}


def count(span: Span) -> Iterator[Counted]:
    """Yield the answers of a week by the team of the case, never by whoever served."""
    rows = Care.objects.filter(of_brand(span), at__gte=span.starts, at__lt=span.ends)
    for row in rows.values("answer", "case__team").annotate(number=Count("pk")).order_by():
        yield Counted(_ANSWERS[row["answer"]], Decimal(row["number"]), row["case__team"])
