"""What every mail to a customer says besides its own words: the next step, the link, the fingerprint."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.links import url_of
from amana.cases.models import CUSTOMER, Case
from amana.commitments.models import Commitment
from amana.record.fixing.checkpointing import SHORT, latest_told
from amana.wording.times import moment


def zone_of(case: Case) -> ZoneInfo:
    """Return the zone in which the customer of a case reads times."""
    return ZoneInfo(case.zone or "UTC")


def next_step_sentence(case: Case, commitment: Commitment | None, *, at: datetime) -> str:
    """Return what happens next on a case in one sentence, in the case's language.

    Without a promise, as on a closed case, it says how to go on.
    """
    with translation.override(case.language):
        if commitment is None or commitment.due_at is None:
            if case.is_open:
                return _("Your case stays open: nothing is closed before you have been asked.")
            return _("This case is closed. Any reply opens it again, with the same person.")
        words = {
            "action": commitment.action,
            "owner": commitment.owner_name,
            "when": moment(commitment.due_at, zone=zone_of(case), now=at),
        }
        if commitment.promiser != CUSTOMER and commitment.due_at < at:
            return _("Late: %(action)s, promised by %(when)s. In the hands of: %(owner)s.") % words
        if commitment.promiser == CUSTOMER:
            return _("We are waiting for: %(action)s, until %(when)s.") % words
        return _("Next step: %(action)s, by %(when)s. In the hands of: %(owner)s.") % words


def footer(
    case: Case, *, sentence: str, words: Sequence[str] = (), link: UUID | None, number: int, head: str, signature: str
) -> str:
    """Return the end of a mail: next step, the words that can be answered, link to the record, signature, fingerprint."""
    with translation.override(case.language):
        lines = [sentence, *words]
        if link is not None:
            lines.append(_("The whole record, the same for both sides: %(url)s") % {"url": url_of(link)})
        lines += ["", *signature.strip().splitlines()] if signature.strip() else []
        fingerprint = _(
            "Case %(case)s, fingerprint of the record up to entry %(number)s: %(head)s "
            "(kept with this mail, it shows that nothing was changed afterwards)"
        )
        lines += ["", fingerprint % {"case": case.number, "number": number, "head": head}]
        # Known without asking the database; so each mailbox keeps a dated copy of the checkpoint over all records too.
        if (told := latest_told()) is not None:
            words_of = _("Checkpoint %(number)d over all records: %(fingerprint)s")
            lines.append(words_of % {"number": told[0], "fingerprint": told[1][:SHORT]})
        return "\n".join(lines)
