"""Reading what cases ask first, and keeping it in numbers."""

from __future__ import annotations

from collections.abc import Sequence

from amana.cases.models import COMPANY, Case
from amana.insight.models import Asked
from amana.insight.recurring.likeness.hearing import question_of
from amana.insight.recurring.likeness.picturing import model, pictures_of
from amana.record.reading import Read, entries
from amana.record.storing import update_all


def picture(rows: Sequence[Asked]) -> None:
    """Read what cases ask first, and keep it in numbers; what may no longer be read is of no language and no words."""
    said = entries([row.entry for row in rows], side=COMPANY)
    subjects = dict(Case.objects.filter(pk__in=[row.case_id for row in rows]).values_list("pk", "subject"))
    heard = [question_of(_text(said.get(row.entry)), subjects.get(row.case_id, "")) for row in rows]
    pictures = pictures_of([question for question, _language in heard])
    for row, (_question, language), meaning, words in zip(rows, heard, pictures.meanings, pictures.words, strict=True):
        row.language, row.model = language, model()
        is_known = bool(meaning.any()) or len(words) > 0
        row.vector, row.words = (meaning.tobytes(), words.tobytes()) if is_known else (None, None)
    update_all(rows, ("language", "model", "vector", "words"))


def _text(said: Read | None) -> str:
    return "" if said is None or said.content is None or said.hidden_from else str(said["text"] or "")
