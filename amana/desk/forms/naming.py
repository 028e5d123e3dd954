"""Settings in the words of the pages on which they are set, for whoever reads what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.desk.forms.rules import RULES
from amana.review.weighing import WORDS

# What a setting is called on the pages on which it is set.
LABELS: dict[str, str | Promise] = {
    "climb_below": gettext_lazy("A case climbs by itself when patience goes under"),
    "role": gettext_lazy("Role"),
    "lead": gettext_lazy("Works for"),
    "team": gettext_lazy("Team"),
    "brands": gettext_lazy("Speaks for"),
    "brand": gettext_lazy("Brand"),
    "language": gettext_lazy("Language"),
    "languages": gettext_lazy("Serves in"),
    "zone": gettext_lazy("Time zone"),
    "name": gettext_lazy("Name"),
    "skills": gettext_lazy("Knows well"),
    "most_cases": gettext_lazy("Open cases at most"),
    "signature": gettext_lazy("Signature under every mail"),
    "addresses": gettext_lazy("Mail addresses, one a line; the first is written from"),
    "week": gettext_lazy("Working hours"),
    "secret": gettext_lazy("Password or key"),
    "until": gettext_lazy("Until"),
    "kind": gettext_lazy("Kind of answer"),
    "position": gettext_lazy("Place in the list"),
    "currency": gettext_lazy("Currency, three letters"),
    "agent": gettext_lazy("What an agent gives on a case without asking"),
    "is_used": gettext_lazy("In use"),
    "is_asked": gettext_lazy("Asked for"),
    "is_on": gettext_lazy("Turned on"),
    "is_paused": gettext_lazy("Paused"),
    "is_agreed": gettext_lazy("Agreed to"),
    "can_sign_in": gettext_lazy("Can sign in"),
    "choices": gettext_lazy("Answers"),
    "place": gettext_lazy("Place in the list"),
    "filter": gettext_lazy("Shows"),
    "readers": gettext_lazy("Read by"),
    "amounts": gettext_lazy("Amounts, step by step"),
    "manager": gettext_lazy("What a manager gives on a case without asking"),
    "person": gettext_lazy("Who"),
    "hours": gettext_lazy("Hours to answer"),
    "sign_in": gettext_lazy("Sign in by"),
    "imap_host": gettext_lazy("IMAP server"),
    "imap_port": gettext_lazy("IMAP port"),
    "imap_security": gettext_lazy("IMAP security"),
    "imap_user": gettext_lazy("IMAP user"),
    "smtp_host": gettext_lazy("SMTP server"),
    "smtp_port": gettext_lazy("SMTP port"),
    "smtp_security": gettext_lazy("SMTP security"),
    "smtp_user": gettext_lazy("SMTP user"),
    "folder": gettext_lazy("Folder"),
    "import_from": gettext_lazy("Bring in mail from this day on"),
    "url": gettext_lazy("Address that is asked"),
    "model": gettext_lazy("Name of the model"),
    "allows_private": gettext_lazy("Its address is inside our own network, and may be asked there"),
    "value": gettext_lazy("Mail domain"),
    "asks": gettext_lazy("How recordings are asked for"),
    "hears": gettext_lazy("A machine writes recordings down"),
    "is_obliged": gettext_lazy("The law obliges this brand to serve: parting is not possible"),
    "obliged_teams": gettext_lazy("Teams that are obliged to serve"),
    "notice_days": gettext_lazy("Days of notice before the service ends"),
}
# How a secret stands in the list of changes, which never says what it is.
KEPT_SECRETS: dict[str, str | Promise] = {"(set)": gettext_lazy("(set)"), "(set anew)": gettext_lazy("(set anew)")}


def named(name: str) -> str:
    """Return what a setting is called on its page; a name nobody gave words to, as it is."""
    known = RULES.get(name) or WORDS.get(name) or LABELS.get(name) or dict(settings.LANGUAGES).get(name)
    return str(known or name)


def in_words(value: Any) -> str:
    """Return a value as a reader says it: yes and no, lists with commas, what holds further names with these names."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str) and value in KEPT_SECRETS:
        return str(KEPT_SECRETS[value])
    if isinstance(value, Mapping):
        said = {name: in_words(inner) for name, inner in value.items()}
        return ", ".join(f"{named(str(name))}: {words}" for name, words in said.items() if words)
    if isinstance(value, list):
        between = "; " if any(isinstance(one, Mapping | list) for one in value) else ", "
        return between.join(filter(None, map(in_words, value)))
    return str(value)
