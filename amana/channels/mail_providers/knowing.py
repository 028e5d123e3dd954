"""Which services are understood, by which classes of anymail, and what each proves itself with."""

from __future__ import annotations

import warnings
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from anymail.exceptions import AnymailNotSupportedWarning
from anymail.inbound import AnymailInboundMessage

USER = "amana"


@dataclass(frozen=True)
class Service:
    """One service. `proves` are the keys of its own that it signs with, besides the password every service has."""

    label: str
    module: str
    classes: str
    proves: tuple[str, ...] = ()
    takes_mail: bool = True
    signs_time: bool = False


# Left out are those whose mail anymail fetches by itself from the service: only our own guarded client makes requests.
SERVICES: Mapping[str, Service] = {
    "postmark": Service("Postmark", "postmark", "Postmark"),
    "mailgun": Service("Mailgun", "mailgun", "Mailgun", ("webhook_signing_key",), signs_time=True),
    "sendgrid": Service("SendGrid", "sendgrid", "SendGrid", ("tracking_webhook_verification_key",), signs_time=True),
    "amazon_ses": Service("Amazon SES", "amazon_ses", "AmazonSES"),
    "sparkpost": Service("SparkPost", "sparkpost", "SparkPost"),
    "mailjet": Service("Mailjet", "mailjet", "Mailjet"),
    "brevo": Service("Brevo", "brevo", "Brevo", takes_mail=False),
}


def listener(name: str, secrets_: Mapping[str, str], *, takes_mail: bool) -> Any:
    """Return anymail's view for what a service says, with our password and the service's own key. Raises KeyError.

    `Any`, as anymail has no types.
    """
    service = SERVICES[name]
    way = "Inbound" if takes_mail else "Tracking"
    options: dict[str, Any] = {"webhook_secret": [f"{USER}:{secrets_['password']}"]}
    for key in service.proves:
        if secrets_.get(key) and not (takes_mail and key.startswith("tracking_")):
            options[key] = secrets_[key]
    with warnings.catch_warnings():
        # SendGrid is no longer tested by anymail's authors, who have no account there; by our tests it is.
        warnings.simplefilter("ignore", AnymailNotSupportedWarning)
        return _view(service.module, f"{service.classes}{way}WebhookView")(**options)


@cache
def _view(module: str, name: str) -> Any:
    room = import_module(f"anymail.webhooks.{module}")
    if hasattr(room, "AnymailInboundMessage"):
        room.AnymailInboundMessage = InAnyLetters  # type: ignore[attr-defined]  # it is there, as the line above says
    view = getattr(room, name)
    if module == "sparkpost":
        return _relayed_in_any_letters(view)
    return _without_boto(view) if module == "amazon_ses" else view


def in_bytes(text: str) -> bytes:
    """Return a mail as it came, where its text was read with `surrogateescape`: not every mail is in UTF-8."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


class InAnyLetters(AnymailInboundMessage):  # type: ignore[misc]  # anymail has no types
    """anymail's message; anymail itself refuses a mail whose bytes are no UTF-8, such as one in windows-1255."""

    @classmethod
    def parse_raw_mime(cls, s: str) -> Any:
        return cls.parse_raw_mime_bytes(in_bytes(s))


def _relayed_in_any_letters(view: Any) -> Any:
    """Return SparkPost's view, which reads also a mail that is no UTF-8."""

    class Relayed(view):  # type: ignore[misc]  # anymail has no types
        def esp_to_anymail_event(self, event_class: str, event: Any, raw_event: Any) -> Any:
            content = event.get("content")
            if isinstance(content, dict) and content.get("email_rfc822_is_base64"):
                text = b64decode(content["email_rfc822"]).decode("utf-8", "surrogateescape")
                event = event | {"content": {"email_rfc822": text, "email_rfc822_is_base64": False}}
            return super().esp_to_anymail_event(event_class, event, raw_event)

    return Relayed


def _without_boto(view: Any) -> Any:
    """Return Amazon's view without Amazon's library, which it needs only to fetch mail and to confirm topics by itself."""
    basic = import_module("anymail.webhooks.base").AnymailBasicAuthMixin

    class Plain(view):  # type: ignore[misc]  # anymail has no types
        def __init__(self, **options: Any) -> None:
            self.auto_confirm_enabled = False
            basic.__init__(self, **options)

    return Plain
