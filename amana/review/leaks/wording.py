"""The words for what was found: each reason as one sentence, for colleagues, and as its keeper may quote it in a letter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.review.models import Leak
from amana.wording.isolating import isolated
from amana.wording.times import moment

# What a place does rather than somebody: shown without a link to whoever wrote it.
OF_THE_PLACE = {"who_is_right", "contempt"}
# Each says what the record shows, and of nobody what they are like.
REASONS: dict[str, str | Promise] = {
    "handed_on": gettext_lazy("Hand-overs in a row with no work in between: %(count)s."),
    "returned": gettext_lazy("Hand-overs that came back: %(count)s."),
    "passed_back": gettext_lazy("It was passed back to where it came from."),
    "passed_around": gettext_lazy("The customer says that they were sent from one to the next."),
    "passed_on": gettext_lazy("Messages that say it was passed on, and nothing more: %(count)s."),
    "only_said": gettext_lazy("It was called “in treatment”, and nothing was done until the customer asked again."),
    "next_step_passed": gettext_lazy("The next step was due, and there has been no word since."),
    "had_to_ask": gettext_lazy("How often the customer had to ask what is going on: %(count)s."),
    "no_time": gettext_lazy("Promises with no time in them, messages: %(count)s."),
    "no_time_said": gettext_lazy("On the telephone no date, name or reason was given."),
    "promise_passed": gettext_lazy("The promise “%(action)s” was due on %(due)s, and nobody came back in time."),
    "promises_passed": gettext_lazy(
        "Promises after which nobody came back in time: %(count)s; the first: “%(action)s”, due on %(due)s."
    ),
    "nobody_came": gettext_lazy("How often the customer says that nobody came back: %(count)s."),
    "told_again": gettext_lazy("It had to be told again."),
    "promised_aloud": gettext_lazy("Promised in a call, and not written to the customer. Calls: %(count)s."),
    "written_late": gettext_lazy("Promised in a call, and written to the customer late. Calls: %(count)s."),
    "remembered": gettext_lazy("The customer remembers a promise on the telephone that is not in the record."),
    "refused_paper": gettext_lazy("Nothing in writing, or no reference, was given."),
    "marked_ours": gettext_lazy("It is marked as our mistake, and no message to the customer says so."),
    "known_inside": gettext_lazy("Colleagues know that the mistake is ours, and no message to the customer says so."),
    "admitted_aloud": gettext_lazy("The mistake was admitted on the telephone, and nowhere in writing."),
    "ordeal_unsaid": gettext_lazy("After what the customer went through, nobody said sorry."),
    "blaming_apology": gettext_lazy("An apology that speaks of the customer's feelings, and not of what happened."),
    "nothing_given": gettext_lazy(
        "Nothing was done to make up for it. Days: %(days)s, contacts: %(contacts)s, promises late: %(late)s."
    ),
    "too_little": gettext_lazy(
        "Less was given than half of what is in proportion. Days: %(days)s, contacts: %(contacts)s, promises late: "
        "%(late)s."
    ),
    "feeling_unmet": gettext_lazy("Distress in a message, and no word of it in the answer. Messages: %(count)s."),
    "who_is_right": gettext_lazy("Words that set out to prove the customer wrong."),
    "blamed": gettext_lazy("Words that put the fault on the customer or on somebody else."),
    "not_solved": gettext_lazy("It was called solved, and it was not. Times: %(count)s."),
    "corrected": gettext_lazy("Something that was said had to be put right."),
    "two_answers": gettext_lazy("The customer was given two different answers."),
    "tried_again": gettext_lazy("What the customer had tried already was suggested again."),
    "same_text": gettext_lazy("The same text was sent twice."),
    "canned": gettext_lazy("A stock sentence, and nothing about this matter."),
    "sold_first": gettext_lazy("Something was offered for sale while the problem stands."),
    "not_answered": gettext_lazy("The customer says that the answer was to something else."),
    "belittled": gettext_lazy("The customer felt treated from above."),
    "contempt": gettext_lazy("Words about the customer that belong nowhere, not in a note either."),
    "tool_excuse": gettext_lazy("A system was given as the reason why not. Times: %(count)s."),
    "other_channel": gettext_lazy("The customer was sent to another channel."),
    "asked_twice": gettext_lazy("Papers were asked for that the customer had sent already."),
}
# As the keeper of an own case may write it: what happened and when, and of nobody what they are like.
QUOTED: dict[str, str | Promise] = {
    "passed_back": gettext_lazy("My case was passed back (%(days)s)."),
    "passed_around": gettext_lazy("I was sent from one person to the next (%(days)s)."),
    "passed_on": gettext_lazy("I was told that it had been passed on, and no more (%(days)s)."),
    "only_said": gettext_lazy("I was told that it was being handled, and had to ask again (%(days)s)."),
    "had_to_ask": gettext_lazy("I had to ask what was happening (%(days)s)."),
    "no_time": gettext_lazy("I was promised something without a date (%(days)s)."),
    "no_time_said": gettext_lazy("I was given no date, name or reason (%(days)s)."),
    "promise_passed": gettext_lazy("“%(action)s” was promised for %(due)s. Nobody had come back to me by then."),
    "promises_passed": gettext_lazy(
        "%(count)s promises passed without anybody coming back to me; the first was “%(action)s”, for %(due)s."
    ),
    "nobody_came": gettext_lazy("Nobody came back to me (%(days)s)."),
    "told_again": gettext_lazy("I had to tell the whole matter again (%(days)s)."),
    "promised_aloud": gettext_lazy("I was promised something on the telephone and have nothing in writing (%(days)s)."),
    "written_late": gettext_lazy("What was promised on the telephone came in writing only later (%(days)s)."),
    "refused_paper": gettext_lazy("I was given nothing in writing and no reference (%(days)s)."),
    "admitted_aloud": gettext_lazy(
        "On the telephone I was told that it was a mistake; I have no such word in writing (%(days)s)."
    ),
    "ordeal_unsaid": gettext_lazy("I have read no apology for what this took (%(days)s)."),
    "blaming_apology": gettext_lazy("The apology I read spoke of my feelings, and not of what happened (%(days)s)."),
    "nothing_given": gettext_lazy(
        "This has taken %(days_open)s days and %(contacts)s contacts, and nothing was offered to make up for it."
    ),
    "feeling_unmet": gettext_lazy("I wrote what this does to me; the answer did not speak of it (%(days)s)."),
    "who_is_right": gettext_lazy("The answer spoke of who is right, and not of what can be done (%(days)s)."),
    "blamed": gettext_lazy("I was told that it was my own doing, or somebody else's (%(days)s)."),
    "not_solved": gettext_lazy("It was called solved, and it was not (%(days)s)."),
    "corrected": gettext_lazy("What I was told had to be put right later (%(days)s)."),
    "two_answers": gettext_lazy("I was given two different answers (%(days)s)."),
    "tried_again": gettext_lazy("I was asked to do again what I had done already (%(days)s)."),
    "same_text": gettext_lazy("I was sent the same text twice (%(days)s)."),
    "canned": gettext_lazy("I was sent a standard text that said nothing of my matter (%(days)s)."),
    "sold_first": gettext_lazy("I was offered something to buy while the problem stood (%(days)s)."),
    "not_answered": gettext_lazy("What I asked was not answered (%(days)s)."),
    "belittled": gettext_lazy("The way I was spoken to was not respectful (%(days)s)."),
    "contempt": gettext_lazy("The way I was written to was not respectful (%(days)s)."),
    "tool_excuse": gettext_lazy("I was told that the system does not allow it (%(days)s)."),
    "other_channel": gettext_lazy("I was told to turn to another channel (%(days)s)."),
    "asked_twice": gettext_lazy("I was asked for papers that I had sent already (%(days)s)."),
}


def reason_of(leak: Leak, *, zone: tzinfo, now: datetime) -> str:
    """Return what was found as one sentence in the reader's language; "" for a reason nobody knows any more."""
    said = REASONS.get(_key(leak))
    return str(said) % _words(leak, zone=zone, now=now) if said is not None else ""


def quote_of(leak: Leak, days: str, *, due: str = "") -> str:
    """Return it as its keeper may quote it, on these days; "" where it is nothing to write to a company.

    `due` is when a promise of it was due, as a letter says it.
    """
    said = QUOTED.get(_key(leak))
    if said is None or not days:
        return ""
    values = dict(leak.words.get("values") or {})
    return str(said) % _Lenient(values | {"days_open": values.get("days", ""), "days": days, "due": due})


def due_of(leak: Leak) -> datetime | None:
    """Return when the promise of a leak was due; None for one that is of no promise."""
    sealed = dict(leak.words.get("values") or {}).get("due")
    try:
        return datetime.fromisoformat(str(sealed)) if sealed else None
    except ValueError:
        return None


def is_of_the_place(leak: Leak) -> bool:
    """Whether it says something of the place and not of somebody: no name is shown beside it."""
    return _key(leak) in OF_THE_PLACE


def _key(leak: Leak) -> str:
    return str(leak.words.get("reason", "")) if isinstance(leak.words, Mapping) else ""


class _Lenient(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return ""


def _words(leak: Leak, *, zone: tzinfo, now: datetime) -> Mapping[str, object]:
    values = dict(leak.words.get("values") or {})
    if "action" in values:
        values["action"] = isolated(str(values["action"]))
    if "due" in values:
        due = due_of(leak)
        values["due"] = moment(due, zone=zone, now=now) if due is not None else ""
    return _Lenient(values)


def strength_of(leak: Leak) -> str:
    """Return how strongly it shows, in a word."""
    return {1: _("a sign"), 2: _("clear"), 3: _("grave")}.get(leak.strength, "")
