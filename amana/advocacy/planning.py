"""The next contact, thought out before it begins: whom, for what, with which words, and what if it fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amana.advocacy.defining import problem_of, sentence_of
from amana.advocacy.ending.remembering import first_to_ask
from amana.advocacy.models import CaseCompany, PhoneCall, Plan
from amana.advocacy.problem.introducing import wish
from amana.advocacy.questioning import SETTLE_FOR, TRIED, WANTED, WHO, answers_of
from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import COMPANY, Case
from amana.commitments.models import Commitment
from amana.record.appending import Line, append
from amana.record.reading import read
from amana.team.viewing import Viewer
from amana.wording.isolating import isolated

LONGEST = 4000
# Of so many of the newest entries the last call is looked for.
LATEST = 100


@dataclass(frozen=True)
class Draft:
    """A plan that is not kept yet; `asks` is one line for each thing to ask for, `because` why it is proposed."""

    whom: str
    goal: str
    opening: str
    asks: str
    carry: str
    fallback: str
    because: str = ""


def plan_of(case: Case) -> Plan | None:
    """Return the newest plan of a case; None when none was made since its last call."""
    plan = Plan.objects.filter(case=case).order_by("-made_at", "-pk").first()
    if plan is None:
        return None
    used = PhoneCall.objects.filter(case=case, ending=PhoneCall.KEPT, dialled_at__gte=plan.made_at).exists()
    return None if used else plan


def propose(case: Case, *, at: datetime) -> Draft:
    """Return the plan that follows from the file: what is late of theirs, what was tried, who helped, who answered last."""
    problem = problem_of(case)
    said = {} if problem._state.adding else answers_of(problem)
    late, owed = _owed(case, at)
    with translation.override(case.language):
        whom = _whom(case)
        first = late[0] if late else None
        goal = _goal_about(first, case) if first else said.get(WANTED) or case.subject
        return Draft(
            whom=whom,
            goal=" ".join(goal.split())[:500],
            opening=sentence_of(case, problem, said),
            asks="\n".join(_asks(first)),
            carry="\n".join(_carry(case, said, late, owed)),
            fallback=_fallback(said, is_late=bool(late)),
            because=_because(first, case, whom),
        )


def _owed(case: Case, at: datetime) -> tuple[list[Commitment], list[Commitment]]:
    """Return what the company owes: what is late, the latest word last, and what is still to come."""
    rows = Commitment.objects.outstanding().filter(case=case, promiser=COMPANY)
    rows = rows.select_related("owner_agent__account", "owner_person", "owner_company").order_by("due_at")
    every = list(rows[:20])
    return [row for row in every if row.is_late(at)], [row for row in every if not row.is_late(at)]


def _whom(case: Case) -> str:
    """Return who helped last, else who answered on a rung, else who spoke last; "" when nobody is known by name."""
    name, reach = first_to_ask(case)
    if name:
        return f"{name} ({reach})" if reach else name
    said = read(case.key, side="customer", audiences=["shared"], most=LATEST)
    return next(
        (str(one["who"]) for one in reversed(said) if one.kind == "call.noted" and one.content and one["who"]), ""
    )


def _goal_about(late: Commitment, case: Case) -> str:
    words = {"action": isolated(late.action), "day": _day(late.due_at, case), "wish": isolated(wish(case.subject))}
    return _("A new, certain time for what was promised by %(day)s and did not come: %(action)s") % words


def _asks(late: Commitment | None) -> list[str]:
    lines = [
        _("The name of whoever is speaking, first thing"),
        _("A reference number for this call"),
        _("What exactly will be done, by whom, and by when: a day and an hour"),
        _("The same in writing, by mail or message, today"),
    ]
    if late is not None:
        lines.insert(1, _("Why the last promise was not kept"))
    return lines


def _carry(case: Case, said: dict[str, str], late: list[Commitment], owed: list[Commitment]) -> list[str]:
    """Return what the one who answers should carry to the one who can change it: facts alone."""
    lines = []
    if who := said.get(WHO, "").strip():
        lines.append(_("Who can change it, as far as I know: %(who)s") % {"who": isolated(" ".join(who.split()))})
    lines += [_("Promised by %(day)s and not kept: %(action)s") % {"day": _day(row.due_at, case), "action": isolated(row.action)}
              for row in late[:3]]  # fmt: skip
    lines += [_("Promised by %(day)s: %(action)s") % {"day": _day(row.due_at, case), "action": isolated(row.action)}
              for row in owed[:2]]  # fmt: skip
    if tried := said.get(TRIED, "").strip():
        lines.append(_("Already tried: %(tried)s") % {"tried": isolated(" ".join(tried.split())[:300])})
    return lines


def _fallback(said: dict[str, str], *, is_late: bool) -> str:
    lines = [_("If nobody can decide: ask who can, by name, and when that person will call.")]
    if said.get(SETTLE_FOR, "").strip():
        lines.append(_("The least I would take stands with my answers. I do not say it first."))
    if is_late:
        lines.append(_("If it stays a no: end in calm, confirm it in writing, and go one rung up."))
    else:
        lines.append(_("If it stays a no: end in calm and confirm in writing what was said."))
    return "\n".join(lines)


def _because(late: Commitment | None, case: Case, whom: str) -> str:
    """Say in one sentence from what this plan was made."""
    if late is not None:
        return _("Made from what is late: %(action)s, promised for %(day)s.") % {
            "action": isolated(late.action), "day": _day(late.due_at, case)}  # fmt: skip
    if whom:
        return _("Made from what you want, and from who spoke with you last.")
    return _("Made from what you want.")


def _day(at: datetime | None, case: Case) -> str:
    if at is None:
        return ""
    # Translators: a Django date format; as "Sunday 15 November".
    return date_format(at.astimezone(ZoneInfo(case.zone or "UTC")), translation.pgettext("weekday and day", "l j F"))


@transaction.atomic
def keep_plan(case: Case, draft: Draft, *, company: CaseCompany | None = None, by: Viewer, at: datetime) -> Plan:
    """Keep a plan in its keeper's own chain; the same twice is one. Raises Refused without a goal."""
    case = take(case.key)
    if not draft.goal.strip():
        raise Refused(_("Write what this contact is for."))
    says = {"whom": draft.whom.strip()[:200], "goal": draft.goal.strip()[:500], "opening": draft.opening.strip()[:LONGEST],
            "asks": draft.asks.strip()[:LONGEST], "carry": draft.carry.strip()[:LONGEST],
            "fallback": draft.fallback.strip()[:LONGEST]}  # fmt: skip
    standing = plan_of(case)
    if standing is not None and all(getattr(standing, name) == words for name, words in says.items()):
        return standing
    entry = append(Line(case.key, "plan.written", by.actor, at, says))
    return Plan.objects.create(
        case=case, company=company, purpose=problem_of(case).outcome, entry=entry.id, made_at=at, **says
    )
