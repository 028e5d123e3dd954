"""Sending through a provider's own interface instead of SMTP, by a backend of django-anymail.

A provider builds the mail anew from its parts: text, names and ids arrive, the bytes are not the sealed ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from email import policy
from email.message import EmailMessage as Parsed
from email.parser import BytesParser
from email.utils import parseaddr
from types import TracebackType

from anymail.exceptions import AnymailError, AnymailInvalidAddress, AnymailRecipientsRefused, AnymailSerializationError
from anymail.exceptions import AnymailUnsupportedFeature as Unsupported
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.translation import gettext as _

from amana.channels.email.delivering import Answer, NotTold, one_line
from amana.channels.email.errors import SignInRefused, Unreachable

# What the provider sets itself, from the parts.
_OWN = {"from", "to", "cc", "bcc", "subject", "mime-version", "content-type", "content-transfer-encoding"}
NOT_NOW = {408, 425, 429}
NOT_YOU = {401, 403}


class ProviderSession:
    """Looks to the sender like a conversation with a server; everything happens in the one call of `hand_over`."""

    def __init__(self, backend: str) -> None:
        self._backend = backend
        self._sender = ""
        self._recipients: Sequence[str] = ()

    def __enter__(self) -> ProviderSession:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def offer(self, sender: str, recipients: Sequence[str], *, mime: bytes) -> dict[str, Answer]:
        """A provider is told everything at once: here all recipients pass."""
        self._sender, self._recipients = sender, recipients
        return dict.fromkeys(recipients, Answer(250, "ok"))

    def hand_over(self, mime: bytes, *, before_end: Callable[[], None]) -> dict[str, Answer]:
        """Give the mail to the provider and return its answer for each recipient; as `delivering.Session.hand_over`."""
        message = rebuilt(mime, sender=self._sender, recipients=self._recipients)
        try:
            connection = get_connection(self._backend)
        except (ImproperlyConfigured, ImportError) as error:
            raise Unreachable(
                _("The mail provider is not set up (%(why)s).") % {"why": one_line(str(error))}
            ) from error
        before_end()
        try:
            connection.send_messages([message])
        except AnymailRecipientsRefused:
            return self._answers(message)
        except (AnymailInvalidAddress, AnymailSerializationError, Unsupported) as error:
            return dict.fromkeys(self._recipients, Answer(554, one_line(str(error.args[0]))))
        except AnymailError as error:
            return dict.fromkeys(self._recipients, _refusal(error))
        except OSError as error:
            raise NotTold(_("The provider broke off before it said whether it took the mail.")) from error
        return self._answers(message)

    def break_off(self) -> None:
        """There is no connection to end."""

    def _answers(self, message: EmailMultiAlternatives) -> dict[str, Answer]:
        told = getattr(getattr(message, "anymail_status", None), "recipients", None) or {}
        states = {address: getattr(told.get(address), "status", "sent") for address in self._recipients}
        refused = {"invalid", "rejected", "failed"}
        return {
            address: Answer(550, f"the provider says: {state}") if state in refused else Answer(250, str(state))
            for address, state in states.items()
        }


def _refusal(error: AnymailError) -> Answer:
    status = error.status_code or getattr(getattr(error, "response", None), "status_code", None)
    if status is None:
        raise NotTold(_("The provider broke off before it said whether it took the mail.")) from error
    if status in NOT_YOU:
        raise SignInRefused(_("The provider does not accept our key (%(status)s).") % {"status": status}) from error
    is_final = 400 <= status < 500 and status not in NOT_NOW
    return Answer(554 if is_final else 451, f"the provider says: {status}")


def rebuilt(mime: bytes, *, sender: str, recipients: Sequence[str]) -> EmailMultiAlternatives:
    """Return the mail as Django holds it: text, page, files and headers, to these recipients only."""
    parsed = BytesParser(policy=policy.default).parsebytes(mime)
    assert isinstance(parsed, Parsed)
    message = EmailMultiAlternatives(
        subject=str(parsed["Subject"] or ""),
        body=_text(parsed, "plain"),
        from_email=str(parsed["From"] or sender),
        to=list(recipients),
        headers={name: str(value) for name, value in parsed.items() if name.lower() not in _OWN},
    )
    if page := _text(parsed, "html"):
        message.attach_alternative(page, "text/html")
    for part in parsed.iter_attachments():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            message.attach(part.get_filename() or "file", content, part.get_content_type())
    if not parseaddr(message.from_email)[1]:
        message.from_email = sender
    return message


def _text(parsed: Parsed, kind: str) -> str:
    part = parsed.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""
