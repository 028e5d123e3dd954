"""Connecting a page of Facebook: what is typed, asking whether it holds, and having what is said there pushed to us."""

from __future__ import annotations

import json

from django.utils.translation import gettext_lazy as _

from amana.channels.messaging.asking import ask
from amana.channels.messaging.words import Field, Known, Line, Refusal
from amana.channels.messenger.sending import accepted
from amana.channels.messenger.shaping import HUMAN_AGENT
from amana.channels.meta.graph import authorised

TITLE = "Messenger"
URL = "https://graph.facebook.com/v23.0"
FIELDS = (
    Field("page_id", _("Page ID"), _("From the page at Facebook: About, Page transparency."), is_account=True),
    Field("token", _("Access token"), _("Of the page; one that does not end."), is_secret=True),
    Field("app_secret", _("App secret"), _("By it we know that a message comes from Messenger."), is_secret=True),
    Field("verify_token", _("Verify token"), _("A word of your choice; write the same one at Meta."), is_secret=True),
    Field(
        HUMAN_AGENT,
        _("Agents may answer for seven days"),
        _("Only where Meta granted your app the feature Human Agent; else for 24 hours."),
        is_yes_or_no=True,
    ),
)
TOLD = (
    "messages", "messaging_postbacks", "message_edits", "message_reactions", "message_echoes", "message_deliveries",
    "message_reads",
)  # fmt: skip


def check(line: Line) -> Known:
    """Ask whose token it is, and subscribe our app to what is said to the page. Raises Trouble."""
    about = accepted(ask(line, "GET", f"{line.url}/me?fields=id,name", headers=authorised(line)), line)
    if str(about.get("id", "")) != line.account:
        raise Refusal("This token is of another page.")
    headers = authorised(line) | {"Content-Type": "application/json"}
    said = json.dumps({"subscribed_fields": ",".join(TOLD)}).encode()
    accepted(ask(line, "POST", f"{line.url}/{line.account}/subscribed_apps", headers=headers, body=said), line)
    return Known(str(about.get("name", "")) or line.account)
