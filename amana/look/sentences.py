"""What each kind of entry is told as, in one sentence; some say it differently, by what stands in the entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from amana.language.tactics import techniques
from amana.look import acting_for, inviting
from amana.review.models import Leak
from amana.wording.isolating import isolated

Words: TypeAlias = Mapping[str, Any]


class Lenient(dict[str, Any]):
    """Words for sentences of which an entry need not have all; each keeps its own direction of writing."""

    def __getitem__(self, key: str) -> str:
        return isolated(self.get(key, ""))


SENTENCES: dict[str, str | Promise] = {
    "case.linked": gettext_lazy("%(by)s linked case %(number)s"),
    "case.unlinked": gettext_lazy("%(by)s took the link to case %(number)s away"),
    "case.tagged": gettext_lazy("%(by)s added the tag %(tag)s"),
    "case.untagged": gettext_lazy("%(by)s took the tag %(tag)s away"),
    "case.moved_in": gettext_lazy("Moved in from %(system)s, where it was number %(foreign)s"),
    "case.set_aside": gettext_lazy("Set aside by %(name)s"),
    "question.bounced": gettext_lazy("The question to %(to)s came back: %(why)s"),
    "question.ended": gettext_lazy("%(by)s no longer waits for an answer from %(name)s"),
    "version.added": gettext_lazy("%(name)s remembers entry %(number)s differently"),
    "recording.added": gettext_lazy("%(by)s kept a recording of a call"),
    "recording.shared": gettext_lazy("%(by)s let the caller have the recording of a call"),
    "recording.heard": gettext_lazy("What a machine heard in the recording of a call"),
    "recording.deleted": gettext_lazy("%(by)s deleted the recording of a call"),
    "promise.shown": gettext_lazy("%(name)s shows where this was said: %(action)s"),
    "promise.passed": gettext_lazy("%(owner)s owes it from now on: %(action)s"),
    "promise.time_refused": gettext_lazy("The new time was refused by %(name)s: %(action)s"),
    "reminder.sent": gettext_lazy("%(to)s was reminded: %(action)s"),
    "handover.accepted": gettext_lazy("%(taker)s accepted the case from %(giver)s"),
    "handover.returned": gettext_lazy("%(taker)s returned the case to %(giver)s"),
    "handover.taken_back": gettext_lazy("The hand-over to %(taker)s was taken back"),
    "rung.asked": gettext_lazy("%(name)s asks for the next person: %(to)s"),
    "rung.answered": gettext_lazy("%(who)s answered"),
    "exhibit.added": gettext_lazy("%(by)s added as evidence: %(what)s"),
    "rung.reported": gettext_lazy("%(by)s wrote how it came this far"),
    "closing.withdrawn": gettext_lazy("The proposal to close was withdrawn by %(name)s"),
    "closing.as_history": gettext_lazy("The case came in as history"),
    "case.reopened": gettext_lazy("The case came in from elsewhere and goes on here"),
    "term.written": gettext_lazy("%(by)s wrote down what must be true for this to be over:"),
    "term.met": gettext_lazy("This term is met, says %(by)s: %(action)s"),
    "term.dropped": gettext_lazy("%(by)s dropped a term: %(action)s"),
    "fault.admitted": gettext_lazy("The mistake was ours, says %(by)s"),
    "amends.asked": gettext_lazy("%(by)s asks for approval: %(what)s (%(amount)s %(currency)s)"),
    "amends.approved": gettext_lazy("%(by)s approved: %(what)s"),
    "amends.declined": gettext_lazy("%(by)s declined: %(what)s"),
    "gesture.given": gettext_lazy("%(by)s did something nobody had promised: %(what)s"),
    "conduct.noted": gettext_lazy("%(by)s noted words from entry %(number)s as an incident: %(words)s"),
    "conduct.asked": gettext_lazy("%(by)s asked whether an illness or a hard time stands behind it"),
    "conduct.dropped": gettext_lazy("%(by)s did not confirm the proposal to end the service"),
    "conduct.relieved": gettext_lazy("%(agent)s was relieved of this customer; %(to)s has it now"),
    "conduct.lapsed": gettext_lazy("What was said about words here twelve months ago counts no longer"),
    "case.praised": gettext_lazy("Done well, says %(by)s: %(text)s"),
    "leak.disputed": gettext_lazy("%(by)s says that this is not so: %(leak_name)s. %(why)s"),
    "leak.reinstated": gettext_lazy("%(by)s says that it stands after all: %(leak_name)s"),
    "entry.corrected": gettext_lazy("%(name)s put entry %(number)s right"),
    "entry.withdrawn": gettext_lazy("%(name)s withdrew entry %(number)s"),
    "entry.erased": gettext_lazy("Entry %(number)s was erased"),
    "entry.unmasked": gettext_lazy("%(by)s looked at the covered numbers of entry %(number)s"),
    "record.linked": gettext_lazy("%(by)s keeps a record of this matter too; from here on both sides keep this one"),
    "record.parted": gettext_lazy("%(by)s keeps a separate record from here on; what stands here stays"),
    "system.quoted": gettext_lazy("%(by)s quoted %(source)s: %(label)s: %(value)s"),
    "others.mentioned": gettext_lazy("%(by)s sent the reply although it mentions another customer: %(others)s"),
    "clock.ended": gettext_lazy("The clock ended: %(title)s"),
    "rule.checked": gettext_lazy("A rule was looked up: %(title)s (%(where)s)"),
    "share.made": gettext_lazy("%(name)s may read this case"),
    "share.ended": gettext_lazy("%(name)s may no longer read this case"),
    "case.read_by_operator": gettext_lazy("Whoever runs this server read this case (%(by)s): %(why)s"),
    "record.exported": gettext_lazy("The record was handed out as a file by %(name)s"),
    "plan.written": gettext_lazy("The next contact is planned: %(goal)s"),
    "cost.dropped": gettext_lazy("Taken off the list of costs: %(what)s"),
    "paper.kept": gettext_lazy("A document was added: %(what)s"),
    "side.added": gettext_lazy("Added to this case: %(name)s"),
    "side.dropped": gettext_lazy("Taken out of this case: %(name)s"),
    "checkup.planned": gettext_lazy("To be looked at on %(day)s: %(what)s"),
    "tactic.heard": gettext_lazy("Heard in a call, as it seemed to %(by)s: %(technique)s"),
    "contact.stopped": gettext_lazy("%(address)s asked not to be written to again"),
    "contact.resumed": gettext_lazy("%(address)s may be written to again: %(why)s"),
    "ally.kept": gettext_lazy("Who helped: %(name)s. %(did)s"),
}


def sentence_of(kind: str, words: Words) -> str:
    """Return what an entry of this kind says with these words; "" for a kind that is told in another way."""
    words = {**words, "may": acting_for.may(words), "routed": _routed(words), "technique": _technique(words)}
    if kind.startswith("leak."):
        words["leak_name"] = _leak_name(words)
    if kind == "checkup.planned":
        words["day"] = _day(words)
    varying = VARYING.get(kind)
    said = varying(words) if varying else SENTENCES.get(kind) or acting_for.sentences(words).get(kind, "")
    return str(said) % Lenient(words) if said else ""


def _opened(words: Words) -> str:
    if words.get("routed"):
        return _("Case %(number)s was opened: %(subject)s. %(routed)s")
    return _("Case %(number)s was opened: %(subject)s")


def _came_by(words: Words) -> str:
    if words.get("way") == "chat":
        return _("It began as a conversation on the page %(page)s")
    return _("It came by the form on the page %(page)s")


def _routed(words: Words) -> str:
    """Return why a new case came to whoever holds it."""
    reasons = {
        "knows": _("It came to %(holder)s, who knows this customer."),
        "skill": _("It came to %(holder)s, who knows this matter well."),
        "speaks": _("It came to %(holder)s, who serves in this language."),
        "turn": _("It came to %(holder)s, whose turn it was."),
        "nobody_speaks": _("Nobody here serves in this language yet, so it came to %(holder)s first."),
    }
    reason = reasons.get(str(words.get("routed") or ""), "")
    return reason % Lenient(words) if reason and words.get("holder") else ""


def _held(words: Words) -> str:
    return _("The case is in the hands of %(holder)s now") if words.get("holder") else _("Nobody holds the case now")


def _standstill(words: Words) -> str:
    if words.get("stands_still"):
        return _("%(by)s said that something stands still over this")
    return _("%(by)s said that it goes on again")


def _merged(words: Words) -> str:
    if words.get("here") == words.get("merged"):
        return _("%(by)s put this case together with %(into)s, where it goes on from now")
    return _("%(by)s put case %(merged)s together with this one; it goes on here")


def _unmerged(words: Words) -> str:
    if words.get("here") == words.get("merged"):
        return _("%(by)s took this case out of %(into)s again; it goes on here")
    return _("%(by)s took case %(merged)s out again; what was said here meanwhile stays here")


def _split(words: Words) -> str:
    if words.get("here") == words.get("split"):
        return _("A part of this goes on as a case of its own, %(into)s")
    return _("This began as a part of case %(split)s")


def _described(words: Words) -> str:
    return _("%(by)s wrote down %(field)s: %(value)s") if words.get("value") else _("%(by)s emptied %(field)s")


def _climbed(words: Words) -> str:
    said = {
        "long": _("The case went up to %(to)s, because it has gone on for too long"),
        "patience": _("The case went up to %(to)s by itself, as it has asked too much patience of the customer:"),
        "silence": _("The case went up to %(to)s: nobody answered, and silence does not end what is still open:"),
    }
    return said.get(str(words.get("because")), _("The case went up to %(to)s, because this is late:"))


def _followed_up(words: Words) -> str:
    return _("Still solved, says %(by)s") if words.get("is_solved") else _("Not solved any more, says %(by)s")


def _care(words: Words) -> str:
    said = {"yes": _("%(by)s felt taken care of"), "partly": _("%(by)s felt taken care of in part")}
    return said.get(str(words.get("answer")), _("%(by)s did not feel taken care of"))


def _amends(words: Words) -> str:
    if words.get("amount"):
        return _("%(by)s made up for it: %(what)s (%(amount)s %(currency)s)")
    return _("%(by)s made up for it: %(what)s")


def _conduct(words: Words) -> str:
    if words.get("ends_on"):
        day = date_format(date.fromisoformat(str(words["ends_on"])), "DATE_FORMAT")
        ended = _("%(proposed_by)s and %(by)s ended the service after %(day)s")
        return ended.replace("%(day)s", isolated(day).replace("%", "%%"))
    said = {
        "warning": _("%(by)s gave a warning"),
        "conditions": _("%(by)s said on what conditions it goes on"),
        "declining": _("%(proposed_by)s and %(by)s declined to take this on"),
    }
    return said.get(
        str(words.get("step")), _("%(by)s wrote these words down, as they were hard for people here: %(words)s")
    )


def _conduct_answered(words: Words) -> str:
    said = {
        "warning": _("%(by)s answered the warning"),
        "conditions": _("%(by)s answered the conditions"),
        "parting": _("%(by)s answered the end of the service"),
    }
    return said.get(str(words.get("step")), _("%(by)s answered what was written about their words"))


def _conduct_proposed(words: Words) -> str:
    if words.get("step") == "declining":
        return _("%(by)s proposed not to take this customer on")
    return _("%(by)s proposed to end the service for this customer")


def _conduct_taken_back(words: Words) -> str:
    said = {
        "warning": _("%(by)s took the warning back"),
        "conditions": _("%(by)s took the conditions back"),
        "parting": _("%(by)s took back that the service ends"),
        "declining": _("%(by)s took back that we decline"),
    }
    return said.get(str(words.get("step")), _("%(by)s took back what was written about words here"))


def _offer(words: Words) -> str:
    return _("The company offered:") if words.get("side") == "company" else _("Asked for instead by %(by)s:")


def _technique(words: Words) -> str:
    """Return what a technique that was heard is called."""
    known = techniques().get(str(words.get("tactic")))
    return known.names.get(str(get_language())[:2], known.names["en"]) if known else ""


def _day(words: Words) -> str:
    """Return the day on which something is to be looked at."""
    try:
        return date_format(date.fromisoformat(str(words.get("due"))[:10]), "DATE_FORMAT")
    except ValueError:
        return ""


def _cost(words: Words) -> str:
    if words.get("sort") == "money":
        return _("It cost %(amount)s %(currency)s: %(what)s")
    if words.get("sort") == "standstill":
        return _("Business stood still, %(minutes)s minutes: %(what)s")
    return _("It took %(minutes)s minutes: %(what)s")


def _checked_up(words: Words) -> str:
    said = {"yes": _("It is as agreed: %(what)s"), "no": _("It is not as agreed: %(what)s")}
    return said.get(str(words.get("answer")), _("No longer to be looked at: %(what)s"))


def _clock_started(words: Words) -> str:
    return _clock(words, _("A clock runs until %(day)s: %(title)s"))


def _clock_reminded(words: Words) -> str:
    if words.get("of") == "answer":
        return _clock(words, _("Their time to answer passed on %(day)s: %(title)s"))
    return _clock(words, _("The last day to claim is %(day)s: %(title)s"))


def _clock(words: Words, sentence: str) -> str:
    """Put day and rule into a sentence; the rule's words are the product's own and are said in the reader's language."""
    day = date_format(date.fromisoformat(str(words["last_on"])), "DATE_FORMAT")
    said = {"day": isolated(day), "title": isolated(_(str(words["title"])))}
    return (sentence % said).replace("%", "%%")


def _leak_name(words: Words) -> str:
    return str(dict(Leak.KINDS).get(str(words.get("leak") or ""), ""))


def _disclosed(words: Words) -> str:
    return _("From another case, shown by %(by)s") if words.get("side") == "company" else _("From the record of %(by)s")


VARYING: dict[str, Callable[[Words], str]] = {
    "entry.disclosed": _disclosed,
    "invitation.answered": inviting.answered,
    "clock.started": _clock_started,
    "clock.reminded": _clock_reminded,
    "offer.noted": _offer,
    "cost.noted": _cost,
    "checkup.answered": _checked_up,
    "case.opened": _opened,
    "case.came_by": _came_by,
    "case.held": _held,
    "case.standstill": _standstill,
    "case.merged": _merged,
    "case.unmerged": _unmerged,
    "case.split": _split,
    "case.described": _described,
    "rung.climbed": _climbed,
    "followup.answered": _followed_up,
    "care.answered": _care,
    "amends.given": _amends,
    "conduct.said": _conduct,
    "conduct.answered": _conduct_answered,
    "conduct.proposed": _conduct_proposed,
    "conduct.taken_back": _conduct_taken_back,
}
