"""Connecting a telephone number at Twilio for short messages: what is typed, and asking whether it holds."""

from __future__ import annotations

from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from amana.channels.messaging.asking import ask
from amana.channels.messaging.words import Field, Known, Line, Refusal
from amana.channels.sms.sending import accepted, account_url, authorised

TITLE = "SMS"
URL = "https://api.twilio.com"
FIELDS = (
    Field("number", _("Telephone number"), _("As it stands at Twilio, with + and the country."), is_account=True),
    Field("account_sid", _("Account SID")),
    Field(
        "auth_token", _("Auth token"), _("By it we sign in, and know that a message comes from Twilio."), is_secret=True
    ),
)


def check(line: Line) -> Known:
    """Ask for the number among those of the account. Raises Trouble."""
    url = f"{account_url(line)}/IncomingPhoneNumbers.json?{urlencode({'PhoneNumber': line.account})}"
    found = accepted(ask(line, "GET", url, headers=authorised(line))).get("incoming_phone_numbers")
    if not isinstance(found, list) or not found:
        raise Refusal("This number is not one of the account's.")
    return Known(line.account)
