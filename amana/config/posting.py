"""Puts mails that Django's own parts write, such as a reset of a password, into the outbox like every other."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.translation import get_language

from amana.handling.mails.plain_mail import post_plain
from amana.team.models import Brand


class Outbox(BaseEmailBackend):
    """A mail is a row until a worker sends it; files and HTML are not written by any of those parts, and are left out."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write a row for each recipient and return how many messages there were."""
        brand = Brand.objects.order_by("created_at", "pk").first()
        for message in email_messages:
            for address in message.recipients():
                post_plain(
                    address,
                    "",
                    " ".join(str(message.subject).split()),
                    str(message.body),
                    what="account",
                    language=get_language() or "en",
                    brand=brand,
                    at=timezone.now(),
                )
        return len(email_messages)
