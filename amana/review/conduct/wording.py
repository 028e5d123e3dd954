"""How each step is said to the customer: calm, in their language, and with no accusation beyond their own words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amana.cases.models import Case
from amana.handling.mails.saying import zone_of
from amana.review.conduct.models import ConductIncident, ConductStep
from amana.wording.isolating import isolated
from amana.wording.times import moment


def words_for(step: ConductStep, incidents: Sequence[ConductIncident], *, at: datetime, language: str = "") -> str:
    """Return what the customer reads of a step, in a language (a code); that of the case when none is named."""
    with translation.override(language or step.case.language):
        parts = [_opening(step), *_quoted(incidents, step.case, at), *_middle(step), *_closing(step)]
        return "\n\n".join(part for part in parts if part)


def _opening(step: ConductStep) -> str:
    if step.kind == ConductStep.WARNING:
        return _("We want to go on working with you, and something stands in the way of it.")
    if step.kind == ConductStep.CONDITIONS:
        return (
            _("We want to go on working with you, and ask for something that makes it possible:") + f"\n\n{step.text}"
        )
    if step.kind == ConductStep.PARTING:
        assert step.ends_on is not None
        day = date_format(step.ends_on, "DATE_FORMAT")
        return _("After %(day)s we can no longer serve you. The reason: %(why)s") % {"day": day, "why": step.text}
    if step.kind == ConductStep.DECLINING:
        return _("We cannot take this on. The reason: %(why)s") % {"why": step.text}
    return step.text


def _quoted(incidents: Sequence[ConductIncident], case: Case, at: datetime) -> list[str]:
    found = []
    for one in incidents:
        words = {"when": moment(one.said_at, zone=zone_of(case), now=at), "number": one.number}
        if one.kind == ConductIncident.UNPAID:
            said = _(
                "As far as we can see, what we owed was delivered, and this is still unpaid (entry %(number)s, %(when)s):"
            )
        else:
            said = _(
                "These words were written or said (entry %(number)s, %(when)s), and they were hard for people here:"
            )
        if one.is_toward_others:
            said = _("These words were written or said (entry %(number)s, %(when)s):")
        found.append(f"{said % words}\n\n" + _("“%(quote)s”") % {"quote": isolated(one.quote)})
    return found


def _middle(step: ConductStep) -> list[str]:
    if step.kind == ConductStep.NOTE:
        return [_("They are written down. Nothing follows from that alone.")]
    if step.kind == ConductStep.WARNING:
        return [step.text, _("If something weighs on you that we should know of, an illness or a hard time, tell us: then we "
                             "look for another way together.")]  # fmt: skip
    if step.kind == ConductStep.PARTING:
        return [
            _("Until that day everything we have promised holds."),
            _("The whole record is yours: it can be downloaded from the page of this case, and it proves by itself that "
              "nothing in it was changed."),
        ]  # fmt: skip
    if step.kind == ConductStep.DECLINING:
        return [_("What was written so far is yours: it can be downloaded from the page of this case.")]
    return []


def _closing(step: ConductStep) -> list[str]:
    names = {"first": isolated(step.by.name), "second": isolated(step.confirmed_by.name if step.confirmed_by else "")}
    ends = step.kind in ConductStep.ENDS_SERVICE
    return [
        _("Where else you can turn: %(elsewhere)s") % {"elsewhere": step.elsewhere} if ends and step.elsewhere else "",
        _("%(first)s proposed this and %(second)s decided it.") % names if ends else "",
        _("To complain, to go to a court or an authority, to tell others or to write an honest review is your right. It "
          "changes nothing here, and is never held against you."),
        _("If you see it differently, say so: on the page of this case, or in an answer to this mail. Your answer stands "
          "beside this in the record, and a person reads it."),
    ]  # fmt: skip


def words_of_taking_back(step: ConductStep, why: str) -> str:
    """Return how the customer is told that a step is taken back, in the language of the case."""
    assert step.told_at is not None
    with translation.override(step.case.language):
        day = date_format(step.told_at.astimezone(zone_of(step.case)), "DATE_FORMAT")
        said = {
            ConductStep.WARNING: _("We take back the warning of %(day)s."),
            ConductStep.CONDITIONS: _("We take back the conditions of %(day)s."),
            ConductStep.PARTING: _("We take back what we wrote on %(day)s: we go on serving you."),
            ConductStep.DECLINING: _("We take back what we wrote on %(day)s: we are glad to take this on."),
        }.get(step.kind, _("We take back what we wrote down about your words on %(day)s."))
        reason = _("It counts no longer. The reason: %(why)s") % {"why": why}
    return f"{said % {'day': day}}\n\n{reason}"
