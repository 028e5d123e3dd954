"""What people can want of a company, in words to choose from, and questions that lead there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amana.language import read

REFUND, REPAIR, REPLACEMENT, CANCELLATION, DELIVERY, CORRECTION, COMPENSATION, EXPLANATION, APOLOGY, NEVER_AGAIN = (
    "refund", "repair", "replacement", "cancellation", "delivery", "correction", "compensation", "explanation", "apology",
    "never_again",
)  # fmt: skip
OTHER = "other"


@dataclass(frozen=True)
class Outcome:
    """One thing people want: what it is called, words to begin with, and what is true when it is done."""

    code: str
    label: str | Promise
    words: str | Promise
    term: str | Promise


OUTCOMES: dict[str, Outcome] = {
    one.code: one
    for one in (
        Outcome(REFUND, _("Money back"), _("My money back"), _("The money is back where it was paid from")),
        Outcome(REPAIR, _("That it works again"), _("That it works again"), _("It works, and has worked for a week")),
        Outcome(REPLACEMENT, _("Another one instead"), _("A replacement"), _("The replacement is here and works")),
        Outcome(DELIVERY, _("What I ordered"), _("What I ordered, delivered"), _("What I ordered is here, whole")),
        Outcome(CANCELLATION, _("To be out of it"), _("Cancellation, confirmed in writing"),
                _("The end is confirmed in writing, and nothing is charged after it")),
        Outcome(CORRECTION, _("A bill or a record put right"), _("A corrected bill"), _("The next bill is right")),
        Outcome(COMPENSATION, _("Something for the trouble"), _("Compensation for what this has cost me"),
                _("What was agreed for the trouble is paid")),
        Outcome(EXPLANATION, _("An explanation"), _("A written explanation of what happened and why"),
                _("I have the explanation in writing")),
        Outcome(APOLOGY, _("An apology"), _("An apology from somebody who answers for it"), _("I have the apology in writing")),
        Outcome(NEVER_AGAIN, _("That it never happens again"), _("A written word on what is changed, so that it does not happen again"),
                _("I have it in writing what was changed")),
    )
}  # fmt: skip

# Questions that lead there, for whoever cannot say what they want; each leads to some of the outcomes.
LEADS: list[tuple[str | Promise, tuple[str, ...]]] = [
    (_("If it were over tomorrow, what would have to have happened?"), (REPAIR, DELIVERY, REPLACEMENT)),
    (_("Did you pay for something you did not get, or that did not work?"), (REFUND, COMPENSATION)),
    (_("Is something going on that should stop?"), (CANCELLATION, CORRECTION)),
    (_("Is it more about how you were treated?"), (APOLOGY, EXPLANATION, NEVER_AGAIN)),
    (_("What would you ask for if a good friend had this problem?"), (REFUND, EXPLANATION, COMPENSATION)),
]

_AS_READ = {
    "refund": REFUND, "compensation": COMPENSATION, "replacement": REPLACEMENT, "repair": REPAIR, "cancel": CANCELLATION,
    "delivery": DELIVERY, "correction": CORRECTION, "apology": APOLOGY, "answer": EXPLANATION,
}  # fmt: skip


def outcome_in(words: str, *, at: datetime) -> str:
    """Return which outcome the words ask for, as its code; "" when they name none that is known."""
    # A wish on its own has no word of wanting before it; one is put there, and changes nothing where it has one.
    for lead in ("", "I want ", "אני רוצה ", "أريد "):
        reading = read(lead + words[:1000], sent_at=at, side="customer", only=["desired"])
        for found in reading.desired:
            if code := _AS_READ.get(found.reason.removeprefix("wants ")):
                return code
    return ""
