"""Having a message of a customer put into another language by the brand's model; the original stays what counts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.channels.language_models.talking import ModelTrouble, talk
from amana.handling.talking.asking_models import begin, covered_text, ended, must_stand
from amana.readings.asking import NotUnderstood
from amana.readings.models import Inquiry, Reading, Translation
from amana.readings.translating import NAMES, numbered, question, translated
from amana.team.viewing import Viewer


def translate(row: Reading, language: str, *, by: Viewer, at: datetime) -> Translation:
    """Send the covered text of one message to the brand's model and keep its words in `language` (he, ar or en).

    What was translated once is not sent again. Runs outside a transaction, as a model takes its time. Raises Refused
    with the reason: without a consent, or when the answer is of no use.
    """
    text, covered = covered_text(row, by=by)
    if language not in NAMES:
        raise Refused(_("Messages are translated into Hebrew, Arabic or English."))
    known = Translation.objects.filter(entry=row.entry, language=language).first()
    if known is not None:
        return known
    inquiry, consent = begin(row, by=by, at=at)
    with ended(inquiry):
        sent = numbered(covered, text)
        try:
            words = translated(talk(consent.language_model, question(sent, language)), sent)
        except ModelTrouble as trouble:
            raise Refused(str(trouble)) from trouble
        except NotUnderstood as wrong:
            raise Refused(_("The model's answer cannot be understood. Nothing of it was kept.")) from wrong
    with transaction.atomic():
        must_stand(consent, row.case)
        return _keep(inquiry, row, language, words)


def _keep(inquiry: Inquiry, row: Reading, language: str, words: str) -> Translation:
    Inquiry.objects.filter(pk=inquiry.pk).update(answered_at=timezone.now())
    if not Reading.objects.select_for_update().filter(pk=row.pk).exists():
        raise Refused(_("The message has gone meanwhile."))
    made, _is_new = Translation.objects.get_or_create(
        entry=row.entry, language=language, defaults={"inquiry": inquiry, "case": row.case, "text": words}
    )
    return made
