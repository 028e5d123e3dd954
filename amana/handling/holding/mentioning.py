"""Naming a colleague in a note: whoever is named follows the case, and finds the question at the top of their queue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from amana.cases.models import Case
from amana.cases.tying import Follow, Mention
from amana.handling.facts.tagging import folded
from amana.kit.codes import new_id
from amana.record.appending import Appended
from amana.team.models import Agent

SIGN = "@"
MOST_NAMED = 10


def mention(entries: Sequence[Appended]) -> None:
    """Reaction: let whoever is named in these notes follow the case and see the question. The caller holds the cases."""
    notes = [one for one in entries if one.by.kind == "agent" and SIGN in str(one.content["text"])]
    if not notes:
        return
    cases = Case.objects.select_related("brand", "customer").in_bulk({one.book for one in notes})
    for one in notes:
        case = cases[one.book]
        colleagues = nameable(case)
        author = next((agent for agent in colleagues if str(agent.pk) == one.by.key), None)
        for agent in named(str(one.content["text"]), colleagues):
            if author is None or agent.pk == author.pk:
                continue
            Follow.objects.get_or_create(case=case, agent=agent, defaults={"since": one.at})
            Mention.objects.create(id=new_id(), case=case, agent=agent, by=author, entry=one.id, at=one.at)


def nameable(case: Case) -> list[Agent]:
    """Return the colleagues who can be named on a case: those who serve its brand."""
    rows = Agent.objects.active().filter(brands=case.brand_id) if case.brand_id else Agent.objects.none()
    return list(rows.select_related("account").order_by("account__name", "pk"))


def named(text: str, colleagues: Iterable[Agent]) -> list[Agent]:
    """Return whom a note names as @Dana or @Dana Katz, each once, in the order of the list; however the name is typed.

    A first name that two of them share names nobody; the longer name goes before the shorter one.
    """
    colleagues = list(colleagues)
    by_name: dict[str, list[Agent]] = {}
    for agent in colleagues:
        whole = folded(agent.name)
        for name in {whole, whole.split(" ")[0]} if whole else ():
            by_name.setdefault(name, []).append(agent)
    left = folded(text)
    found = []
    for name in sorted(by_name, key=len, reverse=True):
        sign = re.compile(rf"(?<!\w){SIGN}{re.escape(name)}(?!\w)")
        if sign.search(left):
            left = sign.sub(" ", left)
            found += by_name[name] if len(by_name[name]) == 1 else []
    return [agent for agent in colleagues if agent in found][:MOST_NAMED]
