"""The parts of the settings, each read as plain data under names that mean the same in another installation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from amana.api.models import Token
from amana.cases.models import Field, Tag
from amana.channels.models import Inlet, LanguageModel, Mailbox, Messenger, WebHook
from amana.desk.carrying.brands_own import Secret, rows_of, said_of
from amana.desk.carrying.renaming import in_names
from amana.desk.models import SavedReply, SavedView
from amana.escalation.models import Rung
from amana.handling.intake.connecting_mail import SAID
from amana.insight.models import Assumption
from amana.people.models import FirmSignIn, SamlSignIn, SignInRules
from amana.privacy.models import Retention
from amana.review.models import Scale, Weights
from amana.team.models import Absence, Agent, Brand, Invitation, Team

# Of each kind no more are read: settings are made by hand.
MOST = 2000
Key = tuple[str, ...]
Items = dict[Key, "Item"]


@dataclass(frozen=True)
class Item:
    """One setting: what it says, and whose it is (None: shared by all brands); `near` where it is of several brands."""

    value: Any
    brand: UUID | None = None
    near: frozenset[UUID] = frozenset()

    def is_of(self, brands: Collection[UUID]) -> bool:
        """Say whether it is shared by all, or of one of these brands."""
        own = self.near or ({self.brand} if self.brand else set())
        return not own or not own.isdisjoint(brands)


@dataclass(frozen=True)
class Part:
    """One part of the settings. `read` takes what narrows its rows; only what `is_carried` stands in the file."""

    label: str | Promise
    read: Callable[..., Items]
    is_carried: bool = True


def _rows(rows: QuerySet[Any], only: Mapping[str, Any]) -> Iterable[Any]:
    return rows.filter(**only)[:MOST]


def _brands(**only: Any) -> Items:
    rows = Brand.objects.select_related("week", "company").prefetch_related("addresses").order_by("name", "pk")
    return {(row.name,): Item(_brand(row), row.pk) for row in _rows(rows, only)}


def _brand(row: Brand) -> dict[str, Any]:
    addresses = sorted(row.addresses.all(), key=lambda one: (one.added_at, one.value))
    return {"addresses": [one.value for one in addresses], "language": row.language, "signature": row.signature,
            "week": row.week.plan, "zone": row.zone}  # fmt: skip


def _policies(**only: Any) -> Items:
    rows = Brand.objects.order_by("name", "pk")
    return {(row.name,): Item(row.policy, row.pk) for row in _rows(rows, only) if row.policy}


def _weights(**only: Any) -> Items:
    rows = Weights.objects.select_related("brand").order_by("brand__name", "pk")
    said = {row: {"climb_below": row.climb_below, "points": row.points} for row in _rows(rows, only)}
    return {(row.brand.name,): Item(value, row.brand_id) for row, value in said.items()}


def _scales(**only: Any) -> Items:
    rows = Scale.objects.select_related("brand").order_by("brand__name", "pk")
    return {
        (row.brand.name,): Item({"amounts": row.amounts, "currency": row.currency, "limits": row.limits}, row.brand_id)
        for row in _rows(rows, only)
    }


def _teams(**only: Any) -> Items:
    rows = Team.objects.select_related("week").order_by("name")
    return {(row.name,): Item({"week": row.week.plan if row.week else None}) for row in _rows(rows, only)}


def _ladders(**only: Any) -> Items:
    rows = Rung.objects.select_related("brand", "team", "agent__account")
    found: Items = {}
    for row in _rows(rows.order_by("brand__name", "team__name", "position", "pk"), only):
        key = (row.brand.name, row.team.name if row.team else "")
        rung = {"hours": row.hours, "person": row.agent.account.email}
        found.setdefault(key, Item([], row.brand_id)).value.append(rung)
    return found


def _fields(**only: Any) -> Items:
    rows = Field.objects.select_related("brand", "team").order_by("brand__name", "position", "name")
    return {(row.brand.name, row.name): Item(_field(row), row.brand_id) for row in _rows(rows, only)}


def _field(row: Field) -> dict[str, Any]:
    return {"choices": row.choices, "is_asked": row.retired_at is None, "kind": row.kind, "position": row.position,
            "team": row.team.name if row.team else ""}  # fmt: skip


def _tags(**only: Any) -> Items:
    rows = Tag.objects.select_related("brand").order_by("brand__name", "folded")
    return {
        (row.brand.name, row.name): Item({"is_used": row.retired_at is None}, row.brand_id) for row in _rows(rows, only)
    }


def _saved_replies(**only: Any) -> Items:
    rows = SavedReply.objects.filter(retired_at=None).select_related("brand").order_by("brand__name", "title", "pk")
    found: Items = {}
    for row in _rows(rows, only):
        key = _free(found, (row.brand.name if row.brand else "", row.title))
        found[key] = Item({"texts": row.texts}, row.brand_id)
    return found


def _free(found: Mapping[Key, Item], key: Key) -> Key:
    """Return the key, with a number where it is taken: two saved replies may have one title."""
    number, again = 1, key
    while again in found:
        number += 1
        again = (*key[:-1], f"{key[-1]} ({number})")
    return again


def _views(**only: Any) -> Items:
    rows = SavedView.objects.filter(~Q(readers=SavedView.MINE)).select_related("made_by__account", "team")
    rows = rows.prefetch_related("made_by__brands").order_by("made_by__account__email", "name")
    found: Items = {}
    for row in _rows(rows, only):
        value = {"filter": in_names(row.filter), "readers": row.readers, "team": row.team.name if row.team else ""}
        # What is asked for names things of the brands of whoever made it; others have no use for it.
        near = sorted(brand.pk for brand in row.made_by.brands.all())
        found[(row.made_by.account.email, row.name)] = Item(value, near[0] if near else None, frozenset(near))
    return found


def _people(**only: Any) -> Items:
    rows = Agent.objects.select_related("account", "lead__account", "team").prefetch_related("brands")
    found: Items = {}
    for row in _rows(rows.order_by("account__email"), only):
        brands = sorted(row.brands.all(), key=lambda one: one.name)
        value = {
            "name": row.account.name, "language": row.account.language, "zone": row.account.zone,
            "can_sign_in": row.account.is_active, "role": row.role, "brands": [one.name for one in brands],
            "lead": row.lead.account.email if row.lead else "", "team": row.team.name if row.team else "",
            "languages": row.languages, "skills": row.skills, "most_cases": row.most_cases,
        }  # fmt: skip
        found[(row.account.email,)] = Item(value, brands[0].pk if brands else None)
    return found


def _absences(**only: Any) -> Items:
    rows = Absence.objects.select_related("agent__account").order_by("agent__account__email", "since", "pk")
    return {
        (row.agent.account.email, row.since.isoformat()): Item({"until": row.until.isoformat() if row.until else ""})
        for row in _rows(rows, only)
    }


def _invitations(**only: Any) -> Items:
    rows = Invitation.objects.waiting().select_related("lead__account").prefetch_related("brands").order_by("email")
    found: Items = {}
    for row in _rows(rows, only):
        brands = sorted(row.brands.all(), key=lambda one: one.name)
        value = {"name": row.name, "role": row.role, "lead": row.lead.account.email if row.lead else "",
                 "brands": [one.name for one in brands], "until": row.expires_at.isoformat()}  # fmt: skip
        found[(row.email,)] = Item(value, brands[0].pk if brands else None)
    return found


def _mailboxes(**only: Any) -> Items:
    from amana.handling.intake.pausing_mail import is_paused

    rows = Mailbox.objects.select_related("brand").order_by("address")
    found: Items = {}
    for row in _rows(rows, only):
        said = {name: getattr(row, name) for name in SAID if name != "import_from"}
        said |= {"import_from": row.import_from.isoformat() if row.import_from else "", "brand": row.brand.name,
                 "is_paused": is_paused(row), "secret": Secret(row.secret)}  # fmt: skip
        found[(row.address,)] = Item(said, row.brand_id)
    return found


def _models(**only: Any) -> Items:
    rows = LanguageModel.objects.select_related("brand").prefetch_related("consents").order_by("brand__name")
    return {
        (row.brand.name,): Item(
            {"url": row.url, "model": row.model, "secret": Secret(row.secret),
             "is_agreed": any(one.withdrawn_at is None for one in row.consents.all())},
            row.brand_id,
        )
        for row in _rows(rows, only)
    }  # fmt: skip


def _messengers(**only: Any) -> Items:
    """Numbers and bots at messengers; of their secrets only that there are any."""
    rows = Messenger.objects.select_related("brand").order_by("brand__name", "channel", "account")
    names = ("name", "said", "is_on", "gives_receipts")
    return {
        (row.brand.name, row.channel, row.account): Item(
            {name: getattr(row, name) for name in names} | {"secret": Secret(row.secret)}, row.brand_id
        )
        for row in _rows(rows, only)
    }


def _web_hooks(**only: Any) -> Items:
    """How each is set; nothing of how telling it goes."""
    rows = WebHook.objects.select_related("brand").order_by("brand__name", "name", "pk")
    names = ("url", "kinds", "is_on", "allows_private", "tells_company")
    found: Items = {}
    for row in _rows(rows, only):
        value = {name: getattr(row, name) for name in names} | {"secret": Secret(row.secret)}
        found[_free(found, (row.brand.name, row.name))] = Item(value, row.brand_id)
    return found


def _inlets(**only: Any) -> Items:
    rows = Inlet.objects.select_related("brand").order_by("brand__name", "pk")
    return {
        (row.brand.name,): Item({"is_on": row.is_on, "secret": Secret(row.secret)}, row.brand_id)
        for row in _rows(rows, only)
    }


def _of(label: str, *, named: str = "", children: str = "") -> Callable[..., Items]:
    """Return what reads a model of another room, whose rows are a brand's; `named` is the column that tells them apart."""

    def read(**only: Any) -> Items:
        found: Items = {}
        for row in rows_of(label, only=only, most=MOST):
            brand: Brand = row.brand  # type: ignore[attr-defined]  # every model named below has one
            key = _free(found, (brand.name, str(getattr(row, named) or "") if named else ""))
            found[key] = Item(said_of(row, children=children), brand.pk)
        return found

    return read


def _assumptions(**only: Any) -> Items:
    names = ("currency", "per_contact", "per_minute", "minutes_a_contact")
    rows = Assumption.objects.select_related("brand").order_by("brand__name", "pk")
    return {
        (row.brand.name,): Item({name: str(getattr(row, name)) for name in names}, row.brand_id)
        for row in _rows(rows, only)
    }


def _questions(**only: Any) -> Items:
    return _of("counter.Question", named="team", children="choices")(**only, retired_at=None)


def _retention(**only: Any) -> Items:
    """How many months after its closing the words of a case are kept, by brand."""
    rows = Retention.objects.select_related("brand").order_by("brand__name", "pk")
    return {(row.brand.name,): Item({"months": row.months}, row.brand_id) for row in _rows(rows, only)}


def _sign_in(**only: Any) -> Items:
    """What is asked of whoever signs in, and the firm's directory; of its secret only that there is one."""
    found: Items = {}
    for rules in _rows(SignInRules.objects.all(), only):
        found[("rules",)] = Item({"asked_of": rules.asked_of, "grace_days": rules.grace_days})
    names = ("name", "server", "client_id", "is_inside")
    for row in _rows(FirmSignIn.objects.all(), only):
        found[("directory",)] = Item({name: getattr(row, name) for name in names} | {"secret": Secret(row.secret)})
    kept = ("name", "entity_id", "sign_in_url", "certificates", "domains", "takes_unasked")
    for saml in _rows(SamlSignIn.objects.all(), only):
        found[("saml",)] = Item({name: getattr(saml, name) for name in kept} | {"key": Secret(saml.key)})
    return found


def _tokens(**only: Any) -> Items:
    """Words by which programs act in the name of those who serve; of the word itself only its beginning."""
    rows = Token.objects.exclude(agent=None).select_related("agent__account").prefetch_related("agent__brands")
    found: Items = {}
    for row in _rows(rows.order_by("-made_at", "pk"), only):
        assert row.agent is not None
        near = sorted(brand.pk for brand in row.agent.brands.all())
        value = {"program": row.service, "scopes": row.scopes, "is_revoked": row.revoked_at is not None,
                 "ends": row.expires_at.isoformat() if row.expires_at else ""}  # fmt: skip
        key = (row.agent.account.email, row.name, row.beginning)
        found[key] = Item(value, near[0] if near else None, frozenset(near))
    return found


# In the order in which they are carried: what others name comes first.
PARTS: dict[str, Part] = {
    "brands": Part(gettext_lazy("Brands"), _brands),
    "teams": Part(gettext_lazy("Teams"), _teams),
    "policies": Part(gettext_lazy("Rules"), _policies),
    "weights": Part(gettext_lazy("Patience"), _weights),
    "scales": Part(gettext_lazy("Amends"), _scales),
    "ladders": Part(gettext_lazy("Ladders"), _ladders),
    "fields": Part(gettext_lazy("Fields"), _fields),
    "tags": Part(gettext_lazy("Tags"), _tags),
    "saved_replies": Part(gettext_lazy("Saved replies"), _saved_replies),
    "views": Part(gettext_lazy("Shared views"), _views),
    "people": Part(gettext_lazy("Colleagues"), _people, is_carried=False),
    "absences": Part(gettext_lazy("Absences"), _absences, is_carried=False),
    "invitations": Part(gettext_lazy("Invitations"), _invitations, is_carried=False),
    "mailboxes": Part(gettext_lazy("Mailboxes"), _mailboxes, is_carried=False),
    "models": Part(gettext_lazy("Language models"), _models, is_carried=False),
    "messengers": Part(gettext_lazy("Messengers"), _messengers, is_carried=False),
    "systems": Part(gettext_lazy("Our own system"), _of("channels.System"), is_carried=False),
    "web_hooks": Part(gettext_lazy("Web hooks"), _web_hooks, is_carried=False),
    "inlets": Part(gettext_lazy("The way in for other systems"), _inlets, is_carried=False),
    "staff": Part(
        gettext_lazy("Mail domains of your own people"), _of("commitments.StaffDomain", named="value"), is_carried=False
    ),
    "questions": Part(gettext_lazy("The one question"), _questions, is_carried=False),
    "forms": Part(gettext_lazy("A page to write to us"), _of("counter.WritingForm"), is_carried=False),
    "widgets": Part(gettext_lazy("A form and conversations on your site"), _of("counter.Widget"), is_carried=False),
    "telephones": Part(gettext_lazy("Telephone"), _of("channels.PhoneSystem", children="extensions"), is_carried=False),
    "providers": Part(gettext_lazy("Mail providers"), _of("channels.MailProvider", named="name"), is_carried=False),
    "recordings": Part(gettext_lazy("Recordings"), _of("recordings.Rule"), is_carried=False),
    "conduct": Part(gettext_lazy("Conduct"), _of("review.ConductPolicy"), is_carried=False),
    "assumptions": Part(gettext_lazy("What is assumed of costs"), _assumptions, is_carried=False),
    "retention": Part(gettext_lazy("How long words are kept"), _retention, is_carried=False),
    "sign_in": Part(gettext_lazy("Signing in"), _sign_in, is_carried=False),
    "tokens": Part(gettext_lazy("Tokens"), _tokens, is_carried=False),
}
CARRIED = [name for name, part in PARTS.items() if part.is_carried]
