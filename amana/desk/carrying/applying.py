"""Putting what a file says into force, part by part, through the same verbs as the pages where there are any."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DataError, IntegrityError
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import Field, Tag
from amana.desk.carrying.exporting import wrong
from amana.desk.carrying.parts import Key
from amana.desk.carrying.renaming import in_keys
from amana.desk.models import SavedReply, SavedView
from amana.escalation.laddering import set_ladder
from amana.handling.facts import describing
from amana.handling.facts.tagging import folded
from amana.handling.intake.importing import new_brand
from amana.kit.codes import new_id
from amana.kit.working_time import WorkingWeek
from amana.review.proportioning import set_scale
from amana.review.weighing import set_weights
from amana.team.changing import CannotBe, change_brand, set_policy
from amana.team.models import Agent, Brand, Team, Week
from amana.team.viewing import at_the_desk

LONGEST_TEXT = 20_000
# A file comes from outside: what no look at it foresaw is answered with a sentence all the same.
UNFORESEEN = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, DataError, IntegrityError)


@dataclass
class Bringing:
    """A file on its way in: in whose name, when, and what is left out because it names somebody who is not here."""

    by: Agent
    at: datetime
    brands: Collection[UUID] | None = None  # the only ones that may be touched
    left_out: list[str] = field(default_factory=list)

    def leave_out(self, about: str, who: str) -> None:
        words = {"about": about, "who": who}
        self.left_out.append(_("%(about)s: left out, as %(who)s is not here.") % words)

    def reaches(self, agent: Agent) -> bool:
        """Say whether something may be done in the name of somebody: where brands are named, they serve one of them."""
        return self.brands is None or agent.brands.filter(pk__in=self.brands).exists()


def brands(key: Key, value: Any, on: Bringing) -> None:
    """A brand with its addresses and week; one that is not here is made, and served by whoever brings it in."""
    (name,) = key
    if not name.strip() or len(name) > 120:
        raise wrong("brands", name)
    brand = Brand.objects.select_related("week").filter(name=name).first()
    if brand is None:
        brand = new_brand(name, at=on.at)
        on.by.brands.add(brand)
    _is_known("brands", name, value, {"addresses", "language", "signature", "week", "zone"})
    said = _now(brand) | value
    _must("brands", name, said["language"] in dict(settings.LANGUAGES) and said["zone"] in available_timezones())
    _must("brands", name, _is_text(said["signature"]))
    change_brand(brand, name=name, at=on.at, language=said["language"], zone=said["zone"], signature=said["signature"],
                 addresses=_addresses(name, said["addresses"]), week=_week("brands", name, said["week"]))  # fmt: skip


def _now(brand: Brand) -> dict[str, Any]:
    addresses = list(brand.addresses.order_by("added_at", "value").values_list("value", flat=True))
    return {"addresses": addresses, "language": brand.language, "zone": brand.zone, "signature": brand.signature,
            "week": brand.week.plan}  # fmt: skip


def _addresses(name: str, said: object) -> list[str]:
    if not isinstance(said, list):
        raise wrong("brands", name)
    for one in said:
        try:
            validate_email(one)
        except ValidationError as error:
            raise wrong("brands", str(one)) from error
    return list(dict.fromkeys(one.lower() for one in said))


def _week(part: str, name: str, said: object) -> WorkingWeek:
    try:
        return WorkingWeek.from_json(said)  # type: ignore[arg-type]  # whatever it is, it says so itself
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise wrong(part, name) from error


def teams(key: Key, value: Any, on: Bringing) -> None:
    """A team, by its name, with the week it works where that differs from the brand's."""
    (name,) = key
    if not name.strip() or len(name) > 80:
        raise wrong("teams", name)
    _is_known("teams", name, value, {"week"})
    row, _made = Team.objects.get_or_create(name=name, defaults={"created_at": on.at})
    if "week" not in value or value["week"] == (row.week.plan if row.week else None):
        return
    plan = _week("teams", name, value["week"]).to_json() if value["week"] is not None else None
    row.week = Week.objects.create(name=name, plan=plan) if plan is not None else None
    row.save(update_fields=["week"])


def policies(key: Key, value: Any, _on: Bringing) -> None:
    """The rules of a brand; those it does not name go by what is usual."""
    brand = _brand("policies", key[0])
    set_policy(brand, _mapping("policies", key[0], value))


def weights(key: Key, value: Any, on: Bringing) -> None:
    """What takes patience and gives it back in a brand, and where a case climbs."""
    brand = _brand("weights", key[0])
    _is_known("weights", key[0], value, {"climb_below", "points"})
    points = _mapping("weights", key[0], value.get("points", {}))
    set_weights(brand, points, climb_below=value.get("climb_below", 0), at=on.at)


def scales(key: Key, value: Any, on: Bringing) -> None:
    """What is in proportion in a brand."""
    brand = _brand("scales", key[0])
    _is_known("scales", key[0], value, {"amounts", "currency", "limits"})
    try:
        amounts = [_money(one) for one in value["amounts"]]
        limits = {role: _money(value["limits"][role]) for role in (Agent.AGENT, Agent.LEAD)}
        currency = value["currency"]
    except (KeyError, TypeError, InvalidOperation) as error:
        raise wrong("scales", key[0]) from error
    _must("scales", key[0], isinstance(currency, str))
    set_scale(brand, currency=currency, amounts=amounts, limits=limits, by=on.by, at=on.at)


def _money(said: object) -> Decimal:
    if not isinstance(said, str) or not (found := Decimal(said)).is_finite():
        raise InvalidOperation
    return found


def ladders(key: Key, value: Any, on: Bringing) -> None:
    """Who stands on a ladder; one that names somebody who is not here is left out as a whole."""
    brand, team = _brand("ladders", key[0]), _team("ladders", key[1])
    about = " · ".join(filter(None, key))
    if not isinstance(value, list):
        raise wrong("ladders", about)
    people = []
    for rung in value:
        _is_known("ladders", about, rung, {"hours", "person"})
        hours = rung.get("hours")
        _must("ladders", about, isinstance(hours, int) and not isinstance(hours, bool))
        agent = _person(rung.get("person"))
        if agent is None:
            on.leave_out(_("Ladder of %(name)s") % {"name": about}, str(rung.get("person"))[:80])
            return
        people.append((agent, hours))
    set_ladder(brand, team, people, by=at_the_desk(on.by))


def fields(key: Key, value: Any, on: Bringing) -> None:
    """A field of a brand's cases; what was written down in it stays, and so does its kind."""
    brand, about = _brand("fields", key[0]), " · ".join(key)
    _is_known("fields", about, value, {"choices", "is_asked", "kind", "position", "team"})
    choices, position = value.get("choices", []), value.get("position", 0)
    _must("fields", about, isinstance(choices, list) and all(_is_text(one) for one in choices))
    _must("fields", about, isinstance(position, int) and 0 <= position <= 999)
    row = Field.objects.filter(brand=brand, name=key[1]).first()
    _must("fields", about, row is None or value.get("kind", row.kind) == row.kind)
    _must("fields", about, len(key[1]) <= describing.LONGEST_NAME)
    team, by = _team("fields", value.get("team", "")), at_the_desk(on.by)
    said = {"name": key[1], "team": team, "choices": choices, "position": position}
    row = (
        describing.change(row, by=by, **said)
        if row
        else describing.define(brand, kind=str(value.get("kind")), by=by, **said)
    )
    if value.get("is_asked", True) != (row.retired_at is None):
        describing.bring_back(row, by=by) if row.retired_at else describing.retire(row, by=by, at=on.at)


def tags(key: Key, value: Any, on: Bringing) -> None:
    """A tag of a brand, and whether it is still used."""
    brand, about = _brand("tags", key[0]), " · ".join(key)
    _is_known("tags", about, value, {"is_used"})
    _must("tags", about, 0 < len(folded(key[1])) <= 40 and len(key[1]) <= 40)
    row, _made = Tag.objects.get_or_create(brand=brand, folded=folded(key[1]), defaults={"name": key[1]})
    if value.get("is_used", True) != (row.retired_at is None):
        row.retired_at = on.at if row.retired_at is None else None
        row.save(update_fields=["retired_at"])


def saved_replies(key: Key, value: Any, on: Bringing) -> None:
    """A saved reply of a brand, or of all ("")."""
    brand, about = _brand("saved_replies", key[0]) if key[0] else None, " · ".join(key)
    _is_known("saved_replies", about, value, {"texts"})
    texts = _mapping("saved_replies", about, value.get("texts"))
    languages = dict(settings.LANGUAGES)
    _must(
        "saved_replies", about, bool(texts) and all(code in languages and _is_text(one) for code, one in texts.items())
    )
    _must("saved_replies", about, 0 < len(key[1]) <= 120)
    rows = SavedReply.objects.filter(brand=brand, title=key[1], retired_at=None)
    if row := rows.order_by("pk").first():
        SavedReply.objects.filter(pk=row.pk).exclude(texts=texts).update(texts=texts, changed_at=on.at)
    else:
        SavedReply.objects.create(id=new_id(), title=key[1], texts=texts, brand=brand, made_by=on.by, made_at=on.at,
                                  changed_at=on.at)  # fmt: skip


def views(key: Key, value: Any, on: Bringing) -> None:
    """A view that others see, of whoever made it; left out where that person, or what it asks for, is not here."""
    about = " · ".join(key)
    _is_known("views", about, value, {"filter", "readers", "team"})
    readers = value.get("readers")
    _must("views", about, readers in {SavedView.TEAM, SavedView.ALL} and 0 < len(key[1]) <= 80)
    agent = _person(key[0])
    if agent is None or not on.reaches(agent):
        on.leave_out(_("View %(name)s") % {"name": key[1]}, key[0][:80])
        return
    try:
        asked = in_keys(value.get("filter"))
    except Refused as missing:
        on.leave_out(_("View %(name)s") % {"name": key[1]}, str(missing.sentence)[:80])
        return
    team = _team("views", value.get("team", "")) if readers == SavedView.TEAM else None
    _must("views", about, readers != SavedView.TEAM or team is not None)
    # A view somebody keeps for themselves stays theirs, whatever a file calls by the same name.
    shared = SavedView.objects.filter(made_by=agent, name=key[1]).exclude(readers=SavedView.MINE)
    row = shared.first() or SavedView(made_by=agent, name=key[1], made_at=on.at)
    row.filter, row.readers, row.team = asked, readers, team
    row.save()


APPLIED: dict[str, Callable[[Key, Any, Bringing], None]] = {
    "brands": brands,
    "teams": teams,
    "policies": policies,
    "weights": weights,
    "scales": scales,
    "ladders": ladders,
    "fields": fields,
    "tags": tags,
    "saved_replies": saved_replies,
    "views": views,
}


def apply(part: str, key: Key, value: Any, on: Bringing) -> None:
    """Put one setting of a file into force. Raises Refused, naming it, when it cannot be."""
    about = " · ".join(filter(None, key))
    try:
        APPLIED[part](key, value, on)
    except CannotBe as error:
        raise Refused(f"{about}: {error}") from error
    except UNFORESEEN as error:
        raise wrong(part, about) from error


# ── what was said, looked at ─────────────────────────────────────────────────


def _must(part: str, about: str, is_so: object) -> None:
    if not is_so:
        raise wrong(part, about)


def _mapping(part: str, about: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise wrong(part, about)
    return value


def _is_known(part: str, about: str, value: object, names: set[str]) -> None:
    unknown = set(_mapping(part, about, value)) - names
    if unknown:
        raise wrong(part, f"{about}: {min(unknown)}")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT and "\0" not in value


def _brand(part: str, name: str) -> Brand:
    brand = Brand.objects.select_related("week").filter(name=name).first()
    if brand is None:
        raise wrong(part, name)
    return brand


def _team(part: str, name: object) -> Team | None:
    if name == "":
        return None
    row = Team.objects.filter(name=name).first() if isinstance(name, str) else None
    if row is None:
        raise wrong(part, str(name))
    return row


def _person(mail: object) -> Agent | None:
    rows = Agent.objects.active().select_related("account")
    return rows.filter(account__email=mail.strip().lower()).first() if isinstance(mail, str) else None
