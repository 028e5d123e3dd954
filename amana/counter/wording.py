"""Writing down the one question of a line, and its answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amana.counter.models import MOST_CHOICES, Choice, Question
from amana.kit.codes import new_id
from amana.team.models import Brand, Team


@transaction.atomic
def put_question(
    brand: Brand,
    team: Team | None,
    texts: dict[str, str],
    choices: Sequence[tuple[dict[str, str], UUID | None]],
    *,
    at: datetime,
) -> Question | None:
    """Write the question of a line, in the place of the one it had; without words the line asks nothing from now on.

    `choices` are answers by language with the key of the team each leads to; those without words are left out. What was
    asked before stays as it was put.
    """
    # The brand is held so that two who save at once leave one question.
    Brand.objects.select_for_update().get(pk=brand.pk)
    Question.objects.filter(brand=brand, team=team, retired_at=None).update(retired_at=at)
    if not texts:
        return None
    row = Question.objects.create(id=new_id(), brand=brand, team=team, texts=texts, made_at=at)
    known = set(Team.objects.filter(pk__in=[key for _texts, key in choices if key]).values_list("pk", flat=True))
    said = [(words, key if key in known else None) for words, key in choices if words][:MOST_CHOICES]
    Choice.objects.bulk_create(
        [Choice(question=row, place=n, texts=words, team_id=key) for n, (words, key) in enumerate(said, 1)]
    )
    return row
