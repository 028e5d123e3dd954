"""Which tables an archive holds, what each is called there, and what never leaves: secrets, and what is somebody else's."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from amana.cases.models import COMPANY, CUSTOMER, Case, Participant
from amana.handling.beside import plain_row
from amana.people.models import Account, Address, Company, Person

# The rooms whose tables say something of their own; the others find, count or guess again what stands in these.
ROOMS = ("people", "team", "directory", "cases", "commitments", "handling", "escalation", "review", "counter", "recordings",
         "privacy", "notices", "record", "post", "channels", "insight")  # fmt: skip
# Written in a form of their own; or a way in; or worked out of the rest.
ELSEWHERE = {"record.Entry", "record.Content", "record.Tombstone", "post.RawMessage", "post.Outgoing", "post.File"}
LEFT_OUT = {
    "people.SignIn", "people.KnownBrowser", "people.FirmSignIn", "people.SignInRules", "people.SamlSignIn",
    "people.SamlAnswer", "people.Account_groups", "people.Account_user_permissions", "team.Invitation",
    "team.Invitation_brands", "cases.CaseLink", "cases.Mention",
    "handling.NameWalk", "handling.CustomerName", "review.Look", "notices.Push", "notices.Browser", "notices.PushKey",
    "notices.Notice", "notices.KeeperManner", "directory.Part", "counter.Conversation",
}  # fmt: skip
# Of what is worked out of the rest, people decided this much.
DECIDED = {"insight.Cause", "insight.CauseGroup", "insight.CauseCase", "insight.Step", "insight.Fix", "insight.Article",
           "insight.Version", "insight.Assumption", "insight.Ruling", "channels.System", "channels.ChatMessage",
           "channels.Call", "channels.Mailbox", "channels.Correspondent"}  # fmt: skip
SECRET = ("password", "secret", "token", "session", "locked", "vector")


def tables() -> Iterator[type[models.Model]]:
    """Yield each table an archive holds as lines of rows, in the order of their rooms."""
    found = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("amana.")]
    for room in ROOMS:
        for model in found:
            label = model._meta.label
            if model._meta.app_label == room and label not in ELSEWHERE | LEFT_OUT and _is_decided(label):
                yield model


def _is_decided(label: str) -> bool:
    return not label.startswith(("insight.", "channels.")) or label in DECIDED


def name_of(model: type[models.Model]) -> str:
    """Return what a table is called in the archive: its room and its own name, in small letters."""
    return f"{model._meta.app_label}_{model._meta.model_name}".replace("record_", "fixed_")


def says(model: type[models.Model]) -> str:
    """Return the sentence that says what a row is."""
    told = " ".join((model.__doc__ or "").split())
    return told if told and not told.startswith(f"{model.__name__}(") else "Which of two things belong together."


def rows_of(model: type[models.Model]) -> QuerySet[models.Model]:
    """Return the rows a company may take along: all but those of own cases, which are their keepers'."""
    rows: QuerySet[models.Model] = model._default_manager.order_by("pk")
    if settings.OPEN_MINE:
        return rows
    if model is Case:
        return rows.filter(kept_by=COMPANY)
    if model is Account:
        return rows.filter(agent__isnull=False)
    if model is Person:
        return rows.filter(_ours(""))
    if model is Address:
        return rows.filter(_ours("person__"))
    own = Case.objects.filter(kept_by=CUSTOMER).values("pk")
    for way in _ways_to_a_case(model):
        # What names no case at all is passed over by no "not in".
        rows = rows.filter(Q(**{way: None}) | ~Q(**{f"{way}__in": own}))
    for way in _ways_to_a_company(model):
        rows = rows.filter(**{f"{way}directory__private_to": None})
    return rows


def _ways_to_a_case(model: type[models.Model]) -> Iterator[str]:
    """Yield by which columns a row names a case: its own, and those of the rows it belongs to."""
    yield from _naming_a_case(model)
    for field in _belonging(model):
        if field.related_model is not Case:
            yield from (f"{field.name}__{name}" for name in _naming_a_case(field.related_model))


def _naming_a_case(model: Any) -> Iterator[str]:
    yield from (field.name for field in _belonging(model) if field.related_model is Case)
    # Rooms below those of cases know a case by its key alone.
    yield from (
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.UUIDField) and field.name == "case"
    )


def _ways_to_a_company(model: type[models.Model]) -> Iterator[str]:
    """Yield how a row names a company: one that somebody named in their own case is theirs, with all that is said of it."""
    if model is Company:
        yield ""
    elif model._meta.app_label == "directory":
        yield from (f"{field.name}__" for field in _belonging(model) if field.related_model is Company)


def _belonging(model: Any) -> Iterator[Any]:
    yield from (field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey))


def _ours(prefix: str) -> Q:
    """Somebody we serve or who serves; whoever only keeps own cases here is nobody of ours."""
    served = Participant.objects.filter(person=OuterRef(f"{prefix}pk"), case__kept_by=COMPANY)
    return Q(**{f"{prefix}account": None}) | Q(**{f"{prefix}account__agent__isnull": False}) | Q(Exists(served))


def told(row: models.Model) -> dict[str, Any]:
    """Return a row as it is written: no secret, bytes in base64."""
    said = plain_row(row)
    for name, value in said.items():
        if isinstance(value, bytes | memoryview):
            said[name] = base64.b64encode(bytes(value)).decode()
    return {name: value for name, value in said.items() if not any(word in name for word in SECRET)}
