"""The act opposite to each leak, and the words for it in the customer's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.handling.mails.saying import zone_of
from amana.kit.working_time import end_of_working_day, nth_working_day
from amana.review.enduring import ADMISSION, APOLOGY, EXPRESS, NEWS, PERSON
from amana.wording.lists import listing
from amana.wording.times import moment


@dataclass(frozen=True)
class Opposite:
    """An act against a leak; `how` says what it opens: words in the composer, or a form of its own."""

    leak: str
    name: str
    label: str | Promise
    how: str


WORDS, TAKE, PROMISE, CALL, ADMIT, AMENDS, LEAD = "words", "take", "promise", "call", "admit", "amends", "lead"
OPPOSITES = (
    Opposite("runaround", "own", gettext_lazy("Own it"), TAKE),
    Opposite("opacity", "tell", gettext_lazy("Tell why, and what comes next"), WORDS),
    Opposite("no_follow_up", "call_back", gettext_lazy("Promise a call"), PROMISE),
    Opposite("no_paper", "write_down", gettext_lazy("Write a call down"), CALL),
    Opposite("no_admission", "admit", gettext_lazy("Say that it was our mistake"), ADMIT),
    Opposite("no_apology", "apologise", gettext_lazy("Apologise"), WORDS),
    Opposite("disproportion", "do_more", gettext_lazy("Do more"), AMENDS),
    Opposite("no_empathy", "hear", gettext_lazy("Ask how it was for them"), WORDS),
    Opposite("unprofessional", "not_known", gettext_lazy("“I do not know, a colleague will tell you by …”"), PROMISE),
    Opposite("indifference", "care", gettext_lazy("A personal word"), WORDS),
    Opposite("rigid_tools", "bend", gettext_lazy("Ask a lead to bend the rule"), LEAD),
)


def opposite_named(name: str) -> Opposite | None:
    return next((one for one in OPPOSITES if one.name == name), None)


def words_for(name: str, case: Case, *, ordeal: Sequence[str], me: str, at: datetime) -> str:
    """Return the words of an act in the language active now; `ordeal` are its words in the same language."""
    if name == "tell":
        return _told(case, at=at)
    if name == "apologise":
        return apology(ordeal)
    return {
        "own": _("From now on I answer for this: %(me)s.") % {"me": me},
        "hear": _("I would like to understand what this has been like on your side. What happened, in your words?"),
        "care": _("This has stayed on my mind since I read it, and I wanted to write to you myself. %(me)s")
        % {"me": me},
        "admit": _("The mistake was ours."),
    }.get(name, "")


def _told(case: Case, *, at: datetime) -> str:
    """Say what happened and why, which is left to be filled in, and what comes next, by whom and by when."""
    step = Commitment.objects.filter(pk=case.next_commitment).first() if case.next_commitment else None
    lines = [_("What happened:"), _("Why:")]
    if step is not None and step.due_at is not None and step.origin not in BY_ITSELF:
        words = {
            "action": step.action,
            "owner": step.owner_name,
            "when": moment(step.due_at, zone=zone_of(case), now=at),
        }
        lines.append(_("What is done now: %(action)s, by %(when)s. In the hands of: %(owner)s.") % words)
    else:
        lines.append(_("What is done now:"))
    return "\n".join(lines)


# Of these a mail speaks by itself, and they are nothing to tell somebody who asks what is going on.
BY_ITSELF = {Commitment.ANSWER, Commitment.FOLLOW_UP, Commitment.CLOSING}


def apology(ordeal: Sequence[str]) -> str:
    """Say sorry for what somebody went through, naming it; whoever erred, and without a “but”."""
    if not ordeal:
        return _("I am sorry for the trouble this has been to you.")
    return _("I am sorry for what you went through here: %(ordeal)s. It should not have been like that.") % {
        "ordeal": listing(list(ordeal))
    }


def effort_words(parts: Sequence[str], case: Case, *, ordeal: Sequence[str], me: str, at: datetime) -> str:
    """Return what is in proportion as a reply says it, in the language active now; of money it says nothing before it is given."""
    said = {
        APOLOGY: apology(ordeal),
        ADMISSION: _("The mistake was ours."),
        PERSON: _("From now on I answer for this: %(me)s.") % {"me": me},
        NEWS: _("You will hear from me by %(when)s, and every working day after that, also when there is nothing new.")
        % {"when": moment(_first_news(case, at), zone=zone_of(case), now=at)},
        EXPRESS: _("It is handled in the fastest way we have."),
    }
    return "\n".join(said[part] for part in parts if part in said)


def _first_news(case: Case, at: datetime) -> datetime:
    """Return the end of the next working day: by then the first news comes, where news are promised for every day."""
    if case.brand is None:
        return at + timedelta(days=1)
    week = case.brand.week.working
    return end_of_working_day(nth_working_day(at.astimezone(zone_of(case)).date(), 1, week), week)
