"""Every figure of the report with its name, in sections with the definition people read beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amana.insight.measures import amends, care, climbs, closings, first_answers, promises

Text = str | Promise


@dataclass(frozen=True)
class Section:
    """Figures that belong together: their heading, what is counted, and the names of the figures by key."""

    key: str
    heading: Text
    definition: Text
    figures: dict[str, Text]


PROMISES = Section(
    "promises",
    _("Promises"),
    _("Promises of ours that ended in the week, by the team of their owner. Kept late is kept after the time that was "
      "promised. What the product keeps by itself, such as asking whether a case may close, is left out."),
    {promises.ON_TIME: _("kept on time"), promises.LATE: _("kept late"), promises.BROKEN: _("broken"),
     promises.RENEGOTIATED: _("new time agreed")},
)  # fmt: skip
CLIMBS = Section(
    "climbs",
    _("Climbs"),
    _("How often a case went a rung up in the week, by the team that held it: asked for by the customer or by us, or by "
      "the clock. The rung is how many times it had climbed by then."),
    {climbs.FIRST: _("first rung"), climbs.SECOND: _("second rung"), climbs.HIGHER: _("third rung and above")},
)  # fmt: skip
FIRST_ANSWERS = Section(
    "first_answers",
    _("Waiting for a first answer"),
    _("First answers given in the week, by how long the customer had waited for them. Hours of the clock, nights and "
      "days of rest included, as the customer lives through them. A receipt is no answer."),
    {first_answers.HOUR: _("up to 1 hour"), first_answers.HOURS: _("up to 4 hours"), first_answers.DAY: _("up to 1 day"),
     first_answers.DAYS: _("up to 3 days"), first_answers.LONGER: _("longer")},
)  # fmt: skip
AMENDS = Section(
    "amends",
    _("Amends"),
    _("What was given in the week, by the team of the case. Nobody's share is counted."),
    {amends.AMENDS: _("amends"), amends.GESTURES: _("gestures")},
)
CONTACTS = Section(
    "contacts",
    _("Contacts per case"),
    _("Cases that ended in the week, and how often their customers had turned to us by then. Several messages before "
      "our answer are one contact."),
    {closings.ENDED: _("cases ended"), closings.CONTACTS: _("contacts")},
)  # fmt: skip
CLOSINGS = Section(
    "closings",
    _("Closings"),
    _("Proposals to close that ended in the week: the customer agreed, said what is not met, or stayed silent past two "
      "reminders. Silence is never counted as agreement."),
    {closings.AGREED: _("agreed"), closings.REFUSED: _("refused"), closings.LAPSED: _("no answer came")},
)  # fmt: skip
CARE = Section(
    "care",
    _("Did you feel taken care of?"),
    _("Answers of the week, by the team of the case. Fewer than five answers are not shown: they would be somebody's."),
    {care.YES: _("yes"), care.PARTLY: _("partly"), care.NO: _("no")},
)
SECTIONS: Final = (PROMISES, CLIMBS, FIRST_ANSWERS, AMENDS, CONTACTS, CLOSINGS, CARE)
# What a person sees of themselves: how they kept their word, and how long their first answers took.
OWN: Final = (PROMISES, FIRST_ANSWERS)
