"""What is no incident, whatever it sounds like: turning to the law, an authority, the press or the public, or leaving."""

from __future__ import annotations

import re
from datetime import datetime

from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.language import read
from amana.language.findings import Tone
from amana.language.sentences import sentences

LAW, PUBLIC, LEAVING = "threat_of_law", "threat_to_smear", "threat_to_leave"
RIGHTS = (LAW, PUBLIC, LEAVING)
# Beside a threat, only insults and curses make words so hot (amana.language.tone.measuring).
INSULTED = 80
# Fewer words than these beside a threat say nothing of their own.
FEWEST = 3
_WORD = re.compile(r"[^\W\d_]{2,}")


def only_a_right(quote: str, *, at: datetime) -> str:
    """Return which right somebody speaks of, when that is all these words do; "" when they say something else as well."""
    found = ""
    for start, end in sentences(quote):
        sentence = quote[start:end]
        tone = tone_of(sentence, at=at)
        right = next((one.kind for one in tone.feelings if one.kind in RIGHTS), "")
        if not right and len(_WORD.findall(sentence)) >= FEWEST:
            return ""
        if right and tone.heat >= INSULTED:
            return ""
        found = found or right
    return found


def tone_of(text: str, *, at: datetime) -> Tone:
    """Return the tone of a customer's words."""
    return read(text, sent_at=at, side="customer", only=["tone"]).tone


def must_be_more_than_a_right(quote: str, *, at: datetime) -> None:
    """Raise Refused, and say why, for words that only say what everybody may do."""
    right = only_a_right(quote, at=at)
    said = {
        LAW: _("These words speak of a court, a lawyer or an authority. To go there is everybody's right, and never an incident."),
        PUBLIC: _("These words speak of telling others: a review, the press, the public. That is everybody's right, and never "
                  "an incident."),
        LEAVING: _("These words speak of leaving. That is everybody's right, and never an incident."),
    }  # fmt: skip
    if right:
        more = _("If something else was said that hurt somebody, quote that alone.")
        raise Refused(f"{said[right]} {more}")
