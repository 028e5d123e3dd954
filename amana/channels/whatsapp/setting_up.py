"""Connecting a number of the WhatsApp Business Platform (Cloud API): what is typed, and asking whether it holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from amana.channels.messaging.asking import ask
from amana.channels.messaging.words import Field, Known, Line, Refusal
from amana.channels.meta.graph import authorised
from amana.channels.whatsapp.sending import accepted

TITLE = "WhatsApp"
URL = "https://graph.facebook.com/v23.0"
FIELDS = (
    Field(
        "phone_number_id",
        _("Phone number ID"),
        _("From the app at developers.facebook.com, WhatsApp, API setup."),
        is_account=True,
    ),
    Field("business_id", _("WhatsApp Business Account ID"), _("For the approved templates."), is_optional=True),
    Field("token", _("Access token"), _("Of a system user; one that does not end."), is_secret=True),
    Field("app_secret", _("App secret"), _("By it we know that a message comes from WhatsApp."), is_secret=True),
    Field(
        "verify_token", _("Verify token"), _("A word of your choice; write the same one at WhatsApp."), is_secret=True
    ),
)
MOST_TEMPLATES = 200


def check(line: Line) -> Known:
    """Ask for the number and the templates that were approved. Raises Trouble."""
    url = f"{line.url}/{line.account}?fields=display_phone_number,verified_name"
    about = accepted(ask(line, "GET", url, headers=authorised(line)), line)
    name = str(about.get("display_phone_number", ""))
    if not name:
        raise Refusal("This is not a number of WhatsApp.")
    return Known(name, list(_templates(line)))


def _templates(line: Line) -> Iterable[tuple[str, str, str]]:
    business = line.said.get("business_id", "")
    if not business:
        return
    url = f"{line.url}/{business}/message_templates?fields=name,language,status,components&limit={MOST_TEMPLATES}"
    rows = accepted(ask(line, "GET", url, headers=authorised(line)), line).get("data")
    for row in rows if isinstance(rows, list) else []:
        words = _body(row) if isinstance(row, dict) and row.get("status") == "APPROVED" else ""
        if words:
            yield str(row.get("name", "")), str(row.get("language", "")), words


def _body(row: dict[str, Any]) -> str:
    """Return the words of a template that is words alone; those with pictures or buttons to fill in are left out."""
    parts = row.get("components")
    parts = [one for one in parts if isinstance(one, dict)] if isinstance(parts, list) else []
    kinds = {str(one.get("type", "")).upper() for one in parts}
    headers = [one for one in parts if str(one.get("type", "")).upper() == "HEADER"]
    if not kinds <= {"BODY", "FOOTER", "HEADER"} or any(
        "{{" in str(one) or one.get("format") != "TEXT" for one in headers
    ):
        return ""
    return next((str(one.get("text", "")) for one in parts if str(one.get("type", "")).upper() == "BODY"), "")
